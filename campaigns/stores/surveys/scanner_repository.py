"""All SQL of paired scanners and what they heard."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.surveys.domain import PairedScanner
from campaigns.stores.surveys.tables import survey_radio, survey_scanners


@dataclass(frozen=True, slots=True)
class RadioBatch:
    """When a scanner heard how much, on its own clock; `body`, the sightings, only where it is stored."""

    scanner_id: int
    clock: str
    first_ms: float
    last_ms: float
    sightings: int
    body: bytes = b""


def insert_code(session: Session, store_id: str, device: str, code_hash: str, until: datetime) -> None:
    """Offer a code; one that was offered to the same phone and not used ends."""
    session.execute(
        sa.delete(survey_scanners).where(
            survey_scanners.c.store_id == store_id,
            survey_scanners.c.device == device,
            survey_scanners.c.token_hash.is_(None),
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


def batch_count(session: Session, scanner_id: int) -> int:
    query = sa.select(sa.func.count()).where(survey_radio.c.scanner_id == scanner_id)
    return int(session.scalar(query) or 0)


def add_batch(session: Session, sequence: int, batch: RadioBatch, now: datetime) -> bool:
    """Store what was heard; False when a batch of that number of that clock is there."""
    key = (
        survey_radio.c.scanner_id == batch.scanner_id,
        survey_radio.c.clock == batch.clock,
        survey_radio.c.sequence == sequence,
    )
    if session.scalar(sa.select(sa.exists().where(*key))):
        return False
    session.execute(
        sa.insert(survey_radio).values(
            scanner_id=batch.scanner_id,
            clock=batch.clock,
            sequence=sequence,
            first_ms=batch.first_ms,
            last_ms=batch.last_ms,
            sightings=batch.sightings,
            body=batch.body,
        )
    )
    session.execute(
        sa.update(survey_scanners)
        .where(survey_scanners.c.id == batch.scanner_id)
        .values(heard_at=now, sightings=survey_scanners.c.sightings + batch.sightings)
    )
    return True


def batches(session: Session, scanner_ids: Sequence[int]) -> Sequence[RadioBatch]:
    """When scanners heard how much, without the sightings, in the order of their clocks."""
    columns = [column for column in survey_radio.c if column.name != "body"]
    query = sa.select(*columns).where(survey_radio.c.scanner_id.in_(scanner_ids))
    return [
        RadioBatch(row.scanner_id, row.clock, row.first_ms, row.last_ms, row.sightings)
        for row in session.execute(query.order_by(survey_radio.c.clock, survey_radio.c.first_ms))
    ]


def bodies(session: Session, scanner_id: int, clock: str, first_ms: Collection[float]) -> Sequence[bytes]:
    """The sightings of the batches of a scanner's clock that begin at these times, in their order."""
    query = sa.select(survey_radio.c.first_ms, survey_radio.c.body).where(
        survey_radio.c.scanner_id == scanner_id,
        survey_radio.c.clock == clock,
        survey_radio.c.first_ms.between(min(first_ms), max(first_ms)),
    )
    rows = session.execute(query.order_by(survey_radio.c.first_ms))
    return [row.body for row in rows if row.first_ms in first_ms]
