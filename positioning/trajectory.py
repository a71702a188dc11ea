"""Poses as columns."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from positioning.types import LevelId, PoseEstimate, Trajectory


def collect(poses: Iterable[PoseEstimate]) -> Trajectory:
    """Return poses, in order of time, as one trajectory."""
    rows = list(poses)
    columns = np.array(
        [
            (p.t_s, p.x_m, p.y_m, p.heading_rad, p.var_x_m2, p.var_y_m2, p.cov_xy_m2, p.sd_heading_rad)
            for p in rows
        ],
        dtype=np.float64,
    ).reshape(-1, 8)
    t_s, x_m, y_m, heading_rad, var_x_m2, var_y_m2, cov_xy_m2, sd_heading_rad = np.ascontiguousarray(
        columns.T
    )
    return Trajectory(
        t_s, x_m, y_m, heading_rad, var_x_m2, var_y_m2, cov_xy_m2, sd_heading_rad,
        status=tuple(p.status for p in rows),
        level_id=rows[0].level_id if rows else LevelId(""),
    )  # fmt: skip
