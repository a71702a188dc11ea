"""What walks are compared by, against numpy and against what was put in."""

import numpy as np
import pytest
from _walk_statistics import (
    GRID_M,
    RATE_HZ,
    RadioStatistics,
    _correlation,
    _harmonics,
    _lagged,
    _ratio,
    _spread,
    _sums,
    peaks_s,
)

from positioning.types import BeaconMap, LevelId, Transmitter
from tests.benchmarks.conftest import ONE, OTHER, walk


def test_what_is_heard_is_counted_by_the_second() -> None:
    beacons = BeaconMap(
        LevelId("0"), {key: Transmitter(key, 2.0, 5.0, 0.5, -60.0, 2.0, 4.0) for key in (ONE, OTHER)}
    )
    early = (-0.5, ONE, -50.0)
    one = [(0.1, ONE, -70.0), (0.3, ONE, -71.0), (2.5, ONE, -69.0)]
    heard = RadioStatistics.of([walk(early, *one[:2], (0.4, OTHER, -80.0), one[2])], beacons)
    assert heard.sightings_hz == pytest.approx(4 / 4)
    assert heard.visible_hz == pytest.approx(3 / 4)
    assert heard.silent == pytest.approx(2 / 4)
    assert heard.rssi_dbm.tolist() == [-70.0, -71.0, -80.0, -69.0]
    assert heard.gaps_s == pytest.approx([0.2, 2.2])
    assert heard.rates_hz == pytest.approx([1.0])
    assert np.isnan(heard.correlation[-1])  # nothing was heard of one beacon 4 m apart
    assert np.isnan(heard.correlation_range[-1]).all()


def test_a_correlation_is_that_of_pairs_taken_either_way() -> None:
    rng = np.random.default_rng(1)
    common = rng.standard_normal(500)
    one, other = (3.0 + 2.0 * (common + 0.7 * rng.standard_normal(500)) for _ in range(2))
    away_m = rng.uniform(0.0, 8.0, 500)
    pairs = np.column_stack([away_m, one, other])
    near = (away_m >= 1.0) & (away_m < 2.0)
    either = np.concatenate([one[near], other[near]]), np.concatenate([other[near], one[near]])
    assert _correlation(_sums(pairs, 1.0, 2.0)) == pytest.approx(np.corrcoef(*either)[0, 1], abs=1e-12)
    assert np.isnan(_correlation(_sums(pairs, 9.0, 10.0)))


def test_sums_of_walks_are_those_of_all_their_pairs() -> None:
    rng = np.random.default_rng(2)
    walks = [np.column_stack([rng.uniform(0.0, 4.0, n), *rng.standard_normal((2, n))]) for n in (5, 40, 0)]
    by_walk = np.sum([_sums(pairs, 0.5, 3.0) for pairs in walks], axis=0)
    assert by_walk == pytest.approx(_sums(np.concatenate(walks), 0.5, 3.0))


def test_gaps_pile_up_where_packets_were_missed() -> None:
    rng = np.random.default_rng(4)
    sent_s = np.cumsum(0.1 + rng.uniform(0.0, 0.01, 20_000))
    gaps_s = np.diff(sent_s[rng.random(20_000) < 0.4])
    assert peaks_s(gaps_s) == pytest.approx([0.105, 0.21, 0.315, 0.42], abs=0.0051)
    assert np.isnan(peaks_s(gaps_s[:40])).all()
    assert np.isnan(peaks_s(np.empty(0))).all()


def test_harmonics_have_the_amplitudes_that_were_put_in() -> None:
    t_s = np.arange(1500) / RATE_HZ
    force_mps2 = sum(a * np.cos(k * np.pi * 2 * 1.87 * t_s + k) for k, a in ((1, 3.2), (2, 1.0), (3, 0.5)))
    found = _harmonics(np.asarray(force_mps2))
    assert found.shape == (5, 3)
    assert found == pytest.approx(np.tile([3.2, 1.0, 0.5], (5, 1)), rel=0.03)
    assert _harmonics(np.zeros(100)).shape == (0, 3)


def test_a_lagged_ratio_is_the_mean_product_over_the_mean_square() -> None:
    path_ut = np.cumsum(np.random.default_rng(5).standard_normal(300))
    lag = round(5.0 / GRID_M)
    expected = np.mean(path_ut[:-lag] * path_ut[lag:]) / np.mean(path_ut**2)
    assert _ratio(_lagged(path_ut, 5.0)) == pytest.approx(expected)


def test_a_spread_of_sums_is_the_standard_deviation() -> None:
    norm_ut = np.random.default_rng(6).normal(42.0, 7.0, 400)
    moments = np.array([len(norm_ut), norm_ut.sum(), (norm_ut**2).sum()])
    assert _spread(moments) == pytest.approx(norm_ut.std())
