"""Where people can walk on a level: as geometry and as the raster that the tracker uses.

The free area is the outline without closed units, fixtures and walls (ZONE-1). A plan does not say which
of its units are shops and which are halls, so the rule is geometric: a unit blocks the way unless it is
marked as walkable (`mapping_tool` marks those that survey walks lead through).
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from positioning.types import BoolArray, FloatArray, WalkableArea
from zones.level import Area, Level

BODY_RADIUS_M = 0.25
"""Half the breadth of shoulders (95th percentile of men 0.51 m, ISO 7250-3): nobody fits through less."""

LEAST_POCKET_SHARE = 0.01
"""Free pockets below this share of the free area are drawing gaps between units, not places to walk."""

RASTER_CELLS = 400_000
FINE_CELL_M = 0.25
COARSE_CELL_M = 0.5


def polygons_of(shape: BaseGeometry) -> list[Polygon]:
    """The polygons of any geometry, lines and points dropped."""
    return [part for part in shapely.get_parts(shapely.get_parts(shape)) if isinstance(part, Polygon)]


def area_of(shape: BaseGeometry) -> Area | None:
    """A polygon or multi-polygon out of any geometry; None when nothing with an area is left."""
    parts = [part for part in polygons_of(shape) if part.area > 0.0]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def free_area(level: Level) -> MultiPolygon:
    """Where people fit (ZONE-1): neither gaps narrower than a body nor mere drawing pockets. Floor frame."""
    blocked = [unit.area for unit in level.units if not unit.walkable]
    blocked += [fixture.area for fixture in level.fixtures]
    walls = [wall.buffer(0.05, cap_style="flat") for wall in level.walls]
    free = shapely.difference(level.outline, shapely.union_all([*blocked, *walls]))
    opened = free.buffer(-BODY_RADIUS_M).buffer(BODY_RADIUS_M, join_style="mitre").intersection(free)
    parts = polygons_of(opened)
    entrances = [shapely.Point(e.x_m, e.y_m) for e in level.entrances]
    least_m2 = LEAST_POCKET_SHARE * sum(part.area for part in parts)
    return MultiPolygon(
        [
            part
            for part in parts
            if part.area >= least_m2 or bool(np.any(shapely.dwithin(part, entrances, 0.5)))
        ]
    )


def walkable_raster(level: Level, cell_m: float | None = None) -> WalkableArea:
    """The free area as a raster over the level's rectangle; a cell is free when its centre is, and
    off walls and fixtures that are narrower than a cell.

    Parameters
    ----------
    cell_m : side of a cell; by default 0.25 m, and 0.5 m on floors too large for that.
    """
    if cell_m is None:
        fine = level.width_m * level.height_m / FINE_CELL_M**2 <= RASTER_CELLS
        cell_m = FINE_CELL_M if fine else COARSE_CELL_M
    columns = max(1, math.ceil(level.width_m / cell_m))
    rows = max(1, math.ceil(level.height_m / cell_m))
    x_m: FloatArray = (np.arange(columns, dtype=np.float64) + 0.5) * cell_m
    y_m: FloatArray = (np.arange(rows, dtype=np.float64) + 0.5) * cell_m
    free = rasterise(free_area(level), x_m, y_m) & ~rasterise(_thin(level, cell_m), x_m, y_m)
    return WalkableArea(level_id=level.id, x0_m=0.0, y0_m=0.0, cell_m=cell_m, free=free)


def _thin(level: Level, cell_m: float) -> Area:
    """Walls and narrow fixtures, so wide that no way leads between the centres of blocked cells."""
    narrow = [f.area for f in level.fixtures if f.area.buffer(-cell_m / 2).is_empty]
    widened = shapely.buffer([*level.walls, *narrow], math.sqrt(0.5) * cell_m, cap_style="flat")
    return MultiPolygon(polygons_of(shapely.union_all(widened)))


def rasterise(area: Area, x_m: FloatArray, y_m: FloatArray) -> BoolArray:
    """The cells of a grid whose centres, `x_m` (n,) by `y_m` (m,), lie in an area: (m, n), True inside.

    Even-odd scan conversion: inside is where a ray to the left crosses the boundary oddly often.

    Points exactly on an edge count as on its right side; at cell centres that is of no consequence.
    """
    corners, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(area)), return_index=True)
    is_edge = ring[1:] == ring[:-1]
    (x1, y1), (x2, y2) = corners[:-1][is_edge].T, corners[1:][is_edge].T
    first, beyond = (np.searchsorted(y_m, end) for end in (np.minimum(y1, y2), np.maximum(y1, y2)))
    rows_crossed = beyond - first
    edge = np.repeat(np.arange(len(x1)), rows_crossed)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(rows_crossed) - rows_crossed, rows_crossed) + first[edge]
    slope = (x2 - x1)[edge] / (y2 - y1)[edge]  # of edges that cross a row: none is level
    column = np.searchsorted(x_m, x1[edge] + (y_m[row] - y1[edge]) * slope)
    crossings = np.zeros((len(y_m), len(x_m) + 1), dtype=np.int32)
    np.add.at(crossings, (row, column), 1)
    return np.asarray(np.cumsum(crossings, axis=1)[:, :-1] % 2 == 1)
