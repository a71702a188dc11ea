"""The quality of positioning over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from campaigns.accounts.domain import ANY_ROLE
from campaigns.storage.database import Database
from campaigns.stores.jobs.results import Assessment, Measured, Tracking
from campaigns.stores.jobs.schemas import JobView, job_view
from campaigns.stores.quality.service import LevelQuality, Quality
from campaigns.stores.quality.standing import Standings
from campaigns.web.access import Caller, callers
from campaigns.web.heavy import HeavyWork


class FitInForce(BaseModel):
    """The fit that the map in force comes from, and how far off held-back walks were with it."""

    job: JobView
    walks: int
    sightings: int
    is_map_error_honest: bool
    map_error_share: float | None
    tracking: Tracking | None
    measured: Measured | None


class QualityView(BaseModel):
    """What is known of a level's map. `assessment` is null until a job has predicted the error of it."""

    store_id: str
    revision: int
    level_id: str
    beacons: int
    is_surveyed: bool = Field(description="a survey has fitted the map; else beacons are as placed by hand")
    map_error_m: float | None = Field(description="how far off the map is at a place; null without beacons")
    assessment: Assessment | None
    fit: FitInForce | None


class LevelErrorView(BaseModel):
    level_id: str
    median_m: float
    q90_m: float


class StandingView(BaseModel):
    """How a store stands, at a glance."""

    store_id: str
    published_at: datetime
    published_by: str
    draft_changes: int = Field(description="features that the map draft changes; 0: there is no open draft")
    beacons: int
    faulty_beacons: int
    worst: LevelErrorView | None = Field(
        description="the level with the largest predicted error; null where none was worked out yet"
    )


def routes(
    quality: Quality,
    standings: Standings,
    database: Database,
    clock: Callable[[], datetime],
    heavy: HeavyWork,
) -> APIRouter:
    """The routes of quality.

    Parameters
    ----------
    heavy : reads and tells what jobs found.
    """
    router = APIRouter(tags=["quality"])

    @router.get("/v1/stores/{store_id}/quality", response_model=QualityView)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def show(
        store_id: str,
        level: Annotated[
            str | None, Query(max_length=64, description="by default the store's first level")
        ] = None,
    ) -> Response:
        """How good positioning is on a level: predicted error, walked ground, thin spots, measured error."""

        def work(session: Session) -> QualityView:
            return _view(store_id, quality.of_level(session, store_id, level))

        return await heavy.answer(lambda: database.read(work))

    @router.get("/v1/stores/{store_id}/standing")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def show_standing(store_id: str) -> StandingView:
        """How a store stands: its map, its draft, the predicted error, beacons that need a hand."""
        found = await asyncio.to_thread(
            database.read, lambda session: standings.of_store(session, store_id, clock())
        )
        return StandingView.model_validate(asdict(found) | {"store_id": store_id})

    return router


def _view(store_id: str, found: LevelQuality) -> QualityView:
    beacons = found.level.beacons
    return QualityView(
        store_id=store_id,
        revision=found.revision,
        level_id=found.level.id,
        beacons=len(beacons.transmitters) if beacons else 0,
        is_surveyed=beacons is not None and beacons.ground is not None,
        map_error_m=beacons.error_m if beacons and beacons.transmitters else None,
        assessment=found.assessment,
        fit=_fit_view(found),
    )


def _fit_view(found: LevelQuality) -> FitInForce | None:
    if found.fit is None:
        return None
    job, result = found.fit
    return FitInForce(
        job=job_view(job, None),
        walks=result.walks,
        sightings=result.sightings,
        is_map_error_honest=result.is_map_error_honest,
        map_error_share=result.map_error_share,
        tracking=result.tracking,
        measured=result.measured,
    )
