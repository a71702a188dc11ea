"""One phone on one visit: how it is carried, the errors of its parts, how it scans."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from firmware_sim.phone.poses import HAND, Pose
from firmware_sim.scanner import ANDROID_LOW_LATENCY, ScanHabits, Scanner

GYRO_BIAS_SD_RADPS = math.radians(1.0)
"""A bias of about 1 deg/s is common (-1 deg/s in `phone-loop`, recorded); the data sheet has 3 deg/s."""
ACCEL_BIAS_SD_MPS2 = 0.05
"""The data sheet of the BMI160 allows 40 mg = 0.4 m/s2 at delivery; phones take most of it out."""
HARD_IRON_SD_UT = 1.5
FAVOURS_SD_DB = 4.5
"""How much louder one hand and body lets through what comes from ahead, and from the left, than another's:
sd of each (SIM-4; of the survey walks of site1-B1, SIM-18)."""
YAW_WANDER_RAD = math.radians(6.5)
"""How far people point a phone, or themselves, beside where they go, for `YAW_WANDER_S` (SIM-21)."""
OFFSET_SD_DB = 5.0
"""Phones differ by 10-20 dB from end to end (`ble-library`, three models)."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone: its errors for one visit.

    `yaw_rad` is the mean angle between phone and walking direction, `yaw_wander_rad` how far it wanders from
    that; `rssi_offset_db` how much louder than the average phone it hears, `favours_db` how much louder what
    comes from ahead and from the left; `dropouts_per_h` how often its sensors fall silent for a moment.
    """

    yaw_rad: float
    tilt_rad: float
    gyro_bias_radps: tuple[float, float, float]
    accel_bias_mps2: tuple[float, float, float]
    hard_iron_ut: tuple[float, float, float]
    rssi_offset_db: float
    roll_rad: float = 0.0
    pose: Pose = HAND
    scanner: Scanner = ANDROID_LOW_LATENCY
    dropouts_per_h: float = 0.0
    favours_db: tuple[float, float] = (0.0, 0.0)
    yaw_wander_rad: float = 0.0

    @classmethod
    def drawn(
        cls,
        rng: np.random.Generator,
        pose: Pose = HAND,
        preset: Scanner = ANDROID_LOW_LATENCY,
        habits: ScanHabits | None = None,
    ) -> Phone:
        """A phone like those of the recordings, carried in this pose and scanning by this preset."""
        gx, gy, gz = rng.normal(0.0, GYRO_BIAS_SD_RADPS, 3).tolist()
        ax, ay, az = rng.normal(0.0, ACCEL_BIAS_SD_MPS2, 3).tolist()
        mx, my, mz = rng.normal(0.0, HARD_IRON_SD_UT, 3).tolist()
        ahead_db, left_db = rng.normal(0.0, FAVOURS_SD_DB, 2).tolist()
        return cls(
            yaw_rad=float(rng.normal(0.0, pose.yaw_sd_rad)),
            tilt_rad=float(rng.normal(pose.tilt_rad, pose.tilt_sd_rad)),
            gyro_bias_radps=(gx, gy, gz),
            accel_bias_mps2=(ax, ay, az),
            hard_iron_ut=(mx, my, mz),
            rssi_offset_db=float(rng.normal(0.0, OFFSET_SD_DB)),
            roll_rad=float(rng.normal(0.0, pose.roll_sd_rad)),
            pose=pose,
            scanner=(habits or ScanHabits.fitted()).drawn(rng, preset),
            dropouts_per_h=1.0,
            favours_db=(ahead_db, left_db),
            yaw_wander_rad=YAW_WANDER_RAD,
        )
