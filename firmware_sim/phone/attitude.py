"""How a phone lies in the hand, as columns of angles: closed forms, an hour of 50 Hz in 20 ms.

East-north-up from phone: Rz(yaw) Rx(tilt) Ry(roll). With yaw 0 the phone's y axis points north.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from positioning.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Attitude:
    """`yaw_rad` about the vertical, `tilt_rad` about the phone's x, (n,), then `roll_rad` about its y."""

    yaw_rad: FloatArray
    tilt_rad: FloatArray
    roll_rad: float

    def into_phone(self, enu: FloatArray) -> FloatArray:
        """Vectors (n, 3) in east-north-up, in phone axes."""
        east, north, up = enu.T
        cos_yaw, sin_yaw = np.cos(self.yaw_rad), np.sin(self.yaw_rad)
        x = cos_yaw * east + sin_yaw * north
        y = cos_yaw * north - sin_yaw * east
        return self._rolled(*self._tilted(x, y, up))

    def turn_rate_radps(self, rate_hz: float) -> FloatArray:
        """What a gyroscope feels, (n, 3) in phone axes: the mean rate since the sample before."""
        yaw_radps = np.diff(np.unwrap(self.yaw_rad), prepend=np.nan) * rate_hz
        tilt_radps = np.diff(self.tilt_rad, prepend=np.nan) * rate_hz
        yaw_radps[0], tilt_radps[0] = yaw_radps[1:2].sum(), tilt_radps[1:2].sum()
        nothing = np.zeros(len(yaw_radps))
        _, y, z = self._tilted(nothing, nothing, yaw_radps)
        return self._rolled(tilt_radps, y, z)

    def quaternions(self, wander_rad: FloatArray) -> FloatArray:
        """Unit quaternions (n, 4) that rotate phone axes into east-north-up, turned by an error (n,)."""
        half_yaw, half_tilt = (self.yaw_rad + wander_rad) / 2, self.tilt_rad / 2
        cos_yaw, sin_yaw = np.cos(half_yaw), np.sin(half_yaw)
        cos_tilt, sin_tilt = np.cos(half_tilt), np.sin(half_tilt)
        cos_roll, sin_roll = np.cos(self.roll_rad / 2), np.sin(self.roll_rad / 2)
        x, y, z, w = cos_yaw * sin_tilt, sin_yaw * sin_tilt, sin_yaw * cos_tilt, cos_yaw * cos_tilt
        turned = np.column_stack(
            [
                x * cos_roll - z * sin_roll,
                y * cos_roll + w * sin_roll,
                z * cos_roll + x * sin_roll,
                w * cos_roll - y * sin_roll,
            ]
        )
        return np.asarray(np.where(turned[:, 3:] < 0.0, -turned, turned))

    def _tilted(
        self, x: FloatArray, y: FloatArray, z: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        cos_tilt, sin_tilt = np.cos(self.tilt_rad), np.sin(self.tilt_rad)
        return x, cos_tilt * y + sin_tilt * z, cos_tilt * z - sin_tilt * y

    def _rolled(self, x: FloatArray, y: FloatArray, z: FloatArray) -> FloatArray:
        cos_roll, sin_roll = np.cos(self.roll_rad), np.sin(self.roll_rad)
        return np.column_stack([cos_roll * x - sin_roll * z, y, sin_roll * x + cos_roll * z])
