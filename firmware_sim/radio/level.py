"""How loud a beacon is on average at a place (SIM-2)."""

from __future__ import annotations

import numpy as np

from positioning.types import FloatArray

HEIGHT_M = 2.0
"""How far above the phone a beacon hangs: ceilings of shops are 3-4 m, a phone is held at 1.2 m."""


def distance_m(away_x_m: FloatArray, away_y_m: FloatArray) -> FloatArray:
    """Distance to a beacon overhead, with the horizontal offsets to it."""
    return np.asarray(np.sqrt(away_x_m**2 + away_y_m**2 + HEIGHT_M**2))
