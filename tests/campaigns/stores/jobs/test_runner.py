"""What the queue's worker does when the database fails it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session

from campaigns.errors import DatabaseFailed
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.domain import StoreKind
from campaigns.stores.jobs import runner
from campaigns.stores.jobs.domain import JobKind, JobState
from campaigns.stores.jobs.runner import JobRunner
from campaigns.stores.jobs.service import Jobs
from campaigns.stores.service import Stores

T = TypeVar("T")
SHOP = "corner-shop"


class FailingWriter(Writer):
    """Its third transaction, the one that ends the first job, finds the disk full."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.count = 0

    async def run(self, work: Callable[[Session], T]) -> T:
        self.count += 1
        if self.count == 3:
            raise DatabaseFailed("disk full")
        return await super().run(work)


def test_what_came_of_a_job_is_stored_once_the_database_takes_it(
    database: Database, store_document: bytes, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "DATABASE_RETRY_S", 0.01)
    stores = Stores()
    jobs = Jobs(stores)
    database.write(lambda session: stores.create(session, store_document, StoreKind.TRIAL, now))
    subject = database.read(lambda session: jobs.subject(session, SHOP, None))
    job, _ = database.write(
        lambda session: jobs.ask(session, subject, JobKind.FIT, {"kind": "fit"}, "olga", now)
    )
    writer = FailingWriter(database)

    async def work() -> JobState:
        worker = JobRunner(jobs, database, writer, lambda: now, walks=())
        await worker.start()
        try:
            async with asyncio.timeout(10.0):
                while not (
                    found := database.read(lambda session: jobs.find(session, SHOP, job.number))
                ).state.is_over:
                    await asyncio.sleep(0.01)
        finally:
            await worker.stop()
        return found.state

    try:
        assert asyncio.run(work()) is JobState.FAILED  # there are no walks to fit
    finally:
        writer.close()
    assert writer.count == 4
