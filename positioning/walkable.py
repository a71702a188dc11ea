"""The walkable area as filters use it."""

from __future__ import annotations

import numpy as np

from positioning.types import BoolArray, FloatArray, WalkableArea


def is_free(area: WalkableArea, places_m: FloatArray) -> BoolArray:
    """Tell of places (2, n) whether they are walkable; what is off the raster is not."""
    rows, columns = area.free.shape
    column = np.floor((places_m[0] - area.x0_m) / area.cell_m).astype(np.intp)
    row = np.floor((places_m[1] - area.y0_m) / area.cell_m).astype(np.intp)
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    return np.asarray(inside & area.free[row.clip(0, rows - 1), column.clip(0, columns - 1)])
