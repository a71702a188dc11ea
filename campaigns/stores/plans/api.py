"""Plans, pictures and alignments over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from campaigns.accounts.api import Staff
from campaigns.accounts.domain import ANY_ROLE, OPERATORS
from campaigns.accounts.service import Accounts
from campaigns.errors import InvalidInput
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.api import CountFigures, StoreDetail, store_detail
from campaigns.stores.domain import StoreKind
from campaigns.stores.pictures.domain import LARGEST_PICTURE_BYTES, StoredPicture
from campaigns.stores.pictures.service import Pictures
from campaigns.stores.plans.first_guess import first_guess
from campaigns.stores.plans.pictured import pictured_store, read_upload
from campaigns.stores.plans.reading import LARGEST_PLAN_BYTES, SaidOfUpload, read_plan, suffix_of
from campaigns.stores.plans.schemas import AlignmentBody, AlignmentView
from campaigns.stores.service import Stores
from campaigns.web.access import Caller, callers
from campaigns.web.bodies import allow_body
from campaigns.web.heavy import HeavyWork
from campaigns.web.rates import RateLimit

UPLOADS, UPLOADS_WITHIN_S = 30, 600.0
"""Of one person; each may take a minute of one core."""

Text = Annotated[str, Query(max_length=200)]
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "a picture (PNG, JPEG), DXF drawing, GeoJSON, zipped IMDF archive or store.json",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture",
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in ("image/png", "image/jpeg")
        },
    },
    304: {"description": "The caller has it already (If-None-Match)"},
}


class PictureView(BaseModel):
    """A picture that was kept, and how it lies on the floor at a first guess of its scale."""

    file: str
    width_px: int
    height_px: int
    floor_from_image: list[float]


def routes(
    stores: Stores,
    accounts: Accounts,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
    readers: HeavyWork,
    *,
    count_figures: CountFigures,
) -> APIRouter:
    """Stores from plans of any kind; the pictures they were drawn from; where pictures lie on the floor.

    Parameters
    ----------
    readers : reads what was sent, one file after the other.
    count_figures : what happens in a store now, from the capabilities that know.
    """
    router = APIRouter(tags=["plans"])
    pictures = Pictures(stores)
    uploads = RateLimit(UPLOADS, UPLOADS_WITHIN_S)

    def read(content: bytes, said: SaidOfUpload) -> tuple[bytes, StoredPicture | None]:
        """The document of a plan, parsed so that the writer need not, and its picture where it is one."""
        suffix, now = suffix_of(content), clock()
        if suffix == "":
            raise InvalidInput(
                "body", "is no floor plan: no PNG or JPEG picture, DXF, GeoJSON, IMDF or store", "no-plan"
            )
        if suffix in (".png", ".jpg", ".svg"):
            picture, kept = read_upload(content, suffix, said.file)
            return pictured_store(picture, said, now), kept
        document = read_plan(content, suffix, said, now)
        stores.read_document(document)
        return document, None

    @router.post("/v1/plans", status_code=201, openapi_extra=_FILE)
    @callers(Caller.STAFF, roles=OPERATORS)
    async def create(
        staff: Staff,
        request: Request,
        kind: StoreKind = StoreKind.LIVE,
        store_id: Text = "",
        name: Text = "",
        time_zone: Text = "",
        file: Text = "",
    ) -> StoreDetail:
        """Create a store from a plan; what the plan does not say, the query has to."""
        uploads.take(staff.login)
        allow_body(request, LARGEST_PLAN_BYTES)
        said = SaidOfUpload(store_id, name, time_zone, file)
        content = await request.body()
        document, picture = await readers.run(lambda: read(content, said))

        def work(session: Session) -> StoreDetail:
            now = clock()
            made = stores.create(session, document, kind, now, staff.login)
            if picture is not None:
                pictures.add(session, made, picture, now)
            accounts.audit(session, staff.login, "plan.import", made, {"kind": kind.value}, now)
            settings = stores.settings(session, made)
            return store_detail(settings, count_figures(session, settings, now))

        return await writer.run(work)

    @router.post("/v1/stores/{store_id}/pictures", status_code=201, openapi_extra=_FILE)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def add_picture(store_id: str, staff: Staff, request: Request, file: Text = "") -> PictureView:
        """Keep a picture for a level to be drawn from; a `level` change of the draft puts it there."""
        uploads.take(staff.login)
        allow_body(request, LARGEST_PICTURE_BYTES)
        content = await request.body()
        suffix = suffix_of(content)
        if suffix not in (".png", ".jpg", ".svg"):
            raise InvalidInput("body", "is no picture: PNG or JPEG is needed", "no-picture")
        picture, kept = await readers.run(lambda: read_upload(content, suffix, file))

        def work(session: Session) -> str:
            name = pictures.add(session, store_id, kept, clock())
            accounts.audit(session, staff.login, "picture.add", store_id, {"file": name}, clock())
            return name

        guess = first_guess(picture.width_px, picture.height_px)
        return PictureView(
            file=await writer.run(work),
            width_px=picture.width_px,
            height_px=picture.height_px,
            floor_from_image=list(guess.floor_from_image),
        )

    @router.get("/v1/stores/{store_id}/pictures/{file}", response_class=Response, responses=_PICTURE)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def show_picture(store_id: str, file: str, request: Request) -> Response:
        """A picture that a map was drawn from."""
        found = await asyncio.to_thread(database.read, lambda session: pictures.get(session, store_id, file))
        tag = f'"{found.sha256[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(found.content, media_type=found.media_type, headers=headers)

    @router.post("/v1/alignments")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def align(body: AlignmentBody) -> AlignmentView:
        """Where a picture lies on the floor, by what was measured on it, and how well that fits together."""
        return body.aligned()

    return router
