"""What is known of how good a level's radio map is, put together from what jobs found."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from campaigns.stores.jobs.domain import Job, JobKind
from campaigns.stores.jobs.results import Assessment, FitResult, QualityResult
from campaigns.stores.jobs.service import Jobs, level_of
from campaigns.stores.service import Stores
from zones.level import Level


@dataclass(frozen=True, slots=True)
class LevelQuality:
    """A level at the revision in force.

    `assessment` is what its map predicts, None until that was worked out; `fit` the job that the map in force
    comes from with what it found, None of a map that was made elsewhere, or of none.
    """

    revision: int
    level: Level
    assessment: Assessment | None
    fit: tuple[Job, FitResult] | None


class Quality:
    """The quality of every store's levels. Methods read through the session they are given."""

    def __init__(self, stores: Stores, jobs: Jobs) -> None:
        self._stores = stores
        self._jobs = jobs

    def of_level(self, session: Session, store_id: str, level_id: str | None) -> LevelQuality:
        """What is known of a level. Raises `NotFound`, `InvalidInput`."""
        revision = self._stores.current(session, store_id)
        level = level_of(revision.store, level_id)
        assessed = self._jobs.latest(session, revision, level, JobKind.QUALITY)
        fitted = self._jobs.latest(session, revision, level, JobKind.FIT)
        fit = None if fitted is None else (fitted[0], FitResult.model_validate_json(fitted[1]))
        assessment = None
        if assessed is not None:
            assessment = QualityResult.model_validate_json(assessed[1]).assessment
        return LevelQuality(revision.number, level, assessment, fit)
