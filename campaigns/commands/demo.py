"""`aislecast demo`: a whole store, alive, in one process with a database of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MALL = Path("../shared/data/malls/site1-B1")


def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The console's port; 0 takes a free one.")
    ] = 8600,
    shoppers: Annotated[int, typer.Option(min=1, max=200, help="Simulated shoppers at a time.")] = 8,
    speed: Annotated[float, typer.Option(min=0.1, max=100.0, help="Times real speed.")] = 1.0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the simulation.")] = 1,
    recordings: Annotated[
        Path | None,
        typer.Option(help="A mall recording folder, replayed in a second store.", show_default=str(MALL)),
    ] = None,
    mall: Annotated[
        bool, typer.Option(help="Whether recordings at hand are replayed; learning the mall takes a while.")
    ] = True,
    data: Annotated[
        Path | None, typer.Option(help="A new folder that keeps the demo's data; else they go at the end.")
    ] = None,
) -> None:
    """Start the service with an example shop, campaigns and shoppers walking; Ctrl-C ends it."""
    typer.echo("Aislecast demo: starting the service ...")
    from campaigns.demo.place import demo_folder, listening_socket

    with demo_folder(data) as folder, listening_socket(port) as socket:
        # Slow to import: the line above tells that something happens.
        import asyncio

        from campaigns.demo.process import DemoProcess
        from campaigns.demo.shops import Demo

        process = DemoProcess(
            folder, socket, Demo(shoppers, speed, seed), _mall(recordings) if mall else None
        )
        asyncio.run(process.run(typer.echo))
    typer.echo("demo ended")


def _mall(recordings: Path | None) -> Path | None:
    """The recordings that were asked for, or those beside the project when they are at hand."""
    beside = Path(__file__).parents[2] / MALL
    folder = recordings or (beside if beside.is_dir() else None)
    if folder is not None and not (folder / "survey").is_dir():
        raise typer.BadParameter(f"{folder} is no mall recording folder: it has no survey walks")
    return folder
