"""Survey walks in, radio map out: made walks through a shop whose beacons are known."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from shapely import box

from mapping_tool.held_back import fit_fold, folds, workers
from mapping_tool.identity import identify
from mapping_tool.progress import Progress
from mapping_tool.survey import NoSurvey, SurveyTraces, fit_level, read_survey, with_beacons
from mapping_tool.survey_paths import PathRule, choose_paths, survey_walk
from positioning.types import BeaconKey, LevelId
from zones import Store
from zones.floor import walkable_raster
from zones.level import Level
from zones.storefile import loads

if TYPE_CHECKING:
    from conftest import MakeWalk

T0_MS = 1_700_000_000_000
UUID = "9195B3AD-A9D0-4500-85FF-9FB0F65A5201"
CHANGING = "4A:00:00:00:00:02"
"""A resolvable private address."""
BEACONS = {"AA:00:00:00:00:00": (6.0, 5.0), "AA:00:00:00:00:01": (16.0, 14.0), CHANGING: (25.0, 6.0)}
SHARED = ("AA:00:00:00:00:00", "AA:00:00:00:00:01")
"""These two advertise the same identity."""


@pytest.fixture(scope="module")
def shop() -> Store:
    name = "demo_shop.json"
    return loads(resources.files("firmware_sim").joinpath("stores", name).read_bytes(), name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six walks of a minute, one damaged file and one without waypoints."""
    folder = tmp_path_factory.mktemp("survey")
    rng = np.random.default_rng(2)
    for number in range(6):
        (folder / f"walk{number}.txt").write_text("\n".join(recorded(number, rng)) + "\n")
    (folder / "broken.txt").write_text("nothing of use\n")
    unplaced = [line for line in recorded(7, rng) if "WAYPOINT" not in line]
    (folder / "unplaced.txt").write_text("\n".join(unplaced) + "\n")
    return folder


def recorded(number: int, rng: np.random.Generator) -> list[str]:
    """A walk over 30 x 20 m in straight lines of 6 s; -60 dBm at 1 m, exponent 2.4, 4 dB, half at 10 m."""
    ends = np.column_stack([rng.uniform(1.0, 29.0, 11), rng.uniform(1.0, 19.0, 11)])
    rows = [(6000 * k, f"TYPE_WAYPOINT\t{x:.3f}\t{y:.3f}") for k, (x, y) in enumerate(ends)]
    rows += [(ms, "TYPE_ACCELEROMETER\t0.1\t0.2\t9.81\t2") for ms in range(0, 60_001, 100)]
    for minor, (mac, (beacon_x_m, beacon_y_m)) in enumerate(BEACONS.items()):
        shown = 0 if mac in SHARED else minor
        for ms in range(number, 60_000, 500):
            x_m, y_m = (np.interp(ms, 6000 * np.arange(11), axis) for axis in ends.T)
            away_m = math.hypot(x_m - beacon_x_m, y_m - beacon_y_m)
            if rng.random() < 2.0 ** -((away_m / 10.0) ** 2):
                rssi_dbm = -60.0 - 24.0 * math.log10(math.hypot(away_m, 2.0)) + rng.normal(0.0, 4.0)
                rows.append(
                    (ms, f"TYPE_BEACON\t{UUID}\t1\t{shown}\t-59\t{rssi_dbm:.0f}\t4.5\t{mac}\t{T0_MS + ms}")
                )
    return [f"{T0_MS + ms}\t{text}" for ms, text in sorted(rows)]


def test_the_beacons_are_found_and_the_report_says_how_well(shop: Store, folder: Path) -> None:
    told: list[Progress] = []
    level = shop.level()
    result = fit_level(
        read_survey(folder), level, shop.walkable(), told.append, time_zone=ZoneInfo("Asia/Tokyo")
    )
    found = result.beacons.transmitters
    shares = [progress.share for progress in told]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == pytest.approx(1.0)
    assert len({progress.stage for progress in told}) >= 4
    assert {key.upper() for key in found} == {f"MAC:{mac}" for mac in BEACONS}
    for key, transmitter in found.items():
        x_m, y_m = BEACONS[key.upper().removeprefix("MAC:")]
        assert math.hypot(transmitter.x_m - x_m, transmitter.y_m - y_m) < 2.0
        assert transmitter.heard_range_m == pytest.approx(10.0, rel=0.35)
    report = result.report
    assert (report.walks, report.unplaced, report.transmitters, report.changing) == (6, 1, 3, 1)
    assert report.thin_ground.rare == ()
    assert list(report.identities.shared.values()) == [2]
    assert len(report.unreadable) == 1
    assert "broken.txt" in str(report.unreadable[0])
    assert report.held_back_rssi_sd_db[PathRule.EVEN] == pytest.approx(4.0, abs=1.0)
    # The evening of 14 November in UTC.
    assert report.days.walks == ((date(2023, 11, 15), 6),)
    assert [(phone.device, phone.walks) for phone in report.phones] == [("", 6)]
    assert report.phones[0].held_back_sd_db == pytest.approx(4.0, abs=1.0)
    assert report.thin_ground.coverage.walks is not None
    assert report.tracking is not None
    assert report.tracking.count == 6 * 10
    judged = [waypoint for waypoint in report.judged if waypoint.walk == 3]
    assert {each.walk for each in report.judged} == set(range(6))
    assert len(judged) == 9  # every 6 s, of these the ones from 10 s on
    assert all(0.0 < each.predicted_m < 20.0 for each in judged)
    after = with_beacons(shop, level.id, result.beacons, datetime(2026, 2, 1, tzinfo=UTC), "survey")
    assert after.revision.number == shop.revision.number + 1
    assert after.beacon_map().transmitters.keys() == found.keys()


@pytest.mark.parametrize("rule", list(PathRule))
def test_paths_go_through_their_waypoints(folder: Path, rule: PathRule) -> None:
    """RADIO-10."""
    trace = read_survey(folder).traces[0]
    walk = survey_walk(trace, math.pi / 2, rule)
    for waypoint in trace.waypoints:
        assert np.interp(waypoint.t_s, walk.t_s, walk.x_m) == pytest.approx(waypoint.x_m, abs=1e-6)
        assert np.interp(waypoint.t_s, walk.t_s, walk.y_m) == pytest.approx(waypoint.y_m, abs=1e-6)


def corner(turn_m: float) -> list[tuple[float, float]]:
    """Twelve metres to the right, then as many up or down."""
    return [(5.0, 20.0), (17.0, 20.0), (17.0, 20.0 + turn_m)]


@pytest.mark.parametrize("held_rad", [0.0, math.radians(10.0)])
def test_steps_lead_around_a_corner_that_no_waypoint_tells_of(make_walk: MakeWalk, held_rad: float) -> None:
    """RADIO-10: bent to the waypoints at both ends; even speed cuts the corner."""
    trace = make_walk("corner", corner(12.0), {}, held_rad=held_rad)
    missed_m = {}
    for rule in PathRule:
        walk = survey_walk(trace, math.pi / 2, rule)
        for waypoint in trace.waypoints:
            place_m = walk.places_m(np.array([waypoint.t_s]))
            assert np.allclose(place_m.ravel(), (waypoint.x_m, waypoint.y_m))
        x_m, y_m = walk.places_m(np.array([0.5 * trace.duration_s]))
        missed_m[rule] = math.hypot(x_m[0] - 17.0, y_m[0] - 20.0)
    assert missed_m[PathRule.EVEN] == pytest.approx(6.0 * math.sqrt(2.0), abs=0.1)
    assert missed_m[PathRule.STEPS] < 3.5


def test_paths_are_laid_by_the_rule_that_foretells_loudness(make_walk: MakeWalk) -> None:
    """RADIO-10: beacons along a way with a corner are heard where the steps lead."""
    places_m = [(11.0, 19.0), (18.0, 20.0), (18.0, 27.0), (16.0, 33.0)]
    beacons_m = {BeaconKey(f"mac:AA:00:00:00:00:{k:02X}"): place_m for k, place_m in enumerate(places_m)}
    traces = [make_walk(f"walk {k}", corner(14.0), beacons_m) for k in range(3)]
    level = Level(LevelId("G"), "G", 0, math.pi / 2, 40.0, 40.0, outline=box(0.0, 0.0, 40.0, 40.0))
    with workers(len(traces)) as executor:
        paths = choose_paths(executor, traces, identify(traces), level, placed={})
    assert paths.rule is PathRule.STEPS
    assert paths.spreads_db[PathRule.STEPS] < paths.spreads_db[PathRule.EVEN]
    assert len(paths.first_fits) == 3
    laid = [survey_walk(trace, math.pi / 2, PathRule.STEPS) for trace in traces]
    assert all(np.array_equal(walk.x_m, of_rule.x_m) for walk, of_rule in zip(paths.walks, laid, strict=True))


def test_a_fit_does_without_the_legs_whose_taps_the_steps_contradict(make_walk: MakeWalk) -> None:
    """RADIO-18: with a tap 20 m aside the map is as it is of walks that never had that tap, and the ground
    between the wrong taps counts as nobody's.
    """
    beacons_m = {BeaconKey(f"mac:AA:00:00:00:00:{k:02X}"): (10.0 + 16.0 * k, 21.0) for k in range(3)}
    level = Level(LevelId("G"), "G", 0, math.pi / 2, 60.0, 60.0, outline=box(0.0, 0.0, 60.0, 60.0))
    shares = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    right = [
        make_walk(f"walk {k}", [(5.0, 20.0), (45.0, 20.0)], beacons_m, waypoints=shares) for k in range(4)
    ]
    taps = list(right[0].waypoints)
    taps[5] = replace(taps[5], y_m=40.0)
    wrong = replace(right[0], waypoints=tuple(taps))
    shortened = right[0].between(0.0, taps[4].t_s, "walk 0, part 1")
    found, wanted = (
        fit_level(SurveyTraces((first, *right[1:]), (), 0), level, walkable_raster(level))
        for first in (wrong, shortened)
    )
    (leg,) = found.report.doubtful
    assert (leg.walk, leg.begin, leg.end) == ("walk 0", taps[4], taps[5])
    assert found.report.walks == 4
    assert found.report.sightings < sum(len(trace.sightings) for trace in right)
    assert found.beacons.transmitters == wanted.beacons.transmitters
    assert found.beacons.ground == wanted.beacons.ground
    assert found.report.tracking == wanted.report.tracking


@pytest.mark.parametrize("count", [1, 4, 5, 93])
def test_a_walk_is_held_back_once_and_never_fitted_then(count: int) -> None:
    made = folds(count)
    assert sorted(i for fold in made for i in fold.held) == list(range(count))
    for fold in made:
        assert sorted((*fold.held, *fold.others)) == list(range(count))


def test_a_folds_map_does_not_know_its_held_walks(shop: Store, folder: Path) -> None:
    walks = [survey_walk(trace, math.pi / 2, PathRule.EVEN) for trace in read_survey(folder).traces]
    level = shop.level()
    fit = fit_fold(walks[1:], walks[:1], level.id, level.north_rad, placed={})
    again = fit_fold(walks[1:], [], level.id, level.north_rad, placed={})
    assert fit.beacons.transmitters == again.beacons.transmitters
    assert len(fit.residuals_db) > 0
    assert len(again.residuals_db) == 0


def test_a_folder_without_a_walk_is_no_survey(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_text("nothing of use\n")
    with pytest.raises(NoSurvey, match="no survey walk"):
        read_survey(tmp_path)


def test_a_folder_that_is_none_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "file.txt").touch()
    for place in (tmp_path / "missing", tmp_path / "file.txt"):
        with pytest.raises(NoSurvey, match=f"{place.name}: is no folder"):
            read_survey(place)
