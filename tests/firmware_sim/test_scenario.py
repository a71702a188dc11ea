import math
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import numpy as np
import pytest
from shapely import LineString, box

from firmware_sim.crowd import Day, Groups
from firmware_sim.errors import NotSimulable, UnreachableDisplay, UnreadableScenario
from firmware_sim.scenario import Scenario, open_floor, simulate, trips
from firmware_sim.scenario_file import load_scenario, parse_scenario
from firmware_sim.staff import Staff
from zones import Fixture, Store, load_store

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
    more = {visit.name: visit for _, visit in simulate(scenario(shoppers=4), shop)}
    for a in first:
        b = more[a.name]
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


BEACON = "ibeacon:6b1c6f1e-52a4-4f0c-9d5e-0d6b1f6c2a10/1/7"


def scenario_text(tail: str) -> str:
    return f"store = '{DEMO_SHOP}'\nshoppers = 1\n{tail}"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("seed = 3", "store: the path of a store file is missing"),
        ("store = 3", "store: 3 is no text"),
        ('store = "a\\u0000b"', "store: 'a\\x00b' is no path"),
        ('store = "s.json"\ninstalled = ""', "installed: '' is no path"),
        ('store = "s.json"\nseed = 4294967297', "seed: 4294967297 is no number from 0 to 4294967296"),
        ('store = "s.json"\nstops = [1.5, 3]', "stops: 1.5 is no whole number"),
        ('store = "s.json"\nshopers = 3', "unknown name 'shopers': shoppers is one"),
        ('store = "s.json"\nqqq = 3', "unknown name 'qqq'; known ones: arrivals_s, "),
        ('store = "s.json"\nshoppers = 0', "shoppers: 0 is no number from 1"),
        ('store = "s.json"\nshoppers = true', "shoppers: True is no number"),
        ('store = "s.json"\nshoppers = 2.5', "shoppers: 2.5 is no whole number"),
        ('store = "s.json"\ndwell_s = [9, 3]', "dwell_s: 9 is more than 3"),
        ('store = "s.json"\ndwell_s = [0, 3]', "dwell_s: 0 is no number from 0.1"),
        ('store = "s.json"\ndwell_s = [60, 36000]', "dwell_s: 6 stops of 36000 s take more than a day"),
        ('store = "s.json"\nstops = 4', "stops: two numbers"),
        ("store = ", "Invalid value"),
        (scenario_text("[day]\nopens = '25:00'"), "day.opens: '25:00' is no time of day"),
        (scenario_text("[day]\nopens = '12:00'\ncloses = '09:00'"), "day.closes: 09:00 is not after 12:00"),
        (
            scenario_text("[day]\nopens = '10:00+02:00'"),
            "day.opens: '10:00+02:00': the time zone is the store's",
        ),
        (scenario_text("[day]\nopens = ''"), "day.opens: '' is no time of day"),
        (scenario_text("[day]\ndate = 'soon'"), "day.date: 'soon' is no date"),
        (scenario_text("[day]\ndate = false"), "day.date: False is no date"),
        (scenario_text("[day]\ndate = 2026-01-05T10:00:00"), "day.date: 2026-01-05 10:00:00 is no date"),
        (scenario_text("[day]\ndate = 0001-01-01"), "day.date: 0001-01-01 is no date from 1970"),
        (scenario_text("[day]\narrivals = false"), "day.arrivals: a list of numbers is wanted"),
        (scenario_text("[day]\narrivals = [1, nan]"), "day.arrivals: nan is no number from 0 to 1000000"),
        (scenario_text("[day]\narrivals = [1e308, 1]"), "day.arrivals: 1e+308 is no number"),
        (scenario_text("[day]\narrivals = [0, 0]"), "day.arrivals: nobody comes"),
        (scenario_text("[groups]\nshare = 2"), "groups.share: 2 is no number from 0 to 1"),
        (scenario_text("[staff]\nhours = -8"), "staff.hours: -8 is no number"),
        (scenario_text("day = 3"), "day: a table"),
        (scenario_text("[[phones]]\npose = 'hat'"), "phones[1].pose: 'hat' is none of hand"),
        (scenario_text("[[phones]]\nscanner = 'nokia'"), "phones[1].scanner: 'nokia' is none of"),
        (scenario_text("[[phones]]\nshare = 0"), "phones: nobody carries one"),
        (scenario_text("[[beacons]]\ntx_power_dbm = -7"), "beacons[1].tx_power_dbm: -7 is none of its steps"),
        (
            scenario_text("[[beacons]]\ntx_power_dbm = -8.0"),
            "beacons[1].tx_power_dbm: -8.0 is none of its steps, whole numbers: -30, ",
        ),
        (
            scenario_text(f"[[beacons]]\nkeys = ['{BEACON[:-2]}']"),
            f"beacons[1].keys: '{BEACON[:-2]}' is not ibeacon:UUID/MAJOR/MINOR",
        ),
        (scenario_text(f"[[beacons]]\nkeys = ['{BEACON}00000']"), "00000' is not ibeacon:UUID/MAJOR/MINOR"),
        (
            scenario_text("[[beacons]]\nkeys = ['mac:zz']"),
            "beacons[1].keys: 'mac:zz' is not mac:AA:BB:CC:DD:EE:FF",
        ),
        (
            scenario_text("[[beacons]]\nkeys = ['bogus']"),
            "beacons[1].keys: 'bogus' is none of mac:AA:BB:CC:DD:EE:FF, ibeacon:",
        ),
        (
            scenario_text("[[faults]]\nbeacon = 'eddystone:7'\nkind = 'dead'"),
            "faults[1].beacon: 'eddystone:7' is not eddystone:NAMESPACE/INSTANCE",
        ),
        (
            scenario_text("[[beacons]]\nbattery_mah = -230"),
            "beacons[1].battery_mah: -230 is no number from 0",
        ),
        (scenario_text("[[beacons]]\nx_m = 3.0"), "beacons[1].y_m: is missing"),
        (scenario_text("[[beacons]]\nx_m = 3.0\ny_m = 4.0"), "beacons[1].keys: one key is wanted"),
        (scenario_text("[[faults]]\nkind = 'dead'"), "faults[1].beacon: the key of a beacon is missing"),
        (
            scenario_text(f"[[faults]]\nbeacon = '{BEACON}'\nkind = 'stolen'"),
            "faults[1].kind: 'stolen' is none",
        ),
        (
            scenario_text(f"[[faults]]\nbeacon = '{BEACON}'\nkind = 'dead'\nat_s = 9\nuntil_s = 3"),
            "faults[1].kind: beacon dead: from 9.0 to 3.0 s is no time",
        ),
    ],
)
def test_a_bad_scenario_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(text)
    with pytest.raises(UnreadableScenario) as caught:
        load_scenario(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_value_as_long_as_a_file_is_not_repeated_whole(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(scenario_text(f"[[phones]]\npose = '{'x' * 100_000}'"))
    with pytest.raises(UnreadableScenario) as caught:
        load_scenario(path)
    assert str(caught.value).startswith(f"{path}: phones[1].pose: 'xxx")
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    ("name", "body", "complaint"),
    [
        ("s.toml", 'store = "Lädele.json"'.encode("latin-1"), "no UTF-8 at byte 10: save it as UTF-8"),
        ("s.toml", b"x = " + b"[" * 100_000, "is nested too deeply"),
        ("s.json", b'{"x": ' + b"[" * 100_000, "is nested too deeply"),
        ("s.json", b'{"store": "s.json", "seed": 1, "seed": 2}', "the name 'seed' comes twice"),
        (
            "s.json",
            b'{"store": "s.json", "day": {"opens": "8", "opens": "9"}}',
            "the name 'opens' comes twice",
        ),
        ("s.json", b'{"store": "\\ud800.json"}', "store: '\\ud800.json' is no text"),
        ("s.json", b'{"store": "s.json", "left_out": ["\\ud800"]}', "left_out: a list of texts is wanted"),
    ],
)
def test_a_file_that_is_no_scenario_is_named(tmp_path: Path, name: str, body: bytes, complaint: str) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(UnreadableScenario) as caught:
        load_scenario(path)
    assert str(caught.value) == f"{path}: {complaint}"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text('store = "s.json"', encoding="utf-8-sig")
    assert load_scenario(path).store == tmp_path / "s.json"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "[[beacons]]\nkeys = ['mac:02:00:00:00:00:01']\nx_m = 70\ny_m = 3",
            "beacons[1]: beacon mac:02:00:00:00:00:01 at (70.0, 3.0) m lies outside the plan",
        ),
        (
            f"[[faults]]\nbeacon = '{BEACON}'\nkind = 'moved'\nx_m = 3\ny_m = -8",
            f"faults[1]: beacon {BEACON} at (3.0, -8.0) m lies outside the plan",
        ),
        (
            f"[[beacons]]\nkeys = ['{BEACON}']\nx_m = 3\ny_m = 3",
            f"beacons[1].x_m: beacon {BEACON} hangs somewhere already",
        ),
        (
            "[[beacons]]\nkeys = ['mac:02:00:00:00:00:01']\nx_m = 3\ny_m = 3\n" * 2,
            "beacons[2].x_m: beacon mac:02:00:00:00:00:01 hangs somewhere already",
        ),
        ("[[beacons]]\nkeys = ['mac:02:00:00:00:00:01']", "beacons[1]: the store has no beacon mac:02"),
        ("[[faults]]\nbeacon = 'mac:02:00:00:00:00:01'\nkind = 'dead'", "faults[1]: the store has no beacon"),
        ("[[beacons]]\ninterval_s = 0.0001", "beacons[1]: beacon interval_s: 0.0001 is not within"),
        ("[[beacons]]\nclock_error_ppm = 400", "beacons[1]: beacon clock_error_ppm: 400.0 is beyond 150"),
    ],
)
def test_what_cannot_hang_there_is_named(shop: Store, tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(scenario_text(text))
    with pytest.raises(UnreadableScenario) as caught:
        open_floor(load_scenario(path), shop)
    assert str(caught.value).startswith(f"{path}: {complaint}")


def test_a_shelf_that_nobody_can_reach_is_named(shop: Store) -> None:
    """Aisle 1 is walled in; whoever leaves its shelves out can go on."""
    level = shop.level()
    wall = LineString([(0, 5.4), (4.6, 5.4), (4.6, 14.6), (0, 14.6)])
    walled = replace(shop, levels=(replace(level, walls=(*level.walls, wall)),))
    with pytest.raises(UnreachableDisplay, match=r"Apples and stand at \(1\.4, 8\.2\) m") as caught:
        open_floor(scenario(), walled)
    assert caught.value.place_id == "apples"
    ids = {face.id for face in level.faces if face.zone_id == "aisle-1"}
    floor = open_floor(scenario(left_out=frozenset(ids)), walled)
    assert {display.face_id for display in floor.unreachable} == ids


def test_a_shelf_whose_side_is_closed_is_named(shop: Store) -> None:
    """Crates fill aisle 1 but for its mouths: there somebody would stand two metres beside the shelf."""
    level = shop.level()
    crates = Fixture("crates", "Crates", box(0.0, 6.6, 4.4, 13.4))
    blocked = replace(shop, levels=(replace(level, fixtures=(*level.fixtures, crates)),))
    with pytest.raises(UnreachableDisplay, match=r"nobody can .* Apples and stand at \(1\.4, 8\.2\) m"):
        open_floor(scenario(), blocked)


def test_nobody_goes_where_a_scenario_leaves_out(shop: Store) -> None:
    """A face alone, or a zone with all its faces; a name that is none is a slip."""
    everything = open_floor(scenario(), shop).displays
    aisle = {display.id for display in everything if display.zone_id == "aisle-1"}
    floor = open_floor(scenario(left_out=frozenset({"aisle-1", "coffee"})), shop)
    assert {each.id for each in everything} - {each.id for each in floor.displays} == aisle | {"coffee"}
    with pytest.raises(UnreadableScenario, match=r"left_out: level .* has no face or zone cofee"):
        open_floor(scenario(left_out=frozenset({"cofee"})), shop)


def test_the_beacons_of_another_store_are_refused(shop: Store) -> None:
    other = DEMO_SHOP.with_name("drugstore.json")
    with pytest.raises(UnreadableScenario, match=r"installed: .* is a map of drugstore, not of demo-shop"):
        open_floor(scenario(installed=other), shop)


def test_a_level_without_doors_is_named(shop: Store) -> None:
    closed = replace(shop, levels=(replace(shop.level(), entrances=()),))
    with pytest.raises(NotSimulable, match=f"level {shop.level().name}: there is no entrance"):
        open_floor(scenario(), closed)


def test_doors_that_are_not_connected_are_named(shop: Store) -> None:
    level = shop.level()
    wall = LineString([(0, 10.1), (level.width_m, 10.1)])
    door = level.entrances[0]
    doors = (door, replace(door, id="back", name="Back door", y_m=level.height_m - 1.0))
    halved = replace(shop, levels=(replace(level, walls=(*level.walls, wall), entrances=doors),))
    with pytest.raises(NotSimulable, match=r"no walkable way from entrance .* to entrance Back door"):
        open_floor(scenario(), halved)


def test_arrivals_keep_their_shares_however_small_their_weights(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(scenario_text("[day]\narrivals = [1e-320, 3e-320]"))
    day = load_scenario(path).day
    assert day is not None
    rng = np.random.default_rng(0)
    late = [day.of(number, rng) > day.open_s / 2 for number in range(400)]
    assert np.mean(late) == pytest.approx(0.75, abs=0.1)


def test_faults_reach_the_recordings(shop: Store, tmp_path: Path) -> None:
    """A beacon dies after a minute, another is heard where it was moved to."""
    path = tmp_path / "scenario.toml"
    keys = sorted(shop.beacon_map().transmitters)
    faults = [f"[[faults]]\nbeacon = '{key}'\nkind = 'dead'\nat_s = 60" for key in keys[1:]]
    path.write_text(scenario_text("arrivals_s = 0\nstops = [5, 5]\n" + "\n".join(faults)))
    _, visit = next(simulate(load_scenario(path), shop))
    later = {sighting.key for sighting in visit.sightings if sighting.t_s > 60.1}
    assert visit.duration_s > 120
    assert len({sighting.key for sighting in visit.sightings}) > 10
    assert later == {keys[0]}


def test_quieter_beacons_are_heard_less(shop: Store, tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    heard = []
    for power_dbm in (0, -20):
        path.write_text(scenario_text(f"[[beacons]]\ntx_power_dbm = {power_dbm}\ninterval_s = 0.5"))
        heard.append(sum(len(visit.sightings) for _, visit in simulate(load_scenario(path), shop)))
    assert heard[1] < 0.5 * heard[0]


def test_an_added_beacon_is_heard(shop: Store, tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    key = "mac:02:00:00:00:00:01"
    path.write_text(scenario_text(f"[[beacons]]\nkeys = ['{key}']\nx_m = 3\ny_m = 3\ninterval_s = 0.3"))
    _, visit = next(simulate(load_scenario(path), shop))
    assert key in {sighting.key for sighting in visit.sightings}


def test_phones_are_carried_as_the_scenario_says(shop: Store, tmp_path: Path) -> None:
    """An iOS phone tells of a beacon once a second; a phone in a pocket stands upright."""
    path = tmp_path / "scenario.toml"
    path.write_text(scenario_text("[[phones]]\npose = 'pocket'\nscanner = 'ios'"))
    _, visit = next(simulate(load_scenario(path), shop))
    for key in {sighting.key for sighting in visit.sightings}:
        times_s = [sighting.t_s for sighting in visit.sightings if sighting.key == key]
        assert np.diff(times_s).min(initial=9.0) > 0.5
    assert visit.imu.accel_mps2[:, 1].mean() > 6.0


def test_groups_and_staff_come_with_a_day(shop: Store) -> None:
    """Without inertial data: companions stay where their leader stays, staff for hours."""
    day = Day(date(2026, 1, 5), time(9), time(12))
    busy = scenario(shoppers=40, day=day, groups=Groups(share=0.5, phones=1.0), staff=Staff(1, 3.0))
    seen = {person.name: (person, trip) for person, trip in trips(busy, open_floor(busy, shop), 1.0)}
    begins_s = [person.begins_s for person, _ in seen.values()]
    assert begins_s == sorted(begins_s)
    companions = [(person, trip) for person, trip in seen.values() if person.role == "companion"]
    assert len(companions) >= 8
    for person, trip in companions:
        leader = seen[person.party][1].truth
        apart_m = np.hypot(trip.truth.x_m - leader.x_m, trip.truth.y_m - leader.y_m)
        assert np.median(apart_m) < 1.6
        assert trip.purchases == ()
    staff_s = sum(trip.truth.t_s[-1] for person, trip in seen.values() if person.role == "staff")
    assert staff_s == pytest.approx(2.75 * 3600, rel=0.1)


def test_the_same_people_come_with_and_without_inertial_data(shop: Store) -> None:
    floor = open_floor(scenario(), shop)
    for (person, seldom), (_, often) in zip(
        trips(scenario(), floor, 1.0), trips(scenario(), floor), strict=True
    ):
        assert person.begins_s >= 0.0
        assert seldom.stops == often.stops
        assert seldom.purchases == often.purchases
        assert seldom.truth.t_s[-1] == pytest.approx(often.truth.t_s[-1], abs=0.5)


def test_a_scenario_in_json_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"store": "shop.json", "seed": 9, "stops": [1, 2]}')
    (tmp_path / "s.toml").write_text('store = "shop.json"\nseed = 9\nstops = [1, 2]')
    assert load_scenario(tmp_path / "s.json") == load_scenario(tmp_path / "s.toml")
    assert load_scenario(tmp_path / "s.json").store == tmp_path / "shop.json"


def test_the_scenario_of_the_docs_can_be_run() -> None:
    root = Path(__file__).parents[2]
    text = (root / "docs" / "simulator.md").read_text().split("```toml\n")[1].split("```")[0]
    path = DEMO_SHOP.with_name("scenario-of-the-docs.toml")
    plan = parse_scenario(text, path)
    floor = open_floor(plan, load_store(plan.store))
    assert plan.shoppers == 40
    assert [kind.pose.name for kind in plan.phones] == ["hand", "pocket"]
    assert len(plan.faults) == len(plan.beacons) == 1
    assert floor.unreachable == ()
