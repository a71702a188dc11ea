"""One door for every plan source: finds out what it is, reads it, reports what became of it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from mapping_tool.errors import UnreadablePlan
from mapping_tool.frontage import FrontageCounts, add_frontages
from mapping_tool.geometry import ImportCounts
from mapping_tool.imdf import is_imdf, read_imdf
from mapping_tool.mall_folder import is_mall_folder, read_geojson_level, read_mall_level
from positioning.capture import read_trace
from positioning.errors import UnreadableTrace
from positioning.types import FloatArray
from zones.level import Level
from zones.store import Revision, Store, VenueId
from zones.storefile import VENUE_ID_CHARACTERS, load_store


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: `frontages` by level name."""

    kind: str
    counts: ImportCounts
    frontages: dict[str, FrontageCounts]
    open_units: int = 0


def import_plan(
    source: Path, now: datetime, time_zone: str = "UTC", walks: Path | None = None
) -> tuple[Store, ImportReport]:
    """Read a plan of any known kind.

    Parameters
    ----------
    source : an IMDF folder or zip, a GeoJSON file, a mall recording folder, or an earlier store file.
    now : the time written into the revision.
    time_zone : the venue's, for sources that do not say.
    walks : a folder of survey walks on this floor; by default the `survey` folder inside a recording folder.

    Raises
    ------
    UnreadablePlan
        When the source is none of these, or broken.
    """
    if not source.exists():
        raise UnreadablePlan(str(source), "does not exist")
    if source.is_file() and source.suffix == ".json":
        return _renewed(load_store(source), now)
    if is_mall_folder(source):
        counts = ImportCounts()
        walked = walked_points(source / "survey" if walks is None else walks)
        level = read_mall_level(source, walked, counts)
        return _assembled("mall recording folder", source.resolve().name, (level,), counts, now, time_zone)
    if source.is_file() and source.suffix == ".geojson":
        counts = ImportCounts()
        level = read_geojson_level(source, counts)
        return _assembled("GeoJSON file", source.stem, (level,), counts, now, time_zone)
    if is_imdf(source):
        counts = ImportCounts()
        name, levels = read_imdf(source, counts)
        return _assembled("IMDF archive", name, levels, counts, now, time_zone)
    raise UnreadablePlan(
        str(source), "is no floor plan (no IMDF archive, GeoJSON, mall recording folder or store.json)"
    )


def walked_points(walks: Path) -> FloatArray:
    """The waypoints (n, 2) of all walks in a folder, floor frame; damaged walks are left out."""
    points: list[tuple[float, float]] = []
    for path in sorted([*walks.glob("*.txt"), *walks.glob("*.txt.gz")]):
        with contextlib.suppress(UnreadableTrace):
            points += [(waypoint.x_m, waypoint.y_m) for waypoint in read_trace(path).waypoints]
    return np.array(points).reshape(-1, 2)


def _renewed(store: Store, now: datetime) -> tuple[Store, ImportReport]:
    """An earlier store again, as its next revision."""
    revision = Revision(store.revision.number + 1, now, f"imported from revision {store.revision.number}")
    counts = ImportCounts(
        units=sum(len(level.units) for level in store.levels),
        fixtures=sum(len(level.fixtures) for level in store.levels),
    )
    return replace(store, revision=revision), ImportReport("store.json", counts, {})


def _assembled(
    kind: str, name: str, levels: tuple[Level, ...], counts: ImportCounts, now: datetime, time_zone: str
) -> tuple[Store, ImportReport]:
    frontages = {}
    made = []
    for level in levels:
        with_zones, frontages[level.name] = add_frontages(level)
        made.append(with_zones)
    store = Store(
        venue_id=_venue_id(name),
        name=name,
        time_zone=time_zone,
        revision=Revision(1, now, f"imported from a {kind}"),
        levels=tuple(made),
    )
    open_units = sum(unit.walkable for level in levels for unit in level.units)
    return store, ImportReport(kind, counts, frontages, open_units)


def _venue_id(name: str) -> VenueId:
    kept = "".join(character if character in VENUE_ID_CHARACTERS else "-" for character in name).strip("-.")
    return VenueId(kept[:64] or "venue")
