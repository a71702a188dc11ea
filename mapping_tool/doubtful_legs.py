"""Taps that cannot be where they were noted: the steps between them tell of another way (RADIO-18).

Who taps the aisle behind the shelf, or the wrong end of one, walks much farther than the plan says, or not
nearly as far. Where they were then is not known: walks are cut there, and a tap that no leg is left of goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mapping_tool.errors import MappingError
from mapping_tool.tapped_walk import has_motion
from positioning.capture import Trace
from positioning.motion import StrideTracker
from positioning.types import FloatArray, Waypoint

MOST_TIMES = 1.5
MOST_ROUND_M, MOST_SHORT_M = 4.0, 3.0
"""Steps may come to so many times the straight way and so much more, and fall short of it likewise. None of
the 709 legs of the survey walks of site1-B1 and site2-F6 goes beyond either, one in 350 comes within 1 m."""

PLAUSIBLE = (0.6, 1.6)
"""What steps may be longer than modelled, median over legs: beyond, steps are not what was walked by."""

LEAST_LEGS = 5
"""Of walks of fewer legs, one of which may be the doubtful one, the whole survey's median is taken."""


@dataclass(frozen=True, slots=True)
class DoubtfulLeg:
    """A leg of a walk between two taps, floor frame: `straight_m` apart on the plan, `walked_m` by steps."""

    walk: str
    begin: Waypoint
    end: Waypoint
    straight_m: float
    walked_m: float


class NoSoundWalk(MappingError):
    """No walk of a survey is left whose taps are where its steps lead."""

    def __init__(self, doubtful: Sequence[DoubtfulLeg]) -> None:
        super().__init__(
            "the steps of every walk contradict its taps: "
            + "; ".join(f"{leg.walked_m:.0f} m of steps for {leg.straight_m:.0f} m" for leg in doubtful[:3])
        )


@dataclass(frozen=True, slots=True)
class SoundWalks:
    """Walks, or parts of them, whose taps are where their steps lead; and the legs that were cut out."""

    traces: tuple[Trace, ...]
    doubtful: tuple[DoubtfulLeg, ...]


def sound_walks(traces: Sequence[Trace]) -> SoundWalks:
    """Cut the doubtful legs out of a survey's walks.

    Raises
    ------
    NoSoundWalk : nothing that was heard is left.
    """
    found = _find(traces)
    kept = tuple(
        part for trace, doubtful in zip(traces, found, strict=True) for part in _parts(trace, doubtful)
    )
    legs = tuple(leg for doubtful in found for leg in doubtful)
    if not any(trace.sightings for trace in kept):
        raise NoSoundWalk(legs)
    return SoundWalks(kept, legs)


def _parts(trace: Trace, doubtful: Sequence[DoubtfulLeg]) -> Iterator[Trace]:
    """The parts of a walk between its doubtful legs that have two taps."""
    if not doubtful:
        yield trace
        return
    first_s = min(0.0, trace.waypoints[0].t_s)
    last_s = max(trace.duration_s, trace.waypoints[-1].t_s)
    edges_s = [first_s, *(t_s for leg in doubtful for t_s in (leg.begin.t_s, leg.end.t_s)), last_s]
    for number, (from_s, to_s) in enumerate(zip(edges_s[::2], edges_s[1::2], strict=True), start=1):
        part = trace.between(from_s, to_s, f"{trace.name}, part {number}")
        if len(part.waypoints) > 1:
            yield part


def _find(traces: Sequence[Trace]) -> list[list[DoubtfulLeg]]:
    """The legs of each walk whose steps do not fit their taps. Walks without steps tell nothing."""
    walked = [_Walked.of(trace) for trace in traces]
    of_all = np.concatenate([each.scales for each in walked])
    return [
        list(each.doubtful(trace, of_all if len(each.scales) < LEAST_LEGS else each.scales))
        for trace, each in zip(traces, walked, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Walked:
    """A walk's legs (n,): the straight way between the taps, and what the steps come to."""

    straight_m: FloatArray
    walked_m: FloatArray

    @classmethod
    def of(cls, trace: Trace) -> _Walked:
        taps = trace.waypoints
        straight_m = np.array([np.hypot(b.x_m - a.x_m, b.y_m - a.y_m) for a, b in pairwise(taps)])
        step_s, length_m = _steps(trace)
        leg = np.searchsorted([tap.t_s for tap in taps], step_s, side="left") - 1
        is_between = (leg >= 0) & (leg < len(straight_m))
        walked_m = np.bincount(leg[is_between], length_m[is_between], len(straight_m))
        return cls(straight_m, walked_m.astype(np.float64))

    @property
    def scales(self) -> FloatArray:
        """What steps were longer than modelled, by each leg that is long and was stepped."""
        tells = (self.straight_m > MOST_ROUND_M) & (self.walked_m > 0.0)
        return np.asarray(self.straight_m[tells] / self.walked_m[tells])

    def doubtful(self, trace: Trace, scales: FloatArray) -> Iterator[DoubtfulLeg]:
        is_stepped = self.walked_m.any() and len(scales) > 0
        if not is_stepped or not PLAUSIBLE[0] <= np.median(scales) <= PLAUSIBLE[1]:
            return
        legs = zip(pairwise(trace.waypoints), self.straight_m, self.walked_m, strict=True)
        for (begin, end), straight_m, walked_m in legs:
            is_round = walked_m > MOST_TIMES * straight_m + MOST_ROUND_M
            if is_round or straight_m > MOST_TIMES * walked_m + MOST_SHORT_M:
                yield DoubtfulLeg(trace.name, begin, end, float(straight_m), float(walked_m))


def _steps(trace: Trace) -> tuple[FloatArray, FloatArray]:
    """When steps were made, and their modelled lengths (STEP-5), (n,) each."""
    strides = StrideTracker(0.0)
    frames = trace if has_motion(trace) else ()
    rows = [(stride.t_s, stride.length_m) for frame in frames for stride in strides.advance(frame.imu)]
    t_s, length_m = np.array(rows, dtype=np.float64).reshape(-1, 2).T
    return t_s, length_m
