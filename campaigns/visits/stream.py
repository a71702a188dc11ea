"""The sensor stream: one WebSocket of one visit (`docs/wire.md`).

Two tasks share a socket. The listener reads a message, hands frames to the ingest and reads on without
waiting for the acknowledgement, until too many are under way. The talker alone sends: cumulative
acknowledgements, problems, offers, the end. A listener that waits does not read, so a phone that sends faster
than the service takes fills its own buffers, not ours.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from fastapi import APIRouter
from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from campaigns.delivery.domain import OfferMessage
from campaigns.errors import (
    CampaignError,
    DatabaseFailed,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    TooManyRequests,
)
from campaigns.shoppers.domain import ShopperIdentity
from campaigns.visits.domain import CloseReason, HelloMissing, SequenceGap, VisitClosed
from campaigns.visits.frames import binary_frame, json_frame, parsed
from campaigns.visits.runtime import VisitRuntime
from campaigns.visits.schemas import HelloBody, WelcomeView
from campaigns.visits.service import Welcome
from campaigns.visits.statuses import STATUSES
from campaigns.visits.turn import PendingFrame
from campaigns.web.access import Caller, bearer_token, callers
from campaigns.web.problems import STATUSES as COMMON_STATUSES
from campaigns.web.problems import problem_of, reason_of, status_of
from campaigns.web.rates import RateLimit
from positioning.errors import MalformedFrame
from positioning.wire import MAX_JSON_BYTES

log = structlog.get_logger("aislecast.visits")

HELLO_WITHIN_S = 10.0
FRAMES_UNDER_WAY = 64
"""Frames of one socket between reading and acknowledgement; at a frame a second that is a minute's resend."""

MESSAGES_PER_S = 100
"""One socket's messages, a hundred times what a phone sends; faster ones are read later, not refused."""

NORMAL, POLICY, TOO_BIG, TRY_LATER, REPLACED = 1000, 1008, 1009, 1013, 4000
FINAL = frozenset({401, 403, 404, 408, 410, 413})
"""Statuses after which a socket cannot go on."""

_CLOSE_CODES = {413: TOO_BIG, 503: TRY_LATER}

_STATUSES = {**COMMON_STATUSES, **STATUSES}


def routes(runtime: VisitRuntime) -> APIRouter:
    """The stream's route. The token may come with the hello, so the socket itself identifies the shopper."""
    router = APIRouter()

    @router.websocket("/stores/{store_id}/stream")
    @callers(Caller.PUBLIC)
    async def stream(websocket: WebSocket, store_id: str) -> None:
        await websocket.accept()
        try:
            await _serve(runtime, websocket, store_id)
        except WebSocketDisconnect:
            return
        except DatabaseFailed as failure:
            with suppress(WebSocketDisconnect):
                await _dismiss(websocket, failure)

    return router


async def _serve(runtime: VisitRuntime, websocket: WebSocket, store_id: str) -> None:
    try:
        shopper, welcome = await _greet(runtime, websocket, store_id)
    except CampaignError as error:
        if isinstance(error, VisitClosed):
            await _hand_over(runtime, websocket, error.visit_id)
        await _dismiss(websocket, error)
        return
    conversation = Conversation(runtime, websocket, shopper, welcome)
    runtime.sockets.attach(conversation.visit_id, conversation)
    try:
        await conversation.hold()
    finally:
        runtime.sockets.detach(conversation.visit_id, conversation)


async def _dismiss(websocket: WebSocket, error: CampaignError) -> None:
    """Tell a problem with which a socket cannot go on, and close it."""
    problem = _problem(error)
    await websocket.send_json(problem)
    await websocket.close(_CLOSE_CODES.get(problem["status"], POLICY))


async def _hand_over(runtime: VisitRuntime, websocket: WebSocket, visit_id: str) -> None:
    """Send what a visit's phone has not confirmed: the service may have been killed before it could."""
    pending = await runtime.pending(visit_id)
    for offer in await runtime.cleared([offer.delivery_id for offer in pending]):
        await websocket.send_json(offer.wire())


async def _greet(
    runtime: VisitRuntime, websocket: WebSocket, store_id: str
) -> tuple[ShopperIdentity, Welcome]:
    """The first message: who, and which visit."""
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            message = _told(await _receive(websocket))
    except TimeoutError as error:
        raise HelloMissing(HELLO_WITHIN_S) from error
    if message.get("type") != "hello":
        raise InvalidInput("type", "the first message is a hello")
    token = bearer_token(websocket) or message.get("token", "")
    if not token or not isinstance(token, str):
        raise NotAuthenticated("no token")
    shopper = await runtime.read(lambda session: runtime.shoppers.identify(session, token))
    try:
        hello = HelloBody.model_validate(message).hello()
    except ValidationError as error:
        fault = error.errors()[0]
        raise InvalidInput(".".join(str(part) for part in fault["loc"]), reason_of(fault["msg"])) from error
    return shopper, await runtime.open(store_id, shopper, hello)


async def _receive(websocket: WebSocket) -> bytes | str:
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", NORMAL))
    heard: bytes | str | None = message.get("text")
    return heard if heard is not None else bytes(message["bytes"])


def _told(message: bytes | str) -> Mapping[str, Any]:
    """A text message as an object."""
    if isinstance(message, bytes):
        raise InvalidInput("type", "a text message was expected")
    told = parsed(message, MAX_JSON_BYTES)
    if not isinstance(told, dict):
        raise InvalidInput("message", "not an object")
    return told


def _problem(error: Exception, sequence: int | None = None) -> dict[str, Any]:
    status = status_of(error, _STATUSES)
    told = problem_of(error, status)
    problem: dict[str, Any] = {
        "type": "problem",
        "status": status,
        "title": told.title,
        "detail": told.detail,
    }
    if sequence is not None:
        problem["sequence"] = sequence
    if isinstance(error, SequenceGap):
        problem["next_sequence"] = error.next_sequence
    return problem


class Conversation:
    """One socket after its hello."""

    def __init__(
        self, runtime: VisitRuntime, websocket: WebSocket, shopper: ShopperIdentity, welcome: Welcome
    ) -> None:
        self.visit_id = welcome.visit.id
        self._runtime = runtime
        self._websocket = websocket
        self._shopper = shopper
        self._welcome = welcome
        self._rate = RateLimit(count=2 * MESSAGES_PER_S, per_s=2.0)
        self._room = asyncio.Semaphore(FRAMES_UNDER_WAY)
        self._woken = asyncio.Event()
        self._acknowledged: int | None = None
        self._problems: deque[dict[str, Any]] = deque()
        self._offers: list[str] = []
        self._ended: CloseReason | None = None
        self._replaced = False

    async def hold(self) -> None:
        """Welcome the phone, then converse until either side ends it."""
        welcome = WelcomeView.of(self._welcome).model_dump(mode="json")
        await self._websocket.send_json({"type": "welcome", **welcome})
        self.offer(await self._runtime.pending(self.visit_id))
        tasks = {asyncio.create_task(self._listen()), asyncio.create_task(self._talk())}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    # What the service tells (VisitSocket)

    def offer(self, offers: Sequence[OfferMessage]) -> None:
        self._offers += [offer.delivery_id for offer in offers]
        self._woken.set()

    def ended(self, reason: CloseReason) -> None:
        self._ended = reason
        self._woken.set()

    def replaced(self) -> None:
        self._replaced = True
        self._woken.set()

    # Listening

    async def _listen(self) -> None:
        while True:
            message = await _receive(self._websocket)
            await self._pace()
            try:
                if isinstance(message, bytes):
                    await self._take(binary_frame(message, self.visit_id, self._welcome.beacons, self._now()))
                else:
                    await self._heed(_told(message))
            except (CampaignError, MalformedFrame) as error:
                await self._refuse(_problem(error))

    async def _heed(self, message: Mapping[str, Any]) -> None:
        match message.get("type"):
            case "frame":
                await self._take(json_frame(message, self.visit_id, self._welcome.beacons, self._now()))
            case "received":
                await self._note_received(message.get("delivery_id"))
            case "end":
                await self._end()
            case _:
                raise InvalidInput("type", "not a message of this stream")

    async def _take(self, pending: PendingFrame) -> None:
        await self._room.acquire()
        answer = await self._runtime.ingest.submit(pending)
        answer.add_done_callback(lambda done: self._answered(pending.frame.sequence, done))

    def _answered(self, sequence: int, answer: asyncio.Future[int]) -> None:
        error = None if answer.cancelled() else answer.exception()
        if isinstance(error, Exception) and not isinstance(error, VisitClosed):
            self._problems.append(_problem(error, sequence))
            self._woken.set()
            return
        self._room.release()
        if isinstance(error, VisitClosed):
            self.ended(error.reason)
        elif not answer.cancelled():
            self._acknowledged = max(answer.result() - 1, self._acknowledged or 0)
            self._woken.set()

    async def _note_received(self, delivery_id: object) -> None:
        if not isinstance(delivery_id, str):
            raise InvalidInput("delivery_id", "not a string")
        try:
            await self._runtime.received(self.visit_id, delivery_id)
        except NotFound as error:
            raise InvalidInput("delivery_id", "no offer of this visit") from error

    async def _end(self) -> None:
        for _ in range(FRAMES_UNDER_WAY):  # every frame that was sent before has its answer
            await self._room.acquire()
        for _ in range(FRAMES_UNDER_WAY):
            self._room.release()
        await self._runtime.end(UUID(self.visit_id), self._shopper)
        if self._ended is None:
            self.ended(CloseReason.SHOPPER)

    async def _refuse(self, problem: dict[str, Any]) -> None:
        """Queue a problem. It takes the place of a frame under way: a flood of bad messages is not read."""
        await self._room.acquire()
        self._problems.append(problem)
        self._woken.set()

    async def _pace(self) -> None:
        while True:
            try:
                return self._rate.take("")
            except TooManyRequests as error:
                await asyncio.sleep(error.retry_after_s)

    def _now(self) -> datetime:
        return self._runtime.clock()

    # Talking

    async def _talk(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            if self._replaced:
                await self._websocket.close(REPLACED, "another socket has taken over the visit")
                return
            await self._send_acknowledgement()
            if await self._send_problems():
                return
            await self._send_offers()
            if self._ended is not None:
                await self._send_offers()  # those that were queued while the end was on its way
                await self._send_acknowledgement()
                await self._websocket.send_json({"type": "closed", "reason": self._ended})
                await self._websocket.close(NORMAL)
                return

    async def _send_acknowledgement(self) -> None:
        acknowledged, self._acknowledged = self._acknowledged, None
        if acknowledged is not None:
            await self._websocket.send_json({"type": "ack", "sequence": acknowledged})

    async def _send_problems(self) -> bool:
        """True when one of them ended the conversation."""
        while self._problems:
            problem = self._problems.popleft()
            await self._websocket.send_json(problem)
            self._room.release()
            if problem["status"] in FINAL:
                await self._websocket.close(_CLOSE_CODES.get(problem["status"], POLICY))
                return True
        return False

    async def _send_offers(self) -> None:
        due, self._offers = self._offers, []
        if not due:
            return
        try:
            cleared = await self._runtime.cleared(due)
        except DatabaseFailed:  # they stay in the outbox and go out with the next connection
            log.warning("offers_not_marked", offers=len(due))
            return
        for message in cleared:
            await self._websocket.send_json(message.wire())
