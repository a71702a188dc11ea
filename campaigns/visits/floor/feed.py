"""What one page that watches a floor is told, as Server-Sent Events."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable

from pydantic import BaseModel

from campaigns.errors import NotAuthenticated
from campaigns.stores.service import Stores
from campaigns.visits.floor.views import Beat, LiveVisit, Positions, Snapshot, live_offer, live_view
from campaigns.visits.live import (
    LiveEvent,
    MapPublished,
    OfferMade,
    Subscription,
    VisitEnded,
    VisitMoved,
    VisitOpened,
)
from campaigns.visits.runtime import VisitRuntime

POSITIONS_EVERY_S = 0.5
BEAT_EVERY_S = 5.0
"""After three missed beats a page calls itself stale; the log-in is checked again at each beat."""


class LiveFeed:
    """One page's stream: a snapshot, then what changes; ends with the log-in or the service."""

    def __init__(
        self,
        runtime: VisitRuntime,
        stores: Stores,
        store_id: str,
        check_login: Callable[[], Awaitable[object]],
    ) -> None:
        self._runtime = runtime
        self._stores = stores
        self._store_id = store_id
        self._check_login = check_login
        self._moved: dict[str, VisitMoved] = {}

    async def events(self) -> AsyncIterator[bytes]:
        """Server-Sent Events until the page leaves, logs out, or the service stops."""
        subscription = self._runtime.hub.subscribe(self._store_id)
        try:
            yield await self._snapshot()
            async for message in self._changes(subscription):
                yield message
        finally:
            subscription.close()

    async def _changes(self, subscription: Subscription) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        positions_at = beat_at = loop.time()
        while True:
            flush_at = positions_at + POSITIONS_EVERY_S if self._moved else math.inf
            due_at = min(beat_at + BEAT_EVERY_S, flush_at)
            try:
                async with asyncio.timeout_at(due_at):
                    event = await anext(subscription)
            except TimeoutError:
                pass
            except StopAsyncIteration:
                return
            else:
                message = await self._told(event)
                if message is not None:
                    yield message
            now = loop.time()
            if self._moved and now >= positions_at + POSITIONS_EVERY_S:
                yield self._positions()
                positions_at = now
            if now >= beat_at + BEAT_EVERY_S:
                try:
                    await self._check_login()
                except NotAuthenticated:
                    return
                yield _message("beat", Beat(at=self._runtime.clock()))
                beat_at = now

    async def _told(self, event: LiveEvent) -> bytes | None:
        match event:
            case VisitMoved():
                self._moved[event.visit_id] = event
                return None
            case OfferMade():
                return _message("offer", live_offer(event))
            case VisitOpened():
                opened = LiveVisit(at=event.at, visit_id=event.visit_id, label=event.label, state="opened")
                return _message("visit", opened)
            case VisitEnded():
                self._moved.pop(event.visit_id, None)
                ended = LiveVisit(
                    at=event.at,
                    visit_id=event.visit_id,
                    label=event.label,
                    state="closed",
                    reason=event.reason,
                )
                return _message("visit", ended)
            case MapPublished():
                return await self._snapshot()

    def _positions(self) -> bytes:
        visits = [live_view(moved) for moved in self._moved.values()]
        self._moved.clear()
        return _message("positions", Positions(at=self._runtime.clock(), visits=visits))

    async def _snapshot(self) -> bytes:
        settings = await self._runtime.read(lambda session: self._stores.settings(session, self._store_id))
        hub = self._runtime.hub
        snapshot = Snapshot(
            at=self._runtime.clock(),
            store_id=self._store_id,
            revision=settings.number,
            kind=settings.kind,
            visits=[live_view(moved) for moved in hub.present(self._store_id)],
            offers=[live_offer(made) for made in hub.recent_offers(self._store_id)],
        )
        return _message("snapshot", snapshot)


def _message(event: str, data: BaseModel) -> bytes:
    return f"event: {event}\ndata: {data.model_dump_json()}\n\n".encode()
