"""What a survey's fit found, and where its map is thin, as plain values."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from mapping_tool.place_names import PlaceNames
from mapping_tool.survey import SurveyReport
from mapping_tool.thin_spots import Coverage, ThinGround, ThinReason
from zones.level import Level


def fit_document(report: SurveyReport, level: Level) -> dict[str, Any]:
    """Return all that a fit found."""
    days, names = report.days, PlaceNames(level)
    return {
        "walks": report.walks,
        "unreadable": [str(error) for error in report.unreadable],
        "unplaced": report.unplaced,
        "doubtful_legs": [dataclasses.asdict(leg) for leg in report.doubtful],
        "lines_dropped": report.lines_dropped,
        "sightings": report.sightings,
        "transmitters": report.transmitters,
        "changing": report.changing,
        "path_rule": report.path_rule.value,
        "held_back_rssi_sd_db": {
            rule.value: _finite(sd_db) for rule, sd_db in report.held_back_rssi_sd_db.items()
        },
        "phones": [dataclasses.asdict(phone) for phone in report.phones],
        "map_error_m": report.map_error.error_m,
        "map_error_share": report.map_error.share,
        "prediction_ratio": dataclasses.asdict(report.prediction_ratio),
        "held_back_tracking": None if report.tracking is None else dataclasses.asdict(report.tracking),
        **thin_document(report.thin_ground, level),
        "days": {
            "walks": {day.isoformat(): count for day, count in days.walks},
            "judged": days.judged,
            "carried": days.carried,
            "tests": days.tests,
            "walk_sd_db": days.walk_sd_db,
            "changes": [
                {
                    **dataclasses.asdict(change),
                    "since": change.since.isoformat(),
                    "near": names.near(change.x_m, change.y_m),
                }
                for change in days.changes
            ],
        },
    }


def thin_document(thin: ThinGround, level: Level) -> dict[str, Any]:
    """Return where the map is thin."""
    names = PlaceNames(level)
    return {
        "level": level.id,
        "walkable_m2": thin.coverage.area_m2,
        "thin_m2": {reason.value: _thin_m2(thin.coverage, reason) for reason in ThinReason},
        "spots": [{**dataclasses.asdict(spot), "away_m": _finite(spot.away_m)} for spot in thin.spots],
        "rare": [
            {"key": t.key, "samples": t.samples, "x_m": t.x_m, "y_m": t.y_m, "near": names.near(t.x_m, t.y_m)}
            for t in thin.rare
        ],
    }


def _thin_m2(found: Coverage, reason: ThinReason) -> float | None:
    is_known = reason is not ThinReason.ONCE or found.walks is not None
    return found.thin_m2(reason) if is_known else None


def _finite(value: float) -> float | None:
    """JSON knows no infinity: a level without any walked ground is infinitely far from it."""
    return value if math.isfinite(value) else None
