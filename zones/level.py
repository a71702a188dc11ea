"""One floor: its plan, zones, faces, entrances, codes and beacons.

Terms follow IMDF (Level, Unit, Fixture, Opening). All geometry is in the floor frame of the level:
metres, x right, y up the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType, TypeAlias

from shapely import LineString, MultiPolygon, Polygon

from positioning.types import BeaconMap, CodeId, GaussianPosition, LevelId

ZoneId = NewType("ZoneId", str)
FaceId = NewType("FaceId", str)
Area: TypeAlias = Polygon | MultiPolygon


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

    @property
    def strip(self) -> Polygon:
        """The rectangle before it, as deep as its reach."""
        dx_m, dy_m = self.reach_m * self.normal_x, self.reach_m * self.normal_y
        one, other = (self.x1_m, self.y1_m), (self.x2_m, self.y2_m)
        return Polygon([one, other, (other[0] + dx_m, other[1] + dy_m), (one[0] + dx_m, one[1] + dy_m)])


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
class Code:
    """A code on a shelf or at a till: `id` is its text, the point is where a phone is when it is read.

    A metre is an arm's length and half a step to either side.
    """

    id: CodeId
    x_m: float
    y_m: float
    sd_m: float = 1.0

    @property
    def place(self) -> GaussianPosition:
        """Where a phone is that reads it."""
        return GaussianPosition(self.x_m, self.y_m, self.sd_m)


@dataclass(frozen=True, slots=True)
class PlanImage:
    """The picture a level was drawn from. `floor_from_image` is the affine (a, b, c, d, e, f):
    x = a u + b v + c, y = d u + e v + f for pixel column u and row v (down)."""

    file: str
    width_px: int
    height_px: int
    floor_from_image: tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class GeoOrigin:
    """Where on Earth the origin of a level's floor frame is, in degrees of WGS84."""

    longitude_deg: float
    latitude_deg: float


@dataclass(frozen=True, slots=True)
class Level:
    """One floor. `north_rad` is the angle of true north in the floor frame (pi/2: north is up the plan).
    `origin` is None where nobody said where on Earth the floor is: nothing but the exchange of plans asks.

    The codes of `beacons` are always those of `codes`: a new radio map does not lose them.
    """

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
    codes: tuple[Code, ...] = ()
    origin: GeoOrigin | None = None

    def __post_init__(self) -> None:
        places = self.code_places
        # Only when they differ: a map that is the same object keeps its field (`positioning.radio_field`).
        if self.beacons is not None and self.beacons.codes != places:
            object.__setattr__(self, "beacons", replace(self.beacons, codes=places))

    @property
    def code_places(self) -> dict[CodeId, GaussianPosition]:
        """Where a phone is that reads a code."""
        return {code.id: code.place for code in self.codes}
