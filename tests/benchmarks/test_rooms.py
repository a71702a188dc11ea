"""What a survey tells of each transmitter's level, place by place, and simulated floors with it (SIM-17)."""

from dataclasses import replace

import numpy as np
import pytest
from _censored_fit import CensoredFit, usual_spread_db
from _clarity import ClarityCells, FoundClarity
from _heard_floor import HeardFloor
from _rooms import FoundRoom, find_rooms
from scipy.special import ndtr

from firmware_sim.phone.device import FAVOURS_SD_DB
from firmware_sim.radio import RadioModel
from firmware_sim.waves import WaveField
from positioning.types import BeaconKey, BeaconMap, FloatArray, LevelId, Transmitter

MODEL = RadioModel.fitted()
KEY = BeaconKey("mac:02:00:00:00:00:01")
AT = Transmitter(KEY, 0.0, 0.0, 0.5, -58.0, 2.3, 6.0)
X_M = np.array([14.0, 18.0, 22.0, 26.0, 30.0])
CELLS = ClarityCells(X_M, np.zeros(5), np.arange(5)[None, :], 12.0, -2.0)
LEVEL_DBM, AWAY_DB, RECEPTION = -50.0, 35.0, 0.25
WALKS, EVENTS = 30, 60


def surveyed(off_db: FloatArray, is_on: FloatArray, rng: np.random.Generator) -> HeardFloor:
    """Walks through all cells, past a beacon whose level is `off_db` off the law in each (cells,)."""
    walk, cell = (axis.ravel() for axis in np.indices((WALKS, 5)))
    features = np.zeros((len(walk), 4))
    features[:, 0] = -AWAY_DB / MODEL.exponent
    of_walk_db = rng.normal(0.0, np.hypot(MODEL.passing_db, FAVOURS_SD_DB), len(walk))
    event = np.repeat(np.arange(len(walk)), EVENTS)
    level_dbm = (LEVEL_DBM - AWAY_DB + off_db[cell] + of_walk_db)[event]
    level_dbm += rng.normal(0.0, np.hypot(MODEL.multipath_db, MODEL.event_db), len(event))
    loud = ndtr((level_dbm - MODEL.sensitivity_dbm) / MODEL.sensitivity_sd_db)
    noted = rng.random(len(event)) < RECEPTION * loud * is_on[walk[event]]
    heard = event[noted]
    zeros = np.zeros_like(walk)
    return HeardFloor(
        (KEY,), zeros, walk, features, np.full(len(walk), float(EVENTS)), cell,
        zeros[heard], walk[heard], features[heard], level_dbm[noted], cell[heard],
        np.ones((1, WALKS)), CELLS,
    )  # fmt: skip


def found_room(heard: HeardFloor, off_share: float) -> FoundRoom:
    slopes = np.array([MODEL.exponent, 0.0, 0.0, 0.0])
    clear = FoundClarity(CELLS, np.zeros(5), np.eye(5))
    fit = CensoredFit(
        (KEY,), np.array([LEVEL_DBM]), np.full(WALKS, RECEPTION), clear, slopes, MODEL.sensitivity_dbm,
        usual_spread_db(MODEL), MODEL.sensitivity_sd_db,
    )  # fmt: skip
    beacons = BeaconMap(LevelId("G"), {KEY: AT})
    on_chance = np.full((1, WALKS), 1.0 - off_share)
    on_chance[0, heard.heard_walk] = 1.0
    return find_rooms(replace(heard, on_chance=on_chance), fit, beacons, MODEL)[KEY]


def agreed_db(room: FoundRoom, rng: np.random.Generator) -> FloatArray:
    """The level off the law in the cells, of one simulated floor."""
    shadow = WaveField.rough(MODEL.shadow_db, MODEL.shadow_length_m, rng)
    louder_db = float(rng.normal(0.0, MODEL.level_sd_db))
    nothing = np.zeros(5)
    share = np.sqrt(np.minimum(np.hypot(X_M, 2.0) / 25.0, 1.0))
    drawn_db = louder_db + share * shadow.at(X_M, nothing, nothing)
    return drawn_db + room.agreeing(louder_db, shadow, rng).at(X_M, nothing, nothing)


def test_simulated_floors_are_as_loud_as_the_survey_tells() -> None:
    """Also where next to nothing is heard: that is what tells of a shadow."""
    off_db = np.array([6.0, 4.0, 0.0, -5.0, -8.0])
    rng = np.random.default_rng(1)
    room = found_room(surveyed(off_db, np.ones(WALKS), rng), off_share=0.0)
    floors = np.array([agreed_db(room, rng) for _ in range(200)])
    assert floors.mean(axis=0) == pytest.approx(off_db, abs=2.5)
    spread_db = floors.std(axis=0)
    assert np.all(spread_db < 2.5)
    # What passes differs from walk to walk: so many walks cannot know the room better than that.
    assert np.all(spread_db > 0.5 * MODEL.passing_db / np.sqrt(WALKS))


def test_walks_on_which_it_sent_nothing_are_not_taken_for_a_shadow() -> None:
    rng = np.random.default_rng(2)
    is_on = (np.arange(WALKS) % 3 > 0).astype(np.float64)
    heard = surveyed(np.zeros(5), is_on, rng)
    with_pauses, without = (found_room(heard, share) for share in (1.0 / 3.0, 0.0))
    means = [np.mean([agreed_db(room, rng) for _ in range(100)]) for room in (with_pauses, without)]
    assert means[0] == pytest.approx(0.0, abs=1.5)
    assert means[1] < means[0] - 1.0


def test_what_no_walk_came_by_is_left_as_it_was_drawn() -> None:
    nobody = np.empty(0)
    room = FoundRoom(MODEL, AT, nobody, nobody, nobody, nobody)
    rng = np.random.default_rng(3)
    shadow = WaveField.rough(MODEL.shadow_db, MODEL.shadow_length_m, rng)
    assert room.agreeing(1.0, shadow, rng).at(X_M, np.zeros(5), np.zeros(5)).tolist() == [0.0] * 5


def test_far_from_all_walks_floors_differ_as_the_law_says() -> None:
    rng = np.random.default_rng(4)
    room = found_room(surveyed(np.full(5, 6.0), np.ones(WALKS), rng), off_share=0.0)
    far, nothing = np.array([-150.0]), np.zeros(1)
    values = []
    for _ in range(400):
        shadow = WaveField.rough(MODEL.shadow_db, MODEL.shadow_length_m, rng)
        louder_db = float(rng.normal(0.0, MODEL.level_sd_db))
        added = room.agreeing(louder_db, shadow, rng).at(far, nothing, nothing)
        values.append(louder_db + shadow.at(far, nothing, nothing)[0] + added[0])
    # The shadow over there is not known; the level, of which cells in the shadow tell little, hardly better.
    assert np.std(values) == pytest.approx(np.hypot(MODEL.shadow_db, MODEL.level_sd_db), rel=0.12)
