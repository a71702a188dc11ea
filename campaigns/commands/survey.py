"""`aislecast survey`: from survey walks to beacons and radio map, and where to walk again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from mapping_tool.thin_spots import ThinGround
    from positioning.types import BeaconMap
    from zones.level import Level

survey = typer.Typer(
    name="survey",
    help="Survey walks: fit beacons and radio map, see where to walk again.",
    no_args_is_help=True,
)

LevelOf = Annotated[str | None, typer.Option(help="The level's id. [default: the store's first]")]
ReportFile = Annotated[Path | None, typer.Option(help="Write the whole report to this file, as JSON.")]
Plot = Annotated[Path | None, typer.Option(help="Draw over the plan what is surveyed, into this .png file.")]


@survey.command()
def fit(
    store: Annotated[Path, typer.Option(help="The store file with the plan.")],
    walks: Annotated[Path, typer.Option(help="The folder of survey walks (.txt, .txt.gz).")],
    out: Annotated[Path, typer.Option(help="The store file to write: the next revision.")],
    level: LevelOf = None,
    report: ReportFile = None,
    plot: Plot = None,
) -> None:
    """Learn where each transmitter is and how it sounds, how well that holds on held-back walks, where the
    map is thin, and whether days agree.
    """
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from campaigns.commands.progress_bar import progress_bar
    from campaigns.commands.survey_report import fit_lines
    from campaigns.stores.jobs.survey_document import fit_document
    from mapping_tool.progress import within
    from mapping_tool.survey import READING_SHARE, fit_level, read_survey, survey_files, with_beacons
    from positioning.types import LevelId
    from zones import load_store, save_store
    from zones.storefile import require_writable

    require_writable(out)
    _require_reports(report, plot)
    before = load_store(store)
    surveyed = before.level(LevelId(level) if level else None)
    with progress_bar() as advance:
        traces = read_survey(walks, survey_files(walks), within(advance, 0.0, READING_SHARE))
        floor = before.walkable(surveyed.id)
        result = fit_level(
            traces, surveyed, floor, within(advance, READING_SHARE, 1.0), ZoneInfo(before.time_zone)
        )
    note = f"radio map of level {surveyed.name} from {result.report.walks} survey walks"
    after = with_beacons(before, surveyed.id, result.beacons, datetime.now(UTC), note)
    save_store(after, out)
    for line in fit_lines(result.report, surveyed):
        typer.echo(line)
    typer.echo(f"wrote {out}: revision {after.revision.number}")
    _write_report(report, fit_document(result.report, surveyed))
    _write_plot(plot, result.report.thin_ground, surveyed, result.beacons)


@survey.command("report")
def report_thin(
    store: Annotated[Path, typer.Option(help="The store file that `survey fit` wrote.")],
    level: LevelOf = None,
    report: ReportFile = None,
    plot: Plot = None,
) -> None:
    """Say where a fitted store's radio map is thin: where to walk again before shoppers come."""
    from campaigns.commands.survey_report import thin_lines
    from campaigns.errors import InvalidInput
    from campaigns.stores.jobs.survey_document import thin_document
    from mapping_tool.thin_spots import find_thin
    from positioning.types import LevelId
    from zones import load_store

    _require_reports(report, plot)
    fitted = load_store(store)
    surveyed = fitted.level(LevelId(level) if level else None)
    beacons = fitted.beacon_map(surveyed.id)
    if beacons.ground is None:
        raise InvalidInput("--store", f"{store}: no survey of level {surveyed.name}; see `survey fit`")
    thin = find_thin(surveyed, fitted.walkable(surveyed.id), beacons)
    for line in thin_lines(thin):
        typer.echo(line)
    _write_report(report, thin_document(thin, surveyed))
    _write_plot(plot, thin, surveyed, beacons)


def _require_reports(report: Path | None, plot: Path | None) -> None:
    """See before long work that its results can be written."""
    from campaigns.errors import InvalidInput
    from zones.storefile import require_writable

    if plot is not None and plot.suffix.lower() != ".png":
        raise InvalidInput("--plot", f"{plot}: must end in .png")
    for target in (report, plot):
        if target is not None:
            require_writable(target)


def _write_report(target: Path | None, document: dict[str, Any]) -> None:
    from zones.storefile import write_whole

    if target is not None:
        text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
        write_whole(target, text.encode() + b"\n")
        typer.echo(f"wrote {target}")


def _write_plot(target: Path | None, thin: ThinGround, level: Level, beacons: BeaconMap) -> None:
    from campaigns.commands.survey_picture import survey_png
    from zones.storefile import write_whole

    if target is not None:
        write_whole(target, survey_png(thin, level, beacons))
        typer.echo(f"wrote {target}")
