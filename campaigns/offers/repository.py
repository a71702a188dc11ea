"""All SQL of campaigns and decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.offers.documents import document_from_plan, plan_from_document
from campaigns.offers.domain import Campaign, CampaignState, Decision, Outcome, Reason, SentOffer
from campaigns.offers.tables import campaign_revisions, campaigns, decisions

_CURRENT = (
    sa.select(
        campaigns.c.id,
        campaigns.c.store_id,
        campaigns.c.revision,
        campaigns.c.created_at,
        campaign_revisions.c.document,
    )
    .join(
        campaign_revisions,
        sa.and_(
            campaign_revisions.c.campaign_id == campaigns.c.id,
            campaign_revisions.c.number == campaigns.c.revision,
        ),
    )
    .where(campaigns.c.deleted_at.is_(None))
    .order_by(campaigns.c.created_at, campaigns.c.id)
)

# The statements of `decide` are built once: building one takes longer than SQLite does to run it.
_INSERT_DECISION = sa.insert(decisions)
_KNOWN = sa.select(decisions.c.id).where(decisions.c.id.in_(sa.bindparam("ids", expanding=True)))
_SENT_TO = sa.select(decisions.c.campaign_id, decisions.c.visit_id, decisions.c.event_at).where(
    decisions.c.shopper_id == sa.bindparam("shopper_id"),
    decisions.c.outcome == Outcome.SENT,
    decisions.c.event_at >= sa.bindparam("since"),
)


def insert_campaign(session: Session, campaign: Campaign, author: str) -> None:
    """Store a new campaign with its first revision."""
    session.execute(
        sa.insert(campaigns),
        {
            "id": campaign.id,
            "store_id": campaign.store_id,
            "revision": campaign.revision,
            "state": campaign.plan.state,
            "created_at": campaign.created_at,
        },
    )
    _insert_revision(session, campaign, author, campaign.created_at)


def add_revision(session: Session, campaign: Campaign, author: str, now: datetime) -> None:
    """Store the next revision and make it the current one."""
    _insert_revision(session, campaign, author, now)
    session.execute(
        sa.update(campaigns)
        .where(campaigns.c.id == campaign.id)
        .values(revision=campaign.revision, state=campaign.plan.state)
    )


def mark_deleted(session: Session, campaign_id: str, now: datetime) -> None:
    """Hide a campaign; what its decisions cite stays."""
    session.execute(sa.update(campaigns).where(campaigns.c.id == campaign_id).values(deleted_at=now))


def find(session: Session, campaign_id: str) -> Campaign | None:
    """A campaign at its current revision."""
    row = session.execute(_CURRENT.where(campaigns.c.id == campaign_id)).one_or_none()
    return None if row is None else _campaign(row)


def of_store(session: Session, store_id: str) -> list[Campaign]:
    """A store's campaigns at their current revisions, oldest first."""
    return [_campaign(row) for row in session.execute(_CURRENT.where(campaigns.c.store_id == store_id))]


def active_of_store(session: Session, store_id: str) -> list[Campaign]:
    """Those of them that are active."""
    query = _CURRENT.where(campaigns.c.store_id == store_id, campaigns.c.state == CampaignState.ACTIVE)
    return [_campaign(row) for row in session.execute(query)]


def insert_decisions(session: Session, rows: Sequence[Decision]) -> None:
    """Store decisions. One that exists already breaks the table's constraint: ask `known` before."""
    session.execute(
        _INSERT_DECISION, [{name: getattr(row, name) for name in Decision.__slots__} for row in rows]
    )


def known(session: Session, decision_ids: Collection[str]) -> frozenset[str]:
    """Which of these decisions were made before."""
    return frozenset(session.scalars(_KNOWN, {"ids": list(decision_ids)}))


def sent_to(session: Session, shopper_id: str, since: datetime) -> tuple[SentOffer, ...]:
    """What a shopper was sent by events at or after `since`."""
    rows = session.execute(_SENT_TO, {"shopper_id": shopper_id, "since": since})
    return tuple(SentOffer(*row) for row in rows)


def sent_count(session: Session, store_id: str, since: datetime) -> int:
    """How many offers a store's campaigns sent since a moment."""
    query = sa.select(sa.func.count()).where(
        decisions.c.store_id == store_id,
        decisions.c.outcome == Outcome.SENT,
        decisions.c.decided_at >= since,
    )
    return session.scalars(query).one()


def decision_page(
    session: Session, campaign_id: str, outcome: Outcome | None, limit: int, before: str | None
) -> list[Decision] | None:
    """A campaign's decisions, newest first, from the one after `before` on; None when that is unknown."""
    query = sa.select(decisions).where(decisions.c.campaign_id == campaign_id)
    if outcome is not None:
        query = query.where(decisions.c.outcome == outcome)
    place = sa.tuple_(decisions.c.decided_at, decisions.c.id)
    if before is not None:
        decided_at = session.scalars(
            sa.select(decisions.c.decided_at).where(
                decisions.c.id == before, decisions.c.campaign_id == campaign_id
            )
        ).one_or_none()
        if decided_at is None:
            return None
        query = query.where(
            place < sa.tuple_(sa.literal(decided_at, decisions.c.decided_at.type), sa.literal(before))
        )
    query = query.order_by(decisions.c.decided_at.desc(), decisions.c.id.desc()).limit(limit)
    return [_decision(row) for row in session.execute(query)]


def _insert_revision(session: Session, campaign: Campaign, author: str, now: datetime) -> None:
    session.execute(
        sa.insert(campaign_revisions),
        {
            "campaign_id": campaign.id,
            "number": campaign.revision,
            "document": document_from_plan(campaign.plan),
            "created_at": now,
            "created_by": author,
        },
    )


def _campaign(row: sa.Row[*tuple[Any, ...]]) -> Campaign:
    return Campaign(
        id=row.id,
        store_id=row.store_id,
        revision=row.revision,
        created_at=row.created_at,
        plan=plan_from_document(row.document),
    )


def _decision(row: sa.Row[*tuple[Any, ...]]) -> Decision:
    fields = dict(row._mapping)
    return Decision(**fields | {"outcome": Outcome(row.outcome), "reason": Reason(row.reason)})
