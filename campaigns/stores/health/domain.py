"""What the service keeps and tells of beacon health. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from mapping_tool.health import Finding, Standing, Watch
from mapping_tool.silence import Hearing
from mapping_tool.telemetry import Reading, Step, step_between
from positioning.types import BeaconKey, BeaconTelemetry, LevelId


@dataclass(frozen=True, slots=True)
class HealthUpdate:
    """What a visit that ended `at` changed in the sums of a level, and which of its beacons it `heard`."""

    store_id: str
    level_id: LevelId
    at: datetime
    watches: Mapping[BeaconKey, Watch]
    beacons: frozenset[BeaconKey]
    heard: frozenset[BeaconKey]


@dataclass(frozen=True, slots=True)
class LevelHealth:
    """The beacons of a level: what was found, how many visits spoke of those watched, and who cannot be."""

    level_id: LevelId
    findings: tuple[Finding, ...]
    visits: Mapping[BeaconKey, int]
    unwatched: Mapping[BeaconKey, Standing]


@dataclass(frozen=True, slots=True)
class MapProposal:
    """A healed map as it was tried: its verdict, the figures, and whether there is a document to publish;
    `accepted_as` is the revision that it became.
    """

    number: int
    store_id: str
    level_id: LevelId
    from_revision: int
    made_at: datetime
    verdict: str
    report: Mapping[str, Any]
    is_publishable: bool
    accepted_as: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A beacon was heard, and told this of itself when `told` is not None."""

    beacon: BeaconKey
    at: datetime
    told: BeaconTelemetry | None


@dataclass(frozen=True, slots=True)
class BeaconRecord:
    """What is kept of one beacon beside the sums of its faults.

    `went_on_at` is when its counters were last seen to go on.
    """

    last_heard_at: datetime | None = None
    hearing: Hearing = field(default_factory=Hearing)
    reading: Reading | None = None
    went_on_at: datetime | None = None

    def with_heard(self, heard: Heard) -> tuple[BeaconRecord, Step | None]:
        """The record after a beacon was heard, and what lies between its last two readings. A reading older
        than the last says nothing.
        """
        last = heard.at if self.last_heard_at is None else max(self.last_heard_at, heard.at)
        if heard.told is None or (self.reading is not None and heard.at <= self.reading.at):
            return BeaconRecord(last, self.hearing, self.reading, self.went_on_at), None
        now = Reading(heard.at, heard.told)
        step = Step.WENT_ON if self.reading is None else step_between(self.reading, now)
        went_on_at = self.went_on_at if step is Step.STOOD_STILL else heard.at
        return BeaconRecord(last, self.hearing, now, went_on_at), step

    @property
    def still_s(self) -> float:
        """For how long its counters have been seen standing still; 0 for one that goes on."""
        if self.reading is None or self.went_on_at is None:
            return 0.0
        return (self.reading.at - self.went_on_at).total_seconds()


@dataclass(frozen=True, slots=True)
class BeaconDay:
    """A beacon's telemetry of one day of UTC: means, and how often it booted or another unit answered."""

    day: date
    readings: int
    battery_mv: float
    temperature_c: float
    boots: int = 0
    other_units: int = 0

    def with_reading(self, told: BeaconTelemetry, step: Step) -> BeaconDay:
        """The day after one more reading."""
        n = self.readings + 1
        return BeaconDay(
            self.day,
            n,
            self.battery_mv + (told.battery_mv - self.battery_mv) / n,
            self.temperature_c + (told.temperature_c - self.temperature_c) / n,
            self.boots + (step is Step.BOOTED),
            self.other_units + (step is Step.OTHER_UNIT),
        )


class MarkKind(StrEnum):
    """What somebody did at a beacon."""

    BATTERY_CHANGED = "battery_changed"
    HUNG_BACK = "hung_back"


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody did something at a beacon."""

    kind: MarkKind
    at: datetime
    by: str
