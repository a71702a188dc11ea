"""Import of an IMDF archive: a folder or zip of GeoJSON files, one a feature type.

Levels become levels, units become units (halls, stairs and the like stay open for walking), fixtures become
fixtures, openings for pedestrians become entrances. Coordinates are WGS84; the floor frame of all levels has
its origin at the lower left of the venue, x to the east.

References
----------
Apple Inc., Indoor Mapping Data Format 1.0.0, register.apple.com/resources/imdf (also OGC 20-094).
"""

from __future__ import annotations

import math
from collections.abc import Collection
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from mapping_tool.archive import FeatureArchive
from mapping_tool.errors import UnreadablePlan
from mapping_tool.geojson import LARGEST_SIDE_M, name_of, properties_of, text_of
from mapping_tool.geometry import (
    FloorFromPlan,
    ImportCounts,
    crossing_of,
    read_polygon,
    require_place,
    settle,
)
from positioning.types import LevelId
from zones.level import Area, Entrance, Fixture, GeoOrigin, Level, Unit

OPEN_CATEGORIES = frozenset(
    [
        "walkway",
        "stairs",
        "steps",
        "ramp",
        "escalator",
        "elevator",
        "movingwalkway",
        "lobby",
        "foodservice",
        "waitingroom",
        "terrace",
    ]
)
"""Units of these IMDF categories are ways and open places."""

NEEDED = ("manifest", "venue", "level", "unit")
"""Files without which an archive is no plan of anything; the others may be missing."""

Feature = dict[str, Any]


def is_imdf(source: Path) -> bool:
    """Whether the source looks like an IMDF archive: a folder or zip with a manifest and levels."""
    if source.is_dir():
        return (source / "manifest.json").exists() or (source / "level.geojson").exists()
    return source.suffix == ".zip"


def read_imdf(archive: FeatureArchive, counts: ImportCounts) -> tuple[str, tuple[Level, ...]]:
    """The venue's name and its levels, without zones.

    Raises
    ------
    UnreadablePlan
        When a file is missing, a level has no outline, a polygon crosses itself, a place is (0, 0).
    """
    archive.require(*NEEDED)
    archive.document("manifest")
    outlines = _outlines(archive)
    bounds = shapely.total_bounds([shape for _, shape in outlines.values()])
    left, bottom, right, top = (float(edge) for edge in bounds)
    if not (-180 <= left < right <= 180 and -89 <= bottom < top <= 89):
        raise UnreadablePlan(
            str(archive.source), "its coordinates are no longitudes and latitudes", "no-degrees"
        )
    floor_from_plan = FloorFromPlan.equirectangular((left, bottom, right, top))
    width_m, height_m = (right - left) * floor_from_plan.scale_x, (top - bottom) * floor_from_plan.scale_y
    if not 1.0 <= max(width_m, height_m) <= LARGEST_SIDE_M:
        raise UnreadablePlan(
            str(archive.source),
            f"is {width_m:.0f} x {height_m:.0f} m large: no venue",
            "floor-size",
            width_m=width_m,
            height_m=height_m,
        )
    units = _placed(archive, "unit", floor_from_plan, outlines, counts)
    fixtures = _placed(archive, "fixture", floor_from_plan, outlines, counts)
    entrances = _entrances(archive, floor_from_plan)
    levels = []
    for id_, (feature, shape) in outlines.items():
        outline = _settled(floor_from_plan @ shape, f"{archive.source}/level: {ascii(id_)[1:-1]:.64}", counts)
        if outline is None:
            counts.drop("level without an area")
            continue
        properties = properties_of(feature)
        level = Level(
            id=LevelId(text_of(id_)[:64]),
            name=name_of(properties.get("name"))
            or name_of(properties.get("short_name"))
            or text_of(id_)[:64],
            ordinal=_ordinal(properties.get("ordinal")),
            north_rad=math.pi / 2,
            width_m=width_m,
            height_m=height_m,
            outline=outline,
            units=tuple(_unit(unit, area) for unit, area in units.get(id_, ())),
            fixtures=tuple(_fixture(fixture, area) for fixture, area in fixtures.get(id_, ())),
            entrances=tuple(entrances.get(id_, ())),
            origin=GeoOrigin(left, bottom),
        )
        counts.units += len(level.units)
        counts.fixtures += len(level.fixtures)
        levels.append(level)
    names = [name_of(properties_of(feature).get("name")) for feature in archive.features("venue")]
    name = next((name for name in names if name), archive.source.resolve().stem)
    return name, tuple(sorted(levels, key=lambda level: (abs(level.ordinal), level.ordinal)))


def _outlines(archive: FeatureArchive) -> dict[str, tuple[Feature, BaseGeometry]]:
    """The levels with an outline in degrees, by id."""
    outlines: dict[str, tuple[Feature, BaseGeometry]] = {}
    for i, feature in enumerate(archive.features("level")):
        shape = read_polygon(feature.get("geometry"))
        if shape is not None:
            place = archive.place("level", i, feature)
            require_place(shape, place)
            if str(feature.get("id")) in outlines:
                raise UnreadablePlan(place, "a level of that id was there before", "level-twice")
            outlines[str(feature.get("id"))] = feature, shape
    if not outlines:
        raise UnreadablePlan(str(archive.source), "holds no level with an outline", "no-venue-outline")
    return outlines


def _placed(
    archive: FeatureArchive,
    kind: str,
    floor_from_plan: FloorFromPlan,
    level_ids: Collection[str],
    counts: ImportCounts,
) -> dict[str, list[tuple[Feature, Area]]]:
    """The features of a kind that have an area, by level."""
    placed: dict[str, list[tuple[Feature, Area]]] = {}
    for i, feature in enumerate(archive.features(kind)):
        place = archive.place(kind, i, feature)
        level_id = str(properties_of(feature).get("level_id"))
        if level_id not in level_ids:
            named = ascii(level_id)[1:-1][:64]
            reason = f"lies on level {named}, which is not there, or without an outline"
            raise UnreadablePlan(place, reason, "level-missing", level=named)
        shape = read_polygon(feature.get("geometry"))
        if shape is not None:
            require_place(shape, place)
        area = None if shape is None else _settled(floor_from_plan @ shape, place, counts)
        if area is None:
            counts.drop(f"{kind} without an area")
        else:
            placed.setdefault(level_id, []).append((feature, area))
    return placed


def _settled(shape: BaseGeometry, place: str, counts: ImportCounts) -> Area | None:
    """A valid area; slips of the drawing are repaired, what could be read in two ways is refused."""
    crossing = crossing_of(shape)
    if crossing is not None:
        raise UnreadablePlan(
            place,
            f"its outline crosses itself at ({crossing.x_m:.1f}, {crossing.y_m:.1f}) m from the lower left:"
            f" {crossing.ambiguous_m2:.2f} m2 lie inside or outside as one reads it",
            "outline-crosses",
            at_m=f"{crossing.x_m:.1f}, {crossing.y_m:.1f}",
        )
    return settle(shape, counts)


def _unit(feature: dict[str, Any], area: Area) -> Unit:
    properties = properties_of(feature)
    category = text_of(properties.get("category"))[:64]
    name = name_of(properties.get("name")) or name_of(properties.get("alt_name"))
    return Unit(
        text_of(str(feature.get("id")))[:48], name, category, area, walkable=category in OPEN_CATEGORIES
    )


def _fixture(feature: dict[str, Any], area: Area) -> Fixture:
    properties = properties_of(feature)
    return Fixture(text_of(str(feature.get("id")))[:48], name_of(properties.get("name")), area)


def _entrances(archive: FeatureArchive, floor_from_plan: FloorFromPlan) -> dict[str, list[Entrance]]:
    """Openings that people come in by: the category says "pedestrian", the line is the door."""
    entrances: dict[str, list[Entrance]] = {}
    for i, feature in enumerate(archive.features("opening")):
        properties = properties_of(feature)
        door = _line(feature.get("geometry"))
        if "pedestrian" in str(properties.get("category")) and door is not None:
            require_place(door, archive.place("opening", i, feature))
            middle = (floor_from_plan @ door).interpolate(0.5, normalized=True)
            id_ = text_of(str(feature.get("id")))[:64]
            name = name_of(properties.get("name")) or "Entrance"
            entrances.setdefault(str(properties.get("level_id")), []).append(
                Entrance(id_, name, float(middle.x), float(middle.y))
            )
    return entrances


def _line(geometry: object) -> BaseGeometry | None:
    if not isinstance(geometry, dict) or geometry.get("type") != "LineString":
        return None
    try:
        return shapely.LineString([(float(p[0]), float(p[1])) for p in geometry["coordinates"]])
    except (TypeError, ValueError, LookupError, OverflowError, shapely.errors.ShapelyError):
        return None


def _ordinal(value: object) -> int:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1_000
    return int(value) if usable else 0  # type: ignore[call-overload]
