"""The file form of a store: `store.json`, versioned, readable, in an order that does not change.

`docs/store-file.md` describes the format. Reading is strict: what is broken, unknown or implausible raises
`UnreadableStore` with the path to it; what was written by a newer Aislecast raises `NewerStoreVersion`.
Writing and reading again gives an equal store.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import shapely
from shapely import LineString, MultiPolygon, Polygon

from positioning.types import LevelId, is_code_id
from zones.document import (
    COORDINATE_LIMIT_M,
    LEVEL_LIMIT_M2,
    Node,
    flat_from_json,
    flat_to_json,
    layout,
    parse,
)
from zones.errors import NewerStoreVersion, UnreadableStore, UnwritableFile
from zones.level import Area, Code, Entrance, Face, Fixture, GeoOrigin, Level, PlanImage, Unit, Zone, ZoneKind
from zones.radio_document import radio_from_json, radio_to_json
from zones.store import Revision, Store, VenueId, VisitRules

FORMAT = "aislecast-store"
VERSION = 1
CODE_SD_LIMITS_M = (0.1, 5.0)
"""Nobody's place is known to less than a hand's breadth; a code that is read from farther away is no fix."""
VENUE_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def load_store(path: str | Path) -> Store:
    """Read a store file.

    Raises
    ------
    UnreadableStore
        When the file is missing, no store file, or broken somewhere.
    NewerStoreVersion
        When a newer Aislecast wrote it.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableStore(str(path), error.strerror or "cannot be read") from error
    return loads(data, str(path))


def save_store(store: Store, path: str | Path) -> None:
    """Write a store file, whole or not at all."""
    write_whole(path, dumps(store))


def write_whole(path: str | Path, document: bytes) -> None:
    """Put a document in place of a file at once, so that no reader ever meets half of it.

    Raises
    ------
    UnwritableFile
    """
    target = Path(path)
    with _told_of(target):
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        partial = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(document)
            partial.chmod(0o644)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def require_writable(path: str | Path) -> None:
    """Raise `UnwritableFile` now, before long work, where `write_whole` would afterwards."""
    target = Path(path)
    with _told_of(target):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=target.parent):
            pass


@contextmanager
def _told_of(target: Path) -> Iterator[None]:
    """The system's complaint told of the file that was asked for, not of the partial one beside it."""
    try:
        yield
    except OSError as error:
        raise UnwritableFile(str(target), error.strerror or "unknown reason") from error


def dumps(store: Store) -> bytes:
    """The store as a document; equal stores give equal bytes."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "venue": {"id": store.venue_id, "name": store.name, "time_zone": store.time_zone},
        "revision": {
            "number": store.revision.number,
            "created": store.revision.created.isoformat(),
            "note": store.revision.note,
        },
        "rules": flat_to_json(store.rules),
        "levels": [_level_to_json(level) for level in store.levels],
    }
    return (layout(document) + "\n").encode()


def loads(data: bytes, source: str = "store.json", *, allow_crossing: bool = False) -> Store:
    """Read a document.

    Parameters
    ----------
    source : what to call the document in complaints.
    allow_crossing : let polygons whose boundary crosses itself pass. Only for `zones.validate`, which shows
        where they cross; nothing else can compute with such polygons.
    """
    root = parse(data, source)
    if not root.has("format") or root.take("format") != FORMAT:
        raise UnreadableStore(source, f'is no store file: "format" is not "{FORMAT}"')
    version = root.integer("version", 1, 10**6)
    if version > VERSION:
        raise NewerStoreVersion(source, version, VERSION)
    venue, revision = root.child("venue"), root.child("revision")
    store = Store(
        venue_id=_venue_id(venue),
        name=venue.text("name", 200),
        time_zone=_time_zone(venue),
        revision=Revision(revision.integer("number", 0, 10**9), _created(revision), revision.text("note")),
        levels=tuple(_Geometry(allow_crossing).level(node) for node in root.children("levels")),
        rules=flat_from_json(VisitRules, root.child("rules")) if root.has("rules") else VisitRules(),
    )
    for node in (venue, revision, root):
        node.finish()
    if not store.levels:
        raise root.complaint("a store has at least one level", "levels")
    _check_references(root, store)
    return store


def _venue_id(venue: Node) -> VenueId:
    value = venue.identity("id")
    if not set(value) <= VENUE_ID_CHARACTERS:
        raise venue.complaint("only letters, digits, '.', '_' and '-' (it becomes part of addresses)", "id")
    if not value.strip("."):
        raise venue.complaint("dots alone mean a folder in an address", "id")
    return VenueId(value)


def _time_zone(venue: Node) -> str:
    value = venue.text("time_zone", 64)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise venue.complaint(f"no time zone {value!r}", "time_zone") from error
    return value


def _created(revision: Node) -> datetime:
    value = revision.text("created", 64)
    try:
        created = datetime.fromisoformat(value)
    except ValueError as error:
        raise revision.complaint(f"{value!r} is no ISO 8601 time", "created") from error
    if created.tzinfo is None:
        raise revision.complaint("a time needs its offset from UTC", "created")
    return created


def _check_references(root: Node, store: Store) -> None:
    """Ids are unique where something refers to them; faces refer to zones that exist."""
    _check_unique(root, "levels", (level.id for level in store.levels))
    _check_unique(root, "levels[*].zones", (zone.id for level in store.levels for zone in level.zones))
    _check_unique(root, "levels[*].faces", (face.id for level in store.levels for face in level.faces))
    _check_unique(root, "levels[*].codes", (code.id for level in store.levels for code in level.codes))
    for i, level in enumerate(store.levels):
        for kind in ("units", "fixtures", "entrances"):
            _check_unique(root, f"levels[{i}].{kind}", (part.id for part in getattr(level, kind)))
        zone_ids = {zone.id for zone in level.zones}
        for j, face in enumerate(level.faces):
            if face.zone_id is not None and face.zone_id not in zone_ids:
                raise root.complaint(
                    f"no zone {face.zone_id} on this level", f"levels[{i}].faces[{j}].zone_id"
                )


def _check_unique(root: Node, where: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise root.complaint(f"the id {id_} is used twice", where)
        seen.add(id_)


class _Geometry:
    """Reads levels; knows only whether crossing boundaries may pass."""

    def __init__(self, allow_crossing: bool) -> None:
        self._allow_crossing = allow_crossing

    def level(self, node: Node) -> Level:
        level_id = LevelId(node.identity("id"))
        north_rad = node.number("north_rad", -10.0, 10.0)
        level = Level(
            id=level_id,
            name=node.text("name", 200),
            ordinal=node.integer("ordinal", -1_000, 1_000),
            north_rad=north_rad,
            width_m=node.number("width_m", 0.1, COORDINATE_LIMIT_M),
            height_m=node.number("height_m", 0.1, COORDINATE_LIMIT_M),
            outline=self._area(node, "outline"),
            units=tuple(flat_from_json(Unit, child, self._placed(child)) for child in node.children("units")),
            fixtures=tuple(
                flat_from_json(Fixture, child, self._placed(child)) for child in node.children("fixtures")
            ),
            walls=_walls(node),
            entrances=tuple(flat_from_json(Entrance, child) for child in node.children("entrances")),
            zones=tuple(self._zone(child) for child in node.children("zones")),
            faces=tuple(_face(child) for child in node.children("faces")),
            image=_image(node.child("image")) if node.has("image") else None,
            beacons=radio_from_json(node.child("beacons"), level_id, north_rad)
            if node.has("beacons")
            else None,
            codes=tuple(_code(child) for child in node.children("codes")),
            origin=flat_from_json(GeoOrigin, node.child("origin")) if node.has("origin") else None,
        )
        if level.width_m * level.height_m > LEVEL_LIMIT_M2:
            raise node.complaint(f"{level.width_m:g} x {level.height_m:g} m is too large for a floor")
        node.finish()
        return level

    def _placed(self, node: Node) -> dict[str, Area]:
        return {"area": self._area(node, "area")}

    def _zone(self, node: Node) -> Zone:
        kind = node.text("kind")
        if kind not in set(ZoneKind):
            raise node.complaint(f"one of {', '.join(ZoneKind)} is needed, not {kind[:40]!r}", "kind")
        return flat_from_json(Zone, node, {"kind": ZoneKind(kind), **self._placed(node)})

    def _area(self, parent: Node, key: str) -> Area:
        """A GeoJSON Polygon or MultiPolygon in floor metres."""
        node = parent.child(key)
        kind, coordinates = node.text("type"), node.listed("coordinates")
        node.finish()
        if kind == "Polygon":
            area: Area = _polygon(node, coordinates, "coordinates")
        elif kind == "MultiPolygon" and coordinates:
            area = MultiPolygon(
                [_polygon(node, part, f"coordinates[{i}]") for i, part in enumerate(coordinates)]
            )
        else:
            raise node.complaint("a Polygon or MultiPolygon with coordinates is needed")
        if not area.is_valid and not self._allow_crossing:
            raise node.complaint(f"is no simple polygon: {shapely.is_valid_reason(area)}")
        return area


def _polygon(node: Node, rings: object, path: str) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise node.complaint("a list of rings is needed", path)
    points = [_points(node, ring, f"{path}[{i}]", least=4) for i, ring in enumerate(rings)]
    for i, ring in enumerate(points):
        if ring[0] != ring[-1]:
            raise node.complaint("a ring ends where it begins", f"{path}[{i}]")
    return Polygon(points[0], points[1:])


def _points(node: Node, value: object, path: str, least: int) -> list[tuple[float, float]]:
    if not isinstance(value, list) or len(value) < least:
        raise node.complaint(f"a list of at least {least} points is needed", path)
    points = []
    for i, point in enumerate(value):
        if not isinstance(point, list) or len(point) != 2:
            raise node.complaint("a point is [x, y] in metres", f"{path}[{i}]")
        x_m, y_m = (
            node.check_number(part, f"{path}[{i}]", -COORDINATE_LIMIT_M, COORDINATE_LIMIT_M) for part in point
        )
        points.append((x_m, y_m))
    return points


def _walls(node: Node) -> tuple[LineString, ...]:
    if not node.has("walls"):
        return ()
    lines = node.listed("walls")
    return tuple(LineString(_points(node, line, f"walls[{i}]", least=2)) for i, line in enumerate(lines))


def _face(node: Node) -> Face:
    face = flat_from_json(Face, node)
    if not 0.999 <= face.normal_x**2 + face.normal_y**2 <= 1.001:
        raise node.complaint("the normal is no unit vector")
    if (face.x1_m, face.y1_m) == (face.x2_m, face.y2_m):
        raise node.complaint("the edge has no length")
    return face


def _code(node: Node) -> Code:
    code = flat_from_json(Code, node)
    if not is_code_id(code.id):
        raise node.complaint("only printable ASCII (what an app can send)", "id")
    node.check_number(code.sd_m, "sd_m", *CODE_SD_LIMITS_M)
    return code


def _image(node: Node) -> PlanImage:
    affine = node.listed("floor_from_image")
    if len(affine) != 6:
        raise node.complaint("six numbers are needed", "floor_from_image")
    a, b, c, d, e, f = (
        node.check_number(part, "floor_from_image", -COORDINATE_LIMIT_M, COORDINATE_LIMIT_M)
        for part in affine
    )
    return flat_from_json(PlanImage, node, {"floor_from_image": (a, b, c, d, e, f)})


def _level_to_json(level: Level) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": level.id,
        "name": level.name,
        "ordinal": level.ordinal,
        "north_rad": level.north_rad,
        "width_m": level.width_m,
        "height_m": level.height_m,
        "outline": _area_to_json(level.outline),
        "units": [_placed_to_json(unit) for unit in level.units],
        "fixtures": [_placed_to_json(fixture) for fixture in level.fixtures],
        "walls": [_line_to_json(wall.coords) for wall in level.walls],
        "entrances": [flat_to_json(entrance) for entrance in level.entrances],
        "zones": [_placed_to_json(zone) for zone in level.zones],
        "faces": [flat_to_json(face) for face in level.faces],
    }
    if level.codes:
        document["codes"] = [flat_to_json(code) for code in level.codes]
    if level.origin is not None:
        document["origin"] = flat_to_json(level.origin)
    if level.image is not None:
        document["image"] = {
            **flat_to_json(level.image),
            "floor_from_image": list(level.image.floor_from_image),
        }
    if level.beacons is not None:
        document["beacons"] = radio_to_json(level.beacons)
    return document


def _placed_to_json(part: Unit | Fixture | Zone) -> dict[str, Any]:
    return {**flat_to_json(part), "area": _area_to_json(part.area)}


def _area_to_json(area: Area) -> dict[str, Any]:
    if isinstance(area, Polygon):
        return {"type": "Polygon", "coordinates": _polygon_to_json(area)}
    return {"type": "MultiPolygon", "coordinates": [_polygon_to_json(part) for part in area.geoms]}


def _polygon_to_json(polygon: Polygon) -> list[list[list[float]]]:
    return [_line_to_json(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]


def _line_to_json(coordinates: Iterable[Sequence[float]]) -> list[list[float]]:
    return [[float(x_m), float(y_m)] for x_m, y_m, *_ in coordinates]
