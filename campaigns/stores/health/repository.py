"""All SQL of beacon health and map proposals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.health.domain import MapProposal
from campaigns.stores.health.tables import beacon_watches, map_proposals
from mapping_tool.evidence import FaultKind
from mapping_tool.health import Fault, Tally, Watch
from positioning.types import BeaconKey, LevelId


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
    return int(result.scalar_one())


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
        )
        for row in session.execute(query)
    ]


def _tally_out(fault: Fault, tally: Tally) -> list[Any]:
    cell = None if fault.cell is None else list(fault.cell)
    return [
        fault.kind.value, fault.level_db, cell, round(tally.nats, 4), tally.since.isoformat(), tally.visits
    ]  # fmt: skip


def _tallies(stored: Iterable[Sequence[Any]]) -> Iterable[tuple[Fault, Tally]]:
    for kind, level_db, cell, nats, since, visits in stored:
        at = None if cell is None else (int(cell[0]), int(cell[1]))
        yield Fault(FaultKind(kind), level_db, at), Tally(nats, datetime.fromisoformat(since), visits)
