"""How a phone's rotation vector follows its magnetometer: what moves it against its gyroscope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.spatial.transform import Rotation

from positioning.capture import Trace
from positioning.types import FloatArray

WINDOW = 100
"""Samples: 2 s."""
MOST_OFF_RAD = 0.5
"""A needle that is off by more points at something else."""


def north_figures(traces: Sequence[Trace]) -> Mapping[str, float]:
    """How far the needle is from the rotation vector's north, and how fast that turns to it."""
    off_rad, moved, needles_rad = [], [], []
    for trace in traces:
        t_s = trace.attitude.t_s
        if len(t_s) > WINDOW and len(trace.mag.t_s) and len(trace.gyro.t_s):
            needle_rad, drawn_rad = _against_gyroscope(trace)
            begins = np.arange(0, len(drawn_rad) - WINDOW, WINDOW)
            needles_rad.append(needle_rad)
            off_rad += [needle_rad[k : k + WINDOW].mean() for k in begins]
            moved += [drawn_rad[k : k + WINDOW].sum() / (t_s[k + WINDOW] - t_s[k]) for k in begins]
    off, moved_radps = np.array(off_rad), np.array(moved)
    usual = np.abs(off) < MOST_OFF_RAD
    return {
        "needle beside the rotation vector's north, sd, deg": float(
            np.degrees(np.concatenate(needles_rad).std())
        ),
        "the rotation vector turns to it by, 1/s": float(np.polyfit(off[usual], moved_radps[usual], 1)[0]),
        "  with a correlation of": float(np.corrcoef(off[usual], moved_radps[usual])[0, 1]),
    }


def _against_gyroscope(trace: Trace) -> tuple[FloatArray, FloatArray]:
    """The needle clockwise of the rotation vector's north, (n,) rad; how far the vector turned left beyond
    what the gyroscope felt, from each sample to the next, (n - 1,) rad.
    """
    t_s, attitude = trace.attitude.t_s, Rotation.from_quat(trace.attitude.values)

    def level(column_t_s: FloatArray, values: FloatArray) -> FloatArray:
        held = np.column_stack([np.interp(t_s, column_t_s, values[:, k]) for k in range(3)])
        return np.asarray(attitude.apply(held))

    felt_radps = level(trace.gyro.t_s, trace.gyro.values)[:, 2]
    field_ut = level(trace.mag.t_s, trace.mag.values)
    turned_rad = (attitude[1:] * attitude[:-1].inv()).as_rotvec()[:, 2]
    drawn_rad = turned_rad - (felt_radps[1:] + felt_radps[:-1]) / 2.0 * np.diff(t_s)
    return np.arctan2(field_ut[:, 0], field_ut[:, 1]), drawn_rad
