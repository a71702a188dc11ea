"""The queue as it is stored: what is asked twice, what a restart leaves, what is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.errors import Conflict, InvalidInput, TooManyRequests
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.stores.jobs import domain, repository
from campaigns.stores.jobs.domain import Job, JobKind, JobState
from campaigns.stores.jobs.repository import Outcome
from campaigns.stores.jobs.service import Jobs
from campaigns.stores.service import Stores

SHOP = "corner-shop"


@pytest.fixture
def jobs(database: Database, store_document: bytes, now: datetime) -> Jobs:
    stores = Stores()
    database.write(lambda session: stores.create(session, store_document, StoreKind.TRIAL, now))
    return Jobs(stores)


def ask(jobs: Jobs, session: Session, now: datetime, kind: JobKind = JobKind.PLAN, **order: Any) -> Job:
    asked = {"kind": kind.value, **({"count": 3} if kind is JobKind.PLAN else {}), **order}
    job, is_new = jobs.ask(session, jobs.subject(session, SHOP, None), kind, asked, "olga", now)
    assert is_new
    return job


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(
    jobs: Jobs, database: Database, now: datetime
) -> None:
    def work(session: Session) -> list[int]:
        asked = [ask(jobs, session, now + timedelta(seconds=k)).number for k in range(3)]
        done = []
        while (job := jobs.next_queued(session)) is not None:
            assert jobs.begin(session, job, now)
            jobs.end(session, job, Outcome(JobState.DONE, result=b"{}"), now)
            done.append(job.number)
        assert done == asked
        return done

    assert len(database.write(work)) == 3


def test_a_restart_leaves_the_queue_and_interrupts_what_ran(
    jobs: Jobs, database: Database, now: datetime
) -> None:
    def before(session: Session) -> tuple[Job, Job]:
        running, waiting = ask(jobs, session, now), ask(jobs, session, now)
        jobs.begin(session, running, now)
        return running, waiting

    running, waiting = database.write(before)
    database.write(lambda session: jobs.interrupt_running(session, now))
    found = {job.number: job for job in database.read(lambda session: jobs.all(session, SHOP))}
    assert found[running.number].state is JobState.INTERRUPTED
    assert found[running.number].ended_at == now
    assert found[waiting.number].state is JobState.QUEUED
    with pytest.raises(Conflict, match="interrupted: it has no result"):
        database.read(lambda session: jobs.result(session, SHOP, running.number))


def test_a_cancelled_job_is_not_taken_into_work(jobs: Jobs, database: Database, now: datetime) -> None:
    job = database.write(lambda session: ask(jobs, session, now))
    assert database.write(lambda session: jobs.cancel_queued(session, job, now))
    assert not database.write(lambda session: jobs.begin(session, job, now))
    assert not database.write(lambda session: jobs.cancel_queued(session, job, now))


def test_the_queue_of_a_store_is_bounded(jobs: Jobs, database: Database, now: datetime) -> None:
    for _ in range(domain.MOST_WAITING):
        database.write(lambda session: ask(jobs, session, now))
    with pytest.raises(TooManyRequests):
        database.write(lambda session: ask(jobs, session, now))


def test_without_beacons_there_is_nothing_to_predict_from(
    jobs: Jobs, database: Database, now: datetime
) -> None:
    with pytest.raises(InvalidInput, match="no beacons"):
        database.write(lambda session: ask(jobs, session, now, JobKind.QUALITY))


def test_old_jobs_are_forgotten_but_not_what_was_published(
    jobs: Jobs, database: Database, now: datetime
) -> None:
    def finish(session: Session) -> Job:
        job = ask(jobs, session, now)
        jobs.end(session, job, Outcome(JobState.DONE, result=b"{}"), now)
        return job

    first = database.write(finish)
    database.write(lambda session: repository.note_published(session, first.number, 2))
    for _ in range(domain.KEPT + 3):
        database.write(finish)
    kept = [job.number for job in database.read(lambda session: jobs.all(session, SHOP))]
    assert len(kept) == domain.KEPT + 1
    assert first.number in kept
    assert first.number + 1 not in kept
