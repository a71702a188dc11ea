"""What a transmitter should sound like at a place: the radio map as columns, ready for filters.

The formulas are derived in `docs/theory/radio_map.md`; `RADIO-n` below points there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from positioning.types import FloatArray, Transmitter

MOUNT_HEIGHT_M = 2.0
"""How far above the phone a beacon hangs: ceilings of shops are 3-4 m, a phone is held at 1.2 m. It also
keeps the log-distance law finite below the beacon."""

DB_PER_NEPER = 10.0 / np.log(10.0)

HEARD_WITHIN_RANGES = 2.6
"""Farther off less than a hundredth is heard (RADIO-4)."""


@dataclass(frozen=True, slots=True)
class RssiModel:
    """Expected RSSI of one transmitter around one floor point, to second order (RADIO-1 .. RADIO-3).

    `gradient_db_per_m` is (2,); `hessian_db_per_m2` is (2, 2); `variance_db2` holds shadowing and the
    transmitter's own uncertain position.
    """

    rssi_dbm: float
    gradient_db_per_m: FloatArray
    hessian_db_per_m2: FloatArray
    variance_db2: float


def rssi_around(transmitter: Transmitter, x_m: float, y_m: float) -> RssiModel:
    """Return the expected RSSI at (x_m, y_m), with its derivatives by position."""
    dx_m, dy_m = x_m - transmitter.x_m, y_m - transmitter.y_m
    squared_m2 = dx_m * dx_m + dy_m * dy_m + MOUNT_HEIGHT_M**2
    slope_db = -DB_PER_NEPER * transmitter.exponent
    offset_m = np.array([dx_m, dy_m])
    gradient = slope_db * offset_m / squared_m2
    hessian = slope_db * (np.eye(2) / squared_m2 - 2.0 * np.outer(offset_m, offset_m) / squared_m2**2)
    return RssiModel(
        rssi_dbm=float(transmitter.rssi_1m_dbm + 0.5 * slope_db * np.log(squared_m2)),
        gradient_db_per_m=gradient,
        hessian_db_per_m2=hessian,
        variance_db2=float(transmitter.sigma_db**2 + gradient @ gradient * transmitter.sd_m**2),
    )


def expected_rssi_dbm(transmitter: Transmitter, x_m: FloatArray, y_m: FloatArray) -> FloatArray:
    """Return the expected RSSI at many points (RADIO-1); shapes of `x_m` and `y_m` broadcast."""
    squared_m2 = (x_m - transmitter.x_m) ** 2 + (y_m - transmitter.y_m) ** 2 + MOUNT_HEIGHT_M**2
    return np.asarray(
        transmitter.rssi_1m_dbm - 0.5 * DB_PER_NEPER * transmitter.exponent * np.log(squared_m2)
    )


def sighting_rate_hz(transmitter: Transmitter, x_m: FloatArray, y_m: FloatArray) -> FloatArray:
    """Return how often a phone at the given points hears the transmitter (RADIO-4)."""
    squared_m2 = (x_m - transmitter.x_m) ** 2 + (y_m - transmitter.y_m) ** 2
    return np.asarray(transmitter.heard_rate_hz * np.exp2(-squared_m2 / transmitter.heard_range_m**2))
