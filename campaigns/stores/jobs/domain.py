"""What a background job is, and how long it will still take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

MOST_WAITING = 5
"""Jobs of one store in the queue: a plan takes a minute, so that more would be there for no one's good."""

KEPT = 30
"""Jobs of one store that are remembered; those that were published stay."""

TOLD_FROM_SHARE = 0.05
"""From less of the work no time can be told."""


class JobKind(StrEnum):
    """A radio map fitted to survey walks; the error predicted from the map in force; beacons planned."""

    FIT = "fit"
    QUALITY = "quality"
    PLAN = "plan"


class JobState(StrEnum):
    """`interrupted`: the service ended under it; nothing came of it, and it may be asked for again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_over(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Subject:
    """A level at the map revision in force: what a job is about. Equal digests, equal figures."""

    store_id: str
    level_id: str
    level_name: str
    revision: int
    beacons: int
    digest: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is stored. `order` says what was asked for; `reason` why it failed; `subject` is the
    digest of what it is about.
    """

    number: int
    store_id: str
    level_id: str
    kind: JobKind
    state: JobState
    order: Mapping[str, Any]
    from_revision: int
    subject: str
    asked_by: str
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    reason: str
    published_as: int | None


@dataclass(frozen=True, slots=True)
class NextMap:
    """The document with a job's fitted map, to follow a revision."""

    job: Job
    after_revision: int
    document: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the running job has come: what is done now, which share of all, seconds since its begin."""

    job: int
    stage: str
    share: float
    elapsed_s: float

    @property
    def left_s(self) -> float | None:
        """The time that is left if the rest goes as what is done; None when that is too little to tell by.

        >>> Standing(1, "paths", 0.25, 10.0).left_s
        30.0
        """
        if self.share < TOLD_FROM_SHARE:
            return None
        return self.elapsed_s * (1.0 - self.share) / self.share
