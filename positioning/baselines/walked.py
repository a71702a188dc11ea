"""A walk with its steps and yaw found: what the baselines that walk take of the inertial part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from positioning.attitude import YawReference
from positioning.damage import unseen_s
from positioning.motion import StrideTracker
from positioning.types import BeaconSighting, SensorFrame


@dataclass(frozen=True, slots=True)
class WalkedFrame:
    """What a frame says once steps and yaw are found.

    `steps` are (length in m, yaw in rad or None); `yaw_rad` is the phone's at the frame's end, floor frame;
    `jump_rad` how far its zero moved; `blind_s` for how long the phone was silent.
    """

    t_s: float
    duration_s: float
    steps: Sequence[tuple[float, float | None]]
    yaw_rad: float | None
    is_north_known: bool
    jump_rad: float
    blind_s: float
    sightings: Sequence[BeaconSighting]


def walked(frames: Iterable[SensorFrame], north_rad: float) -> tuple[WalkedFrame, ...]:
    """Find the steps of a walk once, for all filters that follow it."""
    tracker = StrideTracker(north_rad)
    found: list[WalkedFrame] = []
    for frame in frames:
        strides = tracker.advance(frame.imu)
        before_s = found[-1].t_s if found else frame.t_start_s
        found.append(
            WalkedFrame(
                t_s=frame.t_end_s,
                duration_s=max(frame.t_end_s - before_s, 0.0),
                steps=[(stride.length_m, stride.yaw_rad) for stride in strides],
                yaw_rad=tracker.yaw_rad,
                is_north_known=tracker.reference is YawReference.NORTH,
                jump_rad=tracker.jump_rad,
                blind_s=unseen_s(tracker.seen_s, before_s, frame.t_end_s),
                sightings=frame.sightings,
            )
        )
    return tuple(found)
