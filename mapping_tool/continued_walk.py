"""A survey that was cut into recordings, joined again: who goes on walking is known better than who begins.

A held-back recording that goes on where another one ended is followed from the other one's begin, so that the
tracker has met stride, heading and phone by the time it is judged, as it has of somebody in the shop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mapping_tool.held_back import RecordedWalk
from positioning.capture import Trace
from positioning.types import SensorFrame, Waypoint

SAME_MS = 1.0
"""A tap at which a walk was cut is in both parts, at the same time to the rounding of their clocks."""


def followed_walks(traces: Sequence[Trace], wanted: Sequence[int]) -> list[RecordedWalk]:
    """Return the wanted recordings as walks to follow, each from the begin of the one it goes on from."""
    ends = [(_unix_ms(trace, trace.waypoints[-1]), trace) for trace in traces]
    return [_followed(traces[i], _before(traces[i], ends)) for i in wanted]


def _before(trace: Trace, ends: Sequence[tuple[float, Trace]]) -> Trace | None:
    """The recording whose last waypoint is this one's first."""
    first = trace.waypoints[0]
    at_ms = _unix_ms(trace, first)
    for end_ms, other in ends:
        last = other.waypoints[-1]
        if abs(end_ms - at_ms) <= SAME_MS and (last.x_m, last.y_m) == (first.x_m, first.y_m):
            return other
    return None


def _followed(trace: Trace, before: Trace | None) -> RecordedWalk:
    if before is None:
        return RecordedWalk(tuple(trace), trace.waypoints)
    later_s = (trace.t0_unix_ms - before.t0_unix_ms) / 1e3
    led_in = tuple(before)
    since_s = led_in[-1].t_end_s
    going_on = (frame for frame in _shifted(trace, later_s) if frame.t_start_s >= since_s)
    waypoints = [replace(each, t_s=each.t_s + later_s) for each in trace.waypoints]
    return RecordedWalk(
        (*led_in, *going_on), (before.waypoints[0], *waypoints), judged_from_s=waypoints[0].t_s
    )


def _shifted(trace: Trace, later_s: float) -> Iterator[SensorFrame]:
    for frame in trace:
        yield replace(
            frame,
            t_start_s=frame.t_start_s + later_s,
            t_end_s=frame.t_end_s + later_s,
            imu=replace(frame.imu, t_s=frame.imu.t_s + later_s),
            sightings=tuple(replace(each, t_s=each.t_s + later_s) for each in frame.sightings),
            codes=tuple(replace(each, t_s=each.t_s + later_s) for each in frame.codes),
        )


def _unix_ms(trace: Trace, waypoint: Waypoint) -> float:
    return trace.t0_unix_ms + 1e3 * waypoint.t_s
