"""Walls and shelves between a beacon and a phone: how often the line enters blocked ground (SIM-5)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_sim.waves import Singles
from positioning.types import FloatArray, WalkableArea

RAYS = 512
"""Directions that are looked into: 1 m apart at 80 m."""

STEP_M = 0.4
"""A ray is looked at every so far: shelves are 0.6-1.2 m deep, walls on a walkable raster a cell at least."""

REACH_M = 80.0
"""Farther off hardly a packet is heard (SIM-12)."""

STEPS = round(REACH_M / STEP_M)

THIN_M = 0.8
"""What lies within this distance of the beacon does not count: it hangs on that wall or above that shelf."""


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """How many obstacles lie between one place and those around it: `counts` is (`RAYS`, `STEPS`) outward."""

    x_m: float
    y_m: float
    counts: NDArray[np.int8]

    def at(self, x_m: FloatArray | Singles, y_m: FloatArray | Singles) -> NDArray[np.int8]:
        """Counts for n places, (n,); farther off than `REACH_M` as many as there."""
        return self.counts.take(cells(x_m - self.x_m, y_m - self.y_m))


def cells(away_x_m: FloatArray | Singles, away_y_m: FloatArray | Singles) -> NDArray[np.intp]:
    """Where `counts`, as one row, have what lies in these directions from their place, (n,)."""
    # Rays are numbered from -RAYS / 2: as an index from the end a number below zero is the same ray.
    ray = np.rint(np.arctan2(away_y_m, away_x_m) * (RAYS / math.tau)).astype(np.intp)
    step = (np.sqrt(away_x_m**2 + away_y_m**2) / STEP_M).astype(np.intp)
    return np.asarray(ray * STEPS + np.minimum(step, STEPS - 1))


def crossings(floor: WalkableArea, x_m: float, y_m: float, most: int) -> Crossings:
    """Count obstacles from (x_m, y_m) outward to `REACH_M`, at most `most`; off the raster is none."""
    angle_rad = np.arange(RAYS)[:, None] * (math.tau / RAYS)
    along_m = STEP_M * np.arange(STEPS)[None, :]
    rows, columns = floor.free.shape
    row = np.floor((y_m + along_m * np.sin(angle_rad) - floor.y0_m) / floor.cell_m).astype(np.intp)
    column = np.floor((x_m + along_m * np.cos(angle_rad) - floor.x0_m) / floor.cell_m).astype(np.intp)
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns) & (along_m >= THIN_M)
    blocked = inside & ~floor.free[np.where(inside, row, 0), np.where(inside, column, 0)]
    entered = blocked & ~np.pad(blocked, ((0, 0), (1, 0)))[:, :-1]
    return Crossings(x_m, y_m, np.minimum(np.cumsum(entered, axis=1), most).astype(np.int8))
