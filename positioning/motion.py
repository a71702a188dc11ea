"""From inertial samples to strides: each step with the phone's yaw at its time, frame by frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from positioning.hypotheses import Stride
from positioning.steps import StepDetector
from positioning.types import FloatArray, ImuSamples


def phone_yaw_rad(attitude_xyzw: FloatArray, north_rad: float) -> FloatArray:
    """Return the direction of the phone's long axis on the floor, (n,) radians in the floor frame.

    Parameters
    ----------
    attitude_xyzw : (n, 4) unit quaternions from phone axes to east-north-up.
    north_rad : the angle of true north in the floor frame; the magnetic declination (a few degrees) is within
        the heading's sd.
    """
    x, y, z, w = np.asarray(attitude_xyzw).T
    east, north = 2.0 * (x * y - w * z), 1.0 - 2.0 * (x * x + z * z)
    return np.asarray(np.arctan2(north, east) + (north_rad - math.pi / 2))


@dataclass(slots=True)
class StrideTracker:
    """Steps and yaw of one phone. `yaw_rad` is the last known yaw, None before the first."""

    north_rad: float
    steps: StepDetector
    yaw_rad: float | None = None

    def advance(self, imu: ImuSamples) -> list[Stride]:
        """Take a frame's samples and return the strides that became known with them.

        A step may lie up to 0.4 s before the frame; it then takes the yaw that the last frame ended with. Frames
        without an attitude keep the last yaw for as long as none comes: people walk straight more than they turn.
        """
        found = self.steps.step(imu)
        if imu.attitude_xyzw is None or not len(imu):
            return [
                Stride(float(t), float(length), self.yaw_rad)
                for t, length in zip(found.t_s, found.length_m, strict=True)
            ]
        yaws_rad = phone_yaw_rad(imu.attitude_xyzw, self.north_rad)
        index = np.searchsorted(imu.t_s, found.t_s, side="right") - 1
        before_rad = float(yaws_rad[0]) if self.yaw_rad is None else self.yaw_rad
        strides = [
            Stride(float(t), float(length), float(yaws_rad[i]) if i >= 0 else before_rad)
            for t, length, i in zip(found.t_s, found.length_m, index, strict=True)
        ]
        self.yaw_rad = float(yaws_rad[-1])
        return strides
