"""From survey walks to a radio map, and how well that holds on walks that it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from mapping_tool.day_agreement import DayAgreement, compare_days
from mapping_tool.doubtful_legs import DoubtfulLeg, sound_walks
from mapping_tool.error_agreement import JudgedWaypoint
from mapping_tool.errors import MappingError
from mapping_tool.held_back import (
    FoldFit,
    MapError,
    folds,
    map_error,
    workers,
)
from mapping_tool.held_back_tracking import HeldBackTracking, tracking_weight
from mapping_tool.identity import Identities, count_changing, identify
from mapping_tool.phone_spread import PhoneSpread, by_phone
from mapping_tool.prediction_ratio import prediction_ratio
from mapping_tool.progress import Advance, Countdown, unwatched
from mapping_tool.survey_paths import PathRule, choose_paths
from mapping_tool.tapped_walk import has_motion, read_survey_walk
from mapping_tool.thin_spots import ThinGround, find_thin
from positioning.capture import Trace
from positioning.errors import UnreadableTrace
from positioning.metrics import ErrorSummary, summarise
from positioning.radio_fit import RadioFit, fit_radio_map, rssi_residuals_db
from positioning.surveyed import SurveyWalk
from positioning.tracker_config import TrackerConfig
from positioning.types import (
    BeaconKey,
    BeaconMap,
    LevelId,
    PredictionRatio,
    Transmitter,
    WalkableArea,
)
from zones.level import Level
from zones.store import Revision, Store

READING_SHARE = 0.1
"""Of reading walks and fitting them: 4 s of 54 s on site1-B1."""


class NoSurvey(MappingError):
    """A folder holds no walk that a radio map could be fitted to."""

    def __init__(
        self, folder: Path, reason: str = "no survey walk with two waypoints and a sighting"
    ) -> None:
        super().__init__(f"{folder}: {reason}")
        self.folder = folder
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SurveyTraces:
    """Walks that were read, and what was not: `unreadable` ones, `unplaced` without two waypoints."""

    traces: tuple[Trace, ...]
    unreadable: tuple[UnreadableTrace, ...]
    unplaced: int

    @property
    def lines_dropped(self) -> int:
        return sum(trace.dropped.total for trace in self.traces)


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """What a fit found, for people. `tracking` is the error on held-back walks, known start, live; `judged`
    are their waypoints from unknown starts, each beside the error predicted there (PRED-8). The
    `doubtful` legs were left out (RADIO-18). `changing` transmitters are known by an address that changes.
    """

    walks: int
    unreadable: tuple[UnreadableTrace, ...]
    unplaced: int
    unmoving: int
    doubtful: tuple[DoubtfulLeg, ...]
    lines_dropped: int
    sightings: int
    transmitters: int
    changing: int
    identities: Identities
    path_rule: PathRule
    held_back_rssi_sd_db: dict[PathRule, float]
    tracking: ErrorSummary | None
    judged: tuple[JudgedWaypoint, ...]
    map_error: MapError
    prediction_ratio: PredictionRatio
    phones: tuple[PhoneSpread, ...]
    thin_ground: ThinGround
    days: DayAgreement


def read_survey(
    folder: Path, paths: Sequence[Path] | None = None, advance: Advance = unwatched
) -> SurveyTraces:
    """Read all walks of a folder; damaged ones are named and left out.

    Raises
    ------
    NoSurvey : not one walk can be used.
    """
    found = paths if paths is not None else survey_files(folder)
    work = Countdown(max(1, len(found)), advance)
    work.begin("reading walks")
    traces: list[Trace] = []
    unreadable: list[UnreadableTrace] = []
    unplaced = 0
    for path in found:
        try:
            trace = read_survey_walk(path)
        except UnreadableTrace as error:
            unreadable.append(error)
        else:
            if len(trace.waypoints) < 2:
                unplaced += 1
            else:
                traces.append(trace)
        work.done()
    if not any(trace.sightings for trace in traces):
        raise NoSurvey(folder)
    return SurveyTraces(tuple(traces), tuple(unreadable), unplaced)


def survey_files(folder: Path) -> list[Path]:
    """Return a folder's recordings, by name.

    Raises
    ------
    NoSurvey : there is no such folder.
    """
    if not folder.is_dir():
        raise NoSurvey(folder, "is no folder")
    return sorted([*folder.glob("*.txt"), *folder.glob("*.txt.gz")])


@dataclass(frozen=True, slots=True)
class SurveyFit:
    """A level's fit: the map, and the report about it."""

    beacons: BeaconMap
    report: SurveyReport


def fit_level(
    survey: SurveyTraces,
    level: Level,
    floor: WalkableArea,
    advance: Advance = unwatched,
    time_zone: tzinfo = UTC,
) -> SurveyFit:
    """Fit a level's radio map and say how well it holds on walks that it was not fitted to.

    Days are those of the `time_zone`.

    Raises
    ------
    NoSoundWalk : no walk's taps are where its steps lead.
    """
    sound = sound_walks(survey.traces)
    traces = sound.traces
    names = identify(traces)
    placed = by_hand(level)
    work = Countdown(_weight(len(traces)), advance)
    with workers(len(traces)) as executor:
        work.begin("paths between waypoints, on maps of four fifths of the walks")
        paths = choose_paths(executor, traces, names, level, placed, work.done)
        work.begin("the whole map")
        whole = executor.submit(
            fit_radio_map,
            paths.walks,
            level.id,
            north_rad=level.north_rad,
            shared_ids=frozenset(names.shared),
            placed=placed,
        )
        held_back = HeldBackTracking(
            executor,
            traces,
            paths.walks,
            paths.first_fits,
            floor,
            placed,
            work,
        )
        found = map_error(held_back.scores_at)
        scores = held_back.scores_at(found.error_m)
        judged_known, judged = held_back.judged_at(found.error_m)
        fit = whole.result()
    beacons = replace(fit.beacons, error_m=found.error_m)
    ratio = prediction_ratio(judged_known, judged, TrackerConfig().spread(beacons))
    report = SurveyReport(
        walks=len(survey.traces),
        unreadable=survey.unreadable,
        unplaced=survey.unplaced,
        unmoving=sum(not has_motion(trace) for trace in traces),
        doubtful=sound.doubtful,
        lines_dropped=survey.lines_dropped,
        sightings=sum(len(trace.sightings) for trace in traces),
        transmitters=len(fit.beacons.transmitters),
        changing=count_changing(fit.beacons),
        identities=names,
        path_rule=paths.rule,
        held_back_rssi_sd_db=paths.spreads_db,
        tracking=summarise(scores),
        judged=tuple(judged),
        map_error=found,
        prediction_ratio=ratio,
        phones=_phones(traces, paths.walks, fit, paths.first_fits),
        thin_ground=find_thin(level, floor, fit.beacons, paths.walks),
        days=compare_days(
            fit.beacons,
            paths.walks,
            [datetime.fromtimestamp(trace.t0_unix_ms / 1e3, time_zone).date() for trace in traces],
        ),
    )
    return SurveyFit(replace(beacons, prediction_ratio=ratio), report)


def _weight(walks: int) -> float:
    """Return how much work a fit is, in first rounds on a fold: by each rule, then what judges the map."""
    return len(PathRule) * len(folds(walks)) + tracking_weight(walks)


def by_hand(level: Level) -> dict[BeaconKey, Transmitter]:
    """Return the transmitters that people placed on the plan: those that no survey has fitted yet."""
    known = level.beacons.transmitters if level.beacons is not None else {}
    return {key: transmitter for key, transmitter in known.items() if transmitter.samples == 0}


def with_beacons(store: Store, level_id: LevelId, beacons: BeaconMap, now: datetime, note: str) -> Store:
    """Return the next revision of a store, with a level's radio map replaced."""
    levels = tuple(
        replace(level, beacons=beacons) if level.id == level_id else level for level in store.levels
    )
    return replace(store, levels=levels, revision=Revision(store.revision.number + 1, now, note))


def _phones(
    traces: Sequence[Trace], walks: Sequence[SurveyWalk], fit: RadioFit, fold_fits: Sequence[FoldFit]
) -> tuple[PhoneSpread, ...]:
    """Return how each device's walks agree with maps of the other walks."""
    residuals_db = {
        i: rssi_residuals_db(of_fold.beacons, [walks[i]])
        for fold, of_fold in zip(folds(len(walks)), fold_fits, strict=True)
        for i in fold.held
    }
    offsets_db = [fit.walk_offsets_db[walk.name] for walk in walks]
    return by_phone([trace.device for trace in traces], offsets_db, residuals_db)
