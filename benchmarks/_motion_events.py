"""A phone's inertial samples as the events that a browser makes of them."""

from __future__ import annotations

import math

import numpy as np
from scipy.spatial.transform import Rotation

from positioning.types import FloatArray, ImuSamples

EVENTS_AT_ONCE = 1_000

DISPATCH = """rows => {
    for (const [t, x, y, z, rx, ry, rz, alpha, beta, gamma] of rows) {
        const angles = {alpha, beta, gamma, absolute: true};
        const pose = new DeviceOrientationEvent('deviceorientationabsolute', angles);
        const motion = new DeviceMotionEvent('devicemotion', {
            accelerationIncludingGravity: {x, y, z}, rotationRate: {alpha: rx, beta: ry, gamma: rz},
        });
        Object.defineProperty(motion, 'timeStamp', {value: t});
        window.dispatchEvent(pose);
        window.dispatchEvent(motion);
    }
}"""


def motion_rows(imu: ImuSamples, began_ms: float) -> FloatArray:
    """What `DISPATCH` takes, (n, 10), of samples that began at a time of the page's clock."""
    assert imu.gyro_radps is not None
    assert imu.attitude_xyzw is not None
    columns = [began_ms + 1e3 * imu.t_s, imu.accel_mps2, np.degrees(imu.gyro_radps)]
    return np.column_stack([*columns, _euler_deg(imu.attitude_xyzw)])


def _euler_deg(xyzw: FloatArray) -> FloatArray:
    """The angles (n, 3) alpha, beta, gamma by which a browser tells a pose: turns about z, x', y'' (W3C
    Device Orientation, 4.1).
    """
    matrix = Rotation.from_quat(xyzw).as_matrix()
    angles_rad: FloatArray = np.column_stack(
        [
            np.mod(np.arctan2(-matrix[:, 0, 1], matrix[:, 1, 1]), math.tau),
            np.arcsin(np.clip(matrix[:, 2, 1], -1.0, 1.0)),
            np.arctan2(-matrix[:, 2, 0], matrix[:, 2, 2]),
        ]
    )
    return np.asarray(np.degrees(angles_rad))
