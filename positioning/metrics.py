"""How far off, and how honest: errors at waypoints, heading, coverage, status shares, NEES.

Each figure is defined in `docs/theory/evaluation.md`; `EVAL-n` below points there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.spatial import KDTree

from positioning.errors import CovarianceNotPositive
from positioning.types import BoolArray, FloatArray, PoseStatus, SurveyedGround, Trajectory, Waypoint

CHI2_95_2DOF = 5.991
"""The 95 % quantile of chi-square with two degrees of freedom (Abramowitz and Stegun, table 26.8)."""

COVERED_WITHIN_M = 3.0
"""A waypoint this close to where the survey walked is covered (EVAL-2)."""

LEAST_SEGMENT_M = 8.0
"""Between waypoints this far apart people walk straight enough for a direction (EVAL-4)."""


@dataclass(frozen=True, slots=True)
class WaypointScore:
    """One waypoint against the estimate for it: error in metres, NEES of the position (and of the waypoint,
    where that is not exact), status, the published sd of one axis, and the estimate itself, floor frame
    (EVAL-1, EVAL-5).
    """

    error_m: float
    nees: float
    status: PoseStatus
    sd_m: float
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class HeadingScore:
    """The heading over one segment between waypoints: how far off, and whether every row of it was `ok`."""

    error_rad: float
    is_ok: bool


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


def score_live(
    path: Trajectory, waypoints: Iterable[Waypoint], *, waypoint_sd_m: float = 0.0
) -> list[WaypointScore]:
    """Score each waypoint by the last row at or before its time; waypoints before the first row are left
    out (EVAL-1).

    Parameters
    ----------
    waypoint_sd_m : how far in each axis people are beside waypoints: the NEES takes it for a part of what was
        to be expected.
    """
    scores = []
    for waypoint in waypoints:
        row = int(np.searchsorted(path.t_s, waypoint.t_s, side="right")) - 1
        if row >= 0:
            x_m, y_m = float(path.x_m[row]), float(path.y_m[row])
            scores.append(_score(path, waypoint, row, x_m, y_m, waypoint_sd_m**2))
    return scores


def score_smoothed(path: Trajectory, waypoints: Iterable[Waypoint]) -> list[WaypointScore]:
    """Score each waypoint by the path interpolated at its time, held constant beyond its ends
    (EVAL-1).
    """
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


def score_headings(path: Trajectory, waypoints: Sequence[Waypoint]) -> list[HeadingScore]:
    """Score the heading over each segment of `LEAST_SEGMENT_M` and more between consecutive waypoints
    (EVAL-4).

    The direction from one waypoint to the next against the circular mean of the headings of the rows in
    between: later than the first waypoint, not later than the second. Segments without a row are left out.
    """
    scores = []
    for begin, end in pairwise(waypoints):
        dx_m, dy_m = end.x_m - begin.x_m, end.y_m - begin.y_m
        rows = slice(*np.searchsorted(path.t_s, (begin.t_s, end.t_s), side="right"))
        headings_rad = path.heading_rad[rows]
        if math.hypot(dx_m, dy_m) < LEAST_SEGMENT_M or not len(headings_rad):
            continue
        walked_rad = math.atan2(float(np.sin(headings_rad).mean()), float(np.cos(headings_rad).mean()))
        error_rad = abs(math.remainder(walked_rad - math.atan2(dy_m, dx_m), math.tau))
        scores.append(HeadingScore(error_rad, all(s is PoseStatus.OK for s in path.status[rows])))
    return scores


def are_covered(ground: SurveyedGround, waypoints: Sequence[Waypoint]) -> BoolArray:
    """Tell of each waypoint (n,) whether the survey walked within `COVERED_WITHIN_M` of it (EVAL-2).

    The survey is known by the cells that it walked through: distances are to their centres.
    """
    if not waypoints or not len(ground.x_m):
        return np.zeros(len(waypoints), dtype=np.bool_)
    walked = KDTree(np.column_stack([ground.x_m, ground.y_m]))
    away_m, _ = walked.query(np.array([(w.x_m, w.y_m) for w in waypoints]))
    return np.asarray(away_m < COVERED_WITHIN_M)


def error_ellipse(var_x_m2: float, var_y_m2: float, cov_xy_m2: float) -> tuple[float, float, float]:
    """Return the half axes (m) of the 95 % ellipse, the longer one first, and the angle of that one (EVAL-5).

    The angle is in radians, counter-clockwise from +x.

    Examples
    --------
    >>> long_m, short_m, angle_rad = error_ellipse(1.0, 4.0, 0.0)
    >>> round(long_m, 2), round(short_m, 2), round(angle_rad, 2)
    (4.9, 2.45, 1.57)
    """
    variances_m2, directions = np.linalg.eigh(np.array([[var_x_m2, cov_xy_m2], [cov_xy_m2, var_y_m2]]))
    short_m, long_m = np.sqrt(CHI2_95_2DOF * np.maximum(variances_m2, 0.0))
    return float(long_m), float(short_m), math.atan2(directions[1, 1], directions[0, 1])


def status_durations(path: Trajectory) -> dict[PoseStatus, float]:
    """Return for how many seconds each status was published (EVAL-3).

    A row stands for the time since the one before it, the first for the time since the walk began.
    """
    durations_s = np.diff(path.t_s, prepend=0.0)
    return {status: float(durations_s[[row is status for row in path.status]].sum()) for status in PoseStatus}


def first_ok(path: Trajectory) -> float | None:
    """Return the time of the first row that was `ok`, None when none was."""
    rows = zip(path.t_s, path.status, strict=True)
    return next((float(t_s) for t_s, status in rows if status is PoseStatus.OK), None)


def _score(
    path: Trajectory, waypoint: Waypoint, row: int, x_m: float, y_m: float, waypoint_m2: float = 0.0
) -> WaypointScore:
    """Normalised estimation error squared (NEES), e' P^-1 e: two on average when the sd is honest (EVAL-5).
    P is the row's covariance and the waypoint's own variance in each axis.

    Raises
    ------
    CovarianceNotPositive : the row claims a position without any error.

    References
    ----------
    Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation, 2001,
    section 5.4.
    """
    dx_m, dy_m = waypoint.x_m - x_m, waypoint.y_m - y_m
    var_x, var_y, cov = float(path.var_x_m2[row]), float(path.var_y_m2[row]), float(path.cov_xy_m2[row])
    determinant = var_x * var_y - cov * cov
    if not determinant > 0.0:
        middle_m2 = 0.5 * (var_x + var_y)
        raise CovarianceNotPositive(middle_m2 - math.hypot(0.5 * (var_x - var_y), cov))
    wide_x, wide_y = var_x + waypoint_m2, var_y + waypoint_m2
    nees = (wide_y * dx_m**2 - 2.0 * cov * dx_m * dy_m + wide_x * dy_m**2) / (wide_x * wide_y - cov * cov)
    sd_m = math.sqrt(0.5 * (var_x + var_y))
    return WaypointScore(math.hypot(dx_m, dy_m), nees, path.status[row], sd_m, x_m, y_m)
