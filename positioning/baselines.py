"""What a better tracker must beat: steps alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from positioning.hypotheses import TrackerConfig
from positioning.tracker import LiveTracker
from positioning.trajectory import collect
from positioning.types import BeaconMap, PositionPrior, SensorFrame, Trajectory


def steps_alone(
    frames: Iterable[SensorFrame],
    beacon_map: BeaconMap,
    start: PositionPrior,
    *,
    config: TrackerConfig | None = None,
) -> Trajectory:
    """Follow a known start by steps and the phone's own attitude: no beacon, no wall."""
    deaf = replace(beacon_map, transmitters={})
    tracker = LiveTracker(deaf, start, config=config)
    return collect(tracker.step(frame) for frame in frames)
