"""Background jobs as the HTTP API speaks them: orders, where they stand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from campaigns.stores.jobs.domain import Job, JobKind, JobState, Standing
from campaigns.web.values import Number, Whole
from mapping_tool.beacon_plan import MOST_BEACONS
from mapping_tool.beacon_request import PlanRequest

MOST_NEXT = 50
LEAST_ERROR_M, LARGEST_MAP_ERROR_M = 0.1, 10.0
"""As of `aislecast beacon plan`."""

LONGEST_NOTE = 400

LevelOf = Annotated[str | None, Field(max_length=64, description="by default the store's first level")]


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid")

    level_id: LevelOf = None


class FitOrder(_Order):
    """Fit a radio map to the survey walks of a level that are stored."""

    kind: Literal[JobKind.FIT]


class QualityOrder(_Order):
    """Predict the error from the map in force."""

    kind: Literal[JobKind.QUALITY]


class PlanOrder(_Order):
    """Plan so many beacons, as many as an error takes, or the next ones to add to those that hang."""

    kind: Literal[JobKind.PLAN]
    count: Annotated[Whole, Field(ge=1, le=MOST_BEACONS)] | None = None
    error_m: Annotated[Number, Field(ge=LEAST_ERROR_M)] | None = Field(
        default=None, description="half of all people within so much"
    )
    further: Annotated[Whole, Field(ge=0, le=MOST_NEXT)] = Field(
        default=0, description="the next ones to add, in order"
    )
    map_error_m: Annotated[Number, Field(ge=LEAST_ERROR_M, le=LARGEST_MAP_ERROR_M)] | None = Field(
        default=None, description="how far off the map will be at a place"
    )

    @property
    def request(self) -> PlanRequest:
        """What the planner is asked. Raises `ValueError` when that is nothing, or two things."""
        return PlanRequest(self.count, self.error_m, self.further, self.map_error_m)

    @model_validator(mode="after")
    def _means_one_thing(self) -> Self:
        _ = self.request
        return self


Order = Annotated[FitOrder | QualityOrder | PlanOrder, Field(discriminator="kind")]


class JobView(BaseModel):
    """A job and where it stands: `share` of the work is done, `left_s` is what the rest will take."""

    id: int
    store_id: str
    level_id: str
    kind: JobKind
    state: JobState
    order: Order
    from_revision: int
    asked_by: str
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    reason: str
    stage: str = Field(description="what is done now; empty unless it runs")
    share: float = Field(ge=0, le=1)
    left_s: float | None = Field(description="null while too little is done to tell")
    published_as: int | None = Field(description="the map revision that a fit became")


class JobList(BaseModel):
    """The jobs of a store, the last one first."""

    items: list[JobView]


class PublishFit(BaseModel):
    """What a person says of a fitted map that they put in force."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(min_length=1, max_length=LONGEST_NOTE)


def job_view(job: Job, running: Standing | None) -> JobView:
    """A job as it is shown; `running` says how far the one that runs has come."""
    is_running = job.state is JobState.RUNNING and running is not None and running.job == job.number
    standing = running if is_running else None
    return JobView.model_validate(
        {
            "id": job.number,
            "store_id": job.store_id,
            "level_id": job.level_id,
            "kind": job.kind,
            "state": job.state,
            "order": job.order,
            "from_revision": job.from_revision,
            "asked_by": job.asked_by,
            "asked_at": job.asked_at,
            "began_at": job.began_at,
            "ended_at": job.ended_at,
            "reason": job.reason,
            "stage": standing.stage if standing else "",
            "share": standing.share if standing else float(job.state is JobState.DONE),
            "left_s": standing.left_s if standing else None,
            "published_as": job.published_as,
        }
    )
