"""How well a radio map holds on walks that it was not fitted to: five folds by walk, in two processes."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from positioning import LiveTracker
from positioning.metrics import CHI2_95_2DOF, WaypointScore, score_live
from positioning.radio_fit import fit_radio_map, rssi_residuals_db
from positioning.surveyed import SurveyWalk
from positioning.trajectory import collect
from positioning.types import (
    USUAL_MAP_ERROR_M,
    BeaconKey,
    BeaconMap,
    FloatArray,
    LevelId,
    PositionPrior,
    SensorFrame,
    Transmitter,
    WalkableArea,
    Waypoint,
)

FOLDS = 5

MAP_ERRORS_M = (0.5, 1.0, 2.0, 3.0, 4.0)
"""How far off a radio map is tried to be: finer steps move the held-back share by less than it varies."""

HONEST_SHARE = 0.97
"""Of held-back waypoints that shall lie in the claimed 95 % ellipse, widened by `WAYPOINT_SD_M`. They are
followed from known starts; who was searched for relies on the map more, and lies in his ellipse 5 % less
often (RADIO-15).
"""

WAYPOINT_SD_M = 0.55
"""How far people are from the waypoints that they note when they note them, in each axis: beside their taps
and inside of corners (SIM-14). Who taps surveyed marks exactly is excused as much."""

LEAST_JUDGED = 20
"""Of fewer waypoints no share can be told from 95 %."""

PARALLEL_FROM = 16
"""Starting two interpreters costs about as much as fitting this many walks."""

Placed = Mapping[BeaconKey, Transmitter]
"""Transmitters that staff placed on the plan: known in every fold as in the whole map."""

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Fold:
    """The walks held back, by index, and all others."""

    held: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoldFit:
    """A first fit to a fold's other walks, and its residuals (n,) on the held ones."""

    beacons: BeaconMap
    residuals_db: FloatArray


@dataclass(frozen=True, slots=True)
class RecordedWalk:
    """What tracking a walk again takes: its frames, and the true waypoints, of which the first is where it
    begins. Waypoints up to `judged_from_s` only lead in.
    """

    frames: tuple[SensorFrame, ...]
    waypoints: tuple[Waypoint, ...]
    judged_from_s: float = -math.inf


def folds(count: int, seed: int = 0) -> list[Fold]:
    """Split `count` walks into at most `FOLDS` groups, each held back once: a walk is never split."""
    order: NDArray[np.intp] = np.random.default_rng(seed).permutation(count)
    groups = [order[start::FOLDS].tolist() for start in range(min(FOLDS, count))]
    return [Fold(tuple(sorted(held)), tuple(sorted(set(range(count)) - set(held)))) for held in groups]


def fit_fold(
    others: Sequence[SurveyWalk],
    held: Sequence[SurveyWalk],
    level_id: LevelId,
    north_rad: float,
    placed: Placed,
) -> FoldFit:
    """Fit a first round to the other walks: enough to compare rules of path, and to go on from."""
    beacons = fit_radio_map(others, level_id, north_rad=north_rad, rounds=1, placed=placed).beacons
    return FoldFit(beacons, rssi_residuals_db(beacons, held))


def finish_fold(first: BeaconMap, others: Sequence[SurveyWalk], placed: Placed) -> BeaconMap:
    """Return a fold's fit after the last round, as the whole map's is."""
    return fit_radio_map(
        others, first.level_id, north_rad=first.north_rad, rounds=1, earlier=first, placed=placed
    ).beacons


def track_fold(
    beacons: BeaconMap,
    held: Sequence[RecordedWalk],
    floor: WalkableArea,
    waypoint_sd_m: float = WAYPOINT_SD_M,
) -> list[WaypointScore]:
    """Follow a fold's held walks live on its map, from their known starts; waypoints are noted to
    `waypoint_sd_m` in each axis.
    """
    scores: list[WaypointScore] = []
    for walk in held:
        start, *others = walk.waypoints
        judged = [each for each in others if each.t_s > walk.judged_from_s]
        tracker = LiveTracker(beacons, PositionPrior.known(start.x_m, start.y_m), floor)
        path = collect(tracker.step(frame) for frame in walk.frames)
        scores += score_live(path, judged, waypoint_sd_m=waypoint_sd_m)
    return scores


@dataclass(frozen=True, slots=True)
class MapError:
    """How far off a map is at a place, and the share of held-back waypoints that lie in the claimed 95 %
    ellipse with that: None of too few to tell (RADIO-15).
    """

    error_m: float
    share: float | None

    @property
    def is_honest(self) -> bool:
        return self.share is not None and self.share >= HONEST_SHARE


def map_error(scores_at: Callable[[float], Sequence[WaypointScore]]) -> MapError:
    """Return the smallest error with which the map's claims are honest on held-back walks, the largest when
    none is enough, the usual one when they have too few waypoints (RADIO-15).

    `scores_at` follows them on maps said to be off by as much.
    """
    low, high = 0, len(MAP_ERRORS_M) - 1
    while low < high:
        middle = (low + high) // 2
        found = _map_error(MAP_ERRORS_M[middle], scores_at)
        if found.share is None:
            return MapError(USUAL_MAP_ERROR_M, None)
        if found.is_honest:
            high = middle
        else:
            low = middle + 1
    return _map_error(MAP_ERRORS_M[low], scores_at)


def _map_error(error_m: float, scores_at: Callable[[float], Sequence[WaypointScore]]) -> MapError:
    inside = [score.nees <= CHI2_95_2DOF for score in scores_at(error_m)]
    return MapError(error_m, float(np.mean(inside)) if len(inside) >= LEAST_JUDGED else None)


def workers(walks: int) -> Executor:
    """Return two processes where that pays, else this one."""
    if walks < PARALLEL_FROM or (os.cpu_count() or 1) < 2:
        return _ThisProcess()
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


class _ThisProcess(Executor):
    """Does each task as it is submitted."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done
