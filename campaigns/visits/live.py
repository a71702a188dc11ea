"""What happens on the floors right now, for pages that watch: from the writer's thread to the event loop.

The hub holds the last position of every visit seen since the service started and forgets it when the visit
ends; it also remembers a few offers. A slow watcher never holds up the ingest: of each visit it keeps the
newest position only, and of other happenings the newest thousand.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from campaigns.delivery.domain import OfferMessage
from campaigns.visits.domain import CloseReason
from positioning.types import PoseEstimate
from zones.level import ZoneId

KEPT_HAPPENINGS = 1000
KEPT_OFFERS = 20
"""Offers of a store that a page sees when it opens (`docs/api.md`)."""


@dataclass(frozen=True, slots=True)
class VisitMoved:
    """A visit's newest pose and the zones the shopper is in. `at` is event time."""

    store_id: str
    visit_id: str
    label: str
    pose: PoseEstimate
    zone_ids: tuple[ZoneId, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitOpened:
    """A visit began."""

    store_id: str
    visit_id: str
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitEnded:
    """A visit is over."""

    store_id: str
    visit_id: str
    label: str
    reason: CloseReason
    at: datetime


@dataclass(frozen=True, slots=True)
class OfferMade:
    """An offer was decided for a visit; `pose` is where the shopper was at the end of that turn."""

    store_id: str
    visit_id: str
    label: str
    offer: OfferMessage
    pose: PoseEstimate
    at: datetime


@dataclass(frozen=True, slots=True)
class MapPublished:
    """A store has a new map revision."""

    store_id: str
    revision: int


LiveEvent = VisitMoved | VisitOpened | VisitEnded | OfferMade | MapPublished


class Subscription:
    """The events of one store, as an asynchronous iterator; end it with `close`."""

    def __init__(self, hub: LiveHub, store_id: str, loop: asyncio.AbstractEventLoop) -> None:
        self.store_id = store_id
        self._hub = hub
        self._loop = loop
        self._happened: deque[LiveEvent] = deque(maxlen=KEPT_HAPPENINGS)
        self._moved: dict[str, VisitMoved] = {}
        self._woken = asyncio.Event()
        self._over = False

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> LiveEvent:
        while not self._happened and not self._moved:
            if self._over:
                raise StopAsyncIteration
            self._woken.clear()
            await self._woken.wait()
        if self._happened:
            return self._happened.popleft()
        visit_id = next(iter(self._moved))
        return self._moved.pop(visit_id)

    def close(self) -> None:
        """Receive nothing more."""
        self._hub._remove(self)

    def _post(self, events: list[LiveEvent]) -> None:
        """From any thread: hand events over to the loop of the subscriber."""
        self._loop.call_soon_threadsafe(self._take, events)

    def _end(self) -> None:
        """From any thread: nothing more will come."""
        self._loop.call_soon_threadsafe(self._finish)

    def _finish(self) -> None:
        self._over = True
        self._woken.set()

    def _take(self, events: list[LiveEvent]) -> None:
        for event in events:
            if isinstance(event, VisitMoved):
                self._moved.pop(event.visit_id, None)
                self._moved[event.visit_id] = event
            else:
                if isinstance(event, VisitEnded):
                    self._moved.pop(event.visit_id, None)
                self._happened.append(event)
        self._woken.set()


class LiveHub:
    """Spreads events to those who watch a store. `publish` from any thread, `subscribe` on an event loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: list[Subscription] = []
        self._last: dict[str, dict[str, VisitMoved]] = {}
        self._offers: dict[str, deque[OfferMade]] = {}

    def publish(self, events: Iterable[LiveEvent]) -> None:
        """Tell every subscriber, and remember the last position of each visit."""
        by_store: dict[str, list[LiveEvent]] = {}
        for event in events:
            by_store.setdefault(event.store_id, []).append(event)
        with self._lock:
            for store_id, happened in by_store.items():
                last = self._last.setdefault(store_id, {})
                for event in happened:
                    if isinstance(event, VisitMoved):
                        last[event.visit_id] = event
                    elif isinstance(event, VisitEnded):
                        last.pop(event.visit_id, None)
                    elif isinstance(event, OfferMade):
                        self._offers.setdefault(store_id, deque(maxlen=KEPT_OFFERS)).append(event)
            for subscription in self._subscriptions:
                wanted = by_store.get(subscription.store_id)
                if wanted:
                    subscription._post(wanted)

    def close(self) -> None:
        """The service stops: end every subscription, so that open streams do not hold it up."""
        with self._lock:
            for subscription in self._subscriptions:
                subscription._end()

    def subscribe(self, store_id: str) -> Subscription:
        """Watch a store from now on; `present` tells what was before."""
        subscription = Subscription(self, store_id, asyncio.get_running_loop())
        with self._lock:
            self._subscriptions.append(subscription)
        return subscription

    def present(self, store_id: str) -> list[VisitMoved]:
        """The last position of each visit of a store, by visit id."""
        with self._lock:
            return sorted(self._last.get(store_id, {}).values(), key=lambda event: event.visit_id)

    def recent_offers(self, store_id: str) -> list[OfferMade]:
        """The latest offers of a store since the service started, newest first."""
        with self._lock:
            return list(reversed(self._offers.get(store_id, ())))

    def _remove(self, subscription: Subscription) -> None:
        with self._lock:
            if subscription in self._subscriptions:
                self._subscriptions.remove(subscription)
