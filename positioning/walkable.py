"""The walkable area as filters use it: a Gaussian that minds the walls, and coarse cells to search over."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from positioning.types import BoolArray, FloatArray, WalkableArea

_NODE_SPACING = 0.5
_NODE = np.arange(-3.0, 3.0 + _NODE_SPACING, _NODE_SPACING)
_NODES = np.stack([axis.ravel() for axis in np.meshgrid(_NODE, _NODE)])
_NODE_WEIGHTS = np.exp(-0.5 * (_NODES**2).sum(axis=0))
_NODES *= np.sqrt((1.0 - _NODE_SPACING**2 / 12.0) / np.average(_NODES[0] ** 2, weights=_NODE_WEIGHTS))
"""13 x 13 points of a standard Gaussian out to 3 sd: half a sd resolves what a Gaussian can express. Spread
so that they, with the spread within each point's cell, have its variance."""


def weighed_by_walls(
    area: WalkableArea, mean_m: FloatArray, covariance_m2: FloatArray, beyond: float
) -> tuple[FloatArray, FloatArray] | None:
    """Return the moments (2,), (2, 2) of a Gaussian whose density beyond walls is worth `beyond` (EKF-8).

    None when walls change nothing: everything is walkable, or nothing within 3 sd is.
    """
    places_m = mean_m[:, None] + _root(covariance_m2) @ _NODES
    free = _is_free(area, places_m)
    if free.all() or not free.any():
        return None
    weights = np.where(free, _NODE_WEIGHTS, beyond * _NODE_WEIGHTS)
    weights /= weights.sum()
    mean = places_m @ weights
    away_m = places_m - mean[:, None]
    within_cell_m2 = _NODE_SPACING**2 / 12.0 * covariance_m2
    return mean, (away_m * weights) @ away_m.T + within_cell_m2


def _root(covariance_m2: FloatArray) -> FloatArray:
    """Return the lower Cholesky factor of a covariance that may be singular."""
    x = math.sqrt(covariance_m2[0, 0])
    xy = covariance_m2[0, 1] / x if x > 0.0 else 0.0
    y = math.sqrt(max(covariance_m2[1, 1] - xy * xy, 0.0))
    return np.array([[x, 0.0], [xy, y]])


def _is_free(area: WalkableArea, places_m: FloatArray) -> BoolArray:
    """Tell of places (2, n) whether they are walkable; what is off the raster is not."""
    rows, columns = area.free.shape
    column = np.floor((places_m[0] - area.x0_m) / area.cell_m)
    row = np.floor((places_m[1] - area.y0_m) / area.cell_m)
    free = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    free[free] = area.free[row[free].astype(np.intp), column[free].astype(np.intp)]
    return np.asarray(free)


@dataclass(frozen=True, slots=True, eq=False)
class CoarseCells:
    """Square cells over a level: centres `x_m` (nx,), `y_m` (ny,), and the walkable share (ny, nx) of
    each.
    """

    cell_m: float
    x_m: FloatArray
    y_m: FloatArray
    share: FloatArray = field(repr=False)

    @property
    def walkable(self) -> BoolArray:
        return np.asarray(self.share > 0.0)


def coarse_cells(area: WalkableArea, cell_m: float) -> CoarseCells:
    """Merge the raster's cells into cells of about `cell_m`, never finer than the raster."""
    merge = max(1, round(cell_m / area.cell_m))
    rows, columns = (-(-size // merge) for size in area.free.shape)
    padded = np.zeros((rows * merge, columns * merge))
    padded[: area.free.shape[0], : area.free.shape[1]] = area.free
    share = padded.reshape(rows, merge, columns, merge).mean(axis=(1, 3))
    side_m = merge * area.cell_m
    return CoarseCells(
        cell_m=side_m,
        x_m=area.x0_m + (np.arange(columns) + 0.5) * side_m,
        y_m=area.y0_m + (np.arange(rows) + 0.5) * side_m,
        share=share,
    )


def open_cells(x_range_m: tuple[float, float], y_range_m: tuple[float, float], cell_m: float) -> CoarseCells:
    """Return cells over a rectangle without any walls: for a level without a plan."""
    x_m = np.arange(x_range_m[0] + 0.5 * cell_m, max(x_range_m[1], x_range_m[0] + cell_m), cell_m)
    y_m = np.arange(y_range_m[0] + 0.5 * cell_m, max(y_range_m[1], y_range_m[0] + cell_m), cell_m)
    return CoarseCells(cell_m, x_m, y_m, np.ones((len(y_m), len(x_m))))
