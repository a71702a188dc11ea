"""The phone's motion as a page tells it: rows of numbers, seconds at a time.

A row is ten little-endian 64-bit floats: the time on the page's clock (ms), specific force (m/s2), turn rate
(rad/s), and the vector part of the unit quaternion from phone axes to east-north-up. Axes are the phone's, as
in recordings. What a phone does not tell is NaN.
"""

from __future__ import annotations

import numpy as np

from campaigns.errors import InvalidInput
from positioning.capture.records import MAX_ACCEL_MPS2, MAX_GYRO_RADPS, MAX_ROTATION_PART
from positioning.types import FloatArray

COLUMNS = 10
MOST_ROWS = 3_000
"""A minute at 50 Hz; pages send ten seconds at a time."""

LARGEST_BYTES = MOST_ROWS * COLUMNS * 8
_LIMITS = np.array([MAX_ACCEL_MPS2] * 3 + [MAX_GYRO_RADPS] * 3 + [MAX_ROTATION_PART] * 3)


def read_motion(body: bytes) -> FloatArray:
    """Return the rows (n, 10) of a chunk.

    Raises
    ------
    InvalidInput
        It is no such chunk: not of whole rows, times that go back or are none, numbers no sensor gives.
    """
    if not body or len(body) % (COLUMNS * 8):
        raise InvalidInput("body", f"is not made of rows of {COLUMNS} 64-bit floats")
    rows = np.frombuffer(body, dtype="<f8").reshape(-1, COLUMNS).astype(np.float64)
    if len(rows) > MOST_ROWS:
        raise InvalidInput("body", f"has more than {MOST_ROWS} rows")
    if not np.isfinite(rows[:, :4]).all():
        raise InvalidInput("body", "a row lacks its time or its specific force")
    if np.any(np.diff(rows[:, 0]) < 0.0):
        raise InvalidInput("body", "its times go back")
    if np.any(np.abs(rows[:, 1:]) > _LIMITS):
        raise InvalidInput("body", "holds numbers that no sensor gives")
    return rows
