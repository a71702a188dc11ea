"""How a phone lies in the hand, as columns of angles: closed forms, an hour of 50 Hz in 20 ms.

East-north-up from phone: Rz(yaw) Rx(tilt) Ry(roll). With yaw 0 the phone's y axis points north. Vectors are
in single precision: a register's step is a thousand times as coarse.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from firmware_sim.phone.directions import Directions, directions
from firmware_sim.waves import Singles
from positioning.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Attitude:
    """`yaw_rad` about the vertical, `tilt_rad` about the phone's x, (n,), then `roll_rad` about its y.

    `yaw`, `tilt` are their directions in the complex plane, (n,).
    """

    yaw_rad: FloatArray
    tilt_rad: FloatArray | Singles
    roll_rad: float
    yaw: Directions
    tilt: Directions

    @classmethod
    def of(cls, yaw_rad: FloatArray, tilt_rad: FloatArray | Singles, roll_rad: float) -> Attitude:
        """The attitude of these angles."""
        return cls(yaw_rad, tilt_rad, roll_rad, directions(yaw_rad), directions(tilt_rad))

    def into_phone(self, enu: Singles) -> Singles:
        """Vectors (3, n) in east-north-up, in phone axes (n, 3)."""
        east, north, up = enu
        x = self.yaw.real * east + self.yaw.imag * north
        y = self.yaw.real * north - self.yaw.imag * east
        return self._rolled(
            x, self.tilt.real * y + self.tilt.imag * up, self.tilt.real * up - self.tilt.imag * y
        )

    def level(self, in_phone: tuple[float, float, float]) -> Directions:
        """A vector that is fixed in the phone, seen from above: east + i north, (n,)."""
        x, y, z = in_phone
        cos_roll, sin_roll = math.cos(self.roll_rad), math.sin(self.roll_rad)
        x, z = cos_roll * x + sin_roll * z, cos_roll * z - sin_roll * x
        return np.asarray(self.yaw * (x + 1j * (self.tilt.real * y - self.tilt.imag * z)))

    def turn_rate_radps(self, rate_hz: float) -> Singles:
        """What a gyroscope feels, (n, 3) in phone axes: the mean rate since the sample before."""
        yaw_radps = _rate_radps(self.yaw_rad, rate_hz)
        tilt_radps = _rate_radps(self.tilt_rad, rate_hz)
        return self._rolled(tilt_radps, self.tilt.imag * yaw_radps, self.tilt.real * yaw_radps)

    def quaternions(self, error_rad: FloatArray) -> FloatArray:
        """Unit quaternions (n, 4) from phone axes into east-north-up, their yaw off by an error (n,)."""
        yaw, tilt = directions((self.yaw_rad + error_rad) / 2.0), directions(self.tilt_rad / 2.0)
        cos_roll, sin_roll = math.cos(self.roll_rad / 2.0), math.sin(self.roll_rad / 2.0)
        x, y, z, w = yaw.real * tilt.imag, yaw.imag * tilt.imag, yaw.imag * tilt.real, yaw.real * tilt.real
        turned = np.empty((len(x), 4))
        turned[:, 0] = x * cos_roll - z * sin_roll
        turned[:, 1] = y * cos_roll + w * sin_roll
        turned[:, 2] = z * cos_roll + x * sin_roll
        turned[:, 3] = w * cos_roll - y * sin_roll
        turned *= np.where(turned[:, 3] < 0.0, -1.0, 1.0)[:, None]
        return turned

    def _rolled(self, x: Singles, y: Singles, z: Singles) -> Singles:
        cos_roll, sin_roll = math.cos(self.roll_rad), math.sin(self.roll_rad)
        rolled = np.empty((len(x), 3), dtype=np.float32)
        rolled[:, 0], rolled[:, 1], rolled[:, 2] = cos_roll * x - sin_roll * z, y, sin_roll * x + cos_roll * z
        return rolled


def _rate_radps(angle_rad: FloatArray | Singles, rate_hz: float) -> Singles:
    """How fast an angle changes, (n,), the short way round; at the first sample as at the second."""
    turned_rad = np.diff(angle_rad)
    turned_rad -= math.tau * np.rint(turned_rad / math.tau)
    rates = np.empty(len(angle_rad), dtype=np.float32)
    np.multiply(turned_rad, rate_hz, out=rates[1:], casting="same_kind")
    rates[:1] = rates[1:2].sum()
    return rates
