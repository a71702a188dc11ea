"""The walked path with hindsight: the ways that the hypotheses which fit the whole walk came.

The live filter runs with more hypotheses, and each remembers where it was; a moment is seen by those that
were still alive some while later (`docs/theory/smoother.md`, SMOOTH-1 and SMOOTH-2).

References
----------
G. Kitagawa, "Monte Carlo filter and smoother for non-Gaussian nonlinear state space models", Journal of
Computational and Graphical Statistics 5(1), 1996.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from positioning.moments import spatial_median
from positioning.tracker import LiveTracker, pose_of
from positioning.tracker_config import TrackerConfig
from positioning.trajectory import collect
from positioning.types import (
    BeaconMap,
    FloatArray,
    PoseEstimate,
    PoseStatus,
    PositionPrior,
    SensorFrame,
    Trajectory,
    WalkableArea,
)

MORE_FOLLOWED, MORE_SEARCHING = 3000, 8000
"""How many hypotheses a walk is smoothed with: hindsight thins them out, and it is not in a hurry."""

LEAST_ANCESTORS = 200
"""Fewer distinct ways cannot say how uncertain a moment is: it is then seen from an earlier one on."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """The end of a frame: the live pose, and of each hypothesis its place (2, n), its turn with variance,
    its weight, and which one of the moment before it goes on from (None: a search began).
    """

    pose: PoseEstimate
    yaw_rad: float | None
    place_m: FloatArray
    turn_rad: FloatArray
    turn_rad2: FloatArray
    weights: FloatArray
    ancestors: NDArray[np.intp] | None
    spread: float


def smooth(
    frames: Iterable[SensorFrame],
    beacon_map: BeaconMap,
    prior: PositionPrior | None = None,
    floor: WalkableArea | None = None,
    *,
    config: TrackerConfig | None = None,
    seed: int = 0,
) -> Trajectory:
    """Return the path of a whole walk, a row per frame end, each row with the knowledge of all frames.

    A row is `ok` when its place is known as well as the live tracker asks for; a stretch that nothing ever
    fixed keeps the live tracker's status.

    Examples
    --------
    >>> from positioning.types import ImuSamples, LevelId
    >>> frames = [SensorFrame(0.5 * i, 0.5 * i + 0.5, ImuSamples.empty()) for i in range(3)]
    >>> path = smooth(frames, BeaconMap(LevelId("G"), {}), PositionPrior.known(3.0, 4.0))
    >>> path.x_m.round().tolist()
    [3.0, 3.0, 3.0]
    """
    config = config or TrackerConfig()
    more = replace(config, followed=MORE_FOLLOWED, search=replace(config.search, hypotheses=MORE_SEARCHING))
    tracker = LiveTracker(beacon_map, prior, floor, config=more, seed=seed)
    moments = [_moment(tracker, frame) for frame in frames]
    poses: list[PoseEstimate] = []
    end = len(moments)
    while end > 0:
        begin = end - 1
        while begin > 0 and moments[begin].ancestors is not None:
            begin -= 1
        poses[:0] = _smoothed(moments[begin:end], floor, config)
        end = begin
    return collect(poses)


def _moment(tracker: LiveTracker, frame: SensorFrame) -> _Moment:
    pose = tracker.step(frame)
    bank, ancestors = tracker.hypotheses()
    return _Moment(
        pose,
        tracker.yaw_rad,
        bank.place_m,
        bank.mean[0],
        bank.covariance[0, 0],
        bank.weights(),
        ancestors,
        tracker.spread,
    )


def _smoothed(
    moments: Sequence[_Moment], floor: WalkableArea | None, config: TrackerConfig
) -> list[PoseEstimate]:
    """Return the poses of moments whose hypotheses descend from one another (SMOOTH-1)."""
    poses: list[PoseEstimate] = []
    spread = moments[-1].spread * config.hindsight_spread
    seen_from = len(moments) - 1
    alive = np.arange(len(moments[-1].weights))
    for at in range(len(moments) - 1, -1, -1):
        moment = moments[at]
        while len(np.unique(alive)) < LEAST_ANCESTORS and seen_from > at:
            seen_from -= max(1, (seen_from - at) // 4)
            alive = _traced(moments, seen_from, at)
        weights = np.bincount(alive, moments[seen_from].weights, len(moment.weights)).astype(np.float64)
        found = spatial_median(moment.place_m, moment.turn_rad, moment.turn_rad2, weights, floor)
        is_ok = moment.pose.status is PoseStatus.OK or (
            moment.pose.status is PoseStatus.SEARCHING
            and found.position_sd_m < config.acquire_sd_m
            and moments[seen_from].pose.status is PoseStatus.OK
        )
        status = PoseStatus.OK if is_ok else moment.pose.status
        found = found.spread(spread)
        poses.append(pose_of(found, moment.pose.t_s, moment.yaw_rad, status, moment.pose.level_id))
        if moment.ancestors is not None:
            alive = moment.ancestors[alive]
    return poses[::-1]


def _traced(moments: Sequence[_Moment], seen_from: int, at: int) -> NDArray[np.intp]:
    """Return which hypotheses of moment `at` those of a later one descend from."""
    alive = np.arange(len(moments[seen_from].weights))
    for moment in reversed(moments[at + 1 : seen_from + 1]):
        if moment.ancestors is not None:
            alive = moment.ancestors[alive]
    return alive
