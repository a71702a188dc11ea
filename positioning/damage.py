"""Inertial samples that cannot be used, taken out before anything is computed from them (ATT-7).

Sensors fail in their own ways: values that are no numbers, an accelerometer that writes zeros, stamps that
run backwards, attitudes that are no rotations. What is left is whole; what is missing is said, not guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from positioning.types import BoolArray, FloatArray, ImuSamples

UNIT_TOLERANCE = 0.05
"""As far as `capture` lets a rotation vector be off: a phone's rounding, not another attitude."""

PAUSE_S = 0.5
"""A silence of a whole step."""

MAX_PERIOD_S = 0.15
"""Slower samples miss steps (docs/theory/steps.md): 4 Hz loses half of the way without a word."""

MAX_FORCE_MPS2 = 320.0
"""32 g: no phone's accelerometer goes that far."""


def usable(imu: ImuSamples) -> ImuSamples:
    """Return the samples with finite time and a possible force whose clock went on; the same object when all
    is whole.

    A force of exactly zero is that of a sensor that does not work: free fall shows noise. A frame with
    attitudes that are no rotations has no attitude. Turn rates that are no numbers cost their samples, or the
    frame its gyroscope where nothing is lost by that: it has an attitude, or no turn rate at all. Fields that
    are no numbers become zero, which nobody believes (ATT-4).
    """
    is_force = (np.abs(imu.accel_mps2) <= MAX_FORCE_MPS2).all(axis=1) & imu.accel_mps2.any(axis=1)
    kept = np.asarray(np.isfinite(imu.t_s) & is_force)
    gyro_radps, mag_ut, attitude_xyzw = imu.gyro_radps, imu.mag_ut, imu.attitude_xyzw
    if attitude_xyzw is not None and not _are_rotations(attitude_xyzw[kept]).all():
        attitude_xyzw = None
    if gyro_radps is not None and not (is_rate := _finite_rows(gyro_radps)).all():
        if attitude_xyzw is not None or not is_rate.any():
            gyro_radps = None
        else:
            kept &= is_rate
    if mag_ut is not None and not (is_field := _finite_rows(mag_ut)).all():
        mag_ut = np.where(is_field[:, None], mag_ut, 0.0)
    kept = _in_order(imu.t_s, kept)
    left = (gyro_radps, mag_ut, attitude_xyzw)
    given = (imu.gyro_radps, imu.mag_ut, imu.attitude_xyzw)
    if kept.all() and all(one is other for one, other in zip(left, given, strict=True)):
        return imu
    gyro_radps, mag_ut, attitude_xyzw = (None if column is None else column[kept] for column in left)
    return ImuSamples(imu.t_s[kept], imu.accel_mps2[kept], gyro_radps, mag_ut, attitude_xyzw)


def unseen_s(t_s: FloatArray, begin_s: float, end_s: float) -> float:
    """Return how many of the seconds between two times usable samples at `t_s` (n,) tell nothing of.

    Pauses shorter than a step hide nothing among samples that are fast enough; otherwise all of the time is
    unseen.
    """
    if not len(t_s):
        return max(end_s - begin_s, 0.0)
    pauses_s = np.diff(np.clip(t_s, begin_s, end_s), prepend=begin_s, append=end_s)
    if np.median(pauses_s) > MAX_PERIOD_S:
        return float(pauses_s.sum())
    return float(pauses_s[pauses_s > PAUSE_S].sum())


def _in_order(t_s: FloatArray, kept: BoolArray) -> BoolArray:
    """Return which of the kept samples (n,) to keep for their times never to decrease."""
    rows = np.flatnonzero(kept)
    if (np.diff(t_s[rows]) >= 0.0).all():
        return kept
    in_order = np.zeros_like(kept)
    in_order[rows[_longest_in_order(t_s[rows].tolist())]] = True
    return in_order


def _longest_in_order(t_s: Sequence[float]) -> list[int]:
    """Return the most rows whose times do not decrease (patience sorting): a wild stamp costs its sample."""
    ends_s: list[float] = []
    rows: list[int] = []
    before: list[int | None] = []
    for row, time_s in enumerate(t_s):
        length = bisect_right(ends_s, time_s)
        before.append(rows[length - 1] if length else None)
        ends_s[length : length + 1] = [time_s]
        rows[length : length + 1] = [row]
    found: list[int] = []
    row_or_none: int | None = rows[-1]
    while row_or_none is not None:
        found.append(row_or_none)
        row_or_none = before[row_or_none]
    return found[::-1]


def _finite_rows(column: FloatArray) -> BoolArray:
    return np.asarray(np.isfinite(column).all(axis=1))


def _are_rotations(attitude_xyzw: FloatArray) -> BoolArray:
    return np.asarray(np.abs(np.linalg.norm(attitude_xyzw, axis=1) - 1.0) <= UNIT_TOLERANCE)
