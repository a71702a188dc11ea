"""`aislecast replay`: recorded walks through a running service, as phones would send them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from campaigns.commands.output import INTERRUPTED


def replay(
    traces: Annotated[list[Path], typer.Argument(metavar="TRACE...", help="Recorded walks (.txt, .txt.gz).")],
    store: Annotated[Path, typer.Option(help="The store file that the walks belong to.")],
    url: Annotated[str, typer.Option(help="The running service, as http://127.0.0.1:8600.")],
    speed: Annotated[
        float, typer.Option(min=0.01, help="Times real speed; the event clock runs along.")
    ] = 1.0,
    concurrency: Annotated[int, typer.Option(min=1, max=1000, help="Walks at the same time.")] = 8,
    start: Annotated[
        Literal["known", "unknown"], typer.Option(help="Whether the first waypoint is handed over.")
    ] = "known",
    login: Annotated[
        str | None, typer.Option(envvar="AISLECAST_LOGIN", help="A console log-in, to create the store.")
    ] = None,
    password: Annotated[str | None, typer.Option(envvar="AISLECAST_PASSWORD", help="Its password.")] = None,
    state: Annotated[
        Path | None, typer.Option(help="Where the shoppers' tokens are kept between runs.")
    ] = None,
    log: Annotated[Path | None, typer.Option(help="Write what happens as JSON lines to this file.")] = None,
    patience: Annotated[
        float, typer.Option(min=0.0, help="Seconds to go on while the service is away or does not go on.")
    ] = 60.0,
) -> None:
    """Stream recorded walks into a trial store; the same command again resends or resumes."""
    import asyncio

    import numpy as np

    from campaigns.client.replay import Pace, Replay, open_trial_store
    from campaigns.client.replay_report import ReplayReport
    from campaigns.client.service import Service
    from campaigns.client.tokens import TokenFile, default_path
    from zones.storefile import dumps, loads

    plan = loads(store.read_bytes(), str(store))
    credentials = (login, password) if login and password else None
    tokens = TokenFile(state or default_path(), url, plan.venue_id)
    pace = Pace(speed, concurrency, start_known=start == "known")

    async def run(report: ReplayReport) -> None:
        rng = np.random.default_rng()
        async with Service(url, patience_s=patience, rng=rng, tell=report.waiting) as service:
            await open_trial_store(service, plan.venue_id, dumps(plan), credentials)
            await Replay(service, plan.venue_id, tokens, report, pace, patience).run(traces)

    with ReplayReport(traces, log) as report:
        try:
            asyncio.run(run(report))
        except KeyboardInterrupt:
            report.stopped = True
    report.print_summary()
    if report.stopped:
        raise typer.Exit(INTERRUPTED)
    if report.failures:
        raise typer.Exit(1)
