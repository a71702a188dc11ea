"""What takes seconds waits in a queue of its own, is refused when that is full, holds nothing quick up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

from campaigns.errors import ServiceBusy
from campaigns.stores.plans import api as plans_api
from campaigns.web.heavy import RETRY_S, HeavyWork

if TYPE_CHECKING:
    from conftest import Served

IMDF = b"PK\x03\x04 as far as its first bytes tell"


def told_of(heavy: HeavyWork, story: Callable[[], Coroutine[None, None, None]]) -> None:
    async def told() -> None:
        async with asyncio.timeout(10):
            await story()
        heavy.close()

    asyncio.run(told())


class Stored(BaseModel):
    version: int


def test_a_full_queue_refuses_until_something_is_over() -> None:
    heavy = HeavyWork("test", at_once=1, most_waiting=1)
    begun, go_on = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        assert go_on.wait(10)

    async def story() -> None:
        running = asyncio.create_task(heavy.run(work))
        waiting = asyncio.create_task(heavy.run(lambda: "next"))
        while not begun.is_set():
            await asyncio.sleep(0.01)
        with pytest.raises(ServiceBusy) as refused:
            await heavy.run(lambda: "too much")
        assert refused.value.retry_after_s == RETRY_S
        answering = asyncio.create_task(heavy.answer(lambda: Stored(version=2)))  # of what is stored already
        running.cancel()  # the caller went away: what it asked for goes on, and keeps its place
        await asyncio.gather(running, return_exceptions=True)
        with pytest.raises(ServiceBusy):
            await heavy.run(lambda: "too much")
        go_on.set()
        assert await waiting == "next"
        assert (await answering).body == b'{"version":2}'
        assert await heavy.run(lambda: "again") == "again"

    told_of(heavy, story)


def test_what_fails_leaves_its_place() -> None:
    heavy = HeavyWork("test", at_once=1, most_waiting=0)

    async def story() -> None:
        for _ in range(5):
            with pytest.raises(ZeroDivisionError):
                await heavy.run(lambda: 1 / 0)
            await asyncio.sleep(0)  # the place is free with the loop's next turn
        assert await heavy.run(lambda: "after all") == "after all"

    told_of(heavy, story)


def test_plans_in_a_row_are_refused_beyond_the_queue_and_health_is_told_meanwhile(
    shared: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(plans_api, "read_plan", lambda *_: go_on.wait(20) and b"{}")
    shared.log_in(role="operator")
    with ThreadPoolExecutor(8) as people:
        sent = [people.submit(shared.staff, "POST", "/v1/plans", content=IMDF) for _ in range(8)]
        while sum(each.done() for each in sent) < 3:
            assert shared.browser.get("/healthz").status_code == 200
        go_on.set()
    answers = [each.result() for each in sent]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert len(refused) == 3
    assert {answer.headers["retry-after"] for answer in refused} == {"5"}
    assert refused[0].json()["type"] == "urn:aislecast:problem:service-busy"
    assert [answer.status_code for answer in answers if answer not in refused] == [422] * 5
