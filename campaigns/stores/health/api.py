"""Beacon health over HTTP: everybody of the floor reads it and says what they did; operators accept maps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy.orm import Session

from campaigns.accounts.api import Staff
from campaigns.accounts.domain import ANY_ROLE, OPERATORS
from campaigns.accounts.service import Accounts
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.health.domain import Mark
from campaigns.stores.health.schemas import (
    BeaconDayView,
    BeaconHealthView,
    BeaconHistory,
    MarkBody,
    ProposalList,
    ProposalView,
    StoreBeaconHealth,
)
from campaigns.stores.health.service import BeaconWatch
from campaigns.web.access import Caller, callers
from campaigns.web.values import RowNumber
from positioning.types import BeaconKey


class Accepted(BaseModel):
    """The map revision that a proposal became."""

    store_id: str
    revision: int


def routes(
    watch: BeaconWatch,
    accounts: Accounts,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
    on_published: Callable[[str, int], None],
) -> APIRouter:
    """The routes of beacon health; every change is written to the audit log with its author.

    Parameters
    ----------
    on_published : called with a store and its new map revision, once that is committed.
    """
    router = APIRouter(prefix="/v1/stores/{store_id}", tags=["beacon health"])

    @router.get("/beacons/health")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def health(store_id: str) -> StoreBeaconHealth:
        """Every beacon of the map with what is wrong with it, those that need a hand first."""
        now = clock()
        states = await asyncio.to_thread(database.read, lambda session: watch.states(session, store_id, now))
        return StoreBeaconHealth(
            store_id=store_id, at=now, beacons=[BeaconHealthView.of(state) for state in states]
        )

    @router.get("/beacons/history")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def history(
        store_id: str, beacon: Annotated[str, Query(min_length=1, max_length=247)]
    ) -> BeaconHistory:
        """The telemetry of one beacon by day."""
        days = await asyncio.to_thread(
            database.read, lambda session: watch.history(session, store_id, BeaconKey(beacon))
        )
        return BeaconHistory(beacon=beacon, days=[BeaconDayView.of(day) for day in days])

    @router.post("/beacons/marks", status_code=201)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def mark(store_id: str, body: MarkBody, staff: Staff) -> BeaconHealthView:
        """Say what was done at a beacon: its battery changed, or hung back to its place."""
        now, beacon = clock(), BeaconKey(body.beacon)

        def work(session: Session) -> None:
            watch.mark(session, store_id, beacon, Mark(body.kind, now, staff.login))
            detail = {"beacon": beacon, "kind": body.kind.value}
            accounts.audit(session, staff.login, "beacon.mark", store_id, detail, now)

        await writer.run(work)
        # A year of every beacon's days is weighed: visits need not wait for that behind the writer.
        return await asyncio.to_thread(
            database.read,
            lambda session: BeaconHealthView.of(watch.state(session, store_id, beacon, now)),
        )

    @router.get("/proposals")
    @callers(Caller.STAFF, roles=OPERATORS)
    async def proposals(store_id: str) -> ProposalList:
        """Healed maps that were tried for a store, the last one first."""
        found = await asyncio.to_thread(database.read, lambda session: watch.proposals(session, store_id))
        return ProposalList(items=[ProposalView.of(proposal) for proposal in found])

    @router.post("/proposals/{number}/accept")
    @callers(Caller.STAFF, roles=OPERATORS)
    async def accept(store_id: str, number: RowNumber, staff: Staff) -> Accepted:
        """Publish a healed map as the store's next revision, unless the map has changed meanwhile."""
        await asyncio.to_thread(database.read, lambda session: watch.read_proposed(session, store_id, number))

        def work(session: Session) -> int:
            revision = watch.accept(session, store_id, number, clock(), staff.login)
            detail = {"proposal": number, "revision": revision}
            accounts.audit(session, staff.login, "map.accept", store_id, detail, clock())
            return revision

        revision = await writer.run(work)
        on_published(store_id, revision)
        return Accepted(store_id=store_id, revision=revision)

    return router
