"""Where and when a survey would have heard a changing address, had one been in use there (SIM-15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from _censored_fit import CensoredFit
from _heard_floor import CELL_S, WalkedPath
from _lives import MissedAddresses

from firmware_sim.radio.obstacles import REACH_M, crossings
from positioning.capture import Trace
from positioning.types import BeaconKey, BeaconMap, FloatArray, WalkableArea, is_changing_address

EVERY = 4
"""Of the cells of time of a walk every so many-th is looked at."""
CLASSES = 4
"""Loud addresses are found more often than faint ones: each stands for others of its class of loudness."""


def find_missed(
    traces: Sequence[Trace],
    fit: CensoredFit,
    beacons: BeaconMap,
    intervals_s: Mapping[BeaconKey, float],
    floor: WalkableArea,
    most_obstacles: int,
) -> Sequence[MissedAddresses]:
    """What the survey tells of addresses that it did not hear, by class of loudness of those that it did."""
    level_dbm = dict(zip(fit.keys, fit.level_dbm.tolist(), strict=True))
    changing = sorted(filter(is_changing_address, fit.keys), key=level_dbm.__getitem__)
    parts = np.array_split(np.arange(len(changing)), CLASSES)
    classes = [[changing[i] for i in part] for part in parts if len(part)]
    usual_dbm = [float(np.median([level_dbm[key] for key in alike])) for alike in classes]
    sent_hz = [1.0 / float(np.median([intervals_s[key] for key in alike])) for alike in classes]
    cells = fit.clarity.cells
    expected = _expected(traces, fit, floor, most_obstacles, usual_dbm)
    looked_s = np.array([trace.t0_unix_ms / 1e3 + trace.duration_s / 2.0 for trace in traces])
    order = np.argsort(looked_s)
    return [
        MissedAddresses.by(
            cells.x_m, cells.y_m, looked_s[order], heard_share(hz * of_class[:, order]),
            [beacons.transmitters[key] for key in alike],
        )
        for hz, of_class, alike in zip(sent_hz, expected, classes, strict=True)
    ]  # fmt: skip


def heard_share(expected: FloatArray) -> FloatArray:
    """How likely walks hear an address of which they should note so many packets.

    How many they do note is spread like a Poisson count of Gamma rate, shape 1.
    """
    return expected / (1.0 + expected)


def _expected(
    traces: Sequence[Trace], fit: CensoredFit, floor: WalkableArea, most_obstacles: int,
    level_dbm: Sequence[float],
) -> FloatArray:  # fmt: skip
    """How many packets each walk should have noted of an address in each place that sent one a second, for
    each of some levels at 1 m, (levels, c, w).
    """
    cells, paths = fit.clarity.cells, [WalkedPath.of(trace) for trace in traces]
    walk = np.repeat(np.arange(len(paths)), [len(path.t_s[::EVERY]) for path in paths])
    way = WalkedPath(*(np.concatenate([getattr(path, name)[::EVERY] for path in paths])
                       for name in ("t_s", "x_m", "y_m", "course_rad")))  # fmt: skip
    clear = np.exp(fit.clarity.mean[cells.cell_of(way.x_m, way.y_m)])
    noted = EVERY * CELL_S * fit.reception[walk] * clear
    expected = np.zeros((len(level_dbm), len(cells.x_m), len(traces)))
    for c, (x_m, y_m) in enumerate(zip(cells.x_m.tolist(), cells.y_m.tolist(), strict=True)):
        rows = np.flatnonzero(np.hypot(way.x_m - x_m, way.y_m - y_m) < REACH_M)
        features = way.taken(rows).features(x_m, y_m, crossings(floor, x_m, y_m, most_obstacles))
        for k, level in enumerate(level_dbm):
            values = noted[rows] * fit.audible(level, features)
            expected[k, c] = np.bincount(walk[rows], values, len(traces))
    return expected
