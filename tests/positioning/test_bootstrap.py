"""Intervals by walk against repeated samples and scipy; what drawing walks must do (EVAL-7, EVAL-8)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap

from positioning.bootstrap import Interval, Sample, WalkResamples, mean, quantile

STATISTICS = {
    "mean": (mean, np.mean),
    "median": (quantile(0.5), np.median),
    "90 %": (quantile(0.9), lambda values: np.quantile(values, 0.9)),
}


@pytest.fixture
def walks() -> list[np.ndarray]:
    """Twenty walks of nought to eight values, each walk with a level of its own."""
    rng = np.random.default_rng(3)
    return [rng.exponential(1.0, rng.integers(0, 9)) + rng.exponential(2.0) for _ in range(20)]


@pytest.mark.parametrize("name", STATISTICS)
def test_weighted_figures_are_those_of_the_repeated_sample(walks: list[np.ndarray], name: str) -> None:
    ours, numpys = STATISTICS[name]
    sample, resamples = Sample.of(walks), WalkResamples.draw(len(walks), seed=1, resamples=50)
    weights = resamples.counts[:, sample.walk]
    expected = [numpys(np.repeat(sample.values, row)) for row in weights]
    assert ours(sample.values, weights) == pytest.approx(expected, abs=1e-12)
    assert sample.figure(ours) == pytest.approx(numpys(np.concatenate(walks)), abs=1e-12)


@pytest.mark.parametrize("name", STATISTICS)
def test_the_interval_is_scipys_over_whole_walks(walks: list[np.ndarray], name: str) -> None:
    ours, numpys = STATISTICS[name]
    found = WalkResamples.draw(len(walks), seed=1, resamples=8000).interval(Sample.of(walks), ours)
    scipys = bootstrap(
        (np.arange(len(walks)),),
        lambda drawn: numpys(np.concatenate([walks[k] for k in drawn])),
        vectorized=False, method="percentile", n_resamples=4000, rng=np.random.default_rng(2),
    ).confidence_interval  # fmt: skip
    assert found is not None
    width = scipys.high - scipys.low
    assert found.low == pytest.approx(scipys.low, abs=0.06 * width)
    assert found.high == pytest.approx(scipys.high, abs=0.06 * width)


def test_walks_are_drawn_not_their_waypoints() -> None:
    """A hundred values a walk that are all alike say no more than one: the interval stays as wide."""
    levels = np.linspace(1.0, 9.0, 12)
    resamples = WalkResamples.draw(12, seed=5)
    once = resamples.interval(Sample.of([[level] for level in levels]), mean)
    often = resamples.interval(Sample.of([[level] * 100 for level in levels]), mean)
    assert once is not None
    assert often is not None
    assert (often.low, often.high) == pytest.approx((once.low, once.high))
    assert once.high - once.low > 2.0


def test_the_seed_fixes_the_draws(walks: list[np.ndarray]) -> None:
    sample = Sample.of(walks)
    one, same, other = (WalkResamples.draw(20, seed).interval(sample, mean) for seed in (7, 7, 8))
    assert one == same
    assert one != other


def test_differences_are_paired() -> None:
    """A constant gain is certain however much the walks differ; unpaired it would drown."""
    rng = np.random.default_rng(0)
    hard = [rng.normal(level, 0.1, 5) for level in rng.uniform(1.0, 50.0, 15)]
    resamples = WalkResamples.draw(15, seed=0)
    gain = resamples.difference(Sample.of([walk - 1.0 for walk in hard]), Sample.of(hard), mean)
    assert gain is not None
    assert (gain.low, gain.high) == pytest.approx((-1.0, -1.0))


def test_what_is_not_there_is_left_out() -> None:
    sample = Sample.of([[1.0, np.nan], [], [3.0]])
    assert sample.values.tolist() == [1.0, 3.0]
    assert sample.walk.tolist() == [0, 2]
    interval = WalkResamples.draw(3, seed=0).interval(sample, mean)
    assert interval == Interval(1.0, 3.0)  # resamples of the second walk alone have no mean and do not count


@pytest.mark.parametrize("walks", [[], [[]], [[1.0, 2.0]], [[1.0], [], [np.nan]]])
def test_one_walk_has_no_interval(walks: list[list[float]]) -> None:
    assert WalkResamples.draw(len(walks), seed=0).interval(Sample.of(walks), quantile(0.5)) is None


def test_nothing_has_no_figure() -> None:
    assert np.isnan(Sample.of([[]]).figure(mean))
    assert np.isnan(Sample.of([[]]).figure(quantile(0.5)))
