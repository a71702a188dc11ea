"""Streams recorded walks into a trial store of a running service, each as a shopper with an own phone.

A walk's visit id follows from the store and the recording's content, and its shopper's token is kept: a
second replay resends, and one that was broken off goes on. Walks are stamped as if they happened from now on.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid5

import numpy as np

from campaigns.client.errors import ServiceAway, ServiceRefused
from campaigns.client.messages import Hello, Offer, Start
from campaigns.client.pacing import play
from campaigns.client.service import Service
from campaigns.client.together import together
from campaigns.client.tokens import TokenFile
from campaigns.client.visit import ALREADY_CLOSED, ShopperVisit
from campaigns.errors import CampaignError, Conflict, NotFound, Refused
from positioning.capture import read_trace
from positioning.errors import PositioningError
from positioning.types import SensorFrame

FRAME_S = 1.0
"""Frames are sent about once a second (docs/wire.md)."""

START_SD_M = 1.0
"""A known start is as good as an entrance: 1 m (the command-line contract of `track`)."""

VISITS = UUID("9c0a6c5e-6a0b-5c0f-9d56-3f1f2a5b7e11")
"""Namespace of the visit ids of recordings."""

_UNAUTHORISED = 401


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded walk, ready to be sent."""

    name: str
    visit_id: UUID
    frames: tuple[SensorFrame, ...]
    clock_ns: int
    start: Start | None
    device: str
    damage: str | None = None
    """What of the file could not be used, in one line (`Trace.damage`)."""

    def hello(self, now: datetime) -> Hello:
        return Hello(self.visit_id, self.clock_ns, now, self.start, self.device)


def read_recording(path: Path, store_id: str, *, start_known: bool) -> Recording:
    """Read a recording; with a known start its first waypoint, if it has one, is handed over.

    Raises
    ------
    UnreadableTrace
        When it holds nothing that could be sent.
    """
    trace = read_trace(path, period_s=FRAME_S)
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    start = None
    if start_known and trace.waypoints:
        first = trace.waypoints[0]
        start = Start(first.x_m, first.y_m, START_SD_M)
    return Recording(
        name=trace.name,
        visit_id=uuid5(VISITS, f"{store_id}/{content}"),
        frames=tuple(trace),
        clock_ns=trace.t0_unix_ms * 1_000_000,
        start=start,
        device=trace.device,
        damage=trace.damage,
    )


class Listener(Protocol):
    """Hears what becomes of a replay; `name` is a recording's."""

    def began(self, name: str, recording: Recording, stored: int) -> None:
        """A walk is on its way; the service had `stored` of its frames."""

    def acknowledged(self, name: str, stored: int) -> None:
        """The service has the first `stored` frames."""

    def offered(self, name: str, offer: Offer) -> None:
        """An offer came."""

    def closed(self, name: str, reason: str, stored: int) -> None:
        """The visit is over."""

    def failed(self, name: str, error: Exception) -> None:
        """The walk could not be read or sent whole; the others go on."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How walks are sent: times real speed, so many at once, the start handed over or not."""

    speed: float = 1.0
    concurrency: int = 8
    start_known: bool = True


async def open_trial_store(
    service: Service, store_id: str, document: bytes, login: tuple[str, str] | None
) -> None:
    """See to it that the service has the store, as a trial store.

    Raises
    ------
    Refused
        When the store is live: recordings never go into a live store.
    NotFound
        When it does not exist and no log-in was given to create it with.
    """
    if await has_trial(service, store_id):
        return
    if login is None:
        raise NotFound(
            "store",
            f"{store_id} at {service.url}: with --login and --password of its console it is created as trial",
        )
    await service.log_in(*login)
    try:
        await service.create_trial_store(document)
    except ServiceRefused as refusal:
        raise Conflict(f"store {store_id} was not created: {refusal}") from refusal


async def has_trial(service: Service, store_id: str) -> bool:
    """Whether the service has the store, as a trial store.

    Raises
    ------
    Refused
        When the store is live: recordings never go into a live store.
    """
    summary = await service.summary(store_id)
    if summary is not None and summary.kind != "trial":
        raise Refused(f"store {store_id} is {summary.kind}: recordings are replayed into trial stores only")
    return summary is not None


class Replay:
    """Sends recordings and tells a listener."""

    def __init__(
        self,
        service: Service,
        store_id: str,
        tokens: TokenFile,
        listener: Listener,
        pace: Pace,
        patience_s: float,
    ) -> None:
        self._service = service
        self._store_id = store_id
        self._tokens = tokens
        self._listener = listener
        self._pace = pace
        self._patience_s = patience_s

    async def run(self, paths: Sequence[Path]) -> None:
        """Send every recording; a damaged one is told to the listener.

        Raises
        ------
        ServiceAway
            When the service stays away for longer than the patience.
        """
        at_once = asyncio.Semaphore(self._pace.concurrency)
        await together(self._one(path, at_once) for path in paths)

    async def _one(self, path: Path, at_once: asyncio.Semaphore) -> None:
        name = path.name.removesuffix(".gz").removesuffix(".txt")
        async with at_once:
            try:
                recording = await asyncio.to_thread(
                    read_recording, path, self._store_id, start_known=self._pace.start_known
                )
                await self._send(name, recording)
            except ServiceAway:
                raise
            except (CampaignError, PositioningError, OSError) as error:
                self._listener.failed(name, error)

    async def _send(self, name: str, recording: Recording) -> None:
        token = self._tokens.get(recording.visit_id)
        if token is not None:
            try:
                await self._send_as(token, name, recording)
            except ServiceRefused as refusal:
                if refusal.status != _UNAUTHORISED:
                    raise
            else:
                return
        # Nobody yet, or a service with a new database: this shopper is new there.
        token = await self._service.register(self._store_id)
        self._tokens.put(recording.visit_id, token)
        await self._send_as(token, name, recording)

    async def _send_as(self, token: str, name: str, recording: Recording) -> None:
        async with ShopperVisit(
            self._service.url,
            self._store_id,
            token,
            recording.hello(datetime.now(UTC)),
            rng=np.random.default_rng(recording.visit_id.int),
            on_offer=lambda offer: self._listener.offered(name, offer),
            on_acknowledged=lambda stored: self._listener.acknowledged(name, stored),
            patience_s=self._patience_s,
            sent_before=len(recording.frames),
        ) as visit:
            stored = len(recording.frames) if visit.closed_reason == ALREADY_CLOSED else visit.stored
            self._listener.began(name, recording, stored)
            await play(visit, recording.frames, self._pace.speed)
            reason = await visit.end()
            self._listener.closed(name, reason, max(stored, visit.stored))
