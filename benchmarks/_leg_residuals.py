"""How steps err against taps: each leg of a walk as its steps tell of it, beside the taps at its ends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from positioning.capture import Trace
from positioning.motion import StrideTracker
from positioning.types import FloatArray

Ways = NDArray[np.complex128]
"""x + iy in metres, floor frame."""

LEAST_LEG_M = 3.0
LEAST_STEPS = 10
LONG_WALK_M = 25.0
"""Over less the taps' own errors decide how long steps come out."""
HALT_S = 0.85
"""An interval between steps that is no step: the longest in walking is 0.6 s."""
APART_S = {"under 15 s": (0.0, 15.0), "15 to 35 s": (15.0, 35.0), "over 35 s": (35.0, np.inf)}


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """The legs of one walk that are longer than `LEAST_LEG_M`, (n,) each.

    `number` counts all legs; `middle_s` when; `tapped`, `stepped` as numbers of the complex plane in metres;
    `felt_m` what all steps of it come to; `steps` how many.
    """

    number: NDArray[np.intp]
    middle_s: FloatArray
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
            "share of taps with a halt": float(np.mean(self.about_taps_s > HALT_S)),
            "step length of a walk, sd, %": 100.0 * float(true.std()),
            "the same as felt": 100.0 * float(felt.std()),
            "their correlation": float(np.corrcoef(true, felt)[0, 1]),
            "heading, variance, deg2": np.degrees(np.degrees(self._covariance("heading_rad", 0))),
        }
        for name in APART_S:
            found[f"  covariance {name}"] = np.degrees(np.degrees(self._covariance("heading_rad", name)))
        found["scale, variance, 1e-4"] = 1e4 * self._covariance("scale", 0)
        for name in APART_S:
            found[f"  covariance, scale, {name}"] = 1e4 * self._covariance("scale", name)
        return found

    def _covariance(self, column: str, apart: str | int) -> float:
        """Of a column between legs so far apart that have no tap in common, NaN without any; 0: of each with
        itself.
        """
        values = [getattr(walk, column) for walk in self.walks]
        weights = [np.abs(walk.tapped) for walk in self.walks]
        mean = np.average(np.concatenate(values), weights=np.concatenate(weights) ** 2)
        total, count = 0.0, 0.0
        for walk, value, weight in zip(self.walks, values, weights, strict=True):
            one, other = np.triu_indices(len(value), 0 if apart == 0 else 1)
            if apart == 0:
                is_meant = one == other
            else:
                low_s, high_s = APART_S[str(apart)]
                apart_s = walk.middle_s[other] - walk.middle_s[one]
                is_meant = (apart_s >= low_s) & (apart_s < high_s)
                is_meant &= walk.number[other] - walk.number[one] > 1
            product = weight[one] * weight[other] * is_meant
            off = np.clip(value - mean, -1.0, 1.0)
            total += float((product * off[one] * off[other]).sum())
            count += float(product.sum())
        return total / count if count > 0.0 else math.nan


def _steps(trace: Trace, north_rad: float) -> tuple[FloatArray, Ways]:
    """When steps were made, and their ways in the complex plane, (n,) each."""
    strides = StrideTracker(north_rad)
    made = [stride for frame in trace for stride in strides.advance(frame.imu) if stride.yaw_rad is not None]
    way = [stride.length_m * np.exp(1j * (stride.yaw_rad or 0.0)) for stride in made]
    return np.array([stride.t_s for stride in made]), np.array(way, dtype=np.complex128)


def _legs(trace: Trace, step_s: FloatArray, way: Ways) -> Legs:
    tap_s = np.array([w.t_s for w in trace.waypoints])
    tapped = np.diff(np.array([w.x_m + 1j * w.y_m for w in trace.waypoints]))
    at_s = np.append(step_s[0] - float(np.median(np.diff(step_s))), step_s)

    def by_leg(column: FloatArray) -> FloatArray:
        return np.diff(np.interp(tap_s, at_s, np.append(0.0, np.cumsum(column))))

    stepped = by_leg(way.real) + 1j * by_leg(way.imag)
    kept = np.flatnonzero((np.abs(tapped) > LEAST_LEG_M) & (np.abs(stepped) > 1.0))
    return Legs(
        kept, (tap_s[1:] + tap_s[:-1])[kept] / 2.0, tapped[kept], stepped[kept],
        by_leg(np.abs(way))[kept], by_leg(np.ones(len(way)))[kept],
    )  # fmt: skip


def _about_taps_s(trace: Trace, step_s: FloatArray) -> Iterator[float]:
    """The longest interval between steps about each tap but the first and last: until 1.6 s after it."""
    for tap in trace.waypoints[1:-1]:
        first, last = np.searchsorted(step_s, (tap.t_s - 0.3, tap.t_s + 1.6))
        near_s = step_s[max(int(first) - 1, 0) : int(last) + 1]
        if len(near_s) > 1:
            yield float(np.diff(near_s).max())
