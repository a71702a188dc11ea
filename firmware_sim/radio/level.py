"""How loud a beacon is on average at a place: log-distance and a loss for each metre of clutter (SIM-2).

References
----------
T. S. Rappaport, "Wireless Communications", 2nd ed., section 4.9 (log-distance loss, log-normal shadowing).
D. M. J. Devasirvatham, C. Banerjee, M. J. Krain, D. A. Rappaport, "Multi-frequency radiowave propagation
measurements in the portable radio environment", IEEE ICC 1990 (a loss for each metre on top).
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from positioning.types import FloatArray

Floats = TypeVar("Floats", FloatArray, NDArray[np.float32])

HEIGHT_M = 2.0
"""How far above the phone a beacon hangs: ceilings of shops are 3-4 m, a phone is held at 1.2 m."""

FULL_SHADOW_M = 25.0
"""Shadows of the room gather along the way: their variance grows with distance up to here (SIM-3;
P. Agrawal, N. Patwari, IEEE Trans. Wireless Communications 8, 2009)."""

_ROUNDS = 40
_DB_PER_E = 10.0 / math.log(10.0)


def distance_m(away_x_m: Floats, away_y_m: Floats) -> Floats:
    """Distance to a beacon overhead, with the horizontal offsets to it."""
    return np.asarray(np.sqrt(away_x_m**2 + away_y_m**2 + HEIGHT_M**2))


def loss_db(away_m: Floats, exponent: Floats, clutter_db_per_m: float) -> Floats:
    """How far the level has fallen below that at one metre."""
    return np.asarray(_DB_PER_E * exponent * np.log(away_m) + clutter_db_per_m * (away_m - 1.0))


def shadow_share(away_m: Floats) -> Floats:
    """How much of the room's shadow has gathered along the way (SIM-3)."""
    return np.asarray(np.sqrt(np.minimum(away_m / FULL_SHADOW_M, 1.0)))


def fallen_to_m(fallen_db: float, exponent: float, clutter_db_per_m: float) -> float:
    """Return the distance at which a level has fallen this far below that at one metre, by bisection."""
    low_m, high_m = 1.0, float(10.0 ** (max(fallen_db, 0.0) / (10.0 * exponent)))
    for _ in range(_ROUNDS):
        middle_m = (low_m + high_m) / 2.0
        if 10.0 * exponent * math.log10(middle_m) + clutter_db_per_m * (middle_m - 1.0) < fallen_db:
            low_m = middle_m
        else:
            high_m = middle_m
    return high_m
