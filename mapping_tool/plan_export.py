"""A store as an IMDF archive or a GeoJSON file that `plan import` reads back equal (PLAN-4)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
import shapely

from mapping_tool.earth import EarthFrame
from mapping_tool.errors import UnplacedStore
from mapping_tool.exchange import DECIMALS_DEG, EXTENSION, MEMBER, PART_KINDS, Document
from mapping_tool.feature_writing import LANGUAGE, FeatureIds, Move, store_features
from mapping_tool.imdf import NEEDED
from mapping_tool.venue_writing import FILLED_IN, venue_features
from positioning.types import FloatArray
from zones.level import GeoOrigin, Level
from zones.store import Store

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest a zip can say: equal stores give equal archives."""

IMDF_TYPES = frozenset(
    ["address", "venue", "building", "footprint", "level", "unit", "fixture", "geofence", "detail", "opening"]
)


@dataclass(frozen=True, slots=True)
class Export:
    """What is handed on: files by name, and how many features of each type.

    `beside` names what stands in the extension or the member only, where other programs do not look;
    `left_out` what is not handed on, or had to be filled in.
    """

    files: dict[str, bytes]
    counts: dict[str, int]
    beside: tuple[str, ...]
    left_out: tuple[str, ...]


def placed(store: Store, origin: GeoOrigin | None) -> Store:
    """The store whose levels all say where on Earth they are.

    Parameters
    ----------
    origin : of the levels that do not.

    Raises
    ------
    UnplacedStore
        When a level does not, and no origin is given; or when all do, and one is.
    """
    missing = [level for level in store.levels if level.origin is None]
    if missing and origin is None:
        raise UnplacedStore(f"level {missing[0].name} does not say where on Earth it is")
    if origin is not None and not missing:
        said = store.levels[0].origin
        assert said is not None
        raise UnplacedStore(f"the store says where it is: {said.latitude_deg:.6f}, {said.longitude_deg:.6f}")
    if any(level.origin == GeoOrigin(0.0, 0.0) for level in store.levels):
        raise UnplacedStore("the store says that it is at (0, 0), in the sea: a place that was never set")
    return replace(
        store, levels=tuple(replace(level, origin=level.origin or origin) for level in store.levels)
    )


def export_geojson(store: Store, in_metres: bool = False) -> Export:
    """One FeatureCollection: the levels, then their parts.

    Parameters
    ----------
    in_metres : coordinates in each level's floor metres; else in degrees of WGS84, for which all levels have
        an origin (`placed`).
    """
    moves = [_unmoved if in_metres else _to_degrees(level) for level in store.levels]
    root, features = store_features(store, moves, FeatureIds(store.venue_id))
    root["coordinates"] = "metres" if in_metres else "degrees"
    document = _collection(chain.from_iterable(features.values()), **{MEMBER: root})
    return Export({"plan.geojson": document}, _counts(features), _beside(store), _pictures(store))


def export_imdf(store: Store) -> Export:
    """The files of an IMDF 1.0 archive, for which all levels have an origin (`placed`)."""
    ids = FeatureIds(store.venue_id)
    root, features = store_features(store, [_to_degrees(level) for level in store.levels], ids)
    outlines = [
        shapely.orient_polygons(shapely.transform(level.outline, _to_degrees(level)))
        for level in store.levels
    ]
    features |= venue_features(store, root, outlines, ids)
    for level in features["level"]:
        level["properties"]["building_ids"] = [features["building"][0]["id"]]
    manifest = {
        "version": "1.0.0", "created": store.revision.created.isoformat(timespec="seconds"),
        "generated_by": "Aislecast", "language": LANGUAGE, "extensions": [EXTENSION],
    }  # fmt: skip
    files = {"manifest.json": json.dumps(manifest, indent=1).encode()}
    for kind, written in features.items():
        if written or kind in NEEDED:
            files[f"{kind}.geojson"] = _collection(written, name=kind)
    return Export(files, _counts(features), _beside(store), (*FILLED_IN, *_pictures(store)))


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive of files; equal files give equal archives."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()


def _unmoved(points_m: FloatArray) -> FloatArray:
    return points_m


def _to_degrees(level: Level) -> Move:
    if level.origin is None:
        raise UnplacedStore(f"level {level.name} does not say where on Earth it is")
    frame = EarthFrame(level.origin, level.north_rad, level.width_m, level.height_m)
    return lambda points_m: np.round(frame.degrees(points_m), DECIMALS_DEG)


def _collection(features: Iterable[Document], **members: Any) -> bytes:
    """A FeatureCollection, one feature a line, so that two exports can be compared with `diff`."""
    head = json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False)
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    return f'{head[:-1]}, "features": [\n{lines}\n]}}\n'.encode()


def _counts(features: dict[str, list[Document]]) -> dict[str, int]:
    return {kind: len(written) for kind, written in features.items() if written}


def _beside(store: Store) -> tuple[str, ...]:
    """What other programs do not see."""
    lists = [kind.field for kind in PART_KINDS if kind.feature_type not in IMDF_TYPES]
    counts = {field: sum(len(getattr(level, field)) for level in store.levels) for field in lists}
    radio = [level.beacons for level in store.levels if level.beacons is not None]
    counts["transmitters with their radio"] = sum(len(beacons.transmitters) for beacons in radio)
    return (*_told(counts), "zone kinds", "visit rules", "the revision")


def _told(counts: dict[str, int]) -> Sequence[str]:
    return [f"{count} {what}" for what, count in counts.items() if count]


def _pictures(store: Store) -> tuple[str, ...]:
    files = [level.image.file for level in store.levels if level.image is not None]
    return (f"the pictures themselves: {', '.join(files)}",) if files else ()
