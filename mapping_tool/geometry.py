"""Polygons of other people's plans, made fit for a store: read, repaired, moved into the floor frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from zones.floor import area_of
from zones.level import Area

MEAN_EARTH_RADIUS_M = 6_371_008.8
"""IUGG mean radius R1. Over a building of 500 m the sphere's error against WGS84 is below 1.5 m; sizes that a
plan states itself take precedence."""

LEAST_AREA_M2 = 0.05
GRID_M = 0.001


@dataclass(slots=True)
class ImportCounts:
    """What an import read, repaired and left out."""

    units: int = 0
    fixtures: int = 0
    repaired: int = 0
    dropped: dict[str, int] = field(default_factory=dict)

    def drop(self, reason: str) -> None:
        self.dropped[reason] = self.dropped.get(reason, 0) + 1


@dataclass(frozen=True, slots=True)
class FloorFromPlan:
    """The affine from plan coordinates (degrees, metres) to the floor frame: x' = sx (x - x0), likewise y."""

    x0: float
    y0: float
    scale_x: float
    scale_y: float

    @classmethod
    def stretched(
        cls, bounds: tuple[float, float, float, float], width_m: float, height_m: float
    ) -> FloorFromPlan:
        """Stretch a bounding box (min x, min y, max x, max y) to the floor's stated size."""
        left, bottom, right, top = bounds
        return cls(left, bottom, width_m / (right - left), height_m / (top - bottom))

    @classmethod
    def equirectangular(cls, bounds: tuple[float, float, float, float]) -> FloorFromPlan:
        """Degrees to metres around the middle of a box of longitudes and latitudes.

        Snyder, Map Projections: A Working Manual (USGS 1395, 1987), section 12, with the standard parallel
        in the middle: x = R (lon - lon0) cos(lat_mid), y = R (lat - lat0).
        """
        left, bottom, _, top = bounds
        metres_per_degree = math.radians(1.0) * MEAN_EARTH_RADIUS_M
        return cls(
            left, bottom, metres_per_degree * math.cos(math.radians((bottom + top) / 2)), metres_per_degree
        )

    def __matmul__(self, shape: BaseGeometry) -> BaseGeometry:
        offset, scale = (self.x0, self.y0), (self.scale_x, self.scale_y)
        return shapely.transform(shape, lambda points: (points - offset) * scale)


def read_polygon(geometry: object) -> BaseGeometry | None:
    """A GeoJSON Polygon or MultiPolygon as it stands; None when it is none or its numbers are broken."""
    if not isinstance(geometry, dict):
        return None
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    try:
        if kind == "Polygon":
            shape: BaseGeometry = _polygon(coordinates)
        elif kind == "MultiPolygon" and isinstance(coordinates, list):
            shape = MultiPolygon([_polygon(part) for part in coordinates])
        else:
            return None
    except (TypeError, ValueError, IndexError, ShapelyError):
        return None
    numbers = shapely.get_coordinates(shape)
    usable = len(numbers) > 0 and bool((abs(numbers) < 1e8).all())
    return shape if usable else None


def _polygon(rings: Any) -> Polygon:
    shell, *holes = [[(float(point[0]), float(point[1])) for point in ring] for ring in rings]
    return Polygon(shell, holes)


def settle(shape: BaseGeometry, counts: ImportCounts) -> Area | None:
    """A valid area on the millimetre grid, or None when too little is left; crossings are repaired, counted.

    Repair keeps what the drawing encloses (`make_valid`, method "structure"), rather than what an even-odd
    reading of the crossing lines would leave.
    """
    repaired = shape
    if not shape.is_valid:
        counts.repaired += 1
        repaired = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    area = area_of(shapely.set_precision(repaired, GRID_M))
    return area if area is not None and area.area >= LEAST_AREA_M2 else None
