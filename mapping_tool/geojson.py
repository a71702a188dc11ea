"""Reading GeoJSON of other people: documents, features, names, and the floor of a single file.

A file holds one floor: first the outline, then the units. Its coordinates are WGS84 or metres; as degrees
a floor is smaller than a tenth of one, as metres it is larger than one, so that the numbers tell which.

References
----------
H. Butler et al., The GeoJSON Format, RFC 7946 (2016).
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapping_tool.errors import UnreadablePlan
from mapping_tool.geometry import FloorFromPlan, ImportCounts, read_polygon, require_place, settle
from positioning.types import LevelId
from zones.level import GeoOrigin, Level, Unit

LARGEST_SIDE_M = 5_000.0
"""Of a floor: the largest building by area, Boeing's in Everett, is 1.1 km long; airports reach 3 km."""

LARGEST_FILE_BYTES = 200_000_000
"""A hundred times the plan of a university with 554 units."""

Features = list[dict[str, Any]]


def read_json(path: Path) -> Any:
    """Any JSON document; whatever is wrong with it is an `UnreadablePlan`."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise UnreadablePlan(
                str(path),
                f"has more than {LARGEST_FILE_BYTES / 1e6:.0f} MB",
                "file-too-large",
                most_mb=LARGEST_FILE_BYTES // 1_000_000,
            )
        return parse_json(path.read_bytes(), str(path))
    except OSError as error:
        raise UnreadablePlan(str(path), error.strerror or "cannot be read") from error


def parse_json(data: bytes, source: str) -> Any:
    """A JSON document, without the NaN and infinities that Python would let pass."""
    try:
        return json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadablePlan(source, "is no JSON", "no-json") from error


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def features_of(document: object, source: str) -> Features:
    """The features of a GeoJSON FeatureCollection.

    Raises
    ------
    UnreadablePlan
        When the document is no feature collection.
    """
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise UnreadablePlan(source, "is no GeoJSON feature collection", "no-geojson")
    return features


def is_collection(document: object) -> bool:
    """Whether a JSON document says that it is a GeoJSON FeatureCollection."""
    return isinstance(document, dict) and document.get("type") == "FeatureCollection"


def properties_of(feature: dict[str, Any]) -> dict[str, Any]:
    """A feature's properties; none where they are no object."""
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def text_of(value: object) -> str:
    """A name or category as a store can hold it: at most 200 characters, no half surrogate pairs."""
    return value.strip()[:200].encode(errors="replace").decode() if isinstance(value, str) else ""


def name_of(value: object) -> str:
    """A name: a text, or an IMDF label with a text a language, of which English goes first."""
    if isinstance(value, dict):
        value = value.get("en") or next(iter(value.values()), "")
    return text_of(value)


def ordinal_of(name: str) -> int:
    """The IMDF ordinal of a floor's usual name: 0 is the ground floor ("F1", "1F"), "B1" is -1."""
    match = re.fullmatch(r"(?i)(?:([BFL])(\d{1,2})|(\d{1,2})F)", name)
    if match is None:
        return 0
    number = int(match[2] or match[3])
    return -number if (match[1] or "").upper() == "B" else max(0, number - 1)


def read_geojson_level(document: object, path: Path, name: str, counts: ImportCounts) -> tuple[Level, bool]:
    """The floor of a GeoJSON document, and whether its coordinates are degrees (else metres).

    Parameters
    ----------
    path : what to call the document in complaints.
    name : the floor's.
    """
    features = features_of(document, str(path))
    outline = read_outline(features, path)
    in_degrees = _is_in_degrees(outline, path)
    if in_degrees:
        for i, feature in enumerate(features):
            shape = read_polygon(feature.get("geometry"))
            if shape is not None:
                require_place(shape, f"{path}: features[{i}]")
        floor_from_plan = FloorFromPlan.equirectangular(outline.bounds)
    else:
        floor_from_plan = FloorFromPlan.shifted(outline.bounds)
    left, bottom, right, top = outline.bounds
    width_m, height_m = (right - left) * floor_from_plan.scale_x, (top - bottom) * floor_from_plan.scale_y
    outline_m = settle(floor_from_plan @ outline, counts)
    if outline_m is None or not 1.0 <= max(width_m, height_m) <= LARGEST_SIDE_M:
        raise UnreadablePlan(
            str(path),
            f"the outline is {width_m:.3g} x {height_m:.3g} m large: no floor",
            "floor-size",
            width_m=width_m,
            height_m=height_m,
        )
    level = Level(
        id=LevelId(name),
        name=name,
        ordinal=ordinal_of(name),
        north_rad=math.pi / 2,
        width_m=width_m,
        height_m=height_m,
        outline=outline_m,
        units=tuple(drawn_units(features[1:], floor_from_plan, counts)),
        origin=GeoOrigin(left, bottom) if in_degrees else None,
    )
    return level, in_degrees


def read_outline(features: Features, path: Path) -> BaseGeometry:
    """The outline, which is the first feature."""
    outline = read_polygon(features[0].get("geometry")) if features else None
    if outline is None or outline.area == 0.0:
        raise UnreadablePlan(str(path), "the first feature is no outline", "no-venue-outline")
    return outline


def _is_in_degrees(outline: BaseGeometry, path: Path) -> bool:
    """Whether the coordinates are longitudes and latitudes; points at (0, 0) do not vote."""
    points = shapely.get_coordinates(outline)
    told = points[np.any(points != 0.0, axis=1)]
    if not len(told):
        require_place(outline, f"{path}: features[0]")
    return bool(np.ptp(told, axis=0).max() < 1.0 and (np.abs(told) <= (180.0, 89.0)).all())


def drawn_units(features: Features, floor_from_plan: FloorFromPlan, counts: ImportCounts) -> list[Unit]:
    """The units; those drawn twice (the same area again) or without an area are dropped and counted."""
    units: list[Unit] = []
    seen: set[bytes] = set()
    ids: set[str] = set()
    for feature in features:
        shape = read_polygon(feature.get("geometry"))
        area = settle(floor_from_plan @ shape, counts) if shape is not None else None
        if area is None:
            counts.drop("no area")
            continue
        outline = shapely.to_wkb(area.normalize())
        if outline in seen:
            counts.drop("drawn twice")
            continue
        seen.add(outline)
        said = properties_of(feature)
        units.append(
            Unit(_unit_id(said, ids), name_of(said.get("name")), _category(said.get("category")), area)
        )
    counts.units = len(units)
    return units


def _unit_id(properties: dict[str, Any], taken: set[str]) -> str:
    """The plan's own id where it is usable and new, else the unit's number."""
    said = text_of(properties.get("id"))[:48]
    id_ = said if said and said.isprintable() and said not in taken else f"unit-{len(taken) + 1}"
    taken.add(id_)
    return id_


def _category(value: object) -> str:
    """The finest of the plan's nested categories."""
    if isinstance(value, list):
        return text_of(value[-1]) if value else ""
    return text_of(value)
