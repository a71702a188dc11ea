"""From survey walks to a radio map: where the surveyor was when each beacon was heard, and how well that
holds.

A walk's path is pinned to its waypoints. Between them it follows either the dead-reckoned steps, bent so
that they hit the waypoints, or a straight line at even speed: whichever predicts the loudness on held-back
walks better (`docs/theory/radio_map.md`, RADIO-10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mapping_tool.errors import MappingError
from positioning import LiveTracker
from positioning.capture import Trace, read_trace
from positioning.errors import UnreadableTrace
from positioning.metrics import ErrorSummary, WaypointScore, score_live, summarise
from positioning.motion import StrideTracker
from positioning.radio_fit import RadioFit, SurveyWalk, fit_radio_map, rssi_residuals_db
from positioning.trajectory import collect
from positioning.types import BeaconMap, FloatArray, LevelId, PositionPrior, WalkableArea
from zones.store import Level, Revision, Store

PATH_PERIOD_S = 0.25
"""A quarter of a second is 0.3 m of walking, finer than waypoints are set."""

FOLDS = 5


class PathRule(StrEnum):
    """How a survey walk's path runs between its waypoints."""

    STEPS = "steps, bent to the waypoints"
    EVEN = "straight, at even speed"


class NoSurvey(MappingError):
    """A folder holds no walk that a radio map could be fitted to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}: no survey walk with two waypoints and a sighting")
        self.folder = folder


@dataclass(frozen=True, slots=True)
class SurveyTraces:
    """Walks that were read, and what was not: `unreadable` by reason, `unplaced` without two waypoints."""

    traces: tuple[Trace, ...]
    unreadable: tuple[str, ...]
    unplaced: int

    @property
    def lines_dropped(self) -> int:
        return sum(trace.dropped.total for trace in self.traces)


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """What a fit found, for people. `tracking` is the error on held-back walks, known start, live."""

    walks: int
    unreadable: tuple[str, ...]
    unplaced: int
    lines_dropped: int
    sightings: int
    transmitters: int
    thin: int
    shared_ids: tuple[tuple[str, int], ...]
    path_rule: PathRule
    held_back_rssi_sd_db: dict[PathRule, float]
    tracking: ErrorSummary | None


def read_survey(folder: Path, paths: Sequence[Path] | None = None) -> SurveyTraces:
    """Read all walks of a folder; damaged ones are named and left out.

    Raises
    ------
    NoSurvey : not one walk can be used.
    """
    found = paths if paths is not None else survey_files(folder)
    traces, unreadable, unplaced = [], [], 0
    for path in found:
        try:
            trace = read_trace(path)
        except UnreadableTrace as error:
            unreadable.append(str(error))
            continue
        if len(trace.waypoints) < 2:
            unplaced += 1
        else:
            traces.append(trace)
    if not any(trace.sightings for trace in traces):
        raise NoSurvey(folder)
    return SurveyTraces(tuple(traces), tuple(unreadable), unplaced)


def survey_files(folder: Path) -> list[Path]:
    """Return a folder's recordings, by name."""
    return sorted([*folder.glob("*.txt"), *folder.glob("*.txt.gz")])


def shared_ids(traces: Sequence[Trace]) -> dict[str, int]:
    """Return the ids that several addresses advertise, with how many: such an id names no transmitter."""
    carriers: dict[str, set[str]] = {}
    for trace in traces:
        for key, advertised in trace.advertised.items():
            carriers.setdefault(advertised, set()).add(key)
    return {advertised: len(keys) for advertised, keys in sorted(carriers.items()) if len(keys) > 1}


def survey_walk(trace: Trace, north_rad: float, rule: PathRule) -> SurveyWalk:
    """Return a walk with its path: waypoints joined by the rule. Sightings of shared ids are left out."""
    at_s, at_x_m, at_y_m = _columns([(w.t_s, w.x_m, w.y_m) for w in trace.waypoints])
    if rule is PathRule.EVEN:
        return SurveyWalk(trace.name, at_s, at_x_m, at_y_m, trace.sightings)
    strides = StrideTracker(north_rad)
    steps = [stride for frame in trace for stride in strides.advance(frame.imu) if stride.yaw_rad is not None]
    directed = [
        (s.t_s, s.length_m * np.cos(s.yaw_rad or 0.0), s.length_m * np.sin(s.yaw_rad or 0.0)) for s in steps
    ]
    step_s, dx_m, dy_m = _columns([(at_s[0] - 1.0, 0.0, 0.0), *directed])
    walked_x_m, walked_y_m, walked = (
        np.cumsum(dx_m),
        np.cumsum(dy_m),
        np.arange(len(step_s), dtype=np.float64),
    )
    t_s = np.union1d(np.arange(at_s[0], at_s[-1], PATH_PERIOD_S), at_s)
    # The misfit at the waypoints is spread over the steps between them, and where there are none over the
    # time.
    by_step = np.interp(t_s, step_s, walked) + 1e-6 * np.interp(t_s, at_s, np.arange(len(at_s)))
    knots = by_step[np.searchsorted(t_s, at_s)]
    misfit_x_m = at_x_m - np.interp(at_s, step_s, walked_x_m)
    misfit_y_m = at_y_m - np.interp(at_s, step_s, walked_y_m)
    x_m = np.interp(t_s, step_s, walked_x_m) + np.interp(by_step, knots, misfit_x_m)
    y_m = np.interp(t_s, step_s, walked_y_m) + np.interp(by_step, knots, misfit_y_m)
    return SurveyWalk(trace.name, t_s, x_m, y_m, trace.sightings)


def folds(count: int, seed: int = 0) -> list[NDArray[np.intp]]:
    """Return the indices of `count` walks in at most `FOLDS` groups: a walk is never split."""
    order = np.random.default_rng(seed).permutation(count)
    return [order[start::FOLDS].astype(np.intp) for start in range(min(FOLDS, count))]


@dataclass(frozen=True, slots=True)
class SurveyFit:
    """A level's fit: the map, and the report about it."""

    beacons: BeaconMap
    report: SurveyReport


def fit_level(
    survey: SurveyTraces,
    level: Level,
    floor: WalkableArea,
    advance: Callable[[str], None] = lambda stage: None,
) -> SurveyFit:
    """Fit a level's radio map and say how well it holds on walks that it was not fitted to.

    `advance` is called before each of the `stages`, with its name.
    """
    traces = survey.traces
    shared = shared_ids(traces)
    spreads_db: dict[PathRule, float] = {}
    walks: dict[PathRule, list[SurveyWalk]] = {}
    for rule in PathRule:
        advance(f"paths: {rule.value}")
        walks[rule] = [_placed(trace, level, rule, frozenset(shared)) for trace in traces]
        spreads_db[rule] = _held_back_rssi_sd_db(walks[rule], level)
    chosen = min(PathRule, key=lambda rule: spreads_db[rule])
    advance("tracking of held-back walks")
    tracking = _held_back_tracking(traces, walks[chosen], level, floor)
    advance("the whole map")
    fit = _fit(walks[chosen], level, frozenset(shared))
    report = SurveyReport(
        walks=len(traces),
        unreadable=survey.unreadable,
        unplaced=survey.unplaced,
        lines_dropped=survey.lines_dropped,
        sightings=sum(len(trace.sightings) for trace in traces),
        transmitters=len(fit.beacons.transmitters),
        thin=fit.thin,
        shared_ids=tuple(shared.items()),
        path_rule=chosen,
        held_back_rssi_sd_db=spreads_db,
        tracking=tracking,
    )
    return SurveyFit(fit.beacons, report)


STAGES = len(PathRule) + 2


def with_beacons(store: Store, level_id: LevelId, beacons: BeaconMap, now: datetime, note: str) -> Store:
    """Return the next revision of a store, with a level's radio map replaced."""
    levels = tuple(
        replace(level, beacons=beacons) if level.id == level_id else level for level in store.levels
    )
    return replace(store, levels=levels, revision=Revision(store.revision.number + 1, now, note))


def _placed(trace: Trace, level: Level, rule: PathRule, shared: frozenset[str]) -> SurveyWalk:
    walk = survey_walk(trace, level.north_rad, rule)
    return replace(walk, sightings=tuple(s for s in walk.sightings if s.key not in shared))


def _fit(walks: Sequence[SurveyWalk], level: Level, shared: frozenset[str], rounds: int = 2) -> RadioFit:
    return fit_radio_map(walks, level.id, north_rad=level.north_rad, shared_ids=shared, rounds=rounds)


def _held_back(walks: Sequence[SurveyWalk]) -> Iterator[tuple[list[int], list[SurveyWalk]]]:
    """Yield each fold's indices and the walks outside it."""
    for fold in folds(len(walks)):
        held = {int(i) for i in fold}
        yield sorted(held), [walk for i, walk in enumerate(walks) if i not in held]


def _held_back_rssi_sd_db(walks: Sequence[SurveyWalk], level: Level) -> float:
    """Return the spread of the residuals on walks that the map was not fitted to."""
    residuals = [
        rssi_residuals_db(_fit(others, level, frozenset(), rounds=1).beacons, [walks[i] for i in held])
        for held, others in _held_back(walks)
    ]
    joined = np.concatenate(residuals)
    return float(joined.std()) if len(joined) else float("inf")


def _held_back_tracking(
    traces: Sequence[Trace], walks: Sequence[SurveyWalk], level: Level, floor: WalkableArea
) -> ErrorSummary | None:
    """Return the live tracker's error from known starts, each walk on a map that does not know it."""
    scores: list[WaypointScore] = []
    for held, others in _held_back(walks):
        beacons = _fit(others, level, frozenset()).beacons
        for trace in (traces[i] for i in held):
            first = trace.waypoints[0]
            tracker = LiveTracker(beacons, PositionPrior.known(first.x_m, first.y_m), floor)
            scores += score_live(collect(tracker.step(frame) for frame in trace), trace.waypoints[1:])
    return summarise(scores)


def _columns(rows: Sequence[tuple[float, float, float]]) -> tuple[FloatArray, FloatArray, FloatArray]:
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()
