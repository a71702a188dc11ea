"""The walkable area as filters use it."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import distance_transform_edt

from positioning.cached import cached_by_identity
from positioning.types import BoolArray, FloatArray, WalkableArea


def is_free(area: WalkableArea, places_m: FloatArray) -> BoolArray:
    """Tell of places (2, n) whether they are walkable; what is off the raster is not."""
    return clearance_m(area, places_m) > 0.0


def clearance_m(area: WalkableArea, places_m: FloatArray) -> FloatArray:
    """Return how far the cells of places (2, n) are from the nearest that is not walkable, centre to centre:
    0 beyond walls and off the raster.
    """
    raster_m = _clearances_m(area)
    column = np.floor((places_m[0] - area.x0_m) / area.cell_m) + 1.0
    row = np.floor((places_m[1] - area.y0_m) / area.cell_m) + 1.0
    rows, columns = raster_m.shape
    found_m = raster_m[row.clip(0, rows - 1).astype(np.intp), column.clip(0, columns - 1).astype(np.intp)]
    return np.asarray(found_m)


@cached_by_identity
def _clearances_m(area: WalkableArea) -> FloatArray:
    """Return the clearance of each cell, with a border of one cell where nobody walks; measured once as long
    as the area is held."""
    return np.asarray(distance_transform_edt(np.pad(area.free, 1)) * area.cell_m)
