"""Campaigns and decisions as the HTTP API speaks them: what pydantic can check by itself is checked here."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from campaigns.delivery.domain import CANCEL_SENTENCES, CancelReason, Delivery, DeliveryState
from campaigns.errors import InvalidInput
from campaigns.offers.documents import document_from_plan, plan_from_document
from campaigns.offers.domain import (
    Campaign,
    CampaignPlan,
    CampaignState,
    Decision,
    Outcome,
    Reason,
    TriggerKind,
    Visitors,
)
from campaigns.offers.wording import SENTENCES, foreign_brace, names_product
from campaigns.stores.products.domain import LONGEST_CATEGORY
from campaigns.stores.products.gtin import gtin_of
from campaigns.web.values import Day, Number, Whole

LONGEST_NAME = 120
LONGEST_TITLE = 80
LONGEST_TEXT = 400
"""Characters. Phones cut notifications at about 50 for the title and 150 for the text; the app shows more."""

MOST_ZONES = 500
MOST_TARGETS = 200
"""Products, and categories, that one campaign is about."""
LONGEST_DWELL_S = 4 * 3600.0
"""Nobody stays longer in one zone of a shop; a larger number is a wrong unit."""
LONGEST_COOL_DOWN_S = 366 * 86400.0
MOST_DAYS = 366


def _one_line(text: str) -> str:
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise ValueError("holds control characters")
    return text


def _known_placeholders(text: str) -> str:
    if foreign_brace(text):
        raise ValueError("only {zone}, {store} and {product} may stand in braces")
    return text


def _distinct(items: list[Any]) -> list[Any]:
    if len(set(items)) < len(items):
        raise ValueError("names one twice")
    return items


Trimmed = StringConstraints(strip_whitespace=True, min_length=1)
Name = Annotated[str, Trimmed, Field(max_length=LONGEST_NAME), AfterValidator(_one_line)]
Template = Annotated[str, Trimmed, AfterValidator(_one_line), AfterValidator(_known_placeholders)]
Distinct = (AfterValidator(_distinct), Field(json_schema_extra={"uniqueItems": True}))


def _number(text: str) -> str:
    try:
        return gtin_of(text)
    except InvalidInput as error:
        raise ValueError(error.reason) from error


GtinText = Annotated[str, Field(min_length=8, max_length=14), AfterValidator(_number)]
CategoryText = Annotated[str, Field(min_length=1, max_length=LONGEST_CATEGORY)]
ZoneRef = Annotated[str, Field(min_length=1, max_length=64)]
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
CLOCK_OR_END = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"


class Part(BaseModel):
    """A part of a body: what is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class TriggerBody(Part):
    """What has to happen where."""

    kind: TriggerKind
    zone_ids: Annotated[list[ZoneRef], Field(max_length=MOST_ZONES, validate_default=True), *Distinct] = []
    min_probability: Annotated[Number, Field(gt=0.0, le=1.0)] = 0.5
    dwell_s: Annotated[Number, Field(gt=0.0, le=LONGEST_DWELL_S)] | None = Field(None, validate_default=True)
    gtins: Annotated[list[GtinText], Field(max_length=MOST_TARGETS), *Distinct] = []
    categories: Annotated[
        list[CategoryText], Field(max_length=MOST_TARGETS, validate_default=True), *Distinct
    ] = []

    @field_validator("zone_ids")
    @classmethod
    def _belong_to_zones(cls, zone_ids: list[str], info: ValidationInfo) -> list[str]:
        is_of_face = info.data.get("kind") is TriggerKind.FACE_ENGAGE
        if is_of_face and zone_ids:
            raise ValueError("belong to zone_enter and zone_dwell; face_engage names products")
        if not is_of_face and not zone_ids:
            raise ValueError("at least one is needed")
        return zone_ids

    @field_validator("categories")
    @classmethod
    def _belong_to_faces(cls, categories: list[str], info: ValidationInfo) -> list[str]:
        named = bool(categories or info.data.get("gtins"))
        if info.data.get("kind") is TriggerKind.FACE_ENGAGE and not named and "gtins" in info.data:
            raise ValueError("face_engage needs gtins or categories")
        if info.data.get("kind") in (TriggerKind.ZONE_ENTER, TriggerKind.ZONE_DWELL) and named:
            raise ValueError("gtins and categories belong to face_engage")
        return categories

    @field_validator("dwell_s")
    @classmethod
    def _belongs_to_dwell(cls, dwell_s: float | None, info: ValidationInfo) -> float | None:
        kind = info.data.get("kind")
        if kind is TriggerKind.ZONE_DWELL and dwell_s is None:
            raise ValueError("zone_dwell needs it")
        if kind is TriggerKind.ZONE_ENTER and dwell_s is not None:
            raise ValueError("belongs to zone_dwell, not to zone_enter")
        if kind is TriggerKind.FACE_ENGAGE and dwell_s is not None:
            raise ValueError("belongs to zone_dwell: a face is engaged once somebody has stopped")
        return dwell_s


class ScheduleBody(Part):
    """When, on the store's clock. Weekday 0 is Monday; `from` after `to` runs past midnight."""

    starts_on: Day | None = None
    ends_on: Day | None = None
    weekdays: Annotated[
        list[Annotated[Whole, Field(ge=0, le=6)]], Field(min_length=1, max_length=7), *Distinct
    ] = [0, 1, 2, 3, 4, 5, 6]
    from_: Annotated[str, Field(pattern=CLOCK, alias="from")] = "00:00"
    to: Annotated[str, Field(pattern=CLOCK_OR_END)] = "24:00"

    @field_validator("ends_on")
    @classmethod
    def _after_start(cls, ends_on: date | None, info: ValidationInfo) -> date | None:
        starts_on = info.data.get("starts_on")
        if ends_on is not None and starts_on is not None and ends_on < starts_on:
            raise ValueError("lies before starts_on")
        return ends_on

    @field_validator("to")
    @classmethod
    def _a_window(cls, to: str, info: ValidationInfo) -> str:
        if to == info.data.get("from_"):
            raise ValueError("equals from; the whole day is 00:00 to 24:00")
        if to == "00:00":
            raise ValueError("midnight as an end is 24:00")
        return to


class DaysCapBody(Part):
    """At most `count` in any `days` days of the store's calendar."""

    count: Annotated[Whole, Field(ge=1, le=100)]
    days: Annotated[Whole, Field(ge=1, le=MOST_DAYS)]


class CapBody(Part):
    """How often one shopper gets it."""

    per_visit: Annotated[Whole, Field(ge=1, le=100)] = 1
    per_days: DaysCapBody | None = None
    cool_down_s: Annotated[Number, Field(ge=0.0, le=LONGEST_COOL_DOWN_S)] = 0.0


class AudienceBody(Part):
    """For whom."""

    visitors: Visitors = Visitors.ANY


class CreativeBody(Part):
    """What the phone shows."""

    title: Annotated[Template, Field(max_length=LONGEST_TITLE)]
    text: Annotated[Template, Field(max_length=LONGEST_TEXT)]


class CampaignBody(Part):
    """A campaign as a marketer writes it."""

    name: Name
    state: CampaignState = CampaignState.DRAFT
    priority: Annotated[Whole, Field(ge=-1000, le=1000)] = 0
    trigger: TriggerBody
    schedule: ScheduleBody = ScheduleBody()
    cap: CapBody = CapBody()
    audience: AudienceBody = AudienceBody()
    creative: CreativeBody

    @field_validator("creative")
    @classmethod
    def _product_at_faces(cls, creative: CreativeBody, info: ValidationInfo) -> CreativeBody:
        trigger = info.data.get("trigger")
        is_of_zones = trigger is not None and trigger.kind is not TriggerKind.FACE_ENGAGE
        if is_of_zones and names_product(creative.title, creative.text):
            raise ValueError("{product} belongs to the trigger face_engage")
        return creative

    def plan(self) -> CampaignPlan:
        """The same in the domain's words."""
        fields = set(CampaignBody.model_fields)
        return plan_from_document(self.model_dump(mode="json", by_alias=True, include=fields))


class CampaignChange(CampaignBody):
    """The next revision. With `revision`, the one it was made from, a stale change is refused."""

    revision: Annotated[Whole, Field(ge=1)] | None = None


class CampaignView(CampaignBody):
    """A campaign at its current revision."""

    id: str
    store_id: str
    revision: int

    @classmethod
    def of(cls, campaign: Campaign) -> Self:
        ids = {"id": campaign.id, "store_id": campaign.store_id, "revision": campaign.revision}
        return cls.model_validate(document_from_plan(campaign.plan) | ids)


class CampaignList(BaseModel):
    """A store's campaigns, oldest first."""

    items: list[CampaignView]


class EvidenceView(BaseModel):
    """What a decision rests on; ages in seconds at the decision."""

    zone_id: str
    probability: float
    pose_age_s: float
    pose_sd_m: float
    dwell_s: float | None = None
    face_id: str | None = None
    gtin: str | None = None
    product: str | None = None


class DeliveryView(BaseModel):
    """What became of an offer that was queued."""

    id: str
    state: DeliveryState
    sent_at: datetime | None
    received_at: datetime | None
    cancelled_because: CancelReason | None


class DecisionView(BaseModel):
    """One evaluation of a campaign. `sentence` says the reason to people."""

    id: str
    campaign_id: str
    campaign_revision: int
    map_revision: int
    visit_id: str
    shopper_id: str
    occurrence: str
    decided_at: datetime
    event_at: datetime
    outcome: Outcome
    reason: Reason
    sentence: str
    evidence: EvidenceView
    delivery: DeliveryView | None

    @classmethod
    def of(cls, decision: Decision, delivery: Delivery | None) -> Self:
        sentence = SENTENCES[decision.reason]
        if delivery is not None and delivery.cancelled_because is not None:
            sentence = CANCEL_SENTENCES[delivery.cancelled_because]
        return cls(
            id=decision.id,
            campaign_id=decision.campaign_id,
            campaign_revision=decision.campaign_revision,
            map_revision=decision.map_revision,
            visit_id=decision.visit_id,
            shopper_id=decision.shopper_id,
            occurrence=decision.occurrence,
            decided_at=decision.decided_at,
            event_at=decision.event_at,
            outcome=decision.outcome,
            reason=decision.reason,
            sentence=sentence,
            evidence=EvidenceView.model_validate(dict(decision.evidence)),
            delivery=None if delivery is None else _delivery_view(delivery),
        )


class DecisionPage(BaseModel):
    """Decisions, newest first; `next` goes into `before` for the page after this one."""

    items: list[DecisionView]
    next: str | None


def _delivery_view(delivery: Delivery) -> DeliveryView:
    return DeliveryView(
        id=delivery.message.delivery_id,
        state=delivery.state,
        sent_at=delivery.sent_at,
        received_at=delivery.received_at,
        cancelled_because=delivery.cancelled_because,
    )
