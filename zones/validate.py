"""Whether a store makes sense: what is wrong or doubtful on its map, and where.

An error is something that cannot be meant; a warning is something that will disappoint.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import shapely
from shapely import MultiPolygon, Point, STRtree
from shapely.geometry.base import BaseGeometry

from positioning.radio_map import DB_PER_NEPER, MOUNT_HEIGHT_M
from positioning.types import BeaconMap, FloatArray
from zones.floor import free_area
from zones.level import Area, Level
from zones.matching import Matcher
from zones.store import Store
from zones.visits import LEAST_REACHABLE

OVERLAP_M2 = 0.1
"""Two zones drawn along one border miss it by a centimetre or two: over 5 m that makes 0.1 m2."""

OUTSIDE_SHARE = 0.01
"""A zone of 10 m x 10 m that is drawn 10 cm over the outline: that moves no report."""

BEACON_INSIDE_M = 1.0
"""Beacons hang on walls, pillars and above shelves: two shelves back to back are at most 2 m deep, which
makes 1 m from their middle to an aisle."""

DOOR_M = 0.5
"""An entrance drawn on the wall belongs to the floor before it: walls are up to half a metre thick."""

STANDING_M2 = 0.05
"""Less room than this before a face is a touch of two outlines, no place to stand."""

LOOK_S = 5.0
"""Sightings of this long count as one look: within it steps carry a position almost without error."""

LEAST_SD_M, UNKNOWN_SD_M = 0.5, 2.0
"""No expected error below half a metre (bodies and phones see to that); without beacons, that of a usual
shop."""

TOO_FEW_SD_M = 20.0
"""From here on more beacons are needed, not a larger zone: it would have to be 56 m wide (2.8 sd, ZONE-6)."""

NOWHERE_SD_M = 100.0
"""From here on the level is known, but no place on it: most floors are not as wide."""


Part: TypeAlias = tuple[str, str]
"""What of a level is meant, and which one: ("zone", "tea")."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the map: `kind` groups alike ones, `x_m` and `y_m` say where (floor frame).

    `level` is the level's name. `part` says what of it is meant ("zone", "outline") and `part_id` which one.
    """

    severity: Severity
    kind: str
    level: str
    text: str
    x_m: float
    y_m: float
    level_id: str = ""
    part: str = ""
    part_id: str = ""

    def __str__(self) -> str:
        return f"{self.severity}: level {self.level} at ({self.x_m:.1f}, {self.y_m:.1f}): {self.text}"


def problems(store: Store) -> list[Problem]:
    """All problems of a store, errors first. Polygons may cross themselves (`loads(...,
    allow_crossing=True)`)."""
    found: list[Problem] = []
    for level in store.levels:
        found += _crossings(level)
        if level.outline.is_valid:  # without a floor, nothing else can be said
            found += _of_simple(store, _without_crossings(level))
    return sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)


def _of_simple(store: Store, level: Level) -> Iterator[Problem]:
    """The problems of a level whose polygons are all simple."""
    free = free_area(level)
    yield from _zones_off_the_floor(level, free)
    yield from _overlaps(level)
    yield from _faces_out_of_reach(level, free)
    yield from _cut_off(level, free)
    yield from _entrances_off_the_floor(level, free)
    yield from _codes_off_the_floor(level, free)
    yield from _beacons_in_the_wrong_place(level, free)
    simple = replace(store, levels=tuple(level if each.id == level.id else each for each in store.levels))
    yield from _places_too_small(simple, level)


def _without_crossings(level: Level) -> Level:
    """The level without the polygons that cross themselves: nothing can be computed with them."""
    zones = tuple(zone for zone in level.zones if zone.area.is_valid)
    kept = {zone.id for zone in zones}
    return replace(
        level,
        units=tuple(unit for unit in level.units if unit.area.is_valid),
        fixtures=tuple(fixture for fixture in level.fixtures if fixture.area.is_valid),
        zones=zones,
        faces=tuple(face if face.zone_id in kept else replace(face, zone_id=None) for face in level.faces),
    )


def expected_sd_m(beacons: BeaconMap, x_m: float, y_m: float) -> float:
    """The positioning error to expect at a place: the Cramér-Rao bound of what is heard there in one look
    (ZONE-7). Transmitters that may be carried about are left out, as the tracker hardly believes them.

    Returns
    -------
    sd a coordinate in metres, not below 0.5; infinite where what is heard fixes no place.

    References
    ----------
    N. Patwari et al., Relative location estimation in wireless sensor networks, IEEE Trans. Signal Processing
    51 (2003) 2137-2148, section III.
    """
    return _Beacons.of(beacons).expected_sd_m(x_m, y_m)


@dataclass(frozen=True, slots=True)
class _Beacons:
    """The transmitters of a level that stay where they are, as columns (n,): a hall of a thousand zones and
    a thousand beacons is asked about a million pairs."""

    x_m: FloatArray
    y_m: FloatArray
    sd_m: FloatArray
    exponent: FloatArray
    sigma_db: FloatArray
    heard_rate_hz: FloatArray
    heard_range_m: FloatArray

    @classmethod
    def of(cls, beacons: BeaconMap) -> _Beacons:
        fixed = [each for each in beacons.transmitters.values() if not each.may_have_moved]
        return cls(*(np.array([getattr(each, column.name) for each in fixed]) for column in fields(cls)))

    def __len__(self) -> int:
        return len(self.x_m)

    def expected_sd_m(self, x_m: float, y_m: float) -> float:
        """See the function of that name; the terms are those of `rssi_around` and `sighting_rate_hz`."""
        dx_m, dy_m = x_m - self.x_m, y_m - self.y_m
        squared_m2 = dx_m**2 + dy_m**2
        steepness = -DB_PER_NEPER * self.exponent / (squared_m2 + MOUNT_HEIGHT_M**2)
        slope_x, slope_y = steepness * dx_m, steepness * dy_m  # dB a metre
        variance_db2 = self.sigma_db**2 + (slope_x**2 + slope_y**2) * self.sd_m**2
        weight = LOOK_S * self.heard_rate_hz * np.exp2(-squared_m2 / self.heard_range_m**2) / variance_db2
        xx, yy, xy = weight @ slope_x**2, weight @ slope_y**2, weight @ (slope_x * slope_y)
        determinant = float(xx * yy - xy**2)
        if determinant <= 0.0:  # nothing is heard, or all of it in one direction
            return math.inf
        sd_m = math.sqrt(0.5 * float(xx + yy) / determinant)
        return max(LEAST_SD_M, sd_m) if sd_m < NOWHERE_SD_M else math.inf


def _crossings(level: Level) -> Iterator[Problem]:
    named: list[tuple[str, Part, Area]] = [("the outline", ("outline", level.id), level.outline)]
    named += [(f"unit {unit.name or unit.id}", ("unit", unit.id), unit.area) for unit in level.units]
    named += [(f"fixture {each.name or each.id}", ("fixture", each.id), each.area) for each in level.fixtures]
    named += [(f"zone {zone.name or zone.id}", ("zone", zone.id), zone.area) for zone in level.zones]
    for name, part, area in named:
        if not area.is_valid:
            reason, _, place = shapely.is_valid_reason(area).partition("[")
            x_m, y_m = (float(number) for number in place.rstrip("]").split()[:2])
            text = f"{name} is no simple polygon: {reason.strip().lower()}"
            yield Problem(Severity.ERROR, "crossing", level.name, text, x_m, y_m, level.id, *part)


def _zones_off_the_floor(level: Level, free: MultiPolygon) -> Iterator[Problem]:
    for zone in level.zones:
        outside = zone.area.difference(level.outline)
        if outside.area >= zone.area.area * (1.0 - OUTSIDE_SHARE):
            text = f"zone {zone.name} lies outside the floor"
            yield _at(Severity.ERROR, "outside", level, text, zone.area, ("zone", zone.id))
        elif outside.area > zone.area.area * OUTSIDE_SHARE:
            share = 100.0 * outside.area / zone.area.area
            text = f"{share:.0f} % of zone {zone.name} lie outside the floor"
            yield _at(Severity.WARNING, "outside", level, text, outside, ("zone", zone.id))
        if not free.intersects(zone.area):
            text = f"nobody can walk in zone {zone.name}: it lies in closed units or fixtures"
            yield _at(Severity.ERROR, "unwalkable", level, text, zone.area, ("zone", zone.id))


def _overlaps(level: Level) -> Iterator[Problem]:
    areas = np.array([zone.area for zone in level.zones], dtype=object)
    for i, j in STRtree(areas).query(areas, predicate="intersects").T:
        if i < j:
            common = areas[i].intersection(areas[j])
            if common.area > OVERLAP_M2:
                text = f"zones {level.zones[i].name} and {level.zones[j].name} share {common.area:.1f} m2"
                yield _at(Severity.WARNING, "overlap", level, text, common, ("zone", level.zones[i].id))


def _faces_out_of_reach(level: Level, free: MultiPolygon) -> Iterator[Problem]:
    zones = {zone.id: zone for zone in level.zones}
    for face in level.faces:
        strip = face.strip.buffer(0)
        if strip.intersection(free).area < STANDING_M2:
            text = f"nobody can stand before face {face.name}: its side is closed"
            yield _at(Severity.ERROR, "unreachable", level, text, strip, ("face", face.id))
        elif face.zone_id is not None and not strip.intersects(zones[face.zone_id].area):
            text = f"face {face.name} does not look out on its zone {zones[face.zone_id].name}"
            yield _at(Severity.WARNING, "unreachable", level, text, strip, ("face", face.id))


def _cut_off(level: Level, free: MultiPolygon) -> Iterator[Problem]:
    """Zones and faces on floor that no way leads to from an entrance; where there are none, people may come
    from anywhere."""
    doors = [Point(e.x_m, e.y_m).buffer(max(e.sd_m, DOOR_M)) for e in level.entrances]
    reached = MultiPolygon([part for part in free.geoms if shapely.intersects(part, doors).any()])
    if reached.is_empty:
        return
    shapely.prepare(reached)
    places: list[tuple[str, Part, BaseGeometry]] = [
        (f"zone {zone.name}", ("zone", zone.id), zone.area) for zone in level.zones
    ]
    places += [(f"face {f.name}", ("face", f.id), f.strip.buffer(0)) for f in level.faces]
    for name, part, place in places:
        if place.intersection(reached).area < STANDING_M2 <= place.intersection(free).area:
            text = f"no way leads from an entrance to {name}"
            yield _at(Severity.WARNING, "cut off", level, text, place.intersection(free), part)


def _entrances_off_the_floor(level: Level, free: MultiPolygon) -> Iterator[Problem]:
    for entrance in level.entrances:
        spot = Point(entrance.x_m, entrance.y_m)
        if spot.distance(free) > entrance.sd_m:
            text = f"entrance {entrance.name} is not where people can walk"
            yield _at(Severity.ERROR, "entrance", level, text, spot, ("entrance", entrance.id))


def _codes_off_the_floor(level: Level, free: MultiPolygon) -> Iterator[Problem]:
    for code in level.codes:
        spot = Point(code.x_m, code.y_m)
        if not spot.intersects(level.outline):
            text = f"code {code.id} lies outside the floor"
            yield _at(Severity.ERROR, "code", level, text, spot, ("code", code.id))
        elif spot.distance(free) > code.sd_m:
            text = f"code {code.id} lies inside walls, {spot.distance(free):.1f} m from where people can walk"
            yield _at(Severity.ERROR, "code", level, text, spot, ("code", code.id))


def _beacons_in_the_wrong_place(level: Level, free: MultiPolygon) -> Iterator[Problem]:
    transmitters = [] if level.beacons is None else list(level.beacons.transmitters.values())
    for transmitter in transmitters:
        spot = Point(transmitter.x_m, transmitter.y_m)
        loose_m = BEACON_INSIDE_M + transmitter.sd_m
        if spot.distance(level.outline) > loose_m:
            text = f"beacon {transmitter.key} lies outside the floor"
            yield _at(Severity.WARNING, "beacon", level, text, spot, ("beacon", transmitter.key))
        elif spot.distance(free) > loose_m:
            text = f"beacon {transmitter.key} lies inside walls, {spot.distance(free):.1f} m from any aisle"
            yield _at(Severity.WARNING, "beacon", level, text, spot, ("beacon", transmitter.key))


def _places_too_small(store: Store, level: Level) -> Iterator[Problem]:
    """Zones and faces that, with the error to expect there, cannot reach the probability the rules ask
    for."""
    matcher = Matcher(store, level.id)
    rules = store.rules
    beacons = None if level.beacons is None else _Beacons.of(level.beacons)
    for zone in level.zones:
        spot = zone.area.representative_point()
        sd_m = _expected(beacons, spot)
        reachable = matcher.reachable_zone(zone.id, sd_m) if math.isfinite(sd_m) else 0.0
        if reachable < rules.enter_probability:
            yield _too_small(level, ("zone", zone.id), zone.name, sd_m, reachable, spot)
    for face in level.faces:
        spot = face.strip.centroid
        sd_m = _expected(beacons, spot)
        reachable = matcher.reachable_face(face.id, sd_m) if math.isfinite(sd_m) else 0.0
        if reachable < rules.facing_probability:
            yield _too_small(level, ("face", face.id), face.name, sd_m, reachable, spot)


def _too_small(level: Level, part: Part, name: str, sd_m: float, reachable: float, spot: Point) -> Problem:
    if sd_m > TOO_FEW_SD_M:
        text = f"too few beacons here to tell {part[0]} {name}"
        return _at(Severity.WARNING, "few beacons", level, text, spot, part)
    never = "; nothing will be counted there" if reachable < LEAST_REACHABLE else ""
    outlook = f"with {sd_m:.1f} m of error to expect, its probability is {reachable:.2f} at best{never}"
    text = f"{part[0]} {name} is too small: {outlook}"
    return _at(Severity.WARNING, f"small {part[0]}", level, text, spot, part)


def _expected(beacons: _Beacons | None, spot: Point) -> float:
    return beacons.expected_sd_m(spot.x, spot.y) if beacons else UNKNOWN_SD_M


def _at(severity: Severity, kind: str, level: Level, text: str, shape: BaseGeometry, part: Part) -> Problem:
    place = shape.representative_point()
    return Problem(severity, kind, level.name, text, float(place.x), float(place.y), level.id, *part)
