"""The outbox over a real database: at least once, and only while it is permitted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from campaigns.delivery.domain import CancelReason, Delivery, DeliveryState, OfferMessage
from campaigns.delivery.service import Deliveries
from campaigns.errors import NotFound
from campaigns.shoppers.domain import Purpose
from campaigns.shoppers.service import Shoppers
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.stores.service import Stores
from campaigns.visits import repository as visit_rows
from campaigns.visits.domain import Visit

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GRANTED = frozenset({Purpose.POSITIONING, Purpose.OFFERS})


class Outbox:
    """A visit of one shopper whose offers may be sent until six."""

    def __init__(self, database: Database, store_document: bytes) -> None:
        self.database = database
        stores = Stores()
        self.shoppers = Shoppers(stores)
        self.deliveries = Deliveries(self.shoppers)
        store_id = database.write(lambda s: stores.create(s, store_document, StoreKind.TRIAL, NOON))
        self.shopper_id, _ = database.write(
            lambda s: self.shoppers.register(s, store_id, GRANTED, "2026-01", NOON)
        )
        self.visit_id = "7a0c5f4e-3c53-4a52-9a54-0d4ff5f3bb10"
        visit = Visit(
            self.visit_id, store_id, self.shopper_id, 1, "ground", None, 0, NOON, None, 0, NOON, NOON
        )
        database.write(lambda s: visit_rows.add(s, visit))

    def queue(self, delivery_id: str, now: datetime = NOON) -> OfferMessage:
        message = OfferMessage(
            delivery_id, self.visit_id, "campaign", "Tea week", "Tea", "20 % off", "tea", "Tea", "Why", now
        )
        self.database.write(
            lambda s: self.deliveries.queue(
                s,
                message,
                decision_id=f"decision of {delivery_id}",
                shopper_id=self.shopper_id,
                valid_until=NOON.replace(hour=18),
                now=now,
            )
        )
        return message

    def pending(self) -> list[OfferMessage]:
        return self.database.read(lambda s: self.deliveries.pending(s, self.visit_id))

    def mark_sent(self, *ids: str, now: datetime = NOON) -> list[OfferMessage]:
        return self.database.write(lambda s: self.deliveries.mark_sent(s, ids, now))

    def received(self, delivery_id: str, now: datetime = NOON, visit_id: str | None = None) -> None:
        self.database.write(
            lambda s: self.deliveries.mark_received(s, visit_id or self.visit_id, delivery_id, now)
        )

    def stored(self) -> list[Delivery]:
        return self.database.read(lambda s: self.deliveries.of_visit(s, self.visit_id))


@pytest.fixture
def outbox(database: Database, store_document: bytes) -> Outbox:
    return Outbox(database, store_document)


def test_a_message_is_pending_until_the_phone_has_it(outbox: Outbox) -> None:
    first, second = outbox.queue("a"), outbox.queue("b", NOON + SECOND)
    assert outbox.pending() == [first, second]
    assert outbox.mark_sent("a", "b") == [first, second]
    assert outbox.pending() == [first, second]  # it may have been lost on the way
    outbox.received("a", NOON + SECOND)
    assert outbox.pending() == [second]
    assert outbox.mark_sent("a", "b") == [second]
    delivery = outbox.stored()[0]
    assert (delivery.state, delivery.sent_at, delivery.received_at) == (
        DeliveryState.RECEIVED,
        NOON,
        NOON + SECOND,
    )


def test_the_first_receipt_counts(outbox: Outbox) -> None:
    outbox.queue("a")
    outbox.received("a", NOON)
    outbox.received("a", NOON + SECOND)
    assert outbox.stored()[0].received_at == NOON


def test_a_receipt_of_another_visits_offer_is_not_found(outbox: Outbox) -> None:
    outbox.queue("a")
    with pytest.raises(NotFound, match="no delivery a"):
        outbox.received("a", visit_id="another")
    with pytest.raises(NotFound):
        outbox.received("unknown")
    assert outbox.stored()[0].state is DeliveryState.QUEUED


def test_after_its_window_a_message_does_not_go_out(outbox: Outbox) -> None:
    outbox.queue("a")
    assert outbox.mark_sent("a", now=NOON.replace(hour=18) - SECOND) != []
    assert outbox.mark_sent("a", now=NOON.replace(hour=18)) == []
    (delivery,) = outbox.stored()
    assert delivery.cancelled_because is CancelReason.WINDOW_ENDED
    assert delivery.cancelled_at == NOON.replace(hour=18)
    assert outbox.pending() == []


def test_without_consent_a_message_does_not_go_out(outbox: Outbox) -> None:
    outbox.queue("a")
    positioning = frozenset({Purpose.POSITIONING})
    outbox.database.write(
        lambda s: outbox.shoppers.set_consent(s, outbox.shopper_id, positioning, "2026-01", NOON)
    )
    assert outbox.mark_sent("a", now=NOON + SECOND) == []
    assert outbox.stored()[0].cancelled_because is CancelReason.CONSENT_WITHDRAWN


def test_withdrawal_cancels_what_waits_and_leaves_what_arrived(outbox: Outbox) -> None:
    for delivery_id in "abc":
        outbox.queue(delivery_id)
    outbox.mark_sent("b", "c")
    outbox.received("c")
    outbox.database.write(lambda s: outbox.deliveries.cancel(s, outbox.shopper_id, NOON + SECOND))
    states = [delivery.state for delivery in outbox.stored()]
    assert states == [DeliveryState.CANCELLED, DeliveryState.CANCELLED, DeliveryState.RECEIVED]
    assert outbox.pending() == []
    outbox.received("b", NOON + 2 * SECOND)  # it had been on its way
    assert outbox.stored()[1].state is DeliveryState.RECEIVED


def test_a_decision_is_delivered_once(outbox: Outbox) -> None:
    message = outbox.queue("a")
    with pytest.raises(sa.exc.IntegrityError):
        outbox.database.write(
            lambda s: outbox.deliveries.queue(
                s,
                replace(message, delivery_id="b"),
                decision_id="decision of a",
                shopper_id=outbox.shopper_id,
                valid_until=NOON,
                now=NOON,
            )
        )
    assert outbox.pending() == [message]


def test_the_wire_has_what_is_documented_and_nothing_of_the_marketers(outbox: Outbox) -> None:
    assert outbox.queue("a").wire() == {
        "type": "offer",
        "delivery_id": "a",
        "campaign_id": "campaign",
        "title": "Tea",
        "text": "20 % off",
        "zone_id": "tea",
        "zone_name": "Tea",
        "why": "Why",
        "decided_at": "2026-01-31T12:00:00Z",
    }
