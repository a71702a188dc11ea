"""All SQL of beacon health and map proposals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.health.domain import BeaconDay, BeaconRecord, Heard, MapProposal, Mark, MarkKind
from campaigns.stores.health.tables import (
    beacon_days,
    beacon_hearings,
    beacon_marks,
    beacon_watches,
    map_proposals,
)
from mapping_tool.evidence import FaultKind
from mapping_tool.health import Fault, Tally, Watch
from mapping_tool.silence import Hearing
from mapping_tool.telemetry import Reading, Step
from positioning.types import BeaconKey, BeaconTelemetry, LevelId

KEPT_DAYS = 400
"""Of telemetry by day: a CR2477 at a usual interval lasts years, but its last year tells when it ends."""

WHOLE_DAYS = 60
"""So far back every day is kept, before that the first of each week: forecasts look at six days, evenly."""

PROPOSALS_KEPT = 30
"""Of a store, as its jobs; what was accepted stays a revision of the map."""


def watches(session: Session, store_id: str, level_id: LevelId) -> dict[BeaconKey, Watch]:
    rows = session.execute(
        sa.select(beacon_watches).where(
            beacon_watches.c.store_id == store_id, beacon_watches.c.level_id == level_id
        )
    )
    return {BeaconKey(row.beacon): Watch(row.record, row.visits, dict(_tallies(row.tallies))) for row in rows}


def replace_watches(
    session: Session, store_id: str, level_id: LevelId, changed: Mapping[BeaconKey, Watch]
) -> None:
    """Store the sums of some beacons in place of those they had."""
    if not changed:
        return
    session.execute(
        sa.delete(beacon_watches).where(
            beacon_watches.c.store_id == store_id,
            beacon_watches.c.level_id == level_id,
            beacon_watches.c.beacon.in_(changed),
        )
    )
    rows = [
        {
            "store_id": store_id,
            "level_id": level_id,
            "beacon": key,
            "record": watch.record,
            "visits": watch.visits,
            "tallies": [_tally_out(fault, tally) for fault, tally in watch.tallies.items()],
        }
        for key, watch in changed.items()
    ]
    session.execute(sa.insert(beacon_watches), rows)


def add_proposal(
    session: Session,
    store_id: str,
    level_id: LevelId,
    from_revision: int,
    made_at: datetime,
    verdict: str,
    report: Mapping[str, Any],
    document: bytes | None,
) -> int:
    """Record a proposal and give its number."""
    result = session.execute(
        sa.insert(map_proposals).returning(map_proposals.c.id),
        {
            "store_id": store_id,
            "level_id": level_id,
            "from_revision": from_revision,
            "made_at": made_at,
            "verdict": verdict,
            "report": dict(report),
            "document": document,
        },
    )
    number = int(result.scalar_one())
    newest = (
        sa.select(map_proposals.c.id)
        .where(map_proposals.c.store_id == store_id)
        .order_by(map_proposals.c.id.desc())
        .limit(PROPOSALS_KEPT)
    )
    session.execute(
        sa.delete(map_proposals).where(
            map_proposals.c.store_id == store_id, map_proposals.c.id.not_in(newest.scalar_subquery())
        )
    )
    return number


def proposals(session: Session, store_id: str) -> Sequence[MapProposal]:
    """The proposals of a store, the last one first."""
    columns = [column for column in map_proposals.c if column.name != "document"]
    query = (
        sa.select(*columns, map_proposals.c.document.is_not(None).label("is_publishable"))
        .where(map_proposals.c.store_id == store_id)
        .order_by(map_proposals.c.id.desc())
    )
    return [
        MapProposal(
            number=row.id,
            store_id=row.store_id,
            level_id=LevelId(row.level_id),
            from_revision=row.from_revision,
            made_at=row.made_at,
            verdict=row.verdict,
            report=row.report,
            is_publishable=bool(row.is_publishable),
            accepted_as=row.accepted_as,
        )
        for row in session.execute(query)
    ]


def proposal_document(session: Session, store_id: str, number: int) -> bytes | None:
    """The document of a proposal; None when there is no such proposal or it was refused."""
    document: bytes | None = session.scalar(
        sa.select(map_proposals.c.document).where(
            map_proposals.c.store_id == store_id, map_proposals.c.id == number
        )
    )
    return document


def note_accepted(session: Session, number: int, revision: int) -> None:
    session.execute(sa.update(map_proposals).where(map_proposals.c.id == number).values(accepted_as=revision))


def records(
    session: Session, store_id: str, beacons: Collection[BeaconKey] | None = None
) -> dict[BeaconKey, BeaconRecord]:
    """What is kept of a store's beacons; of some of them only, when they are named."""
    query = sa.select(beacon_hearings).where(beacon_hearings.c.store_id == store_id)
    if beacons is not None:
        query = query.where(beacon_hearings.c.beacon.in_(beacons))
    return {BeaconKey(row.beacon): _record(row) for row in session.execute(query)}


def replace_records(session: Session, store_id: str, changed: Mapping[BeaconKey, BeaconRecord]) -> None:
    """Store some beacons' records in place of those they had."""
    if not changed:
        return
    session.execute(
        sa.delete(beacon_hearings).where(
            beacon_hearings.c.store_id == store_id, beacon_hearings.c.beacon.in_(changed)
        )
    )
    session.execute(
        sa.insert(beacon_hearings),
        [_record_out(store_id, beacon, record) for beacon, record in changed.items()],
    )


def note_heard(session: Session, store_id: str, heard: Iterable[Heard]) -> None:
    """Store that beacons were heard, and what they told."""
    noted = list(heard)
    kept = records(session, store_id, {each.beacon for each in noted})
    told: list[tuple[Heard, Step]] = []
    for each in noted:
        kept[each.beacon], step = kept.get(each.beacon, BeaconRecord()).with_heard(each)
        if step is not None:
            told.append((each, step))
    replace_records(session, store_id, kept)
    for each, step in told:
        _add_reading(session, store_id, each, step)


def days(
    session: Session, store_id: str, beacon: BeaconKey | None = None
) -> dict[BeaconKey, list[BeaconDay]]:
    """Telemetry by day, in order of time; of one beacon only, when it is named."""
    query = sa.select(beacon_days).where(beacon_days.c.store_id == store_id).order_by(beacon_days.c.day)
    if beacon is not None:
        query = query.where(beacon_days.c.beacon == beacon)
    found: dict[BeaconKey, list[BeaconDay]] = defaultdict(list)
    for row in session.execute(query):
        found[BeaconKey(row.beacon)].append(_day(row))
    return dict(found)


def add_mark(session: Session, store_id: str, beacon: BeaconKey, mark: Mark) -> None:
    session.execute(
        sa.insert(beacon_marks).values(
            store_id=store_id, beacon=beacon, kind=mark.kind.value, at=mark.at, by=mark.by
        )
    )


def marks(session: Session, store_id: str) -> dict[BeaconKey, list[Mark]]:
    """What people did at beacons, in order of time."""
    found: dict[BeaconKey, list[Mark]] = defaultdict(list)
    query = sa.select(beacon_marks).where(beacon_marks.c.store_id == store_id)
    for row in session.execute(query.order_by(beacon_marks.c.at, beacon_marks.c.id)):
        found[BeaconKey(row.beacon)].append(Mark(MarkKind(row.kind), row.at, row.by))
    return dict(found)


def _add_reading(session: Session, store_id: str, heard: Heard, step: Step) -> None:
    assert heard.told is not None
    day = heard.at.astimezone(UTC).date()
    here = sa.and_(
        beacon_days.c.store_id == store_id, beacon_days.c.beacon == heard.beacon, beacon_days.c.day == day
    )
    row = session.execute(sa.select(beacon_days).where(here)).one_or_none()
    if row is None:
        _drop_old_days(session, store_id, heard.beacon, day)
        before = BeaconDay(day, 0, 0.0, 0.0)
    else:
        before = _day(row)
    after = before.with_reading(heard.told, step)
    values = {
        "readings": after.readings,
        "battery_mv": after.battery_mv,
        "temperature_c": after.temperature_c,
        "boots": after.boots,
        "other_units": after.other_units,
    }
    if row is None:
        key = {"store_id": store_id, "beacon": heard.beacon, "day": day}
        session.execute(sa.insert(beacon_days).values(**key, **values))
    else:
        session.execute(sa.update(beacon_days).where(here).values(**values))


def _drop_old_days(session: Session, store_id: str, beacon: BeaconKey, today: date) -> None:
    of_beacon = beacon_days.c.store_id == store_id, beacon_days.c.beacon == beacon
    older = sa.select(beacon_days.c.day).where(
        *of_beacon, beacon_days.c.day < today - timedelta(days=WHOLE_DAYS)
    )
    gone, week = [], None
    for day in session.scalars(older.order_by(beacon_days.c.day)):
        is_first = day.isocalendar()[:2] != week
        week = day.isocalendar()[:2]
        if not is_first or day < today - timedelta(days=KEPT_DAYS):
            gone.append(day)
    if gone:
        session.execute(sa.delete(beacon_days).where(*of_beacon, beacon_days.c.day.in_(gone)))


def _day(row: sa.Row[Any]) -> BeaconDay:
    return BeaconDay(
        row.day, row.readings, row.battery_mv, row.temperature_c, row.boots, row.other_units
    )  # fmt: skip


def _record(row: sa.Row[Any]) -> BeaconRecord:
    reading = None
    if row.told_at is not None:
        told = BeaconTelemetry(row.battery_mv, row.temperature_c, row.advert_count, row.uptime_s)
        reading = Reading(row.told_at, told)
    return BeaconRecord(
        row.last_heard_at, Hearing(row.visits, row.heard, row.missed), reading, row.went_on_at
    )  # fmt: skip


def _record_out(store_id: str, beacon: BeaconKey, record: BeaconRecord) -> dict[str, Any]:
    told = None if record.reading is None else record.reading.told
    return {
        "store_id": store_id,
        "beacon": beacon,
        "last_heard_at": record.last_heard_at,
        "visits": record.hearing.visits,
        "heard": record.hearing.heard,
        "missed": record.hearing.missed,
        "told_at": None if record.reading is None else record.reading.at,
        "battery_mv": told and told.battery_mv,
        "temperature_c": told and told.temperature_c,
        "advert_count": told and told.advert_count,
        "uptime_s": told and told.uptime_s,
        "went_on_at": record.went_on_at,
    }


def _tally_out(fault: Fault, tally: Tally) -> list[Any]:
    cell = None if fault.cell is None else list(fault.cell)
    return [
        fault.kind.value, fault.level_db, cell, round(tally.nats, 4), tally.since.isoformat(), tally.visits
    ]  # fmt: skip


def _tallies(stored: Iterable[Sequence[Any]]) -> Iterable[tuple[Fault, Tally]]:
    for kind, level_db, cell, nats, since, visits in stored:
        at = None if cell is None else (int(cell[0]), int(cell[1]))
        yield Fault(FaultKind(kind), level_db, at), Tally(nats, datetime.fromisoformat(since), visits)
