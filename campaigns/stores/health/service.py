"""Beacon health of stores: sums that visits add to, findings that staff read, proposals of healed maps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.stores.health import repository
from campaigns.stores.health.domain import (
    BeaconDay,
    BeaconRecord,
    HealthUpdate,
    LevelHealth,
    MapProposal,
    Mark,
    MarkKind,
)
from campaigns.stores.health.triage import BeaconFacts, BeaconHealthState, triaged
from campaigns.stores.service import Stores
from mapping_tool.health import BeaconHealth, Standing, Watch, record_of, standing
from mapping_tool.place_names import PlaceNames, ThingNames
from mapping_tool.silence import FEWEST_HEARD, Hearing
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, LevelId, Trajectory


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
        names = beacons.transmitters.keys()
        known_as = (sighting.known_as(names) for sighting in sightings)
        heard = frozenset(name for name in known_as if name is not None)
        changed: Mapping[BeaconKey, Watch] = {}
        if health.take(path, sightings, at):
            changed = {key: watch for key, watch in health.watches.items() if watch != before.get(key)}
        if not changed and len(heard) < FEWEST_HEARD:
            return None
        return HealthUpdate(store_id, beacons.level_id, at, changed, frozenset(names), heard)

    def keep(self, session: Session, update: HealthUpdate) -> None:
        """Store what a visit added."""
        repository.replace_watches(session, update.store_id, update.level_id, update.watches)
        if len(update.heard) < FEWEST_HEARD:
            return
        before = repository.records(session, update.store_id, update.beacons)
        after = {}
        for key in update.beacons:
            record, is_heard = before.get(key, BeaconRecord()), key in update.heard
            heard_at = record.last_heard_at
            if is_heard:
                heard_at = update.at if heard_at is None else max(heard_at, update.at)
            after[key] = replace(record, hearing=record.hearing.after(is_heard), last_heard_at=heard_at)
        repository.replace_records(session, update.store_id, after)

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

    def states(self, session: Session, store_id: str, now: datetime) -> list[BeaconHealthState]:
        """Every beacon of the store's map, those that need a hand first. Raises `NotFound`."""
        store = self._stores.current(session, store_id).store
        findings = {f.key: f for level in self.levels(session, store_id) for f in level.findings}
        records = repository.records(session, store_id)
        days, marks = repository.days(session, store_id), repository.marks(session, store_id)
        facts, counts = [], {}
        for level in store.levels:
            transmitters = store.beacon_map(level.id).transmitters
            counts[level.id] = len(transmitters)
            names, areas = ThingNames(level), PlaceNames(level)
            facts += [
                BeaconFacts(
                    key=key,
                    level_id=level.id,
                    x_m=transmitter.x_m,
                    y_m=transmitter.y_m,
                    near=names.nearest(transmitter.x_m, transmitter.y_m),
                    area=areas.inside(transmitter.x_m, transmitter.y_m),
                    standing=standing(transmitter),
                    record=records.get(key, BeaconRecord()),
                    days=days.get(key, ()),
                    marks=marks.get(key, ()),
                    finding=findings.get(key),
                )
                for key, transmitter in transmitters.items()
            ]
        return triaged(facts, counts, now)

    def state(self, session: Session, store_id: str, beacon: BeaconKey, now: datetime) -> BeaconHealthState:
        """One beacon of the store's map. Raises `NotFound`."""
        for state in self.states(session, store_id, now):
            if state.facts.key == beacon:
                return state
        raise NotFound("beacon", beacon)

    def history(self, session: Session, store_id: str, beacon: BeaconKey) -> list[BeaconDay]:
        """The telemetry of a beacon by day. Raises `NotFound` for one that is not on the map."""
        self._level_of(session, store_id, beacon)
        return repository.days(session, store_id, beacon).get(beacon, [])

    def mark(self, session: Session, store_id: str, beacon: BeaconKey, mark: Mark) -> None:
        """Store what somebody did at a beacon: what visits said against it before does not count any more.

        Raises
        ------
        NotFound
            There is no such store, or no such beacon on its map.
        """
        level_id = self._level_of(session, store_id, beacon)
        repository.add_mark(session, store_id, beacon, mark)
        transmitter = self._stores.current(session, store_id).store.beacon_map(level_id).transmitters[beacon]
        repository.replace_watches(session, store_id, level_id, {beacon: Watch(record_of(transmitter))})
        record = repository.records(session, store_id, {beacon}).get(beacon, BeaconRecord())
        known = Hearing(record.hearing.visits, record.hearing.heard)
        # Its counters begin anew with the battery: the next reading is a first one.
        reading = None if mark.kind is MarkKind.BATTERY_CHANGED else record.reading
        went_on_at = None if reading is None else record.went_on_at
        after = replace(record, hearing=known, reading=reading, went_on_at=went_on_at)
        repository.replace_records(session, store_id, {beacon: after})

    def _level_of(self, session: Session, store_id: str, beacon: BeaconKey) -> LevelId:
        store = self._stores.current(session, store_id).store
        for level in store.levels:
            if beacon in store.beacon_map(level.id).transmitters:
                return level.id
        raise NotFound("beacon", beacon)

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

    def read_proposed(self, session: Session, store_id: str, number: int) -> None:
        """Read the document of a proposal, so that the writer need not: a mall's takes seconds."""
        document = repository.proposal_document(session, store_id, number)
        if document is not None:
            self._stores.read_document(document)

    def accept(self, session: Session, store_id: str, number: int, now: datetime, author: str) -> int:
        """Publish a proposed map as the store's next revision and give its number.

        Raises
        ------
        NotFound
            There is no such proposal.
        InvalidInput
            Its map did not hold on walks held back: there is nothing to publish.
        Conflict
            It was accepted before, or is of a map that was replaced meanwhile.
        """
        proposal = next((each for each in self.proposals(session, store_id) if each.number == number), None)
        if proposal is None:
            raise NotFound("proposal", str(number))
        document = repository.proposal_document(session, store_id, number)
        if document is None:
            raise InvalidInput(
                "number",
                f"proposal {number} was refused: {proposal.verdict}",
                "proposal-refused",
                number=number,
            )
        if proposal.accepted_as is not None:
            raise Conflict(
                f"proposal {number} is revision {proposal.accepted_as} already",
                "published-already",
                revision=proposal.accepted_as,
            )
        current = self._stores.settings(session, store_id).number
        if proposal.from_revision != current:
            raise Conflict(
                f"proposal {number} is of revision {proposal.from_revision}, the map is at {current}",
                "proposal-outdated",
                revision=proposal.from_revision,
                current=current,
            )
        revision = self._stores.publish(session, store_id, document, now, author)
        repository.note_accepted(session, number, revision)
        return revision
