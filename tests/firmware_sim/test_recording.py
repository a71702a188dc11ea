"""Recordings of simulated visits: what they say, what they cannot, and that they are written whole."""

import math
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from shapely import Point

from firmware_sim.errors import UnreadableScenario
from firmware_sim.recording import require_recordable, write_recording
from firmware_sim.scenario import Scenario, open_floor, simulate, visits
from firmware_sim.scenario_file import load_scenario
from positioning.capture import read_trace
from positioning.types import BeaconKey
from positioning.wire import decode_binary, encode_binary
from zones import Store

DEMO_SHOP = Path(__file__).parents[2] / "firmware_sim" / "stores" / "demo_shop.json"
THREE = Scenario(store=DEMO_SHOP, seed=4, shoppers=3)
NO_COLUMN = "eddystone:00112233445566778899/0a0b0c0d0e0f"


def test_a_recording_reads_back_as_it_was_sensed(shop: Store, tmp_path: Path) -> None:
    _, visit = next(simulate(THREE, shop))
    trace = read_trace(write_recording(visit, tmp_path, began_unix_ms=1_767_600_000_000))
    frames = list(trace.frames(1.0))
    assert trace.dropped.total == 0
    accel = np.concatenate([frame.imu.accel_mps2 for frame in frames])
    assert accel == pytest.approx(visit.imu.accel_mps2, abs=1e-5)
    assert [s.key for s in trace.sightings] == [s.key for s in visit.sightings]
    start = trace.waypoints[0]
    assert start.t_s == pytest.approx(-0.1, abs=0.0011)  # stamps are whole milliseconds
    assert math.hypot(start.x_m - visit.truth.x_m[0], start.y_m - visit.truth.y_m[0]) < 0.01
    truth = np.loadtxt(tmp_path / f"{visit.name}.truth.csv", delimiter=",", skiprows=1)
    assert truth[-1, 0] - truth[0, 0] == pytest.approx(visit.duration_s * 1e3, abs=250)
    assert shop.level().outline.covers(Point(truth[-1, 1], truth[-1, 2]))


@pytest.mark.parametrize("key", [NO_COLUMN, f"altbeacon:{'0f' * 20}"])
def test_a_beacon_that_a_recording_has_no_column_for_is_named(shop: Store, tmp_path: Path, key: str) -> None:
    """It can be heard, and so be streamed."""
    path = tmp_path / "scenario.toml"
    added = f"[[beacons]]\nkeys = ['{key}']\nx_m = 3\ny_m = 3\ninterval_s = 0.3"
    path.write_text(f"store = '{DEMO_SHOP}'\nshoppers = 1\n{added}")
    plan = load_scenario(path)
    floor = open_floor(plan, shop)
    with pytest.raises(UnreadableScenario, match=rf"^{path}: beacons\[1\]\.keys: a recording has .* {key}$"):
        require_recordable(plan, floor)
    (_, visit), keys = next(visits(plan, floor)), sorted(floor.installed.transmitters)
    sent = [
        s.key
        for k, frame in enumerate(visit.frames(1.0))
        for s in decode_binary(encode_binary(frame, UUID(int=1), k, 0, keys[1:]), keys[1:]).sightings
    ]
    assert sent == [s.key for s in visit.sightings]
    assert key in sent


def test_a_map_that_recordings_have_no_column_for_is_named(shop: Store) -> None:
    beacons = shop.beacon_map()
    strange = replace(next(iter(beacons.transmitters.values())), key=BeaconKey(NO_COLUMN))
    transmitters = {**beacons.transmitters, strange.key: strange}
    level = replace(shop.level(), beacons=replace(beacons, transmitters=transmitters))
    floor = open_floor(THREE, replace(shop, levels=(level,)))
    with pytest.raises(UnreadableScenario, match=rf"^{DEMO_SHOP}: a recording has no column .* {NO_COLUMN}$"):
        require_recordable(THREE, floor)


def test_nobody_meets_half_of_a_recording(shop: Store, tmp_path: Path) -> None:
    """Who reads an earlier one while it is written anew reads it to its end; nothing else is left there."""
    _, visit = next(simulate(THREE, shop))
    earlier = write_recording(visit, tmp_path, began_unix_ms=1_767_600_000_000)
    whole = earlier.read_text()
    with earlier.open() as reader:
        begin = reader.read(1000)
        write_recording(visit, tmp_path, began_unix_ms=1_767_700_000_000)
        assert begin + reader.read() == whole
    assert earlier.read_text() != whole
    assert {path.name for path in tmp_path.iterdir()} == {f"{visit.name}.txt", f"{visit.name}.truth.csv"}
