import math
from pathlib import Path

import numpy as np
import pytest
from shapely import Point

from firmware_sim.errors import UnreadableScenario
from firmware_sim.recording import write_recording
from firmware_sim.scenario import Scenario, simulate
from firmware_sim.scenario_file import load_scenario
from positioning.capture import read_trace
from zones import Store

DEMO_SHOP = Path(__file__).parents[2] / "firmware_sim" / "stores" / "demo_shop.json"


def scenario(**changes: object) -> Scenario:
    return Scenario(store=DEMO_SHOP, **({"seed": 4, "shoppers": 3} | changes))  # type: ignore[arg-type]


def test_shoppers_walk_on_walkable_ground_to_where_they_meant(shop: Store) -> None:
    floor = shop.walkable()
    for _, visit in simulate(scenario(), shop):
        rows = ((visit.truth.y_m - floor.y0_m) / floor.cell_m).astype(int)
        columns = ((visit.truth.x_m - floor.x0_m) / floor.cell_m).astype(int)
        assert floor.free[rows, columns].all()
        for stop in visit.stops:
            away_m = np.hypot(visit.truth.x_m - stop.x_m, visit.truth.y_m - stop.y_m)
            assert away_m.min() < 0.5


def test_shoppers_face_the_shelf_they_stop_at(shop: Store) -> None:
    _, visit = next(simulate(scenario(), shop))
    stop = visit.stops[0]
    at = np.flatnonzero(np.hypot(visit.truth.x_m - stop.x_m, visit.truth.y_m - stop.y_m) < 0.05)
    assert stop.heading_rad is not None
    assert math.remainder(
        visit.truth.heading_rad[at[len(at) // 2]] - stop.heading_rad, math.tau
    ) == pytest.approx(0)


def test_a_scenario_repeats_exactly_and_one_more_shopper_changes_no_other(shop: Store) -> None:
    first = [visit for _, visit in simulate(scenario(), shop)]
    more = [visit for _, visit in simulate(scenario(shoppers=4), shop)]
    for a, b in zip(first, more, strict=False):
        assert a.sightings == b.sightings
        assert np.array_equal(a.imu.accel_mps2, b.imu.accel_mps2)
    assert not np.array_equal(first[0].truth.x_m[:500], first[1].truth.x_m[:500])


def test_frames_hold_every_sample_and_sighting_once(shop: Store) -> None:
    _, visit = next(simulate(scenario(), shop))
    frames = list(visit.frames(1.0))
    assert sum(len(frame.imu) for frame in frames) == len(visit.truth)
    assert tuple(s for frame in frames for s in frame.sightings) == visit.sightings
    assert tuple(scan for frame in frames for scan in frame.codes) == visit.codes
    for frame in frames:
        assert frame.t_start_s < frame.imu.t_s[0] <= frame.imu.t_s[-1] <= frame.t_end_s
        assert all(frame.t_start_s < s.t_s <= frame.t_end_s for s in (*frame.sightings, *frame.codes))


def test_a_shopper_who_pays_reads_the_code_of_that_till(shop: Store) -> None:
    tills = {code.id: code for code in shop.level().codes}
    assert len(tills) == 3
    for _, visit in simulate(scenario(), shop):
        (scan,) = visit.codes
        i = int(np.searchsorted(visit.truth.t_s, scan.t_s))
        assert visit.truth.pace_mps[i] == 0.0
        away_m = np.hypot(
            visit.truth.x_m[i] - tills[scan.code].x_m, visit.truth.y_m[i] - tills[scan.code].y_m
        )
        assert away_m <= 0.75


def test_a_recording_reads_back_as_it_was_sensed(shop: Store, tmp_path: Path) -> None:
    _, visit = next(simulate(scenario(), shop))
    trace = read_trace(write_recording(visit, tmp_path, began_unix_ms=1_767_600_000_000))
    frames = list(trace.frames(1.0))
    assert trace.dropped.total == 0
    accel = np.concatenate([frame.imu.accel_mps2 for frame in frames])
    assert accel == pytest.approx(visit.imu.accel_mps2, abs=1e-5)
    assert [s.key for s in trace.sightings] == [s.key for s in visit.sightings]
    start = trace.waypoints[0]
    assert start.t_s == pytest.approx(-0.1)
    assert math.hypot(start.x_m - visit.truth.x_m[0], start.y_m - visit.truth.y_m[0]) < 0.01
    truth = np.loadtxt(tmp_path / f"{visit.name}.truth.csv", delimiter=",", skiprows=1)
    assert truth[-1, 0] - truth[0, 0] == pytest.approx(visit.duration_s * 1e3, abs=250)
    assert shop.level().outline.covers(Point(truth[-1, 1], truth[-1, 2]))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("store = 3", "store"),
        ('store = "s.json"\nshopers = 3', "shopers"),
        ('store = "s.json"\nshoppers = 0', "shoppers"),
        ('store = "s.json"\nshoppers = true', "shoppers"),
        ('store = "s.json"\ndwell_s = [9, 3]', "dwell_s"),
        ('store = "s.json"\nstops = 4', "stops"),
        ("store = ", "Invalid value"),
    ],
)
def test_a_bad_scenario_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(text)
    with pytest.raises(UnreadableScenario, match=complaint) as caught:
        load_scenario(path)
    assert "scenario.toml" in str(caught.value)


def test_a_scenario_in_json_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"store": "shop.json", "seed": 9, "stops": [1, 2]}')
    (tmp_path / "s.toml").write_text('store = "shop.json"\nseed = 9\nstops = [1, 2]')
    assert load_scenario(tmp_path / "s.json") == load_scenario(tmp_path / "s.toml")
    assert load_scenario(tmp_path / "s.json").store == tmp_path / "shop.json"
