"""Deliveries are their own outbox: queued with the decision, sent after its commit, again until received."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.delivery import repository
from campaigns.delivery.domain import CancelReason, Delivery, DeliveryState, OfferMessage
from campaigns.errors import NotFound
from campaigns.shoppers.domain import Purpose
from campaigns.shoppers.service import Shoppers


class Deliveries:
    """The way of an offer from its decision to the phone.

    A sender takes what is `pending`, asks `mark_sent`, commits, and puts on the wire what that returned. A
    crash between the commit and the wire leaves the delivery open, so it goes out again: at least once.
    """

    def __init__(self, shoppers: Shoppers) -> None:
        self._shoppers = shoppers

    def queue(
        self,
        session: Session,
        message: OfferMessage,
        *,
        decision_id: str,
        shopper_id: str,
        valid_until: datetime,
        now: datetime,
    ) -> None:
        """Store a message for sending, in the transaction of its decision."""
        repository.insert(
            session,
            Delivery(
                message=message,
                decision_id=decision_id,
                shopper_id=shopper_id,
                state=DeliveryState.QUEUED,
                valid_until=valid_until,
                queued_at=now,
            ),
        )

    def pending(self, session: Session, visit_id: str) -> list[OfferMessage]:
        """What a phone does not have yet as far as it told us, oldest first."""
        return [delivery.message for delivery in repository.open_of_visit(session, visit_id)]

    def mark_sent(self, session: Session, ids: Collection[str], now: datetime) -> list[OfferMessage]:
        """Check each delivery again and mark it as sent: only what this returns may go out.

        The others were cancelled before, are cancelled here (consent withdrawn, window ended), or were
        received already.
        """
        cleared: list[OfferMessage] = []
        consents: dict[str, bool] = {}
        for delivery in repository.open_by_ids(session, ids):
            shopper_id = delivery.shopper_id
            if shopper_id not in consents:
                consents[shopper_id] = Purpose.OFFERS in self._shoppers.purposes(session, shopper_id)
            because = _obstacle(delivery, consents[shopper_id], now)
            if because is None:
                cleared.append(delivery.message)
            else:
                repository.cancel_ids(session, [delivery.message.delivery_id], because, now)
        if cleared:
            repository.mark_sent(session, [message.delivery_id for message in cleared], now)
        return cleared

    def mark_received(self, session: Session, visit_id: str, delivery_id: str, now: datetime) -> None:
        """The phone has it; saying so twice changes nothing.

        Raises
        ------
        NotFound
            The visit has no such delivery.
        """
        if not repository.mark_received(session, visit_id, delivery_id, now):
            raise NotFound("delivery", delivery_id)

    def cancel(self, session: Session, shopper_id: str, now: datetime) -> None:
        """The shopper withdrew consent for offers: nothing more goes out."""
        repository.cancel_of_shopper(session, shopper_id, CancelReason.CONSENT_WITHDRAWN, now)

    def cancel_campaign(self, session: Session, campaign_id: str, now: datetime) -> None:
        """A campaign is not active any more: what has not reached a phone stays here."""
        repository.cancel_of_campaign(session, campaign_id, CancelReason.CAMPAIGN_STOPPED, now)

    def of_visit(self, session: Session, visit_id: str) -> list[Delivery]:
        """Every delivery of a visit, oldest first."""
        return repository.of_visit(session, visit_id)

    def of_decisions(self, session: Session, decision_ids: Collection[str]) -> Mapping[str, Delivery]:
        """What became of decisions, by decision id; decisions that nothing was queued for are absent."""
        if not decision_ids:
            return {}
        return {delivery.decision_id: delivery for delivery in repository.of_decisions(session, decision_ids)}


def _obstacle(delivery: Delivery, consented: bool, now: datetime) -> CancelReason | None:
    if not consented:
        return CancelReason.CONSENT_WITHDRAWN
    if now >= delivery.valid_until:
        return CancelReason.WINDOW_ENDED
    return None
