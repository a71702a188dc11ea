"""What a campaign is, what it sees of a visit, and what a decision records. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from campaigns.offers.schedule import Schedule
from campaigns.shoppers.domain import Purpose
from campaigns.stores.products.domain import Product
from campaigns.stores.products.gtin import Gtin
from zones.level import Face, FaceId, ZoneId

DECISION_IDS = UUID("3f0e2c9a-5b8d-5c57-9d1e-6f2a7c40b1d8")
DELIVERY_IDS = UUID("a94c6e17-02fb-5d3a-8c65-1be07d9f3a42")
"""Name spaces (RFC 9562, version 5): a decision's id follows from what makes it unique, so a repeated
evaluation gives the same ids, and so does a replay."""


class CampaignState(StrEnum):
    """Only active campaigns are evaluated."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"


class TriggerKind(StrEnum):
    """What has to happen: in a zone, or before a face with certain products."""

    ZONE_ENTER = "zone_enter"
    ZONE_DWELL = "zone_dwell"
    FACE_ENGAGE = "face_engage"


class Visitors(StrEnum):
    """Whom a campaign is for. New and returning are known with the purpose personalisation only."""

    ANY = "any"
    NEW = "new"
    RETURNING = "returning"


@dataclass(frozen=True, slots=True)
class Trigger:
    """In which zones, what, and how probable it must be. `dwell_s` belongs to `zone_dwell` alone.

    `face_engage` names products and categories instead of zones: where they stand is asked when somebody
    looks at a face, so that it follows the products from shelf to shelf.
    """

    kind: TriggerKind
    zone_ids: tuple[ZoneId, ...]
    min_probability: float
    dwell_s: float | None = None
    gtins: tuple[Gtin, ...] = ()
    categories: tuple[str, ...] = ()

    def product_among(self, products: Sequence[Product]) -> Product | None:
        """The first of these that the trigger names: its own order of products first, then of categories."""
        by_gtin = {product.gtin: product for product in products}
        for gtin in self.gtins:
            if gtin in by_gtin:
                return by_gtin[gtin]
        for category in self.categories:
            for product in products:
                if product.category == category:
                    return product
        return None


@dataclass(frozen=True, slots=True)
class DaysCap:
    """At most `count` offers in any `days` consecutive days of the store's calendar."""

    count: int
    days: int


@dataclass(frozen=True, slots=True)
class Cap:
    """How often one shopper gets this campaign: in a visit, in some days, and how far apart."""

    per_visit: int = 1
    per_days: DaysCap | None = None
    cool_down_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Creative:
    """What the phone shows; `{zone}`, `{store}` and (`face_engage`) `{product}` stand for their names."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """Everything a marketer sets. One immutable revision of a campaign."""

    name: str
    state: CampaignState
    priority: int
    trigger: Trigger
    schedule: Schedule
    cap: Cap
    visitors: Visitors
    creative: Creative


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign at one revision."""

    id: str
    store_id: str
    revision: int
    created_at: datetime
    plan: CampaignPlan

    @property
    def rank(self) -> tuple[int, datetime, str]:
        """Order of arbitration, first wins: higher priority, then the older campaign, then the id."""
        return (-self.plan.priority, self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class VisitContext:
    """What deciding needs to know of a visit. `zone_names` and `faces` are those of `map_revision`."""

    visit_id: str
    store_id: str
    shopper_id: str
    purposes: frozenset[Purpose]
    began_at: datetime
    map_revision: int
    level_id: str
    time_zone: str
    pushes_per_visit: int
    zone_names: Mapping[ZoneId, str]
    faces: Mapping[FaceId, Face] = field(default_factory=dict)

    def at(self, t_s: float) -> datetime:
        """Event time of a moment of the visit, in UTC."""
        return self.began_at + timedelta(seconds=t_s)


class Outcome(StrEnum):
    """`skipped`: a gate refused; `lost`: it could have gone out, but another offer or a limit of the visit
    kept it back; `sent`: queued for the phone (what became of it is with the delivery)."""

    SENT = "sent"
    LOST = "lost"
    SKIPPED = "skipped"


class Reason(StrEnum):
    """Why a decision came out as it did: one code for every way through the gates, in their order."""

    NO_CONSENT = "no_consent"
    OUTSIDE_DATES = "outside_dates"
    OUTSIDE_WEEKDAYS = "outside_weekdays"
    OUTSIDE_HOURS = "outside_hours"
    VISITOR_UNKNOWN = "visitor_unknown"
    NOT_NEW = "not_new"
    NOT_RETURNING = "not_returning"
    IMPROBABLE = "improbable"
    LATE = "late"
    LEFT = "left"
    CAP_VISIT = "cap_visit"
    CAP_DAYS = "cap_days"
    COOL_DOWN = "cool_down"
    VISIT_CEILING = "visit_ceiling"
    OUTRANKED = "outranked"
    ZONE_UNNAMED = "zone_unnamed"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a decision rests on.

    Attributes
    ----------
    probability : of being in the zone.
    pose_age_s : how old the pose was from which the event became known, by the service's clock; 0 where a
        recording's clock runs ahead of it.
    pose_sd_m : the position's standard deviation along one axis, root mean square over both.
    dwell_s : how long the shopper had been in the zone (`zone_dwell` only).
    face_id, gtin, product : the face that was looked at, and what of it the campaign is about, as it stood
        there then (`face_engage` only). The zone is then the one before the face; empty where it has none.
    """

    zone_id: ZoneId
    probability: float
    pose_age_s: float
    pose_sd_m: float
    dwell_s: float | None = None
    face_id: FaceId | None = None
    gtin: Gtin | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class SentOffer:
    """An offer that a shopper got before."""

    campaign_id: str
    visit_id: str
    event_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What a shopper got before, and on how many visits: None where that is not remembered."""

    sent: tuple[SentOffer, ...] = ()
    earlier_visits: int | None = None

    def in_visit(self, visit_id: str) -> int:
        """Offers of all campaigns in one visit."""
        return sum(offer.visit_id == visit_id for offer in self.sent)

    def of(self, campaign_id: str) -> tuple[SentOffer, ...]:
        """Offers of one campaign."""
        return tuple(offer for offer in self.sent if offer.campaign_id == campaign_id)

    def plus(self, offer: SentOffer) -> History:
        """The history after one more offer."""
        return History((*self.sent, offer), self.earlier_visits)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event at a zone or a face as campaigns see it. `occurrence` tells this stay there from every other.

    `t_s` is when it happened, `decided_t_s` the pose from which it became known; `over`: the same pose
    also says that the stay has ended (a fast crossing between two poses).
    """

    kind: TriggerKind
    zone_id: ZoneId
    occurrence: str
    t_s: float
    decided_t_s: float
    probability: float
    over: bool
    dwell_s: float | None = None
    face_id: FaceId | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One campaign asked about one happening of one visit: what the gates look at."""

    decision_id: str
    campaign: Campaign
    visit: VisitContext
    happening: Happening
    evidence: Evidence

    @property
    def event_at(self) -> datetime:
        """Event time, in UTC."""
        return self.visit.at(self.happening.t_s)

    @property
    def place_name(self) -> str | None:
        """What the face or else the zone is called; None where the visit's map has it not."""
        if self.happening.face_id is not None:
            face = self.visit.faces.get(self.happening.face_id)
            return None if face is None else face.name
        return self.visit.zone_names.get(self.happening.zone_id)

    @property
    def event_local(self) -> datetime:
        """Event time on the store's clock: what schedules and calendar days go by."""
        return self.event_at.astimezone(ZoneInfo(self.visit.time_zone))


@dataclass(frozen=True, slots=True)
class Decision:
    """One evaluation, with everything it cites."""

    id: str
    store_id: str
    campaign_id: str
    campaign_revision: int
    map_revision: int
    visit_id: str
    shopper_id: str
    occurrence: str
    event_at: datetime
    decided_at: datetime
    outcome: Outcome
    reason: Reason
    evidence: Mapping[str, Any]


def decision_id_of(campaign: Campaign, visit: VisitContext, happening: Happening) -> str:
    """The id of a decision: the same whenever the same is asked again."""
    key = (campaign.id, visit.shopper_id, visit.visit_id, happening.occurrence)
    return str(uuid5(DECISION_IDS, "\n".join(key)))


def delivery_id_of(decision_id: str) -> str:
    """The delivery that comes of a decision: known before it is stored, the same on every repeat."""
    return str(uuid5(DELIVERY_IDS, decision_id))
