"""People who walk together: a companion goes and stands beside the one who leads.

References
----------
M. Moussaïd et al., "The walking behaviour of pedestrian social groups and its impact on crowd dynamics", PLoS
ONE 5, 2010: groups walk abreast where there is room.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from firmware_sim.motion import Gait, Truth
from firmware_sim.routes import Routes

APART_M = 0.75
"""Between two people abreast: a shoulder's breadth of 0.58 m (EN 547-3) and a hand's breadth."""

CLOSING_S = 2.0
"""Where there is no room abreast one falls in with the other, and comes up again, within about four steps a
place: in less they would have to run."""

STANDING_MPS = 0.15
"""Slower than this is shifting one's weight."""


def beside(truth: Truth, places: int, gait: Gait, routes: Routes) -> Truth:
    """The walk of a companion, `places` to the left of the leader (below 0: to the right).

    They come round more slowly than the leader turns, and draw in where the ground between them is not open:
    so they walk where people can, at a walker's pace.

    Parameters
    ----------
    gait : the companion's: it sets how many steps the way takes, and how hard they are.
    """
    period_s = float(truth.t_s[1] - truth.t_s[0]) if len(truth) > 1 else 1.0
    samples = math.ceil(CLOSING_S * abs(places) / period_s) // 2 * 2 + 1  # odd: the window lies round its row
    left_x, left_y = (
        uniform_filter1d(column, samples, mode="nearest")
        for column in (-np.sin(truth.heading_rad), np.cos(truth.heading_rad))
    )
    aside_m = APART_M * places
    parts = np.linspace(0.0, 1.0, 1 + math.ceil(2 * abs(aside_m) / routes.floor.cell_m))[1:]
    there = np.logical_and.reduce(
        [
            routes.is_open(truth.x_m + part * aside_m * left_x, truth.y_m + part * aside_m * left_y)
            for part in parts
        ]
    )
    # Narrowed by the window before it is smoothed with it: the share is 0 wherever there is no room.
    room = minimum_filter1d(there.astype(np.float64), samples, mode="nearest")
    share = uniform_filter1d(room, samples, mode="nearest")
    x_m, y_m = truth.x_m + aside_m * share * left_x, truth.y_m + aside_m * share * left_y
    moved_m = np.hypot(np.diff(x_m, prepend=x_m[0]), np.diff(y_m, prepend=y_m[0]))
    pace_mps = moved_m / period_s
    standing = (truth.pace_mps == 0.0) & (pace_mps < STANDING_MPS)
    return replace(
        truth,
        x_m=x_m,
        y_m=y_m,
        pace_mps=np.where(standing, 0.0, pace_mps),
        steps=np.cumsum(moved_m) / gait.step_length_m,
        tread=gait.tread,
    )
