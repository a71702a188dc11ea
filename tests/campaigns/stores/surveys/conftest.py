"""A surveyor in the demo shop: a phone that taps and a scanner that hears, each with a clock of its own."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from campaigns.demo.shops import demo_floor, demo_shop
from campaigns.stores.domain import StoreKind
from campaigns.stores.service import Stores
from firmware_sim.motion import Gait, Leg, Truth, walk
from firmware_sim.phone import Phone
from firmware_sim.shopper import ShopFloor
from positioning.types import BeaconSighting, LevelId
from zones.storefile import dumps

if TYPE_CHECKING:
    from conftest import Served

SHOP = "demo-shop"
DEVICE = "phone-of-staff-1"
PHONE_CLOCK, SCANNER_CLOCK = "page-load-00001", "boot-0000000001"
PHONE_AHEAD_MS, SCANNER_AHEAD_MS = -1.77e12, -9.2e8
"""What the devices' monotonic clocks are away from the service's UTC."""
PAUSE_S = 0.8
ROUND_TRIP_MS = 24.0
GAIT = Gait(step_length_m=0.62, step_period_s=0.55)


_numbers = itertools.count()


@pytest.fixture(scope="session")
def shop_floor() -> ShopFloor:
    return demo_floor(demo_shop())


@pytest.fixture(scope="session")
def strolled() -> Callable[[Sequence[tuple[float, float]]], tuple[Truth, list[float]]]:
    """Returns what walks."""
    return _strolled


@pytest.fixture(scope="session")
def heard_on() -> Callable[[ShopFloor, Truth, int], tuple[BeaconSighting, ...]]:
    """Returns what hears."""
    return _heard_on


def _strolled(places_m: Sequence[tuple[float, float]]) -> tuple[Truth, list[float]]:
    """A walk through places in straight lines with a short stop at each, and when each is half over (s)."""
    ways = [np.array([a, b]) for a, b in pairwise(places_m)]
    legs = [Leg(way, PAUSE_S) for way in ways]
    first = ways[0][1] - ways[0][0]
    truth = walk(legs, GAIT, LevelId("ground"), math.atan2(first[1], first[0]))
    tapped_s, done = [float(truth.t_s[0])], 0
    for leg in legs:
        done += len(walk([leg], GAIT, LevelId("ground"), 0.0))
        tapped_s.append(float(truth.t_s[done - 1]) - PAUSE_S / 2)
    return truth, tapped_s


def _heard_on(floor: ShopFloor, truth: Truth, seed: int) -> tuple[BeaconSighting, ...]:
    rng = np.random.default_rng(seed)
    return floor.radio.heard(truth, Phone.drawn(rng), rng).sightings


@dataclass
class Surveyor:
    """One member of staff with a phone and a laptop; times are the service's UTC in ms."""

    served: Served
    walk_id: str = "walk-00000001"
    device: str = DEVICE
    sequence: int = 0
    entries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def began_ms(self) -> float:
        return float(self.served.clock.now.timestamp() * 1e3)

    def colleague(self, walk_id: str) -> Surveyor:
        """Somebody else with another phone."""
        return Surveyor(self.served, walk_id, f"{self.device}-b")

    def taps(self, count: int = 5) -> list[dict[str, Any]]:
        """Taps along the shop's front, four metres and eight seconds apart."""
        return [
            self.note("tap", self.began_ms + 8_000.0 * k, x_m=2.0 + 4.0 * k, y_m=2.0) for k in range(count)
        ]

    def radio(
        self, sequence: int, from_s: float, until_s: float, round_trip_ms: float = ROUND_TRIP_MS, **more: Any
    ) -> dict[str, Any]:
        """A batch with a sighting a second."""
        start_ms = self.began_ms + SCANNER_AHEAD_MS
        times_ms = [start_ms + 1e3 * (from_s + k) for k in range(int(until_s - from_s))]
        return {
            "sequence": sequence,
            "clock": SCANNER_CLOCK,
            "readings": [reading(times_ms[0], SCANNER_AHEAD_MS, round_trip_ms)],
            "sightings": [{"t_ms": t, "key": "mac:AA:00:00:00:00:01", "rssi_dbm": -70} for t in times_ms],
            **more,
        }

    def batches(
        self, sightings: Sequence[BeaconSighting], began_ms: float, every: int = 200
    ) -> Iterator[dict[str, Any]]:
        """What a scanner sends of what was heard on a walk that began then."""
        for number, first in enumerate(range(0, len(sightings), every), start=1):
            heard = sightings[first : first + every]
            at_ms = began_ms + heard[0].t_s * 1e3 + SCANNER_AHEAD_MS
            yield {
                "sequence": number,
                "clock": SCANNER_CLOCK,
                "readings": [reading(at_ms, SCANNER_AHEAD_MS)],
                "sightings": [
                    {"t_ms": began_ms + s.t_s * 1e3 + SCANNER_AHEAD_MS, "key": s.key, "rssi_dbm": s.rssi_dbm}
                    for s in heard
                ],
            }

    @property
    def path(self) -> str:
        return f"/v1/stores/{SHOP}/survey/walks/{self.walk_id}"

    def open(self, **more: Any) -> Any:
        body = {"level_id": "ground", "device": self.device, "phone": "Chrome on Android", **more}
        return self.served.staff("PUT", self.path, json=body)

    def note(self, kind: str, unix_ms: float, **more: Any) -> dict[str, Any]:
        self.sequence += 1
        entry = {
            "sequence": self.sequence, "kind": kind, "clock": PHONE_CLOCK,
            "t_ms": unix_ms + PHONE_AHEAD_MS, "utc_ms": unix_ms + 1234.0, **more,
        }  # fmt: skip
        self.entries.append(entry)
        return entry

    def tell(self, entries: Sequence[dict[str, Any]], *, clock: bool = True) -> Any:
        at_ms = entries[0]["t_ms"] if entries else 0.0
        clocks = [{"clock": PHONE_CLOCK, "readings": [reading(at_ms, PHONE_AHEAD_MS)]}] if clock else []
        body = {"device": self.device, "entries": list(entries), "clocks": clocks}
        return self.served.staff("POST", f"{self.path}/entries", json=body)

    def pair(self, name: str = "laptop") -> str:
        path = f"/v1/stores/{SHOP}/survey/scanner"
        offered = self.served.staff("POST", path, json={"device": self.device})
        assert offered.status_code == 201, offered.text
        body = {"code": offered.json()["code"], "name": name}
        paired = self.served.phone.post("/v1/survey/scanners", json=body)
        assert paired.status_code == 201, paired.text
        return str(paired.json()["token"])

    def send(self, token: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return self.served.phone.post("/v1/survey/radio", json=body, headers=headers)

    def report(self) -> dict[str, Any]:
        answer = self.served.staff("GET", self.path)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def reading(sent_ms: float, ahead_ms: float, round_trip_ms: float = ROUND_TRIP_MS) -> dict[str, float]:
    """A round trip of which the way back takes longer."""
    return {
        "sent_ms": sent_ms,
        "service_ms": sent_ms - ahead_ms + 0.3 * round_trip_ms,
        "received_ms": sent_ms + round_trip_ms,
    }


@pytest.fixture
def surveyor(shared: Served) -> Surveyor:
    """In the demo shop, logged in; every test has a walk and a phone of its own."""
    now = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
    shared.log_in()
    known = shared.staff("GET", "/v1/stores").json()["items"]
    if SHOP not in {each["id"] for each in known}:
        document = dumps(demo_shop())
        shared.database.write(lambda session: Stores().create(session, document, StoreKind.TRIAL, now))
    number = next(_numbers)
    shared.clock.now = now + timedelta(minutes=10 * number)
    shared.log_in()
    return Surveyor(shared, f"walk-{number:08d}", f"phone-of-staff-{number}")
