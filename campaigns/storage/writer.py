"""The one writer: every change of the database runs on one thread, off the event loop.

Jobs run in the order of their submission, each in its own transaction. SQLite allows one writer at a
time anyway; queuing here instead of in the lock keeps the waiting short and fair.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.orm import Session

from campaigns.storage.database import Database

T = TypeVar("T")


class Writer:
    """Runs jobs one after the other on its own thread."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Queue a job that opens its own transactions (the ingest worker); runs on the writer's thread."""
        return self._executor.submit(job)

    async def run(self, work: Callable[[Session], T]) -> T:
        """Run `work(session)` in one transaction and wait for its commit."""
        return await asyncio.wrap_future(self.submit(lambda: self.database.write(work)))

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._executor.shutdown(wait=True)
