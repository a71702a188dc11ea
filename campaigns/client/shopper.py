"""One shopper's visit as an app makes it: sensors into frames, frames to the service, offers back.

The motion comes from a recording (a simulated one too: `aislecast sim run`), the beacons from the air or from
the recording. An app replaces the recording by its phone's sensors; all else is the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

import numpy as np

from campaigns.client.messages import Offer
from campaigns.client.pacing import play
from campaigns.client.radio_feed import RadioFeed
from campaigns.client.replay import Recording
from campaigns.client.service import Service
from campaigns.client.visit import ShopperVisit
from campaigns.errors import CampaignError
from positioning.types import SensorFrame

LEAVING_S = 3.0
"""Whoever breaks a visit off waits no longer for its end; the service ends it in time by itself."""


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who walks where: a registered shopper in one store of a service."""

    service: Service
    store_id: str
    token: str
    patience_s: float


@dataclass(frozen=True, slots=True)
class Walked:
    """What became of a visit: frames stored, sightings sent with them, and why it was closed."""

    frames: int
    sightings: int
    reason: str


async def walk(
    shopper: Shopper,
    recording: Recording,
    radio: RadioFeed | None,
    *,
    speed: float,
    on_offer: Callable[[Offer], None],
) -> Walked:
    """Walk once, as a new visit, from the recording's begin to its end; one that is cancelled ends there.

    Parameters
    ----------
    radio : a scan that has begun, whose sightings replace the recording's; it hears at the pace of the world,
        so `speed` is then 1. None sends those of the recording.

    Raises
    ------
    ServiceAway, ServiceRefused, FramesForgotten, UnexpectedMessage : see `ShopperVisit`.
    """
    sent = 0

    def sensed(frame: SensorFrame) -> SensorFrame:
        nonlocal sent
        whole = frame if radio is None else radio.complete(frame)
        sent += len(whole.sightings)
        return whole

    hello = replace(recording, visit_id=uuid4()).hello(datetime.now(UTC))
    async with ShopperVisit(
        shopper.service.url,
        shopper.store_id,
        shopper.token,
        hello,
        rng=np.random.default_rng(hello.visit_id.int),
        on_offer=on_offer,
        patience_s=shopper.patience_s,
    ) as visit:
        try:
            await play(visit, recording.frames, speed, sensed)
            reason = await visit.end()
        except asyncio.CancelledError:
            await _leave(visit)
            raise
        return Walked(visit.stored, sent, reason)


async def _leave(visit: ShopperVisit) -> None:
    """End a visit that is broken off, so that nobody stands in the shop until its timeout."""
    with suppress(TimeoutError, CampaignError, OSError):
        async with asyncio.timeout(LEAVING_S):
            await visit.end()
