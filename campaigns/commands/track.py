"""`aislecast track` and `aislecast evaluate`: recorded walks through the tracker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from campaigns.commands.tracking import TrackingJob, WalkScore

Traces = Annotated[list[Path], typer.Argument(metavar="TRACE...", help="Recorded walks (.txt, .txt.gz).")]
StoreFile = Annotated[Path, typer.Option(help="The store file with plan and beacons.")]
ModeName = Annotated[
    Literal["live", "smooth"], typer.Option(help="As it would have been known then, or with hindsight.")
]
StartName = Annotated[
    Literal["known", "unknown"], typer.Option(help="Whether the first waypoint is handed over.")
]
Level = Annotated[str | None, typer.Option(help="The level's id. [default: the store's first]")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same rows.")]


def track(
    traces: Traces,
    store: StoreFile,
    mode: ModeName,
    out: Annotated[Path, typer.Option(help="The folder for one CSV a trace.")],
    start: StartName = "known",
    level: Level = None,
    seed: Seed = 0,
) -> None:
    """Write where each recorded walk led: position, heading and their uncertainty, twice a second."""
    from functools import partial

    from campaigns.commands.tracking import Failure, require_distinct, run, write_trace
    from campaigns.errors import InvalidInput

    require_distinct(traces)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput("--out", f"{out}: {error.strerror}") from error
    job = _job(store, mode, start, level, seed)
    rows, failures = 0, []
    for _, outcome in _progress(run(partial(write_trace, out=out), traces, job), len(traces), "tracking"):
        if isinstance(outcome, Failure):
            failures.append(outcome.reason)
        else:
            rows += outcome
    typer.echo(f"wrote {len(traces) - len(failures)} of {len(traces)} traces to {out}: {rows} rows")
    _fail(failures)


def evaluate(
    traces: Traces,
    store: StoreFile,
    mode: ModeName,
    start: StartName,
    level: Level = None,
    seed: Seed = 0,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Print how far the tracker is from the true waypoints, beside steps alone."""
    import json

    from campaigns.commands.tracking import Failure, require_distinct, run, score_file

    require_distinct(traces)
    job = _job(store, mode, start, level, seed)
    walks: list[WalkScore] = []
    failures = []
    outcomes = dict(_progress(run(score_file, traces, job), len(traces), "evaluating"))
    for trace in traces:
        outcome = outcomes[trace]
        if isinstance(outcome, Failure):
            failures.append(outcome.reason)
        else:
            walks.append(outcome)
    report = _report(walks, job)
    if json_:
        typer.echo(json.dumps({**report, "failed": failures}, indent=2))
    elif walks:
        _print_table(report)
    _fail(failures)


def _job(store: Path, mode: str, start: str, level: str | None, seed: int) -> TrackingJob:
    from campaigns.commands.tracking import Mode, Start, TrackingJob
    from positioning.types import LevelId

    return TrackingJob(store, Mode(mode), Start(start), LevelId(level) if level else None, seed)


def _progress(outcomes: Any, total: int, what: str) -> Any:
    """Pass outcomes through, with a progress bar on standard error when that is a terminal."""
    from rich.console import Console
    from rich.progress import track as shown

    console = Console(stderr=True)
    return shown(
        outcomes, what, total=total, console=console, transient=True, disable=not console.is_terminal
    )


def _fail(failures: list[str]) -> None:
    for reason in failures:
        typer.echo(reason, err=True)
    if failures:
        raise typer.Exit(1)


def _report(walks: list[WalkScore], job: TrackingJob) -> dict[str, Any]:
    """Return the figures of all walks together, as JSON would show them."""
    import numpy as np

    first_ok_s = [walk.first_ok_s for walk in walks if walk.first_ok_s is not None]
    tracking_s = sum(walk.tracking_s for walk in walks)
    report: dict[str, Any] = {
        "mode": job.mode.value,
        "start": job.start.value,
        "walks": len(walks),
        "tracker": _figures([score for walk in walks for score in walk.scores]),
        "steps_alone": _figures([score for walk in walks for score in walk.steps_alone]),
        "times_real_time": round(sum(walk.walked_s for walk in walks) / tracking_s, 1)
        if tracking_s
        else None,
    }
    if job.start == "unknown":
        report["waypoints_before_first_sighting"] = sum(walk.before_first_sighting for walk in walks)
        report["walks_never_ok"] = len(walks) - len(first_ok_s)
        report["median_time_to_ok_s"] = float(np.median(first_ok_s)) if first_ok_s else None
    return report


def _figures(scores: list[Any]) -> dict[str, Any] | None:
    from positioning.metrics import summarise

    summary = summarise(scores)
    if summary is None:
        return None
    return {
        "waypoints": summary.count,
        "mean_m": round(summary.mean_m, 3),
        "median_m": round(summary.median_m, 3),
        "q75_m": round(summary.q75_m, 3),
        "q90_m": round(summary.q90_m, 3),
        "mean_nees": round(summary.mean_nees, 3),
        "within_95": round(summary.within_95, 4),
        "status": {status.value: round(share, 4) for status, share in summary.status_shares.items()},
    }


def _print_table(report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    title = f"{report['walks']} walks, {report['mode']}, start {report['start']}: errors in metres"
    table = Table(title=title, title_justify="left")
    for column in (
        "",
        "waypoints",
        "mean",
        "median",
        "75 %",
        "90 %",
        "NEES",
        "in 95 %",
        "ok",
        "searching",
        "lost",
    ):
        table.add_column(column, justify="left" if not column else "right")
    for name, figures in (("tracker", report["tracker"]), ("steps alone*", report["steps_alone"])):
        if figures is None:
            continue
        errors = [f"{figures[key]:.2f}" for key in ("mean_m", "median_m", "q75_m", "q90_m", "mean_nees")]
        shares = [f"{100 * figures['status'][status]:.0f} %" for status in ("ok", "searching", "lost")]
        inside = f"{100 * figures['within_95']:.0f} %"
        table.add_row(name, str(figures["waypoints"]), *errors, inside, *shares)
    console = Console(width=None if Console().is_terminal else 120)
    console.print(table)
    console.print("* live, from the true first waypoint; NEES is 2 when the claimed sd is honest")
    if "walks_never_ok" in report:
        median_s = report["median_time_to_ok_s"]
        console.print(
            f"waypoints before the first sighting, not scored: {report['waypoints_before_first_sighting']};"
            f" median time to the first ok: {'-' if median_s is None else f'{median_s:.1f} s'};"
            f" walks never ok: {report['walks_never_ok']}"
        )
    console.print(f"tracked at {report['times_real_time']} times real time")
