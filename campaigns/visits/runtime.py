"""The parts of visits put together around one writer, and what an API call sets in motion."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from campaigns.delivery.domain import OfferMessage
from campaigns.delivery.service import Deliveries
from campaigns.errors import DatabaseFailed
from campaigns.offers.service import Offers
from campaigns.shoppers.domain import Purpose, ShopperIdentity
from campaigns.shoppers.service import Shoppers
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.health.service import BeaconWatch
from campaigns.stores.service import Stores
from campaigns.visits.close import Closer
from campaigns.visits.domain import Closing, Hello, Listening, Timeouts, label_of
from campaigns.visits.frame_log import OpenFrameLog, SqlFrameLog
from campaigns.visits.ingest import QUEUE_FRAMES, Ingest
from campaigns.visits.live import LiveHub, VisitOpened
from campaigns.visits.open_visit import OpenVisits
from campaigns.visits.service import Visits, Welcome
from campaigns.visits.sockets import Sockets
from campaigns.visits.turn import Turn

log = structlog.get_logger("aislecast.visits")

SWEEP_EVERY_S = 5.0
"""How often silent visits are looked for: a sixth of the shortest silence that ends one."""

BREAK_S = 15.0
"""Two sweeps further apart by the clock, or in the wrong order: the service did not hear in between. Three
times their usual distance, for slow turns of the writer; half the shortest silence that ends a visit."""

T = TypeVar("T")


class VisitRuntime:
    """Ingest, closing and the live hub of one process; `start` and `stop` belong to the event loop's life."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        stores: Stores,
        beacon_watch: BeaconWatch,
        shoppers: Shoppers,
        offers: Offers,
        deliveries: Deliveries,
        clock: Callable[[], datetime],
        timeouts: Timeouts | None = None,
        open_log: OpenFrameLog = SqlFrameLog,
        queue_frames: int = QUEUE_FRAMES,
    ) -> None:
        timeouts = timeouts or Timeouts()
        self.database = database
        self.writer = writer
        self.shoppers = shoppers
        self.clock = clock
        self.hub = LiveHub()
        self.sockets = Sockets()
        self.visits = Visits(stores, shoppers)
        self._deliveries = deliveries
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sweeping: asyncio.Task[None] | None = None
        open_visits = OpenVisits(stores, open_log)
        self.closer = Closer(
            database=database,
            writer=writer,
            shoppers=shoppers,
            open_visits=open_visits,
            open_log=open_log,
            beacon_watch=beacon_watch,
            hub=self.hub,
            timeouts=timeouts,
            on_ended=self._ended,
        )
        self.turn = Turn(
            stores=stores,
            shoppers=shoppers,
            offers=offers,
            open_visits=open_visits,
            open_log=open_log,
            timeouts=timeouts,
        )
        self.ingest = Ingest(
            writer=writer,
            turn=self.turn,
            closer=self.closer,
            hub=self.hub,
            sockets=self.sockets,
            clock=clock,
            queue_frames=queue_frames,
        )
        shoppers.on_withdrawn(Purpose.POSITIONING, self.visits.on_withdrawn(self.closer.begun))

    async def start(self) -> None:
        """Take up what an earlier run left unfinished, and begin to look for silent visits."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self.closer.resume)
        self._sweeping = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Stop sweeping and smoothing; frames that wait are still answered."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._sweeping
        await asyncio.wrap_future(self.writer.submit(lambda: None))
        await asyncio.to_thread(self.closer.stop)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run a read off the event loop."""
        return await asyncio.to_thread(self.database.read, work)

    async def open(self, store_id: str, shopper: ShopperIdentity, hello: Hello) -> Welcome:
        """Begin or resume a visit; see `Visits.open`."""
        now = self.clock()
        welcome = await self.writer.run(
            lambda session: self.visits.open(session, store_id, shopper, hello, now)
        )
        visit = welcome.visit
        if welcome.is_new:
            self.hub.publish([VisitOpened(visit.store_id, visit.id, label_of(visit.id), visit.began_at)])
        return welcome

    async def end(self, visit_id: UUID, shopper: ShopperIdentity) -> None:
        """The shopper ends a visit; see `Visits.end`."""
        await asyncio.wrap_future(
            self.writer.submit(
                lambda: self._close(lambda session: self.visits.end(session, str(visit_id), shopper))
            )
        )

    async def cleared(self, delivery_ids: Collection[str]) -> list[OfferMessage]:
        """Check offers again and mark them as sent: what this returns goes on the wire now."""
        now = self.clock()
        return await self.writer.run(lambda session: self._deliveries.mark_sent(session, delivery_ids, now))

    async def pending(self, visit_id: str) -> list[OfferMessage]:
        """Offers that the phone does not have yet, as far as it told."""
        return await self.read(lambda session: self._deliveries.pending(session, visit_id))

    async def received(self, visit_id: str, delivery_id: str) -> None:
        """The phone has an offer. Raises `NotFound` for one that is not the visit's."""
        now = self.clock()
        await self.writer.run(
            lambda session: self._deliveries.mark_received(session, visit_id, delivery_id, now)
        )

    def _close(self, begin: Callable[[Session], list[Closing]]) -> None:
        self.closer.begun(self.database.write(begin))

    def _ended(self, closings: Sequence[Closing]) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.sockets.ended, closings)

    def _sweep_once(self, since: datetime) -> None:
        self._close(lambda session: self.closer.sweep(session, self.clock(), since))
        self.closer.take_up()

    async def _sweep(self) -> None:
        listening = Listening(self.clock())
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            listening.go_on(self.clock(), within_s=BREAK_S)
            try:
                await asyncio.wrap_future(self.writer.submit(lambda: self._sweep_once(listening.since)))
            except DatabaseFailed:  # logged by the storage; the next sweep tries again
                listening.interrupt()
            except Exception:  # the worker's loop: the next sweep finds the same visits
                log.exception("sweep_failed")
