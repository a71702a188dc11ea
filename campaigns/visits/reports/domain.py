"""What a report says, and the gate that every released figure passes. Pure.

Figures are formed in fixed buckets, the days of the store's own time zone, on a fixed grid. A bucket's figure
is released when at least k distinct shoppers stand behind it, and a longer period is the sum of its released
buckets: so the difference of two releases is itself made of released buckets, and tells nothing new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from campaigns.errors import InvalidInput
from campaigns.stores.domain import StoreKind
from positioning.types import FloatArray, LevelId, Trajectory
from zones.dwell import DwellStatistics, Stayed, dwell_statistics
from zones.flows import PathFlow, path_flows
from zones.heatmap import Grid, heatmap
from zones.level import ZoneId

LONGEST_PERIOD_DAYS = 400
"""Thirteen months: as long as stays are kept."""


EARLIEST, LATEST = 1900, 9000
"""Years; near the ends of the calendar a day has no midnight in UTC."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of a store, first and last included."""

    first: date
    last: date
    time_zone: str

    def __post_init__(self) -> None:
        if not EARLIEST <= self.first.year <= LATEST or not EARLIEST <= self.last.year <= LATEST:
            raise InvalidInput("from", f"a report is of days in the years {EARLIEST} to {LATEST}")
        if self.last < self.first:
            raise InvalidInput("to", f"{self.last} lies before {self.first}")
        if (self.last - self.first).days >= LONGEST_PERIOD_DAYS:
            raise InvalidInput("to", f"a report spans at most {LONGEST_PERIOD_DAYS} days")

    @property
    def begin(self) -> datetime:
        """The first day's midnight, in UTC."""
        return self._midnight(self.first)

    @property
    def end(self) -> datetime:
        """The midnight after the last day, in UTC."""
        return self._midnight(self.last + timedelta(days=1))

    def day_of(self, at: datetime) -> date:
        """The store's day of a moment."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.time_zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a report is asked for: days of the store, both included, and a level.

    By default from the first visit's day to the last's, on the store's first level.
    """

    store_id: str
    first: date | None = None
    last: date | None = None
    level_id: LevelId | None = None


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What every report says of itself.

    `visits` stand behind it; `provisional_visits` of them are still open, or not smoothed yet.
    """

    store_id: str
    store_name: str
    kind: StoreKind
    map_revision: int
    level_id: LevelId
    period: Period
    k: int
    visits: int
    provisional_visits: int

    @property
    def is_trial(self) -> bool:
        return self.kind is StoreKind.TRIAL


@dataclass(frozen=True, slots=True)
class DwellRow:
    """Dwell at one zone or face; without statistics it is suppressed. `people` in it are shopper-days.

    `products` are the names of what stands on a face today.
    """

    kind: str
    place_id: str
    name: str
    statistics: DwellStatistics | None
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DwellReport:
    """Dwell by place, the longest total first, what is suppressed last."""

    head: ReportHead
    rows: tuple[DwellRow, ...]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A move between two zones; without a flow it is suppressed. `people` in it are shopper-days."""

    from_id: ZoneId
    from_name: str
    to_id: ZoneId
    to_name: str
    flow: PathFlow | None


@dataclass(frozen=True, slots=True)
class FlowReport:
    """Moves between zones, the most frequent first, what is suppressed last."""

    head: ReportHead
    rows: tuple[FlowRow, ...]


@dataclass(frozen=True, slots=True, eq=False)
class HeatReport:
    """Seconds (rows, columns) and shopper-days of released cells; `suppressed`: visited, not released."""

    head: ReportHead
    grid: Grid
    seconds: FloatArray = field(repr=False)
    shopper_days: NDArray[np.int64] = field(repr=False)
    suppressed: NDArray[np.bool_] = field(repr=False)


@dataclass(frozen=True, slots=True)
class StayRecord:
    """A finished stay as a report needs it."""

    day: date
    shopper: Hashable
    visit: Hashable
    kind: str
    place_id: str
    entered_at: datetime
    duration_s: float


def released_dwell(
    stays: Iterable[StayRecord], k: int, *, stop_s: float, engage_s: float
) -> tuple[dict[tuple[str, str], DwellStatistics], set[tuple[str, str]]]:
    """Statistics by (kind, place), and the places of which nothing may be released."""
    buckets: dict[tuple[str, str, date], list[StayRecord]] = defaultdict(list)
    for stay in stays:
        buckets[stay.kind, stay.place_id, stay.day].append(stay)
    passed: dict[str, list[Stayed]] = defaultdict(list)
    for (kind, place_id, day), here in buckets.items():
        if len({stay.shopper for stay in here}) >= k:
            passed[kind] += [Stayed(place_id, (day, stay.shopper), stay.duration_s) for stay in here]
    released = {
        (kind, place_id): statistics
        for kind, kept in passed.items()
        for place_id, statistics in dwell_statistics(kept, stop_s=stop_s, engage_s=engage_s).items()
    }
    return released, {(kind, place_id) for kind, place_id, _ in buckets} - released.keys()


def released_flows(stays: Iterable[StayRecord], k: int) -> tuple[list[PathFlow], set[tuple[ZoneId, ZoneId]]]:
    """Moves between zones, and the moves of which nothing may be released."""
    walks: dict[date, dict[Hashable, list[StayRecord]]] = defaultdict(lambda: defaultdict(list))
    for stay in stays:
        if stay.kind == "zone":
            walks[stay.day][stay.visit].append(stay)
    moves: dict[tuple[ZoneId, ZoneId], PathFlow] = {}
    seen: set[tuple[ZoneId, ZoneId]] = set()
    for of_day in walks.values():
        for flow in path_flows(_in_order(visit) for visit in of_day.values()):
            pair = (flow.from_id, flow.to_id)
            seen.add(pair)
            if flow.people >= k:
                before = moves.get(pair, PathFlow(*pair, 0, 0))
                moves[pair] = PathFlow(*pair, before.moves + flow.moves, before.people + flow.people)
    ordered = sorted(moves.values(), key=lambda flow: (-flow.moves, flow.from_id, flow.to_id))
    return ordered, seen - moves.keys()


def _in_order(visit: Sequence[StayRecord]) -> tuple[Hashable, list[ZoneId]]:
    ordered = sorted(visit, key=lambda stay: (stay.entered_at, stay.place_id))
    return ordered[0].shopper, [ZoneId(stay.place_id) for stay in ordered]


def released_heat(
    paths_by_day: Mapping[date, Sequence[tuple[Hashable, Trajectory]]], grid: Grid, k: int
) -> tuple[FloatArray, NDArray[np.int64], NDArray[np.bool_]]:
    """Seconds, shopper-days and suppressed cells, each (rows, columns), of paths with their shopper."""
    seconds = np.zeros((grid.rows, grid.columns))
    shopper_days = np.zeros(seconds.shape, dtype=np.int64)
    visited = np.zeros(seconds.shape, dtype=np.bool_)
    for paths in paths_by_day.values():
        of_day = heatmap(paths, grid)
        passed = of_day.people >= k
        seconds += np.where(passed, of_day.seconds, 0.0)
        shopper_days += np.where(passed, of_day.people, 0)
        visited |= of_day.people > 0
    return seconds, shopper_days, visited & (shopper_days == 0)
