"""Whether people are as far off as predicted: recorded walks against the predicted error, by place
(`docs/theory/predicted_error.md`, PRED-8).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.stats import rankdata

from mapping_tool.held_back import RecordedWalk
from mapping_tool.predicted_error import PredictedError, WalkModel, predict_error
from mapping_tool.thin_spots import LISTEN_S
from positioning import LiveTracker
from positioning.bootstrap import LEVEL, Interval, WalkResamples
from positioning.metrics import score_live
from positioning.trajectory import collect
from positioning.types import BeaconMap, FloatArray, PositionPrior, WalkableArea

JUDGED_FROM_S = LISTEN_S
"""People have walked a while: one look of a search."""

AGREEMENT_CELL_M = 10.0
"""About a leg between waypoints: in finer cells hardly two waypoints lie."""

LEAST_IN_CELL = 2
"""A cell of one waypoint tells of that walk's luck, not of the place."""


LEAST_CELLS = 3
"""Two are always in full agreement, or in none."""


@dataclass(frozen=True, slots=True)
class JudgedWaypoint:
    """How far off a person was at a true place, and was predicted to be. Floor frame; `walk` is a number,
    `followed_s` how long the tracker had followed them.
    """

    walk: int
    x_m: float
    y_m: float
    measured_m: float
    predicted_m: float
    followed_s: float = math.inf


@dataclass(frozen=True, slots=True)
class RankAgreement:
    """Spearman's rank correlation of measured and predicted error by cell, None where cells are too few, with
    its interval over walks drawn again.
    """

    cells: int
    correlation: float | None
    interval: Interval | None


def judge_walks(
    beacons: BeaconMap,
    floor: WalkableArea,
    predicted: PredictedError,
    walks: Iterable[RecordedWalk],
    *,
    is_start_known: bool = False,
    first_walk: int = 0,
    seed: int = 0,
) -> list[JudgedWaypoint]:
    """Follow walks live, from unknown starts or from their first waypoints, and hold each waypoint from
    `JUDGED_FROM_S` on against what was predicted, whether anything had been heard by then or not.

    The map must not have been fitted to these walks. `first_walk` numbers them.
    """
    places = KDTree(np.column_stack([predicted.x_m, predicted.y_m]))
    mean_m = predicted.mean_m
    judged: list[JudgedWaypoint] = []
    for number, walk in enumerate(walks, start=first_walk):
        start, prior = walk.waypoints[0], PositionPrior.anywhere()
        if is_start_known:
            prior = PositionPrior.known(start.x_m, start.y_m)
        tracker = LiveTracker(beacons, prior, floor, seed=seed)
        path = collect(tracker.step(frame) for frame in walk.frames)
        for waypoint in walk.waypoints:
            if waypoint.t_s < JUDGED_FROM_S or waypoint.t_s <= walk.judged_from_s:
                continue
            if score := score_live(path, [waypoint]):
                _, place = places.query((waypoint.x_m, waypoint.y_m))
                judged.append(
                    JudgedWaypoint(
                        number,
                        waypoint.x_m,
                        waypoint.y_m,
                        measured_m=score[0].error_m,
                        predicted_m=float(mean_m[int(place)]),
                        followed_s=waypoint.t_s - start.t_s,
                    )
                )
    return judged


def judge_fold(
    beacons: BeaconMap,
    floor: WalkableArea,
    held: Sequence[RecordedWalk],
    numbers: Sequence[int],
    *,
    is_start_known: bool,
) -> list[JudgedWaypoint]:
    """Judge walks that a map was not fitted to by what that map predicts; `numbers` are theirs."""
    predicted = predict_error(floor, beacons, WalkModel(is_searched=not is_start_known))
    judged = judge_walks(beacons, floor, predicted, held, is_start_known=is_start_known)
    return [replace(each, walk=numbers[each.walk]) for each in judged]


def rank_agreement(
    judged: Sequence[JudgedWaypoint], seed: int = 0, least: int = LEAST_IN_CELL
) -> RankAgreement:
    """Compare both errors by cells of `AGREEMENT_CELL_M` that hold `least` waypoints or more (PRED-8).

    References
    ----------
    C. Spearman, "The proof and measurement of association between two things", American Journal of
    Psychology 15, 1904.
    """
    places_m = np.array([(each.x_m, each.y_m) for each in judged]).reshape(-1, 2)
    errors_m = np.array([(each.measured_m, each.predicted_m) for each in judged]).reshape(-1, 2).T
    walks, walk = np.unique([each.walk for each in judged], return_inverse=True)
    squares = np.floor(places_m / AGREEMENT_CELL_M)
    _, cell, count = np.unique(squares, axis=0, return_inverse=True, return_counts=True)
    is_judged = count[cell.ravel()] >= least
    _, cell = np.unique(cell.ravel()[is_judged], return_inverse=True)
    errors_m, walk = errors_m[:, is_judged], walk[is_judged]
    cells = int(cell.max()) + 1 if len(cell) else 0
    found = _correlations(errors_m, cell, np.ones((1, len(cell))), cells)[0]
    if np.isnan(found) or len(walks) < 2:
        return RankAgreement(cells, None if np.isnan(found) else float(found), None)
    drawn = WalkResamples.draw(len(walks), seed).counts
    again = _correlations(errors_m, cell, drawn[:, walk].astype(np.float64), cells)
    tail = 0.5 * (1.0 - LEVEL)
    low, high = np.nanquantile(again, (tail, 1.0 - tail))
    return RankAgreement(cells, float(found), Interval(float(low), float(high)))


def _correlations(
    errors_m: FloatArray, cell: NDArray[np.intp], weights: FloatArray, cells: int
) -> FloatArray:
    """Return Spearman's correlations (b,) of the cells' mean errors with waypoints that come `weights` (b, n)
    times; NaN of fewer than three cells, or where all are equal.
    """
    if cells < LEAST_CELLS:
        return np.full(len(weights), np.nan)
    in_cell = np.equal.outer(cell, np.arange(cells)).astype(np.float64)
    total = weights @ in_cell
    is_drawn = total > 0.0
    count = np.maximum(is_drawn.sum(axis=1, keepdims=True), 1)
    ranks = []
    for of_kind in errors_m:
        means = np.where(is_drawn, (weights * of_kind) @ in_cell / np.where(is_drawn, total, 1.0), np.nan)
        of_means = np.where(is_drawn, rankdata(means, axis=1, nan_policy="omit"), 0.0)
        ranks.append(np.where(is_drawn, of_means - of_means.sum(axis=1, keepdims=True) / count, 0.0))
    spread = (ranks[0] ** 2).sum(axis=1) * (ranks[1] ** 2).sum(axis=1)
    is_known = (count[:, 0] >= LEAST_CELLS) & (spread > 0.0)
    product = (ranks[0] * ranks[1]).sum(axis=1)
    return np.where(is_known, product / np.sqrt(np.where(is_known, spread, 1.0)), np.nan)
