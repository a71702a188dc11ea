"""What steps tell of taps, and beacons of each other, in walks that were made so."""

import math

import numpy as np
import pytest
from _leg_residuals import LegResiduals, Legs

from firmware_sim.motion import RATE_HZ, Gait, Leg, walk
from firmware_sim.phone import Phone, sense
from positioning.capture.records import DropReport
from positioning.capture.trace import SensorColumn, Trace
from positioning.types import LevelId, Waypoint

TURNED_RAD = 0.1
QUIET = Phone(0.0, 0.3, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.0)


def test_a_walk_whose_plan_is_turned_and_stretched_shows_it() -> None:
    """Taps after 10 m each are noted 11 m apart on a plan that is turned."""
    places = [10.0 * k * np.exp(1j * TURNED_RAD) for k in range(5)]
    legs = [Leg(np.array([[10.0 * k, 0.0], [10.0 * k + 10.0, 0.0]]), 1.0) for k in range(4)]
    truth = walk(legs, Gait(0.7, 0.5), LevelId("0"), 0.0)
    imu = sense(truth, QUIET, math.pi / 2, np.random.default_rng(1))
    assert imu.attitude_xyzw is not None
    each_s = truth.t_s[-1] / 4
    taps = tuple(Waypoint(max(k * each_s, 0.1), 1.1 * p.real, 1.1 * p.imag) for k, p in enumerate(places))
    none = SensorColumn(np.empty(0), np.empty((0, 3)))
    trace = Trace(
        "walk", 0, float(truth.t_s[-1]), 0.5, "", taps, (), DropReport(),
        SensorColumn(imu.t_s, imu.accel_mps2), none, none, SensorColumn(imu.t_s, imu.attitude_xyzw),
    )  # fmt: skip
    found = LegResiduals.of([trace], math.pi / 2)
    assert found.walks[0].heading_rad == pytest.approx(TURNED_RAD, abs=0.03)
    assert np.diff(found.walks[0].scale) == pytest.approx(0.0, abs=0.1)
    assert np.all(found.about_taps_s > 1.0)
    assert found.walks[0].steps == pytest.approx(10.0 / 0.7, abs=1.5)
    assert len(truth) / RATE_HZ == pytest.approx(4 * each_s)


def test_a_covariance_is_that_of_legs_with_no_tap_in_common() -> None:
    """Every second leg is turned left, the others right: those two apart go together."""
    rng = np.random.default_rng(2)
    walks = []
    for _ in range(50):
        size = rng.normal(0.0, 0.1)
        headings = size * np.array([1.0, -1.0, 1.0, -1.0])
        tapped = 8.0 * np.exp(1j * headings)
        stepped, felt_m = np.full(4, 8.0 + 0j), rng.uniform(7.0, 9.0, 4)
        walks.append(
            Legs(np.arange(4), 6.0 * np.arange(4), tapped, stepped, felt_m, rng.uniform(10.0, 14.0, 4))
        )
    found = LegResiduals(walks, np.array([0.5, 1.0])).figures()
    variance = found["heading, variance, deg2"]
    assert variance == pytest.approx(math.degrees(0.1) ** 2, rel=0.3)
    assert found["  covariance under 15 s"] == pytest.approx(variance, rel=1e-6)
    assert found["  covariance 15 to 35 s"] == pytest.approx(-variance, rel=1e-6)
    assert found["share of taps with a halt"] == 0.5
