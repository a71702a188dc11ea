"""The committed demo shop is what its builder builds."""

from __future__ import annotations

import math
import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from zones import load_store
from zones.storefile import dumps

ROOT = Path(__file__).parents[2]
STORES = ROOT / "firmware_sim" / "stores"


def test_the_committed_files_are_the_builders() -> None:
    """The plan to the byte. The map takes minutes to learn: of the survey, only what is not the map."""
    builder = runpy.run_path(str(ROOT / "examples" / "demo_shop.py"))
    planned = builder["build"]()
    assert (STORES / "demo_shop_installed.json").read_bytes() == dumps(planned)
    committed = load_store(STORES / "demo_shop.json")
    assert replace(committed.level(), beacons=None) == replace(planned.level(), beacons=None)
    assert committed.rules == planned.rules
    assert committed.revision.note == f"radio map of {builder['SURVEY_WALKS']} simulated survey walks"
    assert committed.beacon_map().transmitters.keys() == planned.beacon_map().transmitters.keys()


def test_a_short_survey_learns_a_map_like_the_committed_one() -> None:
    """Beacons were hung to half a metre of the plan; a few walks find them as near."""
    builder = runpy.run_path(str(ROOT / "examples" / "demo_shop.py"))
    committed, built = load_store(STORES / "demo_shop.json"), builder["surveyed"](builder["build"](), walks=8)
    assert built.revision.note == "radio map of 8 simulated survey walks"
    levels_db = []
    for key, transmitter in committed.beacon_map().transmitters.items():
        again = built.beacon_map().transmitters[key]
        assert math.dist((transmitter.x_m, transmitter.y_m), (again.x_m, again.y_m)) < 2.0
        levels_db.append(transmitter.rssi_1m_dbm - again.rssi_1m_dbm)
    assert abs(np.mean(levels_db)) < 3.0


def test_every_walkable_place_is_in_exactly_one_zone() -> None:
    store = load_store(STORES / "demo_shop.json")
    area = store.walkable()
    rows, columns = area.free.nonzero()
    places = shapely.points((columns + 0.5) * area.cell_m, (rows + 0.5) * area.cell_m)
    hits = sum(shapely.contains(zone.area, places).astype(int) for zone in store.level().zones)
    assert len(places) > 5_000
    assert (hits == 1).all()
