"""`aislecast survey export`: the walks of the survey page as recordings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaigns.commands.serve import Config

if TYPE_CHECKING:
    from campaigns.stores.surveys.walk_states import WalkReport


def export(
    store: Annotated[str, typer.Option(help="The store's id.")],
    out: Annotated[Path, typer.Option(help="The folder to write into.")],
    level: Annotated[str | None, typer.Option(help="The level's id. [default: every level]")] = None,
    config: Config = None,
) -> None:
    """Write the store's survey walks as recordings: what `survey fit` reads, and, where they hold inertial
    data, `track` and `evaluate` too. Needs no running service.
    """
    from campaigns.commands.admin import opened_database
    from campaigns.errors import NotFound
    from campaigns.stores.service import Stores
    from campaigns.stores.surveys.service import Surveys
    from zones.storefile import write_whole

    with opened_database(config, must_exist=True) as database:
        surveys = Surveys(Stores())
        reports = database.read(lambda session: surveys.reports(session, store, level))
    if not any(report.recordings for report in reports):
        raise NotFound("survey walk with two taps of store", store)
    out.mkdir(parents=True, exist_ok=True)
    for report in reports:
        for recording in report.recordings:
            write_whole(out / f"{recording.name}.txt.gz", recording.packed)
        typer.echo(_line(report))
    written = sum(len(report.recordings) for report in reports)
    typer.echo(f"wrote {written} recordings into {out}")


def _line(report: WalkReport) -> str:
    walk, joined = report.state.walk, report.joined
    if not report.recordings:
        return f"{walk.walk_id}: no recording: fewer than two taps, or the phone's clock was never read"
    still = sum(not recording.moves for recording in report.recordings)
    told = (
        f"{walk.walk_id}: {len(report.recordings)} recordings, {len(joined.heard)} sightings"
        f" ({joined.outside} outside, {joined.unjoined} at unknown times)"
    )
    return told + (f"; {still} without inertial data, for `survey fit` alone" if still else "")
