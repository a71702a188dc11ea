"""Beacon health over HTTP: who reads it, who says what was done, who accepts a healed map."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from campaigns.accounts.service import Accounts
from campaigns.demo.shops import demo_shop
from campaigns.stores.domain import StoreKind
from campaigns.stores.health.service import BeaconWatch
from campaigns.stores.service import Stores
from positioning.types import LevelId
from zones.storefile import dumps

Served = Any
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
SHOP = "/v1/stores/demo-shop"
BEACON = next(iter(demo_shop().beacon_map().transmitters))


@pytest.fixture(scope="module")
def proposal(running: Served) -> int:
    """The number of a map that was healed: the demo shop under another name."""
    stores = Stores()
    document = dumps(demo_shop())
    running.database.write(lambda s: stores.create(s, document, StoreKind.TRIAL, NOW))
    healed = document.replace(b'"Demo shop"', b'"Healed shop"')
    assert healed != document
    watch = BeaconWatch(stores)
    return int(
        running.database.write(
            lambda s: watch.propose(s, "demo-shop", LevelId("ground"), 1, NOW, "better", {}, healed)
        )
    )


def test_staff_say_what_they_did_and_read_it_back(shared: Served, proposal: int) -> None:
    shared.log_in(role="staff")
    marked = shared.staff("POST", f"{SHOP}/beacons/marks", json={"beacon": BEACON, "kind": "battery_changed"})
    assert marked.status_code == 201, marked.text
    assert marked.json()["beacon"] == BEACON
    listed = shared.staff("GET", f"{SHOP}/beacons/health").json()["beacons"]
    assert marked.json() in listed
    entry = shared.database.read(Accounts().audit_entries)[0]
    assert (entry.action, entry.detail) == ("beacon.mark", {"beacon": BEACON, "kind": "battery_changed"})


def test_a_beacon_that_is_not_on_the_map_is_not_found_and_not_audited(shared: Served, proposal: int) -> None:
    shared.log_in(role="staff")
    before = [e for e in shared.database.read(Accounts().audit_entries) if e.action == "beacon.mark"]
    body = {"beacon": "mac:00:00:00:00:00:00", "kind": "battery_changed"}
    assert shared.staff("POST", f"{SHOP}/beacons/marks", json=body).status_code == 404
    after = [e for e in shared.database.read(Accounts().audit_entries) if e.action == "beacon.mark"]
    assert after == before


def test_operators_alone_accept_a_healed_map(shared: Served, proposal: int) -> None:
    accept = f"{SHOP}/proposals/{proposal}/accept"
    shared.log_in(role="staff")
    assert shared.staff("GET", f"{SHOP}/proposals").status_code == 403
    assert shared.staff("POST", accept).status_code == 403
    shared.log_in(role="operator")
    assert shared.staff("POST", f"{SHOP}/proposals/{proposal + 9}/accept").status_code == 404
    assert shared.staff("POST", accept).json() == {"store_id": "demo-shop", "revision": 2}
    assert shared.staff("POST", accept).status_code == 409
    entry = shared.database.read(Accounts().audit_entries)[0]
    assert (entry.action, entry.detail) == ("map.accept", {"proposal": proposal, "revision": 2})
