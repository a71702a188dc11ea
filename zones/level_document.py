"""The file form of a level, whole and part by part: its plan, zones, faces, entrances, codes.

Parts are read one by one by the same rules as whole files, so that a draft that changes one shelf is read as
strictly as the store file it will be published in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import LineString, MultiPolygon, Polygon

from positioning.types import LevelId, is_code_id
from zones.document import COORDINATE_LIMIT_M, LEVEL_LIMIT_M2, Node, flat_from_json, flat_to_json
from zones.level import Area, Code, Entrance, Face, Fixture, GeoOrigin, Level, PlanImage, Unit, Zone, ZoneKind
from zones.radio_document import radio_from_json, radio_to_json

CODE_SD_LIMITS_M = (0.1, 5.0)
"""Nobody's place is known to less than a hand's breadth; a code that is read from farther away is no fix."""


@dataclass(frozen=True, slots=True)
class LevelReader:
    """Reads levels and what lies on them; knows only whether crossing boundaries may pass."""

    allow_crossing: bool = False

    def level(self, node: Node) -> Level:
        """A whole level."""
        level_id = LevelId(node.identity("id"))
        frame = frame_from_json(node)
        has_beacons = node.has("beacons")
        level = Level(
            id=level_id,
            outline=self.area(node, "outline"),
            units=tuple(self.unit(child) for child in node.children("units")),
            fixtures=tuple(self.fixture(child) for child in node.children("fixtures")),
            walls=_walls(node),
            entrances=tuple(entrance_from_json(child) for child in node.children("entrances")),
            zones=tuple(self.zone(child) for child in node.children("zones")),
            faces=tuple(face_from_json(child) for child in node.children("faces")),
            beacons=radio_from_json(node.child("beacons"), level_id, frame["north_rad"])
            if has_beacons
            else None,
            codes=tuple(code_from_json(child) for child in node.children("codes")),
            **frame,
        )
        node.finish()
        return level

    def unit(self, node: Node) -> Unit:
        return flat_from_json(Unit, node, {"area": self.area(node, "area")})

    def fixture(self, node: Node) -> Fixture:
        return flat_from_json(Fixture, node, {"area": self.area(node, "area")})

    def zone(self, node: Node) -> Zone:
        kind = node.text("kind")
        if kind not in set(ZoneKind):
            raise node.complaint(f"one of {', '.join(ZoneKind)} is needed, not {kind[:40]!r}", "kind")
        return flat_from_json(Zone, node, {"kind": ZoneKind(kind), "area": self.area(node, "area")})

    def area(self, parent: Node, key: str) -> Area:
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
        if not area.is_valid and not self.allow_crossing:
            reason = shapely.is_valid_reason(area)  # Self-intersection[3 4]
            at_m = reason.rpartition("[")[2].rstrip("]").replace(" ", ", ")
            raise node.complaint(f"is no simple polygon: {reason}", None, "outline-crosses", at_m=at_m)
        return area


def frame_from_json(node: Node) -> dict[str, Any]:
    """The fields of a level beside what lies on it: name, size, north, picture, place on Earth."""
    width_m, height_m = (node.number(side, 0.1, COORDINATE_LIMIT_M) for side in ("width_m", "height_m"))
    if width_m * height_m > LEVEL_LIMIT_M2:
        raise node.complaint(
            f"{width_m:g} x {height_m:g} m is too large for a floor",
            None,
            "floor-size",
            width_m=width_m,
            height_m=height_m,
        )
    return {
        "name": node.text("name", 200),
        "ordinal": node.integer("ordinal", -1_000, 1_000),
        "north_rad": node.number("north_rad", -10.0, 10.0),
        "width_m": width_m,
        "height_m": height_m,
        "image": _image(node.child("image")) if node.has("image") else None,
        "origin": flat_from_json(GeoOrigin, node.child("origin")) if node.has("origin") else None,
    }


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
    return tuple(line_from_json(node, line, f"walls[{i}]") for i, line in enumerate(lines))


def line_from_json(node: Node, value: object, path: str) -> LineString:
    """A wall: two points or more. `path` only names the place."""
    return LineString(_points(node, value, path, least=2))


def entrance_from_json(node: Node) -> Entrance:
    return flat_from_json(Entrance, node)


def face_from_json(node: Node) -> Face:
    face = flat_from_json(Face, node)
    if not 0.999 <= face.normal_x**2 + face.normal_y**2 <= 1.001:
        raise node.complaint("the normal is no unit vector")
    if (face.x1_m, face.y1_m) == (face.x2_m, face.y2_m):
        raise node.complaint("the edge has no length")
    return face


def code_from_json(node: Node) -> Code:
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


def level_to_json(level: Level) -> dict[str, Any]:
    """The document of a level; equal levels give equal documents."""
    document: dict[str, Any] = {
        "id": level.id,
        "name": level.name,
        "ordinal": level.ordinal,
        "north_rad": level.north_rad,
        "width_m": level.width_m,
        "height_m": level.height_m,
        "outline": area_to_json(level.outline),
        "units": [placed_to_json(unit) for unit in level.units],
        "fixtures": [placed_to_json(fixture) for fixture in level.fixtures],
        "walls": [line_to_json(wall.coords) for wall in level.walls],
        "entrances": [flat_to_json(entrance) for entrance in level.entrances],
        "zones": [placed_to_json(zone) for zone in level.zones],
        "faces": [flat_to_json(face) for face in level.faces],
    }
    if level.codes:
        document["codes"] = [flat_to_json(code) for code in level.codes]
    if level.origin is not None:
        document["origin"] = flat_to_json(level.origin)
    if level.image is not None:
        document["image"] = image_to_json(level.image)
    if level.beacons is not None:
        document["beacons"] = radio_to_json(level.beacons)
    return document


def image_to_json(image: PlanImage) -> dict[str, Any]:
    return {**flat_to_json(image), "floor_from_image": list(image.floor_from_image)}


def placed_to_json(part: Unit | Fixture | Zone) -> dict[str, Any]:
    return {**flat_to_json(part), "area": area_to_json(part.area)}


def area_to_json(area: Area) -> dict[str, Any]:
    """A GeoJSON geometry in floor metres."""
    if isinstance(area, Polygon):
        return {"type": "Polygon", "coordinates": _polygon_to_json(area)}
    return {"type": "MultiPolygon", "coordinates": [_polygon_to_json(part) for part in area.geoms]}


def _polygon_to_json(polygon: Polygon) -> list[list[list[float]]]:
    return [line_to_json(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]


def line_to_json(coordinates: Iterable[Sequence[float]]) -> list[list[float]]:
    return [[float(x_m), float(y_m)] for x_m, y_m, *_ in coordinates]
