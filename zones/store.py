"""What a store is: levels with their plan, zones, faces and beacons, as one immutable revision.

Terms follow IMDF (Venue, Level, Unit, Fixture, Opening). All geometry is in the floor frame of its
level: metres, x right, y up the plan. The file form is in `zones.storefile`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeAlias

from shapely import LineString, MultiPolygon, Polygon

from positioning.types import BeaconMap, GaussianPosition, LevelId, PositionPrior, WalkableArea
from zones.errors import UnknownLevel

ZoneId = NewType("ZoneId", str)
FaceId = NewType("FaceId", str)
VenueId = NewType("VenueId", str)
Area: TypeAlias = Polygon | MultiPolygon

ENTRANCE_SD_HEADING_RAD = 0.7
"""People come through a door within some 40 degrees of straight on: the door's own geometry, not a fit."""


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
    """A room or shop on the plan: people walk in front of it (mall) or, when `walkable`, in it."""

    id: str
    name: str
    category: str
    area: Area
    walkable: bool = False


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

    def level(self, level_id: LevelId | None = None) -> Level:
        """The level of that id; without one the first.

        Raises
        ------
        UnknownLevel
            When the store has no such level.
        """
        if level_id is None:
            return self.levels[0]
        for level in self.levels:
            if level.id == level_id:
                return level
        raise UnknownLevel(level_id)

    def beacon_map(self, level_id: LevelId | None = None) -> BeaconMap:
        """The level's transmitters; an empty map of the level while nothing has been surveyed."""
        level = self.level(level_id)
        if level.beacons is not None:
            return level.beacons
        return BeaconMap(level_id=level.id, transmitters={}, north_rad=level.north_rad)

    def entrance_prior(self, level_id: LevelId | None = None) -> PositionPrior:
        """Where visits begin: a mixture of the level's entrances, or anywhere when it has none."""
        entrances = self.level(level_id).entrances
        return PositionPrior(
            tuple(
                GaussianPosition(
                    x_m=e.x_m,
                    y_m=e.y_m,
                    sd_m=e.sd_m,
                    weight=1.0 / len(entrances),
                    heading_rad=e.heading_rad,
                    sd_heading_rad=None if e.heading_rad is None else ENTRANCE_SD_HEADING_RAD,
                )
                for e in entrances
            )
        )

    def walkable(self, level_id: LevelId | None = None) -> WalkableArea:
        """Where people can walk on the level, as a raster; see `zones.floor`."""
        from zones.floor import walkable_raster

        return walkable_raster(self.level(level_id))
