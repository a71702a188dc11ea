import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

import positioning
from firmware_sim.motion import RATE_HZ, Gait, Leg, Truth, walk
from firmware_sim.phone import POSES, MagneticField, Phone, Pose, sense
from firmware_sim.phone.gait import USUAL_PACE_MPS, VERTICAL_MPS2
from firmware_sim.phone.magnetic import EARTH_ENU_UT
from firmware_sim.phone.sensing import (
    ACCEL_LSB_MPS2,
    ACCEL_RANGE_MPS2,
    GRAVITY_MPS2,
    NORTH_FOUND_S,
    YAW_WANDER_S,
)
from positioning.types import FloatArray, ImuSamples, LevelId

QUIET = Phone(0.0, 0.3, (0.0, 0.0, math.radians(1.0)), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.0)


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
    assert np.linalg.norm(imu.mag_ut[rest], axis=1).mean() == pytest.approx(
        math.hypot(*EARTH_ENU_UT), abs=0.2
    )


def test_the_gait_has_its_harmonics_at_the_step_rate() -> None:
    truth, imu = straight(0.0)
    force = np.linalg.norm(imu.accel_mps2[100:600], axis=1) - GRAVITY_MPS2  # ten seconds at 2 steps a second
    spectrum = np.abs(np.fft.rfft(force * np.hanning(500), 4096)) / 125
    frequency_hz = np.fft.rfftfreq(4096, 1 / RATE_HZ)
    lines = [spectrum[np.abs(frequency_hz - 2.0 * k) < 0.2].max() for k in (1, 2, 3)]
    assert lines[0] == pytest.approx(VERTICAL_MPS2[0] * 1.4 / USUAL_PACE_MPS, rel=0.25)
    assert lines[0] > 2 * lines[1] > 2 * lines[2] > 0.5
    assert truth.pace_mps[100:600].min() == pytest.approx(1.4)


@pytest.mark.parametrize(("heading_rad", "north_rad"), [(0.0, math.pi / 2), (2.0, math.pi / 2), (1.0, 0.3)])
def test_the_phone_points_along_the_walk(heading_rad: float, north_rad: float) -> None:
    _, imu = straight(heading_rad, north_rad)
    assert imu.attitude_xyzw is not None
    forward = Rotation.from_quat(imu.attitude_xyzw).apply([0.0, 1.0, 0.0])
    enu_rad = np.arctan2(forward[:, 1].mean(), forward[:, 0].mean())
    assert math.remainder(enu_rad + north_rad - math.pi / 2 - heading_rad, math.tau) == pytest.approx(
        0.0, abs=0.01
    )


def test_the_rotation_vector_is_drawn_to_where_the_magnetometer_says_north_is() -> None:
    """Iron to the right of who walks north draws the needle east, of who walks south west."""
    iron_ut = 5.0
    legs = [
        Leg(np.array([[0.0, 0.0], [0.0, 0.01]]), 20.0, math.pi / 2),
        Leg(np.array([[0.0, 0.01], [0.0, 0.0]]), 30.0, -math.pi / 2),
    ]
    truth = walk(legs, Gait(0.7, 0.5), LevelId("0"), math.pi / 2)
    phone = replace(QUIET, hard_iron_ut=(iron_ut, 0.0, 0.0))
    imu = sense(truth, phone, math.pi / 2, np.random.default_rng(1))
    assert imu.attitude_xyzw is not None
    ahead = Rotation.from_quat(imu.attitude_xyzw).apply([0.0, 1.0, 0.0])
    off_rad = np.angle((ahead[:, 0] + 1j * ahead[:, 1]) * np.exp(-1j * truth.heading_rad))
    drawn_rad = math.atan2(iron_ut, EARTH_ENU_UT[1])
    assert off_rad[round(19.0 * RATE_HZ)] == pytest.approx(drawn_rad, abs=1e-3)
    assert off_rad[-1] == pytest.approx(-drawn_rad, abs=1e-3)
    left_rad = off_rad[round(24.0 * RATE_HZ) :] + drawn_rad
    assert left_rad[round(NORTH_FOUND_S * RATE_HZ)] == pytest.approx(left_rad[0] / math.e, rel=1e-2)


def test_a_phone_wanders_from_where_its_bearer_goes_and_is_back_some_seconds_later() -> None:
    wander_rad = math.radians(8.0)
    off_rad = []
    for seed in range(1200):
        leg = Leg(np.array([[0.0, 0.0], [0.01, 0.0]]), 30.0, 0.0)
        truth = walk([leg], Gait(0.7, 0.5), LevelId("0"), 0.0)
        phone = replace(QUIET, yaw_wander_rad=wander_rad)
        imu = sense(truth, phone, math.pi / 2, np.random.default_rng(seed))
        assert imu.attitude_xyzw is not None
        ahead = Rotation.from_quat(imu.attitude_xyzw[::50]).apply([0.0, 1.0, 0.0])
        off_rad.append(np.arctan2(ahead[:, 1], ahead[:, 0]))
    off = np.array(off_rad)
    assert off.std() == pytest.approx(wander_rad, rel=0.05)
    for later_s in (3, 12):
        alike = np.corrcoef(off[:, 0], off[:, later_s])[0, 1]
        assert alike == pytest.approx(math.exp(-((later_s / YAW_WANDER_S) ** 2) / 2), abs=0.12)


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
    assert turned_rad == pytest.approx(1.5, abs=0.06)  # the bias drifts by up to 0.1 deg/s


def test_the_same_seed_gives_the_same_samples() -> None:
    (_, first), (_, again) = straight(0.4), straight(0.4)
    assert np.array_equal(first.accel_mps2, again.accel_mps2)
    for name in ("t_s", "accel_mps2", "gyro_radps", "mag_ut", "attitude_xyzw"):
        assert np.array_equal(getattr(first, name), getattr(again, name)), name


@pytest.mark.parametrize("pose", POSES.values(), ids=POSES.keys())
def test_the_steps_of_every_pose_are_found(pose: Pose) -> None:
    legs = [Leg(np.array([[0.0, 0.0], [60.0, 0.0], [60.0, 40.0]]), dwell_s=5.0, heading_rad=0.0)]
    errors = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        truth = walk(legs, Gait(0.68, 0.53), LevelId("0"), 0.0)
        imu = sense(truth, Phone.drawn(rng, pose), 1.0, rng)
        errors.append(len(positioning.detect_steps(imu.t_s, imu.accel_mps2)) / float(truth.steps[-1]) - 1)
    assert np.max(np.abs(errors)) < 0.03


@pytest.mark.parametrize("pose", POSES.values(), ids=POSES.keys())
def test_gyroscope_and_attitude_tell_of_the_same_turns(pose: Pose) -> None:
    truth, _ = straight(0.4)
    steady = replace(QUIET, pose=pose, tilt_rad=pose.tilt_rad, roll_rad=0.2, gyro_bias_radps=(0.0, 0.0, 0.0))
    imu = sense(truth, steady, 1.0, np.random.default_rng(7))
    assert imu.attitude_xyzw is not None
    assert imu.gyro_radps is not None
    said = Rotation.from_quat(imu.attitude_xyzw)
    turned = (said[:-1].inv() * said[1:]).as_rotvec() * RATE_HZ
    assert np.std(turned - imu.gyro_radps[1:], axis=0).max() < 0.02
    assert np.std(turned, axis=0).max() > 0.1


def test_samples_are_whole_steps_of_the_part_within_its_range() -> None:
    _, imu = straight(0.4)
    steps = imu.accel_mps2 / ACCEL_LSB_MPS2
    assert steps == pytest.approx(np.rint(steps), abs=1e-6)
    assert np.abs(imu.accel_mps2).max() <= ACCEL_RANGE_MPS2


def test_stamps_jitter_and_drop_outs_take_samples() -> None:
    truth, imu = straight(0.4)
    late_s = imu.t_s - truth.t_s
    assert 1e-4 < np.std(late_s) < 1e-3
    assert np.all(np.diff(imu.t_s) >= 0.0)
    assert 0.0 < imu.t_s[0] < imu.t_s[-1] <= truth.t_s[-1]
    failing = sense(truth, replace(QUIET, dropouts_per_h=500.0), 1.0, np.random.default_rng(3))
    assert len(failing) < len(truth)
    assert 0.1 < np.diff(failing.t_s).max() < 2.5


def test_the_magnetic_field_is_the_same_for_every_visit_and_correlated_over_metres() -> None:
    field = MagneticField.drawn(np.random.default_rng(2))
    rng = np.random.default_rng(0)
    x_m, y_m = rng.uniform(0.0, 300.0, (2, 4000))
    here = np.linalg.norm(_at(field, x_m, y_m), axis=1)
    assert np.array_equal(here, np.linalg.norm(_at(field, x_m, y_m), axis=1))
    assert here.mean() == pytest.approx(43.0, abs=2.0)
    assert 5.0 < here.std() < 9.0
    correlation = [
        np.corrcoef(here, np.linalg.norm(_at(field, x_m + away_m, y_m), axis=1))[0, 1]
        for away_m in (1.0, 5.0, 20.0)
    ]
    assert correlation[0] > 0.85
    assert 0.35 < correlation[1] < 0.8
    assert abs(correlation[2]) < 0.35


def _at(field: MagneticField, x_m: FloatArray, y_m: FloatArray) -> FloatArray:
    """The field at single places: a path is reckoned at every fifth of its rows."""
    return field.at(np.repeat(x_m, 5), np.repeat(y_m, 5)).T[::5].astype(np.float64)
