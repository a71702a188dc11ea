"""Zones and faces in front of a mall's units (ZONE-2 and ZONE-3 of `docs/theory/zones.md`).

In malls people walk in front of units, not in them. A unit's zone is its frontage: the walkable strip
before it. Where strips compete, each point belongs to the nearest front. Its faces are the straight parts of
that front.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import LineString, MultiPoint, MultiPolygon, STRtree
from shapely.geometry.base import BaseGeometry

from positioning.types import FloatArray
from zones.floor import area_of, free_area, polygons_of
from zones.level import Area, Face, FaceId, Level, Unit, Zone, ZoneId, ZoneKind

DEPTH_M = 2.5
"""How deep a frontage is: the middle of the 2-3 m within which people look into a shop (ZONE-2)."""

LEAST_FRONT_M = 1.5
"""Shorter fronts are corners and door posts: a standing person with shoulder room takes about that much."""

LEAST_ZONE_M2 = 3.0
"""Smaller strips are what is left between neighbours; nobody can be found in them."""

TOUCH_M = 0.15
SPACING_M = 0.25
BEND_RAD = math.radians(20)


@dataclass(frozen=True, slots=True)
class FrontageCounts:
    """What became of the units: `zones` and `faces` made, and why units got none."""

    zones: int
    faces: int
    unnamed: int
    hidden: int
    slivers: int


def add_frontages(level: Level, depth_m: float = DEPTH_M) -> tuple[Level, FrontageCounts]:
    """The level with a zone for every named unit that people can walk along (or in), and faces on its fronts.

    A unit without a name is nobody's shop: it takes its share of the strip, but gets no zone.
    """
    free = free_area(level)
    closed = [unit for unit in level.units if not unit.walkable]
    fronts = _fronts(closed, free)
    strips = _strips(fronts, free, depth_m)
    zones: list[Zone] = []
    faces: list[Face] = []
    counts = {"unnamed": 0, "hidden": 0, "slivers": 0}
    names = _zone_names(level.units)
    for unit in level.units:
        strip = unit.area.intersection(free) if unit.walkable else strips.get(unit.id)
        area = None if strip is None else _without_slivers(strip)
        if not unit.name:
            counts["unnamed"] += 1
        elif strip is None:
            counts["hidden"] += 1
        elif area is None:
            counts["slivers"] += 1
        else:
            zone = Zone(ZoneId(f"zone-{unit.id}"), names[unit.id], ZoneKind.AREA, area, unit.id)
            zones.append(zone)
            if not unit.walkable:
                faces += _faces(unit, fronts[unit.id], zone, depth_m)
    made = replace(level, zones=tuple(zones), faces=tuple(faces))
    return made, FrontageCounts(len(zones), len(faces), **counts)


def _zone_names(units: tuple[Unit, ...]) -> dict[str, str]:
    """Each unit's name; where several carry the same, they are numbered in the plan's order."""
    total: dict[str, int] = {}
    for unit in units:
        total[unit.name] = total.get(unit.name, 0) + 1
    met: dict[str, int] = {}
    names = {}
    for unit in units:
        met[unit.name] = met.get(unit.name, 0) + 1
        names[unit.id] = unit.name if total[unit.name] == 1 else f"{unit.name} {met[unit.name]}"
    return names


def _fronts(units: list[Unit], free: MultiPolygon) -> dict[str, BaseGeometry]:
    """The part of each unit's boundary that people can walk along."""
    reach = free.buffer(TOUCH_M, join_style="mitre")
    shapely.prepare(reach)
    fronts = {}
    for unit in units:
        if reach.intersects(unit.area):
            front = shapely.line_merge(unit.area.boundary.intersection(reach))
            if front.length >= LEAST_FRONT_M:
                fronts[unit.id] = front
    return fronts


def _strips(fronts: dict[str, BaseGeometry], free: MultiPolygon, depth_m: float) -> dict[str, BaseGeometry]:
    """The free area within `depth_m` of each front and nearer to it than to any other.

    "Nearer" is the Voronoi diagram of points every 0.25 m along all fronts (ZONE-2), so that the border
    between two strips is right to about half of that.
    """
    owners: list[str] = []
    samples: list[FloatArray] = []
    for unit_id, front in fronts.items():
        points = shapely.get_coordinates(shapely.segmentize(front, SPACING_M))
        samples.append(points)
        owners += [unit_id] * len(points)
    if not owners:
        return {}
    sites, first = np.unique(np.round(np.concatenate(samples), 3), axis=0, return_index=True)
    if len(sites) < 2:
        return dict.fromkeys(fronts, free)
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(sites), extend_to=free.envelope))
    cell_of_site = STRtree(cells).query(shapely.points(sites), predicate="intersects")
    shares: dict[str, list[BaseGeometry]] = {}
    for site, cell in cell_of_site.T:
        shares.setdefault(owners[first[site]], []).append(cells[cell])
    strips = {}
    for unit_id, own_cells in shares.items():
        near = fronts[unit_id].buffer(depth_m)
        # No coverage union: the edges of Voronoi cells match to rounding only.
        own = shapely.union_all(own_cells).intersection(near)
        strips[unit_id] = _touching(own.intersection(free), fronts[unit_id])
    return strips


def _touching(strip: BaseGeometry, front: BaseGeometry) -> BaseGeometry:
    """Only the parts before the front itself, not what lies behind a thin wall."""
    return MultiPolygon([part for part in polygons_of(strip) if part.distance(front) < 2 * TOUCH_M])


def _without_slivers(strip: BaseGeometry) -> Area | None:
    """The strip with smooth borders and without parts too small to stand in; None when nothing is left."""
    strip = MultiPolygon(polygons_of(strip))  # where outlines only touch, an intersection holds lines, too
    smooth = strip.buffer(-0.2, join_style="mitre").buffer(0.2, join_style="mitre").intersection(strip)
    kept = [part for part in polygons_of(smooth.simplify(SPACING_M / 2)) if part.area >= LEAST_ZONE_M2]
    return area_of(shapely.set_precision(MultiPolygon(kept), 0.001)) if kept else None


def _faces(unit: Unit, front: BaseGeometry, zone: Zone, reach_m: float) -> list[Face]:
    """The straight parts of a front that look out on the unit's zone."""
    faces: list[Face] = []
    for start, end in _straight_parts(front):
        length_m = math.hypot(end[0] - start[0], end[1] - start[1])
        if length_m < LEAST_FRONT_M:
            continue
        normal = ((start[1] - end[1]) / length_m, (end[0] - start[0]) / length_m)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        if unit.area.contains(shapely.Point(middle[0] + 0.5 * normal[0], middle[1] + 0.5 * normal[1])):
            normal = (-normal[0], -normal[1])
        before = shapely.Point(middle[0] + reach_m / 2 * normal[0], middle[1] + reach_m / 2 * normal[1])
        if zone.area.distance(before) < reach_m / 2:
            name = zone.name if not faces else f"{zone.name} {len(faces) + 1}"
            id_ = FaceId(f"face-{unit.id}-{len(faces) + 1}")
            faces.append(Face(id_, name, *start, *end, *normal, reach_m=reach_m, zone_id=zone.id))
    return faces


def _straight_parts(front: BaseGeometry) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The chords of a front, bends below 20 degrees ignored; ends on the millimetre grid."""
    chords = []
    for line in shapely.get_parts(front):
        if not isinstance(line, LineString):
            continue
        corners = [tuple(map(float, point)) for point in np.round(line.simplify(0.3).coords, 3)]
        start = corners[0]
        for i in range(1, len(corners)):
            if i + 1 == len(corners) or _bend_rad(corners[i - 1], corners[i], corners[i + 1]) > BEND_RAD:
                chords.append(((start[0], start[1]), (corners[i][0], corners[i][1])))
                start = corners[i]
    return [chord for chord in chords if chord[0] != chord[1]]


def _bend_rad(a: tuple[float, ...], b: tuple[float, ...], c: tuple[float, ...]) -> float:
    turn = math.atan2(c[1] - b[1], c[0] - b[0]) - math.atan2(b[1] - a[1], b[0] - a[0])
    return abs(math.remainder(turn, 2 * math.pi))
