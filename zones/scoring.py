"""How good zone events are: stays detected on estimated poses against stays made from the true path
(VISIT-6).

The truth is made by the same rules, by the same state machine, from the true path without any uncertainty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely import STRtree

from positioning.types import LevelId, PoseEstimate, PoseStatus
from zones.level import ZoneId
from zones.matching import Evidence, Match
from zones.store import Store
from zones.visits import VisitEvent, VisitState, ZoneEntered, ZoneExited, advance, close

TRUTH_STEP_S = 0.1
TOLERANCE_S = 2.0
"""Stays count as the same when they overlap, or miss each other by less than the hold that begins a stay."""

CERTAIN, WIDENED = Evidence(1.0, 1.0, 1.0), Evidence(0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class ScoredStay:
    """One stay in a zone; `decided_t_s` is when its entry was known."""

    zone_id: ZoneId
    entered_t_s: float
    exited_t_s: float
    decided_t_s: float


@dataclass(frozen=True, slots=True)
class EventScore:
    """Counts that add up over visits. `delays_s`: knowing an entry after it truly happened, of matched
    stays."""

    true_stays: int
    detected_stays: int
    matched_stays: int
    delays_s: tuple[float, ...] = ()

    def __add__(self, other: EventScore) -> EventScore:
        return EventScore(
            self.true_stays + other.true_stays,
            self.detected_stays + other.detected_stays,
            self.matched_stays + other.matched_stays,
            self.delays_s + other.delays_s,
        )

    @property
    def precision(self) -> float:
        """Share of the detected stays that are true; NaN when none was detected."""
        return self.matched_stays / self.detected_stays if self.detected_stays else float("nan")

    @property
    def recall(self) -> float:
        """Share of the true stays that were detected; NaN when there was none."""
        return self.matched_stays / self.true_stays if self.true_stays else float("nan")

    @property
    def median_delay_s(self) -> float:
        return float(np.median(self.delays_s)) if self.delays_s else float("nan")

    @property
    def p90_delay_s(self) -> float:
        return float(np.quantile(self.delays_s, 0.9)) if self.delays_s else float("nan")

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.2f} ({self.matched_stays}/{self.detected_stays}), "
            f"recall {self.recall:.2f} ({self.matched_stays}/{self.true_stays}), "
            f"delay {self.median_delay_s:.1f} s median, {self.p90_delay_s:.1f} s 90 %"
        )


NOTHING_SCORED = EventScore(0, 0, 0)


def true_stays(
    store: Store, t_s: ArrayLike, x_m: ArrayLike, y_m: ArrayLike, level_id: LevelId | None = None
) -> list[ScoredStay]:
    """The stays of a true path.

    Parameters
    ----------
    t_s, x_m, y_m : (n,) corners of the path in order of time, floor frame; straight and even between them.
    """
    corner_t_s = np.asarray(t_s, dtype=np.float64)
    if not len(corner_t_s):
        return []
    level = store.level(level_id)
    count = max(1, round((corner_t_s[-1] - corner_t_s[0]) / TRUTH_STEP_S))
    times = np.linspace(corner_t_s[0], corner_t_s[-1], count + 1)
    path = np.stack(
        [np.interp(times, corner_t_s, np.asarray(c, dtype=np.float64)) for c in (x_m, y_m)], axis=1
    )
    at: list[dict[ZoneId, Evidence]] = [{} for _ in times]
    points = shapely.points(path)
    for areas, evidence in (
        ([zone.area.buffer(store.rules.exit_margin_m) for zone in level.zones], WIDENED),
        ([zone.area for zone in level.zones], CERTAIN),
    ):
        for k, i in STRtree(areas).query(points, predicate="intersects").T:
            at[k][level.zones[i].id] = evidence
    state, events = VisitState(), list[VisitEvent]()
    for zones, (x, y), time in zip(at, path.tolist(), times.tolist(), strict=True):
        pose = PoseEstimate(time, x, y, 0.0, 0.0, 0.0, 0.0, 0.0, PoseStatus.OK, level.id)
        state, happened = advance(state, Match(zones, {}), pose, store.rules, {})
        events += happened
    return stays_of([*events, *close(state, float(times[-1]), {})[1]])


def stays_of(events: Iterable[VisitEvent]) -> list[ScoredStay]:
    """The zone stays in a closed visit's events."""
    entered: dict[ZoneId, ZoneEntered] = {}
    stays = []
    for event in events:
        if isinstance(event, ZoneEntered):
            entered[event.zone_id] = event
        elif isinstance(event, ZoneExited):
            decided_s = entered.pop(event.zone_id).decided_t_s
            stays.append(ScoredStay(event.zone_id, event.entered_t_s, event.t_s, decided_s))
    return stays


def score(
    truth: Sequence[ScoredStay], detected: Sequence[ScoredStay], tolerance_s: float = TOLERANCE_S
) -> EventScore:
    """Match detected stays with true ones, each at most once, the longest common time first."""
    pairs = []
    for i, true in enumerate(truth):
        for j, found in enumerate(detected):
            common_s = min(true.exited_t_s, found.exited_t_s) - max(true.entered_t_s, found.entered_t_s)
            if true.zone_id == found.zone_id and common_s > -tolerance_s:
                pairs.append((-common_s, i, j))
    used_true: set[int] = set()
    used_found: set[int] = set()
    delays = []
    for _, i, j in sorted(pairs):
        if i not in used_true and j not in used_found:
            used_true.add(i)
            used_found.add(j)
            delays.append(detected[j].decided_t_s - truth[i].entered_t_s)
    return EventScore(len(truth), len(detected), len(delays), tuple(delays))
