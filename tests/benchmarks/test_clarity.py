"""Cells of a floor and how clear the air in them is (SIM-11)."""

import numpy as np
import pytest
from _clarity import CELL_M, Clarity, ClarityCells, FoundClarity

from firmware_sim.radio import RadioModel
from positioning.types import LevelId, WalkableArea

MODEL = RadioModel.fitted()


def angled_floor() -> WalkableArea:
    """An L: 20 m along both sides, 5 m wide, its corner at (-3, 7)."""
    free = np.zeros((40, 40), dtype=np.bool_)
    free[:10], free[:, :10] = True, True
    return WalkableArea(LevelId("0"), -3.0, 7.0, 0.5, free)


def test_every_place_on_the_floor_belongs_to_the_cell_around_it() -> None:
    floor = angled_floor()
    cells = ClarityCells.over(floor)
    row, column = np.nonzero(floor.free)
    x_m, y_m = floor.x0_m + (column + 0.5) * floor.cell_m, floor.y0_m + (row + 0.5) * floor.cell_m
    found = cells.cell_of(x_m, y_m)
    assert np.abs(cells.x_m[found] - x_m).max() <= CELL_M / 2
    assert np.abs(cells.y_m[found] - y_m).max() <= CELL_M / 2
    assert set(found.tolist()) == set(range(len(cells.x_m)))


def test_a_place_off_the_floor_belongs_to_the_nearest_cell() -> None:
    cells = ClarityCells.over(angled_floor())
    off = np.array([[16.0, 26.0], [-50.0, 8.0], [40.0, 8.0]])
    found = cells.cell_of(*off.T)
    away_m = np.hypot(cells.x_m[:, None] - off[:, 0], cells.y_m[:, None] - off[:, 1])
    assert away_m[found, np.arange(3)] == pytest.approx(away_m.min(axis=0), abs=CELL_M)


def test_the_prior_falls_with_distance_as_the_simulated_field_does() -> None:
    cells = ClarityCells.over(angled_floor())
    covariance = cells.covariance(MODEL)
    away_m = np.hypot(cells.x_m[0] - cells.x_m[-1], cells.y_m[0] - cells.y_m[-1])
    assert covariance[0, -1] == pytest.approx(
        MODEL.clarity_sd**2 * np.exp(-away_m / MODEL.clarity_length_m), rel=1e-9
    )
    assert covariance @ cells.precision(MODEL) == pytest.approx(np.eye(len(cells.x_m)), abs=1e-6)


def test_draws_spread_as_far_as_the_survey_leaves_open() -> None:
    cells = ClarityCells.over(angled_floor())
    n, rng = len(cells.x_m), np.random.default_rng(1)
    precision = cells.precision(MODEL) + np.diag(np.linspace(0.0, 30.0, n))
    found = FoundClarity(cells, np.linspace(-1.0, 1.0, n), precision)
    drawn = np.array([Clarity.drawn(found, rng).log_share for _ in range(6000)])
    assert drawn.mean(axis=0) == pytest.approx(found.mean, abs=0.05)
    assert np.cov(drawn.T) == pytest.approx(np.linalg.inv(precision), abs=0.05)
