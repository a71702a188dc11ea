"""How a store stands, at a glance: its map, its draft, what is predicted, which beacons need a hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.stores.drafts.service import Drafts
from campaigns.stores.health.service import BeaconWatch
from campaigns.stores.quality.service import Quality
from campaigns.stores.service import Stores


@dataclass(frozen=True, slots=True)
class LevelError:
    """The error that half and nine of ten people on a level stay within, for its usual start."""

    level_id: str
    median_m: float
    q90_m: float


@dataclass(frozen=True, slots=True)
class StoreStanding:
    """`worst` is the level with the largest predicted error, None where none was worked out yet."""

    published_at: datetime
    published_by: str
    draft_changes: int
    beacons: int
    faulty_beacons: int
    worst: LevelError | None


class Standings:
    """The standing of every store. Methods read through the session they are given."""

    def __init__(self, stores: Stores, drafts: Drafts, quality: Quality, watch: BeaconWatch) -> None:
        self._stores = stores
        self._drafts = drafts
        self._quality = quality
        self._watch = watch

    def of_store(self, session: Session, store_id: str, now: datetime) -> StoreStanding:
        """How a store stands. Raises `NotFound`."""
        newest = self._stores.entries(session, store_id)[0]
        beacons = self._watch.states(session, store_id, now)
        return StoreStanding(
            published_at=newest.at,
            published_by=newest.author,
            draft_changes=self._drafts.count_changes(session, store_id),
            beacons=len(beacons),
            faulty_beacons=sum(bool(state.troubles) for state in beacons),
            worst=self._worst(session, store_id),
        )

    def _worst(self, session: Session, store_id: str) -> LevelError | None:
        found = []
        for level in self._stores.current(session, store_id).store.levels:
            assessment = self._quality.of_level(session, store_id, level.id).assessment
            if assessment is not None:
                usual = assessment.known if assessment.usual_start == "known" else assessment.unknown
                found.append(LevelError(level.id, usual.median_m, usual.q90_m))
        return max(found, key=lambda error: error.q90_m, default=None)
