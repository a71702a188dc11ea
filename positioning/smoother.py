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
from scipy.special import softmax

from positioning.bank import TURN
from positioning.moments import Moments, spatial_median
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

MOST_HELD, KEPT_HELD = 1800, 600
"""A walk of more moments is smoothed in stretches of so many, all but the last of which are then done with
(SMOOTH-4): at two a second 15 minutes, and five of hindsight."""

LEAST_ANCESTORS = 200
"""Fewer distinct ways cannot say how uncertain a moment is: it is then seen from an earlier one on."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """The end of a frame: the live pose, and of each hypothesis its place (2, n), its turn with variance, the
    logarithm of its weight, and which one of the moment before it goes on from (None: a search began).

    Copies, since the filter walks on in its own arrays. Half as wide as it computes, since a walk has
    thousands of moments with thousands of hypotheses each; nothing is lost by it, a frame leaves the
    hypotheses in single precision's values (`EkfBank.rounded`).
    """

    pose: PoseEstimate
    yaw_rad: float | None
    place_m: NDArray[np.float32]
    turn_rad: NDArray[np.float32]
    turn_rad2: NDArray[np.float32]
    log_weight: NDArray[np.float32]
    ancestors: NDArray[np.int32] | None
    spread: float

    @property
    def size(self) -> int:
        return len(self.log_weight)

    def weights(self) -> FloatArray:
        """Return the hypotheses' probabilities (n,)."""
        return np.asarray(softmax(self.log_weight.astype(np.float64)))

    def seen_with(self, weights: FloatArray, floor: WalkableArea | None) -> Moments:
        """Return where the phone was by other weights than the moment's own."""
        place_m, turn_rad, turn_rad2 = (
            column.astype(np.float64) for column in (self.place_m, self.turn_rad, self.turn_rad2)
        )
        return spatial_median(place_m, turn_rad, turn_rad2, weights, floor)


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
    poses: list[PoseEstimate] = []
    held: list[_Moment] = []
    for frame in frames:
        moment = _moment(tracker, frame)
        if moment.ancestors is None and held:
            poses += _smoothed(held, floor, config)
            held.clear()
        held.append(moment)
        if len(held) == MOST_HELD:
            poses += _smoothed(held, floor, config)[:-KEPT_HELD]
            del held[:-KEPT_HELD]
    if held:
        poses += _smoothed(held, floor, config)
    return collect(poses)


def _moment(tracker: LiveTracker, frame: SensorFrame) -> _Moment:
    pose = tracker.step(frame)
    bank, ancestors = tracker.hypotheses()
    return _Moment(
        pose,
        tracker.yaw_rad,
        bank.place_m.astype(np.float32),
        bank.mean[TURN].astype(np.float32),
        bank.covariance[TURN, TURN].astype(np.float32),
        bank.log_weight.astype(np.float32),
        None if ancestors is None else ancestors.astype(np.int32),
        tracker.spread,
    )


def _smoothed(
    moments: Sequence[_Moment], floor: WalkableArea | None, config: TrackerConfig
) -> list[PoseEstimate]:
    """Return the poses of moments whose hypotheses descend from one another (SMOOTH-1)."""
    poses: list[PoseEstimate] = []
    spread = moments[-1].spread * config.hindsight_spread
    seen_from = len(moments) - 1
    weights = moments[-1].weights()
    alive = np.arange(moments[-1].size, dtype=np.int32)
    for at in range(len(moments) - 1, -1, -1):
        moment = moments[at]
        while len(np.unique(alive)) < LEAST_ANCESTORS and seen_from > at:
            seen_from -= max(1, (seen_from - at) // 4)
            alive, weights = _traced(moments, seen_from, at), moments[seen_from].weights()
        found = moment.seen_with(np.bincount(alive, weights, moment.size).astype(np.float64), floor)
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


def _traced(moments: Sequence[_Moment], seen_from: int, at: int) -> NDArray[np.int32]:
    """Return which hypotheses of moment `at` those of a later one descend from."""
    alive = np.arange(moments[seen_from].size, dtype=np.int32)
    for moment in reversed(moments[at + 1 : seen_from + 1]):
        if moment.ancestors is not None:
            alive = moment.ancestors[alive]
    return alive
