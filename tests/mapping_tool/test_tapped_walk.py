"""Survey walks without inertial data: read, fitted, and not followed."""

from __future__ import annotations

import math
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from mapping_tool.survey import fit_level, read_survey
from mapping_tool.survey_paths import PathRule
from mapping_tool.tapped_walk import has_motion, read_survey_walk
from positioning.capture import DropReason
from positioning.errors import UnreadableTrace
from positioning.types import BeaconKey
from zones import Store
from zones.storefile import loads

T0_MS = 1_700_000_000_000
BEACONS_M = {"AA:00:00:00:00:00": (6.0, 5.0), "AA:00:00:00:00:01": (16.0, 14.0)}
LEG_MS = 6000


@pytest.fixture(scope="module")
def shop() -> Store:
    name = "demo_shop.json"
    return loads(resources.files("firmware_sim").joinpath("stores", name).read_bytes(), name)


def tapped(number: int, legs: int = 20) -> list[str]:
    """A walk over 30 x 20 m in straight lines: -60 dBm at 1 m, exponent 2.4, 4 dB, half at 10 m."""
    rng = np.random.default_rng(number)
    ends = np.column_stack([rng.uniform(1.0, 29.0, legs + 1), rng.uniform(1.0, 19.0, legs + 1)])
    at_ms = LEG_MS * np.arange(legs + 1)
    rows = [(int(ms), f"TYPE_WAYPOINT\t{x:.3f}\t{y:.3f}") for ms, (x, y) in zip(at_ms, ends, strict=True)]
    for mac, beacon_m in BEACONS_M.items():
        for ms in range(number, int(at_ms[-1]), 500):
            place_m = [np.interp(ms, at_ms, axis) for axis in ends.T]
            away_m = math.dist(place_m, beacon_m)
            if rng.random() < 2.0 ** -((away_m / 10.0) ** 2):
                rssi_dbm = -60.0 - 24.0 * math.log10(math.hypot(away_m, 2.0)) + rng.normal(0.0, 4.0)
                rows.append((ms, f"TYPE_BEACON\t\t0\t0\t-59\t{rssi_dbm:.0f}\t0\t{mac}\t0"))
    return [f"{T0_MS + ms}\t{text}" for ms, text in sorted(rows)]


def written(folder: Path, lines: list[str], name: str = "walk.txt") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_tapped_walk_lasts_from_its_first_tap_to_its_last(tmp_path: Path) -> None:
    late = f"{T0_MS + 20 * LEG_MS + 700}\tTYPE_BEACON\t\t0\t0\t-59\t-70\t0\tAA:00:00:00:00:00\t0"
    walk = read_survey_walk(written(tmp_path, [*tapped(1), late]))
    assert not has_motion(walk)
    assert (walk.t0_unix_ms, walk.duration_s, len(walk.waypoints)) == (T0_MS, 120.0, 21)
    assert walk.sightings
    assert all(0.0 <= sighting.t_s <= walk.duration_s for sighting in walk.sightings)
    assert walk.dropped.by_reason[DropReason.AFTER_THE_END] == 1


def test_a_tap_of_another_day_is_left_out(tmp_path: Path) -> None:
    stray = f"{T0_MS + 86_400_000}\tTYPE_WAYPOINT\t1\t1"
    walk = read_survey_walk(written(tmp_path, [*tapped(1), stray]))
    assert len(walk.waypoints) == 21
    assert walk.dropped.by_reason[DropReason.CLOCK] == 1


@pytest.mark.parametrize("lines", [[], ["nothing of use"], tapped(1)[:1]])
def test_what_has_no_two_taps_is_unreadable(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(UnreadableTrace):
        read_survey_walk(written(tmp_path, lines))


@pytest.mark.parametrize("walks", [1, 3])
def test_beacons_are_found_from_taps_alone(tmp_path: Path, shop: Store, walks: int) -> None:
    for number in range(walks):
        written(tmp_path, tapped(number, legs=30), f"walk{number}.txt")
    report = fit_level(read_survey(tmp_path), shop.level(), shop.walkable())
    found = report.beacons.transmitters
    for mac, (x_m, y_m) in BEACONS_M.items():
        beacon = found[BeaconKey(f"mac:{mac}")]
        assert math.dist((beacon.x_m, beacon.y_m), (x_m, y_m)) < 3.0
    assert report.report.path_rule in PathRule
    assert (report.report.walks, report.report.unmoving) == (walks, walks)
    assert report.report.tracking is None
