"""A peer that speaks docs/wire.md and can be told to misbehave: what a network and a dying service do."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from positioning import wire
from positioning.types import BeaconKey

BEACONS = ("mac:02:00:00:00:00:01", "mac:02:00:00:00:00:02")


class ScriptedPeer:
    """Stores frames in order and acknowledges them; `drop_after` breaks the connection after so many frames,
    what is `mute` ("hello", "frame", "end") is taken without an answer.

    A frame that arrives with the break is stored, its acknowledgement lost: the case that resending is for.
    """

    def __init__(self) -> None:
        self.url = ""
        self.stored: list[wire.WireFrame] = []
        self.received: list[str] = []
        self.hellos: list[dict[str, object]] = []
        self.repeats = 0
        self.frames = 0
        self.drop_after: set[int] = set()
        self.offer_after: dict[int, str] = {}
        self.refuse: dict[str, object] | None = None
        self.mute: set[str] = set()
        self.welcome: dict[str, object] = {}
        self.close_code: int | None = None
        self.forget = False
        self.closed = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[ScriptedPeer]:
        async with serve(self.talk, "127.0.0.1", 0, compression=None) as server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield self

    async def talk(self, socket: ServerConnection) -> None:
        try:
            await self._talk(socket)
        except ConnectionClosed:
            return

    async def _talk(self, socket: ServerConnection) -> None:
        self.hellos.append(json.loads(await socket.recv()))
        if self.closed:
            await self._say(socket, type="problem", status=410, title="Gone", detail="the visit is closed")
            return
        if "hello" in self.mute:
            await socket.wait_closed()
            return
        if self.forget and len(self.hellos) > 1:
            self.stored.clear()
        visit = self.hellos[0]["visit_id"]
        welcome = {"visit_id": visit, "next_sequence": len(self.stored), "revision": 1, "beacons": BEACONS}
        await self._say(socket, type="welcome", **welcome | self.welcome)
        if self.close_code is not None:
            await socket.close(self.close_code)
            return
        async for message in socket:
            if isinstance(message, str):
                if await self._text(socket, json.loads(message)):
                    return
            elif await self._frame(socket, message):
                return

    async def _text(self, socket: ServerConnection, message: dict[str, str]) -> bool:
        if message["type"] == "received":
            self.received.append(message["delivery_id"])
            return False
        assert message["type"] == "end"
        if "end" in self.mute:
            return False
        self.closed = True
        await self._say(socket, type="closed", reason="shopper")
        return True

    async def _frame(self, socket: ServerConnection, body: bytes) -> bool:
        self.frames += 1
        if "frame" in self.mute:
            return False
        if self.refuse is not None:
            await self._say(socket, **self.refuse)
            return False
        frame = wire.decode_binary(body, [BeaconKey(key) for key in BEACONS])
        if frame.sequence > len(self.stored):
            await self._say(
                socket,
                type="problem",
                status=409,
                title="Conflict",
                detail="",
                next_sequence=len(self.stored),
            )
            return False
        if frame.sequence < len(self.stored):
            self.repeats += 1
        else:
            self.stored.append(frame)
        if len(self.stored) in self.drop_after:
            self.drop_after.remove(len(self.stored))
            socket.transport.abort()
            return True
        await self._say(socket, type="ack", sequence=len(self.stored) - 1)
        if len(self.stored) in self.offer_after:
            await self._offer(socket, self.offer_after[len(self.stored)])
        return False

    async def _offer(self, socket: ServerConnection, delivery_id: str) -> None:
        texts = {
            "title": "Coffee",
            "text": "-20 %",
            "zone_id": "z",
            "zone_name": "Coffee",
            "why": "you are here",
        }
        await self._say(
            socket,
            type="offer",
            delivery_id=delivery_id,
            campaign_id="c",
            decided_at="2026-01-31T09:00:00Z",
            **texts,
        )

    async def _say(self, socket: ServerConnection, **message: object) -> None:
        await socket.send(json.dumps(message))


@pytest.fixture
def peer() -> ScriptedPeer:
    return ScriptedPeer()


@pytest.fixture
def visit_id() -> UUID:
    return UUID("6f7f3f0e-0c7e-4a4e-9f57-4f6a39b6a001")
