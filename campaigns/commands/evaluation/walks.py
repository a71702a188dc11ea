"""One recorded walk against its true waypoints, by the tracker and by what it must beat."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from campaigns.commands.tracking import (
    PERIOD_S,
    Mode,
    Plan,
    Start,
    TrackingJob,
    given_start,
    start_prior,
    track_trace,
)
from campaigns.commands.walk_picture import Pictures, WalkPicture
from positioning.baselines import (
    amidst,
    dead_reckoned,
    heard_lately,
    least_squares,
    nearest_beacon,
    plain_ekf,
    steps_and_plan,
    walked,
    weighted_centroid,
)
from positioning.capture import Trace, read_trace
from positioning.errors import UnreadableTrace
from positioning.metrics import (
    HeadingScore,
    WaypointScore,
    are_covered,
    first_ok,
    score_headings,
    score_live,
    score_smoothed,
    status_durations,
)
from positioning.types import (
    BoolArray,
    FloatArray,
    GaussianPosition,
    PoseStatus,
    PositionPrior,
    Trajectory,
    Waypoint,
)


class Method(StrEnum):
    """What is compared; the values are the report's keys."""

    TRACKER = "tracker"
    STEPS_AND_PLAN = "steps_and_plan"
    STEPS_ALONE = "steps_alone"
    PLAIN_EKF = "plain_ekf"
    LEAST_SQUARES = "least_squares"
    WEIGHTED_CENTROID = "weighted_centroid"
    NEAREST_BEACON = "nearest_beacon"


FIXES = {
    Method.LEAST_SQUARES: least_squares,
    Method.WEIGHTED_CENTROID: weighted_centroid,
    Method.NEAREST_BEACON: nearest_beacon,
}


@dataclass(frozen=True, slots=True, eq=False)
class MethodScore:
    """One method at a walk's judged waypoints: columns (n,), NaN where it publishes nothing.

    `status` is shorter where the first waypoints come before the first row.
    """

    error_m: FloatArray
    nees: FloatArray
    sd_m: FloatArray
    status: tuple[PoseStatus, ...] = ()
    headings: tuple[HeadingScore, ...] = ()

    @classmethod
    def of(
        cls, scores: Sequence[WaypointScore], judged: int, headings: Sequence[HeadingScore]
    ) -> MethodScore:
        """Return the columns over `judged` waypoints, of which those before the first row have no score."""
        columns = np.full((3, judged), np.nan)
        if scores:
            columns[:, judged - len(scores) :] = np.array([(s.error_m, s.nees, s.sd_m) for s in scores]).T
        error_m, nees, sd_m = columns
        return cls(error_m, nees, sd_m, tuple(score.status for score in scores), tuple(headings))


@dataclass(frozen=True, slots=True, eq=False)
class WalkScore:
    """How one walk went, by method; columns (n,) over the same judged waypoints.

    `is_covered` is None when the store does not know where its survey walked; `is_found` tells which
    waypoints come after the first row that was `ok`; `damage` what of the recording could not be used.
    """

    methods: Mapping[Method, MethodScore]
    is_covered: BoolArray | None
    is_found: BoolArray
    status_s: Mapping[PoseStatus, float]
    before_first_sighting: int
    first_ok_s: float | None
    walked_s: float
    tracking_s: float
    is_simulated: bool
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class TrackedWalk:
    """A walk's path and the waypoints it is judged by: all but the one given, from the first sighting on."""

    trace: Trace
    path: Trajectory
    judged: tuple[Waypoint, ...]
    scores: tuple[WaypointScore, ...]
    before_first_sighting: int
    tracking_s: float


def track_judged(trace: Trace, plan: Plan, job: TrackingJob) -> TrackedWalk:
    """Track one walk and compare it with its waypoints, as the contract says (EVAL-1).

    Raises
    ------
    UnreadableTrace : the trace has no waypoint to compare with.
    """
    if not trace.waypoints:
        raise UnreadableTrace(trace.name, "has no waypoints to compare with")
    judged = trace.waypoints[1:] if job.start is Start.KNOWN else trace.waypoints
    if not judged:
        raise UnreadableTrace(trace.name, "has no waypoint to compare with but the one that is given")
    began = time.perf_counter()
    path = track_trace(trace, plan, job)
    tracking_s = time.perf_counter() - began
    before = 0
    if job.start is Start.UNKNOWN:
        first_s = trace.first_sighting_s
        heard = tuple(w for w in judged if first_s is not None and w.t_s >= first_s)
        before, judged = len(judged) - len(heard), heard
    score = score_live if job.mode is Mode.LIVE else score_smoothed
    return TrackedWalk(trace, path, judged, tuple(score(path, judged)), before, tracking_s)


def score_walk(tracked: TrackedWalk, plan: Plan, job: TrackingJob, *, with_baselines: bool) -> WalkScore:
    """Return the scores of a tracked walk, beside those of the other methods when wanted."""
    trace, path, judged = tracked.trace, tracked.path, tracked.judged
    turning = trace.waypoints if job.start is Start.KNOWN else judged
    methods = {Method.TRACKER: MethodScore.of(tracked.scores, len(judged), score_headings(path, turning))}
    if with_baselines:
        for method, other in _followed(trace, plan, job).items():
            headings = score_headings(other, turning)
            methods[method] = MethodScore.of(score_live(other, judged), len(judged), headings)
        if plan.beacons.transmitters:
            methods |= _fixed(tracked, plan, start_prior(trace, job.start))
    found_s = first_ok(path)
    ground = plan.beacons.ground
    return WalkScore(
        methods=methods,
        is_covered=None if ground is None else are_covered(ground, judged),
        is_found=np.array([found_s is not None and w.t_s >= found_s for w in judged], dtype=np.bool_),
        status_s=status_durations(path),
        before_first_sighting=tracked.before_first_sighting,
        first_ok_s=found_s,
        walked_s=trace.duration_s,
        tracking_s=tracked.tracking_s,
        is_simulated=trace.is_simulated,
        damage=trace.damage,
    )


def _followed(trace: Trace, plan: Plan, job: TrackingJob) -> dict[Method, Trajectory]:
    """Return the paths of the methods that walk: live, those without beacons from the true start."""
    known = start_prior(trace, Start.KNOWN)
    frames = tuple(trace.frames(PERIOD_S))
    stepped = walked(frames, plan.beacons.north_rad)
    paths = {
        Method.STEPS_AND_PLAN: steps_and_plan(frames, plan.beacons, known, plan.floor, seed=job.seed),
        Method.STEPS_ALONE: dead_reckoned(stepped, plan.beacons, known),
    }
    if plan.beacons.transmitters:
        paths[Method.PLAIN_EKF] = plain_ekf(stepped, plan.beacons, start_prior(trace, job.start))
    return paths


def _fixed(tracked: TrackedWalk, plan: Plan, start: PositionPrior) -> dict[Method, MethodScore]:
    """Return the methods that take the last seconds' sightings alone, at the waypoints the tracker has.

    Before anything is heard they stay at the start that is given, or amidst the transmitters.
    """
    beacons, judged = plan.beacons, tracked.judged
    nothing = start.components[0] if start.components else amidst(beacons)
    heard = [heard_lately(tracked.trace.sightings, beacons, waypoint.t_s) for waypoint in judged]
    unscored = len(judged) - len(tracked.scores)
    found = {}
    for method, fix in FIXES.items():
        places_m = [fix(each) if each else _place_m(nothing) for each in heard]
        errors_m = [
            np.hypot(x_m - waypoint.x_m, y_m - waypoint.y_m)
            for (x_m, y_m), waypoint in zip(places_m, judged, strict=True)
        ]
        unknown = np.full(len(judged), np.nan)
        error_m = np.array([np.nan] * unscored + errors_m[unscored:], dtype=np.float64)
        found[method] = MethodScore(error_m, nees=unknown, sd_m=unknown)
    return found


def _place_m(position: GaussianPosition) -> tuple[float, float]:
    return position.x_m, position.y_m


def score_file(
    source: Path, plan: Plan, job: TrackingJob, *, with_baselines: bool, pictures: Pictures | None = None
) -> WalkScore:
    """Score one recording, and draw it when wanted."""
    trace = read_trace(source, PERIOD_S)
    tracked = track_judged(trace, plan, job)
    if pictures is not None:
        unscored = len(tracked.judged) - len(tracked.scores)
        judged = tuple(zip(tracked.judged[unscored:], tracked.scores, strict=True))
        given = given_start(trace, job.start)
        pictures.draw(source, WalkPicture(trace.name, job.title, tracked.path, given, judged), plan)
    return score_walk(tracked, plan, job, with_baselines=with_baselines)
