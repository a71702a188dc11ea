"""The store that a draft makes: its base revision with the changed features in their places."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar, cast

from shapely import LineString

from campaigns.errors import InvalidInput
from campaigns.stores.drafts.features import (
    BeaconPlace,
    FeatureKey,
    FeatureKind,
    LevelFrame,
    Part,
    StoreFrame,
    beacon_place,
    outline_key,
    store_key,
    wall_ids,
)
from mapping_tool.usual_beacon import usual_beacon
from positioning.types import BeaconKey, BeaconMap, LevelId, Transmitter
from zones.document import Node
from zones.errors import UnreadableStore
from zones.level import Area, Level
from zones.store import Revision, Store
from zones.storefile import check_references

T = TypeVar("T")
Changed = Mapping[FeatureKey, Part | None]
"""Features by what they become; None: they are taken away."""

_LISTS = {
    FeatureKind.UNIT: "units",
    FeatureKind.FIXTURE: "fixtures",
    FeatureKind.ENTRANCE: "entrances",
    FeatureKind.ZONE: "zones",
    FeatureKind.FACE: "faces",
    FeatureKind.CODE: "codes",
}


def built(base: Store, changed: Changed, revision: Revision) -> Store:
    """The base with the changes. What lies on a level that is taken away goes with it.

    Features that stay keep their places in the document, new ones follow in the order of `changed`.

    Raises
    ------
    InvalidInput
        The parts do not fit together: a level without outline, an id twice, a face before a zone that is
        not there, no level at all.
    """
    frame = changed.get(store_key(base.venue_id))
    if isinstance(frame, StoreFrame):
        base = replace(base, name=frame.name, time_zone=frame.time_zone, rules=frame.rules)
    frames = {key.id: part for key, part in changed.items() if key.kind is FeatureKind.LEVEL}
    levels = [level for level in base.levels if frames.get(level.id, level) is not None]
    known = {level.id for level in base.levels}
    new = [_bare(id_, changed) for id_, part in frames.items() if part is not None and id_ not in known]
    store = replace(
        base, revision=revision, levels=tuple(_level(level, changed) for level in (*levels, *new))
    )
    if not store.levels:
        raise InvalidInput("levels", "a store has at least one level", "last-level")
    try:
        check_references(Node({}, "draft", ""), store)
    except UnreadableStore as error:
        fault = error.fault or "value-unusable"
        raise InvalidInput(error.place, error.complaint, fault, **error.facts) from error
    return store


def _bare(level_id: str, changed: Changed) -> Level:
    """A new level with nothing on it yet; its frame is set with the other changes."""
    outline = changed.get(outline_key(level_id))
    if outline is None:
        raise InvalidInput("levels", f"level {level_id} has no outline", "no-outline", level=level_id)
    return Level(LevelId(level_id), "", 0, math.pi / 2, 1.0, 1.0, cast(Area, outline))


def _level(level: Level, changed: Changed) -> Level:
    """The level with its changes; the very same when there are none."""
    here: dict[FeatureKind, dict[str, Part | None]] = {}
    for key, part in changed.items():
        if key.level_id == level.id:
            here.setdefault(key.kind, {})[key.id] = part
    if not here:
        return level
    values: dict[str, Any] = {
        name: _renewed(getattr(level, name), lambda part: part.id, here.get(kind, {}))
        for kind, name in _LISTS.items()
    }
    frame = here.get(FeatureKind.LEVEL, {}).get(level.id)
    if isinstance(frame, LevelFrame):
        values |= {field.name: getattr(frame, field.name) for field in fields(frame)}
    outline = here.get(FeatureKind.OUTLINE, {}).get(level.id)
    if outline is not None:
        values["outline"] = outline
    if FeatureKind.WALL in here:
        values["walls"] = _walls(level.walls, here[FeatureKind.WALL])
    north_rad = values.get("north_rad", level.north_rad)
    values["beacons"] = _beacons(level, here.get(FeatureKind.BEACON, {}), north_rad)
    return replace(level, **values)


def _renewed(
    parts: Iterable[T], id_of: Callable[[Any], str], changed: Mapping[str, Part | None]
) -> tuple[T, ...]:
    old = {id_of(part): part for part in parts}
    merged = old | cast(dict[str, T], dict(changed))
    return tuple(part for part in merged.values() if part is not None)


def _walls(walls: Sequence[LineString], changed: Mapping[str, Part | None]) -> tuple[LineString, ...]:
    named = list(zip(wall_ids(walls), walls, strict=True))
    merged = dict(named) | cast(dict[str, LineString], dict(changed))
    return tuple(wall for wall in merged.values() if wall is not None)


def _beacons(level: Level, changed: Mapping[str, Part | None], north_rad: float) -> BeaconMap | None:
    """The radio map with beacons hung, moved and taken down.

    A beacon that stays keeps what the survey found. One that moved keeps its law, which is its own, and loses
    where it was heard and its place's survey: both were of the old place. A new one is taken for a usual one
    until a survey hears it.
    """
    before = level.beacons
    if before is None:
        if not any(changed.values()):
            return None
        before = BeaconMap(level.id, {}, north_rad=north_rad)
    transmitters, moved = dict(before.transmitters), set()
    for id_, place in changed.items():
        key = BeaconKey(id_)
        known = transmitters.pop(key, None)
        if isinstance(place, BeaconPlace):
            transmitters[key] = _hung(key, place, known)
        if known is not None and (key not in transmitters or not _is_there(transmitters[key], known)):
            moved.add(key)
    if (transmitters, north_rad) == (before.transmitters, before.north_rad):
        return before
    ground = before.ground
    if ground is not None:
        heard = {key: cells for key, cells in ground.heard.items() if key not in moved}
        ground = replace(ground, heard=heard)
    return replace(before, transmitters=transmitters, north_rad=north_rad, ground=ground)


def _hung(key: BeaconKey, place: BeaconPlace, known: Transmitter | None) -> Transmitter:
    if known is None:
        return usual_beacon(key, place.x_m, place.y_m, place.sd_m)
    if beacon_place(known) == place:
        return known
    hung = replace(known, x_m=place.x_m, y_m=place.y_m, sd_m=place.sd_m)
    return hung if _is_there(hung, known) else replace(hung, samples=0)


def _is_there(one: Transmitter, other: Transmitter) -> bool:
    return (one.x_m, one.y_m) == (other.x_m, other.y_m)
