"""Rotations of three axes, one at a time as plain floats or in columns.

Quaternions are x y z w, of unit norm, and turn phone axes into world axes (east, north, up).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from positioning.types import FloatArray

Quaternion: TypeAlias = tuple[float, float, float, float]
Vector: TypeAlias = Sequence[float]
Axes: TypeAlias = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

UPRIGHT_FROM, UPRIGHT_TO = 0.75, 0.95
"""Sine of the long axis' pitch (49 and 72 degrees) over which yaw goes over to the phone's back (ATT-2)."""


def world_axes(q: Quaternion) -> Axes:
    """East, north and up in phone axes: the rows of the rotation matrix."""
    x, y, z, w = q
    return (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )


def rotated_by(q: Quaternion, angle: Vector) -> Quaternion:
    """Turn the phone by a rotation vector (rad) in its own axes: q (x) exp(angle / 2)."""
    norm = math.hypot(*angle)
    scale = math.sin(norm / 2) / norm if norm > 1e-12 else 0.5
    a, b, c = (scale * part for part in angle)
    d = math.cos(norm / 2)
    x, y, z, w = q
    product = (
        w * a + x * d + y * c - z * b,
        w * b - x * c + y * d + z * a,
        w * c + x * b - y * a + z * d,
        w * d - x * a - y * b - z * c,
    )
    size = math.hypot(*product)
    return product[0] / size, product[1] / size, product[2] / size, product[3] / size


def levelled(force: Vector) -> Quaternion:
    """The attitude with the least turn that puts the measured force upwards; its yaw means nothing.

    Without any force the phone counts as lying flat.
    """
    norm = math.hypot(*force)
    if norm == 0.0:
        return 0.0, 0.0, 0.0, 1.0
    x, y, z = (part / norm for part in force)
    if z < -1.0 + 1e-9:  # face down: any half turn about a horizontal axis
        return 1.0, 0.0, 0.0, 0.0
    size = math.hypot(y, x, 1.0 + z)
    return y / size, -x / size, 0.0, (1.0 + z) / size


def long_axis_yaw_rad(attitude_xyzw: FloatArray) -> FloatArray:
    """Direction of the phone on the floor (ATT-2).

    Parameters
    ----------
    attitude_xyzw : (n, 4) unit quaternions.

    Returns
    -------
    (n,) radians counter-clockwise from east, in (-pi, pi].
    """
    x, y, z, w = attitude_xyzw.T
    pitch_sin = 2 * (y * z + w * x)
    share = np.clip((np.abs(pitch_sin) - UPRIGHT_FROM) / (UPRIGHT_TO - UPRIGHT_FROM), 0.0, 1.0)
    # With the top up, the back of the phone (-z) looks ahead; with the top down, the screen does.
    back = -share * np.sign(pitch_sin)
    east = (1.0 - share) * 2 * (x * y - w * z) + back * 2 * (x * z + w * y)
    north = (1.0 - share) * (1 - 2 * (x * x + z * z)) + back * 2 * (y * z - w * x)
    return np.asarray(np.arctan2(north, east))
