"""`aislecast client`: one shopper's visit, with this machine's Bluetooth as the phone's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from campaigns.commands.output import say, warn

if TYPE_CHECKING:
    import numpy as np

    from campaigns.client.messages import Offer
    from campaigns.client.radio_feed import RadioFeed
    from campaigns.client.service import Service
    from campaigns.client.shopper import Walked


def client(
    url: Annotated[str, typer.Option(help="The running service, as http://127.0.0.1:8600.")],
    store: Annotated[str, typer.Option(metavar="STORE", help="The store's id; a trial store.")],
    imu: Annotated[
        Path,
        typer.Option(help="The recording (.txt, .txt.gz) whose motion is sent; `sim run` writes some too."),
    ],
    radio: Annotated[
        Literal["bluetooth", "recorded"], typer.Option(help="Beacons from the air, or the recording's.")
    ] = "bluetooth",
    passive: Annotated[
        bool, typer.Option("--passive/--active", help="How to scan: `beacon scan` says more.")
    ] = False,
    adapter: Annotated[str | None, typer.Option(help="On Linux the Bluetooth adapter, as hci1.")] = None,
    start: Annotated[
        Literal["known", "unknown"], typer.Option(help="Whether the first waypoint is handed over.")
    ] = "known",
    speed: Annotated[
        float, typer.Option(min=0.01, help="Times real speed; with recorded beacons only.")
    ] = 1.0,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="AISLECAST_TOKEN",
            help="The shopper's. Without one a new shopper is registered, who consents to everything.",
        ),
    ] = None,
    patience: Annotated[
        float, typer.Option(min=0.0, help="Seconds to go on while the service is away or does not go on.")
    ] = 60.0,
) -> None:
    """A shopper: motion from a recording, beacons from the air, frames to the service, offers back."""
    import asyncio

    import numpy as np

    from campaigns.client.replay import has_trial, read_recording
    from campaigns.client.service import Service
    from campaigns.client.shopper import Shopper, walk
    from campaigns.errors import InvalidInput, NotFound

    if radio == "bluetooth" and speed != 1.0:
        raise InvalidInput(
            "--speed", "beacons from the air come in real time: leave it out, or --radio recorded"
        )
    if radio == "recorded" and (passive or adapter is not None):
        raise InvalidInput("--radio", "recorded beacons need no Bluetooth: leave --adapter and --passive out")
    own_token = _checked_token(token)
    recording = read_recording(imu, store, start_known=start == "known")
    if recording.damage is not None:
        _tell(recording.damage)

    async def visited(service: Service, feed: RadioFeed | None) -> Walked:
        shopper = Shopper(service, store, own_token or await service.register(store), patience)
        return await walk(shopper, recording, feed, speed=speed, on_offer=_tell_offer)

    async def run() -> Walked:
        rng = np.random.default_rng()
        async with Service(url, patience_s=patience, rng=rng, tell=_tell) as service:
            if not await has_trial(service, store):
                raise NotFound("store", f"{store} at {url}")
            if radio == "recorded":
                return await visited(service, None)
            async with _listening("passive" if passive else "active", adapter, rng) as feed:
                return await visited(service, feed)

    walked = asyncio.run(run())
    say(f"frames: {walked.frames} stored; sightings: {walked.sightings}; visit closed: {walked.reason}")


def _checked_token(given: str | None) -> str | None:
    """A token as the service gives them, without the line's end of the file that it was read from.

    Raises
    ------
    InvalidInput : it is none. It is not repeated: it may be a token that was mangled.
    """
    from campaigns.client.tokens import is_token
    from campaigns.errors import InvalidInput

    token = (given or "").strip()
    if token and not is_token(token):
        raise InvalidInput("--token", "is no token: it holds blanks, control characters or none of ASCII")
    return token or None


def _listening(
    mode: Literal["active", "passive"], adapter: str | None, rng: np.random.Generator
) -> RadioFeed:
    from campaigns.client.radio_feed import RadioFeed
    from positioning.capture.radio import BeaconScanner

    return RadioFeed(lambda: BeaconScanner(mode, adapter=adapter), rng=rng, tell=_tell)


def _tell(line: str) -> None:
    warn(f"aislecast: {line}")


def _tell_offer(offer: Offer) -> None:
    say(f"offer at {offer.zone_name}: {offer.title}, {offer.text} ({offer.why})")
