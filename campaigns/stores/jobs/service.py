"""Background jobs: asked for, remembered, and a fitted map put in force by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from campaigns.errors import Conflict, InvalidInput, NotFound, TooManyRequests
from campaigns.stores.domain import StoreRevision
from campaigns.stores.jobs import repository
from campaigns.stores.jobs.cautions import judged
from campaigns.stores.jobs.digests import Digests
from campaigns.stores.jobs.domain import KEPT, MOST_WAITING, Job, JobKind, JobState, NextMap, Subject
from campaigns.stores.jobs.repository import Outcome
from campaigns.stores.jobs.results import FitResult
from campaigns.stores.service import Stores
from mapping_tool.survey import with_beacons
from positioning.types import LevelId
from zones.errors import UnknownLevel
from zones.level import Level
from zones.store import Store
from zones.storefile import dumps, loads

QUEUE_RETRY_S = 60.0


class Jobs:
    """The jobs of every store.

    Methods read and write through the session they are given; the caller commits.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._digests = Digests()

    def subject(self, session: Session, store_id: str, level_id: str | None) -> Subject:
        """What a job about the map in force would be about. Takes a while on a large map: not for the writer.

        Raises
        ------
        NotFound, InvalidInput
            There is no such store, or level.
        """
        revision = self._stores.current(session, store_id)
        level = level_of(revision.store, level_id)
        beacons = len(level.beacons.transmitters) if level.beacons else 0
        digest = self._digests.of(store_id, revision.number, level).level
        return Subject(store_id, level.id, level.name, revision.number, beacons, digest)

    def ask(
        self,
        session: Session,
        subject: Subject,
        kind: JobKind,
        order: Mapping[str, Any],
        asked_by: str,
        now: datetime,
    ) -> tuple[Job, bool]:
        """Queue a job, and tell whether it is a new one: an error that is predicted already, or will be, is
        not predicted again.

        Raises
        ------
        InvalidInput
            There is nothing to predict from.
        TooManyRequests
            `MOST_WAITING` jobs of the store wait.
        """
        if kind is JobKind.QUALITY and not subject.beacons:
            raise InvalidInput(
                "level_id",
                f"level {subject.level_name} has no beacons to predict from",
                "no-beacons",
                level=subject.level_name,
            )
        jobs = repository.of_store(session, subject.store_id)
        if kind is JobKind.QUALITY:
            for job in jobs:
                is_same = (job.kind, job.level_id, job.subject) == (kind, subject.level_id, subject.digest)
                if is_same and (job.state is JobState.DONE or not job.state.is_over):
                    return job, False
        if sum(job.state is JobState.QUEUED for job in jobs) >= MOST_WAITING:
            raise TooManyRequests(QUEUE_RETRY_S)
        number = repository.insert(
            session, subject, kind, {**order, "level_id": subject.level_id}, asked_by, now
        )
        repository.forget_all_but(session, subject.store_id, KEPT)
        return self.find(session, subject.store_id, number), True

    def all(self, session: Session, store_id: str) -> Sequence[Job]:
        """The jobs of a store, the last one first. Raises `NotFound`."""
        self._stores.settings(session, store_id)
        return repository.of_store(session, store_id)

    def find(self, session: Session, store_id: str, number: int) -> Job:
        """One job. Raises `NotFound`."""
        job = repository.find(session, store_id, number)
        if job is None:
            raise NotFound("job", f"{store_id}/{number}")
        return job

    def result(self, session: Session, store_id: str, number: int) -> tuple[Job, bytes]:
        """What a job found, as JSON. Raises `NotFound`, and `Conflict` when it found nothing (yet)."""
        job = self.find(session, store_id, number)
        found = repository.result_of(session, number)
        if found is None:
            raise Conflict(f"job {number} is {job.state}: it has no result", "no-result")
        return job, found

    def fit(self, session: Session, job: Job) -> FitResult:
        """What a fit found, and what speaks against it beside the map that it would replace. Raises as
        `result`.
        """
        _, found = self.result(session, job.store_id, job.number)
        revision = self._stores.revision(session, job.store_id, job.from_revision)
        before = self.latest(session, revision, level_of(revision.store, job.level_id), JobKind.FIT)
        return judged(
            FitResult.model_validate_json(found),
            None if before is None else FitResult.model_validate_json(before[1]),
        )

    def latest(
        self, session: Session, revision: StoreRevision, level: Level, kind: JobKind
    ) -> tuple[Job, bytes] | None:
        """The newest result of a kind about a level as it is: of a fit, the one whose map is in force."""
        digests = self._digests.of(revision.store_id, revision.number, level)
        equal = {"subject": digests.level} if kind is not JobKind.FIT else {"map_digest": digests.map}
        if None in equal.values():
            return None
        return repository.latest_done(session, revision.store_id, level.id, kind, equal)

    def next_queued(self, session: Session) -> Job | None:
        """The job to do next: that which was asked for first."""
        return repository.next_queued(session)

    def document(self, session: Session, job: Job) -> bytes:
        """The store as it was when the job was asked for."""
        return self._stores.document(session, job.store_id, job.from_revision)

    def begin(self, session: Session, job: Job, now: datetime) -> bool:
        """Take a job into work; false when somebody cancelled it."""
        return repository.begin(session, job.number, now)

    def end(self, session: Session, job: Job, outcome: Outcome, now: datetime) -> None:
        """Store what came of a job."""
        repository.end(session, job.number, outcome, now)

    def interrupt_running(self, session: Session, now: datetime) -> None:
        """The service begins: what ran when it ended was ended with it."""
        repository.interrupt_running(session, now)

    def cancel_queued(self, session: Session, job: Job, now: datetime) -> bool:
        """Take a job out of the queue; false when it is not in it."""
        if self.find(session, job.store_id, job.number).state is not JobState.QUEUED:
            return False
        repository.end(session, job.number, Outcome(JobState.CANCELLED), now)
        return True

    def next_map(self, session: Session, store_id: str, number: int, note: str, now: datetime) -> NextMap:
        """The map in force with the radio map that a job fitted; what else was changed on it since the fit
        was asked for stays. Takes a while on a large map: not for the writer.

        Raises
        ------
        Conflict
            The job is no fit that is done, was published, or the beacons were changed since.
        """
        job = self.find(session, store_id, number)
        document = repository.document_of(session, number)
        if job.kind is not JobKind.FIT or document is None:
            raise Conflict(f"job {number} fitted no map", "no-result")
        current = self._stores.current(session, store_id)
        level = level_of(current.store, job.level_id)
        before = level_of(self._stores.revision(session, store_id, job.from_revision).store, job.level_id)
        if (level.beacons, level.north_rad) != (before.beacons, before.north_rad):
            raise Conflict(
                f"the beacons of level {level.name} were changed since revision {job.from_revision}, to which"
                " this map was fitted; fit again",
                "beacons-changed",
                level=level.name,
                revision=job.from_revision,
            )
        fitted = loads(document).beacon_map(level.id)
        made = dumps(with_beacons(current.store, level.id, fitted, now, note))
        self._stores.read_document(made)  # remembered, so that the writer need not
        return NextMap(job, current.number, made)

    def publish(self, session: Session, next_map: NextMap, note: str, author: str, now: datetime) -> int:
        """Put a fitted map in force as the next revision, and give its number.

        Raises
        ------
        Conflict
            It was published before, or another map was put in force in between.
        """
        job = self.find(session, next_map.job.store_id, next_map.job.number)
        if job.published_as is not None:
            raise Conflict(
                f"the map of job {job.number} was published as revision {job.published_as}",
                "published-already",
                revision=job.published_as,
            )
        if self._stores.settings(session, job.store_id).number != next_map.after_revision:
            raise Conflict("another map was published in between; try again", "published-between")
        revision = self._stores.publish(session, job.store_id, next_map.document, now, author, note)
        repository.note_published(session, job.number, revision)
        return revision


def level_of(store: Store, level_id: str | None) -> Level:
    """A level of a store, by default its first. Raises `InvalidInput`."""
    try:
        return store.level(LevelId(level_id) if level_id else None)
    except UnknownLevel as error:
        raise InvalidInput("level_id", str(error), "no-level", level=str(level_id)) from error
