"""Shadows that beacons beside each other have in common."""

import math

import numpy as np
import pytest

from firmware_sim.radio.shadows import CommonShadows
from firmware_sim.waves import WaveField, rough_waves

LENGTH_M = 10.0


@pytest.mark.parametrize(
    ("away_x_m", "away_y_m"), [(0.0, 0.0), (2.0, 0.0), (0.0, 5.0), (6.0, 8.0), (60.0, 0.0)]
)
def test_beacons_have_waves_in_common_as_they_are_near(away_x_m: float, away_y_m: float) -> None:
    shares = []
    for seed in range(400):
        common = CommonShadows.drawn(LENGTH_M, np.random.default_rng(seed))
        one, other = common.of(np.array([3.0, 3.0 + away_x_m]), np.array([-7.0, -7.0 + away_y_m]))
        shares.append(np.mean(np.all(one == other, axis=0)))
    assert np.mean(shares) == pytest.approx(math.exp(-(away_x_m + away_y_m) / LENGTH_M), abs=0.03)


def test_one_beacon_more_changes_no_other() -> None:
    common = CommonShadows.drawn(LENGTH_M, np.random.default_rng(1))
    x_m, y_m = np.random.default_rng(2).uniform(-50.0, 50.0, (2, 20))
    assert np.array_equal(common.of(x_m, y_m)[:7], common.of(x_m[:7], y_m[:7]))


def test_each_beacon_has_a_field_of_the_usual_size() -> None:
    places = np.random.default_rng(3).uniform(0.0, 100.0, (2, 200))
    values = []
    for seed in range(200):
        chances = CommonShadows.drawn(LENGTH_M, np.random.default_rng(seed)).of(
            np.array([4.0]), np.array([9.0])
        )
        field = WaveField(3.0, rough_waves(chances[0], 5.0))
        values.append(field.at(*places, np.zeros(200)))
    assert np.std(values) == pytest.approx(3.0, rel=0.05)
