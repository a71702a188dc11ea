"""`aislecast sim`: simulated shoppers, as recordings or as a stream into a running service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

sim = typer.Typer(name="sim", help="Simulated shoppers with their truth.", no_args_is_help=True)

Scenario = Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file (.toml or .json).")]


@sim.command("run")
def run(
    scenario: Scenario,
    out: Annotated[Path, typer.Option(help="The folder for recordings and their truth.")],
) -> None:
    """Write each simulated visit as a recording with its truth beside it."""
    from datetime import UTC, datetime

    from rich.progress import track

    from firmware_sim.recording import write_recording
    from firmware_sim.scenario import load_scenario, simulate
    from zones import load_store

    plan = load_scenario(scenario)
    visits = simulate(plan, load_store(plan.store))
    # A fixed day: the same scenario gives the same files.
    day_ms = int(datetime(2026, 1, 5, 10, tzinfo=UTC).timestamp() * 1000)
    count = 0
    for begins_s, visit in track(visits, "simulating", total=plan.shoppers, transient=True):
        write_recording(visit, out, day_ms + round(begins_s * 1000))
        count += 1
    typer.echo(f"wrote {count} simulated visits to {out}")


@sim.command("stream")
def stream(
    scenario: Scenario,
    url: Annotated[str, typer.Option(help="The running service, as http://127.0.0.1:8600.")],
    speed: Annotated[float, typer.Option(min=0.01, help="Times real speed.")] = 1.0,
    login: Annotated[
        str | None, typer.Option(envvar="AISLECAST_LOGIN", help="A console log-in, to create the store.")
    ] = None,
    password: Annotated[str | None, typer.Option(envvar="AISLECAST_PASSWORD", help="Its password.")] = None,
    patience: Annotated[
        float, typer.Option(min=0.0, help="Seconds to go on trying while the service is away.")
    ] = 60.0,
) -> None:
    """Let the shoppers of a scenario walk through a trial store of a running service."""
    import asyncio
    from functools import partial

    import numpy as np

    from campaigns.client.replay import open_trial_store
    from campaigns.client.service import Service
    from campaigns.client.simulated import SimulatedCrowd
    from firmware_sim.scenario import load_scenario
    from zones import load_store
    from zones.storefile import dumps

    plan = load_scenario(scenario)
    store = load_store(plan.store)
    credentials = (login, password) if login and password else None

    async def walk() -> SimulatedCrowd:
        rng = np.random.default_rng(plan.seed)
        async with Service(url, patience_s=patience, rng=rng, tell=partial(typer.echo, err=True)) as service:
            await open_trial_store(service, store.venue_id, dumps(store), credentials)
            crowd = SimulatedCrowd(service, store, typer.echo, speed, patience)
            await crowd.run(plan)
            return crowd

    crowd = asyncio.run(walk())
    typer.echo(f"frames: {crowd.frames} acknowledged; offers: {crowd.offers}; visits: {crowd.visits} ended")
