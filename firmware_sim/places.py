"""Where simulated people stand: before faces, in zones without one, at tills."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from shapely import Point

from firmware_sim.errors import NoWay
from firmware_sim.routes import Routes
from zones.level import Area, Entrance, Face, FaceId, Level, Zone, ZoneId, ZoneKind

BROWSED_KINDS = frozenset({ZoneKind.AREA, ZoneKind.SHELF, ZoneKind.SIGNAGE, ZoneKind.OTHER})

SPOT_EVERY_M = 1.0
"""One standing person takes about that much of a shelf: a shoulder's breadth of 0.58 m (EN 547-3) and room to
the next."""

AWAY_M = 0.8
"""How far in front of a shelf people stand: an arm's length, so that they reach what they look at."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shopper stands still, and turned to what (None: as they came). Floor frame."""

    x_m: float
    y_m: float
    heading_rad: float | None = None


@dataclass(frozen=True, slots=True)
class Display:
    """Something people stop at: a face, or a zone without faces. They stand at one of its `spots`."""

    name: str
    zone_id: ZoneId | None
    face_id: FaceId | None
    spots: tuple[Place, ...]
    area: Area
    """From where it is looked at: before the face as far as its reach, in the zone."""

    @property
    def id(self) -> str:
        return self.face_id or self.zone_id or self.name

    def is_among(self, ids: frozenset[str]) -> bool:
        """Whether it or its zone is named."""
        return self.id in ids or self.zone_id in ids

    @property
    def middle_m(self) -> tuple[float, float]:
        """Where somebody stands before its middle."""
        spot = self.spots[len(self.spots) // 2]
        return spot.x_m, spot.y_m


def displays_of(level: Level) -> list[Display]:
    """Every face with its spots; in every zone to stop in that has no face, its middle."""
    faced = {face.zone_id for face in level.faces}
    zones = [zone for zone in level.zones if zone.kind in BROWSED_KINDS and zone.id not in faced]
    return [Display(face.name, face.zone_id, face.id, _before(face), face.strip) for face in level.faces] + [
        Display(zone.name, zone.id, None, (middle_of(zone),), zone.area) for zone in zones
    ]


def middle_of(zone: Zone) -> Place:
    """A place inside a zone."""
    inside = zone.area.representative_point()
    return Place(float(inside.x), float(inside.y))


def tills_of(level: Level) -> list[Place]:
    """Where people pay: at the codes of a checkout, else beside the counters in it, else in its middle."""
    found = []
    for zone in level.zones:
        if zone.kind is not ZoneKind.CHECKOUT:
            continue
        codes = [
            Place(code.x_m, code.y_m) for code in level.codes if zone.area.covers(Point(code.x_m, code.y_m))
        ]
        counters = [each.area for each in level.fixtures if zone.area.covers(each.area)]
        beside = [Place(area.bounds[0] - AWAY_M, float(area.centroid.y)) for area in counters]
        found += codes or beside or [middle_of(zone)]
    return found


def reachable(places: Iterable[Place], routes: Routes, entrances: Iterable[Entrance]) -> tuple[Place, ...]:
    """The places that somebody from any of the entrances can walk to, moved to where one can stand."""
    doors = list(entrances)
    kept = []
    for place in places:
        for door in doors:
            try:
                x_m, y_m = routes.nearest_m(place.x_m, place.y_m)
                routes.distance_m(door.x_m, door.y_m, x_m, y_m)
            except NoWay:
                continue
            kept.append(Place(x_m, y_m, place.heading_rad))
            break
    return tuple(dict.fromkeys(kept))


def stood_at(display: Display, routes: Routes, entrances: Iterable[Entrance]) -> Display:
    """The display with the spots that somebody can walk to and look at it from."""
    spots = reachable(display.spots, routes, entrances)
    return replace(display, spots=tuple(s for s in spots if display.area.covers(Point(s.x_m, s.y_m))))


def _before(face: Face) -> tuple[Place, ...]:
    """Where one stands to look at a face: spots along it, within its reach."""
    away_m = min(face.reach_m / 2, AWAY_M)
    length_m = math.hypot(face.x2_m - face.x1_m, face.y2_m - face.y1_m)
    count = max(1, math.floor(length_m / SPOT_EVERY_M))
    heading_rad = math.atan2(-face.normal_y, -face.normal_x)
    shares = [(k + 0.5) / count for k in range(count)]
    return tuple(
        Place(
            x_m=face.x1_m + share * (face.x2_m - face.x1_m) + away_m * face.normal_x,
            y_m=face.y1_m + share * (face.y2_m - face.y1_m) + away_m * face.normal_y,
            heading_rad=heading_rad,
        )
        for share in shares
    )
