"""`aislecast beacon`: which beacons are not (any more) what the map says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from campaigns.commands.serve import Config

if TYPE_CHECKING:
    from mapping_tool.health import Finding, Standing
    from positioning.types import BeaconKey

beacon = typer.Typer(
    name="beacon", help="Beacons: what is heard; dead, moved, cloned, re-powered?", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")]


@beacon.command()
def health(
    named: Annotated[str | None, typer.Argument(metavar="[STORE]", help="The store's id.")] = None,
    store: Annotated[str | None, typer.Option(help="The same.")] = None,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """What is wrong with a store's beacons and what to do about it, first what needs a hand first; then what
    visits say of their signals. The service adds to it with every visit.
    """
    from campaigns.commands.admin import opened_database
    from campaigns.commands.beacon_words import told_of
    from campaigns.stores.health.schemas import BeaconHealthView
    from campaigns.stores.health.service import BeaconWatch
    from campaigns.stores.service import Stores

    if (named is None) == (store is None):
        raise typer.BadParameter("name the store once: --store ID")
    store_id, watch, now = named or store or "", BeaconWatch(Stores()), datetime.now(UTC)
    with opened_database(config, must_exist=True) as database:
        levels = database.read(lambda session: watch.levels(session, store_id))
        states = database.read(lambda session: watch.states(session, store_id, now))
    reports = {str(level.level_id): report(level.findings, level.visits, level.unwatched) for level in levels}
    if as_json:
        beacons = [BeaconHealthView.of(state).model_dump(mode="json") for state in states]
        typer.echo(json.dumps({"store": store_id, "levels": reports, "beacons": beacons}, indent=2))
        return
    if not reports:
        typer.echo(f"store {store_id} has no beacons on its map")
    for line in told_of(states, now):
        typer.echo(line)
    for level_id, figures in reports.items():
        typer.echo(f"level {level_id}")
        typer.echo("\n".join(lines(figures)))


@beacon.command()
def check(
    traces: Annotated[list[Path], typer.Argument(metavar="TRACE...", help="Recorded walks (.txt, .txt.gz).")],
    store: Annotated[Path, typer.Option(help="The store file with plan and beacons.")],
    start: Annotated[
        Literal["known", "unknown"], typer.Option(help="Whether the first waypoint is handed over.")
    ] = "unknown",
    level: Annotated[str | None, typer.Option(help="The level's id. [default: the store's first]")] = None,
    as_json: AsJson = False,
) -> None:
    """The same from recorded walks, each taken for a visit, without a service. The exit status is 1 when no
    beacon could be judged.
    """
    from campaigns.commands.recorded_visits import read_visits
    from campaigns.commands.track import tell_failures, tell_without_beacons
    from campaigns.commands.tracking import Start, start_prior
    from mapping_tool.health import BeaconHealth, Standing, standing
    from mapping_tool.visit_walks import take_visits
    from positioning.types import LevelId
    from zones import load_store

    loaded = load_store(store)
    level_id = LevelId(level) if level else None
    beacons, floor = loaded.beacon_map(level_id), loaded.walkable(level_id)
    tell_without_beacons(loaded.level(level_id).name, beacons)
    found = BeaconHealth(beacons)
    recorded = read_visits(traces, lambda trace: start_prior(trace, Start(start)))
    walks, left_out = len(recorded.visits), take_visits(found, recorded.visits, floor)
    standings = {key: standing(transmitter) for key, transmitter in beacons.transmitters.items()}
    figures = report(
        found.findings(),
        {key: watch.visits for key, watch in found.watches.items()},
        {key: each for key, each in standings.items() if each is not Standing.WATCHED},
    )
    if as_json:
        counts = {"walks": walks, "left_out": left_out, "failed": list(recorded.unreadable)}
        typer.echo(json.dumps(figures | counts, indent=2))
    elif walks:
        typer.echo(f"walks: {walks}, of them left out, their path being unsure: {left_out}")
        typer.echo("\n".join(lines(figures)))
    unjudged = []
    if walks and not judged(figures):
        unsure = walks == left_out and start == "unknown"
        unjudged = ["no beacon could be judged" + (": try --start known" if unsure else "")]
    tell_failures([*recorded.unreadable, *unjudged])


def report(
    findings: Iterable[Finding], visits: Mapping[BeaconKey, int], unwatched: Mapping[BeaconKey, Standing]
) -> dict[str, Any]:
    """The health of a level's beacons as plain values."""
    return {
        "watched": len(visits),
        "never_near": sum(count == 0 for count in visits.values()),
        "unwatched": {
            kind: sum(standing == kind for standing in unwatched.values())
            for kind in sorted({str(standing) for standing in unwatched.values()})
        },
        "findings": [
            {
                "beacon": finding.key,
                "kind": str(finding.kind),
                "since": finding.since.isoformat(timespec="seconds"),
                "visits": finding.visits,
                "evidence_nats": round(finding.evidence_nats, 1),
                "place_m": None if finding.place_m is None else [round(m, 1) for m in finding.place_m],
                "level_db": finding.level_db,
            }
            for finding in findings
        ],
    }


def judged(figures: Mapping[str, Any]) -> int:
    """How many beacons some visit came near: of the others nothing can be said."""
    return int(figures["watched"] - figures["never_near"])


def lines(figures: Mapping[str, Any]) -> Sequence[str]:
    """The same for people."""
    whys = {
        "vague": "of which the map knows too little (`survey fit` learns more)",
        "carried": "carried about, their addresses change",
    }
    others = ", ".join(f"{count} {whys[kind]}" for kind, count in figures["unwatched"].items())
    told = [
        f"  {figures['watched']} beacons watched, {figures['never_near']} of them no visit came near"
        + (f"; not watched: {others}" if others else "")
    ]
    for finding in figures["findings"]:
        where = ""
        if finding["place_m"] is not None:
            x_m, y_m = finding["place_m"]
            where = f" {'to' if finding['kind'] == 'moved' else 'at'} about ({x_m:.0f}, {y_m:.0f}) m"
        elif finding["level_db"] is not None:
            where = f" by about {abs(finding['level_db']):.0f} dB"
        told.append(
            f"  {finding['beacon']}: {finding['kind']}{where}, since {finding['since']},"
            f" {finding['visits']} visits ({finding['evidence_nats']} nats)"
        )
    if figures["findings"]:
        return told
    return [*told, "  nothing found" if judged(figures) else "  nothing could be judged yet"]
