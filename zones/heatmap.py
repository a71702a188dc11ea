"""Where time is spent on a floor: seconds in the cells of a fixed grid."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from positioning.types import FloatArray, PoseStatus, Trajectory
from zones.level import Level

LONGEST_INTERVAL_S = 5.0
"""Between two poses further apart nothing is known: frames come about once a second."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells of side c that cover a level from the floor frame's origin.

    Column i and row j hold x in [i c, (i+1) c) and y in [j c, (j+1) c).
    """

    cell_m: float
    columns: int
    rows: int

    @classmethod
    def of_level(cls, level: Level, cell_m: float) -> Grid:
        """The grid of a level; it depends on nothing but the level's size, so that every report shares it."""
        return cls(
            cell_m,
            max(1, int(np.ceil(level.width_m / cell_m))),
            max(1, int(np.ceil(level.height_m / cell_m))),
        )

    def cell_of(self, x_m: FloatArray, y_m: FloatArray) -> NDArray[np.intp]:
        """Flat cell index (n,) of points (n,); -1 outside the grid."""
        i = np.floor(x_m / self.cell_m).astype(np.intp)
        j = np.floor(y_m / self.cell_m).astype(np.intp)
        inside = (i >= 0) & (i < self.columns) & (j >= 0) & (j < self.rows)
        return np.where(inside, j * self.columns + i, -1)


@dataclass(frozen=True, slots=True, eq=False)
class Heatmap:
    """Seconds (rows, columns) that people spent in each cell, and how many distinct people were there."""

    grid: Grid
    seconds: FloatArray = field(repr=False)
    people: NDArray[np.int64] = field(repr=False)


def seconds_per_cell(path: Trajectory, grid: Grid) -> FloatArray:
    """Time of one path in each cell (rows, columns).

    An interval between two `ok` poses is spread evenly over the straight line between them, in pieces of at
    most half a cell. What lies outside the grid, before the first fix or across a silence counts nowhere.
    """
    ok = np.array([status is PoseStatus.OK for status in path.status], dtype=np.bool_)
    duration_s = np.diff(path.t_s)
    counted = ok[:-1] & ok[1:] & (duration_s > 0) & (duration_s <= LONGEST_INTERVAL_S)
    start = np.flatnonzero(counted)
    total = np.zeros(grid.rows * grid.columns)
    if len(start):
        dx, dy = np.diff(path.x_m)[start], np.diff(path.y_m)[start]
        pieces = np.maximum(1, np.ceil(np.hypot(dx, dy) / (grid.cell_m / 2))).astype(np.intp)
        owner = np.repeat(np.arange(len(start)), pieces)
        first = np.concatenate([[0], np.cumsum(pieces)[:-1]])
        share = (np.arange(len(owner)) - first[owner] + 0.5) / pieces[owner]
        cell = grid.cell_of(
            path.x_m[start][owner] + share * dx[owner], path.y_m[start][owner] + share * dy[owner]
        )
        piece_s = (duration_s[start] / pieces)[owner]
        inside = cell >= 0
        total += np.bincount(cell[inside], weights=piece_s[inside], minlength=len(total))
    return total.reshape(grid.rows, grid.columns)


def heatmap(paths: Iterable[tuple[Hashable, Trajectory]], grid: Grid) -> Heatmap:
    """Sum of paths, each with its person; a person who came twice counts once in `people`.

    Parameters
    ----------
    paths : person and path of each visit, in any order.
    """
    seconds = np.zeros((grid.rows, grid.columns))
    been: dict[Hashable, NDArray[np.bool_]] = {}
    for person, path in paths:
        spent_s = seconds_per_cell(path, grid)
        seconds += spent_s
        there = spent_s > 0
        been[person] = been[person] | there if person in been else there
    people = np.zeros(seconds.shape, dtype=np.int64)
    for there in been.values():
        people += there
    return Heatmap(grid, seconds, people)
