"""What walks heard, and how sure figures of them are."""

import numpy as np
import pytest
from _hearing import Certainty, Hearing, redrawn

from tests.benchmarks.conftest import ONE, OTHER, walk


def test_a_walk_is_heard_by_the_second() -> None:
    early, late = (-0.5, ONE, -50.0), (4.2, ONE, -90.0)
    heard = Hearing.of(walk(early, (0.1, ONE, -70.0), (0.4, OTHER, -80.0), (2.5, ONE, -69.0), late))
    assert heard.sightings.tolist() == [2, 0, 1, 0]
    assert heard.visible.tolist() == [2, 0, 1, 0]
    assert heard.rssi_dbm.tolist() == [-70.0, -80.0, -69.0, -90.0]
    assert sorted(heard.gaps_s) == pytest.approx([1.7, 2.4])
    assert heard.seconds.tolist() == [4, 3, 3, 2]


def test_a_range_is_as_wide_as_walks_differ() -> None:
    rng = np.random.default_rng(3)
    figures = rng.normal(5.0, 2.0, 200)
    walks = np.column_stack([np.ones(200), figures])
    quantiles = redrawn(walks, lambda sums: float(sums[1] / sums[0]))
    sd = figures.std() / np.sqrt(200)
    for found, sds in zip(quantiles, (-1.96, -1.2816, 1.2816, 1.96), strict=True):
        assert found == pytest.approx(figures.mean() + sds * sd, abs=0.4 * sd)
    same = redrawn(np.tile([1.0, 5.0], (20, 1)), lambda sums: float(sums[1] / sums[0]))
    assert same == (5.0,) * 4


def test_few_walks_that_differ_are_sure_of_little() -> None:
    """Walks of all levels alike are as far from themselves as single readings are; walks of one level each as
    far as walks.
    """
    rng = np.random.default_rng(4)
    levels = rng.normal(-80.0, 6.0, (12, 60))
    alike = [hearing(of_walk) for of_walk in levels]
    apart = [hearing(of_walk) for of_walk in np.sort(levels, axis=None).reshape(12, 60)]
    sure, unsure = Certainty.of(alike), Certainty.of(apart)
    assert sure.rssi_distance < 1.36 / np.sqrt(720) < 0.15 < unsure.rssi_distance
    assert sure.silent == (0.25,) * 4
    assert sure.sightings_hz == sure.visible_hz == (1.5,) * 4


def hearing(rssi_dbm: np.ndarray) -> Hearing:
    counts = np.array([3.0, 1.0, 2.0, 0.0])
    return Hearing(counts, counts, rssi_dbm, np.array([0.1, 0.2]))
