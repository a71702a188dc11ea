"""Which methods an address of the API has: a 405 names them all (RFC 9110, 15.5.6), not one route's."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, compile_path

CONSOLE_PATH = "/{path:path}"
"""The route of the console's pages: it matches every address, and speaks for those that nobody else has."""

OUTSIDE_V1 = frozenset({"/healthz", "/metrics"})


def is_of_the_api(path: str) -> bool:
    """Whether an address belongs to the API and never to the console.

    >>> is_of_the_api("/v1/stores"), is_of_the_api("/v1stores"), is_of_the_api("/healthz")
    (True, False, True)
    """
    return path == "/v1" or path.startswith("/v1/") or path in OUTSIDE_V1


def methods_at(path: str, routes: Sequence[BaseRoute]) -> frozenset[str]:
    """The methods of every route at `path`; none when there is no such address."""
    found: set[str] = set()
    for route in iter_route_contexts(routes):
        if route.path is None or (route.path == CONSOLE_PATH and is_of_the_api(path)):
            continue
        pattern, _, _ = compile_path(route.path)
        if pattern.match(path):
            found |= route.methods or set()
    return frozenset(found)
