"""What is wrong with which beacon, and which needs a hand first. Pure: facts in, troubles out.

Constants say how sure one has to be before somebody is sent up a ladder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from campaigns.stores.health.domain import BeaconDay, BeaconRecord, Mark, MarkKind
from mapping_tool.battery import BatteryDay, BatteryOutlook, outlook
from mapping_tool.evidence import FaultKind
from mapping_tool.health import Finding, Standing
from positioning.types import BeaconKey, LevelId

RECENT_DAYS = 7
BOOTS_OF_ONE_IN_TROUBLE = 3
"""In a week. One boot is a battery that was changed, two one that was put in twice."""

OTHER_UNITS_SURE = 2
"""Readings of a second unit in a week, each with a boot beside it: one could be a beacon whose battery was
changed between two phones that heard it at odds."""

STILL_SURE_S = 3600.0
"""A phone may hand on an old packet for some minutes (BlueZ keeps the last one heard); not for an hour."""

EMPTY_MV = 2500.0
"""Below it a cell has at most a twelfth of its charge left, by the most hopeful curve of BATT-1."""

LOW_MV = 2700.0
"""Below it more than four fifths are used on every curve: past the plateau, whatever the rate."""

EMPTY_DAYS, LOW_DAYS = 7, 30
"""Likely over within a week: now. Possibly within a month: with the next round."""


class TroubleKind(StrEnum):
    """What can be wrong, in the order of what needs a hand first."""

    SILENT = "silent"
    BATTERY_EMPTY = "battery_empty"
    MOVED = "moved"
    CLONED = "cloned"
    QUIETER = "quieter"
    LOUDER = "louder"
    RESTARTS = "restarts"
    TELEMETRY_STUCK = "telemetry_stuck"
    BATTERY_LOW = "battery_low"


ORDER = {kind: place for place, kind in enumerate(TroubleKind)}
FOUND_AS = {
    FaultKind.DEAD: TroubleKind.SILENT,
    FaultKind.MOVED: TroubleKind.MOVED,
    FaultKind.CLONED: TroubleKind.CLONED,
    FaultKind.QUIETER: TroubleKind.QUIETER,
    FaultKind.LOUDER: TroubleKind.LOUDER,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong. `since` is when it began, as far as is known; `visits` those that say so.

    `place_m` is where the moved one or the second one is; `level_db` how much louder it is; `count` how often
    it restarted in a week.
    """

    kind: TroubleKind
    since: datetime | None = None
    visits: int | None = None
    place_m: tuple[float, float] | None = None
    level_db: float | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class BeaconFacts:
    """Everything that is known of one beacon of the map."""

    key: BeaconKey
    level_id: LevelId
    x_m: float
    y_m: float
    near: str
    area: str
    standing: Standing
    record: BeaconRecord
    days: Sequence[BeaconDay] = ()
    marks: Sequence[Mark] = ()
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class BeaconHealthState:
    """A beacon with what is wrong with it, the first first; and how long its battery will last, if known."""

    facts: BeaconFacts
    troubles: tuple[Trouble, ...]
    battery: BatteryOutlook | None

    @property
    def rank(self) -> tuple[int, str, str]:
        """What needs a hand first comes first."""
        first = ORDER[self.troubles[0].kind] if self.troubles else len(ORDER)
        return (first, self.facts.level_id, self.facts.key)


def triaged(
    facts: Sequence[BeaconFacts], beacons: Mapping[LevelId, int], now: datetime
) -> list[BeaconHealthState]:
    """Return all beacons of a store, those that need a hand first.

    Parameters
    ----------
    beacons : how many each level has.
    """
    return sorted((_state(each, beacons[each.level_id], now) for each in facts), key=lambda state: state.rank)


def _state(facts: BeaconFacts, beacons: int, now: datetime) -> BeaconHealthState:
    swapped = max((m.at for m in facts.marks if m.kind is MarkKind.BATTERY_CHANGED), default=None)
    since_swap = [day for day in facts.days if swapped is None or day.day > swapped.astimezone(UTC).date()]
    latest = facts.record.reading.at if facts.record.reading else now
    recent = [day for day in since_swap if day.day > (latest - timedelta(days=RECENT_DAYS)).date()]
    boots, other_units = sum(day.boots for day in recent), sum(day.other_units for day in recent)
    is_doubled = other_units >= OTHER_UNITS_SURE and boots >= OTHER_UNITS_SURE
    troubles = [*_found(facts, beacons)]
    if is_doubled and not any(trouble.kind is TroubleKind.CLONED for trouble in troubles):
        troubles.append(Trouble(TroubleKind.CLONED, since=_first_day(recent)))
    if boots >= BOOTS_OF_ONE_IN_TROUBLE and not is_doubled:
        troubles.append(Trouble(TroubleKind.RESTARTS, since=_first_day(recent), count=boots))
    is_stuck = facts.record.still_s >= STILL_SURE_S
    if is_stuck:
        troubles.append(Trouble(TroubleKind.TELEMETRY_STUCK, since=facts.record.went_on_at))
    battery = None if is_doubled or is_stuck else _battery(facts.days, swapped)
    troubles += _battery_troubles(battery, since_swap, is_stuck or is_doubled)
    return BeaconHealthState(facts, tuple(sorted(troubles, key=lambda t: ORDER[t.kind])), battery)


def _found(facts: BeaconFacts, beacons: int) -> list[Trouble]:
    """What visits say of its signal."""
    found = []
    if (finding := facts.finding) is not None:
        kind = FOUND_AS[finding.kind]
        found.append(Trouble(kind, finding.since, finding.visits, finding.place_m, finding.level_db))
    is_dead = bool(found) and found[0].kind is TroubleKind.SILENT
    if not is_dead and facts.record.hearing.is_silent(beacons):
        # What moved or lost power first, and is not heard at all any more, is silent now.
        found = [Trouble(TroubleKind.SILENT, facts.record.last_heard_at, facts.record.hearing.missed)]
    return found


def _battery(days: Sequence[BeaconDay], swapped: datetime | None) -> BatteryOutlook | None:
    told = [BatteryDay(day.day.toordinal(), day.battery_mv) for day in days]
    if swapped is None:
        return outlook(told)
    swapped_day = swapped.astimezone(UTC).date().toordinal()
    # On the day itself the mean is of two cells.
    return outlook([day for day in told if day.day > swapped_day], swapped_day)


def _battery_troubles(
    battery: BatteryOutlook | None, days: Sequence[BeaconDay], is_untold: bool
) -> list[Trouble]:
    if battery is None or is_untold or not days:
        return []
    is_likely = battery.median_days is not None and battery.median_days <= EMPTY_DAYS
    if is_likely or days[-1].battery_mv < EMPTY_MV:
        return [Trouble(TroubleKind.BATTERY_EMPTY)]
    is_soon = battery.high_days is not None and battery.low_days <= LOW_DAYS
    if is_soon or days[-1].battery_mv < LOW_MV:
        return [Trouble(TroubleKind.BATTERY_LOW)]
    return []


def _first_day(days: Sequence[BeaconDay]) -> datetime | None:
    odd = [day.day for day in days if day.boots or day.other_units]
    return datetime(odd[0].year, odd[0].month, odd[0].day, tzinfo=UTC) if odd else None
