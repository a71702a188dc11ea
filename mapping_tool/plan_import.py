"""One door for every plan source: finds out what it is, reads it, reports what became of it."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from mapping_tool.align import Alignment, MeasuredDistance, PlacedPoint, align
from mapping_tool.archive import FeatureArchive
from mapping_tool.drawing import DrawingChoice, read_drawing
from mapping_tool.errors import UnreadablePlan
from mapping_tool.feature_reading import is_handed_on, read_archive, read_collection
from mapping_tool.frontage import FrontageCounts, add_frontages
from mapping_tool.geojson import is_collection, read_geojson_level, read_json, text_of
from mapping_tool.geometry import ImportCounts
from mapping_tool.imdf import is_imdf, read_imdf
from mapping_tool.mall_folder import is_mall_folder, read_mall_level
from mapping_tool.picture import SUFFIXES, picture_level, read_picture
from positioning.capture import read_trace
from positioning.errors import UnreadableTrace
from positioning.types import FloatArray
from zones.level import GeoOrigin, Level
from zones.store import Revision, Store, VenueId
from zones.storefile import VENUE_ID_CHARACTERS, load_store


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: `frontages` by level name, `notes` on how the source was understood."""

    kind: str
    counts: ImportCounts
    frontages: dict[str, FrontageCounts]
    open_units: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidOfPlan:
    """What the importing person says, because the source cannot.

    Parameters
    ----------
    distances, points : measured on a picture.
    north_deg : where true north is on a picture, drawing or plan in metres: degrees clockwise from up.
    origin : where on Earth the lower left of the floor is.
    level_name : of a picture, drawing or GeoJSON; else the file's name.
    drawing : layers and unit of a DXF drawing.
    """

    distances: Sequence[MeasuredDistance] = ()
    points: Sequence[PlacedPoint] = ()
    north_deg: float | None = None
    origin: GeoOrigin | None = None
    level_name: str = ""
    drawing: DrawingChoice = field(default_factory=DrawingChoice)


NOTHING_SAID = SaidOfPlan()


def import_plan(
    source: Path,
    now: datetime,
    time_zone: str = "UTC",
    walks: Path | None = None,
    said: SaidOfPlan = NOTHING_SAID,
) -> tuple[Store, ImportReport]:
    """Read a plan of any known kind.

    Parameters
    ----------
    source : a picture (PNG, JPEG), a DXF drawing, a GeoJSON file, an IMDF folder or zip, a mall recording
        folder, or an earlier store file.
    now : the time written into the revision.
    time_zone : the venue's, for sources that do not say.
    walks : a folder of survey walks on this floor; by default the `survey` folder inside a recording folder.
    said : what the source does not say.

    Raises
    ------
    UnreadablePlan
        When the source is none of these, or broken, or says itself what was said of it.
    UnusableMeasure, ContradictingScales
        When what was measured on a picture does not give its scale.
    """
    if not source.exists():
        raise UnreadablePlan(str(source), "does not exist")
    return _Import(source, now, time_zone, walks, said).store()


class _Import:
    """One import: finds the reader, refuses what was said in vain."""

    def __init__(
        self, source: Path, now: datetime, time_zone: str, walks: Path | None, said: SaidOfPlan
    ) -> None:
        self._source = source
        self._now = now
        self._time_zone = time_zone
        self._walks = walks
        self._said = said
        self._counts = ImportCounts()
        self._notes: list[str] = []

    def store(self) -> tuple[Store, ImportReport]:
        source = self._source
        suffix = source.suffix.lower() if source.is_file() else ""
        if suffix in SUFFIXES:
            return self._picture()
        self._refuse(bool(self._said.distances or self._said.points), "is no picture: it has its own scale")
        if suffix == ".dxf":
            return self._drawing()
        choice = self._said.drawing
        self._refuse(
            bool(choice.layers or choice.unit), "is no DXF drawing: it has no layers and no unit to tell"
        )
        if suffix in (".json", ".geojson"):
            return self._json(suffix)
        if is_mall_folder(source):
            return self._mall_folder()
        if is_imdf(source):
            return self._archive()
        raise UnreadablePlan(
            str(source),
            "is no floor plan (no PNG or JPEG picture, DXF, GeoJSON, IMDF archive, mall recording folder or"
            " store.json)",
            "no-plan",
        )

    def _refuse(self, is_said: bool, reason: str) -> None:
        if is_said:
            raise UnreadablePlan(str(self._source), reason)

    def _refuse_place(self) -> None:
        self._refuse(self._said.north_deg is not None, "its coordinates say where north is")
        self._refuse(self._said.origin is not None, "its coordinates say where on Earth it is")

    def _picture(self) -> tuple[Store, ImportReport]:
        picture = read_picture(self._source)
        said = self._said
        alignment = align(said.distances, said.points, picture.width_px, picture.height_px)
        up_north_rad = -math.radians(said.north_deg or 0.0)
        level = picture_level(picture, alignment, self._level_name(), up_north_rad)
        self._notes += _told(alignment, level)
        return self._assembled("picture", self._source.stem, (replace(level, origin=said.origin),))

    def _drawing(self) -> tuple[Store, ImportReport]:
        level, notes = read_drawing(self._source, self._said.drawing, self._level_name(), self._counts)
        self._notes += notes
        return self._assembled("DXF drawing", self._source.stem, (self._placed(level),))

    def _json(self, suffix: str) -> tuple[Store, ImportReport]:
        document: Any = None
        with contextlib.suppress(*([UnreadablePlan] if suffix == ".json" else [])):
            document = read_json(self._source)
        if suffix == ".json" and not is_collection(document):
            return self._renewed(load_store(self._source), "store.json")
        if is_handed_on(document):
            self._refuse_place()
            return self._renewed(read_collection(document, str(self._source), self._counts), "GeoJSON file")
        level, in_degrees = read_geojson_level(document, self._source, self._level_name(), self._counts)
        self._notes.append(f"coordinates in {'degrees (WGS84)' if in_degrees else 'metres'}")
        if in_degrees:
            self._refuse_place()
        else:
            level = self._placed(level)
        return self._assembled("GeoJSON file", self._source.stem, (level,))

    def _mall_folder(self) -> tuple[Store, ImportReport]:
        self._refuse(self._said.north_deg is not None, "north is up in a recording folder")
        walked = walked_points(self._source / "survey" if self._walks is None else self._walks)
        level = read_mall_level(self._source, walked, self._counts)
        self._refuse(level.origin is not None and self._said.origin is not None, "says where on Earth it is")
        level = replace(level, origin=level.origin or self._said.origin)
        return self._assembled("mall recording folder", self._source.resolve().name, (level,))

    def _archive(self) -> tuple[Store, ImportReport]:
        self._refuse_place()
        archive = FeatureArchive(self._source)
        store = read_archive(archive, self._counts)
        if store is not None:
            return self._renewed(store, "IMDF archive")
        name, levels = read_imdf(archive, self._counts)
        return self._assembled("IMDF archive", name, levels)

    def _level_name(self) -> str:
        return text_of(self._said.level_name or self._source.stem)[:64] or "floor"

    def _placed(self, level: Level) -> Level:
        """A level in metres, turned and placed as was said."""
        north_rad = math.remainder(0.5 * math.pi - math.radians(self._said.north_deg or 0.0), 2.0 * math.pi)
        return replace(level, north_rad=north_rad, origin=self._said.origin)

    def _renewed(self, store: Store, kind: str) -> tuple[Store, ImportReport]:
        """An earlier store again, as its next revision."""
        self._refuse(self._said.north_deg is not None, "a store says where north is")
        number = store.revision.number
        levels = store.levels
        if self._said.origin is not None:
            levels = tuple(replace(level, origin=self._said.origin) for level in levels)
        store = replace(
            store, revision=Revision(number + 1, self._now, f"imported from revision {number}"), levels=levels
        )
        self._counts.units = sum(len(level.units) for level in levels)
        self._counts.fixtures = sum(len(level.fixtures) for level in levels)
        return store, ImportReport(kind, self._counts, {}, notes=tuple(self._notes))

    def _assembled(self, kind: str, name: str, levels: tuple[Level, ...]) -> tuple[Store, ImportReport]:
        frontages = {}
        made = []
        for level in levels:
            if level.units:
                level, frontages[level.name] = add_frontages(level)
            made.append(level)
        store = Store(
            venue_id=_venue_id(name),
            name=name,
            time_zone=self._time_zone,
            revision=Revision(1, self._now, f"imported from a {kind}"),
            levels=tuple(made),
        )
        open_units = sum(unit.walkable for level in levels for unit in level.units)
        report = ImportReport(kind, self._counts, frontages, open_units, tuple(self._notes))
        return store, report


def _told(alignment: Alignment, level: Level) -> list[str]:
    """What the picture's scale came to, and how well it fits."""
    size = f"the floor is {level.width_m:.1f} x {level.height_m:.1f} m"
    scale = f"scale: {alignment.metres_per_px:.4g} m a pixel; {size}"
    turned = f", the picture turned by {math.degrees(alignment.turned_rad):.1f} degrees"
    lines = [scale + (turned if alignment.turned_rad else "")]
    if alignment.is_overdetermined:
        each = ", ".join(f"{r:.2f}" for r in alignment.residuals_m)
        lines.append(f"residual: {alignment.rms_m:.2f} m (root mean square of {each})")
    else:
        lines.append("residual: none to tell; a further distance or point would show how well the scale fits")
    return lines


def walked_points(walks: Path) -> FloatArray:
    """The waypoints (n, 2) of all walks in a folder, floor frame; damaged walks are left out."""
    points: list[tuple[float, float]] = []
    for path in sorted([*walks.glob("*.txt"), *walks.glob("*.txt.gz")]):
        with contextlib.suppress(UnreadableTrace):
            points += [(waypoint.x_m, waypoint.y_m) for waypoint in read_trace(path).waypoints]
    return np.array(points).reshape(-1, 2)


def _venue_id(name: str) -> VenueId:
    kept = "".join(character if character in VENUE_ID_CHARACTERS else "-" for character in name).strip("-.")
    return VenueId(kept[:64] or "venue")
