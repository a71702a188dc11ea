"""What a phone's inertial parts say of a walk. Simulated: gait by harmonics, a BMI160-class part's errors.

The phone is held flat in front: its y axis points forward and upward by its tilt. Accelerations of starting
and halting are left out; they drown in the gait's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter
from scipy.spatial.transform import Rotation

from firmware_sim.motion import RATE_HZ, Truth
from positioning.types import FloatArray, ImuSamples

GRAVITY_MPS2 = 9.80665

VERTICAL_MPS2 = (3.3, 1.1, 0.5)
"""Amplitudes of the vertical acceleration at 1, 2, 3 times the step rate: medians over the 84 survey walks of
site1-B1, by a windowed Fourier transform of the norm over 10 s, are 3.6, 1.2, 0.5 at 1.86 Hz; walks held to a
part of the range are lower."""
VERTICAL_PHASE_RAD = (0.0, 0.8, 1.9)
FORWARD_MPS2 = 1.2
SIDEWAYS_MPS2 = 0.7
"""Forward sway goes with the step, sideways sway with the stride of two steps; both are about a third of the
vertical one (H. B. Menz, S. R. Lord, R. C. Fitzpatrick, Gait and Posture 18, 2003)."""

ACCEL_NOISE_MPS2 = 180e-6 * GRAVITY_MPS2 * math.sqrt(RATE_HZ / 2)
GYRO_NOISE_RADPS = math.radians(0.007) * math.sqrt(RATE_HZ / 2)
"""BMI160 data sheet: 180 ug/sqrt(Hz), 0.007 deg/s/sqrt(Hz), over half the sample rate."""
ACCEL_LSB_MPS2 = 0.0023956299
GYRO_LSB_RADPS = 0.0010681152
MAG_LSB_UT = 0.5996704
"""Resolutions that the header of the mall recordings states (BMI160, AK09911)."""
MAG_NOISE_UT = 0.6

FIELD_UT = 42.0
"""Median norm in the site1-B1 survey walks."""
INCLINATION_RAD = math.radians(48.0)

SWAY_RAD = math.radians(2.0)
"""How far the hand turns the phone with each step."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone in one hand: its errors for one visit.

    `yaw_rad` is the angle between phone and walking direction, `heading_sd_rad` the size of the rotation
    vector's slow error, `rssi_offset_db` how much louder than the average phone it hears.
    """

    yaw_rad: float
    tilt_rad: float
    gyro_bias_radps: tuple[float, float, float]
    accel_bias_mps2: tuple[float, float, float]
    hard_iron_ut: tuple[float, float, float]
    heading_sd_rad: float
    rssi_offset_db: float

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Phone:
        """A phone like those of the recordings: gyroscope bias about 1 deg/s, offsets of several dB."""
        gx, gy, gz = rng.normal(0.0, math.radians(1.0), 3).tolist()
        ax, ay, az = rng.normal(0.0, 0.05, 3).tolist()
        mx, my, mz = rng.normal(0.0, 2.0, 3).tolist()
        return cls(
            yaw_rad=float(rng.normal(0.0, math.radians(6.0))),
            tilt_rad=float(rng.normal(math.radians(25.0), math.radians(6.0))),
            gyro_bias_radps=(gx, gy, gz),
            accel_bias_mps2=(ax, ay, az),
            hard_iron_ut=(mx, my, mz),
            heading_sd_rad=math.radians(8.0),
            rssi_offset_db=float(rng.normal(0.0, 5.0)),
        )


def sense(truth: Truth, phone: Phone, north_rad: float, rng: np.random.Generator) -> ImuSamples:
    """The inertial samples of a walk: arrays of `len(truth)` rows on the truth's own times.

    `north_rad` is the angle of true north in the floor frame.
    """
    enu_heading_rad = truth.heading_rad - (north_rad - math.pi / 2)
    effort = np.clip(truth.pace_mps / max(float(truth.pace_mps.max()), 1e-9), 0.0, 1.0)
    enu_from_phone = _attitude(truth, phone, enu_heading_rad, effort)
    force_enu = _gait_force(truth, enu_heading_rad, effort)
    force_enu[:, 2] += GRAVITY_MPS2
    accel = enu_from_phone.inv().apply(force_enu) + phone.accel_bias_mps2
    turned = (enu_from_phone[:-1].inv() * enu_from_phone[1:]).as_rotvec() * RATE_HZ
    gyro = np.vstack([turned[:1], turned]) + phone.gyro_bias_radps
    field_enu = FIELD_UT * np.array([0.0, math.cos(INCLINATION_RAD), -math.sin(INCLINATION_RAD)])
    mag = enu_from_phone.inv().apply(field_enu) + phone.hard_iron_ut
    wander_rad = _slow_error(len(truth), phone.heading_sd_rad, 20.0, rng)
    said = Rotation.from_euler("z", wander_rad[:, None]) * enu_from_phone
    return ImuSamples(
        t_s=truth.t_s,
        accel_mps2=_read(accel, ACCEL_NOISE_MPS2, ACCEL_LSB_MPS2, rng),
        gyro_radps=_read(gyro, GYRO_NOISE_RADPS, GYRO_LSB_RADPS, rng),
        mag_ut=_read(mag, MAG_NOISE_UT, MAG_LSB_UT, rng),
        attitude_xyzw=said.as_quat(canonical=True),
    )


def _attitude(truth: Truth, phone: Phone, enu_heading_rad: FloatArray, effort: FloatArray) -> Rotation:
    """Phone axes into east-north-up: tilt about the phone's x, then yaw, with the hand's sway."""
    step_rad = math.tau * truth.steps
    yaw_rad = enu_heading_rad - math.pi / 2 + phone.yaw_rad + SWAY_RAD * effort * np.sin(step_rad / 2)
    tilt_rad = phone.tilt_rad + 0.6 * SWAY_RAD * effort * np.sin(step_rad + 0.5)
    return Rotation.from_euler("ZX", np.column_stack([yaw_rad, tilt_rad]))


def _gait_force(truth: Truth, enu_heading_rad: FloatArray, effort: FloatArray) -> FloatArray:
    """Acceleration of the hand by walking, east-north-up, (n, 3)."""
    step_rad = math.tau * truth.steps
    up = sum(
        amplitude * np.cos(k * step_rad + phase)
        for k, (amplitude, phase) in enumerate(zip(VERTICAL_MPS2, VERTICAL_PHASE_RAD, strict=True), start=1)
    )
    forward = FORWARD_MPS2 * np.sin(step_rad)
    sideways = SIDEWAYS_MPS2 * np.cos(step_rad / 2)
    east, north = np.cos(enu_heading_rad), np.sin(enu_heading_rad)
    return np.column_stack(
        [
            effort * (forward * east - sideways * north),
            effort * (forward * north + sideways * east),
            effort * up,
        ]
    )


def _slow_error(n: int, sd: float, tau_s: float, rng: np.random.Generator) -> FloatArray:
    """A first-order Gauss-Markov process of that standard deviation and time constant, (n,)."""
    keep = math.exp(-1.0 / (RATE_HZ * tau_s))
    drive = rng.normal(0.0, sd * math.sqrt(1 - keep**2), n)
    drive[0] = rng.normal(0.0, sd)
    return np.asarray(lfilter([1.0], [1.0, -keep], drive), dtype=np.float64)


def _read(values: FloatArray, noise: float, lsb: float, rng: np.random.Generator) -> FloatArray:
    """What the part's register says: with noise, in whole steps of its resolution."""
    return np.asarray(np.round((values + rng.normal(0.0, noise, values.shape)) / lsb) * lsb)
