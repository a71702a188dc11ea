"""Recorded walks through the tracker, one process or two: for `track` and `evaluate`."""

from __future__ import annotations

import csv
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
from positioning.capture import Trace, read_trace
from positioning.errors import PositioningError, UnreadableTrace
from positioning.trajectory import collect
from positioning.types import BeaconMap, LevelId, PositionPrior, Trajectory, WalkableArea
from zones import load_store

HEADER = ("t_ms", "x_m", "y_m", "heading_rad", "sd_x_m", "sd_y_m", "cov_xy_m2", "sd_heading_rad", "status")
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


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of the store that the tracker needs."""

    beacons: BeaconMap
    floor: WalkableArea

    @classmethod
    def load(cls, job: TrackingJob) -> Plan:
        store = load_store(job.store)
        return cls(store.beacon_map(job.level_id), store.walkable(job.level_id))


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


def start_prior(trace: Trace, start: Start) -> PositionPrior:
    """Return what is handed over of the start: the first waypoint as an entrance with 1 m sd, or nothing.

    Raises
    ------
    UnreadableTrace : a known start of a trace without a waypoint.
    """
    if start is Start.UNKNOWN:
        return PositionPrior.anywhere()
    if not trace.waypoints:
        raise UnreadableTrace(trace.name, "has no waypoint to start from")
    return PositionPrior.known(trace.waypoints[0].x_m, trace.waypoints[0].y_m, sd_m=1.0)


def track_trace(trace: Trace, plan: Plan, job: TrackingJob) -> Trajectory:
    """Return the walk's rows, one each `PERIOD_S` and one at the last inertial sample."""
    prior = start_prior(trace, job.start)
    frames = trace.frames(PERIOD_S)
    if job.mode is Mode.SMOOTH:
        return smooth(frames, plan.beacons, prior, plan.floor, seed=job.seed)
    tracker = LiveTracker(plan.beacons, prior, plan.floor, seed=job.seed)
    return collect(tracker.step(frame) for frame in frames)


def write_rows(path: Trajectory, t0_unix_ms: int, out: Path) -> None:
    """Write one trace's CSV, whole or not at all."""
    part = out.with_name(out.name + ".part")
    with part.open("w", newline="", encoding="ascii") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for pose in path.poses():
            values = (
                pose.x_m, pose.y_m, pose.heading_rad, pose.sd_x_m, pose.sd_y_m, pose.cov_xy_m2,
                pose.sd_heading_rad,
            )  # fmt: skip
            cells = [f"{value:.6f}" for value in values]
            writer.writerow([t0_unix_ms + round(pose.t_s * 1e3), *cells, pose.status.value])
    part.replace(out)


def write_trace(source: Path, plan: Plan, job: TrackingJob, out: Path) -> int:
    """Track one recording into `out`; return the rows written."""
    trace = read_trace(source, PERIOD_S)
    path = track_trace(trace, plan, job)
    write_rows(path, trace.t0_unix_ms, out / f"{trace_name(source)}.csv")
    return len(path)


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
    except PositioningError as error:
        return Failure(source, str(error))


def run(work: Work[T], traces: Sequence[Path], job: TrackingJob) -> Iterator[tuple[Path, T | Failure]]:
    """Do the work on every trace, in two processes when that pays; yields in order of completion."""
    plan = Plan.load(job)
    if len(traces) < PARALLEL_FROM or (os.cpu_count() or 1) < 2:
        for source in traces:
            yield source, _attempt(work, source, plan, job)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context, initializer=_prepare_worker, initargs=(job,)) as pool:
        futures = {pool.submit(_work, work, source): source for source in traces}
        for future in as_completed(futures):
            yield futures[future], future.result()
