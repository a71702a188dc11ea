"""What people call a place on a level: the unit or zone it lies in, or the nearest one."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from zones.level import Level, Unit, Zone


class PlaceNames:
    """The named units and zones of a level; those without a name help nobody to find a place."""

    def __init__(self, level: Level) -> None:
        places: tuple[Unit | Zone, ...] = (*level.units, *level.zones)
        named = [place for place in places if place.name]
        self._names = [place.name for place in named]
        self._areas = shapely.STRtree([place.area for place in named])

    def near(self, x_m: float, y_m: float) -> str:
        """Return the place in words: `in B277`, `4 m from B277`, or nothing on a level without names."""
        if not self._names:
            return ""
        point = shapely.Point(x_m, y_m)
        nearest = int(self._areas.nearest(point))
        away_m = float(point.distance(self._areas.geometries[nearest]))
        return (
            f"{away_m:.0f} m from {self._names[nearest]}" if away_m >= 0.5 else f"in {self._names[nearest]}"
        )

    def inside(self, x_m: float, y_m: float) -> str:
        """Return the name of the smallest unit or zone that holds a place; nothing where none does."""
        held = self._areas.query(shapely.Point(x_m, y_m), predicate="intersects")
        by_size = sorted(held, key=lambda place: float(self._areas.geometries[place].area))
        return self._names[int(by_size[0])] if by_size else ""


class ThingNames:
    """What one would name to send somebody to a beacon: shelves, doors and shops before zones, which are
    wide.
    """

    def __init__(self, level: Level) -> None:
        things: list[tuple[str, BaseGeometry]] = [(each.name, each.area) for each in level.fixtures]
        things += [(unit.name, unit.area) for unit in level.units]
        things += [(door.name, shapely.Point(door.x_m, door.y_m)) for door in level.entrances]
        zones = [(zone.name, zone.area) for zone in level.zones]
        named = [thing for thing in things if thing[0]] or [zone for zone in zones if zone[0]]
        self._names: list[str] = [name for name, _ in named]
        self._shapes = shapely.STRtree([shape for _, shape in named])

    def nearest(self, x_m: float, y_m: float) -> str:
        """Return the name of the nearest thing; nothing on a level where nothing has one."""
        if not self._names:
            return ""
        return self._names[int(self._shapes.nearest(shapely.Point(x_m, y_m)))]
