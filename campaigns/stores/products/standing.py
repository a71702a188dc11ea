"""Where somebody stands who looks at a face. Pure geometry."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shapely import Point
from shapely.ops import unary_union
from shapely.prepared import prep

from zones.level import Face, Level

STAND_M = (0.8, 0.5, 1.2, 0.3)
"""An arm's length, the reach of a standing adult to a shelf (ISO 7250-1 gives 0.7 to 0.85 m for grip reach);
then nearer or farther where that is not free."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A place on the floor, and the heading of who looks at the face from there."""

    x_m: float
    y_m: float
    heading_rad: float


class Stands:
    """The places before the faces of a level."""

    def __init__(self, level: Level) -> None:
        blocked = [fixture.area for fixture in level.fixtures]
        blocked += [unit.area for unit in level.units if not unit.walkable]
        self._floor = prep(level.outline)
        self._blocked = prep(unary_union(blocked)) if blocked else None

    def before(self, face: Face) -> Stand:
        """Return where one stands before the middle of a face."""
        x_m, y_m = (face.x1_m + face.x2_m) / 2.0, (face.y1_m + face.y2_m) / 2.0
        heading_rad = math.atan2(-face.normal_y, -face.normal_x)
        steps = [min(away_m, face.reach_m) for away_m in STAND_M]
        spots = [(x_m + away_m * face.normal_x, y_m + away_m * face.normal_y) for away_m in steps]
        spot = next((spot for spot in spots if self._is_free(*spot)), spots[0])
        return Stand(round(spot[0], 2), round(spot[1], 2), round(heading_rad, 4))

    def _is_free(self, x_m: float, y_m: float) -> bool:
        point = Point(x_m, y_m)
        return bool(self._floor.contains(point)) and not (
            self._blocked is not None and self._blocked.contains(point)
        )
