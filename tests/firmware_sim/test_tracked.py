import math

import numpy as np
import pytest

from firmware_sim.motion import Gait, Leg, stroll
from firmware_sim.tracked import TrackerError, tracked
from positioning.types import LevelId, PoseStatus


def test_the_error_has_its_size_and_its_memory() -> None:
    legs = [Leg(np.array([[0.0, 0.0], [5.0, 0.0]]), dwell_s=40_000.0, heading_rad=3.1)]
    truth = stroll(legs, Gait(0.7, 0.5), LevelId("0"), 0.0, period_s=1.0)
    path = tracked(truth, TrackerError(1.5, 8.0, 0.2), np.random.default_rng(1))
    off_m = path.x_m - truth.x_m
    assert off_m.std() == pytest.approx(1.5, rel=0.05)
    assert np.corrcoef(off_m[:-8], off_m[8:])[0, 1] == pytest.approx(math.exp(-1), abs=0.05)
    assert abs(np.corrcoef(off_m, path.y_m - truth.y_m)[0, 1]) < 0.1
    turned = np.mod(path.heading_rad - truth.heading_rad + math.pi, math.tau) - math.pi
    assert turned.std() == pytest.approx(0.2, rel=0.05)
    assert (np.abs(path.heading_rad) <= math.pi).all()
    assert set(path.status) == {PoseStatus.OK}
    assert path.var_x_m2[0] == pytest.approx(1.5**2)
