"""The walked path with hindsight: a Rauch-Tung-Striebel pass over the live filter's record.

From each moment on at which the live tracker had found the phone, its record is smoothed backwards
(SMOOTH-1); what came before that moment is walked back step by step from the smoothed place (SMOOTH-2).
Derivation and limits: `docs/theory/smoother.md`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from positioning.ekf import ReferenceEkf
from positioning.hypotheses import Stride, TrackerConfig
from positioning.tracker import LiveTracker
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


@dataclass(frozen=True, slots=True)
class _Prediction:
    """One predict of the filter: state and covariance before and after, and the F between."""

    mean_before: FloatArray
    covariance_before: FloatArray
    F: FloatArray
    mean_after: FloatArray
    covariance_after: FloatArray


class _RecordingEkf(ReferenceEkf):
    """A filter that keeps its predictions."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.record: list[_Prediction] = []

    def _predict(self, motion: FloatArray, F: FloatArray, Q: FloatArray) -> None:
        mean, covariance = self.mean, self.covariance
        super()._predict(motion, F, Q)
        self.record.append(_Prediction(mean, covariance, F, self.mean, self.covariance))


@dataclass(frozen=True, slots=True)
class _Moment:
    """The end of a frame: the live pose, the filter that held it and how far its record had come."""

    pose: PoseEstimate
    yaw_rad: float | None
    strides: Sequence[Stride]
    duration_s: float
    ekf: _RecordingEkf | None
    recorded: int


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

    Rows that no fix ever reached stay as the live tracker gave them.

    Examples
    --------
    >>> from positioning.types import ImuSamples, LevelId
    >>> frames = [SensorFrame(0.5 * i, 0.5 * i + 0.5, ImuSamples.empty()) for i in range(3)]
    >>> path = smooth(frames, BeaconMap(LevelId("G"), {}), PositionPrior.known(3.0, 4.0))
    >>> path.x_m.round(3).tolist()
    [3.0, 3.0, 3.0]
    """
    moments = _forward(
        frames, LiveTracker(beacon_map, prior, floor, config=config, seed=seed, new_ekf=_RecordingEkf)
    )
    poses = [moment.pose for moment in moments]
    end = len(moments)
    while end > 0:
        last = moments[end - 1]
        if last.pose.status is not PoseStatus.OK or last.ekf is None:
            end -= 1
            continue
        begin = end - 1
        while (
            begin > 0
            and moments[begin - 1].ekf is last.ekf
            and moments[begin - 1].pose.status is PoseStatus.OK
        ):
            begin -= 1
        first_mean, first_covariance = _smooth_segment(moments, begin, end, poses)
        end = _walk_back(moments, begin, first_mean, first_covariance, poses)
    return collect(poses)


def _forward(frames: Iterable[SensorFrame], tracker: LiveTracker) -> list[_Moment]:
    moments: list[_Moment] = []
    before_s: float | None = None
    for frame in frames:
        pose = tracker.step(frame)
        duration_s = max(pose.t_s - (frame.t_start_s if before_s is None else before_s), 0.0)
        ekf = tracker.ekf
        if ekf is not None and not isinstance(ekf, _RecordingEkf):
            raise TypeError("the smoother's tracker keeps a record")
        moments.append(
            _Moment(
                pose, tracker.yaw_rad, tuple(tracker.strides), duration_s, ekf, len(ekf.record) if ekf else 0
            )
        )
        before_s = pose.t_s
    return moments


def _smooth_segment(
    moments: Sequence[_Moment], begin: int, end: int, poses: list[PoseEstimate]
) -> tuple[FloatArray, FloatArray]:
    """Smooth moments [begin, end) in place; return the state with which the segment began (SMOOTH-1)."""
    ekf = moments[end - 1].ekf
    if ekf is None:
        raise AssertionError("a segment has a filter")
    last = moments[end - 1].recorded
    is_open = last < len(
        ekf.record
    )  # the filter went on, lost: what it did then says nothing of this segment
    mean = np.array(ekf.record[last].mean_before) if is_open else ekf.mean
    covariance = np.array(ekf.record[last].covariance_before) if is_open else ekf.covariance
    index = last
    for moment in range(end - 1, begin - 1, -1):
        while index > moments[moment].recorded:
            index -= 1
            mean, covariance = _step_back(ekf.record[index], mean, covariance)
        poses[moment] = _replaced(poses[moment], mean, covariance, moments[moment])
    while index > 0:
        index -= 1
        mean, covariance = _step_back(ekf.record[index], mean, covariance)
    return mean, covariance


def _step_back(entry: _Prediction, mean: FloatArray, covariance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """One Rauch-Tung-Striebel step: G = P F' (P')^-1, x + G (xs - x'), P + G (Ps - P') G'."""
    G = np.linalg.solve(entry.covariance_after, entry.F @ entry.covariance_before).T
    smoothed = entry.covariance_before + G @ (covariance - entry.covariance_after) @ G.T
    return entry.mean_before + G @ (mean - entry.mean_after), 0.5 * (smoothed + smoothed.T)


def _walk_back(
    moments: Sequence[_Moment],
    begin: int,
    mean: FloatArray,
    covariance: FloatArray,
    poses: list[PoseEstimate],
) -> int:
    """Fill the moments before `begin` that had no fix; return where the next segment ends (SMOOTH-2)."""
    walker = ReferenceEkf(0.0, 0.0, 1.0)
    walker.assign(mean, covariance)
    # The filter took over at the end of moment `begin`'s frame or, at a known start, before it.
    index = begin
    while index > 0 and moments[index - 1].pose.status is not PoseStatus.OK:
        for stride in reversed(moments[index].strides):
            if stride.yaw_rad is None:
                walker.predict_wander(TrackerConfig().blind_step_reach * stride.length_m)
            else:
                walker.predict_step(-stride.length_m, stride.yaw_rad)
        walker.predict_idle(moments[index].duration_s)
        index -= 1
        poses[index] = replace(
            _replaced(poses[index], walker.mean, walker.covariance, moments[index]), status=PoseStatus.OK
        )
    return index


def _replaced(pose: PoseEstimate, mean: FloatArray, covariance: FloatArray, moment: _Moment) -> PoseEstimate:
    heading_rad = math.remainder((moment.yaw_rad or 0.0) + float(mean[2]), math.tau)
    return replace(
        pose,
        x_m=float(mean[0]),
        y_m=float(mean[1]),
        heading_rad=heading_rad if heading_rad > -math.pi else math.pi,
        var_x_m2=float(covariance[0, 0]),
        var_y_m2=float(covariance[1, 1]),
        cov_xy_m2=float(covariance[0, 1]),
        sd_heading_rad=min(math.sqrt(float(covariance[2, 2])), pose.sd_heading_rad),
    )
