"""Beacon health of stores: sums that visits add to, findings that staff read, proposals of healed maps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from campaigns.stores.health import repository
from campaigns.stores.health.domain import HealthUpdate, LevelHealth, MapProposal
from campaigns.stores.service import Stores
from mapping_tool.health import BeaconHealth, Standing, standing
from positioning.types import BeaconMap, BeaconSighting, LevelId, Trajectory


class BeaconWatch:
    """The health of every store's beacons.

    Methods read and write through the session they are given; the caller commits.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def weigh(
        self,
        session: Session,
        store_id: str,
        beacons: BeaconMap,
        path: Trajectory,
        sightings: Iterable[BeaconSighting],
        at: datetime,
    ) -> HealthUpdate | None:
        """Return what a visit that ended `at` adds; None when it says nothing of today's map.

        `beacons` is the map that it was tracked on. One that was replaced meanwhile is not spoken for: the
        visit would turn back the sums of the records that changed.
        """
        current = self._stores.current(session, store_id).store.beacon_map(beacons.level_id)
        if beacons.transmitters != current.transmitters:
            return None
        before = repository.watches(session, store_id, beacons.level_id)
        health = BeaconHealth(beacons, before)
        if not health.take(path, sightings, at):
            return None
        changed = {key: watch for key, watch in health.watches.items() if watch != before.get(key)}
        return HealthUpdate(store_id, beacons.level_id, changed)

    def keep(self, session: Session, update: HealthUpdate) -> None:
        """Store what a visit added."""
        repository.replace_watches(session, update.store_id, update.level_id, update.watches)

    def levels(self, session: Session, store_id: str) -> Sequence[LevelHealth]:
        """The health of every level that has beacons. Raises `NotFound`."""
        store = self._stores.current(session, store_id).store
        found = []
        for level in store.levels:
            beacons = store.beacon_map(level.id)
            health = BeaconHealth(beacons, repository.watches(session, store_id, level.id))
            standings = {key: standing(transmitter) for key, transmitter in beacons.transmitters.items()}
            if standings:
                found.append(
                    LevelHealth(
                        level_id=level.id,
                        findings=tuple(health.findings()),
                        visits={key: watch.visits for key, watch in health.watches.items()},
                        unwatched={k: s for k, s in standings.items() if s is not Standing.WATCHED},
                    )
                )
        return found

    def propose(
        self,
        session: Session,
        store_id: str,
        level_id: LevelId,
        from_revision: int,
        made_at: datetime,
        verdict: str,
        report: Mapping[str, Any],
        document: bytes | None,
    ) -> int:
        """Record a healed map that was tried, with its document when it may be published; give its number."""
        return repository.add_proposal(
            session, store_id, level_id, from_revision, made_at, verdict, report, document
        )

    def proposals(self, session: Session, store_id: str) -> Sequence[MapProposal]:
        """What was proposed for a store, the last one first."""
        self._stores.settings(session, store_id)
        return repository.proposals(session, store_id)
