"""The wire's conformance vectors, through the client: what leaves its socket, byte by byte."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection, serve

import positioning.wire
from campaigns.client.messages import Hello
from campaigns.client.visit import ShopperVisit
from positioning import wire

VECTORS = json.loads((Path(positioning.wire.__file__).parents[1] / "vectors" / "wire.json").read_text())
FRAMES = VECTORS["frames"]


def test_there_are_vectors() -> None:
    assert len(FRAMES) >= 5


@pytest.mark.parametrize("vector", FRAMES, ids=[vector["name"] for vector in FRAMES])
def test_the_client_sends_each_vector_as_it_is(vector: dict[str, Any]) -> None:
    """The visit is resumed at the vector's number, with the vector's list of beacons."""
    told = wire.decode_json(vector["frame"])
    received: list[bytes] = []

    async def talk(socket: ServerConnection) -> None:
        hello = json.loads(await socket.recv())
        assert hello["visit_id"] == str(told.visit_id)
        welcome = {"visit_id": str(told.visit_id), "next_sequence": told.sequence, "revision": 1}
        await socket.send(json.dumps({"type": "welcome", **welcome, "beacons": vector["beacons"]}))
        message = await socket.recv()
        assert isinstance(message, bytes)
        received.append(message)
        await socket.send(json.dumps({"type": "ack", "sequence": told.sequence}))
        await socket.wait_closed()

    async def story() -> None:
        hello = Hello(told.visit_id, told.t_start_ns, datetime(2026, 1, 31, 9, tzinfo=UTC))
        async with serve(talk, "127.0.0.1", 0, compression=None) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            rng = np.random.default_rng(1)
            async with ShopperVisit(url, "shop", "token", hello, rng=rng, sent_before=told.sequence) as visit:
                assert await visit.send(told.to_frame(told.t_start_ns)) == told.sequence
                await visit.flush()

    asyncio.run(asyncio.wait_for(story(), 20))
    assert [message.hex() for message in received] == [vector["hex"]]
