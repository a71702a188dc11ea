"""A store as GeoJSON features with IMDF's types and properties (`mapping_tool.exchange`)."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mapping_tool.exchange import MEMBER, PART_KINDS, UNIT_CATEGORIES, Document, PartKind, Shape
from mapping_tool.geojson import name_of
from positioning.types import FloatArray
from zones.store import Store
from zones.storefile import dumps

Move = Callable[[FloatArray], FloatArray]
"""Floor points (n, 2) in metres to the coordinates of the features."""

LANGUAGE = "und"
"""BCP 47: undetermined. A store does not say which language its names are in."""

DOOR_M = 1.0
"""The line that stands for an entrance: as wide as a common door leaf, DIN 18101: 0.86 to 1.11 m."""

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://aislecast.org/imdf")

IMDF_PROPERTIES: Mapping[str, Document] = {
    "unit": {"category": "unspecified", "restriction": None, "accessibility": None, "display_point": None},
    "fixture": {"category": "furniture", "anchor_id": None, "display_point": None},
    "geofence": {"category": "geofence", "restriction": None, "correlation_id": None, "display_point": None,
                 "building_ids": None, "parents": None},
    "detail": {},
    "opening": {"category": "pedestrian", "accessibility": None, "access_control": None, "door": None,
                "display_point": None},
    "face": {},
    "code": {},
}  # fmt: skip
"""What IMDF asks for beside a name and a level."""


class FeatureIds:
    """UUIDs, as IMDF wants them: a part's own id where it is one and new, else made from names, so that equal
    stores give equal features."""

    def __init__(self, venue_id: str) -> None:
        self._venue_id = venue_id
        self._given: set[str] = set()

    def of(self, *names: str) -> str:
        """The id of what these names lead to; the last is its own id."""
        own = names[-1].lower()
        if own in self._given or not _is_uuid(own):
            own = str(uuid.uuid5(NAMESPACE, json.dumps([self._venue_id, *names])))
        self._given.add(own)
        return own


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def store_features(
    store: Store, moves: Sequence[Move], ids: FeatureIds
) -> tuple[Document, dict[str, list[Document]]]:
    """What the store says of itself (`store.json` without its levels), and its features by type.

    Parameters
    ----------
    moves : one a level.
    """
    document = json.loads(dumps(store))
    features: dict[str, list[Document]] = {"level": []}
    for level, move in zip(document.pop("levels"), moves, strict=True):
        level_feature, of_level = _LevelWriter(level, move, ids).features()
        features["level"].append(level_feature)
        for feature_type, written in of_level.items():
            features.setdefault(feature_type, []).extend(written)
    return document, features


class _LevelWriter:
    """Writes one level of the document; takes from it what became features."""

    def __init__(self, level: Document, move: Move, ids: FeatureIds) -> None:
        self._level = level
        self._move = move
        self._ids = ids
        self._level_id = ids.of("level", level["id"])

    def features(self) -> tuple[Document, dict[str, list[Document]]]:
        written = {
            kind.feature_type: [
                self._part(kind, part, i) for i, part in enumerate(self._level.pop(kind.field, []))
            ]
            for kind in PART_KINDS
        }
        level = self._level
        name = labels(level["name"] or level["id"])
        properties = {
            "category": "unspecified", "restriction": None, "outdoor": False, "ordinal": level.pop("ordinal"),
            "name": name, "short_name": name, "display_point": None, "address_id": None, "building_ids": None,
        }  # fmt: skip
        outline = level.pop("outline")
        return self._feature("level", self._level_id, outline, properties, level), written

    def _part(self, kind: PartKind, part: Any, number: int) -> Document:
        geometry, member = _taken_apart(kind.shape, part)
        properties: Document = dict(IMDF_PROPERTIES[kind.feature_type])
        if "category" in member and member["category"] in UNIT_CATEGORIES:
            properties["category"] = member.pop("category")
        if "name" in member:
            properties |= {"name": labels(member["name"]), "alt_name": None}
        if kind.feature_type == "geofence":
            properties["level_ids"] = [self._level_id]
        else:
            properties["level_id"] = self._level_id
        id_ = self._ids.of(self._level["id"], kind.field, str(member.get("id", number)))
        return self._feature(kind.feature_type, id_, geometry, properties, member)

    def _feature(
        self, feature_type: str, id_: str, geometry: Document, properties: Document, member: Document
    ) -> Document:
        """A feature; its name stands in the member only when a label could not give it back."""
        if member.get("name") == name_of(properties.get("name")):
            del member["name"]
        coordinates, turned = _right_handed(geometry)
        if turned:
            member["clockwise"] = turned
        return {
            "type": "Feature",
            "id": id_,
            "feature_type": feature_type,
            "geometry": {"type": geometry["type"], "coordinates": moved(coordinates, self._move)},
            "properties": properties,
            MEMBER: member,
        }


def labels(name: str) -> Document | None:
    """An IMDF label; none for what has no name."""
    return {LANGUAGE: name} if name else None


def _taken_apart(shape: Shape, part: Any) -> tuple[Document, Document]:
    """The geometry of a part (floor metres) and the rest of it."""
    if shape is Shape.LINE:
        return {"type": "LineString", "coordinates": part}, {}
    rest = dict(part)
    if shape is Shape.AREA:
        return rest.pop("area"), rest
    if shape is Shape.EDGE:
        ends = [[rest.pop("x1_m"), rest.pop("y1_m")], [rest.pop("x2_m"), rest.pop("y2_m")]]
        return {"type": "LineString", "coordinates": ends}, rest
    x_m, y_m = rest.pop("x_m"), rest.pop("y_m")
    if shape is Shape.POINT:
        return {"type": "Point", "coordinates": [x_m, y_m]}, rest
    across_rad = rest.get("heading_rad", -0.5 * math.pi) + 0.5 * math.pi
    dx_m, dy_m = 0.5 * DOOR_M * math.cos(across_rad), 0.5 * DOOR_M * math.sin(across_rad)
    ends = [[x_m - dx_m, y_m - dy_m], [x_m + dx_m, y_m + dy_m]]
    return {"type": "LineString", "coordinates": ends}, rest


def _right_handed(geometry: Document) -> tuple[Any, list[int]]:
    """Coordinates with outer rings counter-clockwise and holes clockwise (RFC 7946, section 3.1.6), and the
    numbers of the rings that had to be turned for it."""
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        return geometry["coordinates"], []
    is_single = geometry["type"] == "Polygon"
    turned: list[int] = []
    number = 0
    polygons = []
    for polygon in [geometry["coordinates"]] if is_single else geometry["coordinates"]:
        rings = []
        for i, ring in enumerate(polygon):
            is_right = _is_counter_clockwise(ring) is (i == 0)
            rings.append(ring if is_right else ring[::-1])
            turned += [] if is_right else [number]
            number += 1
        polygons.append(rings)
    return (polygons[0] if is_single else polygons), turned


def _is_counter_clockwise(ring: Sequence[Sequence[float]]) -> bool:
    x_m, y_m = (np.array(ring) - ring[0]).T
    return float(x_m[:-1] @ y_m[1:] - x_m[1:] @ y_m[:-1]) > 0.0


def moved(coordinates: Any, move: Move) -> Any:
    """GeoJSON coordinates of any depth, each line of points moved at once."""
    if not isinstance(coordinates[0], list):
        return move(np.array([coordinates]))[0].tolist()
    if not isinstance(coordinates[0][0], list):
        return move(np.array(coordinates)).tolist()
    return [moved(part, move) for part in coordinates]
