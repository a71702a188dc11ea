"""A walk without beacons: dead reckoning, with and without the floor plan (EVAL-10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from positioning.baselines.textbook_ekf import plain_ekf
from positioning.baselines.walked import WalkedFrame, walked
from positioning.tracker import LiveTracker
from positioning.trajectory import collect
from positioning.types import BeaconMap, PositionPrior, SensorFrame, Trajectory, WalkableArea


def steps_alone(frames: Iterable[SensorFrame], beacon_map: BeaconMap, start: PositionPrior) -> Trajectory:
    """Follow a known start by steps and the phone's own attitude: no beacon, no wall."""
    return dead_reckoned(walked(frames, beacon_map.north_rad), beacon_map, start)


def dead_reckoned(frames: Sequence[WalkedFrame], beacon_map: BeaconMap, start: PositionPrior) -> Trajectory:
    """Return `steps_alone` of a walk whose steps are found already."""
    return plain_ekf(frames, _deaf(beacon_map), start)


def steps_and_plan(
    frames: Iterable[SensorFrame],
    beacon_map: BeaconMap,
    start: PositionPrior,
    floor: WalkableArea,
    *,
    seed: int = 0,
) -> Trajectory:
    """Follow a known start by steps and walls: the tracker itself on a map without transmitters."""
    tracker = LiveTracker(_deaf(beacon_map), start, floor, seed=seed)
    return collect(tracker.step(frame) for frame in frames)


def _deaf(beacon_map: BeaconMap) -> BeaconMap:
    return replace(beacon_map, transmitters={}, ground=None)
