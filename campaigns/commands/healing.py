"""`aislecast survey heal`, `aislecast store heal`: a radio map refitted with visits.

It is proposed only when walks held back are tracked no worse with it, and never published by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from campaigns.commands.serve import Config

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mapping_tool.healing import Healing, HealingReport
    from mapping_tool.health import Finding
    from mapping_tool.visit_walks import RecordedVisit
    from positioning.types import LevelId
    from zones.store import Store

Walks = Annotated[Path, typer.Option(help="The folder of survey walks, which judge the map.")]
Out = Annotated[Path, typer.Option(help="The store file to write when the map may be proposed.")]
LevelName = Annotated[str | None, typer.Option(help="The level's id. [default: the store's first]")]
Seed = Annotated[int, typer.Option(min=0, help="Of the walks that are drawn again for the interval.")]


def heal_recorded(
    store: Annotated[Path, typer.Option(help="The store file with plan and beacons.")],
    walks: Walks,
    visits: Annotated[Path, typer.Option(help="The folder of recorded visits.")],
    out: Out,
    start: Annotated[
        Literal["known", "unknown"],
        typer.Option(help="Whether a visit's first waypoint is handed over; else it begins at an entrance."),
    ] = "unknown",
    level: LevelName = None,
    seed: Seed = 0,
) -> None:
    """Learn from recorded visits, and propose the map only if held-back walks are tracked no worse."""
    from campaigns.commands.recorded_visits import read_visits
    from campaigns.commands.tracking import Start, start_prior
    from mapping_tool.survey import survey_files
    from positioning.types import LevelId
    from zones import load_store, save_store
    from zones.storefile import require_writable

    require_writable(out)
    before = load_store(store)
    level_id = before.level(LevelId(level) if level else None).id
    with _progress("reading visits", "what visits say of beacons") as advance:
        recorded = read_visits(
            survey_files(visits),
            lambda trace: (
                start_prior(trace, Start.KNOWN) if start == "known" else before.entrance_prior(level_id)
            ),
        )
        advance("what visits say of beacons")
        findings = _findings(before, level_id, recorded.visits)
        healing, unreadable = _healed(before, level_id, walks, recorded.visits, findings, seed, advance)
    _tell(healing.report, [*recorded.unreadable, *unreadable])
    if healing.beacons is None:
        raise typer.Exit(1)
    after = _next(before, level_id, healing)
    save_store(after, out)
    typer.echo(f"wrote {out}: revision {after.revision.number}, not published")


def heal_store(
    store_id: Annotated[str, typer.Argument(metavar="STORE", help="The store's id.")],
    walks: Walks,
    out: Out,
    level: LevelName = None,
    most: Annotated[int, typer.Option(min=1, help="Learn from the last so many kept visits.")] = 200,
    seed: Seed = 0,
    config: Config = None,
) -> None:
    """Learn from the visits that shoppers let the service keep; what came of it is recorded."""
    from campaigns.accounts.service import Accounts
    from campaigns.commands.admin import ACTOR, opened_database
    from campaigns.shoppers.service import Shoppers
    from campaigns.stores.health.service import BeaconWatch
    from campaigns.stores.service import Stores
    from campaigns.visits.kept import kept_visits
    from positioning.types import LevelId
    from zones.storefile import dumps, require_writable, write_whole

    require_writable(out)
    stores = Stores()
    watch = BeaconWatch(stores)
    with opened_database(config, must_exist=True) as database:
        revision = database.read(lambda session: stores.current(session, store_id))
        level_id = revision.store.level(LevelId(level) if level else None).id
        health = database.read(lambda session: watch.levels(session, store_id))
        findings = [f for of_level in health if of_level.level_id == level_id for f in of_level.findings]
        with _progress("reading visits") as advance:
            visits = database.read(
                lambda session: list(kept_visits(session, stores, Shoppers(stores), store_id, level_id, most))
            )
            healing, unreadable = _healed(revision.store, level_id, walks, visits, findings, seed, advance)
        _tell(healing.report, unreadable)
        now = datetime.now(UTC)
        document = None if healing.beacons is None else dumps(_next(revision.store, level_id, healing))
        verdict = healing.report.verdict.value

        def record(session: Session) -> int:
            number = watch.propose(
                session, store_id, level_id, revision.number, now, verdict, figures(healing.report), document
            )
            Accounts().audit(session, ACTOR, "map.propose", store_id, {"proposal": number}, now)
            return number

        typer.echo(f"proposal {database.write(record)} of store {store_id}: {verdict}")
    if document is None:
        raise typer.Exit(1)
    write_whole(out, document)
    typer.echo(f"wrote {out}, not published")


def proposals(
    store_id: Annotated[str, typer.Argument(metavar="STORE", help="The store's id.")], config: Config = None
) -> None:
    """Healed maps that were tried for a store, the last one first."""
    from campaigns.commands.admin import opened_database
    from campaigns.stores.health.service import BeaconWatch
    from campaigns.stores.service import Stores

    with opened_database(config, must_exist=True) as database:
        tried = database.read(lambda session: BeaconWatch(Stores()).proposals(session, store_id))
    for each in tried:
        typer.echo(
            f"{each.number}  {each.made_at:%Y-%m-%d %H:%M}  level {each.level_id}"
            f"  from revision {each.from_revision}  {each.verdict}"
        )
        for start, held in each.report["held_back"].items():
            typer.echo(f"   start {start}: {_change(held)}")


def figures(report: HealingReport) -> dict[str, Any]:
    """The report as plain values: what is recorded with a proposal."""
    return {
        "path_rule": report.path_rule.value,
        "visits": report.visits,
        "stretches": report.stretches,
        "stretches_s": round(report.stretches_s, 1),
        "set_aside": {key: finding.kind.value for key, finding in report.set_aside.items()},
        "held_back": {
            start: {
                "waypoints": held.before.count,
                "mean_m": [round(held.before.mean_m, 3), round(held.after.mean_m, 3)],
                "median_m": [round(held.before.median_m, 3), round(held.after.median_m, 3)],
                "q90_m": [round(held.before.q90_m, 3), round(held.after.q90_m, 3)],
                "change_m": [round(held.change_m.low, 3), round(held.change_m.high, 3)],
            }
            for start, held in report.held_back.items()
        },
    }


def _tell(report: HealingReport, unreadable: Sequence[str]) -> None:
    for reason in unreadable:
        typer.echo(f"left out: {reason}")
    told = figures(report)
    typer.echo(
        f"visits: {told['visits']}; sure stretches of path: {told['stretches']}, {told['stretches_s']:.0f} s"
    )
    typer.echo(f"the survey's paths: {told['path_rule']}")
    for key, kind in told["set_aside"].items():
        typer.echo(f"  {key} is {kind}: what the survey heard of it is left out")
    typer.echo("walks held back, before and after:")
    for start, held in told["held_back"].items():
        typer.echo(f"  start {start}: {_change(held)}")
    typer.echo(f"verdict: {report.verdict.value}")


def _change(held: Mapping[str, Any]) -> str:
    columns = ("mean", "median", "q90")
    pairs = [f"{name} {held[f'{name}_m'][0]:.2f} -> {held[f'{name}_m'][1]:.2f} m" for name in columns]
    low_m, high_m = held["change_m"]
    return f"{', '.join(pairs)}; change of the mean (95 %): {low_m:+.2f} to {high_m:+.2f} m"


def _findings(store: Store, level_id: LevelId, visits: Sequence[RecordedVisit]) -> list[Finding]:
    """What the visits themselves say of the beacons."""
    from mapping_tool.health import BeaconHealth
    from mapping_tool.visit_walks import take_visits

    health = BeaconHealth(store.beacon_map(level_id))
    take_visits(health, visits, store.walkable(level_id))
    return health.findings()


def _healed(
    store: Store,
    level_id: LevelId,
    walks: Path,
    visits: Sequence[RecordedVisit],
    findings: Sequence[Finding],
    seed: int,
    advance: Callable[[str], None],
) -> tuple[Healing, Sequence[str]]:
    """The healed map, and which survey walks could not be read."""
    from mapping_tool.healing import heal
    from mapping_tool.survey import read_survey

    advance("reading walks")
    survey = read_survey(walks)
    healing = heal(
        survey.traces,
        visits,
        store.level(level_id),
        store.walkable(level_id),
        findings,
        seed=seed,
        advance=advance,
    )
    return healing, tuple(str(error) for error in survey.unreadable)


def _next(store: Store, level_id: LevelId, healing: Healing) -> Store:
    """The store with the healed map, as its next revision."""
    from mapping_tool.survey import with_beacons

    assert healing.beacons is not None
    note = f"radio map of level {store.level(level_id).name} healed with {healing.report.visits} visits"
    return with_beacons(store, level_id, healing.beacons, datetime.now(UTC), note)


@contextmanager
def _progress(*before: str) -> Iterator[Callable[[str], None]]:
    """Show the stages on a terminal: those before the walks are read, the first of which begins now, the
    reading, and those of `heal`.
    """
    from rich.console import Console
    from rich.progress import Progress

    from mapping_tool.healing import STAGES

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(before[0], total=len(before) + 1 + STAGES)
        yield lambda stage: progress.update(task, advance=1, description=stage)
