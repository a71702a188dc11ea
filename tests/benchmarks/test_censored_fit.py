"""The censored likelihood (SIM-12): its gradient, and that it finds what was put in."""

from dataclasses import replace

import numpy as np
import pytest
from _censored_fit import SLOPES, _negative_log, fit_censored, usual_spread_db
from _clarity import ClarityCells
from _heard_floor import HeardFloor, _common_part_s
from scipy.special import ndtr

from firmware_sim.radio import RadioModel
from positioning.types import BeaconKey, FloatArray

MODEL = replace(RadioModel.fitted(), clarity_sd=0.5)
BEACONS, WALKS, CELLS = 3, 4, 2
LEVELS_DBM = np.array([-52.0, -58.0, -64.0])
RECEPTION = np.array([0.15, 0.25, 0.35, 0.25])
CLARITY = ClarityCells(np.array([2.0, 22.0]), np.array([2.0, 2.0]), np.array([[0, 0, 0, 1, 1, 1]]), 0.0, 0.0)


def heard_floor(events: int, rng: np.random.Generator, on_chance: float = 1.0) -> HeardFloor:
    """So many advertising events, and what is noted of them by the model itself; each beacon sends on each
    walk with this chance.
    """
    beacon, walk = rng.integers(BEACONS, size=events), rng.integers(WALKS, size=events)
    place, away_m = rng.integers(CELLS, size=events), rng.uniform(2.0, 40.0, events)
    behind, walls = rng.uniform(0.0, 1.0, events), rng.integers(0, 3, events)
    features = np.column_stack([-10.0 * np.log10(away_m), 1.0 - away_m, -1.0 * walls, -behind])
    law = [MODEL.exponent, MODEL.clutter_db_per_m, MODEL.wall_loss_db, MODEL.body_loss_db]
    level_dbm = LEVELS_DBM[beacon] + features @ law + usual_spread_db(MODEL) * rng.standard_normal(events)
    loud = ndtr((level_dbm - MODEL.sensitivity_dbm) / MODEL.sensitivity_sd_db)
    is_on = rng.random((BEACONS, WALKS)) < on_chance
    noted = rng.random(events) < RECEPTION[walk] * loud * is_on[beacon, walk]
    chances = np.full((BEACONS, WALKS), on_chance)
    chances[beacon[noted], walk[noted]] = 1.0
    return HeardFloor(
        tuple(BeaconKey(f"mac:02:00:00:00:00:{k:02X}") for k in range(BEACONS)),
        beacon, walk, features, np.ones(events), place,
        beacon[noted], walk[noted], features[noted], level_dbm[noted], place[noted], chances, CLARITY,
    )  # fmt: skip


def slope(floor: HeardFloor, rigid: FloatArray, at: FloatArray, k: int) -> float:
    """Of the cost along one unknown, by central differences."""
    step = 1e-5 * max(1.0, abs(float(at[k])))
    costs = [_negative_log(floor, rigid, at + way * step * np.eye(len(at))[k])[0] for way in (1.0, -1.0)]
    return (costs[0] - costs[1]) / (2.0 * step)


@pytest.mark.parametrize("on_chance", [1.0, 0.6])
def test_the_gradient_is_that_of_the_cost(on_chance: float) -> None:
    rng = np.random.default_rng(1)
    floor = heard_floor(400, rng, on_chance)
    assert (floor.on_chance < 1.0).any() == (on_chance < 1.0)
    law = [2.1, 0.15, 1.5, 3.0, -88.0, np.log(7.0), np.log(4.0)]
    at = np.concatenate([rng.uniform(-65.0, -50.0, BEACONS), np.log(RECEPTION), [0.3, -0.2], law])
    assert len(floor.heard_dbm) > 20
    assert len(at) == BEACONS + WALKS + CELLS + SLOPES + 3
    rigid = CLARITY.precision(MODEL)
    _, gradient = _negative_log(floor, rigid, at)
    by_differences = [slope(floor, rigid, at, k) for k in range(len(at))]
    assert gradient == pytest.approx(np.array(by_differences), rel=1e-5, abs=1e-4)


def test_levels_and_receptions_are_found_through_the_threshold() -> None:
    """What was heard alone says that the faint beacon is nearly as loud as the others."""
    floor = heard_floor(60_000, np.random.default_rng(2))
    found = fit_censored(floor, MODEL, keeps_law=True)
    assert found.level_dbm == pytest.approx(LEVELS_DBM, abs=0.6)
    assert found.reception == pytest.approx(RECEPTION, rel=0.12)
    assert found.slopes[0] == MODEL.exponent
    law = [MODEL.exponent, MODEL.clutter_db_per_m, MODEL.wall_loss_db, MODEL.body_loss_db]
    naive_dbm = [
        np.mean((floor.heard_dbm - floor.heard_features @ law)[floor.heard_beacon == k])
        for k in range(BEACONS)
    ]
    assert np.min(naive_dbm - LEVELS_DBM) > 2.0


def test_a_walk_is_not_blamed_for_beacons_that_sent_nothing() -> None:
    floor = heard_floor(60_000, np.random.default_rng(6), on_chance=0.6)
    assert (floor.on_chance < 1.0).sum() >= 3
    found = fit_censored(floor, MODEL, keeps_law=True)
    assert found.level_dbm == pytest.approx(LEVELS_DBM, abs=1.0)
    assert found.reception == pytest.approx(RECEPTION, rel=0.15)
    as_if_on = fit_censored(replace(floor, on_chance=np.ones((BEACONS, WALKS))), MODEL, keeps_law=True)
    assert np.mean(as_if_on.reception / RECEPTION) < 0.8


def test_a_law_that_is_not_kept_is_found_from_a_wrong_one() -> None:
    floor = heard_floor(60_000, np.random.default_rng(3))
    wrong = replace(MODEL, exponent=1.8, clutter_db_per_m=0.3, sensitivity_dbm=-93.0)
    found = fit_censored(floor, wrong, keeps_law=False)
    # Exponent and clutter stand in for each other: the loss over the first ten metres is what is known.
    lost_db = found.slopes @ [10.0, 9.0, 0.0, 0.0]
    assert lost_db == pytest.approx(10.0 * MODEL.exponent + 9.0 * MODEL.clutter_db_per_m, abs=1.0)
    assert found.slopes[2] == pytest.approx(MODEL.wall_loss_db, abs=0.4)
    assert found.sensitivity_dbm == pytest.approx(MODEL.sensitivity_dbm, abs=1.5)
    assert found.spread_db == pytest.approx(usual_spread_db(MODEL), rel=0.1)


@pytest.mark.parametrize("interval_s", [0.1, 0.26, 0.5])
def test_an_interval_is_what_gaps_are_multiples_of(interval_s: float) -> None:
    rng = np.random.default_rng(4)
    sent_s = np.cumsum(interval_s + rng.uniform(0.0, 0.01, 3000))
    gaps_s = np.diff(sent_s[rng.random(3000) < 0.4])
    assert _common_part_s(gaps_s) == pytest.approx(interval_s + 0.005, abs=0.0051)
