"""Planned beacons as plain values: what `beacon plan` writes, and what the planning job gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mapping_tool.beacon_plan import BeaconPlan
from mapping_tool.beacon_spots import Spot
from mapping_tool.place_names import PlaceNames
from positioning.types import BeaconKey
from zones.level import Level


def plan_document(found: BeaconPlan, level: Level, keys: Sequence[BeaconKey]) -> dict[str, Any]:
    """Return a plan as plain values, floor frame in metres.

    `keys` are ids for the beacons, then for the next ones; a grid is for comparison and gets none.
    """
    names = PlaceNames(level)

    def named(spot: Spot) -> dict[str, Any]:
        return {
            "x_m": round(spot.x_m, 2),
            "y_m": round(spot.y_m, 2),
            "mount": str(spot.mount),
            "near": names.near(spot.x_m, spot.y_m),
        }

    grid = None
    if found.grid is not None and found.grid_error is not None:
        grid = {
            "median_m": found.grid_error.quantile_m(0.5),
            "q90_m": found.grid_error.quantile_m(0.9),
            "beacons": [named(spot) for spot in found.grid],
        }
    first, later = keys[: len(found.beacons)], keys[len(found.beacons) :]
    return {
        "level": level.id,
        "kept": found.kept,
        "predicted": {"median_m": found.error.quantile_m(0.5), "q90_m": found.error.quantile_m(0.9)},
        "beacons": [{"key": key, **named(spot)} for key, spot in zip(first, found.beacons, strict=True)],
        "share": found.share,
        "next": [
            {"key": key, **named(added.spot), "error_m": added.error_m}
            for key, added in zip(later, found.further, strict=True)
        ],
        "best_regular_grid": grid,
    }
