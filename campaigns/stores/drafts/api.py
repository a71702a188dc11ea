"""Map drafts and revisions over HTTP."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import JSONResponse, Response

from campaigns.accounts.api import Staff
from campaigns.accounts.domain import ANY_ROLE, OPERATORS
from campaigns.stores.drafts.desk import DraftDesk
from campaigns.stores.drafts.domain import Change, DraftConflict
from campaigns.stores.drafts.schemas import (
    ChangesBody,
    DifferenceView,
    DraftConflictProblem,
    DraftView,
    ProblemList,
    PublishBody,
    RebaseBody,
    RestoreBody,
    RevisionList,
    RevisionNumber,
    RevisionView,
    Saved,
    conflict_members,
    problem_views,
)
from campaigns.web.access import Caller, callers
from campaigns.web.bodies import allow_body
from campaigns.web.problems import MEDIA_TYPE, problem_of
from campaigns.web.rates import RateLimit

LARGEST_CHANGES_BYTES = 4 * 1024 * 1024
"""2,000 features with 100 corners each."""

SAVES, SAVES_WITHIN_S = 120, 60.0
"""Of one person: an editor that saves every second has twice what it needs."""


def _changes_schema() -> dict[str, Any]:
    """The body of a save, which is read here and not by the framework: it may be larger than most."""
    schema = ChangesBody.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["properties"]["changes"]["items"] = schema.pop("$defs")["ChangeBody"]
    return schema


_CHANGES: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _changes_schema()}}}
}
_CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"description": "Somebody else changed the same; nothing was stored", "model": DraftConflictProblem}
}


def routes(desk: DraftDesk) -> APIRouter:
    """The draft of a store: what every role draws and publishes."""
    router = APIRouter(prefix="/v1/stores/{store_id}/draft", tags=["drafts"])
    saves = RateLimit(SAVES, SAVES_WITHIN_S)

    @router.get("", response_model=DraftView)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def show(store_id: str) -> Response:
        """The map as it is being drawn."""
        seen = await desk.look(store_id)
        return await desk.threads.answer(lambda: DraftView.of(seen))

    @router.get("/problems", response_model=ProblemList)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def show_problems(store_id: str) -> Response:
        """What is wrong or doubtful on the draft; a large floor takes seconds."""
        version, found = await desk.problems(store_id)
        return await desk.threads.answer(
            lambda: ProblemList(version=version, items=problem_views(found) or [])
        )

    @router.post("/changes", response_model=Saved, responses=_CONFLICT, openapi_extra=_CHANGES)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def change(store_id: str, staff: Staff, request: Request) -> Any:
        """Change features, all or none."""
        saves.take(staff.login)
        allow_body(request, LARGEST_CHANGES_BYTES)
        body, changes = await desk.threads.run(partial(_changes, store_id, await request.body()))
        try:
            seen = await desk.change(store_id, body.version, changes, body.reason, staff.login)
        except DraftConflict as conflict:
            return _told(conflict)
        return await desk.threads.answer(lambda: Saved.of(seen))

    @router.post("/publish", response_model=RevisionNumber, responses=_CONFLICT)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def publish(store_id: str, body: PublishBody, staff: Staff) -> Any:
        """Make the draft the next revision of the map."""
        try:
            number = await desk.publish(store_id, body.version, body.note, staff.login)
        except DraftConflict as conflict:
            return _told(conflict)
        return RevisionNumber(revision=number)

    @router.post("/rebase", response_model=DraftView, responses=_CONFLICT)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def rebase(store_id: str, body: RebaseBody, staff: Staff) -> Any:
        """Put the draft over the current revision, saying whose change stays where both changed a feature."""
        try:
            seen = await desk.rebase(store_id, body.version, body.read(store_id), staff.login)
        except DraftConflict as conflict:
            return _told(conflict)
        return await desk.threads.answer(lambda: DraftView.of(seen))

    @router.delete("", status_code=204, response_model=None, responses=_CONFLICT)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def discard(store_id: str, version: int, staff: Staff) -> Response:
        """Throw the draft away, as it was at `version`."""
        try:
            await desk.discard(store_id, version, staff.login)
        except DraftConflict as conflict:
            return _told(conflict)
        return Response(status_code=204)

    return router


def revision_routes(desk: DraftDesk) -> APIRouter:
    """The published revisions of a store."""
    router = APIRouter(prefix="/v1/stores/{store_id}/revisions", tags=["drafts"])

    @router.get("")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def list_revisions(store_id: str) -> RevisionList:
        """Every revision, the newest first."""
        return RevisionList(items=[RevisionView.of(entry) for entry in await desk.revisions(store_id)])

    @router.get("/{number}/difference", response_model=DifferenceView)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def show_difference(store_id: str, number: int, to: int | Literal["draft"]) -> Response:
        """What a revision differs by from another one or from the draft."""
        found = await desk.difference(store_id, number, None if to == "draft" else to)
        return await desk.threads.answer(lambda: DifferenceView.of(found))

    @router.post("/{number}/restore")
    @callers(Caller.STAFF, roles=OPERATORS)
    async def restore(store_id: str, number: int, body: RestoreBody, staff: Staff) -> RevisionNumber:
        """Publish an earlier revision again: roll back."""
        return RevisionNumber(revision=await desk.restore(store_id, number, body.note, staff.login))

    return router


def _changes(store_id: str, body: bytes) -> tuple[ChangesBody, list[Change]]:
    try:
        read = ChangesBody.model_validate_json(body)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from error
    return read, read.read(store_id)


def _told(conflict: DraftConflict) -> JSONResponse:
    """A problem with what changed."""
    problem = problem_of(conflict, 409).model_dump(exclude_none=True)
    return JSONResponse(problem | conflict_members(conflict), 409, media_type=MEDIA_TYPE)
