"""All SQL of background jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.jobs.domain import Job, JobKind, JobState, Subject
from campaigns.stores.jobs.tables import store_jobs

_heavy = {"result", "document"}
_jobs = sa.select(*(column for column in store_jobs.c if column.name not in _heavy))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job; `document` and `map_digest` only of a fit."""

    state: JobState
    reason: str = ""
    result: bytes | None = None
    document: bytes | None = None
    map_digest: str | None = None


def _job_of(row: sa.Row[Any]) -> Job:
    return Job(
        number=row.id,
        store_id=row.store_id,
        level_id=row.level_id,
        kind=JobKind(row.kind),
        state=JobState(row.state),
        order=row.asked_for,
        from_revision=row.from_revision,
        subject=row.subject,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        reason=row.reason,
        published_as=row.published_as,
    )


def insert(
    session: Session,
    subject: Subject,
    kind: JobKind,
    order: Mapping[str, Any],
    asked_by: str,
    now: datetime,
) -> int:
    result = session.execute(
        sa.insert(store_jobs).returning(store_jobs.c.id),
        {
            "store_id": subject.store_id,
            "level_id": subject.level_id,
            "kind": kind.value,
            "state": JobState.QUEUED.value,
            "asked_for": dict(order),
            "from_revision": subject.revision,
            "subject": subject.digest,
            "asked_by": asked_by,
            "asked_at": now,
            "reason": "",
        },
    )
    return int(result.scalar_one())


def find(session: Session, store_id: str, number: int) -> Job | None:
    query = _jobs.where(store_jobs.c.store_id == store_id, store_jobs.c.id == number)
    row = session.execute(query).one_or_none()
    return None if row is None else _job_of(row)


def of_store(session: Session, store_id: str) -> Sequence[Job]:
    """The last one first."""
    query = _jobs.where(store_jobs.c.store_id == store_id).order_by(store_jobs.c.id.desc())
    return [_job_of(row) for row in session.execute(query)]


def next_queued(session: Session) -> Job | None:
    query = _jobs.where(store_jobs.c.state == JobState.QUEUED.value).order_by(store_jobs.c.id).limit(1)
    row = session.execute(query).one_or_none()
    return None if row is None else _job_of(row)


def latest_done(
    session: Session, store_id: str, level_id: str, kind: JobKind, equal: Mapping[str, str | None]
) -> tuple[Job, bytes] | None:
    """The newest job of a kind that is done, with its result, whose columns have the values of `equal`."""
    query = (
        sa.select(store_jobs)
        .where(
            store_jobs.c.store_id == store_id,
            store_jobs.c.level_id == level_id,
            store_jobs.c.kind == kind.value,
            store_jobs.c.state == JobState.DONE.value,
            *(store_jobs.c[name] == value for name, value in equal.items()),
        )
        .order_by(store_jobs.c.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (_job_of(row), row.result)


def result_of(session: Session, number: int) -> bytes | None:
    return session.scalar(sa.select(store_jobs.c.result).where(store_jobs.c.id == number))


def document_of(session: Session, number: int) -> bytes | None:
    return session.scalar(sa.select(store_jobs.c.document).where(store_jobs.c.id == number))


def begin(session: Session, number: int, now: datetime) -> bool:
    """Take a queued job into work; false when it is queued no longer."""
    begun = session.execute(
        sa.update(store_jobs)
        .where(store_jobs.c.id == number, store_jobs.c.state == JobState.QUEUED.value)
        .values(state=JobState.RUNNING.value, began_at=now)
        .returning(store_jobs.c.id)
    )
    return begun.one_or_none() is not None


def end(session: Session, number: int, outcome: Outcome, now: datetime) -> None:
    session.execute(
        sa.update(store_jobs)
        .where(store_jobs.c.id == number)
        .values(
            state=outcome.state.value,
            ended_at=now,
            reason=outcome.reason,
            result=outcome.result,
            document=outcome.document,
            map_digest=outcome.map_digest,
        )
    )


def interrupt_running(session: Session, now: datetime) -> None:
    session.execute(
        sa.update(store_jobs)
        .where(store_jobs.c.state == JobState.RUNNING.value)
        .values(state=JobState.INTERRUPTED.value, ended_at=now)
    )


def note_published(session: Session, number: int, revision: int) -> None:
    session.execute(sa.update(store_jobs).where(store_jobs.c.id == number).values(published_as=revision))


def forget_all_but(session: Session, store_id: str, newest: int) -> None:
    """Delete the jobs of a store that are over, but for the newest and those that were published."""
    over = [state.value for state in JobState if state.is_over]
    kept = (
        sa.select(store_jobs.c.id)
        .where(store_jobs.c.store_id == store_id)
        .order_by(store_jobs.c.id.desc())
        .limit(newest)
    )
    session.execute(
        sa.delete(store_jobs).where(
            store_jobs.c.store_id == store_id,
            store_jobs.c.state.in_(over),
            store_jobs.c.published_as.is_(None),
            store_jobs.c.id.not_in(kept),
        )
    )
