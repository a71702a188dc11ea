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


class Routes:
    """Shortest straight-legged ways on one level."""

    def __init__(self, floor: WalkableArea, clearance_m: float = CLEARANCE_M) -> None:
        self.floor = floor
        distance_m = ndimage.distance_transform_edt(np.pad(floor.free, 1))[1:-1, 1:-1] * floor.cell_m
        self._open: BoolArray = np.asarray(distance_m > clearance_m, dtype=np.bool_)
        self._index: NDArray[np.int64] = np.full(floor.free.shape, -1, dtype=np.int64)
        self._index[self._open] = np.arange(int(self._open.sum()))
        self._cells = np.argwhere(self._open)
        self._graph = _eight_neighbours(self._open, self._index, floor.cell_m)

    def way(self, x0_m: float, y0_m: float, x1_m: float, y1_m: float) -> FloatArray:
        """The corners of the way between two places, (k, 2) in metres, both ends included.

        Raises
        ------
        NoWay
            When an end lies off the walkable ground or the two are not connected.
        """
        start, goal = self._nearest_open(x0_m, y0_m), self._nearest_open(x1_m, y1_m)
        _, before = csgraph.dijkstra(self._graph, indices=np.array(start), return_predecessors=True)
        chain = [goal]
        while chain[-1] != start:
            if before[chain[-1]] < 0:
                raise NoWay(x1_m, y1_m)
            chain.append(int(before[chain[-1]]))
        return self._pull_straight(self._centres_m(chain[::-1]))

    def nearest_m(self, x_m: float, y_m: float) -> tuple[float, float]:
        """The nearest place where a person can stand.

        Raises
        ------
        NoWay
            When there is none within `SNAP_M`.
        """
        centre = self._centres_m([self._nearest_open(x_m, y_m)])[0]
        return float(centre[0]), float(centre[1])

    def _nearest_open(self, x_m: float, y_m: float) -> int:
        floor = self.floor
        wanted = np.array([(y_m - floor.y0_m) / floor.cell_m - 0.5, (x_m - floor.x0_m) / floor.cell_m - 0.5])
        squares = np.sum((self._cells - wanted) ** 2, axis=1)
        if len(squares) == 0 or math.sqrt(float(squares.min())) * floor.cell_m > SNAP_M:
            raise NoWay(x_m, y_m)
        return int(np.argmin(squares))

    def _centres_m(self, chain: list[int]) -> FloatArray:
        rows_columns = self._cells[chain]
        origin = np.array([self.floor.x0_m, self.floor.y0_m])
        return np.asarray(origin + (rows_columns[:, ::-1] + 0.5) * self.floor.cell_m, dtype=np.float64)

    def _pull_straight(self, centres_m: FloatArray) -> FloatArray:
        corners = [0]
        while corners[-1] < len(centres_m) - 1:
            here, ahead = corners[-1], len(centres_m) - 1
            while ahead > here + 1 and not self._in_sight(centres_m[here], centres_m[ahead]):
                ahead -= max(1, (ahead - here) // 8)
            corners.append(ahead)
        return np.asarray(centres_m[corners], dtype=np.float64)

    def _in_sight(self, a_m: FloatArray, b_m: FloatArray) -> bool:
        steps = max(2, math.ceil(2 * float(np.hypot(*(b_m - a_m))) / self.floor.cell_m))
        along = a_m + np.linspace(0.0, 1.0, steps)[:, None] * (b_m - a_m)
        columns = ((along[:, 0] - self.floor.x0_m) / self.floor.cell_m).astype(np.int64)
        rows = ((along[:, 1] - self.floor.y0_m) / self.floor.cell_m).astype(np.int64)
        return bool(self._open[rows, columns].all())


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
