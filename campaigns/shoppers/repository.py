"""All SQL of shoppers, their consent and their profiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.shoppers.domain import ConsentGrant, Purpose, ShopperProfile
from campaigns.shoppers.tables import consent_grants, shopper_profiles, shoppers


def insert_shopper(session: Session, shopper_id: str, store_id: str, token_hash: str, now: datetime) -> None:
    session.execute(
        sa.insert(shoppers).values(id=shopper_id, store_id=store_id, token_hash=token_hash, created_at=now)
    )


def delete_shopper(session: Session, shopper_id: str) -> None:
    """Everything that belongs to the shopper goes with the row: every table refers to it with a cascade."""
    session.execute(sa.delete(shoppers).where(shoppers.c.id == shopper_id))


def by_token_hash(session: Session, token_hash: str) -> tuple[str, str] | None:
    """(shopper id, store id)."""
    row = session.execute(
        sa.select(shoppers.c.id, shoppers.c.store_id).where(shoppers.c.token_hash == token_hash)
    ).one_or_none()
    return None if row is None else (row.id, row.store_id)


def store_of(session: Session, shopper_id: str) -> str | None:
    return session.scalar(sa.select(shoppers.c.store_id).where(shoppers.c.id == shopper_id))


def active_purposes(session: Session, shopper_id: str) -> frozenset[Purpose]:
    rows = session.scalars(
        sa.select(consent_grants.c.purpose).where(
            consent_grants.c.shopper_id == shopper_id, consent_grants.c.withdrawn_at.is_(None)
        )
    )
    return frozenset(Purpose(purpose) for purpose in rows)


def grants_of(session: Session, shopper_id: str) -> Sequence[ConsentGrant]:
    """Every grant of the shopper, oldest first, withdrawn ones too."""
    rows = session.execute(
        sa.select(consent_grants)
        .where(consent_grants.c.shopper_id == shopper_id)
        .order_by(consent_grants.c.granted_at, consent_grants.c.id)
    )
    return [
        ConsentGrant(Purpose(row.purpose), row.text_version, row.granted_at, row.withdrawn_at) for row in rows
    ]


def insert_grants(
    session: Session, shopper_id: str, purposes: Iterable[Purpose], text_version: str, now: datetime
) -> None:
    rows = [
        {"shopper_id": shopper_id, "purpose": purpose.value, "text_version": text_version, "granted_at": now}
        for purpose in sorted(purposes)
    ]
    if rows:
        session.execute(sa.insert(consent_grants), rows)


def withdraw_grants(session: Session, shopper_id: str, purposes: Iterable[Purpose], now: datetime) -> None:
    session.execute(
        sa.update(consent_grants)
        .where(
            consent_grants.c.shopper_id == shopper_id,
            consent_grants.c.purpose.in_([purpose.value for purpose in purposes]),
            consent_grants.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )


def profile_of(session: Session, shopper_id: str) -> ShopperProfile | None:
    row = session.execute(
        sa.select(shopper_profiles).where(shopper_profiles.c.shopper_id == shopper_id)
    ).one_or_none()
    return None if row is None else ShopperProfile(visits=row.visits, last_visit_at=row.last_visit_at)


def insert_profile(session: Session, shopper_id: str, profile: ShopperProfile) -> None:
    session.execute(
        sa.insert(shopper_profiles).values(
            shopper_id=shopper_id, visits=profile.visits, last_visit_at=profile.last_visit_at
        )
    )


def update_profile(session: Session, shopper_id: str, profile: ShopperProfile) -> None:
    session.execute(
        sa.update(shopper_profiles)
        .where(shopper_profiles.c.shopper_id == shopper_id)
        .values(visits=profile.visits, last_visit_at=profile.last_visit_at)
    )


def delete_profile(session: Session, shopper_id: str) -> None:
    session.execute(sa.delete(shopper_profiles).where(shopper_profiles.c.shopper_id == shopper_id))
