"""What the service stored of a visit, read back from its database and stepped once more.

Live events are not kept when a visit closes (the smoothed stays replace them), so they are made again here
from the stored frames, with the product's own tracker. The decisions that the service stored while the visits
were live say whether these are the same events: `strangers` counts what differs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from _running_service import RunningService

from positioning import LiveTracker, wire
from positioning.types import GaussianPosition, PositionPrior
from zones import VisitTracker
from zones.scoring import ScoredStay, stays_of
from zones.store import Store
from zones.visits import VisitEvent, ZoneEntered


@dataclass(frozen=True, slots=True)
class StoredVisit:
    """A visit as the database has it."""

    visit_id: UUID
    frames: tuple[wire.WireFrame, ...]
    entered: frozenset[str]
    stays: tuple[ScoredStay, ...]


def stored_visits(service: RunningService, store: Store) -> Mapping[UUID, StoredVisit]:
    """Every visit with its frames and the live events made from them."""
    keys = sorted(store.beacon_map().transmitters)
    visits = {}
    for row in service.rows("SELECT id, clock_ns, start FROM visits WHERE store_id = :id", id=store.venue_id):
        bodies = service.rows("SELECT body FROM frames WHERE visit_id = :id ORDER BY sequence", id=row.id)
        frames = tuple(wire.decode_binary(body.body, keys) for body in bodies)
        start = json.loads(row.start) if row.start else None
        events = _live_events(store, frames, row.clock_ns, start)
        entered = frozenset(
            f"zone_enter:{event.zone_id}:{round(event.t_s * 1000)}"
            for event in events
            if isinstance(event, ZoneEntered)
        )
        visits[UUID(row.id)] = StoredVisit(UUID(row.id), frames, entered, tuple(stays_of(events)))
    return visits


def strangers(service: RunningService, visits: Mapping[UUID, StoredVisit]) -> int:
    """Entries that campaigns decided on live and that stepping again does not find."""
    decided = service.rows("SELECT visit_id, occurrence FROM decisions WHERE occurrence LIKE 'zone_enter:%'")
    return sum(row.occurrence not in visits[UUID(row.visit_id)].entered for row in decided)


def _live_events(
    store: Store, frames: Sequence[wire.WireFrame], clock_ns: int, start: Mapping[str, float] | None
) -> list[VisitEvent]:
    prior = PositionPrior((GaussianPosition(**start),)) if start else store.entrance_prior()
    tracker = LiveTracker(store.beacon_map(), prior=prior, floor=store.walkable())
    places = VisitTracker(store)
    events: list[VisitEvent] = []
    end_s = 0.0
    for frame in frames:
        pose = tracker.step(frame.to_frame(clock_ns))
        events += places.step(pose)
        end_s = pose.t_s
    return [*events, *places.close(end_s)]
