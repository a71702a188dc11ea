"""Visits whose frames were kept for map improvement, as recordings to learn from."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from campaigns.shoppers.domain import Purpose
from campaigns.shoppers.service import Shoppers
from campaigns.stores.service import Stores
from campaigns.visits import repository
from campaigns.visits.frame_log import SqlFrameLog
from campaigns.visits.open_visit import beacon_keys
from mapping_tool.visit_walks import RecordedVisit
from positioning import wire
from positioning.types import LevelId, PositionPrior


def kept_visits(
    session: Session, stores: Stores, shoppers: Shoppers, store_id: str, level_id: LevelId, most: int
) -> Iterator[RecordedVisit]:
    """Yield the last closed visits of a level, at most `most`, whose shoppers permit map improvement now.

    Visits are named by their order alone: what is learnt from them must not lead back to them.
    """
    log = SqlFrameLog(session)
    count = 0
    for visit in repository.closed_on(session, store_id, level_id):
        if count == most:
            return
        if Purpose.MAP_IMPROVEMENT not in shoppers.purposes(session, visit.shopper_id):
            continue
        store = stores.revision(session, store_id, visit.map_revision).store
        keys = beacon_keys(store.beacon_map(level_id))
        frames = tuple(
            wire.decode_binary(entry.body, keys).to_frame(visit.clock_ns) for entry in log.read(visit.id)
        )
        if not frames:
            continue
        count += 1
        prior = PositionPrior((visit.start,)) if visit.start is not None else store.entrance_prior(level_id)
        yield RecordedVisit(f"visit {count}", frames, prior, visit.last_frame_at)
