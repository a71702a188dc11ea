"""The committed demo shop is what its builder builds."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from zones import load_store
from zones.storefile import dumps

ROOT = Path(__file__).parents[2]
STORES = ROOT / "firmware_sim" / "stores"


def test_the_committed_files_are_the_builders() -> None:
    """The plan to the byte, the survey's map to a centimetre: sums differ between machines."""
    builder = runpy.run_path(str(ROOT / "examples" / "demo_shop.py"))
    planned = builder["build"]()
    assert (STORES / "demo_shop_installed.json").read_bytes() == dumps(planned)
    committed, built = load_store(STORES / "demo_shop.json"), builder["surveyed"](planned)
    assert replace(committed.level(), beacons=None) == replace(built.level(), beacons=None)
    assert (committed.rules, committed.revision) == (built.rules, built.revision)
    transmitters, again = committed.beacon_map().transmitters, built.beacon_map().transmitters
    assert transmitters.keys() == again.keys() == planned.beacon_map().transmitters.keys()
    for key, transmitter in transmitters.items():
        assert (transmitter.x_m, transmitter.y_m) == pytest.approx((again[key].x_m, again[key].y_m), abs=0.01)
        assert transmitter.rssi_1m_dbm == pytest.approx(again[key].rssi_1m_dbm, abs=0.05)


def test_every_walkable_place_is_in_exactly_one_zone() -> None:
    store = load_store(STORES / "demo_shop.json")
    area = store.walkable()
    rows, columns = area.free.nonzero()
    places = shapely.points((columns + 0.5) * area.cell_m, (rows + 0.5) * area.cell_m)
    hits = sum(shapely.contains(zone.area, places).astype(int) for zone in store.level().zones)
    assert len(places) > 5_000
    assert (hits == 1).all()
