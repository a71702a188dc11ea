"""What a store is: levels with their plan, zones, faces and beacons, as one immutable revision.

Terms follow IMDF (Venue, Level, Unit, Fixture, Opening). All geometry is in the floor frame of its
level: metres, x right, y up the plan. The file form is in `zones.storefile`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from positioning.types import BeaconMap, LevelId, PositionPrior, WalkableArea
from shapely import LineString, MultiPolygon, Polygon

ZoneId = NewType("ZoneId", str)
FaceId = NewType("FaceId", str)
VenueId = NewType("VenueId", str)
Area = Polygon | MultiPolygon


class ZoneKind(StrEnum):
    """What a zone is for."""

    AREA = "area"
    SHELF = "shelf"
    SIGNAGE = "signage"
    ENTRANCE = "entrance"
    CHECKOUT = "checkout"
    EXTERIOR = "exterior"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class VisitRules:
    """When a place counts as entered, left, faced. Starting values of the design; kept per store.

    Probabilities are those of a match; times are seconds of the pose's own clock. `exit_margin_m`
    widens the boundary for leaving; a gap longer than `gap_timeout_s` closes all stays, back-dated
    to the last pose before it. `facing_half_angle_rad` and `facing_reach_m` hold for faces that do not
    bring their own.
    """

    enter_probability: float = 0.6
    exit_probability: float = 0.3
    enter_hold_s: float = 2.0
    exit_hold_s: float = 5.0
    exit_margin_m: float = 0.5
    gap_timeout_s: float = 60.0
    facing_probability: float = 0.5
    facing_half_angle_rad: float = 0.7853981633974483
    facing_reach_m: float = 2.0
    stop_s: float = 3.0
    engage_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon with a purpose."""

    id: ZoneId
    name: str
    kind: ZoneKind
    area: Area
    unit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """An edge of a fixture or unit that people look at.

    The edge runs from `(x1, y1)` to `(x2, y2)`; its outward normal, a unit vector, points to where people
    stand; `reach_m` is how far. `zone_id` is the zone in front of it, when there is one.
    """

    id: FaceId
    name: str
    x1_m: float
    y1_m: float
    x2_m: float
    y2_m: float
    normal_x: float
    normal_y: float
    reach_m: float = 2.0
    zone_id: ZoneId | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A room or shop on the plan: people walk in front of it (mall) or in it."""

    id: str
    name: str
    category: str
    area: Area


@dataclass(frozen=True, slots=True)
class Fixture:
    """Furniture that blocks the way: shelves, gondolas, counters."""

    id: str
    name: str
    area: Area


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where visits begin: a point on the floor, its sd, and the heading of people who come in when known."""

    id: str
    name: str
    x_m: float
    y_m: float
    sd_m: float = 2.0
    heading_rad: float | None = None


@dataclass(frozen=True, slots=True)
class PlanImage:
    """The picture a level was drawn from. `floor_from_image` is the affine (a, b, c, d, e, f):
    x = a u + b v + c, y = d u + e v + f for pixel column u and row v (down)."""

    file: str
    width_px: int
    height_px: int
    floor_from_image: tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Level:
    """One floor. `north_rad` is the angle of true north in the floor frame (pi/2: north is up the plan)."""

    id: LevelId
    name: str
    ordinal: int
    north_rad: float
    width_m: float
    height_m: float
    outline: Area
    units: tuple[Unit, ...] = ()
    fixtures: tuple[Fixture, ...] = ()
    walls: tuple[LineString, ...] = ()
    entrances: tuple[Entrance, ...] = ()
    zones: tuple[Zone, ...] = ()
    faces: tuple[Face, ...] = ()
    image: PlanImage | None = None
    beacons: BeaconMap | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """Which state of the map this is."""

    number: int
    created: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """A venue with its levels: one immutable map revision."""

    venue_id: VenueId
    name: str
    time_zone: str
    revision: Revision
    levels: tuple[Level, ...]
    rules: VisitRules = field(default_factory=VisitRules)

    # The methods below are the contract with `positioning`; a level id picks a floor, by default the first.
    # def level(self, level_id: LevelId | None = None) -> Level
    # def beacon_map(self, level_id: LevelId | None = None) -> BeaconMap
    # def entrance_prior(self, level_id: LevelId | None = None) -> PositionPrior
    # def walkable(self, level_id: LevelId | None = None) -> WalkableArea
