"""Beacon health as the HTTP API and the command line tell it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from campaigns.stores.health.domain import BeaconDay, MapProposal, Mark, MarkKind
from campaigns.stores.health.triage import BeaconHealthState, Trouble, TroubleKind
from mapping_tool.battery import BatteryOutlook
from mapping_tool.health import Standing
from mapping_tool.telemetry import Reading

UNTOLD_C = -127.5
"""Eddystone-TLM: -128 says that there is no thermometer, 0 mV that the battery is not measured."""


class TroubleView(BaseModel):
    """One thing that is wrong; what is not known, or does not belong to the kind, is null."""

    kind: TroubleKind
    since: datetime | None
    visits: int | None
    x_m: float | None
    y_m: float | None
    level_db: float | None
    count: int | None

    @classmethod
    def of(cls, trouble: Trouble) -> TroubleView:
        x_m, y_m = trouble.place_m or (None, None)
        return cls(
            kind=trouble.kind,
            since=trouble.since,
            visits=trouble.visits,
            x_m=None if x_m is None else round(x_m, 1),
            y_m=None if y_m is None else round(y_m, 1),
            level_db=trouble.level_db,
            count=trouble.count,
        )


class ReadingView(BaseModel):
    """What a beacon last told of itself."""

    at: datetime
    battery_mv: int | None
    temperature_c: float | None
    advert_count: int
    uptime_s: float

    @classmethod
    def of(cls, reading: Reading) -> ReadingView:
        told = reading.told
        return cls(
            at=reading.at,
            battery_mv=told.battery_mv or None,
            temperature_c=_measured(told.temperature_c),
            advert_count=told.advert_count,
            uptime_s=told.uptime_s,
        )


class BatteryView(BaseModel):
    """Days that are left: 8 times in 10 between low and high; without high, "at least low" is all that is
    known.
    """

    low_days: int
    median_days: int | None
    high_days: int | None

    @classmethod
    def of(cls, found: BatteryOutlook) -> BatteryView:
        return cls(low_days=found.low_days, median_days=found.median_days, high_days=found.high_days)


class MarkView(BaseModel):
    """What somebody did at a beacon."""

    kind: MarkKind
    at: datetime
    by: str

    @classmethod
    def of(cls, mark: Mark) -> MarkView:
        return cls(kind=mark.kind, at=mark.at, by=mark.by)


class BeaconHealthView(BaseModel):
    """A beacon of the map. Without troubles nothing is known against it; `standing` says whether its signal
    can be judged, `missed` how many visits did not hear it since it was last heard.
    """

    beacon: str
    level_id: str
    x_m: float
    y_m: float
    near: str = Field(description="the nearest thing that has a name")
    area: str = Field(description="the unit or zone that it hangs in; empty where none has a name")
    standing: Standing
    troubles: list[TroubleView]
    last_heard_at: datetime | None
    visits: int
    heard: int
    missed: int
    reading: ReadingView | None
    battery: BatteryView | None
    last_mark: MarkView | None

    @classmethod
    def of(cls, state: BeaconHealthState) -> BeaconHealthView:
        facts, record = state.facts, state.facts.record
        return cls(
            beacon=facts.key,
            level_id=facts.level_id,
            x_m=round(facts.x_m, 2),
            y_m=round(facts.y_m, 2),
            near=facts.near,
            area=facts.area,
            standing=facts.standing,
            troubles=[TroubleView.of(trouble) for trouble in state.troubles],
            last_heard_at=record.last_heard_at,
            visits=record.hearing.visits,
            heard=record.hearing.heard,
            missed=record.hearing.missed,
            reading=None if record.reading is None else ReadingView.of(record.reading),
            battery=None if state.battery is None else BatteryView.of(state.battery),
            last_mark=MarkView.of(facts.marks[-1]) if facts.marks else None,
        )


class StoreBeaconHealth(BaseModel):
    """Every beacon of a store, those that need a hand first."""

    store_id: str
    at: datetime
    beacons: list[BeaconHealthView]


class BeaconDayView(BaseModel):
    """A beacon's telemetry of one day of UTC: means, and what was counted."""

    day: date
    readings: int
    battery_mv: float | None
    temperature_c: float | None
    boots: int
    other_units: int

    @classmethod
    def of(cls, day: BeaconDay) -> BeaconDayView:
        return cls(
            day=day.day,
            readings=day.readings,
            battery_mv=round(day.battery_mv, 1) or None,
            temperature_c=_measured(day.temperature_c),
            boots=day.boots,
            other_units=day.other_units,
        )


class BeaconHistory(BaseModel):
    """One beacon's days, in order of time."""

    beacon: str
    days: list[BeaconDayView]


class MarkBody(BaseModel):
    """What was done at a beacon."""

    model_config = ConfigDict(extra="forbid")

    beacon: Annotated[str, Field(min_length=1, max_length=247)]
    kind: MarkKind


class ProposalView(BaseModel):
    """A healed map as it was tried (`aislecast store heal`), with the figures of walks held back."""

    number: int
    level_id: str
    from_revision: int
    made_at: datetime
    verdict: str
    report: dict[str, Any]
    is_publishable: bool
    accepted_as: int | None

    @classmethod
    def of(cls, proposal: MapProposal) -> ProposalView:
        return cls(
            number=proposal.number,
            level_id=proposal.level_id,
            from_revision=proposal.from_revision,
            made_at=proposal.made_at,
            verdict=proposal.verdict,
            report=dict(proposal.report),
            is_publishable=proposal.is_publishable,
            accepted_as=proposal.accepted_as,
        )


class ProposalList(BaseModel):
    """What was proposed for a store, the last one first."""

    items: list[ProposalView]


def _measured(temperature_c: float) -> float | None:
    return round(temperature_c, 1) if temperature_c > UNTOLD_C else None
