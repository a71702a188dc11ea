"""`aislecast track` and `aislecast evaluate`: recorded walks through the tracker."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from campaigns.commands.evaluation.walks import WalkScore
    from campaigns.commands.tracking import Plan, TrackingJob
    from positioning.types import BeaconMap

Traces = Annotated[list[Path], typer.Argument(metavar="TRACE...", help="Recorded walks (.txt, .txt.gz).")]
StoreFile = Annotated[Path, typer.Option(help="The store file with plan and beacons.")]
ModeName = Annotated[
    Literal["live", "smooth"], typer.Option(help="As it would have been known then, or with hindsight.")
]
StartName = Annotated[
    Literal["known", "unknown"], typer.Option(help="Whether the first waypoint is handed over.")
]
Level = Annotated[str | None, typer.Option(help="The level's id. [default: the store's first]")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same rows.")]
Plot = Annotated[
    Path | None, typer.Option(metavar="FILE.png|DIR", help="Draw each walk over the plan, with its ellipses.")
]


def track(
    traces: Traces,
    store: StoreFile,
    mode: ModeName,
    out: Annotated[Path, typer.Option(help="The folder for one CSV a trace.")],
    start: StartName = "known",
    level: Level = None,
    seed: Seed = 0,
    plot: Plot = None,
) -> None:
    """Write where each recorded walk led: position, heading and their uncertainty, twice a second."""
    from functools import partial

    from campaigns.commands.rows import rows_file, write_trace
    from campaigns.commands.tracking import Failure, require_distinct, run
    from campaigns.commands.walk_picture import Pictures
    from campaigns.errors import InvalidInput
    from zones.storefile import require_writable

    require_distinct(traces)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput("--out", f"{out}: {error.strerror}") from error
    for trace in traces:
        require_writable(rows_file(out, trace))
    pictures = None if plot is None else Pictures.into(plot, traces)
    plan, job = _prepared(store, mode, start, level, seed)
    write = partial(write_trace, out=out, pictures=pictures)
    rows, damages, failures = 0, [], []
    for _, outcome in _progress(run(write, traces, plan, job), len(traces), "tracking"):
        if isinstance(outcome, Failure):
            failures.append(outcome.reason)
        else:
            rows += outcome.rows
            damages.append(outcome.damage)
    typer.echo(f"wrote {len(traces) - len(failures)} of {len(traces)} traces to {out}: {rows} rows")
    for line in sorted(filter(None, damages)):
        typer.echo(line, err=True)
    tell_failures(failures)


def evaluate(
    traces: Traces,
    store: StoreFile,
    mode: ModeName,
    start: StartName,
    level: Level = None,
    seed: Seed = 0,
    plot: Plot = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    baselines: Annotated[
        bool, typer.Option("--baselines/--no-baselines", help="Whether to run the other methods too.")
    ] = True,
) -> None:
    """Print how far the tracker is from the true waypoints and how honest, beside simpler methods."""
    import json
    from functools import partial

    from campaigns.commands.evaluation.figures import report
    from campaigns.commands.evaluation.tables import print_report
    from campaigns.commands.evaluation.walks import score_file
    from campaigns.commands.tracking import Failure, require_distinct, run
    from campaigns.commands.walk_picture import Pictures
    from campaigns.errors import InvalidInput

    require_distinct(traces)
    pictures = None if plot is None else Pictures.into(plot, traces)
    plan, job = _prepared(store, mode, start, level, seed)
    walks: list[WalkScore] = []
    failures = []
    score = partial(score_file, with_baselines=baselines, pictures=pictures)
    outcomes = dict(_progress(run(score, traces, plan, job), len(traces), "evaluating"))
    for trace in traces:
        outcome = outcomes[trace]
        if isinstance(outcome, Failure):
            failures.append(outcome.reason)
        else:
            walks.append(outcome)
    if len(simulated := [walk for walk in walks if walk.is_simulated]) not in (0, len(walks)):
        recorded = len(walks) - len(simulated)
        raise InvalidInput(
            "TRACE", f"{len(simulated)} simulated and {recorded} recorded walks: judge them apart"
        )
    figures = report(walks, job)
    damages = [walk.damage for walk in walks if walk.damage is not None]
    if json_:
        typer.echo(json.dumps({**figures, "damaged": damages, "failed": failures}, indent=2))
    elif walks:
        print_report(figures)
    for line in damages:
        typer.echo(line, err=True)
    tell_failures(failures)


def _prepared(store: Path, mode: str, start: str, level: str | None, seed: int) -> tuple[Plan, TrackingJob]:
    """The job and its plan, which says when it has no beacons."""
    from campaigns.commands.tracking import Mode, Plan, Start, TrackingJob
    from positioning.types import LevelId

    job = TrackingJob(store, Mode(mode), Start(start), LevelId(level) if level else None, seed)
    plan = Plan.load(job)
    tell_without_beacons(plan.level.name, plan.beacons)
    return plan, job


def tell_without_beacons(level_name: str, beacons: BeaconMap) -> None:
    """Say on standard error when a level's map has nothing that could be heard."""
    if not beacons.transmitters:
        typer.echo(f"level {level_name} has no beacons on its map: see `survey fit`", err=True)


def _progress(outcomes: Any, total: int, what: str) -> Any:
    """Pass outcomes through, with a progress bar on standard error when that is a terminal."""
    from rich.console import Console
    from rich.progress import track as shown

    console = Console(stderr=True)
    return shown(
        outcomes, what, total=total, console=console, transient=True, disable=not console.is_terminal
    )


def tell_failures(failures: Sequence[str]) -> None:
    """Name what could not be read, and end with a status that says so."""
    for reason in failures:
        typer.echo(reason, err=True)
    if failures:
        raise typer.Exit(1)
