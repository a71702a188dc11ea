"""Recorded walks through the tracker, one process or two: what `track` and `evaluate` share."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from campaigns.errors import InvalidInput
from positioning import LiveTracker, smooth
from positioning.capture import Trace
from positioning.errors import PositioningError, UnreadableTrace
from positioning.trajectory import collect
from positioning.types import BeaconMap, LevelId, PositionPrior, Trajectory, WalkableArea, Waypoint
from zones import load_store
from zones.level import Level

PERIOD_S = 0.5
"""Rows come this often: the contract allows 0.6 s between them and 1 s before the first."""

PARALLEL_FROM = 16
"""Starting a second interpreter costs about as much as tracking this many half-minute walks."""

T = TypeVar("T")


class Mode(StrEnum):
    LIVE = "live"
    SMOOTH = "smooth"


class Start(StrEnum):
    KNOWN = "known"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TrackingJob:
    """What every trace of one run is tracked with."""

    store: Path
    mode: Mode
    start: Start
    level_id: LevelId | None = None
    seed: int = 0

    @property
    def title(self) -> str:
        """The job in words, for people."""
        return f"{self.mode.value}, start {self.start.value}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of the store that tracking and its pictures need."""

    level: Level
    beacons: BeaconMap
    floor: WalkableArea

    @classmethod
    def load(cls, job: TrackingJob) -> Plan:
        store = load_store(job.store)
        level = store.level(job.level_id)
        return cls(level, store.beacon_map(level.id), store.walkable(level.id))


@dataclass(frozen=True, slots=True)
class Failure:
    """A trace that could not be tracked, and why."""

    trace: Path
    reason: str


def trace_name(trace: Path) -> str:
    """Return a trace's name: the file's without `.txt` or `.txt.gz`."""
    return trace.name.removesuffix(".gz").removesuffix(".txt")


def require_distinct(traces: Sequence[Path]) -> None:
    """Refuse names that come twice: one would overwrite the other.

    Raises
    ------
    InvalidInput : two traces have the same name.
    """
    twice = sorted(name for name, count in Counter(map(trace_name, traces)).items() if count > 1)
    if twice:
        raise InvalidInput("TRACE", f"given twice: {', '.join(twice)}")


def given_start(trace: Trace, start: Start) -> Waypoint | None:
    """Return the waypoint that is handed over: the first one of a known start.

    Raises
    ------
    UnreadableTrace : a known start of a trace without a waypoint.
    """
    if start is Start.UNKNOWN:
        return None
    if not trace.waypoints:
        raise UnreadableTrace(trace.name, "has no waypoint to start from")
    return trace.waypoints[0]


def start_prior(trace: Trace, start: Start) -> PositionPrior:
    """Return what is known of the start: the given waypoint as an entrance with 1 m sd, or nothing.

    Raises
    ------
    UnreadableTrace : a known start of a trace without a waypoint.
    """
    given = given_start(trace, start)
    return PositionPrior.anywhere() if given is None else PositionPrior.known(given.x_m, given.y_m, sd_m=1.0)


def track_trace(trace: Trace, plan: Plan, job: TrackingJob) -> Trajectory:
    """Return the walk's rows, one each `PERIOD_S` and one at the last inertial sample."""
    prior = start_prior(trace, job.start)
    frames = trace.frames(PERIOD_S)
    if job.mode is Mode.SMOOTH:
        return smooth(frames, plan.beacons, prior, plan.floor, seed=job.seed)
    tracker = LiveTracker(plan.beacons, prior, plan.floor, seed=job.seed)
    return collect(tracker.step(frame) for frame in frames)


Work = Callable[[Path, Plan, TrackingJob], T]

_worker_plan: tuple[Plan, TrackingJob] | None = None
"""Set once in each worker process, where it stands for the arguments that all its tasks share."""


def _prepare_worker(job: TrackingJob) -> None:
    global _worker_plan
    _worker_plan = (Plan.load(job), job)


def _work(work: Work[T], source: Path) -> T | Failure:
    if _worker_plan is None:
        raise AssertionError("a worker is prepared before its first task")
    return _attempt(work, source, *_worker_plan)


def _attempt(work: Work[T], source: Path, plan: Plan, job: TrackingJob) -> T | Failure:
    try:
        return work(source, plan, job)
    except UnreadableTrace as error:
        return Failure(source, str(error))
    except PositioningError as error:
        return Failure(source, f"{trace_name(source)}: {error}")


def run(
    work: Work[T], traces: Sequence[Path], plan: Plan, job: TrackingJob
) -> Iterator[tuple[Path, T | Failure]]:
    """Do the work on every trace, in two processes when that pays; yields in order of completion. `plan` is
    the job's own.
    """
    if len(traces) < PARALLEL_FROM or (os.cpu_count() or 1) < 2:
        for source in traces:
            yield source, _attempt(work, source, plan, job)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context, initializer=_prepare_worker, initargs=(job,)) as pool:
        futures = {pool.submit(_work, work, source): source for source in traces}
        for future in as_completed(futures):
            yield futures[future], future.result()
