import math

import numpy as np
import pytest

from firmware_sim.motion import RATE_HZ, TURN_RATE_RADPS, Gait, Leg, Truth, stroll, walk
from positioning.types import LevelId

GAIT = Gait(step_length_m=0.7, step_period_s=0.5)


def corner_walk() -> Truth:
    first = Leg(np.array([[0.0, 0.0], [7.0, 0.0], [7.0, 7.0]]), dwell_s=5.0, heading_rad=math.pi)
    second = Leg(np.array([[7.0, 7.0], [0.0, 7.0]]), dwell_s=1.0)
    return walk([first, second], GAIT, LevelId("0"), heading_rad=0.0)


def test_steps_are_the_distance_over_their_length() -> None:
    truth = corner_walk()
    assert truth.steps[-1] * GAIT.step_length_m == pytest.approx(21.0, abs=0.1)
    assert (truth.x_m[-1], truth.y_m[-1]) == (0.0, 7.0)


def test_nobody_moves_faster_than_their_pace() -> None:
    truth = corner_walk()
    speed_mps = np.hypot(np.diff(truth.x_m), np.diff(truth.y_m)) * RATE_HZ
    assert speed_mps.max() <= GAIT.pace_mps * 1.001
    assert truth.pace_mps.max() == pytest.approx(GAIT.pace_mps)


def test_a_stop_lasts_and_turns_to_its_shelf() -> None:
    truth = corner_walk()
    at_shelf = (truth.x_m == 7.0) & (truth.y_m == 7.0)
    assert at_shelf.sum() / RATE_HZ == pytest.approx(5.0, abs=0.1)
    assert abs(math.remainder(truth.heading_rad[np.flatnonzero(at_shelf)[-1]] - math.pi, math.tau)) < 1e-6


def test_the_body_turns_at_a_bounded_rate() -> None:
    turns = np.abs([math.remainder(d, math.tau) for d in np.diff(corner_walk().heading_rad)])
    assert turns.max() <= TURN_RATE_RADPS / RATE_HZ + 1e-12


def test_a_turn_ends_at_what_is_wanted_the_short_way_round() -> None:
    """Across the back, and kept when nothing is wanted: the last leg has no heading of its own."""
    legs = [
        Leg(np.array([[0.0, 0.0], [-5.0, 0.1]]), 3.0, heading_rad=-3.0),
        Leg(np.array([[-5.0, 0.1], [-5.0, 0.1]]), 2.0),
    ]
    truth = walk(legs, GAIT, LevelId("0"), heading_rad=3.0)
    assert truth.heading_rad[-1] == pytest.approx(-3.0)
    turned = np.abs([math.remainder(d, math.tau) for d in np.diff(truth.heading_rad)]).sum()
    assert turned == pytest.approx(0.28, abs=0.05)
    assert (np.abs(truth.heading_rad) <= math.pi).all()


def test_a_stroll_is_the_same_walk_seen_seldom() -> None:
    first = Leg(np.array([[0.0, 0.0], [7.0, 0.0], [7.0, 7.0]]), dwell_s=5.0, heading_rad=math.pi)
    second = Leg(np.array([[7.0, 7.0], [0.0, 7.0]]), dwell_s=1.0)
    seen = stroll([first, second], GAIT, LevelId("0"), heading_rad=0.0, period_s=1.0)
    truth = corner_walk()
    assert seen.t_s[-1] == pytest.approx(truth.t_s[-1], abs=0.1)
    x_m, y_m = (np.interp(seen.t_s, truth.t_s, column) for column in (truth.x_m, truth.y_m))
    assert np.hypot(seen.x_m - x_m, seen.y_m - y_m).max() < GAIT.pace_mps / 1.2  # the ramps, spread evenly
    assert seen.steps[-1] == pytest.approx(truth.steps[-1], abs=0.1)
    standing = seen.pace_mps == 0.0
    assert np.allclose(seen.heading_rad[standing & (seen.x_m == 7.0)], math.pi)
