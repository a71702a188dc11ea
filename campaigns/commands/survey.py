"""`aislecast survey`: from survey walks to beacons and radio map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mapping_tool.survey import SurveyReport

survey = typer.Typer(name="survey", help="Survey walks: fit beacons and radio map.", no_args_is_help=True)


@survey.command()
def fit(
    store: Annotated[Path, typer.Option(help="The store file with the plan.")],
    walks: Annotated[Path, typer.Option(help="The folder of survey walks (.txt, .txt.gz).")],
    out: Annotated[Path, typer.Option(help="The store file to write: the next revision.")],
    level: Annotated[str | None, typer.Option(help="The level's id. [default: the store's first]")] = None,
) -> None:
    """Learn where each transmitter is and how it sounds, and how well that holds on held-back walks."""
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.progress import Progress

    from mapping_tool.survey import STAGES, fit_level, read_survey, survey_files, with_beacons
    from positioning.types import LevelId
    from zones import load_store, save_store
    from zones.storefile import require_writable

    require_writable(out)
    before = load_store(store)
    surveyed = before.level(LevelId(level) if level else None)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("reading walks", total=STAGES + 1)

        def advance(stage: str) -> None:
            progress.update(task, advance=1, description=stage)

        traces = read_survey(walks, survey_files(walks))
        result = fit_level(traces, surveyed, before.walkable(surveyed.id), advance)
    note = f"radio map of level {surveyed.name} from {result.report.walks} survey walks"
    after = with_beacons(before, surveyed.id, result.beacons, datetime.now(UTC), note)
    save_store(after, out)
    for line in _summary(result.report):
        typer.echo(line)
    typer.echo(f"wrote {out}: revision {after.revision.number}")


def _summary(report: SurveyReport) -> list[str]:
    lines = [
        f"walks read: {report.walks}; sightings: {report.sightings}; lines dropped: {report.lines_dropped}"
    ]
    lines += [f"  left out: {reason}" for reason in report.unreadable]
    if report.unplaced:
        lines.append(f"  left out: {report.unplaced} walks without two waypoints")
    lines.append(
        f"transmitters: {report.transmitters}, of them thin (fewer than five samples): {report.thin}"
    )
    names = report.identities
    lines.append(
        f"shared ids: {len(names.shared)}, carried by {sum(names.shared.values())} transmitters, kept apart"
        f" by address; transmitters whose address changes: {len(names.changing)}, known by their id"
    )
    spreads = ", ".join(f"{rule.value} {sd_db:.2f} dB" for rule, sd_db in report.held_back_rssi_sd_db.items())
    lines.append(f"paths: {report.path_rule.value} (held-back loudness: {spreads})")
    lines.append(f"the map is off by about {report.map_error_m:g} m at a place")
    if report.tracking is not None:
        t = report.tracking
        lines.append(
            f"held-back walks, known start, live: mean {t.mean_m:.2f} m, median {t.median_m:.2f},"
            f" 75 % {t.q75_m:.2f}, 90 % {t.q90_m:.2f};"
            f" {t.count} waypoints, {100 * t.within_95:.0f} % inside the claimed 95 %"
        )
    return lines
