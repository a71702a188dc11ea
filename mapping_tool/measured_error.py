"""How far off people were on walks that the map does not know, with what is sure about it, by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mapping_tool.error_agreement import AGREEMENT_CELL_M, JudgedWaypoint, RankAgreement, rank_agreement
from positioning.bootstrap import Interval, Sample, WalkResamples, mean
from positioning.types import FloatArray


@dataclass(frozen=True, slots=True)
class MeasuredCell:
    """The square of `AGREEMENT_CELL_M` from (`x_m`, `y_m`) up and to the right, floor frame: the mean error
    of its waypoints, the mean of those predicted there, and an interval over walks, None of a single one.
    """

    x_m: float
    y_m: float
    walks: int
    waypoints: int
    measured_m: float
    predicted_m: float
    interval_m: Interval | None


@dataclass(frozen=True, slots=True)
class MeasuredError:
    """Errors of held-back walks from unknown starts: all of them, by cell, and how well their order agrees
    with the predicted one (PRED-8). The interval is the mean's, over walks drawn again.
    """

    walks: int
    mean_m: float
    interval_m: Interval | None
    median_m: float
    q90_m: float
    predicted_mean_m: float
    agreement: RankAgreement
    cells: tuple[MeasuredCell, ...]
    waypoints: int


def measured_error(judged: Sequence[JudgedWaypoint], seed: int = 0) -> MeasuredError | None:
    """Sum up judged waypoints; None of none.

    Examples
    --------
    >>> judged = [JudgedWaypoint(walk, 3.0, 4.0, 2.0 + walk, 2.5) for walk in range(2)]
    >>> found = measured_error(judged)
    >>> found.mean_m, found.cells[0].waypoints, found.cells[0].interval_m
    (2.5, 2, Interval(low=2.0, high=3.0))
    """
    if not judged:
        return None
    measured_m = np.array([each.measured_m for each in judged])
    squares = np.floor(np.array([(each.x_m, each.y_m) for each in judged]) / AGREEMENT_CELL_M)
    corners, cell = np.unique(squares, axis=0, return_inverse=True)
    members = [
        [each for each, at in zip(judged, cell.ravel(), strict=True) if at == k] for k in range(len(corners))
    ]
    return MeasuredError(
        walks=len({each.walk for each in judged}),
        mean_m=float(measured_m.mean()),
        interval_m=_interval(judged, seed),
        median_m=float(np.median(measured_m)),
        q90_m=float(np.quantile(measured_m, 0.9)),
        predicted_mean_m=float(np.mean([each.predicted_m for each in judged])),
        agreement=rank_agreement(judged, seed),
        cells=tuple(_cell(corner, of_cell, seed) for corner, of_cell in zip(corners, members, strict=True)),
        waypoints=len(judged),
    )


def _cell(corner: FloatArray, judged: Sequence[JudgedWaypoint], seed: int) -> MeasuredCell:
    return MeasuredCell(
        x_m=float(corner[0]) * AGREEMENT_CELL_M,
        y_m=float(corner[1]) * AGREEMENT_CELL_M,
        walks=len({each.walk for each in judged}),
        waypoints=len(judged),
        measured_m=float(np.mean([each.measured_m for each in judged])),
        predicted_m=float(np.mean([each.predicted_m for each in judged])),
        interval_m=_interval(judged, seed),
    )


def _interval(judged: Sequence[JudgedWaypoint], seed: int) -> Interval | None:
    """Return the interval of the mean measured error over walks drawn again (EVAL-7)."""
    by_walk: dict[int, list[float]] = {}
    for each in judged:
        by_walk.setdefault(each.walk, []).append(each.measured_m)
    return WalkResamples.draw(len(by_walk), seed).interval(Sample.of(list(by_walk.values())), mean)
