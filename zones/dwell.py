"""How long people stay where: statistics over stays. Pure arithmetic; identifying who is the caller's."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Stayed:
    """One finished stay of a person at a place."""

    place_id: str
    person: Hashable
    duration_s: float


@dataclass(frozen=True, slots=True)
class DwellStatistics:
    """What is known of the stays at one place.

    `people` counts distinct persons. A *stop* lasts at least the rules' `stop_s`, an *engagement* at least
    `engage_s`.
    """

    place_id: str
    stays: int
    people: int
    total_s: float
    mean_s: float
    median_s: float
    p90_s: float
    stops: int
    engagements: int


def dwell_statistics(
    stays: Iterable[Stayed], *, stop_s: float, engage_s: float
) -> dict[str, DwellStatistics]:
    """Statistics by place, the longest total first.

    Parameters
    ----------
    stays : finished stays, in any order.
    stop_s, engage_s : seconds from which on a stay is a stop, an engagement.

    Examples
    --------
    >>> stays = [Stayed("tea", "a", 2.0), Stayed("tea", "b", 8.0), Stayed("rice", "a", 4.0)]
    >>> tea = dwell_statistics(stays, stop_s=3.0, engage_s=5.0)["tea"]
    >>> tea.stays, tea.people, tea.total_s, tea.median_s, tea.stops
    (2, 2, 10.0, 5.0, 1)
    """
    durations: dict[str, list[float]] = {}
    people: dict[str, set[Hashable]] = {}
    for stay in stays:
        durations.setdefault(stay.place_id, []).append(stay.duration_s)
        people.setdefault(stay.place_id, set()).add(stay.person)
    found = [
        _of_place(place, np.array(times), len(people[place]), stop_s, engage_s)
        for place, times in durations.items()
    ]
    return {s.place_id: s for s in sorted(found, key=lambda s: (-s.total_s, s.place_id))}


def _of_place(
    place_id: str,
    duration_s: np.ndarray[tuple[int], np.dtype[np.float64]],
    people: int,
    stop_s: float,
    engage_s: float,
) -> DwellStatistics:
    return DwellStatistics(
        place_id=place_id,
        stays=len(duration_s),
        people=people,
        total_s=float(duration_s.sum()),
        mean_s=float(duration_s.mean()),
        median_s=float(np.median(duration_s)),
        p90_s=float(np.quantile(duration_s, 0.9)),
        stops=int((duration_s >= stop_s).sum()),
        engagements=int((duration_s >= engage_s).sum()),
    )
