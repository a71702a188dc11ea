"""The plain extended Kalman filter: steps and log-distance RSSI, one Gaussian.

A peer to be measured against, so it shares no filter code with the tracker: tempering, walls, detection,
phone offset and hypotheses are what this one lacks. On a map without transmitters it is dead reckoning.
Model: `docs/theory/evaluation.md`, EVAL-10 and EVAL-11.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from positioning.baselines.fixes import Heard, amidst, heard_lately, weighted_centroid
from positioning.baselines.walked import WalkedFrame
from positioning.moments import ANY_DIRECTION_SD_RAD
from positioning.radio_map import rssi_around
from positioning.trajectory import collect
from positioning.types import (
    BeaconMap,
    FloatArray,
    GaussianPosition,
    LevelId,
    PoseEstimate,
    PoseStatus,
    PositionPrior,
    Trajectory,
    Transmitter,
)

TURN_SD_RAD = 0.25
"""Between the phone's yaw and the walking direction. A round figure above what the mall surveys show from
walk to walk, phone in hand: 9.6 degrees (docs/theory/ekf.md)."""

SCALE_SD = 0.12
"""Of a walk's step length. A round figure above the 9 % of it that stay unexplained
(`steps.LENGTH_FACTOR`)."""

STEP_SD = 0.15
"""Of one step's length, in each axis."""

TURN_PER_STEP_SD_RAD = 0.04

STAND_SD_M = 0.1
"""Per square root of a second: shuffling that gives no step."""

BLIND_SPEED_MPS = 1.0
"""How fast somebody may walk while the phone does not know whereto."""

GATE_SD = 3.0
"""99.7 % of a fitting model's residuals."""


class PlainEkf:
    """State x = (x, y, turn, scale): place in metres, walking direction minus yaw, true over modelled step.

    A step of length L at yaw psi adds scale L (cos, sin)(psi + turn); an RSSI measures the log-distance law
    (RADIO-1), with H its gradient and R its variance (RADIO-2).

    Examples
    --------
    >>> ekf = PlainEkf(GaussianPosition(0.0, 0.0, sd_m=1.0), turn_sd_rad=0.25)
    >>> ekf.walk(length_m=0.7, yaw_rad=math.pi / 2)
    >>> ekf.x.round(2).tolist()
    [0.0, 0.7, 0.0, 1.0]
    """

    def __init__(self, start: GaussianPosition, turn_sd_rad: float, turn_rad: float = 0.0) -> None:
        self.x: FloatArray = np.array([start.x_m, start.y_m, turn_rad, 1.0])
        self.P: FloatArray = np.diag(np.square([start.sd_m, start.sd_m, turn_sd_rad, SCALE_SD]))

    def walk(self, length_m: float, yaw_rad: float | None) -> None:
        """Predict by one step; one of unknown direction spreads."""
        if yaw_rad is None:
            self.spread(length_m)
            return
        heading_rad = yaw_rad + float(self.x[2])
        ahead_m = length_m * np.array([math.cos(heading_rad), math.sin(heading_rad)])
        scale = self.x[3]
        F = np.eye(4)
        F[:2, 2] = scale * np.array([-ahead_m[1], ahead_m[0]])
        F[:2, 3] = ahead_m
        Q = np.diag(np.square([STEP_SD * length_m, STEP_SD * length_m, TURN_PER_STEP_SD_RAD, 0.0]))
        self.x = self.x + np.append(scale * ahead_m, [0.0, 0.0])
        self.P = F @ self.P @ F.T + Q

    def spread(self, sd_m: float) -> None:
        """Predict a move of unknown direction."""
        self.P[[0, 1], [0, 1]] += sd_m * sd_m

    def hear(self, transmitter: Transmitter, rssi_dbm: float) -> None:
        """Update by one sighting, unless it is outside the gate; covariance in Joseph form."""
        model = rssi_around(transmitter, float(self.x[0]), float(self.x[1]))
        H = np.append(model.gradient_db_per_m, [0.0, 0.0])
        R = model.variance_db2
        residual_db = rssi_dbm - model.rssi_dbm
        S = float(H @ self.P @ H) + R
        if residual_db**2 > GATE_SD**2 * S:
            return
        K = self.P @ H / S
        rest = np.eye(4) - np.outer(K, H)
        self.x = self.x + K * residual_db
        self.P = rest @ self.P @ rest.T + R * np.outer(K, K)


def plain_ekf(frames: Sequence[WalkedFrame], beacon_map: BeaconMap, start: PositionPrior) -> Trajectory:
    """Follow a walk by steps and RSSI, a row per frame (EVAL-11).

    A known start is the heaviest part of the prior. From an unknown one the filter begins at the weighted
    centroid of what is heard first, with those transmitters' mean range as its sd; until then the place is
    the middle of all transmitters, `searching`.

    Raises
    ------
    ValueError : the start is anywhere, and the map has no transmitter.
    """
    if not frames:
        return collect(())
    ekf = None
    if start.components:
        ekf = _begun(max(start.components, key=lambda part: part.weight), frames[0])
    nowhere = ekf or PlainEkf(amidst(beacon_map), ANY_DIRECTION_SD_RAD)
    poses = []
    for frame in frames:
        if ekf is not None:
            _advance(ekf, frame, beacon_map)
        elif heard := heard_lately(frame.sightings, beacon_map, frame.t_s):
            ekf = _begun(_first_fix(heard), frame)
        status = PoseStatus.SEARCHING if ekf is None else PoseStatus.OK
        poses.append(_pose(ekf or nowhere, frame, status, beacon_map.level_id))
    return collect(poses)


def _first_fix(heard: Sequence[Heard]) -> GaussianPosition:
    x_m, y_m = weighted_centroid(heard)
    ranges_m = [each.transmitter.heard_range_m for each in heard]
    return GaussianPosition(x_m, y_m, math.fsum(ranges_m) / len(ranges_m))


def _begun(start: GaussianPosition, frame: WalkedFrame) -> PlainEkf:
    """Return a filter that sets out with what the phone knows of its yaw in its first frame."""
    if start.heading_rad is not None and frame.yaw_rad is not None:
        turn_rad = math.remainder(start.heading_rad - frame.yaw_rad, math.tau)
        return PlainEkf(start, start.sd_heading_rad or TURN_SD_RAD, turn_rad)
    return PlainEkf(start, TURN_SD_RAD if frame.is_north_known else ANY_DIRECTION_SD_RAD)


def _advance(ekf: PlainEkf, frame: WalkedFrame, beacon_map: BeaconMap) -> None:
    ekf.x[2] = math.remainder(ekf.x[2] - frame.jump_rad, math.tau)
    ekf.spread(STAND_SD_M * math.sqrt(frame.duration_s) + BLIND_SPEED_MPS * frame.blind_s)
    for length_m, yaw_rad in frame.steps:
        ekf.walk(length_m, yaw_rad)
    for sighting in frame.sightings:
        key = sighting.known_as(beacon_map.transmitters)
        if key is not None:
            ekf.hear(beacon_map.transmitters[key], sighting.rssi_dbm)


def _pose(ekf: PlainEkf, frame: WalkedFrame, status: PoseStatus, level_id: LevelId) -> PoseEstimate:
    heading_rad = math.remainder((frame.yaw_rad or 0.0) + float(ekf.x[2]), math.tau)
    turn_sd_rad = ANY_DIRECTION_SD_RAD if frame.yaw_rad is None else math.sqrt(float(ekf.P[2, 2]))
    return PoseEstimate(
        t_s=frame.t_s, x_m=float(ekf.x[0]), y_m=float(ekf.x[1]), heading_rad=heading_rad,
        var_x_m2=float(ekf.P[0, 0]), var_y_m2=float(ekf.P[1, 1]), cov_xy_m2=float(ekf.P[0, 1]),
        sd_heading_rad=min(turn_sd_rad, ANY_DIRECTION_SD_RAD), status=status, level_id=level_id,
    )  # fmt: skip
