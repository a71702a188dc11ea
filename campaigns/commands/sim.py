"""`aislecast sim`: simulated shoppers, as recordings or as a stream into a running service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

sim = typer.Typer(name="sim", help="Simulated shoppers with their truth.", no_args_is_help=True)

Scenario = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario file (.toml or .json), or one that comes along: demo_shop, supermarket,"
        " supermarket_day, drugstore, mall_floor.",
    ),
]


@sim.command("run")
def run(
    scenario: Scenario,
    out: Annotated[Path, typer.Option(help="The folder for recordings and their truth.")],
    poses: Annotated[
        bool, typer.Option("--poses", help="No recordings: poses with the tracker's error, for whole days.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the store with people's ways, the first forty's at most (.png).")
    ] = None,
) -> None:
    """Write simulated visits as recordings with their truth beside them: paths, stays, purchases."""
    from campaigns.commands.output import say
    from campaigns.commands.sim_files import write_scenario
    from campaigns.errors import InvalidInput
    from firmware_sim.scenario_file import load_scenario
    from zones import load_store

    if plot is not None and plot.suffix.lower() != ".png":
        raise InvalidInput("--plot", f"{plot}: must end in .png")
    plan = load_scenario(_file_of(scenario))
    store = load_store(plan.store)
    say(write_scenario(plan, store, out, poses=poses, plot=plot))


@sim.command("stream")
def stream(
    scenario: Scenario,
    url: Annotated[str, typer.Option(help="The running service, as http://127.0.0.1:8600.")],
    speed: Annotated[
        float, typer.Option(min=0.01, help="Times real speed; inf: as fast as the service takes it.")
    ] = 1.0,
    at_once: Annotated[int, typer.Option(min=1, help="Shoppers in the store at a time, at most.")] = 200,
    login: Annotated[
        str | None, typer.Option(envvar="AISLECAST_LOGIN", help="A console log-in, to create the store.")
    ] = None,
    password: Annotated[str | None, typer.Option(envvar="AISLECAST_PASSWORD", help="Its password.")] = None,
    patience: Annotated[
        float, typer.Option(min=0.0, help="Seconds to go on while the service is away or does not go on.")
    ] = 60.0,
) -> None:
    """Let the shoppers of a scenario walk through a trial store of a running service."""
    import asyncio
    from contextlib import nullcontext
    from functools import partial

    import numpy as np
    from rich.console import Console
    from rich.progress import Progress

    from campaigns.client.replay import open_trial_store
    from campaigns.client.service import Service
    from campaigns.client.simulated import SimulatedCrowd
    from campaigns.commands.output import INTERRUPTED, say, warn
    from campaigns.printable import printable
    from firmware_sim.scenario import open_floor
    from firmware_sim.scenario_file import load_scenario
    from zones import load_store
    from zones.storefile import dumps

    plan = load_scenario(_file_of(scenario))
    store = load_store(plan.store)
    floor = open_floor(plan, store)  # what cannot be is said before the service is asked for anything
    credentials = (login, password) if login and password else None

    crowds: list[SimulatedCrowd] = []

    async def walk() -> None:
        rng = np.random.default_rng(plan.seed)
        async with Service(url, patience_s=patience, rng=rng, tell=warn) as service:
            await open_trial_store(service, store.venue_id, dumps(store), credentials)
            crowd = SimulatedCrowd(
                service, store, tell, speed, patience, at_once, partial(bar.advance, ended), warn
            )
            crowds.append(crowd)
            await crowd.run(plan, floor)

    is_watched = Console().is_terminal
    bar = Progress(transient=True)
    ended = bar.add_task("visits", total=plan.shoppers)

    def above_bar(line: str) -> None:
        bar.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)

    tell = above_bar if is_watched else say
    with bar if is_watched else nullcontext():  # rich ends a bar with a line feed, shown or not
        try:
            asyncio.run(walk())
        except KeyboardInterrupt:
            say(_left(sum(crowd.cut_short for crowd in crowds), sum(crowd.left_open for crowd in crowds)))
            raise typer.Exit(INTERRUPTED) from None
    (crowd,) = crowds
    failed = f"; {crowd.failures} failed" if crowd.failures else ""
    say(f"frames: {crowd.frames} acknowledged; offers: {crowd.offers}; visits: {crowd.visits} ended{failed}")
    if crowd.failures:
        raise typer.Exit(1)


def _left(ended: int, open_: int) -> str:
    """What became of the visits under way when it was interrupted."""
    if not open_:
        return f"interrupted: {ended} open visits were ended"
    return (
        f"interrupted: {ended} of {ended + open_} open visits were ended; the service had not taken what the"
        " others sent, and ends them when it has heard nothing of them for a while"
    )


def _file_of(scenario: Path) -> Path:
    """The scenario that comes along, when a bare name says so and no file does."""
    from importlib import resources

    from campaigns.errors import InvalidInput

    is_name = scenario.name == str(scenario) and not scenario.suffix
    if not is_name or scenario.exists():
        return scenario
    packaged = {
        file.stem: file for file in (Path(str(resources.files("firmware_sim"))) / "stores").glob("*.toml")
    }
    if scenario.name not in packaged:
        along = ", ".join(sorted(packaged))
        raise InvalidInput("SCENARIO", f"{scenario}: no such file, nor does it come along as {along} do")
    return packaged[scenario.name]
