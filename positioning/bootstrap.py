"""How sure a figure is: intervals from walks drawn again (docs/theory/evaluation.md, EVAL-7 and EVAL-8).

The waypoints of one walk err together, so whole walks are drawn, never single waypoints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from positioning.types import FloatArray

RESAMPLES = 2000
"""Percentile limits want 1000 and more (Efron and Tibshirani 1993, chapter 19)."""

LEVEL = 0.95

Counts = NDArray[np.int32]

Statistic = Callable[[FloatArray, Counts], FloatArray]
"""A figure of values (n,), the k-th of which comes weights[:, k] times: weights (b, n) -> (b,), NaN of
none."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Values (n,) of several walks, and which walk each is of: `walk` (n,) counts from zero."""

    values: FloatArray
    walk: NDArray[np.intp]

    @classmethod
    def of(cls, walks: Sequence[Iterable[float]]) -> Sample:
        """Return the values of walks in order; NaN marks a value that is not there."""
        columns = [np.asarray(list(values), dtype=np.float64) for values in walks]
        walk = np.repeat(np.arange(len(columns)), [len(column) for column in columns])
        values = np.concatenate([np.empty(0), *columns])
        there = ~np.isnan(values)
        return cls(values[there], walk[there])

    def __len__(self) -> int:
        return len(self.values)

    def figure(self, statistic: Statistic) -> float:
        """Return the figure of the sample as it is, NaN when it is empty."""
        return float(statistic(self.values, np.ones((1, len(self)), np.int32))[0])


@dataclass(frozen=True, slots=True)
class Interval:
    """The limits between which a figure lies in 95 % of the resamples."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class WalkResamples:
    """Walks drawn with replacement, once for all figures: `counts` (resamples, walks) says how often each.

    Figures of two estimators over the same draws are paired.

    Examples
    --------
    >>> resamples = WalkResamples.draw(walks=3, seed=0, resamples=4)
    >>> resamples.counts.sum(axis=1).tolist()
    [3, 3, 3, 3]
    """

    counts: Counts = field(repr=False)

    @classmethod
    def draw(cls, walks: int, seed: int, resamples: int = RESAMPLES) -> WalkResamples:
        """Draw as many walks as there are, `resamples` times."""
        counts = np.zeros((resamples, walks), np.int32)
        if walks:
            counts[:] = np.random.default_rng(seed).multinomial(walks, np.full(walks, 1.0 / walks), resamples)
        return cls(counts)

    def interval(self, sample: Sample, statistic: Statistic) -> Interval | None:
        """Return a figure's percentile interval, None when fewer than two walks have values (EVAL-7)."""
        return _interval(self._figures(sample, statistic), sample)

    def difference(self, one: Sample, other: Sample, statistic: Statistic) -> Interval | None:
        """Return the interval of one sample's figure minus the other's, over the same draws (EVAL-8)."""
        return _interval(self._figures(one, statistic) - self._figures(other, statistic), one, other)

    def _figures(self, sample: Sample, statistic: Statistic) -> FloatArray:
        return statistic(sample.values, self.counts[:, sample.walk])


def _interval(figures: FloatArray, *samples: Sample) -> Interval | None:
    if min(len(np.unique(sample.walk)) for sample in samples) < 2:
        return None
    tail = 0.5 * (1.0 - LEVEL)
    low, high = np.quantile(figures[~np.isnan(figures)], (tail, 1.0 - tail))
    return Interval(float(low), float(high))


def mean(values: FloatArray, weights: Counts) -> FloatArray:
    """Return the weighted means, a `Statistic`."""
    total = weights.sum(axis=1)
    means = np.full(len(weights), np.nan)
    np.divide(weights @ values, total, out=means, where=total > 0)
    return means


def quantile(share: float) -> Statistic:
    """Return the `Statistic` of a quantile, linear between order statistics as `numpy.quantile` is.

    Examples
    --------
    >>> quantile(0.5)(np.array([1.0, 2.0, 9.0]), np.array([[1, 1, 1], [0, 1, 1]])).tolist()
    [2.0, 5.5]
    """

    def of(values: FloatArray, weights: Counts) -> FloatArray:
        if not len(values):
            return np.full(len(weights), np.nan)
        order = np.argsort(values)
        ordered, up_to = values[order], np.cumsum(weights[:, order], axis=1, dtype=weights.dtype)
        place = np.maximum(up_to[:, -1] - 1, 0) * share
        below = np.floor(place)
        lower, upper = (_kth(ordered, up_to, k) for k in (below, np.ceil(place)))
        found: FloatArray = lower + (place - below) * (upper - lower)
        return np.where(up_to[:, -1] > 0, found, np.nan)

    return of


def _kth(ordered: FloatArray, up_to: Counts, k: FloatArray) -> FloatArray:
    """Return the k-th value, from zero, of each repeated sample: the first with more than k up to it."""
    first = np.count_nonzero(up_to <= k.astype(up_to.dtype)[:, None], axis=1)
    return np.asarray(np.take(ordered, first, mode="clip"))
