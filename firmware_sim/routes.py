"""Ways over a floor: shortest paths on the walkable raster, pulled straight.

People keep off the shelves, so cells nearer to an obstacle than a shoulder's half width are closed (opened
again where nothing else leads through). The shortest way on the grid of 8 neighbours is found with
Dijkstra's method, then every corner that line of sight makes needless is dropped.

References
----------
E. W. Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1, 1959.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from firmware_sim.errors import NoWay
from positioning.types import BoolArray, FloatArray, WalkableArea

CLEARANCE_M = 0.45
"""Half a shoulder breadth (0.29 m: EN 547-3, 95th percentile 0.576 m) and a hand's breadth to the shelf."""

SNAP_M = 2.0
"""A place on a shelf's edge is reached from the nearest open cell within this distance."""

TREES_BYTES, LEAST_TREES = 200_000_000, 8
MOST_WAYS = 100_000
"""What is remembered: trees of shortest ways within so many bytes, and ways of some 100 bytes each. Trees
for the 540 spots of a supermarket of 60 m x 40 m take 170 MB."""

TRIED_EVERY = 3
"""A way may bend where the grid's does and at every third cell: less would make it 1 % longer (demo shop)."""


class Routes:
    """Shortest straight-legged ways on one level. Shoppers go between the same places: ways are kept."""

    def __init__(self, floor: WalkableArea, clearance_m: float = CLEARANCE_M) -> None:
        self.floor = floor
        distance_m = ndimage.distance_transform_edt(np.pad(floor.free, 1))[1:-1, 1:-1] * floor.cell_m
        self._open: BoolArray = np.asarray(distance_m > clearance_m, dtype=np.bool_)
        self._index: NDArray[np.int64] = np.full(floor.free.shape, -1, dtype=np.int64)
        self._index[self._open] = np.arange(int(self._open.sum()))
        self._cells = np.argwhere(self._open)
        self._graph = _eight_neighbours(self._open, self._index, floor.cell_m)
        tree_bytes = max(1, len(self._cells)) * (np.dtype(np.int32).itemsize + np.dtype(np.float32).itemsize)
        self._tree = lru_cache(maxsize=max(LEAST_TREES, TREES_BYTES // tree_bytes))(self._grown)
        self._way = lru_cache(maxsize=MOST_WAYS)(self._found)
        self._node = lru_cache(maxsize=MOST_WAYS)(self._nearest_open)

    def way(self, x0_m: float, y0_m: float, x1_m: float, y1_m: float) -> FloatArray:
        """The corners of the way between two places, (k, 2) in metres, both ends included; read-only.

        Raises
        ------
        NoWay
            When an end lies off the walkable ground or the two are not connected.
        """
        found_m = self._way(self._node(x0_m, y0_m), self._node(x1_m, y1_m))
        if found_m is None:
            raise NoWay(x1_m, y1_m)
        return found_m

    def distance_m(self, x0_m: float, y0_m: float, x1_m: float, y1_m: float) -> float:
        """How far it is along the grid's shortest way: up to 8 % more than the way pulled straight.

        Raises
        ------
        NoWay
            As from `way`.
        """
        along_m = float(self._tree(self._node(x0_m, y0_m))[1][self._node(x1_m, y1_m)])
        if not math.isfinite(along_m):
            raise NoWay(x1_m, y1_m)
        return along_m

    def nearest_m(self, x_m: float, y_m: float) -> tuple[float, float]:
        """The nearest place where a person can stand.

        Raises
        ------
        NoWay
            When there is none within `SNAP_M`.
        """
        centre = self._centres_m([self._node(x_m, y_m)])[0]
        return float(centre[0]), float(centre[1])

    def reached_from(self, x_m: float, y_m: float) -> FloatArray:
        """The centres (n, 2) of all cells that can be walked to from a place, in metres."""
        along_m = self._tree(self._node(x_m, y_m))[1]
        return self._centres_m(np.flatnonzero(np.isfinite(along_m)))

    def is_open(self, x_m: FloatArray, y_m: FloatArray) -> BoolArray:
        """Whether a person can stand at places (n,)."""
        columns = np.floor((x_m - self.floor.x0_m) / self.floor.cell_m).astype(np.int64)
        rows = np.floor((y_m - self.floor.y0_m) / self.floor.cell_m).astype(np.int64)
        height, width = self._open.shape
        inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        return np.asarray(inside & self._open[np.where(inside, rows, 0), np.where(inside, columns, 0)])

    def _nearest_open(self, x_m: float, y_m: float) -> int:
        floor = self.floor
        wanted = np.array([(y_m - floor.y0_m) / floor.cell_m - 0.5, (x_m - floor.x0_m) / floor.cell_m - 0.5])
        squares = np.sum((self._cells - wanted) ** 2, axis=1)
        if len(squares) == 0 or math.sqrt(float(squares.min())) * floor.cell_m > SNAP_M:
            raise NoWay(x_m, y_m)
        return int(np.argmin(squares))

    def _grown(self, start: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Of every open cell the one before it on the way from `start` (or below 0) and how far it is."""
        along_m, before = csgraph.dijkstra(self._graph, indices=np.array(start), return_predecessors=True)
        return before.astype(np.int32), along_m.astype(np.float32)

    def _found(self, start: int, goal: int) -> FloatArray | None:
        before = self._tree(start)[0]
        chain = [goal]
        while chain[-1] != start:
            if before[chain[-1]] < 0:
                return None
            chain.append(int(before[chain[-1]]))
        way_m = self._pull_straight(self._centres_m(chain[::-1]))
        way_m.flags.writeable = False
        return way_m

    def _centres_m(self, nodes: Sequence[int] | NDArray[np.intp]) -> FloatArray:
        rows_columns = self._cells[nodes]
        origin = np.array([self.floor.x0_m, self.floor.y0_m])
        return np.asarray(origin + (rows_columns[:, ::-1] + 0.5) * self.floor.cell_m, dtype=np.float64)

    def _pull_straight(self, centres_m: FloatArray) -> FloatArray:
        """Keep of a chain of cells the corners that line of sight does not make needless."""
        kept = np.ones(len(centres_m), dtype=np.bool_)
        kept[1:-1] = np.any(np.abs(np.diff(centres_m, n=2, axis=0)) > 0.1 * self.floor.cell_m, axis=1)
        kept[::TRIED_EVERY] = True
        tried_m = centres_m[kept]
        corners = [0]
        while corners[-1] < len(tried_m) - 1:
            ahead_m = tried_m[corners[-1] + 1 :]
            seen = np.flatnonzero(self._in_sight(tried_m[corners[-1]], ahead_m))
            corners.append(corners[-1] + 1 + (int(seen[-1]) if len(seen) else 0))
        return np.asarray(tried_m[corners], dtype=np.float64)

    def _in_sight(self, here_m: FloatArray, ahead_m: FloatArray) -> BoolArray:
        """Which of the places (n, 2) can be walked to in a straight line, tested twice a cell."""
        farthest_m = float(np.hypot(*(ahead_m - here_m).T).max())
        steps = max(2, math.ceil(2 * farthest_m / self.floor.cell_m))
        along = here_m + np.linspace(0.0, 1.0, steps)[:, None, None] * (ahead_m - here_m)
        columns = ((along[..., 0] - self.floor.x0_m) / self.floor.cell_m).astype(np.int64)
        rows = ((along[..., 1] - self.floor.y0_m) / self.floor.cell_m).astype(np.int64)
        return np.asarray(self._open[rows, columns].all(axis=0), dtype=np.bool_)


def _eight_neighbours(free: BoolArray, index: NDArray[np.int64], cell_m: float) -> sparse.csr_matrix:
    """The graph of free cells and their 8 neighbours, weighted by distance in metres."""
    heads, tails, lengths_m = [], [], []
    rows, columns = free.shape
    for dj, di in ((0, 1), (1, 0), (1, 1), (1, -1)):
        left = np.s_[0 : rows - dj, max(0, -di) : columns - max(0, di)]
        right = np.s_[dj:rows, max(0, di) : columns + min(0, di)]
        both = free[left] & free[right]
        heads.append(index[left][both])
        tails.append(index[right][both])
        lengths_m.append(np.full(int(both.sum()), cell_m * math.hypot(dj, di)))
    head, tail, length_m = np.concatenate(heads), np.concatenate(tails), np.concatenate(lengths_m)
    n = int(free.sum())
    one_way = sparse.coo_matrix((length_m, (head, tail)), shape=(n, n))
    return sparse.csr_matrix(one_way + one_way.T)
