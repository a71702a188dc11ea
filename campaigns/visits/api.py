"""Visits over plain HTTP, for shoppers: what the socket does, without the socket."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from campaigns.delivery.service import Deliveries
from campaigns.errors import InvalidInput
from campaigns.shoppers.domain import ShopperIdentity
from campaigns.visits import stream
from campaigns.visits.domain import SequenceGap, Visit
from campaigns.visits.frames import binary_frame, json_frame, parsed
from campaigns.visits.runtime import VisitRuntime
from campaigns.visits.schemas import HelloBody, NextSequence, OfferList, VisitView, WelcomeView
from campaigns.visits.statuses import STATUSES
from campaigns.visits.turn import PendingFrame
from campaigns.web.access import Caller, caller_of, callers
from campaigns.web.bodies import allow_body
from campaigns.web.problems import MEDIA_TYPE, problem_of
from positioning.types import BeaconKey
from positioning.wire import MAX_JSON_BYTES

__all__ = ["STATUSES", "routes"]

MAX_POST_BYTES = 4 * MAX_JSON_BYTES
"""An array of frames: several at once, for an app that was offline."""


def shopper_of(request: Request) -> ShopperIdentity:
    """The shopper whom the gate identified."""
    return caller_of(request, ShopperIdentity)


Shopper = Annotated[ShopperIdentity, Depends(shopper_of)]


def routes(runtime: VisitRuntime, deliveries: Deliveries) -> APIRouter:
    """The shopper's routes of visits, the stream among them."""
    router = APIRouter(prefix="/v1", tags=["visits"])
    router.include_router(stream.routes(runtime))

    @router.post("/stores/{store_id}/visits", status_code=201, responses=_RESUMED)
    @callers(Caller.SHOPPER)
    async def open_visit(store_id: str, body: HelloBody, shopper: Shopper, response: Response) -> WelcomeView:
        """Begin a visit, or resume it (then 200)."""
        welcome = await runtime.open(store_id, shopper, body.hello())
        if not welcome.is_new:
            response.status_code = 200
        return WelcomeView.of(welcome)

    @router.post("/visits/{visit_id}/frames", response_model=NextSequence, openapi_extra=_FRAMES)
    @callers(Caller.SHOPPER)
    async def take_frames(visit_id: UUID, shopper: Shopper, request: Request) -> Any:
        """Store frames: a JSON array of them, or one binary frame. Answers when they are durable."""
        allow_body(request, MAX_POST_BYTES)
        body = await request.body()
        waiting = await _frames(runtime, visit_id, shopper, body, request.headers.get("content-type", ""))
        answers = [await runtime.ingest.submit(pending) for pending in waiting]
        told = await asyncio.gather(*answers, return_exceptions=True)
        for answer in told:
            if isinstance(answer, SequenceGap):
                return _gap(answer)
            if isinstance(answer, BaseException):
                raise answer
        return NextSequence(next_sequence=max(answer for answer in told if isinstance(answer, int)))

    @router.post("/visits/{visit_id}/end", status_code=202)
    @callers(Caller.SHOPPER)
    async def end_visit(visit_id: UUID, shopper: Shopper) -> VisitView:
        """End a visit; its path is smoothed soon after. Ending it again changes nothing."""
        await runtime.end(visit_id, shopper)
        return VisitView.of(await runtime.read(lambda s: runtime.visits.own(s, str(visit_id), shopper)))

    @router.get("/visits/{visit_id}")
    @callers(Caller.SHOPPER)
    async def get_visit(visit_id: UUID, shopper: Shopper) -> VisitView:
        """One's own visit."""
        return VisitView.of(await runtime.read(lambda s: runtime.visits.own(s, str(visit_id), shopper)))

    @router.get("/visits/{visit_id}/offers")
    @callers(Caller.SHOPPER)
    async def get_offers(visit_id: UUID, shopper: Shopper) -> OfferList:
        """Offers of one's own visit; those that waited count as sent now."""
        visit = await runtime.read(lambda s: runtime.visits.own(s, str(visit_id), shopper))
        waiting = await runtime.pending(visit.id)
        if waiting:
            await runtime.cleared([message.delivery_id for message in waiting])
        return OfferList.of(await runtime.read(lambda s: deliveries.of_visit(s, visit.id)))

    return router


_RESUMED: dict[int | str, dict[str, Any]] = {200: {"description": "Resumed", "model": WelcomeView}}

_FRAMES = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


async def _frames(
    runtime: VisitRuntime, visit_id: UUID, shopper: ShopperIdentity, body: bytes, content_type: str
) -> list[PendingFrame]:
    def own(session: Session) -> tuple[Visit, tuple[BeaconKey, ...]]:
        visit = runtime.visits.own(session, str(visit_id), shopper)
        return visit, runtime.visits.beacons(session, visit)

    visit, beacons = await runtime.read(own)
    now = runtime.clock()
    if content_type.partition(";")[0].strip() == "application/octet-stream":
        return [binary_frame(body, visit.id, beacons, now)]
    messages = parsed(body, MAX_POST_BYTES)
    if not isinstance(messages, list) or not messages:
        raise InvalidInput("body", "not an array of frames")
    for message in messages:
        if not isinstance(message, dict):
            raise InvalidInput("body", "a frame is an object")
    return [json_frame(message, visit.id, beacons, now) for message in messages]


def _gap(gap: SequenceGap) -> JSONResponse:
    """A problem with the number to go on from."""
    problem = problem_of(gap, 409).model_dump(exclude_none=True)
    return JSONResponse(problem | {"next_sequence": gap.next_sequence}, 409, media_type=MEDIA_TYPE)
