"""Guided surveys over HTTP, for the page on a surveyor's phone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from campaigns.accounts.api import Staff
from campaigns.accounts.domain import ANY_ROLE
from campaigns.accounts.service import Accounts
from campaigns.errors import NotFound
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.surveys.domain import OpenedWalk
from campaigns.stores.surveys.motion import LARGEST_BYTES
from campaigns.stores.surveys.radio import LARGEST_LOG_BYTES, read_log
from campaigns.stores.surveys.schemas import Entries, Name, Offer, OpenWalk, PairingCode
from campaigns.stores.surveys.service import Surveys
from campaigns.stores.surveys.views import (
    ProgressView,
    ReportView,
    ScannerState,
    ScannerView,
    WalkList,
    WalkView,
)
from campaigns.web.access import Caller, callers
from campaigns.web.bodies import allow_body
from campaigns.web.heavy import HeavyWork
from campaigns.web.rates import RateLimit
from positioning.capture.records import MAX_COORDINATE_M

REQUESTS_PER_MINUTE = 240
"""Of one person: a page tells of a tap, of ten seconds of motion, and asks how it stands, now and then."""

JOINS_PER_MINUTE = 20
"""Of one person: a walk of ten minutes with motion takes two to four seconds to be joined."""

WALK = "/v1/stores/{store_id}/survey/walks/{walk_id}"
Device = Annotated[Name, Query()]
Number = Annotated[int, Query(ge=1, le=10_000_000)]
Place = Annotated[float | None, Query(ge=-MAX_COORDINATE_M, le=MAX_COORDINATE_M, allow_inf_nan=False)]


def _raw(media_type: str, description: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "binary"}
    body = {"required": True, "description": description, "content": {media_type: {"schema": schema}}}
    return {"requestBody": body}


def routes(
    surveys: Surveys,
    accounts: Accounts,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
    heavy: HeavyWork,
) -> APIRouter:
    """The routes of survey walks. A walk's opening, end and deletion are written to the audit log, as is the
    pairing of a scanner; its taps are its own record."""
    router = APIRouter(tags=["survey"])
    limit = RateLimit(REQUESTS_PER_MINUTE, 60.0)
    joins = RateLimit(JOINS_PER_MINUTE, 60.0)

    async def shown(store_id: str, walk_id: str) -> WalkView:
        """How a walk stands; what it takes to tell is not the writer's."""
        return await asyncio.to_thread(
            database.read, lambda session: WalkView.of(surveys.state(session, store_id, walk_id))
        )

    @router.get("/v1/stores/{store_id}/survey")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def progress(
        store_id: str,
        staff: Staff,
        level_id: Annotated[str | None, Query(max_length=64)] = None,
        start_x_m: Place = None,
        start_y_m: Place = None,
        afresh: bool = False,
    ) -> ProgressView:
        """How much of a level is covered, and the way past what is left, from where the surveyor stands; or
        `afresh`, past everything."""
        limit.take(staff.login)
        start_m = None if start_x_m is None or start_y_m is None else (start_x_m, start_y_m)

        def work(session: Session) -> ProgressView:
            return ProgressView.of(surveys.progress(session, store_id, level_id, start_m, afresh=afresh))

        return await heavy.run(lambda: database.read(work))

    @router.get("/v1/stores/{store_id}/survey/walks")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def walks(store_id: str, level_id: Annotated[str | None, Query(max_length=64)] = None) -> WalkList:
        """The walks of a store, or of one level, the first one first."""

        def work(session: Session) -> WalkList:
            return WalkList(
                items=[WalkView.of(state) for state in surveys.states(session, store_id, level_id)]
            )

        return await heavy.run(lambda: database.read(work))

    @router.put(WALK)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def open_walk(store_id: str, walk_id: Name, body: OpenWalk, staff: Staff) -> WalkView:
        """Open a walk under an id that the page made up; the same again changes nothing."""
        limit.take(staff.login)
        now = clock()

        def work(session: Session) -> None:
            revision = surveys.revision(session, store_id)
            wanted = OpenedWalk(
                walk_id, store_id, body.level_id, revision, body.device, body.phone, staff.login, now
            )
            if surveys.open(session, wanted) == wanted:
                accounts.audit(session, staff.login, "survey.open", store_id, {"walk": walk_id}, now)

        await writer.run(work)
        return await shown(store_id, walk_id)

    @router.get(WALK)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def show(store_id: str, walk_id: Name, staff: Staff) -> ReportView:
        """One walk joined with what was heard: what its recordings hold, how well the clocks are known."""
        joins.take(staff.login)
        return await heavy.run(
            lambda: database.read(lambda session: ReportView.of(surveys.report(session, store_id, walk_id)))
        )

    @router.delete(WALK, status_code=204)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def delete(store_id: str, walk_id: Name, staff: Staff) -> None:
        """Forget a walk."""
        now = clock()

        def work(session: Session) -> None:
            surveys.delete(session, store_id, walk_id)
            accounts.audit(session, staff.login, "survey.delete", store_id, {"walk": walk_id}, now)

        await writer.run(work)

    @router.post(WALK + "/entries")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def tell(store_id: str, walk_id: Name, body: Entries, staff: Staff) -> WalkView:
        """Tell of taps and of what was taken back; what came before changes nothing."""
        limit.take(staff.login)
        entries = [each.entry() for each in body.entries]
        readings = {each.clock: [reading.reading() for reading in each.readings] for each in body.clocks}
        now = clock()

        def work(session: Session) -> None:
            ended = surveys.tell(session, store_id, walk_id, body.device, entries, readings)
            if ended is not None:
                detail = {"walk": walk_id, "legs": len(ended.legs)}
                accounts.audit(session, staff.login, "survey.end", store_id, detail, now)

        await writer.run(work)
        return await shown(store_id, walk_id)

    @router.post(
        WALK + "/motion",
        status_code=204,
        openapi_extra=_raw(
            "application/octet-stream", "rows of ten little-endian 64-bit floats: docs/survey.md"
        ),
    )
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def motion(
        store_id: str,
        walk_id: Name,
        request: Request,
        staff: Staff,
        device: Device,
        sequence: Number,
        page_clock: Annotated[Name, Query(alias="clock")],
    ) -> None:
        """Tell of some seconds of the phone's motion; the same number again changes nothing."""
        limit.take(staff.login)
        allow_body(request, LARGEST_BYTES)
        body = await request.body()
        await writer.run(
            lambda session: surveys.add_motion(session, store_id, walk_id, device, sequence, page_clock, body)
        )

    @router.post(
        WALK + "/log",
        status_code=204,
        openapi_extra=_raw("text/plain", "a recording (docs/recordings.md) of the same phone, plain or gzip"),
    )
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def log(store_id: str, walk_id: Name, request: Request, staff: Staff) -> None:
        """Add what an app on the same phone recorded meanwhile: its stamps are of the phone's own clock."""
        limit.take(staff.login)
        allow_body(request, LARGEST_LOG_BYTES)
        body = await request.body()
        kept, sha256 = await heavy.run(lambda: read_log(body))
        now = clock()

        def work(session: Session) -> None:
            surveys.add_log(session, store_id, walk_id, kept, sha256)
            accounts.audit(session, staff.login, "survey.log", store_id, {"walk": walk_id}, now)

        await writer.run(work)

    @router.get(WALK + "/recording", response_class=Response)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def recording(store_id: str, walk_id: Name, staff: Staff, part: Number = 1) -> Response:
        """A part of a walk as a recording (docs/recordings.md), gzip."""
        joins.take(staff.login)
        report = await heavy.run(
            lambda: database.read(lambda session: surveys.report(session, store_id, walk_id))
        )
        if part > len(report.recordings):
            raise NotFound("part of walk", f"{walk_id}: {part}")
        found = report.recordings[part - 1]
        headers = {"Content-Disposition": f'attachment; filename="{found.name}.txt.gz"'}
        return Response(found.packed, media_type="application/gzip", headers=headers)

    @router.get("/v1/stores/{store_id}/survey/scanner")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def scanner(store_id: str, device: Device) -> ScannerState:
        """The scanner that hears for a phone."""

        def work(session: Session) -> ScannerState:
            found = surveys.paired(session, store_id, device)
            return ScannerState(scanner=None if found is None else ScannerView.of(found, clock()))

        return await asyncio.to_thread(database.read, work)

    @router.post("/v1/stores/{store_id}/survey/scanner", status_code=201)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def offer(store_id: str, body: Offer, staff: Staff) -> PairingCode:
        """A code that pairs one scanner with this phone, for half an hour."""
        limit.take(staff.login)
        now = clock()

        def work(session: Session) -> PairingCode:
            surveys.revision(session, store_id)
            code, until = surveys.scanners.offer(session, store_id, body.device, now)
            accounts.audit(session, staff.login, "survey.offer-code", store_id, {"device": body.device}, now)
            return PairingCode(code=code, until=until)

        return await writer.run(work)

    @router.delete("/v1/stores/{store_id}/survey/scanner", status_code=204)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def release(store_id: str, device: Device, staff: Staff) -> None:
        """End the pairing; what was heard stays."""
        now = clock()

        def work(session: Session) -> None:
            surveys.scanners.release(session, store_id, device, now)
            accounts.audit(session, staff.login, "survey.release-scanner", store_id, {"device": device}, now)

        await writer.run(work)

    return router
