"""How far off, and how honest: errors at waypoints, quantiles, status shares, NEES."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from positioning.types import FloatArray, PoseStatus, Trajectory, Waypoint

CHI2_95_2DOF = 5.991
"""The 95 % quantile of chi-square with two degrees of freedom (Abramowitz and Stegun, table 26.8)."""


@dataclass(frozen=True, slots=True)
class WaypointScore:
    """One waypoint against the estimate for it: error in metres, NEES of the position, status."""

    error_m: float
    nees: float
    status: PoseStatus


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """Quantiles over waypoints. `within_95` is the share inside the claimed 95 % ellipse."""

    count: int
    mean_m: float
    median_m: float
    q75_m: float
    q90_m: float
    mean_nees: float
    within_95: float
    status_shares: dict[PoseStatus, float]


def score_live(path: Trajectory, waypoints: Iterable[Waypoint]) -> list[WaypointScore]:
    """Score each waypoint by the last row at or before its time; waypoints before the first row are left
    out.
    """
    scores = []
    for waypoint in waypoints:
        row = int(np.searchsorted(path.t_s, waypoint.t_s, side="right")) - 1
        if row >= 0:
            scores.append(_score(path, waypoint, row, float(path.x_m[row]), float(path.y_m[row])))
    return scores


def score_smoothed(path: Trajectory, waypoints: Iterable[Waypoint]) -> list[WaypointScore]:
    """Score each waypoint by the path interpolated at its time, held constant beyond its ends."""
    scores = []
    for waypoint in waypoints:
        row = int(np.argmin(np.abs(path.t_s - waypoint.t_s)))
        x_m = float(np.interp(waypoint.t_s, path.t_s, path.x_m))
        y_m = float(np.interp(waypoint.t_s, path.t_s, path.y_m))
        scores.append(_score(path, waypoint, row, x_m, y_m))
    return scores


def summarise(scores: Sequence[WaypointScore]) -> ErrorSummary | None:
    """Return the quantiles of the errors, or None without any."""
    if not scores:
        return None
    errors_m: FloatArray = np.array([score.error_m for score in scores])
    nees: FloatArray = np.array([score.nees for score in scores])
    median_m, q75_m, q90_m = (float(q) for q in np.quantile(errors_m, (0.5, 0.75, 0.9)))
    return ErrorSummary(
        count=len(scores),
        mean_m=float(errors_m.mean()),
        median_m=median_m,
        q75_m=q75_m,
        q90_m=q90_m,
        mean_nees=float(nees.mean()),
        within_95=float(np.mean(nees <= CHI2_95_2DOF)),
        status_shares={
            status: sum(score.status is status for score in scores) / len(scores) for status in PoseStatus
        },
    )


def _score(path: Trajectory, waypoint: Waypoint, row: int, x_m: float, y_m: float) -> WaypointScore:
    """Normalised estimation error squared (NEES), e' P^-1 e: two on average when the sd is honest.

    References
    ----------
    Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation, 2001,
    section 5.4.
    """
    dx_m, dy_m = waypoint.x_m - x_m, waypoint.y_m - y_m
    var_x, var_y, cov = float(path.var_x_m2[row]), float(path.var_y_m2[row]), float(path.cov_xy_m2[row])
    determinant = var_x * var_y - cov * cov
    nees = (var_y * dx_m**2 - 2.0 * cov * dx_m * dy_m + var_x * dy_m**2) / determinant
    return WaypointScore(float(np.hypot(dx_m, dy_m)), nees, path.status[row])
