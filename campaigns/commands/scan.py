"""`aislecast beacon scan`: what beacons are heard here, through bleak."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from campaigns.commands import survey_scan
from campaigns.commands.output import INTERRUPTED

if TYPE_CHECKING:
    from positioning.capture.heard import Heard
    from positioning.capture.radio import BeaconScanner

REFRESH_S = 0.5
ROW_LINES = 2  # key and id


def scan(
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="How long to listen. Else until Ctrl-C.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line for each sighting.")
    ] = False,
    passive: Annotated[
        bool, typer.Option("--passive/--active", help="Only listen, or ask each device for more.")
    ] = False,
    adapter: Annotated[
        str | None, typer.Option(help="On Linux the adapter, as hci1. Else the first that is switched on.")
    ] = None,
    survey: Annotated[bool, typer.Option("--survey", help="Record what a survey walk hears.")] = False,
    out: Annotated[Path | None, typer.Option(help="With --survey: the file. Else one of this time.")] = None,
    url: Annotated[str | None, typer.Option(help="With --survey: the service to send to.")] = None,
    code: Annotated[str | None, typer.Option(help="With --survey: the code on the survey page.")] = None,
) -> None:
    """Beacons heard by this machine's Bluetooth: id, kind, RSSI, sightings a second, battery, temperature.

    The list is live on a terminal, else printed at the end. A passive scan sends nothing; Linux needs
    bluetoothd's experimental features for it, macOS refuses it. Needs no service.

    With --survey it hears for the phone that taps a survey walk: into a file, and, with the page's code, to
    the service as well, whenever that can be reached.
    """
    import asyncio

    from campaigns.client.survey_radio import boot_s
    from campaigns.errors import InvalidInput
    from positioning.capture.radio import BeaconScanner

    mode: Literal["active", "passive"] = "passive" if passive else "active"
    if survey:
        survey_scan.record(BeaconScanner(mode, adapter=adapter, clock_s=boot_s), seconds, out, url, code)
        return
    if out is not None or url is not None or code is not None:
        raise InvalidInput("--out, --url, --code", "go with --survey")
    scanner = BeaconScanner(mode, adapter=adapter)
    listen = _as_lines if as_json else _as_list
    try:
        asyncio.run(listen(scanner, seconds))
    except KeyboardInterrupt:
        if seconds is not None:
            raise typer.Exit(INTERRUPTED) from None
    finally:
        if scanner.dropped:
            typer.echo(f"aislecast: {scanner.dropped} advertisements came too fast to be listed", err=True)


async def _as_lines(scanner: BeaconScanner, seconds: float | None) -> None:
    from campaigns.commands.output import tell

    await _listened(scanner, seconds, lambda heard: tell(object_of(heard)))


async def _as_list(scanner: BeaconScanner, seconds: float | None) -> None:
    import asyncio

    from rich.console import Console
    from rich.live import Live

    from campaigns.commands.heard_list import HeardList

    console, heard_list = Console(), HeardList()
    if not console.is_terminal:
        try:
            await _listened(scanner, seconds, heard_list.add)
            if not len(heard_list):
                console.print("no beacon heard")
        finally:
            if len(heard_list):
                console.print(heard_list.table(time.monotonic()))
        return
    with Live(console=console, auto_refresh=False) as live:

        async def show() -> None:
            while True:
                rows = max(console.height // ROW_LINES, 1)
                live.update(heard_list.table(time.monotonic(), rows), refresh=True)
                await asyncio.sleep(REFRESH_S)

        await _listened(scanner, seconds, heard_list.add, show)


async def _listened(
    scanner: BeaconScanner,
    seconds: float | None,
    take: Callable[[Heard], None],
    *beside: Callable[[], Coroutine[Any, Any, None]],
) -> None:
    """Hand over what is heard for so long; `beside` runs at the same time."""
    import asyncio

    from campaigns.client.together import together

    async def hear() -> None:
        async for heard in scanner:
            take(heard)

    async with scanner:
        try:
            async with asyncio.timeout(seconds) as limit:
                await together(each() for each in (hear, *beside))
        except TimeoutError:
            if not limit.expired():
                raise


def object_of(heard: Heard) -> dict[str, Any]:
    """A sighting as plain values: `frame` as `aislecast adverts decode` tells it.

    `t_s` is this machine's monotonic clock; `again` tells that the same bytes were heard before.
    """
    from campaigns.commands.adverts import values

    sighting = heard.sighting
    told: dict[str, Any] = {
        "t_s": round(sighting.t_s, 6),
        "key": sighting.key,
        "advertised": sighting.advertised,
        "rssi_dbm": sighting.rssi_dbm,
        "again": heard.again,
        "payload": heard.payload.hex(),
        "frame": values(heard.frame),
    }
    if sighting.telemetry is not None:
        told["telemetry"] = {name: getattr(sighting.telemetry, name) for name in sighting.telemetry.__slots__}
    return told
