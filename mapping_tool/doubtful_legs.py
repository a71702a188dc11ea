"""Taps that cannot be where they were noted: the steps between them tell of another way (RADIO-18).

Who taps the aisle behind the shelf, or the wrong end of one, walks much farther than the plan says, or not
nearly as far. Neither where they were then is known, nor which of the two taps is the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from mapping_tool.tapped_walk import has_motion
from positioning.capture import Trace
from positioning.motion import StrideTracker
from positioning.types import FloatArray, Waypoint

MOST_TIMES = 1.5
MOST_ROUND_M, MOST_SHORT_M = 4.0, 3.0
"""Steps may come to so many times the straight way and so much more, and fall short of it likewise. None of
the 709 legs of the survey walks of site1-B1 and site2-F6 goes beyond either, one in 350 comes within 1 m."""

PLAUSIBLE = (0.6, 1.6)
"""What a walk's steps may be longer than modelled in all: beyond, steps are not what it was walked by."""


@dataclass(frozen=True, slots=True)
class DoubtfulLeg:
    """A leg of a walk between two taps, floor frame: `straight_m` apart on the plan, `walked_m` by steps."""

    walk: str
    begin: Waypoint
    end: Waypoint
    straight_m: float
    walked_m: float

    def holds(self, t_s: float) -> bool:
        """Tell whether a moment of the walk lies in it."""
        return self.begin.t_s < t_s < self.end.t_s


def find_doubtful(traces: Sequence[Trace]) -> tuple[DoubtfulLeg, ...]:
    """Return the legs whose steps do not fit their taps, in order. Walks without steps tell nothing."""
    return tuple(leg for trace in traces if has_motion(trace) for leg in _of_walk(trace))


def without_doubtful(trace: Trace, doubtful: Sequence[DoubtfulLeg]) -> Trace:
    """Return a walk without what was heard on its doubtful legs."""
    own = [leg for leg in doubtful if leg.walk == trace.name]
    if not own:
        return trace
    kept = (each for each in trace.sightings if not any(leg.holds(each.t_s) for leg in own))
    return replace(trace, sightings=tuple(kept))


def _of_walk(trace: Trace) -> Iterator[DoubtfulLeg]:
    step_s, length_m = _steps(trace)
    taps = trace.waypoints
    straight_m = np.array([np.hypot(b.x_m - a.x_m, b.y_m - a.y_m) for a, b in pairwise(taps)])
    leg = np.searchsorted([tap.t_s for tap in taps], step_s, side="left") - 1
    is_between = (leg >= 0) & (leg < len(straight_m))
    walked_m = np.bincount(leg[is_between], length_m[is_between], len(straight_m))
    if not walked_m.any():
        return
    is_long = straight_m > MOST_ROUND_M
    scales = straight_m[is_long] / np.maximum(walked_m[is_long], 1e-3)
    if not len(scales) or not PLAUSIBLE[0] <= np.median(scales) <= PLAUSIBLE[1]:
        return
    for (begin, end), straight, walked in zip(pairwise(taps), straight_m, walked_m, strict=True):
        is_round = walked > MOST_TIMES * straight + MOST_ROUND_M
        if is_round or straight > MOST_TIMES * walked + MOST_SHORT_M:
            yield DoubtfulLeg(trace.name, begin, end, float(straight), float(walked))


def _steps(trace: Trace) -> tuple[FloatArray, FloatArray]:
    """When steps were made, and their modelled lengths (STEP-5), (n,) each."""
    strides = StrideTracker(0.0)
    rows = [(stride.t_s, stride.length_m) for frame in trace for stride in strides.advance(frame.imu)]
    t_s, length_m = np.array(rows, dtype=np.float64).reshape(-1, 2).T
    return t_s, length_m
