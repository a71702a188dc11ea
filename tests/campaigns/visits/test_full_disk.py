"""A disk that fills up beneath a running service: what is acknowledged is stored, and the service goes on."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import httpx
import numpy as np
import pytest

from campaigns.client.messages import Hello
from campaigns.client.visit import ShopperVisit
from campaigns.shoppers.domain import Purpose
from campaigns.visits.tables import frames
from positioning.types import SensorFrame

if TYPE_CHECKING:
    from conftest import Shop

if sys.platform != "linux":
    pytest.skip("the limit of another process's files is Linux's (prlimit)", allow_module_level=True)

Walks = list[list[SensorFrame]]
SERVE = [sys.executable, "-c", "from campaigns.cli import main; main()", "serve", "--port", "0"]
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    environment = os.environ | {"AISLECAST_DATA_DIR": str(folder)}
    with subprocess.Popen(
        SERVE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1], process
        finally:
            process.kill()


def fill(process: subprocess.Popen[str], full: bool) -> None:
    """No file of the process may grow any more. (A full disk to SQLite, but for the error's name.)"""
    limit = (0, resource.RLIM_INFINITY) if full else UNLIMITED
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limit)


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not reached():
            await asyncio.sleep(0.02)


def test_frames_wait_on_the_phone_until_there_is_room(
    tmp_path: Path, new_shop: Callable[[Path], Shop], demo_document: bytes, walks: Walks
) -> None:
    shop = new_shop(tmp_path)
    shop.create(demo_document)
    token = shop.parts.database.write(
        lambda s: shop.parts.shoppers.register(s, "demo-shop", frozenset(Purpose), "1", datetime.now(UTC))
    )[1]
    walk = walks[0][:30]
    visit_id = uuid5(UUID(int=8), "walk")

    async def phone(url: str, process: subprocess.Popen[str]) -> int:
        hello = Hello(visit_id, 0, datetime.now(UTC))
        async with (
            httpx.AsyncClient(base_url=url, timeout=20) as operator,
            ShopperVisit(url, "demo-shop", token, hello, rng=np.random.default_rng(1)) as visit,
        ):
            for frame in walk[:10]:
                await visit.send(frame)
            await visit.flush()
            assert (await operator.get("/healthz")).status_code == 200
            fill(process, full=True)
            for frame in walk[10:20]:
                await visit.send(frame)
            while (health := await operator.get("/healthz")).status_code == 200:
                await asyncio.sleep(0.02)
            assert health.status_code == 503
            assert health.json()["detail"].startswith("database: ")
            acknowledged = visit.stored
            assert len(shop.rows(frames)) == acknowledged < 20
            fill(process, full=False)
            for frame in walk[20:]:
                await visit.send(frame)
            await visit.flush()
            assert (await operator.get("/healthz")).status_code == 200
            return acknowledged

    with served(tmp_path) as (url, process):
        acknowledged = asyncio.run(asyncio.wait_for(phone(url, process), 40))
        process.terminate()
        _, complaints = process.communicate(timeout=20)
    assert process.returncode == 0
    assert 10 <= acknowledged < 20
    assert len(shop.rows(frames)) == len(walk)
    events = [json.loads(line)["event"] for line in complaints.splitlines()]
    assert [event for event in events if event != "request"] == ["database_failing", "database_works_again"]
    shop.parts.database.close()
