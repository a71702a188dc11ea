"""The walkable area as filters use it: how far a point is from it, and coarse cells to search over."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from scipy.ndimage import distance_transform_edt

from positioning.types import BoolArray, FloatArray, WalkableArea


@dataclass(frozen=True, slots=True, eq=False)
class WalkableField:
    """Distances to the free cells of one `WalkableArea`.

    `distance_m[j, i]` is how far the centre of cell (j, i) is from the nearest free cell's centre, zero on
    free cells; `nearest[:, j, i]` is that cell's (row, column).
    """

    area: WalkableArea
    distance_m: FloatArray = field(repr=False)
    nearest: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, area: WalkableArea) -> WalkableField | None:
        """Measure an area; None when nothing on it is free, which says nothing about where people are."""
        if not area.free.any():
            return None
        cells, nearest = distance_transform_edt(~area.free, return_indices=True)
        return cls(area, np.asarray(cells * area.cell_m), np.asarray(nearest))

    def wall_between(self, x_m: float, y_m: float) -> tuple[float, float, float] | None:
        """Return (x, y, distance) of the nearest walkable cell's centre, or None when (x_m, y_m) is
        walkable.
        """
        area = self.area
        rows, columns = area.free.shape
        column = min(max(math.floor((x_m - area.x0_m) / area.cell_m), 0), columns - 1)
        row = min(max(math.floor((y_m - area.y0_m) / area.cell_m), 0), rows - 1)
        near_row, near_column = int(self.nearest[0, row, column]), int(self.nearest[1, row, column])
        near_x_m = area.x0_m + (near_column + 0.5) * area.cell_m
        near_y_m = area.y0_m + (near_row + 0.5) * area.cell_m
        distance_m = math.hypot(x_m - near_x_m, y_m - near_y_m)
        if distance_m <= area.cell_m:
            return None
        return near_x_m, near_y_m, distance_m


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
