"""All SQL of users, log-ins and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.accounts.domain import AuditEntry, Role, StaffIdentity
from campaigns.accounts.tables import audit_entries, sessions, users


class StoredUser(NamedTuple):
    identity: StaffIdentity
    password_hash: str


class StoredSession(NamedTuple):
    identity: StaffIdentity
    created_at: datetime
    seen_at: datetime


def insert_user(session: Session, login: str, password_hash: str, role: Role, now: datetime) -> int:
    user_id: int = session.execute(
        sa.insert(users)
        .values(login=login, password_hash=password_hash, role=role.value, created_at=now)
        .returning(users.c.id)
    ).scalar_one()
    return user_id


def user_by_login(session: Session, login: str) -> StoredUser | None:
    row = session.execute(sa.select(users).where(users.c.login == login)).one_or_none()
    if row is None:
        return None
    return StoredUser(StaffIdentity(row.id, row.login, Role(row.role)), row.password_hash)


def insert_session(session: Session, token_hash: str, user_id: int, now: datetime) -> None:
    session.execute(
        sa.insert(sessions).values(token_hash=token_hash, user_id=user_id, created_at=now, seen_at=now)
    )


def session_by_hash(session: Session, token_hash: str) -> StoredSession | None:
    row = session.execute(
        sa.select(users.c.id, users.c.login, users.c.role, sessions.c.created_at, sessions.c.seen_at)
        .join(users, users.c.id == sessions.c.user_id)
        .where(sessions.c.token_hash == token_hash)
    ).one_or_none()
    if row is None:
        return None
    return StoredSession(StaffIdentity(row.id, row.login, Role(row.role)), row.created_at, row.seen_at)


def touch_session(session: Session, token_hash: str, now: datetime) -> None:
    session.execute(sa.update(sessions).where(sessions.c.token_hash == token_hash).values(seen_at=now))


def delete_session(session: Session, token_hash: str) -> None:
    session.execute(sa.delete(sessions).where(sessions.c.token_hash == token_hash))


def delete_sessions_before(session: Session, created_before: datetime, seen_before: datetime) -> None:
    session.execute(
        sa.delete(sessions).where(
            sa.or_(sessions.c.created_at <= created_before, sessions.c.seen_at <= seen_before)
        )
    )


def insert_audit(session: Session, entry: AuditEntry) -> None:
    session.execute(
        sa.insert(audit_entries).values(
            at=entry.at, actor=entry.actor, action=entry.action, subject=entry.subject, detail=entry.detail
        )
    )


def audit_of(session: Session, limit: int) -> Sequence[AuditEntry]:
    """The newest entries first."""
    rows = session.execute(sa.select(audit_entries).order_by(audit_entries.c.id.desc()).limit(limit))
    return [AuditEntry(row.at, row.actor, row.action, row.subject, row.detail) for row in rows]
