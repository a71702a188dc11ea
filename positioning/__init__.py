"""Sensors to pose: steps, attitude, beacons and a Kalman filter, with an honest uncertainty."""

from positioning import adverts, capture
from positioning.baselines import steps_alone
from positioning.ekf import ReferenceEkf
from positioning.errors import (
    CovarianceNotPositive,
    InvalidState,
    MalformedFrame,
    PositioningError,
    UnreadableTrace,
)
from positioning.fix import Locator, PositionFix
from positioning.smoother import smooth
from positioning.steps import detect_steps
from positioning.tracker import LiveTracker
from positioning.tracker_config import TrackerConfig
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    CodeId,
    CodeScan,
    ImuSamples,
    LevelId,
    PoseEstimate,
    PoseStatus,
    PositionPrior,
    SensorFrame,
    StepEvents,
    Trajectory,
    Transmitter,
    WalkableArea,
    Waypoint,
)

__all__ = [
    "BeaconKey",
    "BeaconMap",
    "BeaconSighting",
    "CodeId",
    "CodeScan",
    "CovarianceNotPositive",
    "ImuSamples",
    "InvalidState",
    "LevelId",
    "LiveTracker",
    "Locator",
    "MalformedFrame",
    "PoseEstimate",
    "PoseStatus",
    "PositionFix",
    "PositionPrior",
    "PositioningError",
    "ReferenceEkf",
    "SensorFrame",
    "StepEvents",
    "TrackerConfig",
    "Trajectory",
    "Transmitter",
    "UnreadableTrace",
    "WalkableArea",
    "Waypoint",
    "adverts",
    "capture",
    "detect_steps",
    "smooth",
    "steps_alone",
]
