"""The walkable area as filters use it."""

from __future__ import annotations

import numpy as np

from positioning.types import BoolArray, FloatArray, WalkableArea


def is_free(area: WalkableArea, places_m: FloatArray) -> BoolArray:
    """Tell of places (2, n) whether they are walkable; what is off the raster is not."""
    rows, columns = area.free.shape
    column = np.floor((places_m[0] - area.x0_m) / area.cell_m)
    row = np.floor((places_m[1] - area.y0_m) / area.cell_m)
    free = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    free[free] = area.free[row[free].astype(np.intp), column[free].astype(np.intp)]
    return np.asarray(free)
