"""All SQL of paired scanners and what they heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.surveys.domain import LONGEST_BATCH_MS, PairedScanner
from campaigns.stores.surveys.tables import survey_radio, survey_scanner_clocks, survey_scanners


@dataclass(frozen=True, slots=True)
class RadioBatch:
    """What a scanner heard from when to when on its own clock; `body` holds the sightings, packed."""

    scanner_id: int
    clock: str
    first_ms: float
    last_ms: float
    sightings: int
    body: bytes


@dataclass(frozen=True, slots=True)
class ClockTotals:
    """How much a scanner heard on one of its clocks, and from when to when."""

    scanner_id: int
    clock: str
    batches: int
    sightings: int
    first_ms: float
    last_ms: float


@dataclass(frozen=True, slots=True)
class ClockWindow:
    """From when to when on one of a scanner's clocks."""

    scanner_id: int
    clock: str
    from_ms: float
    to_ms: float


def insert_code(
    session: Session, store_id: str, device: str, code_hash: str, now: datetime, until: datetime
) -> None:
    """Offer a code; one that was offered to the same phone and not used ends, those that are too old go."""
    session.execute(
        sa.delete(survey_scanners).where(
            survey_scanners.c.store_id == store_id,
            survey_scanners.c.token_hash.is_(None),
            (survey_scanners.c.device == device) | (survey_scanners.c.code_until < now),
        )
    )
    session.execute(
        sa.insert(survey_scanners).values(
            store_id=store_id, device=device, code_hash=code_hash, code_until=until, name="", sightings=0
        )
    )


def offered(session: Session, code_hash: str) -> tuple[int, datetime, str, str] | None:
    """The row, the end, the store and the phone of a code that was not used."""
    row = session.execute(
        sa.select(survey_scanners).where(survey_scanners.c.code_hash == code_hash)
    ).one_or_none()
    return None if row is None else (row.id, row.code_until, row.store_id, row.device)


def pair(session: Session, scanner_id: int, token_hash: str, name: str, now: datetime) -> None:
    """A code is used up; scanners that heard for the same phone are replaced."""
    row = session.execute(sa.select(survey_scanners).where(survey_scanners.c.id == scanner_id)).one()
    session.execute(
        sa.update(survey_scanners)
        .where(
            survey_scanners.c.store_id == row.store_id,
            survey_scanners.c.device == row.device,
            survey_scanners.c.token_hash.is_not(None),
            survey_scanners.c.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )
    session.execute(
        sa.update(survey_scanners)
        .where(survey_scanners.c.id == scanner_id)
        .values(code_hash=None, token_hash=token_hash, name=name, paired_at=now)
    )


def by_token(session: Session, token_hash: str) -> PairedScanner | None:
    row = session.execute(
        sa.select(survey_scanners).where(survey_scanners.c.token_hash == token_hash)
    ).one_or_none()
    return None if row is None else _scanner_of(row)


def of_device(session: Session, store_id: str, device: str) -> Sequence[PairedScanner]:
    """The scanners that hear or heard for a phone, the last one first."""
    query = sa.select(survey_scanners).where(
        survey_scanners.c.store_id == store_id,
        survey_scanners.c.device == device,
        survey_scanners.c.token_hash.is_not(None),
    )
    return [_scanner_of(row) for row in session.execute(query.order_by(survey_scanners.c.id.desc()))]


def release(session: Session, store_id: str, device: str, now: datetime) -> int:
    """End the pairing of a phone; give how many there were."""
    ended = session.execute(
        sa.update(survey_scanners)
        .where(
            survey_scanners.c.store_id == store_id,
            survey_scanners.c.device == device,
            survey_scanners.c.token_hash.is_not(None),
            survey_scanners.c.replaced_at.is_(None),
        )
        .values(replaced_at=now)
        .returning(survey_scanners.c.id)
    )
    return len(ended.all())


def delete_replaced(session: Session, store_id: str, device: str) -> Sequence[int]:
    """Forget the scanners of a phone that others took the place of, and what they heard; give their ids."""
    gone = session.execute(
        sa.delete(survey_scanners)
        .where(
            survey_scanners.c.store_id == store_id,
            survey_scanners.c.device == device,
            survey_scanners.c.replaced_at.is_not(None),
        )
        .returning(survey_scanners.c.id)
    )
    return [row.id for row in gone]


def _scanner_of(row: sa.Row[Any]) -> PairedScanner:
    return PairedScanner(
        scanner_id=row.id,
        store_id=row.store_id,
        device=row.device,
        name=row.name,
        paired_at=row.paired_at,
        replaced_at=row.replaced_at,
        heard_at=row.heard_at,
        sightings=row.sightings,
    )


def totals(session: Session, scanner_ids: Sequence[int]) -> Sequence[ClockTotals]:
    """How much scanners heard, by scanner and clock."""
    query = sa.select(survey_scanner_clocks).where(survey_scanner_clocks.c.scanner_id.in_(scanner_ids))
    ordered = query.order_by(survey_scanner_clocks.c.scanner_id, survey_scanner_clocks.c.clock)
    return [ClockTotals(*row) for row in session.execute(ordered)]


def has_batch(session: Session, scanner_id: int, clock: str, sequence: int) -> bool:
    key = (
        survey_radio.c.scanner_id == scanner_id,
        survey_radio.c.clock == clock,
        survey_radio.c.sequence == sequence,
    )
    return bool(session.scalar(sa.select(sa.exists().where(*key))))


def add_batch(session: Session, sequence: int, batch: RadioBatch, now: datetime) -> None:
    """Store what was heard, and add it to the totals."""
    session.execute(sa.insert(survey_radio).values(sequence=sequence, **asdict(batch)))
    session.execute(
        sa.update(survey_scanners)
        .where(survey_scanners.c.id == batch.scanner_id)
        .values(heard_at=now, sightings=survey_scanners.c.sightings + batch.sightings)
    )
    before = next((each for each in totals(session, [batch.scanner_id]) if each.clock == batch.clock), None)
    if before is None:
        session.execute(
            sa.insert(survey_scanner_clocks).values(
                scanner_id=batch.scanner_id,
                clock=batch.clock,
                batches=1,
                sightings=batch.sightings,
                first_ms=batch.first_ms,
                last_ms=batch.last_ms,
            )
        )
        return
    session.execute(
        sa.update(survey_scanner_clocks)
        .where(
            survey_scanner_clocks.c.scanner_id == batch.scanner_id,
            survey_scanner_clocks.c.clock == batch.clock,
        )
        .values(
            batches=before.batches + 1,
            sightings=before.sightings + batch.sightings,
            first_ms=min(before.first_ms, batch.first_ms),
            last_ms=max(before.last_ms, batch.last_ms),
        )
    )


def sightings_between(session: Session, window: ClockWindow) -> int:
    """How many sightings are in the batches that reach into a window."""
    query = sa.select(sa.func.sum(survey_radio.c.sightings)).where(*_inside(window))
    return int(session.scalar(query) or 0)


def bodies_between(session: Session, window: ClockWindow) -> Sequence[bytes]:
    """The batches that reach into a window, in the order of their times."""
    query = sa.select(survey_radio.c.body).where(*_inside(window))
    return list(session.scalars(query.order_by(survey_radio.c.first_ms)))


def _inside(window: ClockWindow) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        survey_radio.c.scanner_id == window.scanner_id,
        survey_radio.c.clock == window.clock,
        survey_radio.c.first_ms.between(window.from_ms - LONGEST_BATCH_MS, window.to_ms),
        survey_radio.c.last_ms >= window.from_ms,
    )
