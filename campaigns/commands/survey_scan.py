"""`aislecast beacon scan --survey`, `aislecast survey send`: what is heard for a survey, to the service."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaigns.commands.output import warn

if TYPE_CHECKING:
    from campaigns.client.survey_radio import RadioFile, SurveyUplink
    from positioning.capture.radio import BeaconScanner

FLUSH_S = 2.0
"""What a sudden end of the machine costs; what the page shows is as old."""

CLOCK_EVERY_S = 60.0
RETRY_S = 5.0
LAST_TRY_S = 10.0


def default_file() -> Path:
    """A file of this second."""
    return Path(time.strftime("survey-radio-%Y%m%d-%H%M%S.jsonl"))


def record(
    scanner: BeaconScanner, seconds: float | None, out: Path | None, url: str | None, code: str | None
) -> None:
    """Hear for a survey until the time is over or Ctrl-C; the file holds all, the service what it got."""
    import asyncio

    from campaigns.client.survey_radio import RadioFile
    from campaigns.errors import InvalidInput

    if (url is None) != (code is None):
        raise InvalidInput("--url, --code", "pairing takes both; without them the file is sent later")
    file = RadioFile.begin(out or default_file())
    typer.echo(f"what is heard goes into {file.path}", err=True)
    if url is not None and code is not None:
        asyncio.run(_pair(file, url, code))
        typer.echo(f"paired; it is sent to {file.url}", err=True)
    sent = _Sent()
    try:
        asyncio.run(_hear(scanner, seconds, file, sent))
    except KeyboardInterrupt:
        pass  # the usual end
    finally:
        file.add(sent.take_pending())
        asyncio.run(_send_the_rest(file, sent))
        _tell_end(file, sent)


def send(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `beacon scan --survey` wrote.")],
    url: Annotated[str | None, typer.Option(help="The service; with --code.")] = None,
    code: Annotated[str | None, typer.Option(help="The pairing code that the survey page shows.")] = None,
) -> None:
    """Send what a scanner heard without a network. Again is no matter: nothing is counted twice."""
    import asyncio

    from campaigns.client.survey_radio import RadioFile, this_clock
    from campaigns.errors import InvalidInput

    if (url is None) != (code is None):
        raise InvalidInput("--url, --code", "pairing takes both")
    found = RadioFile.read(file)
    if not found.token and url is None:
        raise InvalidInput("FILE", f"{file}: was never paired; give --url and --code")
    if not found.readings and found.clock != this_clock():
        reason = "was recorded before this machine was started again, or on another, and never online:"
        raise InvalidInput("FILE", f"{file}: {reason} nothing ties its times to the survey's")
    count = asyncio.run(_send_all(found, url, code))
    heard = sum(len(batch["sightings"]) for batch in found.batches)
    typer.echo(f"{file}: {heard} sightings in {len(found.batches)} batches, {count} of them new there")


class _Sent:
    """How far sending has come: batches up to `count` are there."""

    def __init__(self) -> None:
        self.count = 0
        self.pending: list[dict[str, object]] = []
        self.refused: str | None = None

    def take_pending(self) -> list[dict[str, object]]:
        taken, self.pending = self.pending, []
        return taken


async def _pair(file: RadioFile, url: str, code: str) -> None:
    from campaigns.client.survey_radio import SurveyUplink

    async with SurveyUplink(url) as uplink:
        file.pair(uplink.url, await uplink.pair(code, file.name))
        file.note_reading(await uplink.read_clock())


async def _hear(scanner: BeaconScanner, seconds: float | None, file: RadioFile, sent: _Sent) -> None:
    import asyncio

    from campaigns.client.survey_radio import sighting_of
    from campaigns.client.together import together

    async def hear() -> None:
        async for heard in scanner:
            sent.pending.append(sighting_of(heard.sighting))

    async def keep() -> None:
        while True:
            await asyncio.sleep(FLUSH_S)
            file.add(sent.take_pending())

    tasks = [hear, keep]
    if file.token:
        tasks.append(lambda: _keep_sending(file, sent))
    async with scanner:
        try:
            async with asyncio.timeout(seconds) as limit:
                await together(each() for each in tasks)
        except TimeoutError:
            if not limit.expired():
                raise


async def _keep_sending(file: RadioFile, sent: _Sent) -> None:
    """Send what the file has; a service that is away is tried again, one that refuses is told about once."""
    import asyncio

    from campaigns.client.errors import ServiceAway, ServiceRefused
    from campaigns.client.survey_radio import SurveyUplink

    read_at_s = time.monotonic()
    async with SurveyUplink(file.url, file.token) as uplink:
        while sent.refused is None:
            try:
                if time.monotonic() - read_at_s >= CLOCK_EVERY_S:
                    file.note_reading(await uplink.read_clock())
                    read_at_s = time.monotonic()
                await _send_new(file, sent, uplink)
                await asyncio.sleep(FLUSH_S)
            except ServiceAway:
                await asyncio.sleep(RETRY_S)
            except ServiceRefused as error:
                sent.refused = str(error)
                warn(f"aislecast: {error}; what is heard goes on into {file.path}")


async def _send_new(file: RadioFile, sent: _Sent, uplink: SurveyUplink) -> None:
    while sent.count < len(file.batches):
        batch = file.batches[sent.count]
        await uplink.send({**batch, "readings": file.readings[-20:]})
        sent.count += 1


async def _send_the_rest(file: RadioFile, sent: _Sent) -> None:
    """One last try."""
    import asyncio
    import contextlib

    from campaigns.client.errors import ServiceAway, ServiceRefused
    from campaigns.client.survey_radio import SurveyUplink

    if not file.token or sent.refused is not None or sent.count == len(file.batches):
        return
    with contextlib.suppress(ServiceAway, ServiceRefused, TimeoutError):
        async with asyncio.timeout(LAST_TRY_S), SurveyUplink(file.url, file.token) as uplink:
            await _send_new(file, sent, uplink)


async def _send_all(file: RadioFile, url: str | None, code: str | None) -> int:
    from campaigns.client.survey_radio import SurveyUplink, this_clock

    if url is not None and code is not None:
        await _pair_again(file, url, code)
    new = 0
    async with SurveyUplink(file.url, file.token) as uplink:
        if file.clock == this_clock():
            file.note_reading(await uplink.read_clock())
        for batch in file.batches:
            new += await uplink.send({**batch, "readings": file.readings[-20:]})
    return new


async def _pair_again(file: RadioFile, url: str, code: str) -> None:
    from campaigns.client.survey_radio import SurveyUplink

    async with SurveyUplink(url) as uplink:
        file.pair(uplink.url, await uplink.pair(code, file.name))


def _tell_end(file: RadioFile, sent: _Sent) -> None:
    heard = sum(len(batch["sightings"]) for batch in file.batches)
    beacons = len({each["key"] for batch in file.batches for each in batch["sightings"]})
    typer.echo(f"{heard} sightings of {beacons} beacons in {file.path}", err=True)
    left = len(file.batches) - sent.count
    if left:
        pairing = "" if file.token else " --url URL --code CODE"
        typer.echo(
            f"{left} batches are not with the service yet: aislecast survey send {file.path}{pairing}",
            err=True,
        )
