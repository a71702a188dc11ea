"""Gaussians that mind walls: against sums over a fine raster, and where walls say nothing."""

from __future__ import annotations

import numpy as np
import pytest

from positioning import ReferenceEkf
from positioning.types import LevelId, WalkableArea
from positioning.walkable import weighed_by_walls

SPREAD = np.array([[2.0, 0.6], [0.6, 1.0]])


def half_plane(columns: int) -> WalkableArea:
    """Walkable for 0 <= x < columns / 10, 0 <= y < 20, in cells of 0.1 m."""
    free = np.zeros((200, 200), dtype=bool)
    free[:, :columns] = True
    return WalkableArea(LevelId("G"), 0.0, 0.0, 0.1, free)


@pytest.mark.parametrize("beyond", [0.0, 0.3])
@pytest.mark.parametrize("x_m", [8.5, 10.0, 11.0])
def test_the_moments_are_those_of_a_fine_sum(x_m: float, beyond: float) -> None:
    """EKF-8."""
    mean = np.array([x_m, 10.0])
    found = weighed_by_walls(half_plane(100), mean, SPREAD, beyond)
    assert found is not None
    axis = np.arange(0.025, 20.0, 0.05)
    places = np.stack([part.ravel() for part in np.meshgrid(axis, axis)])
    away = places - mean[:, None]
    density = np.exp(-0.5 * (away * np.linalg.solve(SPREAD, away)).sum(axis=0))
    weights = np.where(places[0] < 10.0, 1.0, beyond) * density
    weights /= weights.sum()
    exact_mean = places @ weights
    exact = np.cov(places, aweights=weights, bias=True)
    half_a_points_cell_m = 0.25 * np.sqrt(2.0)
    np.testing.assert_allclose(found[0], exact_mean, atol=half_a_points_cell_m)
    np.testing.assert_allclose(found[1], exact, atol=0.25)


def test_walls_out_of_reach_and_no_way_within_reach_change_nothing() -> None:
    floor = half_plane(100)
    assert weighed_by_walls(floor, np.array([5.0, 10.0]), 0.1 * SPREAD, 0.0) is None
    assert weighed_by_walls(floor, np.array([17.0, 10.0]), 0.1 * SPREAD, 0.0) is None


def test_a_point_without_spread_stays() -> None:
    assert weighed_by_walls(half_plane(100), np.array([5.0, 10.0]), np.zeros((2, 2)), 0.0) is None


def test_a_filter_that_assumes_moments_has_them_and_turns_with_them() -> None:
    ekf = ReferenceEkf(10.0, 10.0, sd_m=0.5)
    for _ in range(10):
        ekf.predict_step(0.7, yaw_rad=0.0)
    before = ekf.mean
    moved, narrowed = before[:2] + np.array([0.0, 1.0]), 0.5 * ekf.covariance[:2, :2]
    ekf.assume_position(moved, narrowed)
    np.testing.assert_allclose(ekf.mean[:2], moved)
    np.testing.assert_allclose(ekf.covariance[:2, :2], narrowed)
    assert ekf.mean[2] > before[2] + 0.01  # walked east and is farther north: it went more to the left
