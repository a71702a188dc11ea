"""Limits the size of request bodies, before anything of them is parsed."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DEFAULT_LIMIT_BYTES = 256 * 1024
"""JSON that people and apps write by hand is a few kB; endpoints that take more say so with `allow_body`."""

DISCARD_BYTES, DISCARD_S = 16 * 1024 * 1024, 2.0
"""How much of a refused body is read on, so that honest callers get to hear why they were refused."""

_LIMIT = "aislecast.body_limit_bytes"


class BodyLimit:
    """Middleware: a body beyond its limit is refused with 413, when it is read and before it is held whole.

    Starlette's own limit answers in plain text and would break the promise that every failure is a problem.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[_LIMIT] = DEFAULT_LIMIT_BYTES
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        announced_bytes = int(announced) if announced.isdigit() else 0
        received_bytes = 0

        async def receive_limited() -> Message:
            nonlocal received_bytes
            limit_bytes: int = scope[_LIMIT]
            if announced_bytes > limit_bytes:
                await _discard(receive)
                raise _too_large(limit_bytes)
            message = await receive()
            received_bytes += len(message.get("body", b""))
            if received_bytes > limit_bytes:
                if message.get("more_body", False):
                    await _discard(receive)
                raise _too_large(limit_bytes)
            return message

        await self._app(scope, receive_limited, send)


def allow_body(request: Request, limit_bytes: int) -> None:
    """Let this request's body be as large as `limit_bytes`; call it before reading the body."""
    request.scope[_LIMIT] = limit_bytes


async def _discard(receive: Receive) -> None:
    """Take in some more of a body and drop it: closing a connection on unread data would lose the answer."""
    dropped_bytes = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DISCARD_S):
            while dropped_bytes < DISCARD_BYTES:
                message = await receive()
                dropped_bytes += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def _too_large(limit_bytes: int) -> HTTPException:
    return HTTPException(413, f"{limit_bytes:,} bytes are the most")
