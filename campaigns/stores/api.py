"""Stores and their maps over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from campaigns.accounts.api import Staff
from campaigns.accounts.domain import ANY_ROLE, OPERATORS
from campaigns.accounts.service import Accounts
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.domain import LARGEST_DOCUMENT_BYTES, StoreFigures, StoreKind, StoreSettings
from campaigns.stores.geometry import MapView, map_view
from campaigns.stores.service import Stores
from campaigns.web.access import Caller, callers
from campaigns.web.bodies import allow_body
from campaigns.web.heavy import HeavyWork

DOCUMENT_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "a store.json document (docs/store-file.md)",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


CountFigures = Callable[[Session, StoreSettings, datetime], StoreFigures]


class StoreSummary(BaseModel):
    """A store in a list."""

    id: str
    name: str
    kind: StoreKind
    time_zone: str
    revision: int
    live_visits: int
    offers_today: int


class StoreDetail(StoreSummary):
    """A store with the rules of its releases."""

    privacy_k: int


class StoreList(BaseModel):
    items: list[StoreSummary]


class PublicSummary(BaseModel):
    """What an app needs before it registers a shopper."""

    store_id: str
    name: str
    kind: StoreKind
    revision: int
    beacons: list[str]


class Published(BaseModel):
    store_id: str
    revision: int


def store_detail(settings: StoreSettings, figures: StoreFigures) -> StoreDetail:
    """A store with what happens in it now."""
    return StoreDetail(
        id=settings.store_id,
        name=settings.name,
        kind=settings.kind,
        time_zone=settings.time_zone,
        revision=settings.number,
        live_visits=figures.live_visits,
        offers_today=figures.offers_today,
        privacy_k=settings.privacy_k,
    )


def routes(
    stores: Stores,
    accounts: Accounts,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
    heavy: HeavyWork,
    *,
    count_figures: CountFigures,
    on_published: Callable[[str, int], None],
) -> APIRouter:
    """The routes of stores; every change is written to the audit log with its author.

    Parameters
    ----------
    heavy : runs what takes seconds: a whole map is parsed or told.
    count_figures : what happens in a store now, from the capabilities that know.
    on_published : called with a store and its new map revision, once that is committed.
    """
    router = APIRouter(tags=["stores"])

    def detail(session: Session, settings: StoreSettings) -> StoreDetail:
        return store_detail(settings, count_figures(session, settings, clock()))

    @router.post("/v1/stores", status_code=201, openapi_extra=DOCUMENT_BODY)
    @callers(Caller.STAFF, roles=OPERATORS)
    async def create(staff: Staff, request: Request, kind: StoreKind = StoreKind.LIVE) -> StoreDetail:
        """Create a store from its plan; the document's venue id becomes the store's id."""
        document = await _document(request)
        await heavy.run(lambda: stores.read_document(document))  # here, so that the writer need not

        def work(session: Session) -> StoreDetail:
            store_id = stores.create(session, document, kind, clock(), staff.login)
            accounts.audit(session, staff.login, "store.create", store_id, {"kind": kind.value}, clock())
            return detail(session, stores.settings(session, store_id))

        return await writer.run(work)

    @router.put("/v1/stores/{store_id}/map", openapi_extra=DOCUMENT_BODY)
    @callers(Caller.STAFF, roles=OPERATORS)
    async def publish(store_id: str, staff: Staff, request: Request) -> Published:
        """Publish the next map revision; the same document again changes nothing."""
        document = await _document(request)
        await heavy.run(lambda: stores.read_document(document))

        def work(session: Session) -> int:
            number = stores.publish(session, store_id, document, clock(), staff.login)
            accounts.audit(session, staff.login, "map.publish", store_id, {"revision": number}, clock())
            return number

        number = await writer.run(work)
        on_published(store_id, number)
        return Published(store_id=store_id, revision=number)

    @router.get("/v1/stores")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def list_stores() -> StoreList:
        """Every store with what happens in it now."""
        return await asyncio.to_thread(
            database.read,
            lambda session: StoreList(items=[detail(session, settings) for settings in stores.all(session)]),
        )

    @router.get("/v1/stores/{store_id}")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def show(store_id: str) -> StoreDetail:
        """One store."""
        return await asyncio.to_thread(
            database.read, lambda session: detail(session, stores.settings(session, store_id))
        )

    @router.get("/v1/stores/{store_id}/map")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def show_map(store_id: str) -> MapView:
        """The current map."""
        return await heavy.run(
            lambda: database.read(lambda session: map_view(stores.current(session, store_id)))
        )

    @router.get("/v1/stores/{store_id}/summary")
    @callers(Caller.PUBLIC)
    async def summary(store_id: str) -> PublicSummary:
        """What an app needs before it registers a shopper."""
        return await asyncio.to_thread(database.read, lambda session: _summary(stores, session, store_id))

    return router


def _summary(stores: Stores, session: Session, store_id: str) -> PublicSummary:
    revision = stores.current(session, store_id)
    keys = {
        str(key) for level in revision.store.levels if level.beacons for key in level.beacons.transmitters
    }
    return PublicSummary(
        store_id=revision.store_id,
        name=revision.store.name,
        kind=revision.kind,
        revision=revision.number,
        beacons=sorted(keys),
    )


async def _document(request: Request) -> bytes:
    allow_body(request, LARGEST_DOCUMENT_BYTES)
    return await request.body()
