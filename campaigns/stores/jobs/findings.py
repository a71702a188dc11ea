"""What the mapping tool finds, put into the form that is stored: for the process that does a job."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from campaigns.refusals import Fact
from campaigns.stores.jobs.plan_document import plan_document
from campaigns.stores.jobs.results import (
    Assessment,
    ErrorFigures,
    FitResult,
    LeftOut,
    Limits,
    MapFigures,
    Measured,
    MeasuredCellView,
    Places,
    PlanResult,
    Predicted,
    StartKind,
    Thin,
    Tracking,
    WalkedGround,
    WorstPlace,
)
from campaigns.stores.jobs.survey_document import thin_document
from mapping_tool.beacon_plan import BeaconPlan
from mapping_tool.doubtful_legs import DoubtfulLeg
from mapping_tool.error_agreement import AGREEMENT_CELL_M
from mapping_tool.identity import count_changing
from mapping_tool.measured_error import MeasuredError, measured_error
from mapping_tool.planned_store import free_keys, planned_spots
from mapping_tool.predicted_error import PredictedError, WalkModel, predict_error, worst_spots
from mapping_tool.survey import SurveyFit, SurveyReport
from mapping_tool.thin_spots import ThinGround, ThinReason, find_thin
from positioning.bootstrap import Interval
from positioning.metrics import ErrorSummary
from positioning.types import BeaconMap, FloatArray, SurveyedGround, Transmitter, WalkableArea
from zones.level import Level
from zones.store import Store

SPOTS_TOLD = 20
"""Of each reason: a longer list is a survey, not a list of places to walk again."""

SURE_SDS = 3.0
"""Two fits of a place agree within so many of their sds, joined."""


def assessment(
    level: Level, floor: WalkableArea, beacons: BeaconMap, thin: ThinGround | None = None
) -> Assessment:
    """Predict a map's error for both starts; `thin` is what its fit knows of thin ground, where it is at
    hand.
    """
    known, unknown = (
        predict_error(floor, beacons, WalkModel(is_searched=is_searched)) for is_searched in (False, True)
    )
    is_known = len(level.entrances) == 1
    usual: StartKind = "known" if is_known else "unknown"
    if thin is None and beacons.ground is not None:
        thin = find_thin(level, floor, beacons)
    return Assessment(
        map_error_m=beacons.error_m,
        transmitters=len(beacons.transmitters),
        changing=count_changing(beacons),
        usual_start=usual,
        places=_places(known),
        known=_predicted(known),
        unknown=_predicted(unknown),
        worst=[
            WorstPlace(x_m=spot.x_m, y_m=spot.y_m, mean_m=spot.mean_m, near=spot.near)
            for spot in worst_spots(known if is_known else unknown, level)
        ],
        shared_ids=sorted(beacons.shared_ids),
        walked=None if beacons.ground is None else _walked(beacons.ground),
        thin=None if thin is None else _thin(thin, level),
    )


def _left_out(report: SurveyReport) -> list[LeftOut]:
    found = []
    for error in report.unreadable:
        facts: dict[str, Fact] = {"place": Path(error.source).name, "reason": error.reason}
        found.append(LeftOut(reason=error.reason, code=error.fault or "unreadable-walk", facts=facts))
    if report.unplaced:
        reason = f"{report.unplaced} walks without two waypoints"
        found.append(LeftOut(reason=reason, code="walks-unplaced", facts={"count": report.unplaced}))
    found += [_doubtful(leg) for leg in report.doubtful]
    return found


def _doubtful(leg: DoubtfulLeg) -> LeftOut:
    begin_m, end_m = (f"{tap.x_m:.1f}, {tap.y_m:.1f}" for tap in (leg.begin, leg.end))
    straight_m, walked_m = round(leg.straight_m, 1), round(leg.walked_m, 1)
    return LeftOut(
        reason=f"{leg.walk}: from ({begin_m}) to ({end_m}) m it is {straight_m} m,"
        f" the steps come to {walked_m} m",
        code="taps-doubtful",
        facts={
            "place": leg.walk,
            "from_m": begin_m,
            "to_m": end_m,
            "straight_m": straight_m,
            "walked_m": walked_m,
        },
    )


def fit_result(level: Level, floor: WalkableArea, before: BeaconMap, fit: SurveyFit) -> FitResult:
    """Put a fit beside the map in force."""
    report = fit.report
    changed = _changes(before, fit.beacons)
    return FitResult(
        level_id=level.id,
        walks=report.walks,
        left_out=_left_out(report),
        sightings=report.sightings,
        path_rule=report.path_rule.value,
        map_error_share=report.map_error.share,
        is_map_error_honest=report.map_error.is_honest,
        tracking=None if report.tracking is None else _tracking(report.tracking),
        measured=_measured(measured_error(report.judged)),
        assessment=assessment(level, floor, fit.beacons, report.thin_ground),
        before=_figures(floor, before) if before.transmitters else None,
        appeared=changed["appeared"],
        gone=changed["gone"],
        moved=changed["moved"],
    )


def plan_result(store: Store, level: Level, plan: BeaconPlan, map_error_m: float) -> PlanResult:
    """Put a plan beside the best regular grid."""
    keys = free_keys(store, level.id, len(planned_spots(plan)))
    document: dict[str, Any] = plan_document(plan, level, keys)
    if plan.grid_error is not None:
        document["best_regular_grid"]["mean_m"] = _rounded(plan.grid_error.mean_m)
    return PlanResult.model_validate(
        document
        | {
            "start": "known" if len(level.entrances) == 1 else "unknown",
            "map_error_m": map_error_m,
            "places": _places(plan.error),
            "mean_m": _rounded(plan.error.mean_m),
        }
    )


def _figures(floor: WalkableArea, beacons: BeaconMap) -> MapFigures:
    known, unknown = (
        predict_error(floor, beacons, WalkModel(is_searched=is_searched)) for is_searched in (False, True)
    )
    return MapFigures(
        transmitters=len(beacons.transmitters),
        map_error_m=beacons.error_m,
        known=_error_figures(known),
        unknown=_error_figures(unknown),
    )


def _changes(before: BeaconMap, after: BeaconMap) -> Counter[str]:
    """Count the transmitters that appeared, are gone, or are placed elsewhere."""
    found = Counter(
        appeared=len(after.transmitters.keys() - before.transmitters.keys()),
        gone=len(before.transmitters.keys() - after.transmitters.keys()),
        moved=0,
    )
    for key in before.transmitters.keys() & after.transmitters.keys():
        found["moved"] += _is_elsewhere(before.transmitters[key], after.transmitters[key])
    return found


def _is_elsewhere(one: Transmitter, other: Transmitter) -> bool:
    away_m2 = (one.x_m - other.x_m) ** 2 + (one.y_m - other.y_m) ** 2
    return away_m2 > SURE_SDS**2 * (one.sd_m**2 + other.sd_m**2)


def _tracking(summary: ErrorSummary) -> Tracking:
    return Tracking(
        waypoints=summary.count,
        mean_m=summary.mean_m,
        median_m=summary.median_m,
        q75_m=summary.q75_m,
        q90_m=summary.q90_m,
        within_95=summary.within_95,
    )


def _measured(found: MeasuredError | None) -> Measured | None:
    if found is None:
        return None
    return Measured(
        walks=found.walks,
        waypoints=found.waypoints,
        mean_m=found.mean_m,
        interval_m=_limits(found.interval_m),
        median_m=found.median_m,
        q90_m=found.q90_m,
        predicted_mean_m=found.predicted_mean_m,
        correlation=found.agreement.correlation,
        correlation_interval=_limits(found.agreement.interval),
        correlation_cells=found.agreement.cells,
        cell_m=AGREEMENT_CELL_M,
        cells=[
            MeasuredCellView(
                x_m=cell.x_m,
                y_m=cell.y_m,
                walks=cell.walks,
                waypoints=cell.waypoints,
                measured_m=cell.measured_m,
                predicted_m=cell.predicted_m,
                interval_m=_limits(cell.interval_m),
            )
            for cell in found.cells
        ],
    )


def _limits(interval: Interval | None) -> Limits | None:
    return None if interval is None else Limits(low=interval.low, high=interval.high)


def _thin(thin: ThinGround, level: Level) -> Thin:
    document = thin_document(thin, level)
    in_all = Counter(spot["reason"] for spot in document["spots"])
    told = [
        spot
        for reason in ThinReason
        for spot in [each for each in document["spots"] if each["reason"] == reason][:SPOTS_TOLD]
    ]
    return Thin.model_validate(
        document | {"spots": told, "spots_in_all": {reason.value: in_all[reason] for reason in ThinReason}}
    )


def _walked(ground: SurveyedGround) -> WalkedGround:
    places = Places(cell_m=ground.cell_m, x_m=_rounded(ground.x_m), y_m=_rounded(ground.y_m))
    return WalkedGround(places=places, seconds=_rounded(ground.duration_s))


def _places(error: PredictedError) -> Places:
    return Places(cell_m=error.cell_m, x_m=_rounded(error.x_m), y_m=_rounded(error.y_m))


def _predicted(error: PredictedError) -> Predicted:
    return Predicted(**_error_figures(error).model_dump(), mean_m=_rounded(error.mean_m))


def _error_figures(error: PredictedError) -> ErrorFigures:
    return ErrorFigures(median_m=error.quantile_m(0.5), q90_m=error.quantile_m(0.9))


def _rounded(values: FloatArray) -> list[float]:
    """Centimetres: what is drawn and listed is no finer."""
    rounded: list[float] = values.round(2).tolist()
    return rounded
