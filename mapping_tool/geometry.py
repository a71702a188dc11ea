"""Polygons of other people's plans, made fit for a store: read, repaired, moved into the floor frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from mapping_tool.errors import UnreadablePlan
from zones.floor import area_of
from zones.level import Area

MEAN_EARTH_RADIUS_M = 6_371_008.8
"""IUGG mean radius R1. Over a building of 500 m the sphere's error against WGS84 is below 1.5 m; sizes that a
plan states itself take precedence."""

METRES_PER_DEGREE = math.radians(1.0) * MEAN_EARTH_RADIUS_M

LARGEST_COORDINATE = 1e8
"""Beyond it a number is neither degrees nor metres in any country's grid (at most 2e7)."""

LEAST_AREA_M2 = 0.05
GRID_M = 0.001


@dataclass(slots=True)
class ImportCounts:
    """What an import read, repaired and left out."""

    units: int = 0
    fixtures: int = 0
    repaired: int = 0
    dropped: dict[str, int] = field(default_factory=dict)

    def drop(self, reason: str, count: int = 1) -> None:
        self.dropped[reason] = self.dropped.get(reason, 0) + count


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
    def shifted(cls, bounds: tuple[float, float, float, float]) -> FloorFromPlan:
        """Metres stay metres; the lower left of a bounding box becomes the origin."""
        return cls(bounds[0], bounds[1], 1.0, 1.0)

    @classmethod
    def equirectangular(cls, bounds: tuple[float, float, float, float]) -> FloorFromPlan:
        """Degrees to metres around the middle of a box of longitudes and latitudes.

        Snyder, Map Projections: A Working Manual (USGS 1395, 1987), section 12, with the standard parallel
        in the middle: x = R (lon - lon0) cos(lat_mid), y = R (lat - lat0).
        """
        left, bottom, _, top = bounds
        shrink = math.cos(math.radians((bottom + top) / 2))
        return cls(left, bottom, METRES_PER_DEGREE * shrink, METRES_PER_DEGREE)

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
    except (TypeError, ValueError, LookupError, OverflowError, ShapelyError):
        return None
    numbers = shapely.get_coordinates(shape)
    usable = len(numbers) > 0 and bool((abs(numbers) < LARGEST_COORDINATE).all())
    return shape if usable else None


def lies_at_null_island(shape: BaseGeometry) -> bool:
    """Whether a shape in degrees lies about, or stretches to, 0 N 0 E: in the sea, and what is written for
    places that nobody set.
    """
    left, bottom, right, top = shape.bounds
    return bool(left <= 0.0 <= right and bottom <= 0.0 <= top)


def require_place(shape: BaseGeometry, named: str) -> None:
    """Raise `UnreadablePlan` for a shape in degrees that lies at (0, 0)."""
    if lies_at_null_island(shape):
        raise UnreadablePlan(
            named, "lies at (0, 0), or reaches to it: a place that was never set", "place-never-set"
        )


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where an outline crosses itself, and how much area is inside or outside as one reads it (floor
    metres).
    """

    x_m: float
    y_m: float
    ambiguous_m2: float


def crossing_of(shape: BaseGeometry) -> Crossing | None:
    """Return the crossing that leaves open what an outline encloses; None where repair is no guess.

    Walked round, the loops of an outline that crosses itself count with opposite signs, or twice: what that
    differs from the area that the lines enclose is open to reading. Drawing slips leave next to nothing.
    """
    if shape.is_valid:
        return None
    repaired = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    ambiguous_m2 = abs(float(repaired.area - shape.area))
    if ambiguous_m2 < LEAST_AREA_M2:
        return None
    x_m, y_m = _place_told(shapely.is_valid_reason(shape))
    return Crossing(x_m, y_m, ambiguous_m2)


def _place_told(reason: str) -> tuple[float, float]:
    """The point in brackets that GEOS ends its reasons with."""
    x_m, y_m = reason.partition("[")[2].rstrip("]").split()[:2]
    return float(x_m), float(y_m)


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
