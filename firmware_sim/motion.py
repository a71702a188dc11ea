"""How a body moves: along straight legs with a stop at the end of each, as columns of truth.

The pace ramps up and down; steps are tied to the distance walked, so that their number is exact; the body
turns at a bounded rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from positioning.types import FloatArray, LevelId

RATE_HZ = 50.0
"""Samples a second of the phones in the mall recordings."""

PACE_RAMP_MPS2 = 1.2
"""People start and stop within one to two steps: 1.3 m/s in about a second."""

TREAD_SPREAD, TREAD_BY_STEP = 0.10, 0.6
"""Who takes longer steps treads harder, by this power of their length; people differ by this sd of the
logarithm besides (SIM-20)."""

TURN_RATE_RADPS = 2.0
"""A turn on the spot by 90 degrees takes about 0.8 s."""


@dataclass(frozen=True, slots=True)
class Gait:
    """How one person walks; `tread` is how hard, beside the usual."""

    step_length_m: float
    step_period_s: float
    tread: float = 1.0

    @property
    def pace_mps(self) -> float:
        return self.step_length_m / self.step_period_s


@dataclass(frozen=True, slots=True)
class Leg:
    """A way (k, 2) in metres, then a stop at its end, turned to `heading_rad` (or as one arrived)."""

    way_m: FloatArray
    dwell_s: float
    heading_rad: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Where a body truly was: columns (n,), floor frame; of `walk` at `RATE_HZ`.

    The first row comes one sample after the visit began. `heading_rad` is the body's, `pace_mps` its speed,
    `steps` the steps made so far with their fraction, `tread` how hard they are beside the usual.
    """

    level_id: LevelId
    t_s: FloatArray
    x_m: FloatArray
    y_m: FloatArray
    heading_rad: FloatArray
    pace_mps: FloatArray
    steps: FloatArray
    tread: float = 1.0

    def __len__(self) -> int:
        return len(self.t_s)


def walk(legs: Sequence[Leg], gait: Gait, level_id: LevelId, heading_rad: float) -> Truth:
    """Walk the legs one after the other, beginning with the body turned to `heading_rad`."""
    columns = [_leg(leg, gait) for leg in legs]
    x_m, y_m, course_rad, pace_mps = (np.concatenate([c[i] for c in columns]) for i in range(4))
    walked_m = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x_m), np.diff(y_m)))])
    return Truth(
        level_id=level_id,
        t_s=np.arange(1, len(x_m) + 1) / RATE_HZ,
        x_m=x_m,
        y_m=y_m,
        heading_rad=_turning(course_rad, heading_rad),
        pace_mps=pace_mps,
        steps=walked_m / gait.step_length_m,
        tread=gait.tread,
    )


def stroll(legs: Sequence[Leg], gait: Gait, level_id: LevelId, heading_rad: float, period_s: float) -> Truth:
    """The same walk seen every `period_s`: paces are even between corners, turns take no time.

    Stops begin and end when they do in `walk`, to a sample of it. For what needs no inertial data.
    """
    corner_s, corner_m, course_rad = _timed_corners(legs, gait, heading_rad)
    t_s = np.arange(period_s, corner_s[-1] + period_s, period_s)
    t_s[-1] = corner_s[-1]
    piece = np.clip(np.searchsorted(corner_s, t_s, side="left") - 1, 0, len(course_rad) - 1)
    x_m, y_m = (np.interp(t_s, corner_s, corner_m[:, k]) for k in (0, 1))
    length_m = np.hypot(*np.diff(corner_m, axis=0).T)
    walked_m = np.interp(t_s, corner_s, np.concatenate([[0.0], np.cumsum(length_m)]))
    return Truth(
        level_id=level_id,
        t_s=t_s,
        x_m=x_m,
        y_m=y_m,
        heading_rad=course_rad[piece],
        pace_mps=(length_m / np.diff(corner_s))[piece],
        steps=walked_m / gait.step_length_m,
        tread=gait.tread,
    )


def drawn_tread(rng: np.random.Generator, step: float) -> float:
    """How hard one person treads whose steps are so long beside the usual."""
    return float(rng.lognormal(0.0, TREAD_SPREAD) * step**TREAD_BY_STEP)


def leg_ends_s(legs: Sequence[Leg], gait: Gait) -> FloatArray:
    """When the stop at the end of each leg (k,) is over, to a sample a leg."""
    lengths_m = (float(np.hypot(*np.diff(leg.way_m, axis=0).T).sum()) for leg in legs)
    lasted_s = [_walking_s(m, gait) + _standing_s(leg) for m, leg in zip(lengths_m, legs, strict=True)]
    return np.cumsum(lasted_s)


def _walking_s(length_m: float, gait: Gait) -> float:
    """How long it takes to set off, walk and halt."""
    top_mps = min(gait.pace_mps, math.sqrt(length_m * PACE_RAMP_MPS2))
    return length_m / top_mps + top_mps / PACE_RAMP_MPS2 if top_mps > 0.0 else 0.0


def _standing_s(leg: Leg) -> float:
    return max(1, round(leg.dwell_s * RATE_HZ)) / RATE_HZ


def _timed_corners(
    legs: Sequence[Leg], gait: Gait, heading_rad: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """When the corners (k,) of a walk are reached, where they lie (k, 2), and how the body is turned between
    them (k - 1,). A stop is a piece without length."""
    times_s, places_m, courses_rad = [0.0], [legs[0].way_m[0]], list[float]()
    for leg in legs:
        pieces_m = np.hypot(*np.diff(leg.way_m, axis=0).T)
        length_m = float(pieces_m.sum())
        if length_m > 0.0:
            walking_s = _walking_s(length_m, gait)
            steps = zip(leg.way_m[:-1], leg.way_m[1:], pieces_m.tolist(), strict=True)
            for start_m, end_m, piece_m in steps:
                if piece_m > 0.0:
                    heading_rad = math.atan2(end_m[1] - start_m[1], end_m[0] - start_m[0])
                    times_s.append(times_s[-1] + walking_s * piece_m / length_m)
                    places_m.append(end_m)
                    courses_rad.append(heading_rad)
        heading_rad = heading_rad if leg.heading_rad is None else leg.heading_rad
        times_s.append(times_s[-1] + _standing_s(leg))
        places_m.append(leg.way_m[-1])
        courses_rad.append(heading_rad)
    return np.array(times_s), np.array(places_m), np.array(courses_rad)


def _leg(leg: Leg, gait: Gait) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """x, y, wanted heading and pace of one leg with its stop; a wanted heading of NaN means: keep."""
    pieces_m = np.hypot(*np.diff(leg.way_m, axis=0).T)
    corner_m = np.concatenate([[0.0], np.cumsum(pieces_m)])
    along_m, pace_mps = _ramped(float(corner_m[-1]), gait.pace_mps)
    stop = round(_standing_s(leg) * RATE_HZ)
    x_m = np.interp(along_m, corner_m, leg.way_m[:, 0])
    y_m = np.interp(along_m, corner_m, leg.way_m[:, 1])
    piece = np.clip(np.searchsorted(corner_m, along_m, side="right") - 1, 0, max(0, len(pieces_m) - 1))
    course_rad = np.full(len(along_m), math.nan)
    if len(pieces_m):
        course_rad = np.arctan2(np.diff(leg.way_m[:, 1]), np.diff(leg.way_m[:, 0]))[piece]
    facing_rad = math.nan if leg.heading_rad is None else leg.heading_rad
    end_x_m, end_y_m = leg.way_m[-1]
    return (
        np.append(x_m, np.full(stop, end_x_m)),
        np.append(y_m, np.full(stop, end_y_m)),
        np.append(course_rad, np.full(stop, facing_rad)),
        np.append(pace_mps, np.zeros(stop)),
    )


def _ramped(length_m: float, pace_mps: float) -> tuple[FloatArray, FloatArray]:
    """Distance walked and pace at every sample of a start, an even walk and a halt."""
    top_mps = min(pace_mps, math.sqrt(length_m * PACE_RAMP_MPS2))
    if top_mps <= 0:
        return np.empty(0), np.empty(0)
    ramp_s = top_mps / PACE_RAMP_MPS2
    even_s = length_m / top_mps - ramp_s
    t_s = np.arange(1, math.ceil((even_s + 2 * ramp_s) * RATE_HZ)) / RATE_HZ
    left_s = even_s + 2 * ramp_s - t_s
    pace = PACE_RAMP_MPS2 * np.minimum(np.minimum(t_s, left_s), ramp_s)
    along = np.where(
        t_s <= ramp_s,
        PACE_RAMP_MPS2 * t_s**2 / 2,
        np.where(
            left_s <= ramp_s,
            length_m - PACE_RAMP_MPS2 * left_s**2 / 2,
            top_mps * (t_s - ramp_s / 2),
        ),
    )
    return along, pace


def _turning(wanted_rad: FloatArray, heading_rad: float) -> FloatArray:
    """The heading that follows a wanted one at no more than `TURN_RATE_RADPS`; in (-pi, pi].

    What is wanted changes rarely: between two changes the turn is a ramp that ends there.
    """
    most_rad = TURN_RATE_RADPS / RATE_HZ
    headings = np.empty(len(wanted_rad))
    kept = np.isnan(wanted_rad)
    changes = (wanted_rad[1:] != wanted_rad[:-1]) & ~(kept[1:] & kept[:-1])
    edges = [0, *(np.flatnonzero(changes) + 1).tolist(), len(wanted_rad)]
    for begin, end in pairwise(edges):
        turned_rad = np.zeros(end - begin)
        if end > begin and not kept[begin]:
            missing_rad = math.remainder(float(wanted_rad[begin]) - heading_rad, math.tau)
            so_far_rad = np.minimum(most_rad * np.arange(1, end - begin + 1), abs(missing_rad))
            turned_rad = math.copysign(1.0, missing_rad) * so_far_rad
        headings[begin:end] = heading_rad + turned_rad
        heading_rad = math.remainder(float(headings[end - 1]), math.tau) if end > begin else heading_rad
    return np.asarray(math.pi - np.mod(math.pi - headings, math.tau), dtype=np.float64)
