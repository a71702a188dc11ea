"""From inertial samples to strides: each step with the phone's yaw at its time, frame by frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from positioning.attitude import HeadingSource, YawReference
from positioning.damage import usable
from positioning.hypotheses import Stride
from positioning.steps import StepDetector
from positioning.types import FloatArray, ImuSamples, StepEvents

YAW_HOLD_S = 1.0
"""So long a yaw stands of which no sensor tells any more: two steps; then the walker may have turned."""


@dataclass(slots=True)
class StrideTracker:
    """Steps and yaw of one phone on a floor where north lies at `north_rad`.

    `yaw_rad` is the yaw in the floor frame, None before the first and when neither attitude nor turn rate has
    come for a while; `reference` what it is counted from; `jump_rad` how far the last frame moved the yaw
    without a turn, as when north is found; `told_s` when a sensor last told of it; `seen_s` (n,) the
    times of the last frame's samples that were of use (ATT-7).
    """

    north_rad: float
    steps: StepDetector = field(default_factory=StepDetector)
    heading: HeadingSource = field(default_factory=HeadingSource)
    yaw_rad: float | None = None
    reference: YawReference = YawReference.UNKNOWN
    jump_rad: float = 0.0
    told_s: float = -math.inf
    seen_s: FloatArray = field(default_factory=lambda: np.empty(0))

    def advance(self, imu: ImuSamples) -> list[Stride]:
        """Take a frame's samples and return the strides that became known with them.

        A step may lie up to 0.4 s before the frame; it then takes the yaw that the last frame ended with. The
        magnetic declination (a few degrees) is within the heading's sd. Samples that are no use are left out
        (ATT-7).
        """
        whole = usable(imu)
        self.seen_s = whole.t_s
        found = self.steps.step(whole)
        return [
            Stride(float(t), float(m), yaw_rad)
            for t, m, yaw_rad in zip(found.t_s, found.length_m, self._yaws_rad(whole, found), strict=True)
        ]

    def _yaws_rad(self, imu: ImuSamples, found: StepEvents) -> list[float | None]:
        """Follow the yaw over a frame and return it at each step."""
        track = self.heading.step(imu, found.t_s.tolist())
        before_rad, self.jump_rad = self.yaw_rad, 0.0
        if track.reference is YawReference.UNKNOWN or not len(imu):
            return [None] * len(found)
        if imu.attitude_xyzw is not None or imu.gyro_radps is not None:
            self.told_s = float(imu.t_s[-1])
        elif imu.t_s[-1] - self.told_s > YAW_HOLD_S:
            self.yaw_rad = None
            return [None] * len(found)
        yaws_rad = track.yaw_rad + (self.north_rad - math.pi / 2)
        self.yaw_rad = float(yaws_rad[-1])
        if before_rad is not None and track.reference is not self.reference:
            self.jump_rad = math.remainder(self.yaw_rad - before_rad - track.turned_rad, math.tau)
            before_rad = float(yaws_rad[0])
        self.reference = track.reference
        index = np.searchsorted(imu.t_s, found.t_s, side="right") - 1
        early_rad = float(yaws_rad[0]) if before_rad is None else before_rad
        return [float(yaws_rad[i]) if i >= 0 else early_rad for i in index.tolist()]
