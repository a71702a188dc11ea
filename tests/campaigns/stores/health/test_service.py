"""Beacon health of a stored store: sums from visits, findings, and what a new map does to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from campaigns.errors import NotFound
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.stores.health import repository
from campaigns.stores.health.domain import Heard
from campaigns.stores.health.service import BeaconWatch
from campaigns.stores.service import Stores
from mapping_tool.evidence import FaultKind
from mapping_tool.health import Standing
from positioning.trajectory import collect
from positioning.types import (
    BeaconKey,
    BeaconSighting,
    BeaconTelemetry,
    LevelId,
    PoseEstimate,
    PoseStatus,
    Trajectory,
    Transmitter,
)
from zones import load_store
from zones.store import Store
from zones.storefile import dumps

AT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
DEAD = BeaconKey("ibeacon:11111111-1111-1111-1111-111111111111/1/3")
PHONE = BeaconKey("mac:5A:00:00:00:00:01")


def transmitter(key: BeaconKey, x_m: float) -> Transmitter:
    return Transmitter(
        key=key, x_m=x_m, y_m=5.0, sd_m=1.0, rssi_1m_dbm=-60.0, exponent=2.0, sigma_db=6.0,
        heard_rate_hz=1.0, heard_range_m=12.0, samples=100,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shop() -> Store:
    demo = load_store(Path(__file__).parents[4] / "firmware_sim" / "stores" / "demo_shop.json")
    level = demo.level()
    keys = [BeaconKey(DEAD.rsplit("/", 1)[0] + f"/{number}") for number in range(6)]
    placed = [transmitter(key, 4.0 * number) for number, key in enumerate(keys)]
    transmitters = {t.key: t for t in (*placed, transmitter(PHONE, 9.0))}
    beacons = replace(demo.beacon_map(), transmitters=transmitters, ground=None)
    return replace(demo, levels=(replace(level, beacons=beacons),))


@pytest.fixture
def stores(database: Database, shop: Store) -> Iterator[Stores]:
    made = Stores()
    database.write(lambda s: made.create(s, dumps(shop), StoreKind.TRIAL, AT))
    return made


def visit(shop: Store, rng: np.random.Generator) -> tuple[Trajectory, list[BeaconSighting]]:
    """Along the shop at 1 m/s; every beacon but the dead one is heard as the map says."""
    t_s = np.arange(0.5, 22.0, 0.5)
    path = collect(
        PoseEstimate(float(t), float(t), 5.0, 0.0, 1.0, 1.0, 0.0, 0.1, PoseStatus.OK, LevelId("ground"))
        for t in t_s
    )
    heard = [
        BeaconSighting(
            float(t), key, float(rng.normal(-60.0 - 20.0 * np.log10(np.hypot(t - at.x_m, 2.0)), 4.0))
        )
        for key, at in shop.beacon_map().transmitters.items()
        for t in t_s
        if key not in (DEAD, PHONE) and rng.random() < 0.5 * np.exp2(-(((t - at.x_m) / 12.0) ** 2))
    ]
    return path, heard


def add_visits(database: Database, watch: BeaconWatch, shop: Store, count: int) -> None:
    rng = np.random.default_rng(0)
    for number in range(count):
        path, heard = visit(shop, rng)
        at = AT + timedelta(minutes=number)
        update = database.read(
            lambda s, path=path, heard=heard, at=at: watch.weigh(
                s, str(shop.venue_id), shop.beacon_map(), path, heard, at
            )
        )
        assert update is not None
        database.write(lambda s, update=update: watch.keep(s, update))


def test_a_dead_beacon_is_found_from_stored_sums(database: Database, stores: Stores, shop: Store) -> None:
    watch = BeaconWatch(stores)
    (before,) = database.read(lambda s: watch.levels(s, str(shop.venue_id)))
    assert before.findings == ()
    assert before.unwatched == {PHONE: Standing.CARRIED}
    add_visits(database, watch, shop, 15)
    (after,) = database.read(lambda s: watch.levels(s, str(shop.venue_id)))
    (finding,) = after.findings
    assert (finding.key, finding.kind, finding.since) == (DEAD, FaultKind.DEAD, AT)
    assert after.visits[DEAD] == finding.visits == 15


def test_a_visit_on_an_older_map_says_nothing_of_todays(
    database: Database, stores: Stores, shop: Store
) -> None:
    watch = BeaconWatch(stores)
    add_visits(database, watch, shop, 5)
    kept = {k: t for k, t in shop.beacon_map().transmitters.items() if k != DEAD}
    level = replace(shop.level(), beacons=replace(shop.beacon_map(), transmitters=kept))
    database.write(lambda s: stores.publish(s, str(shop.venue_id), dumps(replace(shop, levels=(level,))), AT))
    path, heard = visit(shop, np.random.default_rng(1))
    outdated = database.read(lambda s: watch.weigh(s, str(shop.venue_id), shop.beacon_map(), path, heard, AT))
    assert outdated is None
    (after,) = database.read(lambda s: watch.levels(s, str(shop.venue_id)))
    assert DEAD not in after.visits
    assert all(visits == 5 for visits in after.visits.values())


def told(database: Database, store_id: str, at: datetime) -> None:
    heard = Heard(DEAD, at, BeaconTelemetry(2950, 21.0, 1000, 3600.0 + (at - AT).total_seconds()))
    database.write(lambda s: repository.note_heard(s, store_id, [heard]))


def test_old_telemetry_is_kept_by_weeks_and_not_for_ever(
    database: Database, stores: Stores, shop: Store
) -> None:
    store_id, watch = str(shop.venue_id), BeaconWatch(stores)
    for day in range(500):
        told(database, store_id, AT + timedelta(days=day))
    days = [each.day for each in database.read(lambda s: watch.history(s, store_id, DEAD))]
    last = (AT + timedelta(days=499)).date()
    assert days[-1] == last
    assert [last - day for day in days[-60:]] == [timedelta(days=k) for k in range(59, -1, -1)]
    older = days[:-61]
    assert len(older) == pytest.approx((400 - 60) / 7, abs=2)
    assert {(b - a).days for a, b in pairwise(older)} == {7}
    assert last - days[0] <= timedelta(days=400)


def test_the_newest_proposals_are_kept(
    database: Database, stores: Stores, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "PROPOSALS_KEPT", 3)
    watch, store_id = BeaconWatch(stores), str(shop.venue_id)
    numbers = [
        database.write(lambda s: watch.propose(s, store_id, shop.level().id, 1, AT, "better", {}, b"{}"))
        for _ in range(5)
    ]
    kept = database.read(lambda s: watch.proposals(s, store_id))
    assert [each.number for each in kept] == numbers[:1:-1]


def test_proposals_are_recorded_published_or_not(database: Database, stores: Stores, shop: Store) -> None:
    watch = BeaconWatch(stores)
    store_id, level_id = str(shop.venue_id), shop.level().id
    for verdict, document in (("not shown to be no worse", None), ("better", dumps(shop))):
        database.write(
            lambda s, verdict=verdict, document=document: watch.propose(
                s, store_id, level_id, 1, AT, verdict, {"visits": 3}, document
            )
        )
    better, refused = database.read(lambda s: watch.proposals(s, store_id))
    assert (better.verdict, better.is_publishable, better.report) == ("better", True, {"visits": 3})
    assert (refused.is_publishable, refused.from_revision, refused.made_at) == (False, 1, AT)
    assert database.read(lambda s: stores.settings(s, store_id)).number == 1
    with pytest.raises(NotFound):
        database.read(lambda s: watch.proposals(s, "elsewhere"))
