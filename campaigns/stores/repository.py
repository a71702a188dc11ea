"""All SQL of stores and their map revisions."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.domain import NO_RADIO, RevisionEntry, StoreKind, StoreSettings
from campaigns.stores.tables import map_revisions, stores

_latest = (
    sa.select(map_revisions.c.store_id, sa.func.max(map_revisions.c.number).label("number"))
    .group_by(map_revisions.c.store_id)
    .subquery()
)
_settings = sa.select(stores, _latest.c.number).join(_latest, _latest.c.store_id == stores.c.id)


def _settings_of(row: sa.Row[Any]) -> StoreSettings:
    return StoreSettings(
        store_id=row.id,
        name=row.name,
        kind=StoreKind(row.kind),
        time_zone=row.time_zone,
        privacy_k=row.privacy_k,
        pushes_per_visit=row.pushes_per_visit,
        created_at=row.created_at,
        number=row.number,
    )


def settings_of(session: Session, store_id: str) -> StoreSettings | None:
    row = session.execute(_settings.where(stores.c.id == store_id)).one_or_none()
    return None if row is None else _settings_of(row)


def all_settings(session: Session) -> Sequence[StoreSettings]:
    return [_settings_of(row) for row in session.execute(_settings.order_by(stores.c.name, stores.c.id))]


def exists(session: Session, store_id: str) -> bool:
    return session.scalar(sa.select(sa.exists().where(stores.c.id == store_id))) or False


def insert_store(
    session: Session, store_id: str, name: str, kind: StoreKind, time_zone: str, privacy_k: int, now: datetime
) -> None:
    session.execute(
        sa.insert(stores).values(
            id=store_id, name=name, kind=kind.value, time_zone=time_zone, privacy_k=privacy_k, created_at=now
        )
    )


def rename(session: Session, store_id: str, name: str, time_zone: str) -> None:
    session.execute(sa.update(stores).where(stores.c.id == store_id).values(name=name, time_zone=time_zone))


GZIP_MAGIC = b"\x1f\x8b"
"""Revisions of earlier versions are stored as they are; a document begins with a brace."""

PACKED_LEVEL = 6
"""A drawn store becomes a ninth of its size, one with a radio map a quarter. Revisions stay for ever, since
events cite them."""


def insert_revision(
    session: Session,
    store_id: str,
    number: int,
    document: bytes,
    sha256: str,
    now: datetime,
    *,
    author: str,
    note: str,
    radio_sha256: str,
) -> None:
    session.execute(
        sa.insert(map_revisions).values(
            store_id=store_id,
            number=number,
            document=gzip.compress(document, PACKED_LEVEL, mtime=0),
            sha256=sha256,
            created_at=now,
            author=author,
            note=note,
            radio_sha256=radio_sha256,
        )
    )


def entries_of(session: Session, store_id: str) -> Sequence[RevisionEntry]:
    """The revisions of a store, the newest first."""
    columns = [column for column in map_revisions.c if column.name != "document"]
    query = sa.select(*columns).where(map_revisions.c.store_id == store_id).order_by(map_revisions.c.number)
    entries, before = [], None
    for row in session.execute(query):
        radio = before is not None and row.radio_sha256 not in (None, before, NO_RADIO)
        entries.append(RevisionEntry(row.number, row.created_at, row.author, row.note, radio))
        before = row.radio_sha256
    return entries[::-1]


def sha256_of(session: Session, store_id: str, number: int) -> str | None:
    return session.scalar(
        sa.select(map_revisions.c.sha256).where(
            map_revisions.c.store_id == store_id, map_revisions.c.number == number
        )
    )


def document_of(session: Session, store_id: str, number: int) -> bytes:
    stored: bytes = session.execute(
        sa.select(map_revisions.c.document).where(
            map_revisions.c.store_id == store_id, map_revisions.c.number == number
        )
    ).scalar_one()
    return gzip.decompress(stored) if stored.startswith(GZIP_MAGIC) else stored
