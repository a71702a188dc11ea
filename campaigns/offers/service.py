"""Offers: campaigns that marketers keep, and the engine that decides on the events of a visit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from campaigns.accounts.service import Accounts
from campaigns.delivery.domain import Delivery, OfferMessage
from campaigns.delivery.service import Deliveries
from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.offers import repository
from campaigns.offers.active import ActiveCache
from campaigns.offers.candidates import candidates, engaged_faces
from campaigns.offers.documents import document_from_plan
from campaigns.offers.domain import (
    Campaign,
    CampaignPlan,
    CampaignState,
    Candidate,
    Decision,
    Evidence,
    History,
    Outcome,
    SentOffer,
    VisitContext,
    Visitors,
    delivery_id_of,
)
from campaigns.offers.gates import Verdict, days_cap_start, settle
from campaigns.offers.wording import names_store, render, why
from campaigns.shoppers.domain import Purpose
from campaigns.shoppers.service import Shoppers
from campaigns.stores.products.service import Products
from campaigns.stores.service import Stores
from positioning.types import PoseEstimate
from zones.level import ZoneId
from zones.visits import VisitEvent


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A decision with what became of it: `delivery` is None unless something was queued."""

    decision: Decision
    delivery: Delivery | None


class Offers:
    """Campaigns of stores and their decisions. `decide` and every change run on the writer's thread."""

    def __init__(
        self,
        stores: Stores,
        products: Products,
        shoppers: Shoppers,
        accounts: Accounts,
        deliveries: Deliveries,
    ) -> None:
        self._stores = stores
        self._products = products
        self._shoppers = shoppers
        self._accounts = accounts
        self._deliveries = deliveries
        self._active = ActiveCache()

    # What marketers do

    def create(
        self, session: Session, store_id: str, plan: CampaignPlan, actor: str, now: datetime
    ) -> Campaign:
        """Create a campaign; its revision is 1.

        Raises
        ------
        NotFound
            No such store.
        InvalidInput
            A zone is not on the store's map, or the schedule never opens.
        """
        self._check(session, store_id, plan)
        campaign = Campaign(str(uuid.uuid4()), store_id, 1, now, plan)
        repository.insert_campaign(session, campaign, actor)
        self._changed(session, campaign, "campaign.create", actor, now)
        return campaign

    def of_store(self, session: Session, store_id: str) -> list[Campaign]:
        """A store's campaigns in every state, oldest first. Raises `NotFound` for an unknown store."""
        self._stores.settings(session, store_id)
        return repository.of_store(session, store_id)

    def campaign(self, session: Session, campaign_id: str) -> Campaign:
        """A campaign at its current revision. Raises `NotFound`."""
        campaign = repository.find(session, campaign_id)
        if campaign is None:
            raise NotFound("campaign", campaign_id)
        return campaign

    def change(
        self,
        session: Session,
        campaign_id: str,
        plan: CampaignPlan,
        actor: str,
        now: datetime,
        *,
        seen_revision: int | None = None,
    ) -> Campaign:
        """Give a campaign its next revision; a plan that changes nothing gives none.

        A campaign that is not active any more also takes back what has not reached a phone.

        Raises
        ------
        Conflict
            `seen_revision` is not the current one: somebody else changed the campaign meanwhile.
        NotFound, InvalidInput
            As for `campaign` and `create`.
        """
        before = self.campaign(session, campaign_id)
        if seen_revision is not None and seen_revision != before.revision:
            raise Conflict(f"campaign {campaign_id} is at revision {before.revision}, not {seen_revision}")
        if plan == before.plan:
            return before
        self._check(session, before.store_id, plan)
        campaign = Campaign(before.id, before.store_id, before.revision + 1, before.created_at, plan)
        repository.add_revision(session, campaign, actor, now)
        if plan.state is not CampaignState.ACTIVE:
            self._deliveries.cancel_campaign(session, campaign_id, now)
        self._changed(session, campaign, "campaign.change", actor, now)
        return campaign

    def delete(self, session: Session, campaign_id: str, actor: str, now: datetime) -> None:
        """Delete a campaign; its decisions, and the revisions that they cite, stay stored."""
        campaign = self.campaign(session, campaign_id)
        repository.mark_deleted(session, campaign_id, now)
        self._deliveries.cancel_campaign(session, campaign_id, now)
        self._changed(session, campaign, "campaign.delete", actor, now)

    def decisions(
        self,
        session: Session,
        campaign_id: str,
        *,
        outcome: Outcome | None = None,
        limit: int = 100,
        before: str | None = None,
    ) -> list[Evaluated]:
        """A campaign's decisions, newest first; `before` is the id of the last one seen.

        Raises
        ------
        NotFound
            No such campaign.
        InvalidInput
            `before` is no decision of the campaign.
        """
        self.campaign(session, campaign_id)
        page = repository.decision_page(session, campaign_id, outcome, limit, before)
        if page is None:
            raise InvalidInput("before", "no decision of this campaign")
        sent = [decision.id for decision in page if decision.outcome is Outcome.SENT]
        deliveries = self._deliveries.of_decisions(session, sent)
        return [Evaluated(decision, deliveries.get(decision.id)) for decision in page]

    def sent_count(self, session: Session, store_id: str, since: datetime) -> int:
        """How many offers a store's campaigns sent since a moment."""
        return repository.sent_count(session, store_id, since)

    # What the engine does

    def dwell_marks(self, session: Session, store_id: str) -> Mapping[ZoneId, tuple[float, ...]]:
        """The dwell times, in seconds and rising, that active campaigns of a store wait for."""
        return self._active.of(session, store_id).dwell_marks_s

    def decide(
        self,
        session: Session,
        visit: VisitContext,
        events: Sequence[VisitEvent],
        pose: PoseEstimate,
        now: datetime,
    ) -> list[OfferMessage]:
        """Ask every active campaign that the events concern; store each decision, queue what is sent.

        Asking again about the same events changes nothing and returns nothing: what was decided stands, and
        is `pending` at the deliveries until the phone has it. Without the purpose offers nothing is asked.
        """
        if Purpose.OFFERS not in visit.purposes:
            return []
        active = self._active.of(session, visit.store_id)
        looked_at = engaged_faces(events) if active.at_faces else set()
        on_faces = {
            face_id: self._products.on_face(session, visit.store_id, face_id) for face_id in looked_at
        }
        asked = candidates(active, visit, events, pose, now, on_faces)
        if not asked:
            return []
        for decision_id in repository.known(session, asked.keys()):
            del asked[decision_id]
        if not asked:
            return []
        history = self._history(session, visit, asked.values())
        verdicts: list[Verdict] = []
        for _, moment in groupby(sorted(asked.values(), key=_moment), key=_moment):
            settled = settle(moment, history)
            verdicts += settled
            for verdict in settled:
                if verdict.outcome is Outcome.SENT:
                    candidate = verdict.candidate
                    sent = SentOffer(candidate.campaign.id, visit.visit_id, candidate.event_at)
                    history = history.plus(sent)
        repository.insert_decisions(session, [_decision(verdict, now) for verdict in verdicts])
        winners = [verdict.candidate for verdict in verdicts if verdict.outcome is Outcome.SENT]
        return [self._queue(session, winner, now) for winner in winners]

    def _history(self, session: Session, visit: VisitContext, asked: Iterable[Candidate]) -> History:
        since = visit.began_at
        audience_matters = False
        for candidate in asked:
            plan = candidate.campaign.plan
            since = min(since, candidate.event_at - timedelta(seconds=plan.cap.cool_down_s))
            if plan.cap.per_days is not None:
                since = min(since, days_cap_start(plan.cap.per_days, candidate.event_local))
            audience_matters |= plan.visitors is not Visitors.ANY
        earlier_visits: int | None = None
        if audience_matters and Purpose.PERSONALISATION in visit.purposes:
            profile = self._shoppers.profile(session, visit.shopper_id)
            earlier_visits = 0 if profile is None else profile.visits
        return History(repository.sent_to(session, visit.shopper_id, since), earlier_visits)

    def _queue(self, session: Session, winner: Candidate, now: datetime) -> OfferMessage:
        visit, plan = winner.visit, winner.campaign.plan
        zone, product = winner.place_name or "", winner.evidence.product or ""
        store = ""
        if names_store(plan.creative.title, plan.creative.text):
            store = self._stores.settings(session, visit.store_id).name
        message = OfferMessage(
            delivery_id=delivery_id_of(winner.decision_id),
            visit_id=visit.visit_id,
            campaign_id=winner.campaign.id,
            campaign_name=plan.name,
            title=render(plan.creative.title, zone=zone, store=store, product=product),
            text=render(plan.creative.text, zone=zone, store=store, product=product),
            zone_id=winner.happening.zone_id,
            zone_name=zone,
            why=why(winner),
            decided_at=now,
        )
        self._deliveries.queue(
            session,
            message,
            decision_id=winner.decision_id,
            shopper_id=visit.shopper_id,
            valid_until=plan.schedule.closes_at(winner.event_local),
            now=now,
        )
        return message

    def _check(self, session: Session, store_id: str, plan: CampaignPlan) -> None:
        store = self._stores.current(session, store_id).store
        zone_ids = {zone.id for level in store.levels for zone in level.zones}
        trigger = plan.trigger
        missing = self._products.unknown(session, store_id, trigger.gtins, trigger.categories)
        if missing:
            where = "trigger.gtins" if trigger.gtins else "trigger.categories"
            raise InvalidInput(where, f"not among the store's products: {', '.join(missing[:5])}")
        unknown = [zone_id for zone_id in plan.trigger.zone_ids if zone_id not in zone_ids]
        if unknown:
            raise InvalidInput("trigger.zone_ids", f"not on the store's map: {', '.join(unknown[:5])}")
        if not plan.schedule.ever_opens():
            raise InvalidInput("schedule.weekdays", "none of them lies between the first and the last day")

    def _changed(self, session: Session, campaign: Campaign, action: str, actor: str, now: datetime) -> None:
        self._active.forget(session)
        detail = {
            "store_id": campaign.store_id,
            "revision": campaign.revision,
            "plan": document_from_plan(campaign.plan),
        }
        self._accounts.audit(session, actor, action, campaign.id, detail, now)


def _moment(candidate: Candidate) -> float:
    """What arbitration is about: everything that became known with one pose."""
    return candidate.happening.decided_t_s


def _decision(verdict: Verdict, now: datetime) -> Decision:
    candidate = verdict.candidate
    told = {name: getattr(candidate.evidence, name) for name in Evidence.__slots__}
    evidence = {name: value for name, value in told.items() if value is not None}
    return Decision(
        id=candidate.decision_id,
        store_id=candidate.visit.store_id,
        campaign_id=candidate.campaign.id,
        campaign_revision=candidate.campaign.revision,
        map_revision=candidate.visit.map_revision,
        visit_id=candidate.visit.visit_id,
        shopper_id=candidate.visit.shopper_id,
        occurrence=candidate.happening.occurrence,
        event_at=candidate.event_at,
        decided_at=now,
        outcome=verdict.outcome,
        reason=verdict.reason,
        evidence=evidence,
    )
