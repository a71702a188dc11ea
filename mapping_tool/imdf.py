"""Import of an IMDF archive: a folder or zip of GeoJSON files, one a feature type.

Levels become levels, units become units (halls, stairs and the like stay open for walking), fixtures become
fixtures, openings for pedestrians become entrances. Coordinates are WGS84; the floor frame of all levels has
its origin at the lower left of the venue, x to the east.

References
----------
Apple Inc., Indoor Mapping Data Format 1.0.0, register.apple.com/resources/imdf (also OGC 20-094).
"""

from __future__ import annotations

import json
import math
import zipfile
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from mapping_tool.errors import UnreadablePlan
from mapping_tool.geometry import FloorFromPlan, ImportCounts, read_polygon, settle
from positioning.types import LevelId
from zones.level import Area, Entrance, Fixture, Level, Unit

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

LARGEST_SIDE_M = 5_000.0
LARGEST_FILE_BYTES = 200_000_000

Features = list[dict[str, Any]]


def is_imdf(source: Path) -> bool:
    """Whether the source looks like an IMDF archive: a folder or zip with a manifest and levels."""
    if source.is_dir():
        return (source / "manifest.json").exists() or (source / "level.geojson").exists()
    return source.suffix == ".zip"


def read_imdf(source: Path, counts: ImportCounts) -> tuple[str, tuple[Level, ...]]:
    """The venue's name and its levels, without zones.

    Raises
    ------
    UnreadablePlan
        When the archive holds no level with an outline.
    """
    archive = _Archive(source)
    outlines = {
        str(feature.get("id")): (feature, shape)
        for feature in archive.features("level")
        if (shape := read_polygon(feature.get("geometry"))) is not None
    }
    if not outlines:
        raise UnreadablePlan(str(source), "holds no level with an outline")
    bounds = shapely.total_bounds([shape for _, shape in outlines.values()])
    left, bottom, right, top = (float(edge) for edge in bounds)
    if not (-180 <= left < right <= 180 and -89 <= bottom < top <= 89):
        raise UnreadablePlan(str(source), "its coordinates are no longitudes and latitudes")
    floor_from_plan = FloorFromPlan.equirectangular((left, bottom, right, top))
    width_m, height_m = (right - left) * floor_from_plan.scale_x, (top - bottom) * floor_from_plan.scale_y
    if not 1.0 <= max(width_m, height_m) <= LARGEST_SIDE_M:
        raise UnreadablePlan(str(source), f"is {width_m:.0f} x {height_m:.0f} m large: no venue")
    units = archive.placed("unit", floor_from_plan, counts)
    fixtures = archive.placed("fixture", floor_from_plan, counts)
    entrances = _entrances(archive.features("opening"), floor_from_plan)
    levels = []
    for id_, (feature, shape) in outlines.items():
        outline = settle(floor_from_plan @ shape, counts)
        if outline is None:
            counts.drop("level without an area")
            continue
        properties = _properties(feature)
        level = Level(
            id=LevelId(id_[:64]),
            name=_label(properties.get("name")) or _label(properties.get("short_name")) or id_[:64],
            ordinal=_ordinal(properties.get("ordinal")),
            north_rad=math.pi / 2,
            width_m=width_m,
            height_m=height_m,
            outline=outline,
            units=tuple(_unit(unit, area) for unit, area in units.get(id_, ())),
            fixtures=tuple(_fixture(fixture, area) for fixture, area in fixtures.get(id_, ())),
            entrances=tuple(entrances.get(id_, ())),
        )
        counts.units += len(level.units)
        counts.fixtures += len(level.fixtures)
        levels.append(level)
    names = [_label(_properties(feature).get("name")) for feature in archive.features("venue")]
    name = next((name for name in names if name), source.resolve().stem)
    return name, tuple(sorted(levels, key=lambda level: (abs(level.ordinal), level.ordinal)))


class _Archive:
    """The feature files of a folder or zip; a file that is missing holds no features."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._files: dict[str, bytes] = {}
        try:
            if source.is_dir():
                for path in source.iterdir():
                    if path.suffix in {".json", ".geojson"}:
                        self._files[path.stem] = path.read_bytes()
            else:
                with zipfile.ZipFile(source) as archive:
                    for info in archive.infolist():
                        path = Path(info.filename)
                        if path.suffix in {".json", ".geojson"} and info.file_size <= LARGEST_FILE_BYTES:
                            self._files[path.stem] = archive.read(info)
        except (OSError, zipfile.BadZipFile, RuntimeError) as error:
            raise UnreadablePlan(str(source), f"is no readable archive ({error})") from error

    def features(self, kind: str) -> Features:
        if kind not in self._files:
            return []
        try:
            document = json.loads(self._files[kind])
        except (ValueError, RecursionError) as error:
            raise UnreadablePlan(f"{self._source}/{kind}", "is no JSON") from error
        features = document.get("features") if isinstance(document, dict) else None
        if not isinstance(features, list):
            raise UnreadablePlan(f"{self._source}/{kind}", "is no GeoJSON feature collection")
        return [feature for feature in features if isinstance(feature, dict)]

    def placed(
        self, kind: str, floor_from_plan: FloorFromPlan, counts: ImportCounts
    ) -> dict[str, list[tuple[dict[str, Any], Area]]]:
        """The features with an area, by level."""
        placed: dict[str, list[tuple[dict[str, Any], Area]]] = {}
        for feature in self.features(kind):
            shape = read_polygon(feature.get("geometry"))
            area = settle(floor_from_plan @ shape, counts) if shape is not None else None
            if area is None:
                counts.drop(f"{kind} without an area")
            else:
                placed.setdefault(str(_properties(feature).get("level_id")), []).append((feature, area))
        return placed


def _unit(feature: dict[str, Any], area: Area) -> Unit:
    properties = _properties(feature)
    category = str(properties.get("category") or "")[:64]
    name = _label(properties.get("name")) or _label(properties.get("alt_name"))
    return Unit(str(feature.get("id"))[:48], name, category, area, walkable=category in OPEN_CATEGORIES)


def _fixture(feature: dict[str, Any], area: Area) -> Fixture:
    properties = _properties(feature)
    return Fixture(str(feature.get("id"))[:48], _label(properties.get("name")), area)


def _entrances(openings: Features, floor_from_plan: FloorFromPlan) -> dict[str, list[Entrance]]:
    """Openings that people come in by: the category says "pedestrian", the line is the door."""
    entrances: dict[str, list[Entrance]] = {}
    for feature in openings:
        properties = _properties(feature)
        door = _line(feature.get("geometry"))
        if "pedestrian" in str(properties.get("category")) and door is not None:
            middle = (floor_from_plan @ door).interpolate(0.5, normalized=True)
            id_ = str(feature.get("id"))[:64]
            name = _label(properties.get("name")) or "Entrance"
            entrances.setdefault(str(properties.get("level_id")), []).append(
                Entrance(id_, name, float(middle.x), float(middle.y))
            )
    return entrances


def _line(geometry: object) -> BaseGeometry | None:
    if not isinstance(geometry, dict) or geometry.get("type") != "LineString":
        return None
    try:
        return shapely.LineString([(float(p[0]), float(p[1])) for p in geometry["coordinates"]])
    except (TypeError, ValueError, IndexError, KeyError, shapely.errors.ShapelyError):
        return None


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _label(value: object) -> str:
    """An IMDF label, a text a language: English if there, else the first."""
    if isinstance(value, dict):
        value = value.get("en") or next(iter(value.values()), "")
    return value.strip()[:200] if isinstance(value, str) else ""


def _ordinal(value: object) -> int:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1_000
    return int(value) if usable else 0  # type: ignore[call-overload]
