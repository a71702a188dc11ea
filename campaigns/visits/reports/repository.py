"""All SQL of reports."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.visits.domain import VisitState
from campaigns.visits.reports.domain import Period, StayRecord
from campaigns.visits.tables import path_chunks, visits, zone_stays
from positioning.types import LevelId


def finished_stays(session: Session, store_id: str, level_id: LevelId, period: Period) -> list[StayRecord]:
    """Stays that ended and began within the period, in order of time."""
    rows = session.execute(
        sa.select(
            zone_stays.c.entered_at,
            zone_stays.c.left_at,
            zone_stays.c.kind,
            zone_stays.c.place_id,
            zone_stays.c.visit_id,
            visits.c.shopper_id,
        )
        .join(visits, visits.c.id == zone_stays.c.visit_id)
        .where(
            zone_stays.c.store_id == store_id,
            zone_stays.c.entered_at >= period.begin,
            zone_stays.c.entered_at < period.end,
            zone_stays.c.left_at.is_not(None),
            visits.c.level_id == level_id,
        )
        .order_by(zone_stays.c.entered_at, zone_stays.c.id)
    )
    return [
        StayRecord(
            day=period.day_of(row.entered_at),
            shopper=row.shopper_id,
            visit=row.visit_id,
            kind=row.kind,
            place_id=row.place_id,
            entered_at=row.entered_at,
            duration_s=(row.left_at - row.entered_at).total_seconds(),
        )
        for row in rows
    ]


def final_paths(
    session: Session, store_id: str, level_id: LevelId, period: Period
) -> list[tuple[str, datetime, bytes]]:
    """Shopper, begin and smoothed path of closed visits that began within the period."""
    rows = session.execute(
        sa.select(visits.c.shopper_id, visits.c.began_at, path_chunks.c.poses)
        .join(path_chunks, path_chunks.c.visit_id == visits.c.id)
        .where(
            visits.c.store_id == store_id,
            visits.c.level_id == level_id,
            visits.c.began_at >= period.begin,
            visits.c.began_at < period.end,
            path_chunks.c.provisional.is_(False),
        )
        .order_by(visits.c.began_at, visits.c.id)
    )
    return [(row.shopper_id, row.began_at, row.poses) for row in rows]


def visit_counts(session: Session, store_id: str, level_id: LevelId, period: Period) -> tuple[int, int]:
    """Visits that began within the period, and how many of them are not closed for good."""
    row = session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(visits.c.state != VisitState.CLOSED)).where(
            visits.c.store_id == store_id,
            visits.c.level_id == level_id,
            visits.c.began_at >= period.begin,
            visits.c.began_at < period.end,
        )
    ).one()
    return row[0], row[1]


def span(session: Session, store_id: str) -> tuple[datetime, datetime] | None:
    """The first and the last begin of the store's visits."""
    row = session.execute(
        sa.select(sa.func.min(visits.c.began_at), sa.func.max(visits.c.began_at)).where(
            visits.c.store_id == store_id
        )
    ).one()
    return None if row[0] is None else (row[0], row[1])
