import math

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from firmware_sim.motion import RATE_HZ, Gait, Leg, Truth, walk
from firmware_sim.phone import FIELD_UT, GRAVITY_MPS2, VERTICAL_MPS2, Phone, sense
from positioning.types import ImuSamples, LevelId

QUIET = Phone(0.0, 0.3, (0.0, 0.0, math.radians(1.0)), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.0, 0.0)


def straight(heading_rad: float, north_rad: float = math.pi / 2) -> tuple[Truth, ImuSamples]:
    """30 m in one direction, 10 s of standing at the end."""
    end = 30 * np.array([math.cos(heading_rad), math.sin(heading_rad)])
    leg = Leg(np.array([[0.0, 0.0], end]), dwell_s=10.0)
    truth = walk([leg], Gait(0.7, 0.5), LevelId("0"), heading_rad)
    return truth, sense(truth, QUIET, north_rad, np.random.default_rng(3))


def test_at_rest_gravity_and_field_have_their_size() -> None:
    truth, imu = straight(0.4)
    assert imu.mag_ut is not None
    rest = truth.pace_mps == 0
    assert np.linalg.norm(imu.accel_mps2[rest], axis=1).mean() == pytest.approx(GRAVITY_MPS2, abs=0.02)
    assert np.linalg.norm(imu.mag_ut[rest], axis=1).mean() == pytest.approx(FIELD_UT, abs=0.2)


def test_the_gait_has_its_harmonics_at_the_step_rate() -> None:
    truth, imu = straight(0.0)
    assert imu.attitude_xyzw is not None
    up = Rotation.from_quat(imu.attitude_xyzw).apply(imu.accel_mps2.copy())[:, 2]
    even = slice(100, 600)  # ten seconds of even walking at 2 steps a second
    spectrum = np.abs(np.fft.rfft(up[even] - up[even].mean())) / 250
    assert [spectrum[20 * k] for k in (1, 2, 3)] == pytest.approx(list(VERTICAL_MPS2), abs=0.15)
    assert truth.pace_mps[even].min() == pytest.approx(1.4)


@pytest.mark.parametrize(("heading_rad", "north_rad"), [(0.0, math.pi / 2), (2.0, math.pi / 2), (1.0, 0.3)])
def test_the_phone_points_along_the_walk(heading_rad: float, north_rad: float) -> None:
    _, imu = straight(heading_rad, north_rad)
    assert imu.attitude_xyzw is not None
    forward = Rotation.from_quat(imu.attitude_xyzw).apply([0.0, 1.0, 0.0])
    enu_rad = np.arctan2(forward[:, 1].mean(), forward[:, 0].mean())
    assert math.remainder(enu_rad + north_rad - math.pi / 2 - heading_rad, math.tau) == pytest.approx(
        0.0, abs=0.01
    )


def test_the_gyroscope_turns_with_the_body_and_has_its_bias() -> None:
    legs = [
        Leg(np.array([[0.0, 0.0], [0.01, 0.0]]), 2.0, 0.0),
        Leg(np.array([[0.01, 0.0], [0.02, 0.0]]), 20.0, 1.5),
    ]
    truth = walk(legs, Gait(0.7, 0.5), LevelId("0"), 0.0)
    imu = sense(truth, QUIET, math.pi / 2, np.random.default_rng(1))
    assert imu.gyro_radps is not None
    up = np.array([0.0, math.sin(QUIET.tilt_rad), math.cos(QUIET.tilt_rad)])  # the vertical in phone axes
    bias = QUIET.gyro_bias_radps[2] * math.cos(QUIET.tilt_rad)
    turned_rad = float((imu.gyro_radps @ up - bias).sum()) / RATE_HZ
    assert turned_rad == pytest.approx(1.5, abs=0.03)


def test_the_same_seed_gives_the_same_samples() -> None:
    (_, first), (_, again) = straight(0.4), straight(0.4)
    assert np.array_equal(first.accel_mps2, again.accel_mps2)
    assert np.array_equal(first.attitude_xyzw, again.attitude_xyzw)  # type: ignore[arg-type]
