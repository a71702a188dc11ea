"""The console's log-in over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from campaigns.accounts.domain import ANY_ROLE, SESSION_LASTS, Role, StaffIdentity
from campaigns.accounts.guessing import GuessLimit
from campaigns.accounts.service import Accounts
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.web.access import SESSION_COOKIE, Caller, caller_of, callers
from campaigns.web.rates import address_key


class LogIn(BaseModel):
    """What a person types."""

    model_config = ConfigDict(extra="forbid")

    login: str = Field(max_length=256)
    password: str = Field(max_length=1024)


class Me(BaseModel):
    """Who is logged in. The role says which routes are refused (`x-roles` of the OpenAPI document)."""

    login: str
    role: Role


def current_staff(request: Request) -> StaffIdentity:
    """The person of the console who calls."""
    return caller_of(request, StaffIdentity)


Staff = Annotated[StaffIdentity, Depends(current_staff)]


def routes(
    accounts: Accounts,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
    log_in_failures: int,
) -> APIRouter:
    """Log-in, who am I, log-out.

    Parameters
    ----------
    log_in_failures : wrong passwords of one address that are allowed in five minutes.
    """
    router = APIRouter(tags=["session"])
    guesses = GuessLimit(log_in_failures)

    @router.post("/v1/session")
    @callers(Caller.PUBLIC)
    async def log_in(body: LogIn, request: Request, response: Response) -> Me:
        """Log in to the console."""
        address = address_key(request.client.host if request.client else None)
        login = body.login.strip().lower()
        guesses.take(login, address)
        staff = await asyncio.to_thread(
            database.read, lambda session: accounts.verify(session, login, body.password)
        )
        guesses.succeeded(login, address)
        token = await writer.run(lambda session: accounts.log_in(session, staff, clock()))
        response.set_cookie(
            SESSION_COOKIE,
            token,
            max_age=int(SESSION_LASTS.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return Me(login=staff.login, role=staff.role)

    @router.get("/v1/session")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def who_am_i(staff: Staff) -> Me:
        """Who is logged in."""
        return Me(login=staff.login, role=staff.role)

    @router.delete("/v1/session", status_code=204)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def log_out(request: Request, response: Response) -> None:
        """End this log-in."""
        token = request.cookies[SESSION_COOKIE]
        await writer.run(lambda session: accounts.log_out(session, token))
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")

    return router
