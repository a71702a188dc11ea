"""Who may call a route. Denied unless the route says otherwise.

An endpoint is marked with `@callers(Caller.STAFF, roles=...)`; the application's one dependency,
`Gate.authorise`, refuses every request to an endpoint without a mark, and leaves the caller it identified in
`connection.state.caller` (read it with `caller_of`). A mark for staff that states no roles admits the admin
alone. WebSockets pass the same gate before they are accepted.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from starlette.requests import HTTPConnection

from campaigns.errors import NotAuthenticated, Refused

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C")

SESSION_COOKIE = "aislecast_session"
OWN_REQUEST_HEADER = "X-Aislecast"
"""A foreign page cannot set it without asking the browser first, and the service never agrees (no CORS)."""

WITHOUT_STATEMENT = frozenset({"admin"})
"""The roles of staff that a route admits when it states none."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110, 9.2.1: they change nothing


class Caller(StrEnum):
    """Kinds of callers a route can admit."""

    PUBLIC = "public"
    SHOPPER = "shopper"
    STAFF = "staff"


def callers(*admitted: Caller, roles: Collection[str] = WITHOUT_STATEMENT) -> Callable[[F], F]:
    """Mark an endpoint with the callers it admits, and with the roles among staff.

    `PUBLIC` alone: credentials are not looked at. `PUBLIC` with another: without credentials the caller is
    None, with wrong ones the request is refused.
    """

    def mark(endpoint: F) -> F:
        endpoint.__admitted__ = frozenset(admitted)  # type: ignore[attr-defined]
        endpoint.__roles__ = frozenset(roles)  # type: ignore[attr-defined]
        return endpoint

    return mark


def admitted_by(endpoint: object) -> frozenset[Caller]:
    """The callers an endpoint admits: nobody without a mark."""
    admitted: frozenset[Caller] = getattr(endpoint, "__admitted__", frozenset())
    return admitted


def roles_of(endpoint: object) -> frozenset[str]:
    """The roles of staff that an endpoint admits; they count where it admits staff at all."""
    roles: frozenset[str] = getattr(endpoint, "__roles__", frozenset())
    return roles


def caller_of(connection: HTTPConnection, kind: type[C]) -> C:
    """The identity that `Gate.authorise` left, of the given kind. Raises `NotAuthenticated`."""
    caller = getattr(connection.state, "caller", None)
    if not isinstance(caller, kind):
        raise NotAuthenticated("credentials are needed")
    return caller


def bearer_token(connection: HTTPConnection) -> str | None:
    """The token of an `Authorization: Bearer` header."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


class OfOneStore(Protocol):
    """A caller who belongs to one store."""

    @property
    def store_id(self) -> str: ...


class OfOneRole(Protocol):
    """A person of the console."""

    @property
    def role(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides whether a request may pass.

    Attributes
    ----------
    identify_shopper : gives the holder of a bearer token, raises `NotAuthenticated`.
    identify_staff : gives the person of a log-in cookie, raises `NotAuthenticated`.
    """

    identify_shopper: Callable[[str], Awaitable[OfOneStore]]
    identify_staff: Callable[[str], Awaitable[OfOneRole]]

    async def authorise(self, connection: HTTPConnection) -> None:
        """Let the connection pass and note its caller.

        Raises
        ------
        NotAuthenticated
            Credentials are needed and missing, or not known.
        Refused
            The caller is known and not admitted, or belongs to another store than the path's `store_id`, or
            has another role than the route asks for, or a request that changes something came without the
            header that proves it is no foreign form.
        """
        admitted = admitted_by(connection.scope.get("endpoint"))
        connection.state.caller = None
        if not admitted:
            raise Refused("this route admits nobody")
        if admitted == {Caller.PUBLIC}:
            return
        token, cookie = bearer_token(connection), connection.cookies.get(SESSION_COOKIE)
        if token is not None:
            connection.state.caller = await self._shopper(connection, admitted, token)
        elif cookie is not None:
            connection.state.caller = await self._staff(connection, admitted, cookie)
        elif Caller.PUBLIC not in admitted:
            raise NotAuthenticated("credentials are needed")

    async def _shopper(
        self, connection: HTTPConnection, admitted: frozenset[Caller], token: str
    ) -> OfOneStore:
        shopper = await self.identify_shopper(token)
        if Caller.SHOPPER not in admitted:
            raise Refused("shoppers may not do this")
        if connection.path_params.get("store_id", shopper.store_id) != shopper.store_id:
            raise Refused("this token is of another store")
        return shopper

    async def _staff(self, connection: HTTPConnection, admitted: frozenset[Caller], cookie: str) -> OfOneRole:
        staff = await self.identify_staff(cookie)
        if Caller.STAFF not in admitted:
            raise Refused("staff may not do this")
        roles = roles_of(connection.scope.get("endpoint"))
        if staff.role not in roles:
            raise Refused(
                f"this needs the role {' or '.join(sorted(roles))}; yours is {staff.role}",
                "role-needed",
                roles=", ".join(sorted(roles)),
                yours=staff.role,
            )
        changes = connection.scope["type"] == "websocket" or connection.scope["method"] not in SAFE_METHODS
        if changes and connection.headers.get(OWN_REQUEST_HEADER) != "1":
            raise Refused(f"requests that change something need the header {OWN_REQUEST_HEADER}: 1")
        return staff
