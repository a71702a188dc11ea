"""The live floor over HTTP (`docs/api.md`, The live stream)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from campaigns.accounts.api import Staff
from campaigns.accounts.domain import ANY_ROLE
from campaigns.accounts.service import Accounts
from campaigns.storage.writer import Writer
from campaigns.stores.domain import StoreSettings
from campaigns.stores.service import Stores
from campaigns.visits.domain import VisitState
from campaigns.visits.floor.feed import LiveFeed
from campaigns.visits.floor.views import VisitList, visit_row
from campaigns.visits.runtime import VisitRuntime
from campaigns.web.access import SESSION_COOKIE, Caller, callers

EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-Sent Events: snapshot, positions, visit, offer, beat",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


def routes(
    runtime: VisitRuntime,
    stores: Stores,
    accounts: Accounts,
    writer: Writer,
    is_logged_in: Callable[[str], Awaitable[object]],
) -> APIRouter:
    """The operational views of visits, for staff: the live floor and the list; both enter the audit log.

    Parameters
    ----------
    is_logged_in : raises `NotAuthenticated` when a log-in's token is no longer good.
    """
    router = APIRouter(prefix="/v1/stores/{store_id}", tags=["live"])

    async def opened(store_id: str, login: str, action: str) -> StoreSettings:
        def work(session: Session) -> StoreSettings:
            settings = stores.settings(session, store_id)
            accounts.audit(session, login, action, store_id, {}, runtime.clock())
            return settings

        return await writer.run(work)

    @router.get("/live", response_class=StreamingResponse, responses=EVENT_STREAM)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def live(store_id: str, staff: Staff, request: Request) -> StreamingResponse:
        """What happens on the floor, as it happens."""
        await opened(store_id, staff.login, "live.watch")
        token = request.cookies[SESSION_COOKIE]
        feed = LiveFeed(runtime, stores, store_id, lambda: is_logged_in(token))
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(feed.events(), media_type="text/event-stream", headers=headers)

    @router.get("/visits")
    @callers(Caller.STAFF)
    async def list_visits(
        store_id: str,
        staff: Staff,
        state: VisitState | None = None,
        limit: int = Query(default=100, ge=1, le=1000),
    ) -> VisitList:
        """The latest visits, newest first, by pseudonym."""
        await opened(store_id, staff.login, "visits.list")
        visits = await runtime.read(lambda s: runtime.visits.latest(s, store_id, state, limit))
        return VisitList(items=[visit_row(visit) for visit in visits])

    return router
