"""Walks along recorded paths."""

import math
from dataclasses import replace

import numpy as np
import pytest
from _comparison import _ratio_line, line
from _moment_fit import MOVED, moved
from _simulated_walks import (
    CUT_M,
    CUT_SD_M,
    HALT_S,
    HALT_SHARE,
    TAP_SD_M,
    followed,
)

from firmware_sim.radio import RadioModel
from firmware_sim.scanner import ScanHabits
from positioning.capture.records import DropReport
from positioning.capture.trace import SensorColumn, Trace
from positioning.types import LevelId, Waypoint

CORNERS = tuple(
    Waypoint(t_s, x_m, y_m) for t_s, x_m, y_m in ((-0.1, 0, 0), (8, 10, 0), (16, 10, 10), (60, 10, 12))
)
NOTHING = SensorColumn(np.empty(0), np.empty((0, 3)))
RECORDED = Trace(
    "walk", 0, 60.0, 0.5, "", CORNERS, (), DropReport(), NOTHING, NOTHING, NOTHING, NOTHING
)  # fmt: skip


def test_a_walk_passes_the_waypoints_at_their_times_as_people_tap() -> None:
    away_m = []
    for seed in range(100):
        truth = followed(RECORDED, LevelId("0"), np.random.default_rng(seed))
        rows = [round(corner.t_s * 50) - 1 for corner in CORNERS[1:]]
        away_m += [
            (truth.x_m[row] - corner.x_m, truth.y_m[row] - corner.y_m)
            for row, corner in zip(rows, CORNERS[1:], strict=True)
        ]
    first, second, last = np.array(away_m).reshape(-1, 3, 2).transpose(1, 0, 2)
    assert np.std(last) == pytest.approx(TAP_SD_M, rel=0.15)
    assert np.mean(last) == pytest.approx(0.0, abs=0.1)
    for corner, inside in ((first, (-1.0, 1.0)), (second, (0.0, 0.0))):
        assert corner.mean(axis=0) == pytest.approx(np.array(inside) * CUT_M / math.sqrt(2.0), abs=0.2)
    assert np.std(first @ (-1.0, 1.0) / math.sqrt(2.0)) == pytest.approx(
        math.hypot(TAP_SD_M, CUT_SD_M), rel=0.2
    )


def test_people_halt_at_some_of_their_taps() -> None:
    stood_s = []
    for seed in range(200):
        truth = followed(RECORDED, LevelId("0"), np.random.default_rng(seed))
        leg = truth.pace_mps[(truth.t_s > 8.0) & (truth.t_s < 16.0)]
        stood_s.append(float(np.mean(leg == 0.0)) * 8.0)
        assert np.all(leg[-200:] > 0.0)
    halted_s = np.array(stood_s)[np.array(stood_s) > 0.1]
    assert len(halted_s) / len(stood_s) == pytest.approx(HALT_SHARE, abs=0.1)
    assert (halted_s.min(), halted_s.max()) == pytest.approx(HALT_S, abs=0.1)


def test_who_comes_on_slowly_stands_for_a_part_of_the_leg() -> None:
    """The last 2 m take 44 s."""
    truth = followed(RECORDED, LevelId("0"), np.random.default_rng(1))
    last = truth.t_s > 16.0
    assert np.mean(truth.pace_mps[last] == 0.0) > 0.7
    assert np.hypot(np.diff(truth.x_m), np.diff(truth.y_m)).max() * 50 < 3.0
    assert truth.steps[-1] == truth.steps[(30 * 50)]


@pytest.mark.parametrize("name", MOVED)
def test_one_constant_is_moved_and_no_other(name: str) -> None:
    model, habits = RadioModel.fitted(), ScanHabits.fitted()
    of_model, of_habits = moved(model, habits, name, 1.25)
    side, was = (of_model, model) if hasattr(model, name) else (of_habits, habits)
    assert getattr(side, name) == pytest.approx(1.25 * getattr(was, name))
    assert replace(side, **{name: getattr(was, name)}) == was
    assert (of_habits == habits) if side is of_model else (of_model == model)


def test_shares_stay_below_one() -> None:
    _, habits = moved(RadioModel.fitted(), ScanHabits.fitted(), "median_reception", 50.0)
    assert habits.median_reception == 0.95


@pytest.mark.parametrize(("simulated", "met"), [(1.149, True), (1.151, False), (0.851, True), (0.849, False)])
def test_a_ratio_says_whether_its_bound_is_met(simulated: float, met: bool) -> None:
    told = _ratio_line("rate", 1.0, simulated, 0.15, (0.62, 1.41))
    assert told.split()[-4:] == ["met", "0.62", "to", "1.41"]
    assert ("NOT met" in told) is not met


def test_a_figure_without_a_bound_says_nothing_of_it() -> None:
    assert "met" not in line("rate", 1.0, 2.0, "", None)
