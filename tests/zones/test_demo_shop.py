"""The committed demo shop is what its builder builds."""

from __future__ import annotations

import runpy
from pathlib import Path

import shapely

from zones import load_store
from zones.storefile import dumps

ROOT = Path(__file__).parents[2]


def test_the_committed_file_is_the_builders() -> None:
    built = runpy.run_path(str(ROOT / "examples" / "demo_shop.py"))["build"]()
    assert (ROOT / "firmware_sim" / "stores" / "demo_shop.json").read_bytes() == dumps(built)


def test_every_walkable_place_is_in_exactly_one_zone() -> None:
    store = load_store(ROOT / "firmware_sim" / "stores" / "demo_shop.json")
    area = store.walkable()
    rows, columns = area.free.nonzero()
    places = shapely.points((columns + 0.5) * area.cell_m, (rows + 0.5) * area.cell_m)
    hits = sum(shapely.contains(zone.area, places).astype(int) for zone in store.level().zones)
    assert len(places) > 5_000
    assert (hits == 1).all()
