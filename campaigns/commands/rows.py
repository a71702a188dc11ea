"""The rows that `track` writes: one CSV a trace."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from campaigns.commands.tracking import (
    PERIOD_S,
    Plan,
    TrackingJob,
    given_start,
    trace_name,
    track_trace,
)
from campaigns.commands.walk_picture import Pictures, WalkPicture
from campaigns.web.spreadsheet import table_text
from positioning.capture import read_trace
from positioning.types import Trajectory
from zones.storefile import write_whole

HEADER = ("t_ms", "x_m", "y_m", "heading_rad", "sd_x_m", "sd_y_m", "cov_xy_m2", "sd_heading_rad", "status")


@dataclass(frozen=True, slots=True)
class WrittenTrace:
    """How many rows a recording gave, and what of it could not be used (`Trace.damage`)."""

    rows: int
    damage: str | None


def rows_file(out: Path, source: Path) -> Path:
    """Return the CSV of a recording in a folder."""
    return out / f"{trace_name(source)}.csv"


def write_rows(path: Trajectory, t0_unix_ms: int, out: Path) -> None:
    """Write one trace's CSV, whole or not at all.

    Raises
    ------
    UnwritableFile
    """
    rows = []
    for pose in path.poses():
        values = (
            pose.x_m, pose.y_m, pose.heading_rad, pose.sd_x_m, pose.sd_y_m, pose.cov_xy_m2,
            pose.sd_heading_rad,
        )  # fmt: skip
        cells = [Decimal(f"{value:.6f}") for value in values]  # a number, with all its places
        rows.append([t0_unix_ms + round(pose.t_s * 1e3), *cells, pose.status.value])
    write_whole(out, table_text(HEADER, rows, line_end="\n").encode("ascii"))


def write_trace(
    source: Path, plan: Plan, job: TrackingJob, *, out: Path, pictures: Pictures | None = None
) -> WrittenTrace:
    """Track one recording into `out`, and draw it when wanted.

    The picture shows no waypoint but the one that was given: `track` reads no other.
    """
    trace = read_trace(source, PERIOD_S)
    path = track_trace(trace, plan, job)
    write_rows(path, trace.t0_unix_ms, rows_file(out, source))
    if pictures is not None:
        pictures.draw(
            source, WalkPicture(trace.name, job.title, path, given=given_start(trace, job.start)), plan
        )
    return WrittenTrace(len(path), trace.damage)
