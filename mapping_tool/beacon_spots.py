"""Where a beacon can hang: ceilings over walkable ground, walls and pillars, tops of shelves; and the regular
grids that people would put them in (`docs/theory/predicted_error.md`, PLAN-1 and PLAN-3).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from positioning.types import FloatArray
from zones.floor import free_area, polygons_of
from zones.level import Area, Level

SPOTS_APART_M = 2.5
"""About the error of a good map: moving a beacon by less changes little that anybody could measure."""

MOST_SPOTS = 500
"""On larger floors the spots lie farther apart, so that a plan takes a minute or two, not an hour."""

TWICE_M = 0.8
"""Spots nearer to one another than this are one."""

TURNS_RAD = tuple(math.radians(degrees) for degrees in range(0, 90, 15))
"""A square grid looks the same after a quarter turn."""

ASPECTS = (1.0, 2.0 / 3.0, 1.5)
"""Of a grid's spacing across to that along: floors are longer than wide."""

OFFSETS = 4
"""Shares of the spacing by which a grid is shifted in each axis."""

SPACING_ROUNDS = 10
"""Halvings of the span of a grid's spacing, 1 to 15: to a quarter of a per cent."""


class Mount(StrEnum):
    """What a beacon hangs on."""

    SHELF = "shelf top"
    WALL = "wall"
    CEILING = "ceiling"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a beacon. Floor frame."""

    x_m: float
    y_m: float
    mount: Mount


def beacon_spots(level: Level) -> tuple[Spot, ...]:
    """Return where beacons can hang on a level, shelf tops and walls before ceilings where both are near.

    Rooms that nobody walks in are left out but for their outer walls: whoever runs the floor cannot hang
    anything in them.
    """
    open_area = _open_area(level)
    apart_m = max(SPOTS_APART_M, math.sqrt(open_area.area / MOST_SPOTS))
    found = [
        *((Mount.SHELF, place) for f in level.fixtures for place in _along(_spine(f.area), apart_m)),
        *((Mount.WALL, place) for line in _walls(level, open_area) for place in _along(line, apart_m)),
        *((Mount.CEILING, place) for place in _inside(open_area, _lattice(open_area, apart_m))),
    ]
    places_m = np.array([place for _, place in found]).reshape(-1, 2)
    kept = _thinned(places_m, 0.5 * apart_m)
    return tuple(Spot(float(places_m[i, 0]), float(places_m[i, 1]), found[i][0]) for i in kept)


def mount_at(level: Level, x_m: float, y_m: float) -> Mount:
    """Return what a beacon at a place would hang on."""
    point = shapely.Point(x_m, y_m)
    if any(fixture.area.covers(point) for fixture in level.fixtures):
        return Mount.SHELF
    walls = _walls(level, _open_area(level))
    return Mount.WALL if any(line.distance(point) < TWICE_M for line in walls) else Mount.CEILING


def regular_grids(level: Level, count: int) -> Iterator[FloatArray]:
    """Yield the regular grids of `count` beacons (2, count) over a level: turns, aspects, offsets, each with
    the widest spacing that leaves as many over ground where beacons can hang.
    """
    area = _open_area(level)
    shapely.prepare(area)
    for turn_rad in TURNS_RAD:
        for aspect in ASPECTS:
            for step in range(OFFSETS * OFFSETS):
                offset = ((step % OFFSETS) / OFFSETS, (step // OFFSETS) / OFFSETS)
                found = _grid_of(area, count, turn_rad, aspect, offset)
                if found is not None:
                    yield found


def _grid_of(
    area: BaseGeometry, count: int, turn_rad: float, aspect: float, offset: tuple[float, float]
) -> FloatArray | None:
    """Return the places (2, count) of a grid, None where no spacing gives as many."""
    low_m, high_m = 0.2 * math.sqrt(area.area / count), 3.0 * math.sqrt(area.area / count)
    found: FloatArray | None = None
    for _ in range(SPACING_ROUNDS):
        middle_m = math.sqrt(low_m * high_m)
        places_m = _inside(area, _lattice(area, middle_m, turn_rad, aspect, offset))
        if len(places_m) < count:
            high_m = middle_m
        else:
            low_m = middle_m
            found = places_m.T if len(places_m) == count else found
    return found


def _lattice(
    area: BaseGeometry,
    apart_m: float,
    turn_rad: float = 0.0,
    aspect: float = 1.0,
    offset: tuple[float, float] = (0.5, 0.5),
) -> FloatArray:
    """Return a lattice (n, 2) that covers an area's surroundings."""
    x0_m, y0_m, x1_m, y1_m = area.bounds
    along_m, across_m = apart_m / math.sqrt(aspect), apart_m * math.sqrt(aspect)
    half_m = 0.5 * math.hypot(x1_m - x0_m, y1_m - y0_m)
    columns, rows = math.ceil(half_m / along_m) + 1, math.ceil(half_m / across_m) + 1
    u_m = (np.arange(-columns, columns + 1) + offset[0]) * along_m
    v_m = (np.arange(-rows, rows + 1) + offset[1]) * across_m
    along, across = (axis.ravel() for axis in np.meshgrid(u_m, v_m))
    cos, sin = math.cos(turn_rad), math.sin(turn_rad)
    middle_m = (0.5 * (x0_m + x1_m), 0.5 * (y0_m + y1_m))
    return np.column_stack(
        [middle_m[0] + cos * along - sin * across, middle_m[1] + sin * along + cos * across]
    )


def _inside(area: BaseGeometry, places_m: FloatArray) -> FloatArray:
    return np.asarray(places_m[shapely.intersects_xy(area, places_m[:, 0], places_m[:, 1])])


def _open_area(level: Level) -> BaseGeometry:
    """Walkable ground with the shelves that stand in it."""
    shelves = [fixture.area for fixture in level.fixtures]
    return shapely.union_all([free_area(level), *shelves]).intersection(level.outline)


def _walls(level: Level, open_area: BaseGeometry) -> list[BaseGeometry]:
    """Outer walls, inner walls and fronts of rooms, as far as they look on open ground."""
    rooms = [unit.area.boundary for unit in level.units if not unit.walkable]
    near = open_area.buffer(TWICE_M)
    lines = [level.outline.boundary, *level.walls, *rooms]
    return [line for line in (each.intersection(near) for each in lines) if not line.is_empty]


def _spine(area: Area) -> BaseGeometry:
    """Return a shelf's middle line, from end to end of the rectangle around it."""
    rectangle = max(polygons_of(area), key=lambda part: part.area).minimum_rotated_rectangle
    if not isinstance(rectangle, shapely.Polygon):
        return area.representative_point()
    corners = shapely.get_coordinates(rectangle)[:4]
    sides_m = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    first = int(np.argmin(sides_m[:2]))
    ends = [0.5 * (corners[i] + corners[(i + 1) % 4]) for i in (first, (first + 2) % 4)]
    return shapely.LineString(ends)


def _along(line: BaseGeometry, apart_m: float) -> FloatArray:
    """Return places (n, 2) along lines, evenly from end to end; of a point the point."""
    found = []
    for part in shapely.get_parts(line):
        count = max(1, math.ceil(part.length / apart_m))
        found.append(shapely.get_coordinates(shapely.line_interpolate_point(
            part, np.linspace(0.0, part.length, count + 1)) if part.length else part))  # fmt: skip
    return np.concatenate(found) if found else np.empty((0, 2))


def _thinned(places_m: FloatArray, apart_m: float) -> list[int]:
    """Return which places stay, the first of those that are near one another."""
    if not len(places_m):
        return []
    near = KDTree(places_m).query_ball_point(places_m, apart_m)
    kept: list[int] = []
    is_taken = np.zeros(len(places_m), dtype=np.bool_)
    for i, around in enumerate(near):
        if not is_taken[around].any():
            kept.append(i)
            is_taken[i] = True
    return kept
