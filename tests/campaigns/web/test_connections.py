"""What one connection can cost: endless heads, pipelines, pings and pieces end it, and others are served."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.server import ServerState
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from campaigns.web import connections
from campaigns.web.connections import MOST_HEAD_BYTES, MOST_PIPELINED, MOST_SMALL_FRAMES_PER_S, BoundedSocket

if TYPE_CHECKING:
    from conftest import Served

PATIENCE_S = 10.0
FLOOD_BYTES = 20_000_000
"""Far more than the kernel's buffers take for a peer that does not read."""


@contextmanager
def connected(served: Served) -> Iterator[socket.socket]:
    address = urlsplit(served.url)
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE_S) as peer:
        yield peer


def told_until_closed(peer: socket.socket) -> bytes:
    told = b""
    try:
        while piece := peer.recv(65536):
            told += piece
    except ConnectionResetError:
        pass
    return told


def ends_within(peer: socket.socket, flood: bytes) -> bool:
    """Whether the service ends a connection before all of `FLOOD_BYTES` were taken; nothing is read."""
    try:
        for _ in range(FLOOD_BYTES // len(flood)):
            peer.sendall(flood)
    except (ConnectionResetError, BrokenPipeError):
        return True
    return False


def frame(opcode: int, payload: bytes = b"") -> bytes:
    """A short, final, masked frame (RFC 6455, 5.2)."""
    return bytes([0x80 | opcode, 0x80 | len(payload)]) + b"\0\0\0\0" + payload


def upgrade(peer: socket.socket) -> None:
    key = base64.b64encode(os.urandom(16)).decode()
    peer.sendall(
        b"GET /v1/stores/corner-shop/stream HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" + f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    assert peer.recv(4096).startswith(b"HTTP/1.1 101")


@pytest.mark.parametrize(
    "more", [b"X-A: " + b"a" * 1000 + b"\r\n", b"X-A: " + b"a" * MOST_HEAD_BYTES], ids=["many", "one"]
)
def test_a_head_without_end_is_refused(shared: Served, more: bytes) -> None:
    with connected(shared) as peer:
        peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\n")
        assert ends_within(peer, more)
    assert shared.browser.get("/healthz").status_code == 200


def test_a_head_too_large_is_a_problem(shared: Served) -> None:
    with connected(shared) as peer:
        peer.sendall(b"GET /healthz HTTP/1.1\r\nX-A: ")
        time.sleep(0.05)
        peer.sendall(b"a" * (MOST_HEAD_BYTES + 1))
        head, _, body = told_until_closed(peer).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ")
    assert b"content-type: application/problem+json" in head
    assert json.loads(body)["status"] == 431


def test_what_is_no_http_is_a_problem(shared: Served) -> None:
    with connected(shared) as peer:
        peer.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        head, _, body = told_until_closed(peer).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["title"] == "Bad Request"


def test_a_head_that_does_not_come_is_not_waited_for(shared: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_WITHIN_S", 0.2)
    with connected(shared) as silent, connected(shared) as slow, connected(shared) as second:
        slow.sendall(b"GET /healthz HTTP/1.1\r\n")
        second.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\nGET /healthz HT")
        assert told_until_closed(silent) == b""
        assert told_until_closed(slow) == b""
        assert told_until_closed(second).count(b"HTTP/1.1 200 OK") == 1


def test_a_pipeline_is_served_up_to_its_bound(shared: Served) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n"
    last = request.replace(b"Host", b"Connection: close\r\nHost")
    with connected(shared) as peer:
        peer.sendall(request * (MOST_PIPELINED - 1) + last)
        assert told_until_closed(peer).count(b"HTTP/1.1 200 OK") == MOST_PIPELINED
    with connected(shared) as peer:
        assert ends_within(peer, request * 1000)


def test_a_large_body_in_small_pieces_is_no_head(shared: Served) -> None:
    body = json.dumps({"login": "boss", "password": "x" * 1000}).encode() + b" " * (2 * MOST_HEAD_BYTES)
    pieces = (body[start : start + 1000] for start in range(0, len(body), 1000))
    answer = shared.browser.post("/v1/session", content=pieces, headers={"content-type": "application/json"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "small",
    [frame(9, b"x" * 125), frame(9), frame(10, b"x"), bytes([0x00, 0x80]) + b"\0\0\0\0"],
    ids=["pings", "empty pings", "pongs", "empty pieces"],
)
def test_a_flood_of_small_frames_ends_the_socket(shared: Served, small: bytes) -> None:
    with connected(shared) as peer:
        upgrade(peer)
        peer.sendall(bytes([0x01, 0x80]) + b"\0\0\0\0")  # the first piece of a message
        assert ends_within(peer, small * 1000)
    assert shared.browser.get("/healthz").status_code == 200


def test_a_flood_is_told_why_it_ends(shared: Served) -> None:
    with connect(f"{shared.url.replace('http', 'ws')}/v1/stores/corner-shop/stream") as stream:
        # No frame beyond the bound: unread ones would reset the connection, and the reason would be lost.
        for _ in range(MOST_SMALL_FRAMES_PER_S + 1):
            stream.pong()
        with pytest.raises(ConnectionClosedError) as closed:
            stream.recv(PATIENCE_S)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1008, "too many small frames")


def test_pings_are_answered(shared: Served) -> None:
    with connect(f"{shared.url.replace('http', 'ws')}/v1/stores/corner-shop/stream") as stream:
        assert all(stream.ping().wait(PATIENCE_S) for _ in range(20))


def test_what_comes_after_the_service_closed_a_socket_is_no_defect() -> None:
    """A phone that did not answer pings is closed; an acknowledgement under way has nobody to go to."""

    async def answered_late() -> None:
        server = uvicorn.Config(FastAPI(), ws=BoundedSocket)
        server.load()
        closed = BoundedSocket(server, ServerState(), {})
        closed.handshake_complete = closed.close_sent = True
        await closed.send({"type": "websocket.send", "text": "{}"})

    with pytest.raises(ClientDisconnected):
        asyncio.run(answered_late())
