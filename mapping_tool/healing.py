"""A map that heals itself: refitted with smoothed visits, proposed only when held-back walks do not suffer.

Ids `HEAL-n` point to `docs/theory/beacon_health.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from mapping_tool.doubtful_legs import sound_walks
from mapping_tool.health import Finding
from mapping_tool.held_back import Placed, RecordedWalk, folds, workers
from mapping_tool.identity import identify
from mapping_tool.survey import by_hand
from mapping_tool.survey_paths import PathRule, choose_paths
from mapping_tool.visit_walks import RecordedVisit, frames_without, stretches, visit_as_now, walks_without
from positioning import LiveTracker, smooth
from positioning.bootstrap import Interval, Sample, WalkResamples, mean
from positioning.capture import Trace
from positioning.metrics import ErrorSummary, WaypointScore, score_live, summarise
from positioning.radio_fit import fit_radio_map
from positioning.surveyed import SurveyWalk
from positioning.trajectory import collect
from positioning.types import (
    BeaconKey,
    BeaconMap,
    LevelId,
    PositionPrior,
    PredictionRatio,
    WalkableArea,
)
from zones.level import Level

FARTHEST_M = 20.0
"""What is farther off is lost either way; a few such walks would decide every mean."""

MARGIN = 0.05
"""What "not worse" leaves open: a twentieth of the mean error as it is counted, a third of what the map of
two fifths of site1-B1's survey gained from visits (HEAL-3)."""

STARTS = ("known", "unknown")
"""What the tracker is given; a map must hold from both (HEAL-3)."""

STAGES = 3


class Verdict(StrEnum):
    """What held-back walks say of a refitted map."""

    BETTER = "better"
    NOT_WORSE = "not worse"
    NOT_SHOWN = "not shown to be no worse"
    NOTHING_NEW = "no visit held a usable stretch"

    @property
    def is_proposed(self) -> bool:
        return self in (Verdict.BETTER, Verdict.NOT_WORSE)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Held-back walks on the map before and after, and the 95 % interval of the mean error's change
    (HEAL-3).

    `counted_before_m` is the mean error before, and `change_m` the interval of its change, of errors counted
    to `FARTHEST_M` at most.
    """

    before: ErrorSummary
    after: ErrorSummary
    counted_before_m: float
    change_m: Interval

    @property
    def is_better(self) -> bool:
        return self.change_m.high < 0.0

    @property
    def is_not_worse(self) -> bool:
        return self.change_m.high <= MARGIN * self.counted_before_m


@dataclass(frozen=True, slots=True)
class HealingReport:
    """What was tried, and what came of it; `held_back` by the start that the tracker was given. `path_rule`
    is how the survey's walks were laid.
    """

    path_rule: PathRule
    visits: int
    stretches: int
    stretches_s: float
    set_aside: Mapping[BeaconKey, Finding]
    held_back: Mapping[str, HeldBack]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Healing:
    """The refitted map, None unless it may be proposed; and the report about it."""

    beacons: BeaconMap | None
    report: HealingReport


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What every fold needs, small enough to hand to another process."""

    level_id: LevelId
    north_rad: float
    shared_ids: frozenset[str]
    placed: Placed
    error_m: float
    prediction_ratio: PredictionRatio
    floor: WalkableArea
    visits: tuple[RecordedVisit, ...]

    def fit(self, walks: Sequence[SurveyWalk]) -> BeaconMap:
        """The map of some walks, taken to be off as far as the one before it."""
        fitted = fit_radio_map(
            walks, self.level_id, north_rad=self.north_rad, shared_ids=self.shared_ids, placed=self.placed
        )
        return replace(fitted.beacons, error_m=self.error_m, prediction_ratio=self.prediction_ratio)

    def walked(self, beacons: BeaconMap) -> list[SurveyWalk]:
        """The certain stretches of all visits, smoothed on a map."""
        return [
            stretch
            for visit in self.visits
            for stretch in stretches(visit, smooth(visit.frames, beacons, visit.prior, self.floor), beacons)
        ]


def heal(
    traces: Sequence[Trace],
    visits: Sequence[RecordedVisit],
    level: Level,
    floor: WalkableArea,
    findings: Iterable[Finding] = (),
    *,
    seed: int = 0,
    advance: Callable[[str], None] = lambda stage: None,
) -> Healing:
    """Refit a level's radio map from its survey and visits, and judge it on walks held back (HEAL-1..3).

    What `findings` say changed since the survey is learnt from visits alone. `advance` is called before each
    of the `STAGES`, with its name.
    """
    traces = sound_walks(traces).traces
    set_aside = {finding.key: finding for finding in findings}
    names, by_hand_now = identify(traces), by_hand(level)
    shared_ids = frozenset(names.shared)
    placed = {key: of_key for key, of_key in by_hand_now.items() if key not in set_aside}
    usable = tuple(visit_as_now(visit, set_aside) for visit in visits)
    before = level.beacons or BeaconMap(level.id, {})
    task = _Task(
        level.id,
        level.north_rad,
        shared_ids,
        placed,
        before.error_m,
        before.prediction_ratio,
        floor,
        usable,
    )
    with workers(len(traces)) as executor:
        advance("paths between waypoints")
        paths = choose_paths(executor, traces, names, level, by_hand_now)
        walks = walks_without(paths.walks, set_aside)
        advance("the paths of the visits")
        learnt = task.walked(task.fit(walks))
        advance("held-back walks, on maps with and without the visits")
        held_back = _held_back(executor, task, traces, walks, set_aside, seed) if learnt else {}
    report = HealingReport(
        path_rule=paths.rule,
        visits=len(visits),
        stretches=len(learnt),
        stretches_s=sum(float(walk.t_s[-1] - walk.t_s[0]) for walk in learnt),
        set_aside=set_aside,
        held_back=held_back,
        verdict=verdict_of(held_back, len(learnt)),
    )
    return Healing(task.fit([*walks, *learnt]) if report.verdict.is_proposed else None, report)


def _held_back(
    executor: Executor,
    task: _Task,
    traces: Sequence[Trace],
    walks: Sequence[SurveyWalk],
    set_aside: Mapping[BeaconKey, Finding],
    seed: int,
) -> dict[str, HeldBack]:
    """Track every walk on two maps that do not know it (HEAL-3)."""
    recorded = [RecordedWalk(tuple(frames_without(t, set_aside)), t.waypoints) for t in traces]
    pending = [
        executor.submit(_judge_fold, task, [walks[i] for i in fold.others], [recorded[i] for i in fold.held])
        for fold in folds(len(walks))
    ]
    return compare([walk for done in pending for walk in done.result()], seed)


WalkScores = Mapping[tuple[str, str], Sequence[WaypointScore]]
"""A walk's scores, by start ("known", "unknown") and map ("before", "after")."""


def compare(judged: Sequence[WalkScores], seed: int) -> dict[str, HeldBack]:
    """Return for each start what walks say of both maps; starts that fewer than two walks score are left out
    (HEAL-3).
    """
    resamples = WalkResamples.draw(len(judged), seed)
    held_back = {}
    for start in STARTS:
        before, after = ([walk[start, which] for walk in judged] for which in ("before", "after"))
        summaries = [summarise([score for walk in scores for score in walk]) for scores in (before, after)]
        counted_before, counted_after = (
            Sample.of([[min(s.error_m, FARTHEST_M) for s in walk] for walk in scores])
            for scores in (before, after)
        )
        change_m = resamples.difference(counted_after, counted_before, mean)
        if summaries[0] is not None and summaries[1] is not None and change_m is not None:
            held_back[start] = HeldBack(summaries[0], summaries[1], counted_before.figure(mean), change_m)
    return held_back


def _judge_fold(task: _Task, others: Sequence[SurveyWalk], held: Sequence[RecordedWalk]) -> list[WalkScores]:
    before = task.fit(others)
    after = task.fit([*others, *task.walked(before)])
    return [
        {
            (start, which): _scores(walk, beacons, task.floor, is_known=start == "known")
            for start in STARTS
            for which, beacons in (("before", before), ("after", after))
        }
        for walk in held
    ]


def _scores(
    walk: RecordedWalk, beacons: BeaconMap, floor: WalkableArea, *, is_known: bool
) -> list[WaypointScore]:
    """Follow a walk live; from an unknown start it counts from the first sighting on, as in `evaluate`."""
    first, *rest = walk.waypoints
    prior = PositionPrior.known(first.x_m, first.y_m) if is_known else PositionPrior.anywhere()
    tracker = LiveTracker(beacons, prior, floor)
    path = collect(tracker.step(frame) for frame in walk.frames)
    if is_known:
        return score_live(path, rest)
    heard_s = min((s.t_s for frame in walk.frames for s in frame.sightings), default=np.inf)
    return score_live(path, [waypoint for waypoint in walk.waypoints if waypoint.t_s >= heard_s])


def verdict_of(held_back: Mapping[str, HeldBack], learnt: int) -> Verdict:
    """Better: from one start at least, and not worse from any. A start that too few walks score shows
    nothing (HEAL-3).
    """
    if not learnt:
        return Verdict.NOTHING_NEW
    if held_back.keys() != set(STARTS) or not all(each.is_not_worse for each in held_back.values()):
        return Verdict.NOT_SHOWN
    return Verdict.BETTER if any(each.is_better for each in held_back.values()) else Verdict.NOT_WORSE
