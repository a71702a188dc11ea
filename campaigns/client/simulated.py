"""Simulated shoppers who walk through a store of a running service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID, uuid4

import numpy as np

from campaigns.client.messages import Hello, Offer
from campaigns.client.pacing import play
from campaigns.client.service import Service
from campaigns.client.visit import ShopperVisit
from campaigns.errors import CampaignError
from firmware_sim.scenario import Scenario, open_floor, visits
from firmware_sim.shopper import ShopFloor
from firmware_sim.visit import SimulatedVisit
from positioning.types import BeaconKey
from zones.store import Store

DEVICE = "simulated"

LEAVING_S = 3.0
"""For the visit's end when the simulation is interrupted; whoever pressed Ctrl-C waits."""

AT_ONCE = 200
"""Visits open at a time: what one service process is made for. Each holds its samples, 7 MB in 20 minutes."""


class SimulatedCrowd:
    """Visits of simulated shoppers, several at a time; counts what became of them. One that fails is counted,
    and the others go on. Who is in the store when the simulation is interrupted leaves: `cut_short` visits
    were ended so, `left_open` ones the service did not end in time.

    Parameters
    ----------
    tell : called with a line in plain words for each offer.
    speed : times real speed; infinite for as fast as the service takes frames.
    at_once : visits open at a time; who comes when all are there waits until somebody has left.
    on_end : called when a visit has ended or failed.
    warn : called with a line in plain words for the first visit that fails, and at the end when beacons were
        heard that the service's map has not.
    """

    def __init__(
        self,
        service: Service,
        store: Store,
        tell: Callable[[str], object],
        speed: float,
        patience_s: float,
        at_once: int = AT_ONCE,
        on_end: Callable[[], object] = lambda: None,
        warn: Callable[[str], object] = lambda _line: None,
    ) -> None:
        self.frames = 0
        self.offers = 0
        self.visits = 0
        self.failures = 0
        self.cut_short = 0
        self.left_open = 0
        self.unmapped: set[BeaconKey] = set()
        self.visit_ids: dict[str, UUID] = {}
        self._service = service
        self._store = store
        self._tell = tell
        self._speed = speed
        self._patience_s = patience_s
        self._at_once = at_once
        self._on_end = on_end
        self._warn = warn

    async def run(self, scenario: Scenario, floor: ShopFloor | None = None) -> None:
        """Let everybody of a scenario come in at their time; they are simulated when they come.

        `floor` is the store as the scenario's people use it, where it has been opened before.
        """
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        coming = visits(scenario, floor or open_floor(scenario, self._store))
        room = asyncio.Semaphore(self._at_once)
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    await room.acquire()
                    upcoming = await asyncio.to_thread(next, coming, None)
                    if upcoming is None:
                        break
                    person, visit = upcoming
                    await asyncio.sleep(began_s + person.begins_s / self._speed - loop.time())
                    group.create_task(self._walk_through(visit)).add_done_callback(
                        lambda _task: room.release()
                    )
                    del upcoming, visit  # the task holds its samples, and nobody else
        except* OSError as failures:  # of where offers are told
            raise failures.exceptions[0] from None
        if self.unmapped:
            self._warn(
                f"{len(self.unmapped)} of the beacons that were heard are not on the service's map of"
                f" {self._store.venue_id}: it is told nothing of them"
            )

    async def _walk_through(self, visit: SimulatedVisit) -> None:
        try:
            await self.walk(visit)
        except CampaignError as failure:
            self.failures += 1
            if self.failures == 1:
                self._warn(f"{visit.name}: {failure}")
        self._on_end()

    async def walk(self, visit: SimulatedVisit) -> None:
        """One visit from registration to its end."""
        token = await self._service.register(self._store.venue_id)
        self.visit_ids[visit.name] = uuid4()
        hello = Hello(self.visit_ids[visit.name], clock_ns=0, utc=datetime.now(UTC), device=DEVICE)
        async with ShopperVisit(
            self._service.url,
            self._store.venue_id,
            token,
            hello,
            rng=np.random.default_rng(hello.visit_id.int),
            on_offer=lambda offer: self._offered(visit.name, offer),
            patience_s=self._patience_s,
        ) as stream:
            try:
                await play(stream, tuple(visit.frames()), self._speed)
                await stream.end()
            except asyncio.CancelledError:
                # Ctrl-C: nobody stands in the shop until the service gives them up.
                self.left_open += 1
                with suppress(CampaignError, OSError):
                    async with asyncio.timeout(LEAVING_S):
                        await stream.cut_short()
                        self.left_open -= 1
                        self.cut_short += 1
                raise
            finally:
                self.frames += stream.stored
            self.unmapped |= {sighting.key for sighting in visit.sightings} - set(stream.beacons)
            self.visits += 1

    def _offered(self, name: str, offer: Offer) -> None:
        self.offers += 1
        self._tell(f"{name} at {offer.zone_name}: {offer.title} ({offer.why})")
