"""A store as single features: what a draft changes, and what two revisions are compared by.

A feature's value has the fields of that object in `store.json` (`docs/store-file.md`) without its id; it is
read by the same rules. All geometry is in floor metres.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias, cast

from shapely import LineString, MultiPolygon, Polygon

from campaigns.errors import InvalidInput
from positioning.types import Transmitter
from zones.document import Node, flat_from_json, flat_to_json
from zones.errors import UnreadableStore
from zones.level import Area, Code, Entrance, Face, Fixture, GeoOrigin, Level, PlanImage, Unit, Zone
from zones.level_document import (
    LevelReader,
    area_to_json,
    code_from_json,
    entrance_from_json,
    face_from_json,
    frame_from_json,
    image_to_json,
    line_from_json,
    line_to_json,
    placed_to_json,
)
from zones.store import Store, VisitRules
from zones.storefile import time_zone_from_json

LONGEST_ID = 128
"""Characters: the longest key of a beacon, `ibeacon:` with its UUID and two numbers, has 56."""


class FeatureKind(StrEnum):
    """What a feature is. A `store` and a `level` are features too: their own fields, not what they hold."""

    STORE = "store"
    LEVEL = "level"
    OUTLINE = "outline"
    UNIT = "unit"
    FIXTURE = "fixture"
    WALL = "wall"
    ENTRANCE = "entrance"
    ZONE = "zone"
    FACE = "face"
    CODE = "code"
    BEACON = "beacon"


class FeatureKey(NamedTuple):
    """Which feature. That of the store has no level; those of a level and its outline have the level's id."""

    level_id: str
    kind: FeatureKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}" + (f" on level {self.level_id}" if self.level_id else "")


@dataclass(frozen=True, slots=True)
class StoreFrame:
    """A store's own fields."""

    name: str
    time_zone: str
    rules: VisitRules


@dataclass(frozen=True, slots=True)
class LevelFrame:
    """A level's own fields."""

    name: str
    ordinal: int
    north_rad: float
    width_m: float
    height_m: float
    image: PlanImage | None
    origin: GeoOrigin | None


@dataclass(frozen=True, slots=True)
class BeaconPlace:
    """Where a beacon hangs: what staff say of it. How it fades is the survey's to say."""

    x_m: float
    y_m: float
    sd_m: float


Value: TypeAlias = dict[str, Any]
"""A feature as JSON, in one form for equal features."""

Features: TypeAlias = Mapping[FeatureKey, Value]
Part: TypeAlias = (
    StoreFrame | LevelFrame | Area | Unit | Fixture | LineString | Entrance | Zone | Face | Code | BeaconPlace
)


def store_key(store_id: str) -> FeatureKey:
    return FeatureKey("", FeatureKind.STORE, store_id)


def level_key(level_id: str) -> FeatureKey:
    return FeatureKey(level_id, FeatureKind.LEVEL, level_id)


def outline_key(level_id: str) -> FeatureKey:
    return FeatureKey(level_id, FeatureKind.OUTLINE, level_id)


def features_of(store: Store) -> dict[FeatureKey, Value]:
    """Every feature of a store, in the order of its document."""
    return {key: value_of(part) for key, part in _parts_of(store)}


def _parts_of(store: Store) -> Iterator[tuple[FeatureKey, Part]]:
    yield store_key(store.venue_id), StoreFrame(store.name, store.time_zone, store.rules)
    for level in store.levels:
        yield level_key(level.id), frame_of(level)
        yield outline_key(level.id), level.outline
        for kind, parts in parts_by_kind(level).items():
            for id_, part in parts.items():
                yield FeatureKey(level.id, kind, id_), part


def frame_of(level: Level) -> LevelFrame:
    """A level's own fields."""
    return LevelFrame(
        level.name,
        level.ordinal,
        level.north_rad,
        level.width_m,
        level.height_m,
        level.image,
        level.origin,
    )


def parts_by_kind(level: Level) -> dict[FeatureKind, dict[str, Part]]:
    """What lies on a level, by kind and id."""
    transmitters = level.beacons.transmitters.values() if level.beacons else ()
    return {
        FeatureKind.UNIT: {unit.id: unit for unit in level.units},
        FeatureKind.FIXTURE: {fixture.id: fixture for fixture in level.fixtures},
        FeatureKind.WALL: dict(zip(wall_ids(level.walls), level.walls, strict=True)),
        FeatureKind.ENTRANCE: {entrance.id: entrance for entrance in level.entrances},
        FeatureKind.ZONE: {zone.id: zone for zone in level.zones},
        FeatureKind.FACE: {face.id: face for face in level.faces},
        FeatureKind.CODE: {code.id: code for code in level.codes},
        FeatureKind.BEACON: {each.key: beacon_place(each) for each in transmitters},
    }


def beacon_place(transmitter: Transmitter) -> BeaconPlace:
    return BeaconPlace(transmitter.x_m, transmitter.y_m, transmitter.sd_m)


def wall_ids(walls: Sequence[LineString]) -> list[str]:
    """Ids of walls, which have none in a store file: by their own course.

    So a wall keeps its id from revision to revision for as long as nobody moves it, whatever becomes of the
    others.
    """
    found: dict[str, None] = {}
    for wall in walls:
        digest = hashlib.sha256(repr(line_to_json(wall.coords)).encode()).hexdigest()[:12]
        twins = sum(id_.startswith(f"w{digest}") for id_ in found) if f"w{digest}" in found else 0
        found[f"w{digest}-{twins + 1}" if twins else f"w{digest}"] = None
    return list(found)


def value_of(part: Part) -> Value:
    """A feature as JSON; fields that are not set are left out."""
    if isinstance(part, Polygon | MultiPolygon):
        return {"area": area_to_json(part)}
    if isinstance(part, LineString):
        return {"line": line_to_json(part.coords)}
    if isinstance(part, StoreFrame):
        return {"name": part.name, "time_zone": part.time_zone, "rules": flat_to_json(part.rules)}
    if isinstance(part, LevelFrame):
        value = flat_to_json(part)
        if part.image is not None:
            value["image"] = image_to_json(part.image)
        if part.origin is not None:
            value["origin"] = flat_to_json(part.origin)
        return value
    value = placed_to_json(part) if isinstance(part, Unit | Fixture | Zone) else flat_to_json(part)
    value.pop("id", None)
    return value


def read_feature(key: FeatureKey, value: object, where: str) -> Part:
    """A feature from its JSON.

    Parameters
    ----------
    where : what to call the value in complaints.

    Raises
    ------
    InvalidInput
        A field is missing, unknown or impossible, or a polygon crosses itself; `where` is its place.
    """
    try:
        node = Node(value, where, "draft")
        if node.has("id"):
            raise node.complaint("stands beside the value, not in it", "id")
        named = Node({**cast(Value, value), "id": key.id}, where, "draft")
        reader = _READERS.get(key.kind)
        if reader is not None:
            return reader(named)
        part = _UNNAMED[key.kind](node)
        node.finish()
        return part
    except UnreadableStore as error:
        fault = error.fault or "value-unusable"
        raise InvalidInput(error.place, error.complaint, fault, **error.facts) from error


def _store_frame(node: Node) -> StoreFrame:
    rules = flat_from_json(VisitRules, node.child("rules")) if node.has("rules") else VisitRules()
    return StoreFrame(node.text("name", 200), time_zone_from_json(node), rules)


_READ = LevelReader()
_READERS: Mapping[FeatureKind, Callable[[Node], Part]] = {
    FeatureKind.UNIT: _READ.unit,
    FeatureKind.FIXTURE: _READ.fixture,
    FeatureKind.ZONE: _READ.zone,
    FeatureKind.ENTRANCE: entrance_from_json,
    FeatureKind.FACE: face_from_json,
    FeatureKind.CODE: code_from_json,
}
_UNNAMED: Mapping[FeatureKind, Callable[[Node], Part]] = {
    FeatureKind.STORE: _store_frame,
    FeatureKind.LEVEL: lambda node: LevelFrame(**frame_from_json(node)),
    FeatureKind.OUTLINE: lambda node: _READ.area(node, "area"),
    FeatureKind.WALL: lambda node: line_from_json(node, node.take("line"), "line"),
    FeatureKind.BEACON: lambda node: flat_from_json(BeaconPlace, node),
}
