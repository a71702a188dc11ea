"""Poses of a visit as the tracker would have given them, without inertial data: the truth with its error.

The error of each coordinate and of the heading is a first-order Gauss-Markov process: what a filter gets
wrong at one second it still has wrong at the next.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from firmware_sim.drift import drift
from firmware_sim.motion import Truth
from positioning.types import PoseStatus, Trajectory


@dataclass(frozen=True, slots=True)
class TrackerError:
    """How far off the tracker is: sd a coordinate and of the heading, and over what time that is correlated.

    The usual values are what `benchmarks/tracker_error.py` finds in the demo shop, which was surveyed, with a
    beacon every five metres: 1.82 m, 62 s, 12.5 degrees. Simulated, an entrance known.
    """

    sd_m: float = 1.8
    correlation_s: float = 62.0
    heading_sd_rad: float = math.radians(12.5)


def tracked(truth: Truth, error: TrackerError, rng: np.random.Generator) -> Trajectory:
    """Poses at the truth's own times; every one is `ok`, and as unsure as it is wrong on average."""
    n = len(truth)
    x_m, y_m, heading_rad = (
        drift(n, sd, error.correlation_s, float(truth.t_s[0]), rng)
        for sd in (error.sd_m, error.sd_m, error.heading_sd_rad)
    )
    wrapped = math.pi - np.mod(math.pi - (truth.heading_rad + heading_rad), math.tau)
    return Trajectory(
        t_s=truth.t_s,
        x_m=truth.x_m + x_m,
        y_m=truth.y_m + y_m,
        heading_rad=wrapped,
        var_x_m2=np.full(n, error.sd_m**2),
        var_y_m2=np.full(n, error.sd_m**2),
        cov_xy_m2=np.zeros(n),
        sd_heading_rad=np.full(n, error.heading_sd_rad),
        status=(PoseStatus.OK,) * n,
        level_id=truth.level_id,
    )
