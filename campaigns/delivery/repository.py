"""All SQL of deliveries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.delivery.domain import CancelReason, Delivery, DeliveryState, OfferMessage
from campaigns.delivery.tables import deliveries

_INSERT = sa.insert(deliveries)  # built once: it runs inside the turn of a frame

OPEN_STATES = (DeliveryState.QUEUED, DeliveryState.SENT)


def insert(session: Session, delivery: Delivery) -> None:
    """Store a queued delivery. A second one of the same decision breaks the table's constraint."""
    message = delivery.message
    session.execute(
        _INSERT,
        {
            "id": message.delivery_id,
            "decision_id": delivery.decision_id,
            "visit_id": message.visit_id,
            "shopper_id": delivery.shopper_id,
            "campaign_id": message.campaign_id,
            "state": delivery.state,
            "message": _message_document(message),
            "valid_until": delivery.valid_until,
            "queued_at": delivery.queued_at,
        },
    )


def of_visit(session: Session, visit_id: str) -> list[Delivery]:
    """Every delivery of a visit, oldest first."""
    return _load(session, deliveries.c.visit_id == visit_id)


def open_of_visit(session: Session, visit_id: str) -> list[Delivery]:
    """Those of a visit that still have to reach the phone, oldest first."""
    return _load(session, deliveries.c.visit_id == visit_id, deliveries.c.state.in_(OPEN_STATES))


def open_by_ids(session: Session, ids: Collection[str]) -> list[Delivery]:
    """Those among `ids` that still have to reach the phone, oldest first."""
    return _load(session, deliveries.c.id.in_(ids), deliveries.c.state.in_(OPEN_STATES))


def of_decisions(session: Session, decision_ids: Collection[str]) -> list[Delivery]:
    """The deliveries that came of these decisions."""
    return _load(session, deliveries.c.decision_id.in_(decision_ids))


def mark_sent(session: Session, ids: Sequence[str], now: datetime) -> None:
    """Note the last time that these went out."""
    session.execute(
        sa.update(deliveries).where(deliveries.c.id.in_(ids)).values(state=DeliveryState.SENT, sent_at=now)
    )


def mark_received(session: Session, visit_id: str, delivery_id: str, now: datetime) -> bool:
    """Note that a phone has it; the first time counts. False when the visit has no such delivery."""
    ours = sa.and_(deliveries.c.id == delivery_id, deliveries.c.visit_id == visit_id)
    state = session.execute(sa.select(deliveries.c.state).where(ours)).scalar_one_or_none()
    if state is None:
        return False
    if state != DeliveryState.RECEIVED:
        session.execute(
            sa.update(deliveries).where(ours).values(state=DeliveryState.RECEIVED, received_at=now)
        )
    return True


def cancel_ids(session: Session, ids: Collection[str], because: CancelReason, now: datetime) -> None:
    """Take single deliveries back."""
    _cancel(session, because, now, deliveries.c.id.in_(ids))


def cancel_of_shopper(session: Session, shopper_id: str, because: CancelReason, now: datetime) -> None:
    """Take back what has not reached a shopper's phone."""
    _cancel(session, because, now, deliveries.c.shopper_id == shopper_id)


def cancel_of_campaign(session: Session, campaign_id: str, because: CancelReason, now: datetime) -> None:
    """Take back what has not reached any phone."""
    _cancel(session, because, now, deliveries.c.campaign_id == campaign_id)


def _cancel(session: Session, because: CancelReason, now: datetime, which: sa.ColumnElement[bool]) -> None:
    session.execute(
        sa.update(deliveries)
        .where(which, deliveries.c.state.in_(OPEN_STATES))
        .values(state=DeliveryState.CANCELLED, cancelled_because=because, cancelled_at=now)
    )


def _load(session: Session, *which: sa.ColumnElement[bool]) -> list[Delivery]:
    query = sa.select(deliveries).where(*which).order_by(deliveries.c.queued_at, deliveries.c.id)
    return [_delivery(row) for row in session.execute(query)]


def _delivery(row: sa.Row[*tuple[Any, ...]]) -> Delivery:
    return Delivery(
        message=_message(row.message),
        decision_id=row.decision_id,
        shopper_id=row.shopper_id,
        state=DeliveryState(row.state),
        valid_until=row.valid_until,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        received_at=row.received_at,
        cancelled_at=row.cancelled_at,
        cancelled_because=CancelReason(row.cancelled_because) if row.cancelled_because else None,
    )


def _message_document(message: OfferMessage) -> dict[str, str]:
    document = {name: getattr(message, name) for name in OfferMessage.__slots__}
    return document | {"decided_at": message.decided_at.isoformat()}


def _message(document: dict[str, str]) -> OfferMessage:
    fields: dict[str, Any] = dict(document)
    fields["decided_at"] = datetime.fromisoformat(document["decided_at"])
    return OfferMessage(**fields)
