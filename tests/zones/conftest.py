"""Stores small enough to reason about by hand."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely import LineString, box

from positioning.types import BeaconKey, BeaconMap, LevelId, Transmitter
from zones import load_store
from zones.level import Entrance, Face, FaceId, Fixture, Level, PlanImage, Unit, Zone, ZoneId, ZoneKind
from zones.store import Revision, Store, VenueId, VisitRules

LEVEL = LevelId("ground")


@pytest.fixture
def shop() -> Store:
    """A 30 x 20 m room: a shelf in the middle, a zone and a face on either long side, an entrance zone."""
    transmitter = Transmitter(
        BeaconKey("ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e/1/2"),
        x_m=10.0, y_m=12.5, sd_m=0.3, rssi_1m_dbm=-60.0, exponent=2.1, sigma_db=4.0, samples=40,
    )  # fmt: skip
    level = Level(
        id=LEVEL,
        name="Ground floor",
        ordinal=0,
        north_rad=math.pi / 2,
        width_m=30.0,
        height_m=20.0,
        outline=box(0, 0, 30, 20),
        units=(Unit("store-room", "Store room", "storage", box(0, 16, 6, 20)),),
        fixtures=(Fixture("shelf-1", "Coffee shelf", box(10, 9.5, 20, 10.5)),),
        walls=(LineString([(25, 0), (25, 6)]),),
        entrances=(Entrance("door", "Door", 2.0, 1.0, sd_m=1.0, heading_rad=0.5),),
        zones=(
            Zone(ZoneId("north"), "North aisle", ZoneKind.SHELF, box(10, 10.5, 20, 14)),
            Zone(ZoneId("south"), "South aisle", ZoneKind.SHELF, box(10, 6, 20, 9.5)),
            Zone(ZoneId("door"), "Entrance", ZoneKind.ENTRANCE, box(0, 0, 4, 4)),
        ),
        faces=(
            Face(FaceId("coffee"), "Coffee", 10, 10.5, 20, 10.5, 0.0, 1.0, 2.0, ZoneId("north")),
            Face(FaceId("tea"), "Tea", 10, 9.5, 20, 9.5, 0.0, -1.0, 2.0, ZoneId("south")),
        ),
        image=PlanImage("plan.png", 300, 200, (0.1, 0.0, 0.0, 0.0, -0.1, 20.0)),
        beacons=BeaconMap(LEVEL, {transmitter.key: transmitter}, frozenset({"shared/1/1"}), math.pi / 2),
    )
    return Store(
        VenueId("shop"), "The shop", "Europe/Berlin",
        Revision(3, datetime(2026, 1, 31, 9, tzinfo=UTC), "first"),
        (level,), VisitRules(),
    )  # fmt: skip


@pytest.fixture(scope="session")
def demo_shop() -> Store:
    """The shop that comes with the package."""
    return load_store(Path(__file__).parents[2] / "firmware_sim" / "stores" / "demo_shop.json")
