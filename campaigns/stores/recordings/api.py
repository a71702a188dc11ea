"""Uploaded survey walks over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from campaigns.accounts.api import Staff
from campaigns.accounts.domain import ANY_ROLE
from campaigns.accounts.service import Accounts
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.recordings.domain import UploadedWalk
from campaigns.stores.recordings.service import Recordings, check
from campaigns.web.access import Caller, callers
from campaigns.web.bodies import allow_body
from campaigns.web.heavy import HeavyWork

LARGEST_RECORDING_BYTES = 16 * 1024 * 1024
"""An hour and a half of four sensors at 50 Hz, packed."""

RECORDING_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "a recording (docs/recordings.md), plain or gzip",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

Level = Annotated[str | None, Query(max_length=64, description="by default the store's first level")]
Name = Annotated[str, Query(max_length=120, description="of the file, ending in .txt or .txt.gz")]


class RecordingView(BaseModel):
    """An uploaded walk."""

    name: str
    waypoints: int
    sightings: int
    duration_s: float
    uploaded_by: str
    uploaded_at: datetime


class RecordingList(BaseModel):
    """The uploaded walks of a level, by name."""

    items: list[RecordingView]


def routes(
    recordings: Recordings,
    accounts: Accounts,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
    heavy: HeavyWork,
) -> APIRouter:
    """The routes of uploaded walks; every change is written to the audit log with its author."""
    router = APIRouter(tags=["surveys"], prefix="/v1/stores/{store_id}/recordings")

    @router.get("")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def list_recordings(store_id: str, level: Level = None) -> RecordingList:
        """The uploaded walks of a level, by name."""
        found = await asyncio.to_thread(
            database.read, lambda session: recordings.of_level(session, store_id, level)
        )
        return RecordingList(items=[_view(walk) for walk in found])

    @router.post("", status_code=201, openapi_extra=RECORDING_BODY)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def upload(
        store_id: str, staff: Staff, request: Request, name: Name, level: Level = None
    ) -> RecordingView:
        """Upload a survey walk, for the next fit; the same again changes nothing."""
        allow_body(request, LARGEST_RECORDING_BYTES)
        body = await request.body()
        found = await heavy.run(lambda: check(name, body, staff.login, clock()))

        def work(session: Session) -> UploadedWalk:
            walk = recordings.add(session, store_id, level, found)
            detail = {"name": walk.name, "waypoints": walk.waypoints}
            accounts.audit(session, staff.login, "recording.upload", store_id, detail, clock())
            return walk

        return _view(await writer.run(work))

    @router.delete("/{name}", status_code=204)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def remove(store_id: str, name: str, staff: Staff, level: Level = None) -> None:
        """Forget an uploaded walk: the next fit goes without it."""

        def work(session: Session) -> None:
            recordings.remove(session, store_id, level, name)
            accounts.audit(session, staff.login, "recording.delete", store_id, {"name": name}, clock())

        await writer.run(work)

    return router


def _view(walk: UploadedWalk) -> RecordingView:
    return RecordingView(
        name=walk.name,
        waypoints=walk.waypoints,
        sightings=walk.sightings,
        duration_s=walk.duration_s,
        uploaded_by=walk.uploaded_by,
        uploaded_at=walk.uploaded_at,
    )
