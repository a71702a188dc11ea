"""Work that takes seconds of a core, apart from what is quick: own threads, and a short queue before them."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pydantic import BaseModel
from starlette.responses import Response

from campaigns.errors import ServiceBusy

T = TypeVar("T")

RETRY_S = 5.0
"""What is waited for takes seconds; a whole queue of it is over in half a minute."""


class HeavyWork:
    """Runs so much at a time, lets so much wait, and refuses the rest. Belongs to the event loop.

    On the threads of `asyncio.to_thread`, which everything quick shares (log-ins, reads of a page, health),
    five plans that are read would hold up all of that.

    Parameters
    ----------
    name : of its threads.
    at_once : how much runs at a time. Python code of two threads takes turns of 5 ms with the event loop.
    most_waiting : how much may wait for its turn, each with its request in memory.
    """

    def __init__(self, name: str, at_once: int, most_waiting: int) -> None:
        self._executor = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._most = at_once + most_waiting
        self._taken = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` on a thread and wait for it.

        Raises
        ------
        ServiceBusy
            Too much is waiting already.
        """
        if self._taken >= self._most:
            raise ServiceBusy(RETRY_S)
        return await self._run(work)

    async def _run(self, work: Callable[[], T]) -> T:
        self._taken += 1
        context = contextvars.copy_context()
        try:
            future = self._executor.submit(context.run, work)
        except BaseException:
            self._taken -= 1
            raise
        loop = asyncio.get_running_loop()
        # A caller that goes away does not end what is running: only then its place is free.
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._leave))
        return await asyncio.wrap_future(future)

    async def answer(self, view: Callable[[], BaseModel]) -> Response:
        """What `view` gives as a JSON response, written on the thread too: a mall's floor takes a third of a
        second, in which visits would wait. It follows work that is done, and stored, and is never refused.
        """
        content = await self._run(lambda: view().model_dump_json())
        return Response(content, media_type="application/json")

    def _leave(self) -> None:
        self._taken -= 1

    def close(self) -> None:
        """Finish what runs; what waits is not begun."""
        self._executor.shutdown(wait=True, cancel_futures=True)
