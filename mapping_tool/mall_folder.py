"""Import of a recording folder of the Indoor Location Competition: one floor of a mall.

The folder holds `floor_info.json` (width and height in metres), `geojson_map.json` (WGS84; the first feature
is the floor's outline, the others its units), often `floor_image.png`, and walks. Stretching the outline's
bounding box to width x height gives the frame of the walks' waypoints.

References
----------
Indoor Location Competition 2.0 sample data, github.com/location-competition/indoor-location-competition-20
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from mapping_tool.errors import UnreadablePlan
from mapping_tool.geojson import (
    LARGEST_SIDE_M,
    drawn_units,
    features_of,
    ordinal_of,
    read_json,
    read_outline,
    text_of,
)
from mapping_tool.geometry import FloorFromPlan, ImportCounts, lies_at_null_island, settle
from positioning.types import FloatArray, LevelId
from zones.level import GeoOrigin, Level, Unit

FLOOR_INFO = "floor_info.json"
MAP = "geojson_map.json"

LIKE_SIZE = 0.02
"""The malls' degrees were made with the equatorial radius, 0.1 % more than the mean one; the sphere's own
error is 0.3 %, and a plan's stated size is hardly surveyed better than 1 %."""

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
    features = features_of(read_json(folder / MAP), str(folder / MAP))
    outline = read_outline(features, folder / MAP)
    floor_from_plan = FloorFromPlan.stretched(outline.bounds, width_m, height_m)
    outline_m = settle(floor_from_plan @ outline, counts)
    if outline_m is None:
        raise UnreadablePlan(str(folder / MAP), "the outline encloses nothing", "no-venue-outline")
    name = text_of(folder.resolve().name.rpartition("-")[2]) or "floor"
    return Level(
        id=LevelId(name[:64]),
        name=name,
        ordinal=ordinal_of(name),
        north_rad=math.pi / 2,  # the box is stretched along its axes, so the meridian stays upright
        width_m=width_m,
        height_m=height_m,
        outline=outline_m,
        units=mark_walked(drawn_units(features[1:], floor_from_plan, counts), walked),
        origin=_origin(outline, width_m, height_m),
    )


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


def _size(path: Path) -> tuple[float, float]:
    document = read_json(path)
    info = document.get("map_info") if isinstance(document, dict) else None
    width_m, height_m = (info.get("width"), info.get("height")) if isinstance(info, dict) else (None, None)
    return _side(path, "width", width_m), _side(path, "height", height_m)


def _side(path: Path, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1.0 <= value <= LARGEST_SIDE_M:
        raise UnreadablePlan(str(path), f"map_info.{name} is no length from 1 to {LARGEST_SIDE_M:.0f} m")
    return float(value)


def _origin(outline: BaseGeometry, width_m: float, height_m: float) -> GeoOrigin | None:
    """The outline's lower left, when its size in degrees is the stated one: else they are no true degrees."""
    left, bottom, right, top = outline.bounds
    if lies_at_null_island(outline) or max(abs(left), abs(right)) > 180 or max(abs(bottom), abs(top)) > 89:
        return None
    told = FloorFromPlan.equirectangular(outline.bounds)
    stated = FloorFromPlan.stretched(outline.bounds, width_m, height_m)
    agree = (
        abs(told.scale_x / stated.scale_x - 1.0) < LIKE_SIZE
        and abs(told.scale_y / stated.scale_y - 1.0) < LIKE_SIZE
    )
    return GeoOrigin(left, bottom) if agree else None
