"""All SQL of uploaded survey walks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.recordings.domain import UploadedWalk
from campaigns.stores.recordings.tables import survey_recordings as rows


def of_level(session: Session, store_id: str, level_id: str) -> Sequence[UploadedWalk]:
    """By name."""
    query = (
        sa.select(*(column for column in rows.c if column.name != "body"))
        .where(rows.c.store_id == store_id, rows.c.level_id == level_id)
        .order_by(rows.c.name)
    )
    return [
        UploadedWalk(row.name, row.waypoints, row.sightings, row.duration_s, row.uploaded_by, row.uploaded_at)
        for row in session.execute(query)
    ]


def name_of_same(session: Session, store_id: str, level_id: str, sha256: str) -> str | None:
    return session.scalar(
        sa.select(rows.c.name).where(
            rows.c.store_id == store_id, rows.c.level_id == level_id, rows.c.sha256 == sha256
        )
    )


def insert(
    session: Session, store_id: str, level_id: str, walk: UploadedWalk, sha256: str, body: bytes
) -> None:
    session.execute(
        sa.insert(rows).values(
            store_id=store_id,
            level_id=level_id,
            name=walk.name,
            sha256=sha256,
            body=body,
            waypoints=walk.waypoints,
            sightings=walk.sightings,
            duration_s=walk.duration_s,
            uploaded_by=walk.uploaded_by,
            uploaded_at=walk.uploaded_at,
        )
    )


def delete(session: Session, store_id: str, level_id: str, name: str) -> bool:
    """Whether there was one."""
    gone = session.execute(
        sa.delete(rows)
        .where(rows.c.store_id == store_id, rows.c.level_id == level_id, rows.c.name == name)
        .returning(rows.c.name)
    )
    return gone.one_or_none() is not None


def bodies(session: Session, store_id: str, level_id: str) -> Iterator[tuple[str, bytes]]:
    """Names and gzip bodies, one in memory at a time."""
    query = sa.select(rows.c.name, rows.c.body).where(
        rows.c.store_id == store_id, rows.c.level_id == level_id
    )
    for row in session.execute(query.execution_options(yield_per=1)):
        yield row.name, row.body
