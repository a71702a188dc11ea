"""The figures of all walks together, as `evaluate --json` shows them (docs/theory/evaluation.md)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from campaigns.commands.evaluation.walks import Method, MethodScore, WalkScore
from campaigns.commands.tracking import Start, TrackingJob
from positioning.bootstrap import (
    LEVEL,
    RESAMPLES,
    Counts,
    Interval,
    Sample,
    Statistic,
    WalkResamples,
    mean,
    quantile,
)
from positioning.metrics import CHI2_95_2DOF
from positioning.types import BoolArray, FloatArray, PoseStatus

Figures = dict[str, Any]
Kept = Callable[[WalkScore], BoolArray]

ERRORS: Mapping[str, Statistic] = {
    "mean_m": mean,
    "median_m": quantile(0.5),
    "q75_m": quantile(0.75),
    "q90_m": quantile(0.9),
    "q95_m": quantile(0.95),
}
HEADINGS: Mapping[str, Statistic] = {"median_deg": quantile(0.5), "q90_deg": quantile(0.9)}

COMPARED = (Method.STEPS_AND_PLAN, Method.STEPS_ALONE, Method.PLAIN_EKF)
"""What the tracker must not be worse than (EVAL-8)."""

DIGITS = 4


def report(walks: Sequence[WalkScore], job: TrackingJob) -> Figures:
    """Return everything that is known of a run, each figure with its interval by walk."""
    evaluation = _Evaluation(walks, job.seed)
    methods = [method for method in Method if walks and method in walks[0].methods]
    tracking_s = sum(walk.tracking_s for walk in walks)
    found: Figures = {
        "mode": job.mode.value,
        "start": job.start.value,
        "seed": job.seed,
        "walks": len(walks),
        "simulated": any(walk.is_simulated for walk in walks),
        "bootstrap": {"by": "walk", "resamples": RESAMPLES, "level": LEVEL, "seed": job.seed},
        "coverage_known": evaluation.is_coverage_known,
        **{method.value: evaluation.method(method) for method in methods},
        "differences": {each.value: evaluation.difference(each) for each in COMPARED if each in methods},
        "honesty": {"all": evaluation.honesty(_all), "ok": evaluation.honesty(_ok)},
        "availability": evaluation.availability(),
        "times_real_time": round(sum(w.walked_s for w in walks) / tracking_s, 1) if tracking_s else None,
    }
    if job.start is Start.UNKNOWN:
        found["waypoints_before_first_sighting"] = sum(walk.before_first_sighting for walk in walks)
    return found


class _Evaluation:
    """The walks of one run, and the draws that all their intervals share."""

    def __init__(self, walks: Sequence[WalkScore], seed: int) -> None:
        self._walks = walks
        self._resamples = WalkResamples.draw(len(walks), seed)
        self.is_coverage_known = bool(walks) and all(walk.is_covered is not None for walk in walks)

    def method(self, method: Method) -> Figures | None:
        """Return a method's errors, honesty and heading; None when no waypoint judges it."""
        figures = self._errors(method, _all)
        if figures is None:
            return None
        nees = self._sample(method, _nees, _all)
        if len(nees):
            self._describe(figures, {"mean_nees": (nees, mean), "within_95": (_inside(nees), mean)})
        statuses = [status for walk in self._walks for status in walk.methods[method].status]
        if statuses:
            figures["status"] = {
                s.value: round(statuses.count(s) / len(statuses), DIGITS) for s in PoseStatus
            }
        figures["from_first_ok"] = self._errors(method, _found)
        if self.is_coverage_known:
            figures["covered"] = self._errors(method, _covered)
            figures["uncovered"] = self._errors(method, lambda walk: ~_covered(walk))
        figures["heading"] = self._heading(method, only_ok=False)
        figures["heading_ok"] = self._heading(method, only_ok=True)
        return figures

    def difference(self, other: Method) -> Figures | None:
        """Return the tracker's figures minus another method's on the waypoints that both have (EVAL-8)."""
        ours, theirs = [], []
        for walk in self._walks:
            one, two = walk.methods[Method.TRACKER].error_m, walk.methods[other].error_m
            both = ~np.isnan(one) & ~np.isnan(two)
            ours.append(one[both])
            theirs.append(two[both])
        one_sample, two_sample = Sample.of(ours), Sample.of(theirs)
        if not len(one_sample):
            return None
        figures: Figures = {"waypoints": len(one_sample), "intervals": {}, "verdict": {}}
        for name in ("mean_m", "median_m"):
            statistic = ERRORS[name]
            figures[name] = round(one_sample.figure(statistic) - two_sample.figure(statistic), DIGITS)
            interval = self._resamples.difference(one_sample, two_sample, statistic)
            figures["intervals"][name] = _limits(interval)
            figures["verdict"][name] = verdict(interval)
        return figures

    def honesty(self, kept: Kept) -> Figures | None:
        """Return NEES and coverage of the claimed ellipse, overall and by third of published sd (EVAL-6)."""
        sd = self._sample(Method.TRACKER, _sd, kept)
        if not len(sd):
            return None
        edges_m = np.quantile(sd.values, (0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0))
        third = np.searchsorted(edges_m[1:3], sd.values, side="left")
        nees = self._sample(Method.TRACKER, _nees, kept)
        figures = self._honesty_of(nees)
        figures["thirds"] = [
            {
                "sd_from_m": round(float(edges_m[k]), DIGITS),
                "sd_to_m": round(float(edges_m[k + 1]), DIGITS),
                **self._honesty_of(Sample(nees.values[third == k], nees.walk[third == k])),
            }
            for k in range(3)
        ]
        return figures

    def _honesty_of(self, nees: Sample) -> Figures:
        figures: Figures = {"waypoints": len(nees)}
        self._describe(figures, {"mean_nees": (nees, mean), "within_95": (_inside(nees), mean)})
        return figures

    def availability(self) -> Figures:
        """Return the shares of waypoints and of time by status, and the time to the first `ok` (EVAL-3)."""
        walked_s = np.array([sum(walk.status_s.values()) for walk in self._walks])
        of_waypoints: Figures = {}
        of_time: Figures = {}
        for status in PoseStatus:
            is_so = [[float(s is status) for s in w.methods[Method.TRACKER].status] for w in self._walks]
            self._describe(of_waypoints, {status.value: (Sample.of(is_so), mean)})
            spent_s = Sample.of([[walk.status_s[status]] for walk in self._walks])
            self._describe(of_time, {status.value: (spent_s, _share_of(walked_s))})
        first_s = Sample.of([[math.nan if w.first_ok_s is None else w.first_ok_s] for w in self._walks])
        to_ok: Figures = {"walks": len(first_s)}
        self._describe(to_ok, {"median_s": (first_s, quantile(0.5)), "q90_s": (first_s, quantile(0.9))})
        return {"waypoints": of_waypoints, "time": of_time, "first_ok": to_ok}

    def _errors(self, method: Method, kept: Kept) -> Figures | None:
        sample = self._sample(method, _error, kept)
        if not len(sample):
            return None
        figures: Figures = {"waypoints": len(sample)}
        self._describe(figures, {name: (sample, statistic) for name, statistic in ERRORS.items()})
        return figures

    def _heading(self, method: Method, *, only_ok: bool) -> Figures | None:
        """Return the heading error over the segments, or over those that were `ok` throughout (EVAL-4)."""
        sample = Sample.of(
            [
                [math.degrees(h.error_rad) for h in walk.methods[method].headings if h.is_ok or not only_ok]
                for walk in self._walks
            ]
        )
        if not len(sample):
            return None
        figures: Figures = {"segments": len(sample)}
        self._describe(figures, {name: (sample, statistic) for name, statistic in HEADINGS.items()})
        return figures

    def _sample(self, method: Method, column: Callable[[MethodScore], FloatArray], kept: Kept) -> Sample:
        return Sample.of([column(walk.methods[method])[kept(walk)] for walk in self._walks])

    def _describe(self, figures: Figures, samples: Mapping[str, tuple[Sample, Statistic]]) -> None:
        """Add each figure under its name, and its limits under `intervals`; None where there is none."""
        intervals = figures.setdefault("intervals", {})
        for name, (sample, statistic) in samples.items():
            value = sample.figure(statistic)
            figures[name] = None if math.isnan(value) else round(value, DIGITS)
            intervals[name] = _limits(self._resamples.interval(sample, statistic))


def verdict(difference: Interval | None) -> str:
    """Say what the interval of a difference of errors shows: below zero the tracker is better (EVAL-8)."""
    if difference is None:
        return "too few walks"
    if difference.high < 0.0:
        return "better"
    return "worse" if difference.low > 0.0 else "not worse"


def _limits(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(interval.low, DIGITS), round(interval.high, DIGITS)]


def _inside(nees: Sample) -> Sample:
    return Sample((nees.values <= CHI2_95_2DOF).astype(np.float64), nees.walk)


def _share_of(whole: FloatArray) -> Statistic:
    """Return the `Statistic` of a sum over walks as a share of another sum over the same walks."""

    def of(values: FloatArray, weights: Counts) -> FloatArray:
        shares, wholes = np.full(len(weights), np.nan), weights @ whole
        np.divide(weights @ values, wholes, out=shares, where=wholes > 0.0)
        return shares

    return of


def _error(score: MethodScore) -> FloatArray:
    return score.error_m


def _nees(score: MethodScore) -> FloatArray:
    return score.nees


def _sd(score: MethodScore) -> FloatArray:
    return score.sd_m


def _all(walk: WalkScore) -> BoolArray:
    return np.ones(len(walk.is_found), dtype=np.bool_)


def _found(walk: WalkScore) -> BoolArray:
    return walk.is_found


def _covered(walk: WalkScore) -> BoolArray:
    if walk.is_covered is None:
        raise AssertionError("asked only when every walk's coverage is known")
    return walk.is_covered


def _ok(walk: WalkScore) -> BoolArray:
    tracker = walk.methods[Method.TRACKER]
    unscored = len(walk.is_found) - len(tracker.status)
    return np.array([False] * unscored + [status is PoseStatus.OK for status in tracker.status], np.bool_)
