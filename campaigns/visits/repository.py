"""All SQL of visits but the frame log: visits, filter states, path chunks, stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.errors import NotFound
from campaigns.visits.domain import CloseReason, Progress, Visit, VisitState
from campaigns.visits.stays import Stay
from campaigns.visits.tables import filter_states, path_chunks, visits, zone_stays
from positioning.types import GaussianPosition
from zones.level import ZoneId


@dataclass(frozen=True, slots=True)
class FilterState:
    """A visit's stored state before frame `next_sequence`: tracker, zone tracker, and what goes with them."""

    next_sequence: int
    tracker: bytes
    places: bytes
    progress: Progress


def _start_out(start: GaussianPosition | None) -> dict[str, float] | None:
    return None if start is None else {"x_m": start.x_m, "y_m": start.y_m, "sd_m": start.sd_m}


def _visit(row: sa.Row[Any]) -> Visit:
    fields = dict(row._mapping)
    start, reason = fields.pop("start"), fields.pop("close_reason")
    return Visit(
        **fields | {"state": VisitState(fields["state"])},
        start=GaussianPosition(**start) if start else None,
        close_reason=CloseReason(reason) if reason else None,
    )


def _progress_out(progress: Progress) -> dict[str, Any]:
    return {
        "map_revision": progress.map_revision,
        "dwell_marks_s": {zone: list(marks) for zone, marks in progress.dwell_marks_s.items()},
        "end_ns": progress.end_ns,
        "entered_s": dict(progress.entered_s),
        "inside_s": progress.inside_s,
    }


def _progress_in(stored: dict[str, Any]) -> Progress:
    return Progress(
        map_revision=stored["map_revision"],
        dwell_marks_s={ZoneId(zone): tuple(marks) for zone, marks in stored["dwell_marks_s"].items()},
        end_ns=stored["end_ns"],
        entered_s={ZoneId(zone): entered_s for zone, entered_s in stored["entered_s"].items()},
        inside_s=stored["inside_s"],
    )


def add(session: Session, visit: Visit) -> None:
    row = {column.name: getattr(visit, column.name) for column in visits.columns}
    session.execute(sa.insert(visits), row | {"start": _start_out(visit.start)})


def find(session: Session, visit_id: str) -> Visit | None:
    row = session.execute(sa.select(visits).where(visits.c.id == visit_id)).one_or_none()
    return None if row is None else _visit(row)


def get(session: Session, visit_id: str) -> Visit:
    visit = find(session, visit_id)
    if visit is None:
        raise NotFound("visit", visit_id)
    return visit


def several(session: Session, ids: Collection[str]) -> dict[str, Visit]:
    """Those of the asked visits that exist."""
    rows = session.execute(sa.select(visits).where(visits.c.id.in_(ids)))
    return {row.id: _visit(row) for row in rows}


def in_state(session: Session, state: VisitState, *, heard_before: datetime | None = None) -> list[Visit]:
    """Visits of a state, the longest unheard first; only those not heard since a time."""
    query = sa.select(visits).where(visits.c.state == state).order_by(visits.c.last_heard_at, visits.c.id)
    if heard_before is not None:
        query = query.where(visits.c.last_heard_at < heard_before)
    return [_visit(row) for row in session.execute(query)]


def latest(session: Session, store_id: str, state: VisitState | None, limit: int) -> list[Visit]:
    """Visits of a store, the last begun first."""
    query = sa.select(visits).where(visits.c.store_id == store_id)
    if state is not None:
        query = query.where(visits.c.state == state)
    query = query.order_by(visits.c.began_at.desc(), visits.c.id).limit(limit)
    return [_visit(row) for row in session.execute(query)]


def closed_on(session: Session, store_id: str, level_id: str) -> list[Visit]:
    """Closed visits of a level, the last begun first."""
    query = (
        sa.select(visits)
        .where(
            visits.c.store_id == store_id,
            visits.c.level_id == level_id,
            visits.c.state == VisitState.CLOSED,
        )
        .order_by(visits.c.began_at.desc(), visits.c.id)
    )
    return [_visit(row) for row in session.execute(query)]


def open_of_shopper(session: Session, shopper_id: str) -> list[Visit]:
    rows = session.execute(
        sa.select(visits).where(visits.c.shopper_id == shopper_id, visits.c.state == VisitState.OPEN)
    )
    return [_visit(row) for row in rows]


def of_shopper(session: Session, shopper_id: str) -> list[Visit]:
    return [
        _visit(row) for row in session.execute(sa.select(visits).where(visits.c.shopper_id == shopper_id))
    ]


def open_count(session: Session, store_id: str) -> int:
    query = sa.select(sa.func.count()).where(visits.c.store_id == store_id, visits.c.state == VisitState.OPEN)
    return session.scalar(query) or 0


def advance(session: Session, visit: Visit) -> None:
    """Store how far an open visit got."""
    session.execute(
        sa.update(visits).where(visits.c.id == visit.id),
        {
            "next_sequence": visit.next_sequence,
            "last_frame_at": visit.last_frame_at,
            "last_heard_at": visit.last_heard_at,
            "unknown_sightings": visit.unknown_sightings,
        },
    )


def heard(session: Session, visit_id: str, now: datetime) -> None:
    """Note that a phone reported itself."""
    session.execute(sa.update(visits).where(visits.c.id == visit_id).values(last_heard_at=now))


def heard_by(session: Session, now: datetime) -> None:
    """Let no open visit have been heard later than now."""
    query = sa.update(visits).where(visits.c.state == VisitState.OPEN, visits.c.last_heard_at > now)
    session.execute(query.values(last_heard_at=now))


def set_state(
    session: Session,
    visit_id: str,
    state: VisitState,
    *,
    reason: CloseReason | None = None,
    closed_at: datetime | None = None,
) -> None:
    changes: dict[str, Any] = {"state": state}
    if reason is not None:
        changes |= {"close_reason": reason, "closed_at": closed_at}
    session.execute(sa.update(visits).where(visits.c.id == visit_id).values(changes))


def filter_state(session: Session, visit_id: str) -> FilterState | None:
    row = session.execute(sa.select(filter_states).where(filter_states.c.visit_id == visit_id)).one_or_none()
    if row is None:
        return None
    return FilterState(row.next_sequence, row.tracker, row.places, _progress_in(row.progress))


def save_filter_state(session: Session, visit_id: str, state: FilterState) -> None:
    row = {
        "next_sequence": state.next_sequence,
        "tracker": state.tracker,
        "places": state.places,
        "progress": _progress_out(state.progress),
    }
    updated = session.execute(
        sa.update(filter_states).where(filter_states.c.visit_id == visit_id).values(row)
    )
    if updated.rowcount == 0:  # type: ignore[attr-defined]
        session.execute(sa.insert(filter_states), row | {"visit_id": visit_id})


def drop_filter_state(session: Session, visit_id: str) -> None:
    session.execute(sa.delete(filter_states).where(filter_states.c.visit_id == visit_id))


def add_path(
    session: Session, visit_id: str, first_sequence: int, poses: bytes, *, provisional: bool
) -> None:
    session.execute(
        sa.insert(path_chunks),
        {
            "visit_id": visit_id,
            "first_sequence": first_sequence,
            "provisional": provisional,
            "poses": poses,
        },
    )


def replace_path(session: Session, visit_id: str, poses: bytes) -> None:
    """One row, the last word, in the place of all provisional chunks."""
    drop_path(session, visit_id)
    add_path(session, visit_id, 0, poses, provisional=False)


def path(session: Session, visit_id: str) -> list[bytes]:
    """Chunks in order of time."""
    return list(
        session.execute(
            sa.select(path_chunks.c.poses)
            .where(path_chunks.c.visit_id == visit_id)
            .order_by(path_chunks.c.first_sequence)
        ).scalars()
    )


def drop_path(session: Session, visit_id: str) -> None:
    session.execute(sa.delete(path_chunks).where(path_chunks.c.visit_id == visit_id))


def add_stays(session: Session, visit: Visit, stays: Iterable[Stay], *, provisional: bool) -> None:
    rows = [
        {
            "visit_id": visit.id,
            "store_id": visit.store_id,
            "kind": stay.kind,
            "place_id": stay.place_id,
            "map_revision": stay.map_revision,
            "entered_at": visit.at(stay.entered_s),
            "left_at": None if stay.left_s is None else visit.at(stay.left_s),
            "probability": stay.probability,
            "provisional": provisional,
        }
        for stay in stays
    ]
    if rows:
        session.execute(sa.insert(zone_stays), rows)


def end_stays(session: Session, visit: Visit, ended: Sequence[Stay]) -> None:
    """Set when provisional stays ended that an earlier turn began."""
    for stay in ended:
        session.execute(
            sa.update(zone_stays)
            .where(
                zone_stays.c.visit_id == visit.id,
                zone_stays.c.kind == stay.kind,
                zone_stays.c.place_id == stay.place_id,
                zone_stays.c.left_at.is_(None),
            )
            .values(left_at=None if stay.left_s is None else visit.at(stay.left_s))
        )


def end_all_stays(session: Session, visit_id: str, left_at: datetime) -> None:
    """End what is still open: the visit is over. A stay that began later than that lasted no time."""
    session.execute(
        sa.update(zone_stays)
        .where(zone_stays.c.visit_id == visit_id, zone_stays.c.left_at.is_(None))
        .values(left_at=sa.case((zone_stays.c.entered_at > left_at, zone_stays.c.entered_at), else_=left_at))
    )


def confirm_stays(session: Session, visit_id: str) -> None:
    """The provisional stays are the last word."""
    session.execute(sa.update(zone_stays).where(zone_stays.c.visit_id == visit_id).values(provisional=False))


def drop_stays(session: Session, visit_id: str) -> None:
    session.execute(sa.delete(zone_stays).where(zone_stays.c.visit_id == visit_id))
