"""How steps err against taps: each leg of a walk as its steps tell of it, beside the taps at its ends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from positioning.capture import Trace
from positioning.motion import StrideTracker
from positioning.types import BoolArray, FloatArray

Ways = NDArray[np.complex128]
"""x + iy in metres, floor frame."""
Pairs = NDArray[np.intp]
DEG2 = math.degrees(1.0) ** 2

LEAST_LEG_M, LEAST_STEPPED_M = 3.0, 1.0
"""Of shorter ones their taps decide where they lead."""
LEAST_STEPS = 10
"""Of a walk that tells how often its walker steps."""
CORNER_RAD = (0.9, 2.2)
"""What counts as a corner: a right angle, by less than 0.7 rad."""
NEAR_M = 3.0
MOST_OFF = 1.0
"""Rad, and of the logarithm of the scale: what is off by more counts as off by so much."""
ABOUT_S = (-0.3, 1.6)
"""When a halt belongs to a tap: people tap as they stop, and stand for 1.4 s."""
LONG_WALK_M = 25.0
"""Over less the taps' own errors decide how long steps come out."""
HALT_S = 0.85
"""An interval between steps that is no step: the longest in walking is 0.6 s."""
APART_S = {"under 15 s": (0.0, 15.0), "15 to 35 s": (15.0, 35.0), "over 35 s": (35.0, np.inf)}


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """The legs of one walk that are longer than `LEAST_LEG_M`, (n,) each.

    `number` counts all legs; `middle_s` and `middle` say when and where; `tapped`, `stepped` are its ways by
    taps and by steps; `felt_m` is what all its steps come to; `steps` how many.
    """

    number: NDArray[np.intp]
    middle_s: FloatArray
    middle: Ways
    tapped: Ways
    stepped: Ways
    felt_m: FloatArray
    steps: FloatArray

    @property
    def heading_rad(self) -> FloatArray:
        """How far the tapped way is turned against the stepped one."""
        return np.asarray(np.angle(self.tapped / self.stepped))

    @property
    def scale(self) -> FloatArray:
        """The logarithm of how much longer the tapped way is."""
        return np.log(np.abs(self.tapped / self.stepped))


@dataclass(frozen=True, slots=True, eq=False)
class LegResiduals:
    """The legs of all walks, and the longest interval between steps about each tap between two legs."""

    walks: Sequence[Legs]
    about_taps_s: FloatArray

    @classmethod
    def of(cls, traces: Sequence[Trace], north_rad: float) -> LegResiduals:
        """Follow every walk by its steps."""
        walks, about_taps_s = [], list[float]()
        for trace in traces:
            step_s, way = _steps(trace, north_rad)
            if len(step_s) >= LEAST_STEPS and len(trace.waypoints) > 2:
                walks.append(_legs(trace, step_s, way))
                about_taps_s += _about_taps_s(trace, step_s)
        return cls(walks, np.array(about_taps_s))

    def figures(self) -> Mapping[str, float]:
        """What is compared; covariances weigh legs by their length."""
        tapped_m = np.concatenate([np.abs(walk.tapped) for walk in self.walks])
        felt_m = np.concatenate([walk.felt_m for walk in self.walks])
        steps = np.concatenate([walk.steps for walk in self.walks])
        long = [walk for walk in self.walks if np.abs(walk.tapped).sum() > LONG_WALK_M]
        true = np.log([np.abs(walk.tapped).sum() / walk.steps.sum() for walk in long])
        felt = np.log([walk.felt_m.sum() / walk.steps.sum() for walk in long])
        found = {
            "steps' lengths over tapped ways": float(felt_m.sum() / tapped_m.sum()),
            "steps a metre": float(steps.sum() / tapped_m.sum()),
            **self.corners(),
            "share of taps with a halt": float(np.mean(self.about_taps_s > HALT_S)),
            "step length of a walk, sd, %": 100.0 * float(true.std()),
            "the same as felt": 100.0 * float(felt.std()),
            "their correlation": float(np.corrcoef(true, felt)[0, 1]),
        }
        for name, column, unit in (("heading, deg2", "heading_rad", DEG2), ("scale, 1e-4", "scale", 1e4)):
            table = self._table(column)
            one, other = np.triu_indices(len(table), 0)
            apart_s = np.abs(table[other, 1] - table[one, 1])
            is_one_walk = table[one, 0] == table[other, 0]
            is_apart = is_one_walk & (np.abs(table[other, 2] - table[one, 2]) > 1)
            near = ~is_one_walk & (np.hypot(*(table[one, 3:5] - table[other, 3:5]).T) < NEAR_M)
            found[f"{name}, variance"] = unit * _covariance(table, one, other, one == other)
            for when, (low_s, high_s) in APART_S.items():
                meant = is_apart & (apart_s >= low_s) & (apart_s < high_s)
                found[f"{name}, legs {when} apart"] = unit * _covariance(table, one, other, meant)
            found[f"{name}, other walks within {NEAR_M:.0f} m"] = unit * _covariance(table, one, other, near)
        return found

    def _table(self, column: str) -> FloatArray:
        """Of all legs (n, 7): walk, when, number, place, how far a column is off its mean, and the weight."""
        rows = [
            np.column_stack(
                [
                    np.full(len(walk.number), k), walk.middle_s, walk.number,
                    walk.middle.real, walk.middle.imag, getattr(walk, column), np.abs(walk.tapped),
                ]
            )
            for k, walk in enumerate(self.walks)
        ]  # fmt: skip
        table = np.concatenate(rows)
        mean = np.average(table[:, 5], weights=table[:, 6] ** 2)
        table[:, 5] = np.clip(table[:, 5] - mean, -MOST_OFF, MOST_OFF)
        return np.asarray(table)

    def corners(self) -> Mapping[str, float]:
        """How far inside of a corner's tap steps pass it, by the leg before and by the leg after it."""
        before_m, after_m = list[float](), list[float]()
        for walk in self.walks:
            if not len(walk.number):
                continue
            scale = np.abs(walk.tapped).sum() / np.abs(walk.stepped).sum()
            course = walk.tapped / np.abs(walk.tapped)
            aside_m = np.imag((scale * walk.stepped - walk.tapped) * course.conj())
            turn_rad = np.angle(course[1:] / course[:-1])
            is_corner = (np.diff(walk.number) == 1) & (np.abs(turn_rad) > CORNER_RAD[0])
            is_corner &= np.abs(turn_rad) < CORNER_RAD[1]
            before_m += (np.sign(turn_rad) * aside_m[:-1])[is_corner].tolist()
            after_m += (-np.sign(turn_rad) * aside_m[1:])[is_corner].tolist()
        return {
            "corners": float(len(before_m)),
            "  passed inside by the leg before, m": float(np.mean(before_m)) if before_m else math.nan,
            "  by the leg after, m": float(np.mean(after_m)) if after_m else math.nan,
        }


def _covariance(table: FloatArray, one: Pairs, other: Pairs, meant: BoolArray) -> float:
    """Of the pairs of legs that are meant, by the product of their lengths; NaN without any."""
    one, other = one[meant], other[meant]
    weight = table[one, 6] * table[other, 6]
    return float(np.average(table[one, 5] * table[other, 5], weights=weight)) if len(one) else math.nan


def _steps(trace: Trace, north_rad: float) -> tuple[FloatArray, Ways]:
    """When steps were made, and their ways in the complex plane, (n,) each."""
    strides = StrideTracker(north_rad)
    made = [stride for frame in trace for stride in strides.advance(frame.imu) if stride.yaw_rad is not None]
    way = [stride.length_m * np.exp(1j * (stride.yaw_rad or 0.0)) for stride in made]
    return np.array([stride.t_s for stride in made]), np.array(way, dtype=np.complex128)


def _legs(trace: Trace, step_s: FloatArray, way: Ways) -> Legs:
    tap_s = np.array([w.t_s for w in trace.waypoints])
    taps = np.array([w.x_m + 1j * w.y_m for w in trace.waypoints])
    tapped = np.diff(taps)
    at_s = np.append(step_s[0] - float(np.median(np.diff(step_s))), step_s)

    def by_leg(column: FloatArray) -> FloatArray:
        return np.diff(np.interp(tap_s, at_s, np.append(0.0, np.cumsum(column))))

    stepped = by_leg(way.real) + 1j * by_leg(way.imag)
    kept = np.flatnonzero((np.abs(tapped) > LEAST_LEG_M) & (np.abs(stepped) > LEAST_STEPPED_M))
    return Legs(
        kept, (tap_s[1:] + tap_s[:-1])[kept] / 2.0, (taps[1:] + taps[:-1])[kept] / 2.0,
        tapped[kept], stepped[kept],
        by_leg(np.abs(way))[kept], by_leg(np.ones(len(way)))[kept],
    )  # fmt: skip


def _about_taps_s(trace: Trace, step_s: FloatArray) -> Iterator[float]:
    """The longest interval between steps about each tap but the first and last."""
    for tap in trace.waypoints[1:-1]:
        first, last = np.searchsorted(step_s, (tap.t_s + ABOUT_S[0], tap.t_s + ABOUT_S[1]))
        near_s = step_s[max(int(first) - 1, 0) : int(last) + 1]
        if len(near_s) > 1:
            yield float(np.diff(near_s).max())
