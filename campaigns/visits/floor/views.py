"""The live floor's messages and rows, as the API documents them."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from campaigns.stores.domain import StoreKind
from campaigns.visits.domain import Visit, VisitState, label_of
from campaigns.visits.live import OfferMade, VisitMoved
from positioning.types import PoseEstimate


class LiveView(BaseModel):
    """Where a visit is. `sd_angle_rad` is the direction of the ellipse's major axis, from +x."""

    visit_id: str
    label: str
    level_id: str
    x_m: float
    y_m: float
    heading_rad: float
    sd_major_m: float
    sd_minor_m: float
    sd_angle_rad: float
    status: str
    zone_ids: list[str]
    updated_at: datetime


class LiveOffer(BaseModel):
    """An offer as it fired."""

    at: datetime
    delivery_id: str
    visit_id: str
    label: str
    campaign_id: str
    campaign_name: str
    title: str
    zone_id: str
    zone_name: str
    level_id: str
    x_m: float
    y_m: float
    decided_at: datetime


class LiveVisit(BaseModel):
    """A visit began or ended."""

    at: datetime
    visit_id: str
    label: str
    state: Literal["opened", "closed"]
    reason: str | None = None


class Snapshot(BaseModel):
    """Everything that a page needs to begin with; sent again when the map changes."""

    at: datetime
    store_id: str
    revision: int
    kind: StoreKind
    visits: list[LiveView]
    offers: list[LiveOffer]


class Positions(BaseModel):
    """Visits with a new pose."""

    at: datetime
    visits: list[LiveView]


class Beat(BaseModel):
    """The service is there."""

    at: datetime


class VisitRow(BaseModel):
    """One visit in the operational list."""

    visit_id: str
    label: str
    state: VisitState
    level_id: str
    map_revision: int
    began_at: datetime
    last_frame_at: datetime
    closed_at: datetime | None
    close_reason: str | None


class VisitList(BaseModel):
    items: list[VisitRow]


def axes_of(pose: PoseEstimate) -> tuple[float, float, float]:
    """Standard deviations along the major and minor axis (m) and the major axis' direction (rad, from +x).

    The eigenvalues and the first eigenvector of the 2 x 2 covariance, in closed form.

    Examples
    --------
    >>> from positioning.types import PoseStatus
    >>> axes_of(PoseEstimate(0.0, 0.0, 0.0, 0.0, 1.0, 9.0, 0.0, 0.1, PoseStatus.OK))
    (3.0, 1.0, 1.5707963267948966)
    """
    mean = (pose.var_x_m2 + pose.var_y_m2) / 2
    half = (pose.var_x_m2 - pose.var_y_m2) / 2
    radius = math.hypot(half, pose.cov_xy_m2)
    angle_rad = math.atan2(pose.cov_xy_m2, half) / 2
    return math.sqrt(mean + radius), math.sqrt(max(0.0, mean - radius)), angle_rad


def live_view(moved: VisitMoved) -> LiveView:
    """A visit's newest pose as pages get it."""
    pose = moved.pose
    major_m, minor_m, angle_rad = axes_of(pose)
    return LiveView(
        visit_id=moved.visit_id,
        label=moved.label,
        level_id=pose.level_id,
        x_m=round(pose.x_m, 3),
        y_m=round(pose.y_m, 3),
        heading_rad=round(pose.heading_rad, 4),
        sd_major_m=round(major_m, 3),
        sd_minor_m=round(minor_m, 3),
        sd_angle_rad=round(angle_rad, 4),
        status=pose.status,
        zone_ids=[*moved.zone_ids],
        updated_at=moved.at,
    )


def live_offer(made: OfferMade) -> LiveOffer:
    """An offer as pages get it."""
    offer = made.offer
    return LiveOffer(
        at=made.at,
        delivery_id=offer.delivery_id,
        visit_id=made.visit_id,
        label=made.label,
        campaign_id=offer.campaign_id,
        campaign_name=offer.campaign_name,
        title=offer.title,
        zone_id=offer.zone_id,
        zone_name=offer.zone_name,
        level_id=made.pose.level_id,
        x_m=round(made.pose.x_m, 3),
        y_m=round(made.pose.y_m, 3),
        decided_at=offer.decided_at,
    )


def visit_row(visit: Visit) -> VisitRow:
    """A visit as the list shows it."""
    return VisitRow(
        visit_id=visit.id,
        label=label_of(visit.id),
        state=visit.state,
        level_id=visit.level_id,
        map_revision=visit.map_revision,
        began_at=visit.began_at,
        last_frame_at=visit.last_frame_at,
        closed_at=visit.closed_at,
        close_reason=visit.close_reason,
    )
