"""That people who tread harder take longer steps, as recorded ones do (SIM-20)."""

import numpy as np

from firmware_sim.motion import Leg, walk
from firmware_sim.phone import Phone, sense
from firmware_sim.shopper import drawn_gait
from positioning.motion import StrideTracker
from positioning.types import LevelId

PEOPLE = 40


def test_what_is_felt_of_steps_tells_of_their_length_as_well_as_recorded_steps_do() -> None:
    """Of 72 recorded survey walks of site1-B1 the way over what its steps are modelled to add up to has an sd
    of 9 %, and true and modelled step length a correlation of 0.66.
    """
    rng = np.random.default_rng(5)
    leg = Leg(np.array([[0.0, 0.0], [40.0, 0.0]]), dwell_s=0.0)
    rows = []
    for _ in range(PEOPLE):
        gait = drawn_gait(rng)
        imu = sense(walk([leg], gait, LevelId("0"), 0.0), Phone.drawn(rng), 0.0, rng)
        steps = StrideTracker(0.0).advance(imu)
        rows.append((gait.step_length_m, np.mean([step.length_m for step in steps])))
    true_m, modelled_m = np.array(rows).T
    assert 0.5 < np.corrcoef(true_m, modelled_m)[0, 1] < 0.85
    assert 0.06 < np.std(np.log(true_m / modelled_m)) < 0.12
    assert 0.07 < np.std(np.log(true_m)) < 0.14
