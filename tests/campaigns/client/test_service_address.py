"""A service that is not there: told at once when the address is none, after patience when it is one."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import numpy as np
import pytest

from campaigns.client.errors import NoAddress, ServiceAway, UnexpectedMessage
from campaigns.client.service import Service


def summary(url: str, patience_s: float, told: list[str]) -> None:
    async def story() -> None:
        rng = np.random.default_rng(1)
        async with Service(url, patience_s=patience_s, rng=rng, tell=told.append) as service:
            await service.summary("shop")

    asyncio.run(asyncio.wait_for(story(), 20))


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8600",
        "shop",
        "ftp://127.0.0.1",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://a?b",
        "http://a#b",
    ],
)
def test_no_address_is_told_without_patience(url: str) -> None:
    told: list[str] = []
    with pytest.raises(NoAddress, match="is no address of a service"):
        summary(url, 60.0, told)
    assert told == []


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(NoAddress) as error:
        summary("http://me:geheim@127.0.0.1", 60.0, [])
    assert "geheim" not in str(error.value)


def test_an_address_may_be_in_capitals() -> None:
    service = Service("HTTP://LocalHost:8600/", patience_s=1.0, rng=np.random.default_rng(1))
    assert service.url == "http://localhost:8600"


def test_waiting_is_told_once(unused_address: str) -> None:
    told: list[str] = []
    with pytest.raises(ServiceAway, match="cannot be reached") as away:
        summary(unused_address, 0.7, told)
    assert len(told) == 1
    assert told[0].startswith(f"{unused_address} does not answer (")
    assert told[0].endswith("; trying for 0.7 s")
    assert away.value.tried_s > 0.7
    assert f"(tried for {away.value.tried_s:.1f} s)" in str(away.value)


@pytest.fixture
def unused_address() -> str:
    """Port 1 of the loopback: reserved (IANA, tcpmux), and nobody listens."""
    return "http://127.0.0.1:1"


async def ask_summary(service: Service) -> None:
    await service.summary("shop")


def answered(
    *parts: bytes,
    patience_s: float = 1.0,
    head: bytes = b"",
    ask: Callable[[Service], Awaitable[object]] = ask_summary,
) -> None:
    """Ask a service that answers so, and keeps the connection open."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
            for part in parts:
                writer.write(part)
                await writer.drain()
            await reader.read()
        writer.close()

    async def story() -> None:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            async with Service(url, patience_s=patience_s, rng=np.random.default_rng(1)) as service:
                await ask(service)

    asyncio.run(asyncio.wait_for(story(), 20))


def test_another_service_at_the_address_is_told() -> None:
    with pytest.raises(UnexpectedMessage, match="answered without store_id, kind, revision"):
        answered(b'{"name": ""}', head=b"Content-Length: 12\r\n")


@pytest.mark.parametrize(("retry_after", "away"), [("1", False), ("86400", True), ("soon", True)])
def test_a_wait_that_the_service_asks_for_is_no_matter_of_patience(retry_after: str, away: bool) -> None:
    """Two shoppers, each refused twice; it is told once."""
    told: list[str] = []
    refusals = 4

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal refusals
        await reader.readuntil(b"\r\n\r\n")
        refusals -= 1
        if refusals >= 0:
            writer.write(f"HTTP/1.1 429 Too Many\r\nRetry-After: {retry_after}\r\n".encode())
            writer.write(b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        else:
            writer.write(b'HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n{"token": "geheim"}')
        await writer.drain()
        writer.close()

    async def story() -> list[str]:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            rng = np.random.default_rng(1)
            async with Service(url, patience_s=0.0, rng=rng, tell=told.append) as service:
                return list(await asyncio.gather(service.register("shop"), service.register("shop")))

    if away:
        with pytest.raises(ServiceAway, match="status 429"):
            asyncio.run(asyncio.wait_for(story(), 20))
        return
    assert asyncio.run(asyncio.wait_for(story(), 20)) == ["geheim", "geheim"]
    (line,) = told
    assert line.endswith(" limits registrations; waiting as long as it asks")


def test_an_answer_that_never_ends_is_bounded_by_patience() -> None:
    began_s = time.monotonic()
    with pytest.raises(ServiceAway, match="no whole answer within 2 s"):
        answered(b"{", head=b"Content-Length: 100\r\n", patience_s=0.5)
    assert time.monotonic() - began_s < 8.0


def test_an_answer_without_an_end_to_its_size_is_refused() -> None:
    parts = [b"100000\r\n" + b" " * 2**20 + b"\r\n"] * 16
    with pytest.raises(UnexpectedMessage, match="answered more than 4194304 bytes"):
        answered(*parts, head=b"Transfer-Encoding: chunked\r\n")


def test_an_answer_nested_too_deeply_is_no_json() -> None:
    body = b"[" * 200_000
    with pytest.raises(UnexpectedMessage, match="answered 200 without JSON"):
        answered(body, head=b"Content-Length: 200000\r\n")


def test_an_answer_that_cannot_be_decoded_is_told() -> None:
    with pytest.raises(UnexpectedMessage, match="answered what cannot be decoded"):
        answered(b"notgzip", head=b"Content-Length: 7\r\nContent-Encoding: gzip\r\n")


@pytest.mark.parametrize(
    "token", ["geheim\r\nX-Evil: 1", "gehe im", "geheimnis\u00e9", "", None, {"geheim": 1}]
)
def test_a_token_that_is_none_is_refused_and_not_repeated(token: object) -> None:
    body = json.dumps({"token": token}).encode()
    with pytest.raises(UnexpectedMessage, match="shop/shoppers answered a token that is none") as refused:
        answered(body, head=b"Content-Length: %d\r\n" % len(body), ask=lambda s: s.register("shop"))
    assert "geheim" not in str(refused.value)
