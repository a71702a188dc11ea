"""Floor metres to degrees of WGS84 and back, for levels that say where on Earth they are (PLAN-3)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mapping_tool.geometry import METRES_PER_DEGREE
from positioning.types import FloatArray
from zones.level import GeoOrigin


@dataclass(frozen=True, slots=True)
class EarthFrame:
    """A level's floor frame on Earth.

    East and north of the origin are x sin(n) - y cos(n) and x cos(n) + y sin(n), n the angle of north in the
    floor frame; a degree of longitude has cos(latitude) of the metres of one of latitude, taken at the middle
    of the level's rectangle.

    References
    ----------
    J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), section 12.
    """

    origin: GeoOrigin
    north_rad: float
    width_m: float
    height_m: float

    @property
    def _metres_per_degree(self) -> tuple[float, float]:
        """Of longitude, of latitude."""
        cos, sin = math.cos(self.north_rad), math.sin(self.north_rad)
        middle_m = 0.5 * (self.width_m * cos + self.height_m * sin)
        middle_rad = math.radians(self.origin.latitude_deg + middle_m / METRES_PER_DEGREE)
        return METRES_PER_DEGREE * math.cos(middle_rad), METRES_PER_DEGREE

    def degrees(self, points_m: FloatArray) -> FloatArray:
        """Longitudes and latitudes (n, 2) of floor points (n, 2)."""
        cos, sin = math.cos(self.north_rad), math.sin(self.north_rad)
        x_m, y_m = points_m[:, 0], points_m[:, 1]
        east_north_m = np.column_stack([x_m * sin - y_m * cos, x_m * cos + y_m * sin])
        return np.asarray(
            (self.origin.longitude_deg, self.origin.latitude_deg) + east_north_m / self._metres_per_degree
        )

    def metres(self, points_deg: FloatArray) -> FloatArray:
        """Floor points (n, 2) of longitudes and latitudes (n, 2)."""
        cos, sin = math.cos(self.north_rad), math.sin(self.north_rad)
        away_deg = points_deg - (self.origin.longitude_deg, self.origin.latitude_deg)
        east_m, north_m = (away_deg * self._metres_per_degree).T
        return np.column_stack([east_m * sin + north_m * cos, north_m * sin - east_m * cos])
