"""Who may call a route. Denied unless the route says otherwise.

An endpoint is marked with `@callers(Caller.STAFF)`; the application's one dependency `authorise` refuses
every request to an endpoint without a mark, and leaves the caller it identified in `request.state.caller`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Caller(StrEnum):
    """Kinds of callers a route can admit."""

    PUBLIC = "public"
    SHOPPER = "shopper"
    STAFF = "staff"


def callers(*admitted: Caller) -> Callable[[F], F]:
    """Mark an endpoint with the callers it admits."""

    def mark(endpoint: F) -> F:
        endpoint.__admitted__ = frozenset(admitted)  # type: ignore[attr-defined]
        return endpoint

    return mark
