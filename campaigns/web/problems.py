"""Errors as callers see them: `application/problem+json` (RFC 9457), the same form for every failure.

This is the HTTP edge that all `api` modules share: capabilities raise facts, this table gives each fact its
status. Errors that belong to one capability come with it (`statuses` of `install`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from campaigns.errors import (
    CampaignError,
    Conflict,
    DatabaseFailed,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    Refused,
    ServiceBusy,
    TooManyRequests,
)
from campaigns.refusals import Code, Fact
from campaigns.web.methods import methods_at

MEDIA_TYPE = "application/problem+json"

STATUSES: Mapping[type[Exception], int] = {
    NotFound: 404,
    Conflict: 409,
    Refused: 403,
    NotAuthenticated: 401,
    InvalidInput: 422,
    TooManyRequests: 429,
    ServiceBusy: 503,
    DatabaseFailed: 503,
}
"""The status of each error that every capability may raise; a subclass inherits its base's."""

DATABASE_RETRY_S = 5

EXPECTED = (DatabaseFailed, ServiceBusy)
"""No defects of a route: the first was logged by the storage, the second is how the service keeps on."""

FIELD_CODES: Mapping[str, Code] = {
    "missing": "field-missing",
    "string_too_short": "text-too-short",
    "string_too_long": "text-too-long",
    "greater_than_equal": "number-too-small",
    "greater_than": "number-too-small",
    "less_than_equal": "number-too-large",
    "less_than": "number-too-large",
    "float_parsing": "no-number",
    "int_parsing": "no-number",
    "finite_number": "no-number",
    "too_long": "list-too-long",
    "literal_error": "not-among-choices",
    "enum": "not-among-choices",
}
"""What pydantic calls its complaints: those that people in front of a page can do something about."""

BOUNDS = ("min_length", "max_length", "ge", "gt", "le", "lt")
"""What pydantic knows of a complaint and may be told: never what was sent."""

logger = structlog.get_logger("aislecast.problems")


class FieldError(BaseModel):
    """One broken value: `where` is its place in the request, as `body.consent.offers`."""

    where: str
    reason: str
    code: Code | None = None
    facts: dict[str, Fact] | None = None


class Problem(BaseModel):
    """What every failure answers. `code` and `facts` say the same as `detail`, for other languages."""

    type: str
    title: str
    status: int
    detail: str
    code: Code | None = None
    facts: dict[str, Fact] | None = None
    errors: list[FieldError] | None = None


def status_of(error: Exception, statuses: Mapping[type[Exception], int] = STATUSES) -> int:
    """The status of an error, by its nearest listed base; 500 when none is listed.

    >>> status_of(NotFound("store", "s1"))
    404
    """
    for kind in type(error).__mro__:
        if kind in statuses:
            return statuses[kind]
    return 500


def problem_of(error: Exception, status: int) -> Problem:
    """The problem that tells of an error raised by the service."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
    code, facts = None, None
    if isinstance(error, CampaignError):
        code, facts = error.code, dict(error.facts) or None
    errors = None
    if isinstance(error, InvalidInput):
        errors = [FieldError(where=error.where, reason=error.reason, code=code, facts=facts)]
    return Problem(
        type=f"urn:aislecast:problem:{words.replace(' ', '-')}",
        title=words.capitalize(),
        status=status,
        detail=str(error),
        code=code,
        facts=facts,
        errors=errors,
    )


def respond(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The problem as a response; also refuses a WebSocket before it is accepted."""
    return JSONResponse(
        problem.model_dump(exclude_none=True), problem.status, headers=headers, media_type=MEDIA_TYPE
    )


def install(app: FastAPI, statuses: Mapping[type[Exception], int]) -> None:
    """Answer every failure of `app` with a problem.

    Parameters
    ----------
    statuses : the status of each error that a capability of the application raises, beside `STATUSES`.
    """
    known = {**STATUSES, **statuses}

    async def tell(_: Request, error: Exception) -> JSONResponse:
        status = status_of(error, known)
        if status >= 500 and not isinstance(error, EXPECTED):
            logger.error("request failed", error=type(error).__name__)
        headers = {}
        if isinstance(error, TooManyRequests | ServiceBusy):
            headers["Retry-After"] = str(math.ceil(error.retry_after_s))
        if isinstance(error, DatabaseFailed):
            headers["Retry-After"] = str(DATABASE_RETRY_S)
        if isinstance(error, NotAuthenticated):
            headers["WWW-Authenticate"] = "Bearer"
        return respond(problem_of(error, status), headers)

    kinds: list[type[Exception]] = [CampaignError, *statuses]
    for kind in kinds:
        app.add_exception_handler(kind, tell)
    app.add_exception_handler(RequestValidationError, _tell_invalid)
    app.add_exception_handler(HTTPException, _tell_http)
    app.add_exception_handler(Exception, _tell_defect)


async def _tell_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [_field_error(fault) for fault in error.errors()]
    problem = Problem(
        type="urn:aislecast:problem:invalid-input",
        title="Invalid input",
        status=422,
        detail="; ".join(f"{fault.where}: {fault.reason}" for fault in errors[:3]),
        errors=errors,
    )
    return respond(problem)


async def _tell_http(request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses: no such route, wrong method, a body too large."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(methods_at(request.scope["path"], request.app.routes)))
    title = HTTPStatus(error.status_code).phrase
    problem = Problem(type="about:blank", title=title, status=error.status_code, detail=error.detail)
    return respond(problem, headers)


async def _tell_defect(_: Request, error: Exception) -> JSONResponse:
    """A defect of the service: logged by kind, told without details."""
    logger.error("request failed", error=type(error).__name__)
    return respond(
        Problem(
            type="about:blank",
            title="Internal Server Error",
            status=500,
            detail="the service failed; it was logged",
        )
    )


def reason_of(message: str) -> str:
    """A fault as pydantic tells it, without its word for a validator's own.

    >>> reason_of("Value error, is no number")
    'is no number'
    """
    return message.removeprefix("Value error, ")


def _field_error(fault: Mapping[str, Any]) -> FieldError:
    if fault["type"] == "json_invalid":  # its place is that of a character, not of a field
        *where, character = fault["loc"]
        return FieldError(where=_place(where), reason=f"not JSON from character {character} on")
    return FieldError(
        where=_place(fault["loc"]),
        reason=reason_of(fault["msg"]),
        code=FIELD_CODES.get(fault["type"]),
        facts={name: value for name, value in fault.get("ctx", {}).items() if name in BOUNDS} or None,
    )


def _place(loc: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in loc)
