"""Who comes when: parties over a time or a store's day, staff; each person with their own random stream.

A stream depends on the scenario's seed and the person's number alone: one more shopper changes no other.

References
----------
J. James, "The distribution of free-forming small group size", American Sociological Review 18, 1953: a
truncated Poisson distribution.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

import numpy as np

from firmware_sim.staff import Staff, rounds

GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
"""Multiples of it, less their whole part, lie evenly in [0, 1) however many there are."""

LAST_ARRIVAL_S = 600.0
"""Nobody comes in the last ten minutes before closing."""

USUAL_HOURS = (
    1, 1, 1, 1, 1, 2, 5, 15, 35, 60, 85, 95, 85, 75, 75, 80, 95, 100, 90, 65, 40, 22, 10, 4,
)  # fmt: skip
"""Arrivals of each hour of the day, relative: a hump before noon, a higher one after work. Assumed; a
scenario may bring its own."""

FURTHER_MEMBERS, LARGEST_PARTY = 0.4, 4
"""Mean of the Poisson number of people beyond two, and the most that walk together. Assumed."""

_STAFF_STREAM = 2**31
"""Shoppers are numbered from 0, staff from here."""


class Arrivals(Protocol):
    """When parties come, in s since the scenario begins."""

    def of(self, number: int, rng: np.random.Generator) -> float:
        """When the party whose first person has this number comes; the same however many there are."""
        ...


@dataclass(frozen=True, slots=True)
class Evenly:
    """One after the other over some time."""

    over_s: float

    def of(self, number: int, rng: np.random.Generator) -> float:
        return self.over_s * (number * GOLDEN % 1.0)


@dataclass(frozen=True, slots=True)
class Day:
    """A store's opening hours on a day, in its own time zone, and how arrivals spread over them.

    `weights` are for equal parts of the opening hours, relative to each other; without them the usual hours
    of the day are taken.
    """

    date: date
    opens: time
    closes: time
    weights: tuple[float, ...] = ()

    @property
    def open_s(self) -> float:
        return _second_of_day(self.closes) - _second_of_day(self.opens)

    def begins(self, zone: str) -> datetime:
        """When the store opens, in UTC."""
        return datetime.combine(self.date, self.opens, ZoneInfo(zone)).astimezone(UTC)

    def of(self, number: int, rng: np.random.Generator) -> float:
        edges_s, weights = self._parts()
        share = np.concatenate([[0.0], np.cumsum(weights)])
        return float(np.interp(rng.random() * share[-1], share, edges_s))

    def _parts(self) -> tuple[list[float], list[float]]:
        """Edges (k + 1) in s after opening, and how many arrivals lie between them (k)."""
        last_s = max(self.open_s - LAST_ARRIVAL_S, self.open_s / 2)
        if self.weights:
            parts = len(self.weights)
            return [last_s * k / parts for k in range(parts + 1)], list(self.weights)
        opens_s = _second_of_day(self.opens)
        hours = [hour for hour in range(24) if opens_s < hour * 3600 < opens_s + last_s]
        edges_s = [0.0, *(hour * 3600 - opens_s for hour in hours), last_s]
        first = int(opens_s // 3600)
        weights = [
            USUAL_HOURS[hour] * (end_s - begin_s)
            for hour, begin_s, end_s in zip(count(first), edges_s[:-1], edges_s[1:], strict=False)
        ]
        return edges_s, weights


@dataclass(frozen=True, slots=True)
class Groups:
    """Share of the parties that are more than one person, and of the companions that carry a phone."""

    share: float = 0.0
    phones: float = 0.5


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone.

    Attributes
    ----------
    place : 0 walks alone or leads, others walk so many places to the leader's left (below 0: right).
    lasts_s : of a round of staff; 0 for shoppers, who stay as long as they need.
    number : of their random stream.
    """

    name: str
    role: Literal["shopper", "companion", "staff"]
    party: str
    begins_s: float
    place: int
    lasts_s: float
    number: int

    def streams(self, seed: int) -> tuple[np.random.Generator, np.random.Generator]:
        """Of the body and of the phone."""
        _, body, phone = _streams(seed, self.number)
        return body, phone


def shoppers(seed: int, total: int, arrivals: Arrivals, groups: Groups) -> Iterator[tuple[Person, ...]]:
    """The parties of `total` people, leaders first; companions without a phone are left out."""
    first = 0
    while first < total:
        draws = _streams(seed, first)[0]
        begins_s = arrivals.of(first, draws)
        size = 1
        if draws.random() < groups.share:
            size = min(2 + int(draws.poisson(FURTHER_MEMBERS)), LARGEST_PARTY)
        members = range(first, min(first + size, total))
        name = f"shopper-{first + 1:03d}"
        leader = Person(name, "shopper", name, begins_s, 0, 0.0, first)
        places = _abreast()
        next(places)
        company = tuple(
            Person(f"shopper-{number + 1:03d}", "companion", name, begins_s, place, 0.0, number)
            for number, place in zip(members[1:], places, strict=False)
            if _streams(seed, number)[0].random() < groups.phones
        )
        yield (leader, *company)
        first = members.stop


def staff_rounds(seed: int, staff: Staff, open_s: float) -> Iterator[Person]:
    """Every round of everybody who works there."""
    for member in range(staff.count):
        for k, (begins_s, lasts_s) in enumerate(rounds(staff, member, open_s)):
            name = f"staff-{member + 1:02d}"
            number = _STAFF_STREAM + 100 * member + k
            yield Person(f"{name}-{k + 1}", "staff", name, begins_s, 0, lasts_s, number)


def in_order(parties: Sequence[tuple[Person, ...]]) -> list[tuple[Person, ...]]:
    """By the time at which they come."""
    return sorted(parties, key=lambda party: (party[0].begins_s, party[0].number))


def _abreast() -> Iterator[int]:
    """0, 1, -1, 2, -2, ..."""
    for k in count():
        yield (k + 1) // 2 * (1 if k % 2 else -1)


def _streams(seed: int, number: int) -> list[np.random.Generator]:
    """Of the party's coming, the body, the phone."""
    own = np.random.SeedSequence(seed, spawn_key=(number,))
    return [np.random.default_rng(part) for part in own.spawn(3)]


def _second_of_day(at: time) -> float:
    return at.hour * 3600.0 + at.minute * 60.0 + at.second
