"""How a store is handed on as GeoJSON features: which part becomes which feature (PLAN-4).

Features, their types and properties are those of IMDF 1.0. What IMDF has no field for stands in the foreign
member `aislecast` of a feature, which is the part's object in `store.json` without what the feature says
itself; faces and codes are feature types of the extension. One description serves writing and reading.

References
----------
Apple Inc., Indoor Mapping Data Format 1.0.0: Reference, Extensions (also OGC 20-094). H. Butler et al., The
GeoJSON Format, RFC 7946 (2016), section 6.1: foreign members.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

MEMBER = "aislecast"
EXTENSION = "imdf:extension:aislecast:store#1.0.0"

DECIMALS_M, DECIMALS_DEG = 6, 12
"""What comes back from degrees is rounded to the micrometre: the degrees' own rounding moves a point by less
than a tenth of that, and no drawing is finer than a millimetre."""

Document = dict[str, Any]


class Shape(Enum):
    """How the geometry stands in `store.json`, and in a feature."""

    AREA = auto()
    """`area`: a Polygon or MultiPolygon in both."""
    LINE = auto()
    """A list of points; a LineString."""
    EDGE = auto()
    """`x1_m` to `y2_m`; a LineString of two points."""
    DOOR = auto()
    """`x_m`, `y_m`; a LineString across the way, the point in its middle: IMDF's doors are lines."""
    POINT = auto()
    """`x_m`, `y_m`; a Point."""


@dataclass(frozen=True, slots=True)
class PartKind:
    """A list of a level in `store.json`, and what its parts are as features."""

    field: str
    feature_type: str
    shape: Shape


PART_KINDS = (
    PartKind("units", "unit", Shape.AREA),
    PartKind("fixtures", "fixture", Shape.AREA),
    PartKind("zones", "geofence", Shape.AREA),
    PartKind("walls", "detail", Shape.LINE),
    PartKind("entrances", "opening", Shape.DOOR),
    PartKind("faces", "face", Shape.EDGE),
    PartKind("codes", "code", Shape.POINT),
)

UNIT_CATEGORIES = frozenset([
    "auditorium", "brick", "classroom", "column", "concrete", "conferenceroom", "drywall", "elevator",
    "escalator", "fieldofplay", "firstaid", "fitnessroom", "foodservice", "footbridge", "glass",
    "huddleroom", "kitchen", "laboratory", "library", "lobby", "lounge", "mailroom", "mothersroom",
    "movietheater", "movingwalkway", "nonpublic", "office", "opentobelow", "parking", "phoneroom",
    "platform", "privatelounge", "ramp", "recreation", "restroom", "restroom.family", "restroom.female",
    "restroom.female.wheelchair", "restroom.male", "restroom.male.wheelchair", "restroom.transgender",
    "restroom.transgender.wheelchair", "restroom.unisex", "restroom.unisex.wheelchair",
    "restroom.wheelchair", "road", "room", "serverroom", "shower", "smokingarea", "stairs", "steps",
    "storage", "structure", "terrace", "theater", "unenclosedarea", "unspecified", "vegetation",
    "waitingroom", "walkway", "walkway.island", "wood",
])  # fmt: skip
"""IMDF 1.0, UNIT-CATEGORY; any other of ours is written as `unspecified` and kept in the member."""
