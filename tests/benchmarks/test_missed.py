"""Where and when a survey would have heard an address (SIM-15)."""

from dataclasses import replace

import numpy as np
import pytest
from _censored_fit import CensoredFit, usual_spread_db
from _clarity import ClarityCells, FoundClarity
from _missed import CLASSES, find_missed, heard_share

from firmware_sim.radio import RadioModel
from positioning.types import BeaconKey, BeaconMap, LevelId, Transmitter, WalkableArea, Waypoint
from tests.benchmarks.conftest import walk

MODEL = RadioModel.fitted()
FLOOR = WalkableArea(LevelId("0"), 0.0, 0.0, 0.5, np.ones((16, 400), dtype=np.bool_))
"""200 by 8 m."""
KEYS = tuple(BeaconKey(f"mac:4{k:X}:00:00:00:00:00") for k in range(8))
STAYS = BeaconKey("mac:C0:00:00:00:00:00")
LEVELS_DBM = np.linspace(-72.0, -44.0, len(KEYS))
EARLY = replace(
    walk(),
    t0_unix_ms=1_000_000,
    duration_s=40.0,
    waypoints=(Waypoint(0.0, 0.0, 4.0), Waypoint(40.0, 40.0, 4.0)),
)
LATE = replace(EARLY, t0_unix_ms=9_000_000, waypoints=(Waypoint(0.0, 160.0, 4.0), Waypoint(40.0, 199.0, 4.0)))


def fitted(cells: ClarityCells) -> CensoredFit:
    n = len(cells.x_m)
    law = np.array([MODEL.exponent, MODEL.clutter_db_per_m, MODEL.wall_loss_db, MODEL.body_loss_db])
    return CensoredFit(
        (*KEYS, STAYS), np.append(LEVELS_DBM, -50.0), np.array([0.2, 0.2]),
        FoundClarity(cells, np.zeros(n), np.eye(n)), law, MODEL.sensitivity_dbm, usual_spread_db(MODEL),
        MODEL.sensitivity_sd_db,
    )  # fmt: skip


def test_each_walk_hears_what_is_near_it_and_the_louder_the_farther() -> None:
    """The walks come out of order of time."""
    cells = ClarityCells.over(FLOOR)
    transmitters = {key: Transmitter(key, 5.0, 4.0, 0.5, -58.0, 2.3, 6.0) for key in (*KEYS, STAYS)}
    beacons = BeaconMap(FLOOR.level_id, transmitters)
    intervals_s = dict.fromkeys((*KEYS, STAYS), 0.1)
    missed = find_missed([LATE, EARLY], fitted(cells), beacons, intervals_s, FLOOR, MODEL.most_walls)
    assert [len(of_class.found) for of_class in missed] == [2] * CLASSES
    found = [transmitter.key for of_class in missed for transmitter in of_class.found]
    assert found == list(KEYS), "the faintest class first, and nobody whose address stays"
    assert missed[0].looked_s.tolist() == [1020.0, 9020.0]
    heard = 1.0 - np.exp(np.diff(np.array([of_class.log_missed for of_class in missed]), axis=2))
    at = [int(cells.cell_of(np.array([x_m]), np.array([4.0]))[0]) for x_m in (20.0, 60.0, 180.0)]
    of_early, of_late = heard[:, at, 0], heard[:, at, 1]
    assert np.all(of_early[:, 0] > 0.7)
    assert np.all(of_early[:, 2] == 0.0), "out of reach"
    assert np.all(np.diff(of_early[:, :2], axis=0) > 0.0), "louder ones are heard more often"
    assert np.all(of_early[:, 0] > of_early[:, 1])
    assert of_late[:, 2] == pytest.approx(of_early[:, 0], rel=0.05)
    assert np.all(of_late[:, 0] == 0.0)
    # Faint ones are found more seldom: as many found stand for more.
    came_hz = [of_class.came_hz for of_class in missed]
    assert came_hz == sorted(came_hz, reverse=True)


def test_no_changing_address_no_class() -> None:
    cells = ClarityCells.over(FLOOR)
    fit = replace(fitted(cells), keys=(STAYS,), level_dbm=np.array([-50.0]))
    beacons = BeaconMap(FLOOR.level_id, {STAYS: Transmitter(STAYS, 5.0, 4.0, 0.5, -58.0, 2.3, 6.0)})
    assert find_missed([EARLY, LATE], fit, beacons, {STAYS: 0.1}, FLOOR, MODEL.most_walls) == []


def test_a_walk_hears_one_of_two_when_it_should_note_one_packet() -> None:
    assert heard_share(np.array([0.0, 1.0, 9.0])).tolist() == [0.0, 0.5, 0.9]
