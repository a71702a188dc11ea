"""How requests are counted."""

from __future__ import annotations

import anyio
import httpx
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from campaigns.web.requests import Observed, RequestFigures

STREAM_S = 0.3


async def stream(request: Request) -> StreamingResponse:
    async def parts():
        yield b"first"
        await anyio.sleep(STREAM_S)
        yield b"last"

    return StreamingResponse(parts())


def test_the_time_to_answer_ends_where_a_stream_begins() -> None:
    body, figures = anyio.run(the_answer_and_its_figures)
    assert body == "firstlast"
    labels = {"method": "GET", "route": "/live"}
    assert figures.get_sample_value("aislecast_request_seconds_count", labels) == 1.0
    seconds = figures.get_sample_value("aislecast_request_seconds_sum", labels)
    assert seconds is not None
    assert seconds < STREAM_S / 2


async def the_answer_and_its_figures() -> tuple[str, CollectorRegistry]:
    registry = CollectorRegistry()
    app = Starlette(routes=[Route("/live", stream)])
    app.add_middleware(Observed, figures=RequestFigures(registry))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        return (await client.get("/live")).text, registry
