"""Import of a DXF drawing: layers become walls, fixtures, units and the outline.

What a layer holds is told by its name, in the words of the AIA CAD Layer Guidelines and in plain ones, or
by whoever imports. Arcs and splines become lines; blocks are drawn where they stand.

References
----------
Autodesk, DXF Reference: HEADER section, $INSUNITS. National Institute of Building Sciences, United States
National CAD Standard: AIA CAD Layer Guidelines (A-WALL, A-FURN, A-EQPM, A-AREA, A-FLOR-OTLN).
"""

from __future__ import annotations

import math
import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from mapping_tool.errors import UnreadablePlan
from mapping_tool.geojson import LARGEST_FILE_BYTES, LARGEST_SIDE_M, ordinal_of
from mapping_tool.geometry import GRID_M, ImportCounts, settle
from positioning.types import FloatArray, LevelId
from zones.floor import polygons_of
from zones.level import Area, Fixture, Level, Unit

if TYPE_CHECKING:
    from ezdxf.document import Drawing
    from ezdxf.entities.dxfentity import DXFEntity

KINDS = ("walls", "fixtures", "outline", "units")
LAYER_WORDS: Mapping[str, tuple[str, ...]] = {
    "walls": ("wall", "wand", "wände", "waende", "mur", "pared", "parete", "壁"),
    "fixtures": ("fixture", "furn", "shelf", "shelv", "rack", "gondola", "counter", "eqpm", "equip", "regal",
                 "möbel", "moebel", "theke", "什器", "棚"),
    "outline": ("outline", "otln", "boundary", "perimeter", "umriss", "外形"),
    "units": ("unit", "room", "space", "area", "raum", "部屋"),
}  # fmt: skip
"""The first kind with a word that the layer's name holds."""

METRES_PER_UNIT: Mapping[str, float] = {
    "mm": 0.001, "cm": 0.01, "m": 1.0, "km": 1000.0, "in": 0.0254, "ft": 0.3048, "yd": 0.9144,
}  # fmt: skip
UNIT_OF_INSUNITS: Mapping[int, str] = {1: "in", 2: "ft", 4: "mm", 5: "cm", 6: "m", 7: "km", 10: "yd"}
"""DXF Reference, $INSUNITS: those in which buildings are drawn; 0 is none."""

SAG_M = 0.01
"""Arcs become chords that leave them by less than this."""

CLOSED_M = 0.01
"""Ends of a line that miss each other by less were meant to meet."""

LARGEST_ENTITIES = 200_000
LARGEST_POINTS = 2_000_000
"""Of a floor, blocks drawn out: far more than the largest drawings have, and still seconds."""


@dataclass(frozen=True, slots=True)
class DrawingChoice:
    """What the importing person says of a drawing: `layers` by kind, as name patterns (`*` for any letters);
    `unit` one of `METRES_PER_UNIT`, which goes before what the drawing says."""

    layers: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None


@dataclass(slots=True)
class _Lines:
    """Lines of the drawing by kind, in metres, and what was met."""

    by_kind: dict[str, list[FloatArray]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    layers: Counter[tuple[str, str]] = field(default_factory=Counter)
    unused_layers: Counter[str] = field(default_factory=Counter)


def read_drawing(
    path: Path, choice: DrawingChoice, name: str, counts: ImportCounts
) -> tuple[Level, list[str]]:
    """The floor of a DXF drawing, without zones, and what is to be said of it.

    Its origin is the lower left of what was taken over, y up as in the drawing.

    Raises
    ------
    UnreadablePlan
        When it is no drawing, has no unit, or no layer that says what it holds.
    """
    document = _opened(path)
    unit, told = _unit(path, document, choice.unit)
    lines = _read(path, document, choice, METRES_PER_UNIT[unit], counts)
    taken = [points for of_kind in lines.by_kind.values() for points in of_kind]
    if not taken:
        met = (
            ", ".join(f"{layer} ({count})" for layer, count in lines.unused_layers.most_common(12)) or "none"
        )
        raise UnreadablePlan(
            str(path),
            f"no layer is known by its name for walls, fixtures, units or the outline; it has {met}",
            "dxf-layers",
            layers=met,
        )
    corner_m = np.concatenate(taken).min(axis=0)
    width_m, height_m = (float(side) for side in np.ptp(np.concatenate(taken), axis=0))
    if not 1.0 <= max(width_m, height_m) <= LARGEST_SIDE_M or min(width_m, height_m) < 0.1:
        raise UnreadablePlan(
            str(path),
            f"is {width_m:.4g} x {height_m:.4g} m large in its unit ({told}): no floor; say another",
            "floor-size",
            width_m=width_m,
            height_m=height_m,
        )
    notes = [
        f"unit: {told}",
        *(f"{kind} from layer {layer}: {n}" for (kind, layer), n in lines.layers.items()),
    ]
    areas = {kind: _areas(lines.by_kind[kind], corner_m, counts) for kind in ("outline", "units", "fixtures")}
    outline = max(areas["outline"], key=lambda area: area.area, default=None)
    if outline is None:
        outline = box(0.0, 0.0, width_m, height_m)
        notes.append("no outline drawn: the floor is the rectangle about everything")
    counts.units, counts.fixtures = len(areas["units"]), len(areas["fixtures"])
    for layer, count in lines.unused_layers.items():
        counts.drop(f"on layer {layer}", count)
    level = Level(
        id=LevelId(name),
        name=name,
        ordinal=ordinal_of(name),
        north_rad=0.5 * math.pi,
        width_m=width_m,
        height_m=height_m,
        outline=outline,
        units=tuple(Unit(f"unit-{i + 1}", "", "", area) for i, area in enumerate(areas["units"])),
        fixtures=tuple(Fixture(f"fixture-{i + 1}", "", area) for i, area in enumerate(areas["fixtures"])),
        walls=tuple(LineString(np.round(points - corner_m, 3)) for points in lines.by_kind["walls"]),
    )
    return level, notes


def _opened(path: Path) -> Drawing:
    try:
        from ezdxf import recover
        from ezdxf.lldxf.const import DXFError
    except ModuleNotFoundError as error:
        raise UnreadablePlan(
            str(path), "is a DXF drawing, which needs: pip install 'aislecast[dxf]'", "dxf-not-read-here"
        ) from error
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise UnreadablePlan(
                str(path),
                f"has more than {LARGEST_FILE_BYTES / 1e6:.0f} MB",
                "file-too-large",
                most_mb=LARGEST_FILE_BYTES // 1_000_000,
            )
        document, _ = recover.readfile(path)
    except OSError as error:
        raise UnreadablePlan(str(path), error.strerror or "is no DXF drawing", "dxf-broken") from error
    except (DXFError, ValueError, IndexError, KeyError, struct.error) as error:
        raise UnreadablePlan(str(path), f"is no DXF drawing ({error})", "dxf-broken") from error
    return document


def _unit(path: Path, document: Drawing, said: str | None) -> tuple[str, str]:
    """The drawing's unit, and how it is known."""
    code = int(document.header.get("$INSUNITS", 0))
    drawn = UNIT_OF_INSUNITS.get(code)
    if said is not None:
        return said, said if drawn in (said, None) else f"{said}, as asked; the drawing says {drawn}"
    if drawn is None:
        raise UnreadablePlan(str(path), f"does not say its unit ($INSUNITS is {code}): say it", "dxf-unit")
    return drawn, drawn


def _read(
    path: Path, document: Drawing, choice: DrawingChoice, metres_per_unit: float, counts: ImportCounts
) -> _Lines:
    from ezdxf.path import make_path

    lines = _Lines()
    budget = LARGEST_POINTS
    for entity, layer in _entities(path, document):
        kind = _kind_of(layer, choice)
        if kind is None:
            lines.unused_layers[layer] += 1
            continue
        try:
            drawn = make_path(entity)
        except TypeError:
            counts.drop(f"{entity.dxftype()} on layer {layer}")
            continue
        lines.layers[kind, layer] += 1
        for part in drawn.sub_paths():
            points = []
            for point in part.flattening(SAG_M / metres_per_unit):
                points.append((point.x * metres_per_unit, point.y * metres_per_unit))
                budget -= 1
                if budget < 0:
                    raise UnreadablePlan(
                        str(path),
                        f"has more than {LARGEST_POINTS} points: no floor",
                        "dxf-parts",
                        most=LARGEST_POINTS,
                    )
            _take(lines.by_kind[kind], np.array(points).reshape(-1, 2), counts)
    return lines


def _take(kept: list[FloatArray], points: FloatArray, counts: ImportCounts) -> None:
    if not np.isfinite(points).all():
        counts.drop("without finite coordinates")
    elif len(points) < 2 or np.ptp(points, axis=0).max() < GRID_M:
        counts.drop("shorter than a millimetre")
    else:
        kept.append(points)


def _entities(path: Path, document: Drawing) -> Iterator[tuple[DXFEntity, str]]:
    """What is drawn, blocks drawn out, with its layer; layer 0 within a block is that of the block."""
    from ezdxf.entities.insert import Insert

    waiting: list[tuple[Iterator[Any], str]] = [(iter(document.modelspace()), "0")]
    met = 0
    while waiting:
        entity = next(waiting[-1][0], None)
        if entity is None:
            waiting.pop()
            continue
        met += 1
        if met > LARGEST_ENTITIES or len(waiting) > 50:
            raise UnreadablePlan(
                str(path), f"draws more than {LARGEST_ENTITIES} parts, or blocks without end",
                "dxf-parts", most=LARGEST_ENTITIES,
            )  # fmt: skip
        layer = str(entity.dxf.layer) if entity.dxf.layer != "0" else waiting[-1][1]
        if isinstance(entity, Insert):
            if entity.mcount > 1:
                waiting.append((entity.multi_insert(), layer))
            else:
                waiting.append((entity.virtual_entities(), layer))
        else:
            yield entity, layer


def _kind_of(layer: str, choice: DrawingChoice) -> str | None:
    name = layer.casefold()
    for kind, pattern in choice.layers.items():
        if fnmatchcase(name, pattern.casefold()):
            return kind
    for kind in KINDS:
        if kind not in choice.layers and any(word in name for word in LAYER_WORDS[kind]):
            return kind
    return None


def _areas(drawn: list[FloatArray], corner_m: FloatArray, counts: ImportCounts) -> list[Area]:
    """Areas that closed lines enclose, and those that open ones enclose together."""
    shapes: list[BaseGeometry] = []
    loose = []
    for points in drawn:
        if len(points) > 3 and math.dist(points[0], points[-1]) <= CLOSED_M:
            shapes.append(Polygon(points - corner_m))
        else:
            loose.append(LineString(np.round(points - corner_m, 3)))
    enclosed = polygons_of(shapely.polygonize([shapely.union_all(loose)])) if loose else []
    settled = [settle(shape, counts) for shape in [*shapes, *enclosed]]
    if loose and not enclosed:
        for _ in loose:
            counts.drop("a line that encloses nothing")
    return [area for area in settled if area is not None]
