"""All SQL of guided surveys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.surveys.clocks import ClockReading
from campaigns.stores.surveys.domain import Entry, EntryKind, OpenedWalk
from campaigns.stores.surveys.tables import (
    survey_clocks,
    survey_entries,
    survey_logs,
    survey_motion,
    survey_walks,
)


def insert_walk(session: Session, walk: OpenedWalk) -> None:
    session.execute(
        sa.insert(survey_walks).values(
            id=walk.walk_id,
            store_id=walk.store_id,
            level_id=walk.level_id,
            revision=walk.revision,
            device=walk.device,
            phone=walk.phone,
            opened_by=walk.opened_by,
            opened_at=walk.opened_at,
        )
    )


def walk(session: Session, walk_id: str) -> OpenedWalk | None:
    row = session.execute(sa.select(survey_walks).where(survey_walks.c.id == walk_id)).one_or_none()
    return None if row is None else _walk_of(row)


def walks(session: Session, store_id: str, level_id: str | None) -> Sequence[OpenedWalk]:
    """The walks of a store, or of one level, the first one first."""
    query = sa.select(survey_walks).where(survey_walks.c.store_id == store_id)
    if level_id is not None:
        query = query.where(survey_walks.c.level_id == level_id)
    ordered = query.order_by(survey_walks.c.opened_at, survey_walks.c.id)
    return [_walk_of(row) for row in session.execute(ordered)]


def walk_count(session: Session, store_id: str) -> int:
    query = sa.select(sa.func.count()).select_from(survey_walks).where(survey_walks.c.store_id == store_id)
    return int(session.scalar(query) or 0)


def has_walk_of(session: Session, store_id: str, device: str) -> bool:
    key = (survey_walks.c.store_id == store_id, survey_walks.c.device == device)
    return bool(session.scalar(sa.select(sa.exists().where(*key))))


def delete_walk(session: Session, walk_id: str) -> None:
    for table in (survey_entries, survey_motion, survey_logs):
        session.execute(sa.delete(table).where(table.c.walk_id == walk_id))
    session.execute(sa.delete(survey_walks).where(survey_walks.c.id == walk_id))


def _walk_of(row: sa.Row[Any]) -> OpenedWalk:
    return OpenedWalk(
        walk_id=row.id,
        store_id=row.store_id,
        level_id=row.level_id,
        revision=row.revision,
        device=row.device,
        phone=row.phone,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
    )


def insert_entries(session: Session, walk_id: str, entries: Iterable[Entry]) -> None:
    rows = [
        {
            "walk_id": walk_id,
            "sequence": entry.sequence,
            "kind": entry.kind.value,
            "clock": entry.clock,
            "t_ms": entry.t_ms,
            "utc_ms": entry.utc_ms,
            "x_m": entry.x_m,
            "y_m": entry.y_m,
            "of_tap": entry.of,
            "to_tap": entry.to,
        }
        for entry in entries
    ]
    if rows:
        session.execute(sa.insert(survey_entries), rows)


def entries(session: Session, walk_ids: Sequence[str]) -> dict[str, list[Entry]]:
    """The entries of walks, by walk, in the order of their sequence."""
    found: dict[str, list[Entry]] = {walk_id: [] for walk_id in walk_ids}
    query = sa.select(survey_entries).where(survey_entries.c.walk_id.in_(walk_ids))
    for row in session.execute(query.order_by(survey_entries.c.walk_id, survey_entries.c.sequence)):
        found[row.walk_id].append(
            Entry(
                row.sequence, EntryKind(row.kind), row.clock, row.t_ms, row.utc_ms, row.x_m, row.y_m,
                row.of_tap, row.to_tap,
            )
        )  # fmt: skip
    return found


def readings(session: Session, store_id: str, clocks: Iterable[str]) -> dict[str, list[ClockReading]]:
    """What is known of clocks, by clock."""
    query = sa.select(survey_clocks).where(
        survey_clocks.c.store_id == store_id, survey_clocks.c.clock.in_(list(clocks))
    )
    return {row.clock: [ClockReading(*each) for each in row.readings] for row in session.execute(query)}


def replace_readings(session: Session, store_id: str, clock: str, kept: Sequence[ClockReading]) -> None:
    session.execute(
        sa.delete(survey_clocks).where(survey_clocks.c.store_id == store_id, survey_clocks.c.clock == clock)
    )
    rows = [[each.sent_ms, each.service_ms, each.received_ms] for each in kept]
    session.execute(sa.insert(survey_clocks).values(store_id=store_id, clock=clock, readings=rows))


def clock_names(session: Session, store_id: str, owner: str) -> Sequence[str]:
    """The clocks of a device that were read."""
    query = sa.select(survey_clocks.c.clock).where(*_of_owner(store_id, owner))
    return list(session.scalars(query))


def delete_clocks(session: Session, store_id: str, owner: str, kept: Collection[str] = ()) -> None:
    """Forget a device's clocks, but those to be kept."""
    rest = survey_clocks.c.clock.not_in(kept)
    session.execute(sa.delete(survey_clocks).where(*_of_owner(store_id, owner), rest))


def _of_owner(store_id: str, owner: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        survey_clocks.c.store_id == store_id,
        survey_clocks.c.clock.startswith(f"{owner}/", autoescape=True),
    )


def has_motion(session: Session, walk_id: str, sequence: int) -> bool:
    key = (survey_motion.c.walk_id == walk_id, survey_motion.c.sequence == sequence)
    return bool(session.scalar(sa.select(sa.exists().where(*key))))


def add_motion(session: Session, walk_id: str, sequence: int, clock: str, samples: int, body: bytes) -> None:
    session.execute(
        sa.insert(survey_motion).values(
            walk_id=walk_id, sequence=sequence, clock=clock, samples=samples, body=body
        )
    )


def motion(session: Session, walk_id: str) -> Sequence[tuple[str, bytes]]:
    query = sa.select(survey_motion).where(survey_motion.c.walk_id == walk_id)
    return [(row.clock, row.body) for row in session.execute(query.order_by(survey_motion.c.sequence))]


def motion_counts(session: Session, walk_ids: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Chunks and samples of walks that have any."""
    query = (
        sa.select(survey_motion.c.walk_id, sa.func.count(), sa.func.sum(survey_motion.c.samples))
        .where(survey_motion.c.walk_id.in_(walk_ids))
        .group_by(survey_motion.c.walk_id)
    )
    return {walk_id: (int(chunks), int(samples)) for walk_id, chunks, samples in session.execute(query)}


def has_log(session: Session, walk_id: str, sha256: str) -> bool:
    key = (survey_logs.c.walk_id == walk_id, survey_logs.c.sha256 == sha256)
    return bool(session.scalar(sa.select(sa.exists().where(*key))))


def add_log(session: Session, walk_id: str, sha256: str, body: bytes) -> None:
    session.execute(sa.insert(survey_logs).values(walk_id=walk_id, sha256=sha256, body=body))


def logs(session: Session, walk_id: str) -> Sequence[bytes]:
    query = sa.select(survey_logs.c.body).where(survey_logs.c.walk_id == walk_id)
    return list(session.scalars(query.order_by(survey_logs.c.sha256)))


def log_counts(session: Session, walk_ids: Sequence[str]) -> Mapping[str, int]:
    query = (
        sa.select(survey_logs.c.walk_id, sa.func.count())
        .where(survey_logs.c.walk_id.in_(walk_ids))
        .group_by(survey_logs.c.walk_id)
    )
    return {walk_id: int(count) for walk_id, count in session.execute(query)}
