"""The inertial samples of a walk: a BMI160-class part's noise, bias and steps, jittered times, drop-outs
(SIM-22, SIM-23).
"""

from __future__ import annotations

import math

import numpy as np
from scipy.signal import lfilter

from firmware_sim.drift import drift
from firmware_sim.motion import RATE_HZ, Truth
from firmware_sim.phone.attitude import Attitude
from firmware_sim.phone.device import Phone
from firmware_sim.phone.directions import Directions, directions
from firmware_sim.phone.gait import Sway, sway
from firmware_sim.phone.magnetic import MagneticField
from firmware_sim.waves import Singles, WaveField
from positioning.types import BoolArray, FloatArray, ImuSamples

GRAVITY_MPS2 = 9.80665

ACCEL_NOISE_MPS2 = 180e-6 * GRAVITY_MPS2 * math.sqrt(RATE_HZ / 2)
GYRO_NOISE_RADPS = math.radians(0.007) * math.sqrt(RATE_HZ / 2)
"""BMI160 data sheet: 180 ug/sqrt(Hz), 0.007 deg/s/sqrt(Hz), over half the sample rate."""
ACCEL_LSB_MPS2 = 0.0023956299
GYRO_LSB_RADPS = 0.0010681152
MAG_LSB_UT = 0.5996704
"""Resolutions that the header of the mall recordings states (BMI160, AK09911)."""
ACCEL_RANGE_MPS2, GYRO_RANGE_RADPS = 39.22661, 34.906586
"""Ranges from the same header."""
MAG_NOISE_UT = 0.6

GYRO_DRIFT_RADPS = math.radians(0.05)
GYRO_DRIFT_S = 300.0
"""How the gyroscope's bias wanders: with temperature 0.05 deg/s a degree (data sheet), over minutes."""

NORTH_FOUND_S = 3.0
"""Within such a time the rotation vector turns to where the magnetometer says north is (SIM-22)."""

YAW_WANDER_S = 12.0
"""For so long people point a phone, or themselves, beside where they go (SIM-21)."""

JITTER_S = 0.0003
"""Gaps between samples in the recordings: 19 to 21 ms in stamps of whole milliseconds."""
DROPOUT_S = (0.1, 1.0)


def sense(
    truth: Truth,
    phone: Phone,
    north_rad: float,
    rng: np.random.Generator,
    field: MagneticField | None = None,
) -> ImuSamples:
    """The inertial samples of a walk: near the truth's own times, without those of drop-outs.

    `north_rad` is the angle of true north in the floor frame; `field` the building's, by default the Earth's
    alone.
    """
    enu_heading_rad = truth.heading_rad - (north_rad - math.pi / 2)
    swayed = sway(truth, phone, rng)
    attitude = Attitude.of(
        yaw_rad=enu_heading_rad - math.pi / 2 + phone.yaw_rad + _beside(truth, phone, rng) + swayed.turn_rad,
        tilt_rad=phone.tilt_rad + swayed.pitch_rad,
        roll_rad=phone.roll_rad,
    )
    accel = attitude.into_phone(_force(swayed, directions(enu_heading_rad)))
    accel += np.array(phone.accel_bias_mps2, dtype=np.float32)
    gyro = attitude.turn_rate_radps(RATE_HZ)
    gyro += np.array(phone.gyro_bias_radps, dtype=np.float32)
    gyro += drift(len(truth), GYRO_DRIFT_RADPS, GYRO_DRIFT_S, 1.0 / RATE_HZ, rng)[:, None].astype(np.float32)
    field_ut = (field or MagneticField.even()).at(truth.x_m, truth.y_m)
    mag = attitude.into_phone(field_ut)
    mag += np.array(phone.hard_iron_ut, dtype=np.float32)
    north = 1j * (field_ut[0] + 1j * field_ut[1] + attitude.level(phone.hard_iron_ut)).conj()
    kept = _kept(truth, phone, rng)
    return ImuSamples(
        t_s=_stamps(truth, rng)[kept],
        accel_mps2=_read(accel, ACCEL_NOISE_MPS2, ACCEL_LSB_MPS2, rng, ACCEL_RANGE_MPS2)[kept],
        gyro_radps=_read(gyro, GYRO_NOISE_RADPS, GYRO_LSB_RADPS, rng, GYRO_RANGE_RADPS)[kept],
        mag_ut=_read(mag, MAG_NOISE_UT, MAG_LSB_UT, rng)[kept],
        attitude_xyzw=attitude.quaternions(_followed(np.unwrap(np.angle(north))))[kept],
    )


def _force(swayed: Sway, ahead: Directions) -> Singles:
    """What an accelerometer feels in east-north-up, gravity included, (3, n)."""
    level = swayed.ahead_mps2 * ahead
    return np.stack([level.real, level.imag, swayed.up_mps2 + np.float32(GRAVITY_MPS2)])


def _beside(truth: Truth, phone: Phone, rng: np.random.Generator) -> FloatArray:
    """How far the phone points beside where its bearer goes, besides what it always does, (n,)."""
    rows = np.append(np.arange(0, len(truth) - 1, round(RATE_HZ)), len(truth) - 1)
    still = np.zeros(len(rows))
    wander = WaveField.rough(phone.yaw_wander_rad, math.inf, rng, lasting_s=YAW_WANDER_S)
    return np.interp(truth.t_s, truth.t_s[rows], wander.at(still, still, truth.t_s[rows]))


def _followed(error_rad: Singles) -> FloatArray:
    """How far the rotation vector is turned where the magnetometer is by `error_rad`, (n,) each: a gyroscope,
    whose bias the phone has learnt, that is drawn to it, as it is from the beginning.
    """
    keep = math.exp(-1.0 / (RATE_HZ * NORTH_FOUND_S))
    return np.asarray(lfilter([1.0 - keep], [1.0, -keep], error_rad, zi=keep * error_rad[:1])[0])


def _stamps(truth: Truth, rng: np.random.Generator) -> FloatArray:
    """The truth's times as the system stamps them: late or early by a little, within the visit."""
    jittered_s = truth.t_s + JITTER_S * rng.standard_normal(len(truth))
    return np.maximum.accumulate(np.clip(jittered_s, truth.t_s[0] / 2, truth.t_s[-1]))


def _kept(truth: Truth, phone: Phone, rng: np.random.Generator) -> BoolArray | slice:
    """Which samples come through: all but those of drop-outs; first and last ones always."""
    dropouts = int(rng.poisson(phone.dropouts_per_h * truth.t_s[-1] / 3600.0))
    if not dropouts:
        return slice(None)
    kept = np.ones(len(truth), dtype=np.bool_)
    for _ in range(dropouts):
        begin_s = rng.uniform(truth.t_s[0], truth.t_s[-1])
        kept &= (truth.t_s < begin_s) | (truth.t_s > begin_s + rng.uniform(*DROPOUT_S))
    kept[[0, -1]] = True
    return kept


def _read(
    values: Singles, noise: float, lsb: float, rng: np.random.Generator, limit: float = math.inf
) -> FloatArray:
    """What the part's register says: with noise, in whole steps of its resolution, within its range."""
    steps = rng.standard_normal(values.shape, dtype=np.float32)
    steps *= noise / lsb
    steps += values / lsb
    most = math.floor(limit / lsb) if limit < math.inf else limit
    return np.clip(np.rint(steps, out=steps), -most, most, out=steps).astype(np.float64) * lsb
