"""What tests of the service share: a database with every table, a clock, a small store."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely import box

from campaigns.storage.database import Database, metadata
from positioning.types import LevelId
from zones.store import Entrance, Level, Revision, Store, VenueId, Zone, ZoneId, ZoneKind
from zones.storefile import dumps

CAPABILITIES = ("accounts", "stores", "shoppers", "delivery", "offers", "visits")


@pytest.fixture
def now() -> datetime:
    """A moment in opening hours: a Saturday noon in London."""
    return datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An SQLite file with the tables of every capability."""
    for capability in CAPABILITIES:
        importlib.import_module(f"campaigns.{capability}.tables")
    opened = Database(f"sqlite:///{tmp_path / 'aislecast.sqlite3'}")
    metadata.create_all(opened.engine)
    yield opened
    opened.close()


def small_store(venue_id: str = "corner-shop", name: str = "Corner shop") -> Store:
    """A room of 20 m x 10 m with an entrance and one zone."""
    level = Level(
        id=LevelId("ground"),
        name="Ground floor",
        ordinal=0,
        north_rad=1.5707963267948966,
        width_m=20.0,
        height_m=10.0,
        outline=box(0, 0, 20, 10),
        entrances=(Entrance("door", "Door", 1.0, 5.0),),
        zones=(Zone(ZoneId("tea"), "Tea", ZoneKind.SHELF, box(12, 2, 18, 8)),),
    )
    created = datetime(2026, 1, 1, tzinfo=UTC)
    return Store(VenueId(venue_id), name, "Europe/London", Revision(1, created), (level,))


@pytest.fixture
def store_document() -> bytes:
    """The small store as a document."""
    return dumps(small_store())
