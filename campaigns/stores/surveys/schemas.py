"""Bodies of guided surveys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from campaigns.stores.surveys.clocks import ClockReading
from campaigns.stores.surveys.domain import Entry, EntryKind
from campaigns.stores.surveys.radio import HeardBeacon
from campaigns.web.values import Number, Whole
from positioning.capture.records import MAX_COORDINATE_M, RSSI_RANGE_DBM
from positioning.types import BeaconKey, BeaconTelemetry

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""Ids that devices make up: of walks, of themselves, of their clocks."""

Milliseconds = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e15, le=1e15)]
Metres = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-MAX_COORDINATE_M, le=MAX_COORDINATE_M)]
Counted = Annotated[Whole, Field(ge=1, le=1_000_000_000)]
BeaconId = Annotated[
    str,
    Field(
        max_length=128,
        pattern=r"^(mac:[0-9A-F]{2}(:[0-9A-F]{2}){5}|(ibeacon|eddystone|altbeacon):[0-9a-f/-]{1,110})$",
    ),
]


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OpenWalk(_Told):
    """A walk that begins; the page makes its id up, so that it can begin without a network."""

    level_id: str = Field(min_length=1, max_length=64)
    device: Name
    phone: str = Field(default="", max_length=120)


class ReadingBody(_Told):
    """One round trip to `/v1/clock`: sent and received on the device's clock."""

    sent_ms: Milliseconds
    service_ms: Milliseconds
    received_ms: Milliseconds

    def reading(self) -> ClockReading:
        return ClockReading(self.sent_ms, self.service_ms, self.received_ms)


class ClockBody(_Told):
    """What a device knows of one of its clocks."""

    clock: Name
    readings: list[ReadingBody] = Field(max_length=200)


class EntryBody(_Told):
    """One thing done on the phone. Taps and moves have a place; moves say of which tap; `redo` takes back the
    legs from tap `of` to tap `to`."""

    sequence: Counted
    kind: Literal["tap", "move", "undo", "redo", "pause", "end"]
    clock: Name
    t_ms: Milliseconds
    utc_ms: Milliseconds
    x_m: Metres | None = None
    y_m: Metres | None = None
    of: Counted | None = None
    to: Counted | None = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if (self.kind in ("tap", "move")) != (self.x_m is not None and self.y_m is not None):
            raise ValueError("taps and moves have a place, nothing else has")
        if (self.kind in ("move", "redo")) != (self.of is not None) or (self.kind == "redo") != (
            self.to is not None
        ):
            raise ValueError("moves say of which tap, redos from which to which, nothing else does")
        return self

    def entry(self) -> Entry:
        return Entry(
            self.sequence, EntryKind(self.kind), self.clock, self.t_ms, self.utc_ms, self.x_m, self.y_m,
            self.of, self.to,
        )  # fmt: skip


class Entries(_Told):
    """What a phone tells of its walk, in any order, as often as it likes."""

    device: Name
    entries: list[EntryBody] = Field(max_length=500)
    clocks: list[ClockBody] = Field(default_factory=list, max_length=16)


class Offer(_Told):
    """Whose scanner is to be paired."""

    device: Name


class PairingCode(BaseModel):
    """What is typed where the scanner runs."""

    code: str
    until: datetime


class Pair(_Told):
    """A scanner's side of pairing."""

    code: str = Field(min_length=1, max_length=32)
    name: str = Field(min_length=1, max_length=120)


class Paired(BaseModel):
    """The token that a scanner sends with; shown this once."""

    scanner_id: int
    store_id: str
    token: str


class TelemetryBody(_Told):
    """What a beacon says of itself."""

    battery_mv: Annotated[Whole, Field(ge=0, le=0xFFFF)]
    temperature_c: Annotated[Number, Field(ge=-128, le=128)]
    advert_count: Annotated[Whole, Field(ge=0, le=0xFFFFFFFF)]
    uptime_s: Annotated[Number, Field(ge=0, le=0xFFFFFFFF / 10)]


class SightingBody(_Told):
    """A beacon heard, at `t_ms` of the scanner's clock."""

    t_ms: Milliseconds
    key: BeaconId
    rssi_dbm: Annotated[Number, Field(ge=RSSI_RANGE_DBM[0], le=RSSI_RANGE_DBM[1])]
    advertised: BeaconId | None = None
    telemetry: TelemetryBody | None = None

    def heard(self) -> HeardBeacon:
        told = self.telemetry
        return HeardBeacon(
            self.t_ms,
            BeaconKey(self.key),
            self.rssi_dbm,
            None if self.advertised is None else BeaconKey(self.advertised),
            None
            if told is None
            else BeaconTelemetry(told.battery_mv, told.temperature_c, told.advert_count, told.uptime_s),
        )


class RadioBody(_Told):
    """What a scanner heard in some seconds; the same batch again changes nothing."""

    sequence: Counted
    clock: Name
    readings: list[ReadingBody] = Field(default_factory=list, max_length=200)
    sightings: list[SightingBody] = Field(max_length=1000)


class RadioTaken(BaseModel):
    """What became of a batch."""

    is_new: bool
    sightings: int
