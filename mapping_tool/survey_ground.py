"""The ground that a survey is to walk: a level's walkable raster as places and ways between them, and what
walks have covered of it.

A place is covered when a walk came within `COVERED_WITHIN_M` of it *on foot*: past a shelf's end, not through
the shelf, so that every aisle is walked and none is covered from the next one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from positioning.metrics import COVERED_WITHIN_M
from positioning.types import BoolArray, FloatArray, WalkableArea
from zones.level import Level

FINE_PLACE_M, COARSE_PLACE_M = 0.5, 1.0
MOST_FINE_PLACES = 12_000
"""3,000 m2 at half a metre: a supermarket. Halls of malls are wide, a metre finds every way through them."""

NEAREST_WITHIN_M = 2.0
"""A tap this far off the walkable ground is taken for the nearest place on it: it lies on a shelf's edge."""

Nodes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class WalkedLeg:
    """A straight piece of a walk between two taps. Floor frame."""

    x0_m: float
    y0_m: float
    x1_m: float
    y1_m: float


class SurveyGround:
    """The walkable places of a level that can be reached from its entrances (without any: its largest part).

    Attributes
    ----------
    cell_m : each place stands for a square of this side.
    x_m, y_m : (n,) the places' centres. Floor frame.
    clearance_m : (n,) how far each is from what stands in the way.
    rows, columns : (n,) the places on a grid whose first cell's centre is `origin_m`.
    left_out_m2 : walkable ground that no way leads to.
    """

    def __init__(self, level: Level, floor: WalkableArea, cell_m: float | None = None) -> None:
        fine_m = FINE_PLACE_M if cell_m is None else cell_m
        if cell_m is None and floor.free.sum() * (floor.cell_m / fine_m) ** 2 > MOST_FINE_PLACES:
            fine_m = COARSE_PLACE_M
        stride = max(1, round(fine_m / floor.cell_m))
        self.cell_m = stride * floor.cell_m
        first = stride // 2
        free = floor.free[first::stride, first::stride]
        self.origin_m = (
            floor.x0_m + (first + 0.5) * floor.cell_m,
            floor.y0_m + (first + 0.5) * floor.cell_m,
        )
        index = np.full(free.shape, -1, dtype=np.intp)
        index[free] = np.arange(int(free.sum()))
        ways = _ways(floor.free, index, first, stride, self.cell_m)
        kept = self._reachable(level, ways, np.argwhere(free))
        self.left_out_m2 = float((~kept).sum()) * self.cell_m**2
        self.ways = ways[kept][:, kept]
        self.rows, self.columns = (axis[kept] for axis in np.nonzero(free))
        self.x_m: FloatArray = self.origin_m[0] + self.columns.astype(np.float64) * self.cell_m
        self.y_m: FloatArray = self.origin_m[1] + self.rows.astype(np.float64) * self.cell_m
        away_m = ndimage.distance_transform_edt(np.pad(floor.free, 1))[1:-1, 1:-1] * floor.cell_m
        self.clearance_m: FloatArray = away_m[first::stride, first::stride][free][kept]

    def __len__(self) -> int:
        return len(self.x_m)

    @property
    def area_m2(self) -> float:
        return len(self) * self.cell_m**2

    def nearest(self, x_m: float, y_m: float) -> tuple[int, float]:
        """Return the place nearest to a point, and how far it is. The ground must not be empty."""
        squares = (self.x_m - x_m) ** 2 + (self.y_m - y_m) ** 2
        at = int(np.argmin(squares))
        return at, math.sqrt(float(squares[at]))

    def covered(self, legs: Sequence[WalkedLeg], within_m: float = COVERED_WITHIN_M) -> BoolArray:
        """Tell of each place (n,) whether one of the legs came within so many metres of it on foot.

        Parts of a leg that lead through shelves cover nothing.
        """
        pieces = [self._passed(leg) for leg in legs] if len(self) else []
        passed = np.unique(np.concatenate(pieces)) if pieces else np.empty(0)
        if not len(passed):
            return np.zeros(len(self), dtype=np.bool_)
        away_m = csgraph.dijkstra(self.ways, indices=passed.astype(np.intp), min_only=True, limit=within_m)
        return np.asarray(np.isfinite(away_m))

    def share(self, covered: BoolArray) -> float:
        """Return the covered share of the ground, 1 where there is none to cover."""
        return float(covered.mean()) if len(self) else 1.0

    def _passed(self, leg: WalkedLeg) -> Nodes:
        """Return the places that a leg leads over, looked at every half place."""
        length_m = math.hypot(leg.x1_m - leg.x0_m, leg.y1_m - leg.y0_m)
        along = np.linspace(0.0, 1.0, 2 + int(2.0 * length_m / self.cell_m))
        x_m = leg.x0_m + along * (leg.x1_m - leg.x0_m)
        y_m = leg.y0_m + along * (leg.y1_m - leg.y0_m)
        column = np.rint((x_m - self.origin_m[0]) / self.cell_m).astype(np.intp)
        row = np.rint((y_m - self.origin_m[1]) / self.cell_m).astype(np.intp)
        grid = self._grid
        inside = (row >= 0) & (row < grid.shape[0]) & (column >= 0) & (column < grid.shape[1])
        found = grid[row[inside], column[inside]]
        return np.unique(found[found >= 0])

    @cached_property
    def _grid(self) -> Nodes:
        grid = np.full((int(self.rows.max()) + 1, int(self.columns.max()) + 1), -1, dtype=np.intp)
        grid[self.rows, self.columns] = np.arange(len(self))
        return grid

    def _reachable(self, level: Level, ways: sparse.csr_matrix, cells: NDArray[np.intp]) -> BoolArray:
        """Tell which places hang together with an entrance, or are of the largest part."""
        if not len(cells):
            return np.zeros(0, dtype=np.bool_)
        _, part = csgraph.connected_components(ways, directed=False)
        largest = int(np.argmax(np.bincount(part)))
        x_m = self.origin_m[0] + cells[:, 1] * self.cell_m
        y_m = self.origin_m[1] + cells[:, 0] * self.cell_m
        entered = []
        for entrance in level.entrances:
            squares = (x_m - entrance.x_m) ** 2 + (y_m - entrance.y_m) ** 2
            if squares.min() <= NEAREST_WITHIN_M**2:
                entered.append(int(part[int(np.argmin(squares))]))
        return np.isin(part, entered or [largest])


def _ways(free: BoolArray, index: Nodes, first: int, stride: int, cell_m: float) -> sparse.csr_matrix:
    """Return the graph of places and their 8 neighbours, in metres; a way is open when all cells of the
    raster on it are.
    """
    heads, tails, lengths_m = [], [], []
    rows, columns = index.shape
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        here = np.s_[0 : rows - down, max(0, -right) : columns - max(0, right)]
        there = np.s_[down:rows, max(0, right) : columns + min(0, right)]
        is_open = (index[here] >= 0) & (index[there] >= 0)
        row, column = np.nonzero(is_open)
        row, column = row + here[0].start, column + here[1].start
        for step in range(1, stride):
            between = free[first + row * stride + down * step, first + column * stride + right * step]
            row, column = row[between], column[between]
        heads.append(index[row, column])
        tails.append(index[row + down, column + right])
        lengths_m.append(np.full(len(row), cell_m * math.hypot(down, right)))
    head, tail, length_m = np.concatenate(heads), np.concatenate(tails), np.concatenate(lengths_m)
    count = int((index >= 0).sum())
    one_way = sparse.coo_matrix((length_m, (head, tail)), shape=(count, count))
    return sparse.csr_matrix(one_way + one_way.T)
