"""Import of a recording folder of the Indoor Location Competition: one floor of a mall.

The folder holds `floor_info.json` (width and height in metres), `geojson_map.json` (WGS84; the first feature
is the floor's outline, the others its units), often `floor_image.png`, and walks. Stretching the outline's
bounding box to width x height gives the frame of the walks' waypoints.

References
----------
Indoor Location Competition 2.0 sample data, github.com/location-competition/indoor-location-competition-20
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely
from shapely import STRtree

from mapping_tool.errors import UnreadablePlan
from mapping_tool.geometry import FloorFromPlan, ImportCounts, read_polygon, settle
from positioning.types import FloatArray, LevelId
from zones.level import Level, Unit

FLOOR_INFO = "floor_info.json"
MAP = "geojson_map.json"
LARGEST_SIDE_M = 5_000.0

WAYPOINT_DEPTH_M = 1.0
"""A waypoint counts as inside a unit only this deep in it: the waypoints are good to about a metre."""


def is_mall_folder(source: Path) -> bool:
    """Whether the folder looks like one."""
    return source.is_dir() and (source / MAP).exists() and (source / FLOOR_INFO).exists()


def read_mall_level(folder: Path, walked: FloatArray, counts: ImportCounts) -> Level:
    """The floor of a mall folder, without zones.

    Parameters
    ----------
    walked : (n, 2) surveyed waypoints, floor frame; a unit that holds one is a place where people walk.
    """
    width_m, height_m = _size(folder / FLOOR_INFO)
    features = read_features(folder / MAP)
    outline = read_polygon(features[0].get("geometry")) if features else None
    if outline is None or outline.area == 0.0:
        raise UnreadablePlan(str(folder / MAP), "the first feature is no outline")
    floor_from_plan = FloorFromPlan.stretched(outline.bounds, width_m, height_m)
    outline_m = settle(floor_from_plan @ outline, counts)
    if outline_m is None:
        raise UnreadablePlan(str(folder / MAP), "the outline encloses nothing")
    name = folder.resolve().name.rpartition("-")[2]
    return Level(
        id=LevelId(name[:64]),
        name=name,
        ordinal=ordinal_of(name),
        north_rad=math.pi / 2,  # the box is stretched along its axes, so the meridian stays upright
        width_m=width_m,
        height_m=height_m,
        outline=outline_m,
        units=mark_walked(_units(features[1:], floor_from_plan, counts), walked),
    )


def ordinal_of(name: str) -> int:
    """The IMDF ordinal of a floor's usual name: 0 is the ground floor ("F1", "1F"), "B1" is -1."""
    match = re.fullmatch(r"(?i)(?:([BFL])(\d{1,2})|(\d{1,2})F)", name)
    if match is None:
        return 0
    number = int(match[2] or match[3])
    return -number if (match[1] or "").upper() == "B" else max(0, number - 1)


def read_features(path: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON FeatureCollection.

    Raises
    ------
    UnreadablePlan
        When the file is no JSON or no feature collection.
    """
    document = read_json(path)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise UnreadablePlan(str(path), "is no GeoJSON feature collection")
    return features


def read_json(path: Path) -> Any:
    """Any JSON document; whatever is wrong with it is an `UnreadablePlan`."""
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise UnreadablePlan(str(path), error.strerror or "cannot be read") from error
    except (ValueError, RecursionError) as error:
        raise UnreadablePlan(str(path), "is no JSON") from error


def mark_walked(units: Iterable[Unit], walked: FloatArray) -> tuple[Unit, ...]:
    """Units that a survey leads through are open: where people walked, nothing blocks the way."""
    kept = tuple(units)
    inner = [unit.area.buffer(-WAYPOINT_DEPTH_M) for unit in kept]
    found = STRtree(inner).query(shapely.points(walked), predicate="intersects")[1] if len(walked) else ()
    open_ = set(map(int, found))
    return tuple(
        Unit(unit.id, unit.name, unit.category, unit.area, walkable=True) if i in open_ else unit
        for i, unit in enumerate(kept)
    )


def read_geojson_level(path: Path, counts: ImportCounts) -> Level:
    """The floor of a single GeoJSON file in WGS84, drawn alike: first the outline, then the units."""
    features = read_features(path)
    outline = read_polygon(features[0].get("geometry")) if features else None
    if outline is None or outline.area == 0.0:
        raise UnreadablePlan(str(path), "the first feature is no outline")
    left, bottom, right, top = outline.bounds
    if max(abs(left), abs(right)) > 180 or max(abs(bottom), abs(top)) > 89:
        raise UnreadablePlan(str(path), "its coordinates are no longitudes and latitudes")
    floor_from_plan = FloorFromPlan.equirectangular(outline.bounds)
    outline_m = settle(floor_from_plan @ outline, counts)
    width_m, height_m = (right - left) * floor_from_plan.scale_x, (top - bottom) * floor_from_plan.scale_y
    if outline_m is None or not 1.0 <= max(width_m, height_m) <= LARGEST_SIDE_M:
        raise UnreadablePlan(str(path), f"the outline is {width_m:.3g} x {height_m:.3g} m large: no floor")
    name = path.stem[:64]
    units = tuple(_units(features[1:], floor_from_plan, counts))
    return Level(
        LevelId(name), name, ordinal_of(name), math.pi / 2, width_m, height_m, outline_m, units=units
    )


def _size(path: Path) -> tuple[float, float]:
    document = read_json(path)
    info = document.get("map_info") if isinstance(document, dict) else None
    width_m, height_m = (info.get("width"), info.get("height")) if isinstance(info, dict) else (None, None)
    return _side(path, "width", width_m), _side(path, "height", height_m)


def _side(path: Path, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1.0 <= value <= LARGEST_SIDE_M:
        raise UnreadablePlan(str(path), f"map_info.{name} is no length from 1 to {LARGEST_SIDE_M:.0f} m")
    return float(value)


def _units(
    features: list[dict[str, Any]], floor_from_plan: FloorFromPlan, counts: ImportCounts
) -> list[Unit]:
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
        properties = feature.get("properties")
        said = properties if isinstance(properties, dict) else {}
        units.append(
            Unit(_unit_id(said, ids), _text(said.get("name")), _category(said.get("category")), area)
        )
    counts.units = len(units)
    return units


def _unit_id(properties: dict[str, Any], taken: set[str]) -> str:
    """The plan's own id where it is usable and new, else the unit's number."""
    said = _text(properties.get("id"))[:48]
    id_ = said if said and said.isprintable() and said not in taken else f"unit-{len(taken) + 1}"
    taken.add(id_)
    return id_


def _category(value: object) -> str:
    """The finest of the plan's nested categories."""
    if isinstance(value, list):
        return _text(value[-1]) if value else ""
    return _text(value)


def _text(value: object) -> str:
    return value.strip()[:200] if isinstance(value, str) else ""
