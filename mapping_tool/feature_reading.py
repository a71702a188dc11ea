"""Features that `mapping_tool.feature_writing` wrote, edited elsewhere or not, back as a store.

The document of a store is put together again and read as any `store.json`, so that what is refused there is
refused here. Features without the member `aislecast` were drawn by others and are taken as IMDF means them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from mapping_tool.archive import FeatureArchive
from mapping_tool.earth import EarthFrame
from mapping_tool.errors import UnreadablePlan
from mapping_tool.exchange import DECIMALS_M, MEMBER, PART_KINDS, Document, PartKind, Shape
from mapping_tool.geojson import features_of, is_collection, name_of, properties_of, text_of
from mapping_tool.geometry import LARGEST_COORDINATE, ImportCounts
from mapping_tool.imdf import NEEDED, OPEN_CATEGORIES
from positioning.types import FloatArray
from zones.document import COORDINATE_LIMIT_M, Node, flat_from_json
from zones.level import GeoOrigin
from zones.store import Store
from zones.storefile import loads

GEOMETRY_DEPTHS = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPolygon": 3}
SHAPE_TYPES = {
    Shape.AREA: ("Polygon", "MultiPolygon"),
    Shape.LINE: ("LineString",),
    Shape.EDGE: ("LineString",),
    Shape.DOOR: ("LineString",),
    Shape.POINT: ("Point",),
}

Named = tuple[str, Document]
"""A feature, and what to call it in complaints."""

Move = Callable[[FloatArray], FloatArray] | None
"""From degrees to the metres of a level; None where the coordinates are its metres."""


def is_handed_on(document: object) -> bool:
    """Whether a GeoJSON document was written by `plan_export`."""
    return is_collection(document) and isinstance(document.get(MEMBER), dict)  # type: ignore[attr-defined]


def read_collection(document: Document, source: str, counts: ImportCounts) -> Store:
    """The store of a GeoJSON document that `is_handed_on`."""
    root = dict(document[MEMBER])
    coordinates = root.pop("coordinates", None)
    if coordinates not in ("metres", "degrees"):
        raise UnreadablePlan(
            source, f'{MEMBER}.coordinates are neither "metres" nor "degrees"', "coordinates-unreadable"
        )
    features: dict[str, list[Named]] = {}
    for i, feature in enumerate(features_of(document, source)):
        features.setdefault(str(feature.get("feature_type")), []).append(
            (f"{source}: features[{i}]", feature)
        )
    return _read(root, features, coordinates == "degrees", source, counts)


def read_archive(archive: FeatureArchive, counts: ImportCounts) -> Store | None:
    """The store of an IMDF archive that was written by `plan_export`; None when others wrote it."""
    venues = archive.features("venue")
    root = venues[0].get(MEMBER) if venues else None
    if not isinstance(root, dict):
        return None
    archive.require(*NEEDED)
    venue = root.get("venue")
    if isinstance(venue, dict):
        root = {**root, "venue": {"name": name_of(properties_of(venues[0]).get("name")), **venue}}
    kinds = ["level", *(kind.feature_type for kind in PART_KINDS)]
    features = {
        kind: [(archive.place(kind, i, feature), feature) for i, feature in enumerate(archive.features(kind))]
        for kind in kinds
    }
    return _read(root, features, True, str(archive.source), counts)


def _read(
    root: Document,
    features: Mapping[str, Iterable[Named]],
    in_degrees: bool,
    source: str,
    counts: ImportCounts,
) -> Store:
    """The store of what it says of itself and its features by type.

    Raises
    ------
    UnreadablePlan
        When a feature has no usable geometry or lies on no level.
    UnreadableStore
        When what they make together is no store.
    """
    levels: dict[str, Document] = {}
    moves: dict[str, Move] = {}
    for place, feature in features.get("level", ()):
        id_ = str(feature.get("id"))
        if id_ in levels:
            raise UnreadablePlan(place, "a level of that id was there before", "level-twice")
        member = feature.get(MEMBER)
        if not isinstance(member, dict):
            raise UnreadablePlan(
                place,
                f"has no member {MEMBER}, which says where its metres begin",
                "member-missing",
                member=MEMBER,
            )
        moves[id_] = _move_of(Node(member, f"$.{MEMBER}", place), in_degrees)
        levels[id_] = _level(place, feature, dict(member), moves[id_])
    for kind in PART_KINDS:
        for place, feature in features.get(kind.feature_type, ()):
            level_id = _level_id(feature)
            if level_id not in levels:
                named = ascii(level_id)[1:-1][:64]
                raise UnreadablePlan(
                    place, f"lies on level {named}, which is not there", "level-missing", level=named
                )
            member = feature.get(MEMBER)
            part = _foreign(kind, place, feature) if member is None else member
            if not isinstance(part, dict):
                counts.drop(f"{kind.feature_type} of no use here")
                continue
            levels[level_id].setdefault(kind.field, []).append(
                _part(kind, place, feature, dict(part), moves[level_id])
            )
    try:
        document = json.dumps({**root, "levels": list(levels.values())}).encode()
    except RecursionError as error:
        raise UnreadablePlan(
            source, f"a member {MEMBER} is nested too deeply", "nested-too-deeply"
        ) from error
    return loads(document, source)


def _move_of(node: Node, in_degrees: bool) -> Move:
    """From the features' coordinates to the level's metres."""
    if not in_degrees:
        return None
    frame = EarthFrame(
        flat_from_json(GeoOrigin, node.child("origin")),
        node.number("north_rad", -10.0, 10.0),
        node.number("width_m", 0.1, COORDINATE_LIMIT_M),
        node.number("height_m", 0.1, COORDINATE_LIMIT_M),
    )
    return frame.metres


def _level(place: str, feature: Document, member: Document, move: Move) -> Document:
    properties = properties_of(feature)
    outline = _geometry(Shape.AREA, place, feature, member, move)
    said = {"name": name_of(properties.get("name")), "ordinal": properties.get("ordinal")}
    return {**said, **member, "outline": outline}


def _part(kind: PartKind, place: str, feature: Document, member: Document, move: Move) -> Any:
    """A part as it stands in `store.json`; the member goes before what the properties say."""
    geometry = _geometry(kind.shape, place, feature, member, move)
    points = geometry["coordinates"]
    if kind.shape is Shape.LINE:
        return points
    properties = properties_of(feature)
    said: Document = {"name": name_of(properties["name"])} if "name" in properties else {}
    if kind.field == "units":
        said["category"] = text_of(properties.get("category"))
    if kind.shape is Shape.AREA:
        return {**said, **member, "area": geometry}
    if kind.shape is Shape.POINT:
        return {**said, **member, "x_m": points[0], "y_m": points[1]}
    (x1_m, y1_m), (x2_m, y2_m) = points[0], points[-1]
    if kind.shape is Shape.EDGE:
        return {**said, **member, "x1_m": x1_m, "y1_m": y1_m, "x2_m": x2_m, "y2_m": y2_m}
    return {**said, **member, "x_m": _middle_m(x1_m, x2_m), "y_m": _middle_m(y1_m, y2_m)}


def _middle_m(a_m: float, b_m: float) -> float:
    return round(0.5 * (a_m + b_m), DECIMALS_M) + 0.0


def _foreign(kind: PartKind, place: str, feature: Document) -> Document | None:
    """What a store keeps of a feature that others drew; None when nothing."""
    id_ = text_of(str(feature.get("id")))[:48]
    category = text_of(properties_of(feature).get("category"))
    match kind.feature_type:
        case "unit":
            return {"id": id_, "walkable": category in OPEN_CATEGORIES}
        case "fixture":
            return {"id": id_}
        case "geofence":
            return {"id": id_, "kind": "area"}
        case "opening":
            return {"id": id_} if "pedestrian" in category else None
        case "detail":
            return None
    raise UnreadablePlan(place, f"has no member {MEMBER}", "member-missing", member=MEMBER)


def _level_id(feature: Document) -> str:
    properties = properties_of(feature)
    several = properties.get("level_ids")
    return str(several[0] if isinstance(several, list) and several else properties.get("level_id"))


def _geometry(shape: Shape, place: str, feature: Document, member: Document, move: Move) -> Document:
    """The geometry in floor metres, rings as they were before they were turned for GeoJSON."""
    types = SHAPE_TYPES[shape]
    decimals = DECIMALS_M + 3 if shape is Shape.DOOR else DECIMALS_M  # of a door only the middle is kept
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in types:
        raise UnreadablePlan(
            place, f"has no geometry of type {' or '.join(types)}", "geometry-kind", kinds=", ".join(types)
        )
    try:
        coordinates = _moved(geometry["coordinates"], GEOMETRY_DEPTHS[str(kind)], move, decimals, place)
    except (TypeError, ValueError, LookupError, OverflowError) as error:
        raise UnreadablePlan(place, "its coordinates are no numbers", "coordinates-unreadable") from error
    turned = member.pop("clockwise", [])
    if turned and isinstance(turned, list):
        rings = coordinates if kind == "Polygon" else [ring for polygon in coordinates for ring in polygon]
        for number in turned:
            if isinstance(number, int) and 0 <= number < len(rings):
                rings[number].reverse()
    return {"type": kind, "coordinates": coordinates}


def _moved(coordinates: Any, depth: int, move: Move, decimals: int, place: str) -> Any:
    if depth > 1:
        return [_moved(part, depth - 1, move, decimals, place) for part in coordinates]
    points = np.array([(float(p[0]), float(p[1])) for p in (coordinates if depth else [coordinates])])
    if not len(points) or not (np.abs(points) < LARGEST_COORDINATE).all():
        raise ValueError("no points that could be meant")
    if move is not None:
        if (points == 0.0).all(axis=1).any():
            raise UnreadablePlan(
                place, "has a point at (0, 0): a place that was never set", "place-never-set"
            )
        points = np.round(move(points), decimals) + 0.0  # no negative zeros
    found: list[Any] = points.tolist()
    return found if depth else found[0]
