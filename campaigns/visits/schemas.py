"""Visits on the wire: bodies of the HTTP API, and the hello that a socket begins with (`docs/wire.md`)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from campaigns.delivery.domain import Delivery, DeliveryState, OfferMessage
from campaigns.visits.domain import CloseReason, Hello, Visit, VisitState
from campaigns.visits.service import Welcome
from campaigns.web.values import Instant, Number, Whole
from positioning.types import GaussianPosition

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""A visit begins within these: every time of it can then be computed, in any time zone."""


class StartBody(BaseModel):
    """Where a visit begins, in floor metres: a scanned code, a gate."""

    x_m: Number
    y_m: Number
    sd_m: Annotated[Number, Field(ge=0.1, le=100.0)] = 1.0


class HelloBody(BaseModel):
    """How a visit begins: `clock_ns` is the phone's monotonic clock at `utc`."""

    visit_id: UUID
    clock_ns: Annotated[Whole, Field(ge=0, le=2**63 - 1)]
    utc: Annotated[Instant, Field(ge=EARLIEST, le=LATEST)]
    start: StartBody | None = None
    device: Annotated[str | None, Field(max_length=64)] = None

    def hello(self) -> Hello:
        start = self.start
        return Hello(
            visit_id=self.visit_id,
            clock_ns=self.clock_ns,
            utc=self.utc.astimezone(UTC),
            start=None if start is None else GaussianPosition(start.x_m, start.y_m, start.sd_m),
            device=self.device,
        )


class WelcomeView(BaseModel):
    """A visit that takes frames. `revision` is the map it began with, whose `beacons` binary frames index."""

    visit_id: UUID
    next_sequence: int
    revision: int
    beacons: list[str]

    @classmethod
    def of(cls, welcome: Welcome) -> WelcomeView:
        visit = welcome.visit
        return cls(
            visit_id=UUID(visit.id),
            next_sequence=visit.next_sequence,
            revision=visit.map_revision,
            beacons=list(welcome.beacons),
        )


class NextSequence(BaseModel):
    """Every frame below this number is stored."""

    next_sequence: int


class VisitView(BaseModel):
    """A visit as its shopper sees it."""

    visit_id: UUID
    store_id: str
    state: VisitState
    began_at: AwareDatetime
    last_frame_at: AwareDatetime
    next_sequence: int
    unknown_sightings: int
    closed_at: AwareDatetime | None = None
    close_reason: CloseReason | None = None

    @classmethod
    def of(cls, visit: Visit) -> VisitView:
        return cls(
            visit_id=UUID(visit.id),
            store_id=visit.store_id,
            state=visit.state,
            began_at=visit.began_at,
            last_frame_at=visit.last_frame_at,
            next_sequence=visit.next_sequence,
            unknown_sightings=visit.unknown_sightings,
            closed_at=visit.closed_at,
            close_reason=visit.close_reason,
        )


class OfferView(BaseModel):
    """An offer of the visit, with the reason the shopper got it."""

    delivery_id: UUID
    campaign_id: str
    title: str
    text: str
    zone_id: str
    zone_name: str
    why: str
    decided_at: AwareDatetime
    state: DeliveryState

    @classmethod
    def of(cls, message: OfferMessage, state: DeliveryState) -> OfferView:
        return cls(
            delivery_id=UUID(message.delivery_id),
            campaign_id=message.campaign_id,
            title=message.title,
            text=message.text,
            zone_id=message.zone_id,
            zone_name=message.zone_name,
            why=message.why,
            decided_at=message.decided_at,
            state=state,
        )


class OfferList(BaseModel):
    """Offers of a visit, oldest first."""

    items: list[OfferView]

    @classmethod
    def of(cls, deliveries: list[Delivery]) -> OfferList:
        shown = [each for each in deliveries if each.state is not DeliveryState.CANCELLED]
        return cls(items=[OfferView.of(each.message, each.state) for each in shown])
