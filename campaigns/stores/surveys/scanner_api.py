"""The scanner's side of a survey over HTTP: the service's clock, pairing, what was heard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session

from campaigns.accounts.service import Accounts
from campaigns.errors import NotAuthenticated
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.surveys.domain import PairedScanner
from campaigns.stores.surveys.scanners import Scanners
from campaigns.stores.surveys.schemas import Pair, Paired, RadioBody, RadioTaken
from campaigns.stores.surveys.views import ClockView
from campaigns.web.access import Caller, bearer_token, callers
from campaigns.web.rates import RateLimit, address_key

GUESSES, GUESSES_WITHIN_S = 10, 300.0
BATCHES_PER_MINUTE = 600
"""Of one scanner: what it kept for an hour without a network comes in three minutes."""


def routes(
    scanners: Scanners,
    accounts: Accounts,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
) -> APIRouter:
    """The routes of scanners: they prove themselves by a code, then by a token of their own."""
    router = APIRouter(tags=["survey"])
    guesses = RateLimit(GUESSES, GUESSES_WITHIN_S)
    limit = RateLimit(BATCHES_PER_MINUTE, 60.0)

    async def paired(request: Request) -> PairedScanner:
        token = bearer_token(request)
        if token is None:
            raise NotAuthenticated("a paired scanner's token is needed")
        now = clock()
        return await asyncio.to_thread(database.read, lambda session: scanners.identify(session, token, now))

    @router.get("/v1/clock")
    @callers(Caller.PUBLIC)
    async def now() -> ClockView:
        """The service's time; by round trips a device learns how far off its own clock is."""
        return ClockView(unix_ms=round(clock().timestamp() * 1e3, 3))

    @router.post("/v1/survey/scanners", status_code=201)
    @callers(Caller.PUBLIC)
    async def pair(body: Pair, request: Request) -> Paired:
        """Pair with the phone whose page shows the code; a code pairs once."""
        address = address_key(request.client.host if request.client else None)
        guesses.take(address)
        at = clock()

        def work(session: Session) -> Paired:
            token, store_id = scanners.pair(session, body.code, body.name, at)
            scanner = scanners.identify(session, token, at)
            accounts.audit(session, f"scanner {scanner.scanner_id}", "survey.pair", store_id, {}, at)
            return Paired(scanner_id=scanner.scanner_id, store_id=store_id, token=token)

        found = await writer.run(work)
        guesses.give_back(address)
        return found

    @router.post("/v1/survey/radio")
    @callers(Caller.PUBLIC)
    async def radio(body: RadioBody, request: Request) -> RadioTaken:
        """Send what was heard, with the scanner's token as a bearer; the same batch again changes nothing."""
        scanner = await paired(request)
        limit.take(str(scanner.scanner_id))
        heard = [each.heard() for each in body.sightings]
        readings = [each.reading() for each in body.readings]
        at = clock()

        def work(session: Session) -> bool:
            owner = str(scanner.scanner_id)
            scanners.read_clock(session, scanner.store_id, owner, body.clock, readings)
            return scanners.take(session, scanner, body.sequence, body.clock, heard, at)

        return RadioTaken(is_new=await writer.run(work), sightings=len(heard))

    return router
