"""`aislecast plan`: floor plans into store files, and whether a store file makes sense."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mapping_tool.plan_import import ImportReport
    from zones.validate import Problem

plan = typer.Typer(name="plan", help="Floor plans: import and validate.", no_args_is_help=True)


@plan.command("import")
def import_(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SRC", help="An IMDF folder or zip, GeoJSON, a mall recording folder, or a store.json."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The store file to write.")],
    time_zone: Annotated[
        str, typer.Option(help="The venue's time zone, where the source does not say.")
    ] = "UTC",
    walks: Annotated[
        Path | None,
        typer.Option(
            help="Survey walks: units they lead through stay open. [default: SRC/survey, when there]"
        ),
    ] = None,
) -> None:
    """Turn a floor plan into a store with zones and faces."""
    from datetime import UTC, datetime

    from campaigns.errors import InvalidInput
    from mapping_tool.plan_import import import_plan
    from zones.storefile import dumps, loads, require_writable, write_whole

    require_writable(out)
    if walks is not None and not walks.is_dir():
        raise InvalidInput("--walks", f"{walks} is no folder")
    store, report = import_plan(source, datetime.now(UTC), time_zone, walks)
    document = dumps(store)
    loads(document, str(out))  # what the import made must pass what every reader asks
    write_whole(out, document)
    for line in _summary(report):
        typer.echo(line)
    typer.echo(f"wrote {out}: revision {store.revision.number}, {len(document) / 1000:.0f} kB")


def _summary(report: ImportReport) -> list[str]:
    counts = report.counts
    lines = [
        f"{report.kind}: {counts.units} units, {counts.fixtures} fixtures,"
        f" {counts.repaired} outlines repaired"
    ]
    lines += [f"  left out: {count} {reason}" for reason, count in sorted(counts.dropped.items())]
    if report.open_units:
        lines.append(f"  {report.open_units} units stay open: ways, or places that the survey leads through")
    for name, made in report.frontages.items():
        lines.append(
            f"  level {name}: {made.zones} zones and {made.faces} faces; no zone for {made.unnamed} units"
            f" without a name, {made.hidden} without a front, {made.slivers} with slivers only"
        )
    return lines


SHOWN_OF_A_KIND = 5


@plan.command("validate")
def validate(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A store.json.")],
    show_all: Annotated[bool, typer.Option("--all", help="Show every warning.")] = False,
) -> None:
    """Say what is wrong or doubtful on a store's map, and where. The exit status is 1 when there are
    errors."""
    from zones.errors import UnreadableStore
    from zones.storefile import loads
    from zones.validate import Severity, problems

    try:
        document = store.read_bytes()
    except OSError as error:
        raise UnreadableStore(str(store), error.strerror or "cannot be read") from error
    found = problems(loads(document, str(store), allow_crossing=True))
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    warnings: dict[str, list[Problem]] = {}
    for problem in found[len(errors) :]:  # errors come first
        warnings.setdefault(problem.kind, []).append(problem)
    for problem in errors:
        typer.echo(str(problem))
    for alike in warnings.values():
        shown = alike if show_all else alike[:SHOWN_OF_A_KIND]
        for problem in shown:
            typer.echo(str(problem))
        if len(shown) < len(alike):
            typer.echo(f"  and {len(alike) - len(shown)} more like these (--all shows them)")
    typer.echo(f"{store}: {len(errors)} errors, {len(found) - len(errors)} warnings")
    if errors:
        raise typer.Exit(1)
