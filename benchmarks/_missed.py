"""Where and when a survey would have heard a changing address, had one been in use there (SIM-15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from _censored_fit import CensoredFit
from _clarity import ClarityCells
from _heard_floor import CELL_S, Path
from _lives import MissedAddresses

from firmware_sim.radio.obstacles import REACH_M, crossings
from positioning.capture import Trace
from positioning.types import BeaconKey, BeaconMap, WalkableArea, is_changing_address

EVERY = 4
"""Of the cells of time of a walk every so many-th is looked at."""


def find_missed(
    traces: Sequence[Trace],
    fit: CensoredFit,
    beacons: BeaconMap,
    intervals_s: Mapping[BeaconKey, float],
    floor: WalkableArea,
    most_obstacles: int,
) -> MissedAddresses:
    """What the survey tells of addresses that it did not hear, as loud as its usual ones.

    A walk that should have noted E packets hears it with chance E / (1 + E): how many it does note is spread
    like a Poisson count of Gamma rate, shape 1.
    """
    changing = [key for key in fit.keys if is_changing_address(key)]
    cells = ClarityCells.over(floor)
    order = np.argsort([trace.t0_unix_ms for trace in traces])
    looked_s = np.array([traces[w].t0_unix_ms / 1e3 + traces[w].duration_s / 2.0 for w in order])
    heard = np.zeros((len(cells.x_m), len(traces)))
    if changing:
        level_dbm = float(np.median(fit.level_dbm[[fit.keys.index(key) for key in changing]]))
        sent = EVERY * CELL_S / float(np.median([intervals_s[key] for key in changing]))
        paths = [Path.of(traces[w]) for w in order]
        walk = np.repeat(np.arange(len(order)), [len(path.t_s[::EVERY]) for path in paths])
        way = Path(*(np.concatenate([getattr(path, name)[::EVERY] for path in paths])
                     for name in ("t_s", "x_m", "y_m", "course_rad")))  # fmt: skip
        noted = sent * fit.reception[order][walk] * np.exp(fit.clarity.mean[cells.cell_of(way.x_m, way.y_m)])
        for c, (x_m, y_m) in enumerate(zip(cells.x_m.tolist(), cells.y_m.tolist(), strict=True)):
            rows = np.flatnonzero(np.hypot(way.x_m - x_m, way.y_m - y_m) < REACH_M)
            features = way.taken(rows).features(x_m, y_m, crossings(floor, x_m, y_m, most_obstacles))
            expected = np.bincount(walk[rows], noted[rows] * fit.audible(level_dbm, features), len(order))
            heard[c] = expected / (1.0 + expected)
    found = [beacons.transmitters[key] for key in changing]
    return MissedAddresses.by(cells.x_m, cells.y_m, looked_s, heard, found)
