"""All SQL of pictures."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.pictures.domain import StoredPicture
from campaigns.stores.pictures.tables import pictures


def picture_of(session: Session, store_id: str, file: str) -> StoredPicture | None:
    row = session.execute(
        sa.select(pictures).where(pictures.c.store_id == store_id, pictures.c.file == file)
    ).one_or_none()
    return None if row is None else StoredPicture(row.file, row.media_type, row.sha256, row.content)


def sha256_by_file(session: Session, store_id: str) -> dict[str, str]:
    rows = session.execute(
        sa.select(pictures.c.file, pictures.c.sha256).where(pictures.c.store_id == store_id)
    )
    return {row.file: row.sha256 for row in rows}


def insert(session: Session, store_id: str, picture: StoredPicture, now: datetime) -> None:
    session.execute(
        sa.insert(pictures).values(
            store_id=store_id,
            file=picture.file,
            media_type=picture.media_type,
            sha256=picture.sha256,
            created_at=now,
            content=picture.content,
        )
    )
