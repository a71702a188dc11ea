"""The text messages of the stream (docs/wire.md) as types."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from campaigns.client.errors import UnexpectedMessage
from positioning.types import BeaconKey


@dataclass(frozen=True, slots=True)
class Start:
    """Where a visit begins when that is known. Floor frame."""

    x_m: float
    y_m: float
    sd_m: float


@dataclass(frozen=True, slots=True)
class Hello:
    """How a visit begins: `clock_ns` is the phone's monotonic clock at `utc`."""

    visit_id: UUID
    clock_ns: int
    utc: datetime
    start: Start | None = None
    device: str | None = None

    def to_json(self) -> str:
        message: dict[str, Any] = {
            "type": "hello",
            "visit_id": str(self.visit_id),
            "clock_ns": self.clock_ns,
            "utc": self.utc.isoformat(),
        }
        if self.start is not None:
            message["start"] = {"x_m": self.start.x_m, "y_m": self.start.y_m, "sd_m": self.start.sd_m}
        if self.device:
            message["device"] = self.device
        return json.dumps(message)


@dataclass(frozen=True, slots=True)
class Welcome:
    next_sequence: int
    revision: int
    beacons: tuple[BeaconKey, ...]


@dataclass(frozen=True, slots=True)
class Ack:
    sequence: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What the shopper is offered, where and why."""

    delivery_id: str
    campaign_id: str
    title: str
    text: str
    zone_id: str
    zone_name: str
    why: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    title: str
    detail: str
    next_sequence: int | None


Message = Welcome | Ack | Offer | Closed | Problem


def parse(text: str | bytes) -> Message:
    """Read one text message of the service.

    Raises
    ------
    UnexpectedMessage
        When the message is none that docs/wire.md knows.
    """
    try:
        fields = json.loads(text)
        return _PARSERS[fields["type"]](fields)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise UnexpectedMessage(f"{type(error).__name__} {error} in {text[:200]!r}") from error


def _beacons(listed: Any) -> tuple[BeaconKey, ...]:
    if not isinstance(listed, list) or not all(isinstance(key, str) for key in listed):
        raise TypeError("beacons are no list of keys")
    return tuple(map(BeaconKey, listed))


def _offer(fields: dict[str, Any]) -> Offer:
    names = ("delivery_id", "campaign_id", "title", "text", "zone_id", "zone_name", "why")
    return Offer(
        **{name: str(fields[name]) for name in names}, decided_at=datetime.fromisoformat(fields["decided_at"])
    )


_PARSERS: dict[str, Callable[[dict[str, Any]], Message]] = {
    "welcome": lambda f: Welcome(int(f["next_sequence"]), int(f["revision"]), _beacons(f["beacons"])),
    "ack": lambda f: Ack(int(f["sequence"])),
    "offer": _offer,
    "closed": lambda f: Closed(str(f["reason"])),
    "problem": lambda f: Problem(
        int(f["status"]), str(f["title"]), str(f.get("detail") or ""), f.get("next_sequence")
    ),
}
