"""What every request passes: figures for `/metrics`, a log line, headers that bind browsers."""

from __future__ import annotations

from time import perf_counter

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = structlog.get_logger("aislecast.requests")

SLOW_S = 1.0
"""Requests that took longer are logged even when they went well; the others are counted only."""

API_POLICY = "default-src 'none'; frame-ancestors 'none'"


class RequestFigures:
    """Counts requests by the template of their route: paths hold identifiers, templates do not."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ["method", "route"]
        self.answered = Counter(
            "aislecast_requests", "Requests answered", [*labels, "status"], registry=registry
        )
        self.seconds = Histogram("aislecast_request_seconds", "Time to answer", labels, registry=registry)

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one answered request."""
        method, template = scope["method"], getattr(scope.get("route"), "path", "(none)")
        self.answered.labels(method, template, status).inc()
        self.seconds.labels(method, template).observe(seconds)
        if status >= 500 or seconds > SLOW_S:
            logger.warning("request", method=method, route=template, status=status, seconds=round(seconds, 3))


class Observed:
    """Middleware that counts requests and sets the headers of every response."""

    def __init__(self, app: ASGIApp, figures: RequestFigures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started_s = perf_counter()
        status = 500
        answered_s: float | None = None

        async def send_observed(message: Message) -> None:
            nonlocal status, answered_s
            if message["type"] == "http.response.start":
                status, answered_s = message["status"], perf_counter()
                _set_defaults(MutableHeaders(scope=message), scope["path"])
            await send(message)

        try:
            await self._app(scope, receive, send_observed)
        finally:
            # A live page's stream goes on for as long as the page is open: that is not the time to answer.
            self._figures.note(scope, status, (answered_s or perf_counter()) - started_s)


def _set_defaults(headers: MutableHeaders, path: str) -> None:
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Content-Security-Policy", API_POLICY)
    if path.startswith("/v1/"):
        headers.setdefault("Cache-Control", "no-store")
