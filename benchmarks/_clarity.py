"""How well phones hear at a place of a recorded floor, whoever walks there: cells of a floor (SIM-11)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, cholesky, solve_triangular

from firmware_sim.radio import RadioModel
from positioning.types import FloatArray, WalkableArea

Index = NDArray[np.intp]

CELL_M = 4.0
"""Half the length over which clarity is alike (SIM-11)."""
JITTER = 1e-6
"""Keeps the matrix of many cells next to each other positive definite in double precision."""


@dataclass(frozen=True, slots=True, eq=False)
class ClarityCells:
    """Cells of a floor with walkable ground: centres (c,), and the cell of each square, (rows, columns)."""

    x_m: FloatArray
    y_m: FloatArray
    squares: Index
    x0_m: float
    y0_m: float

    @classmethod
    def over(cls, floor: WalkableArea) -> ClarityCells:
        """Cut a floor into cells; a square without walkable ground belongs to the cell next to it."""
        row, column = np.nonzero(floor.free)
        x_m = floor.x0_m + (column + 0.5) * floor.cell_m
        y_m = floor.y0_m + (row + 0.5) * floor.cell_m
        at = np.floor(np.column_stack([x_m - floor.x0_m, y_m - floor.y0_m]) / CELL_M).astype(np.intp)
        cells = np.unique(at, axis=0)
        columns, rows = (cells.max(axis=0) + 1).tolist()
        square_x, square_y = np.meshgrid(np.arange(columns), np.arange(rows))
        away = (square_x[..., None] - cells[:, 0]) ** 2 + (square_y[..., None] - cells[:, 1]) ** 2
        centre_m = CELL_M * (cells.astype(np.float64) + 0.5)
        return cls(
            np.asarray(centre_m[:, 0] + floor.x0_m), np.asarray(centre_m[:, 1] + floor.y0_m),
            np.argmin(away, axis=-1), floor.x0_m, floor.y0_m,
        )  # fmt: skip

    def cell_of(self, x_m: FloatArray, y_m: FloatArray) -> Index:
        """The cells of n places, (n,); off the floor the nearest at its edge."""
        rows, columns = self.squares.shape
        row = np.clip(np.floor((y_m - self.y0_m) / CELL_M).astype(np.intp), 0, rows - 1)
        column = np.clip(np.floor((x_m - self.x0_m) / CELL_M).astype(np.intp), 0, columns - 1)
        return np.asarray(self.squares[row, column])

    def covariance(self, model: RadioModel) -> FloatArray:
        """Of the clarity's prior between all cells, (c, c): exp(-d / length)."""
        away_m = np.hypot(self.x_m[:, None] - self.x_m, self.y_m[:, None] - self.y_m)
        near = np.exp(-away_m / model.clarity_length_m) + JITTER * np.eye(len(self.x_m))
        return np.asarray(model.clarity_sd**2 * near)

    def precision(self, model: RadioModel) -> FloatArray:
        """The inverse of `covariance`."""
        return np.asarray(cho_solve(cho_factor(self.covariance(model)), np.eye(len(self.x_m))))


@dataclass(frozen=True, slots=True, eq=False)
class FoundClarity:
    """What a survey tells of how clear a floor's air is: the likeliest, (c,), and its precision, (c, c)."""

    cells: ClarityCells
    mean: FloatArray
    precision: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Clarity:
    """How clear the air of a floor is: logarithm of what it makes of a phone's reception, by cell (c,)."""

    cells: ClarityCells
    log_share: FloatArray

    @classmethod
    def drawn(cls, found: FoundClarity, rng: np.random.Generator) -> Clarity:
        """One that agrees with what a survey tells, as far as it tells (Laplace's approximation)."""
        root = cholesky(found.precision)
        beside = solve_triangular(root, rng.normal(size=len(found.mean)))
        return cls(found.cells, found.mean + beside)

    def at(self, x_m: FloatArray, y_m: FloatArray, _t_s: FloatArray) -> FloatArray:
        """At n places, (n,)."""
        return np.asarray(self.log_share[self.cells.cell_of(x_m, y_m)])
