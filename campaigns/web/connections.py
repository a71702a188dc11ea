"""Connections that cannot make the process grow or stall: what uvicorn itself does not bound.

A request's head, requests in a pipeline, pings and pieces of messages cost the sender next to nothing. Tried
against one service without these bounds, one connection that nobody had logged in took 1.3 GB with endless
headers in 6 s, and held up everybody for 8 s with empty pieces of a message.
"""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle, Transport
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

from campaigns.web.problems import MEDIA_TYPE, Problem

MOST_HEAD_BYTES = 64 * 1024
"""Of a request line and its headers, as uvicorn bounds them with its other parser (h11)."""

HEAD_WITHIN_S = 20.0
"""From a connection, or a request's first byte, to the end of its head; a slow mobile network takes 2 s."""

MOST_PIPELINED = 16
"""Requests of one connection that wait for the one before. Browsers send none, httpx neither."""

MOST_SMALL_FRAMES_PER_S = 200
"""Pings, pongs and pieces of messages of one socket; clients ping every 20 s and send messages whole."""

SLICE_BYTES = 4096
"""A socket's bytes are parsed in such pieces, so that a flood is noticed before all of it is parsed."""

LET_GO_AFTER_S = 5.0
"""How long a closing socket may take to read what was sent to it."""


class BoundedHttp(HttpToolsProtocol):
    """HTTP/1.1 with a bounded head, in time and size, and a bounded pipeline."""

    _head_bytes = 0
    _in_head = True
    _began = False
    _head_timer: TimerHandle | None = None
    _running: RequestResponseCycle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_has_come()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._began = False
        super().data_received(data)
        if not self._in_head:
            return
        self._head_bytes = 0 if self._began else self._head_bytes + len(data)
        if self._head_bytes > MOST_HEAD_BYTES:
            self._refuse(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"{MOST_HEAD_BYTES:,} bytes are the most"
            )
        elif self._head_timer is None:
            self._await_head()

    def on_message_begin(self) -> None:
        self._in_head = self._began = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_has_come()
        if len(self.pipeline) >= MOST_PIPELINED:
            self._abort()
            return
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def send_400_response(self, msg: str) -> None:
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Tell a request that no application will see what is wrong with it, and close."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            self._abort()  # an answer now would land in the middle of another
            return
        problem = Problem(type="about:blank", title=status.phrase, status=status, detail=detail)
        body = problem.model_dump_json(exclude_none=True)
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}",
            f"content-type: {MEDIA_TYPE}",
            f"content-length: {len(body)}",
            "connection: close",
        )
        self.transport.write("\r\n".join((*head, "", body)).encode("ascii"))
        self.transport.close()

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_WITHIN_S, self._abort)

    def _abort(self) -> None:
        if self._running is not None:
            self._running.disconnected = True  # what it answers is not written
        self.transport.abort()

    def _head_has_come(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


class BoundedSocket(WebSocketsSansIOProtocol):
    """A WebSocket that is not read while its client does not read, and that a flood of small frames ends."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._small_frames = 0
        self._counted_from_s = 0.0

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), SLICE_BYTES):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + SLICE_BYTES])

    def pause_writing(self) -> None:
        super().pause_writing()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    async def receive(self) -> Any:
        message = await super().receive()
        if not self.writable.is_set() and not self.transport.is_closing():
            self.transport.pause_reading()
        return message

    def handle_ping(self) -> None:
        if self._is_bearable():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._is_bearable():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        if self._is_bearable():
            super().handle_cont(event)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._let_go()

    async def send(self, message: Any) -> None:
        if self.close_sent:  # not by the application: it could not know, so this is no defect of it
            raise ClientDisconnected
        await super().send(message)
        if message["type"] == "websocket.close":
            self._let_go()

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self._counted_from_s = self.loop.time()

    def _let_go(self) -> None:
        """A closing transport waits for its client to read, without end if that does not."""
        self.loop.call_later(self.close_timeout + LET_GO_AFTER_S, self.transport.abort)

    def _is_bearable(self) -> bool:
        """Count a small frame; too many in a second end the socket."""
        if self.close_sent:
            return not self.transport.is_closing()
        now_s = self.loop.time()
        if now_s - self._counted_from_s >= 1.0:
            self._small_frames, self._counted_from_s = 0, now_s
        self._small_frames += 1
        if self._small_frames <= MOST_SMALL_FRAMES_PER_S:
            return True
        self.conn.fail(CloseCode.POLICY_VIOLATION, "too many small frames")
        self.handle_parser_exception()
        self._let_go()
        return False
