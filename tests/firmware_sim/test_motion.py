import math

import numpy as np
import pytest

from firmware_sim.motion import RATE_HZ, TURN_RATE_RADPS, Gait, Leg, Truth, walk
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
