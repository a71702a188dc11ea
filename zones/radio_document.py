"""The file form of a level's radio map: its transmitters, and where its survey walked and heard them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from positioning.types import (
    USUAL_MAP_ERROR_M,
    BeaconKey,
    BeaconMap,
    FloatArray,
    HeardCells,
    LevelId,
    PredictionRatio,
    SurveyedGround,
    Transmitter,
)
from zones.document import COORDINATE_LIMIT_M, Node, flat_from_json, flat_to_json

GROUND_COLUMNS = {
    "x_m": (-COORDINATE_LIMIT_M, COORDINATE_LIMIT_M),
    "y_m": (-COORDINATE_LIMIT_M, COORDINATE_LIMIT_M),
    "duration_s": (0.0, 1e7),
}
RATIO_LIMITS = (0.01, 100.0)
HEARD_COLUMNS = {"count": (1.0, 1e7), "excess_db": (-100.0, 100.0)}


def radio_from_json(node: Node, level_id: LevelId, north_rad: float) -> BeaconMap:
    """Read the radio map of a level."""
    shared = node.listed("shared_ids")
    if not all(isinstance(id_, str) and id_ for id_ in shared):
        raise node.complaint("a list of texts is needed", "shared_ids")
    transmitters: dict[BeaconKey, Transmitter] = {}
    for child in node.children("transmitters"):
        transmitter = flat_from_json(Transmitter, child)
        if not transmitter.key or transmitter.key in transmitters:
            raise child.complaint("is empty or used twice", "key")
        transmitters[transmitter.key] = transmitter
    error_m = node.number("error_m", 0.0, 100.0) if node.has("error_m") else USUAL_MAP_ERROR_M
    ground = _ground(node.child("ground"), transmitters) if node.has("ground") else None
    ratio = _ratio(node.child("prediction_ratio")) if node.has("prediction_ratio") else PredictionRatio()
    node.finish()
    return BeaconMap(level_id, transmitters, frozenset(shared), north_rad, ground, error_m, ratio)


def radio_to_json(beacons: BeaconMap) -> dict[str, Any]:
    """Return the radio map's document; equal maps give equal documents."""
    document: dict[str, Any] = {
        "shared_ids": sorted(beacons.shared_ids),
        "transmitters": [flat_to_json(beacons.transmitters[key]) for key in sorted(beacons.transmitters)],
        "error_m": beacons.error_m,
    }
    if beacons.prediction_ratio != PredictionRatio():
        document["prediction_ratio"] = flat_to_json(beacons.prediction_ratio)
    if (ground := beacons.ground) is not None:
        document["ground"] = {
            "cell_m": ground.cell_m,
            **{name: getattr(ground, name).tolist() for name in GROUND_COLUMNS},
            "heard": [
                {
                    "key": key,
                    "cell": ground.heard[key].cell.tolist(),
                    **{name: getattr(ground.heard[key], name).tolist() for name in HEARD_COLUMNS},
                }
                for key in sorted(ground.heard)
            ],
        }
    return document


def _ratio(node: Node) -> PredictionRatio:
    known, searched = (node.number(name, *RATIO_LIMITS) for name in ("known", "searched"))
    node.finish()
    return PredictionRatio(known, searched)


def _ground(node: Node, transmitters: dict[BeaconKey, Transmitter]) -> SurveyedGround:
    cell_m = node.number("cell_m", 0.1, 100.0)
    columns = {name: _column(node, name, *limits) for name, limits in GROUND_COLUMNS.items()}
    cells = len(columns["x_m"])
    if any(len(column) != cells for column in columns.values()):
        raise node.complaint("the columns have different lengths")
    heard: dict[BeaconKey, HeardCells] = {}
    for child in node.children("heard"):
        key = BeaconKey(child.text("key"))
        if key not in transmitters or key in heard:
            raise child.complaint("is no transmitter of the map or used twice", "key")
        heard[key] = _heard(child, cells)
    node.finish()
    return SurveyedGround(cell_m, columns["x_m"], columns["y_m"], columns["duration_s"], heard)


def _heard(node: Node, cells: int) -> HeardCells:
    at = node.listed("cell")
    if not all(isinstance(i, int) and not isinstance(i, bool) and 0 <= i < cells for i in at):
        raise node.complaint(f"whole numbers below {cells}, the number of cells, are needed", "cell")
    if any(before >= after for before, after in pairwise(at)):
        raise node.complaint("the cells are not in order", "cell")
    columns = {name: _column(node, name, *limits) for name, limits in HEARD_COLUMNS.items()}
    if any(len(column) != len(at) for column in columns.values()):
        raise node.complaint("the columns have different lengths")
    node.finish()
    return HeardCells(np.array(at, dtype=np.intp), columns["count"], columns["excess_db"])


def _column(node: Node, name: str, least: float, greatest: float) -> FloatArray:
    values = [
        node.check_number(value, f"{name}[{i}]", least, greatest) for i, value in enumerate(node.listed(name))
    ]
    return np.array(values, dtype=np.float64)
