"""One open visit in memory, and how it is built again from what is stored.

Everything here runs on the writer's thread. A visit in memory is a cache: it can be dropped at any moment
and comes back the same, from the last stored filter state and the frames logged since (the tracker and the
zone tracker continue bit by bit where their snapshots were taken). A stored state that this version cannot
read (an upgrade changed its form, or it is damaged) costs the whole log instead: the visit is stepped again
from its begin.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.orm import Session

from campaigns.stores.domain import StoreRevision
from campaigns.stores.service import Stores
from campaigns.visits import repository
from campaigns.visits.domain import Progress, Visit, label_of
from campaigns.visits.frame_log import LoggedFrame, OpenFrameLog
from campaigns.visits.repository import FilterState
from campaigns.visits.stays import follow
from positioning import wire
from positioning.errors import InvalidState
from positioning.tracker import LiveTracker
from positioning.types import BeaconKey, BeaconMap, LevelId, PoseEstimate, PositionPrior, WalkableArea
from positioning.wire import WireFrame
from zones import VisitTracker
from zones.errors import InvalidVisitState
from zones.level import ZoneId, ZoneKind
from zones.store import Store
from zones.visits import VisitEvent

log = structlog.get_logger("aislecast.visits")

SNAPSHOT_EVERY = 10
"""Frames between two stored filter states. `benchmarks/frame_cost.py` shows what a snapshot costs; ten frames
of a second are stepped again in well under the time that a phone needs to connect again."""

FLOORS_KEPT = 8
"""Walkable rasters held in memory: one for each map revision that open visits began with."""


def beacon_keys(beacons: BeaconMap) -> tuple[BeaconKey, ...]:
    """The order of a map's beacons on the wire and in the frame log."""
    return tuple(sorted(beacons.transmitters))


def zone_kinds(store: Store, level_id: str) -> dict[ZoneId, ZoneKind]:
    """What each zone of a level is for."""
    return {zone.id: zone.kind for zone in store.level(LevelId(level_id)).zones}


@dataclass(frozen=True, slots=True)
class Ground:
    """The maps of a visit.

    `begun` is the map revision the visit began with, for its walls, beacons and radio map; `matched` the one
    whose zones, faces and rules it has reached, with its number.
    """

    begun: Store
    beacons: BeaconMap
    floor: WalkableArea
    matched: Store
    matched_number: int

    def prior(self, visit: Visit) -> PositionPrior:
        """Where the visit begins: at the place its hello named, else at an entrance."""
        if visit.start is not None:
            return PositionPrior((visit.start,))
        return self.begun.entrance_prior(LevelId(visit.level_id))


@dataclass(frozen=True, slots=True)
class Rules:
    """What frames are matched with at this turn: the current map revision, and campaigns' dwell times."""

    revision: StoreRevision
    dwell_marks_s: Mapping[ZoneId, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Advance:
    """What one frame led to. The events cite map revision `map_revision`."""

    pose: PoseEstimate
    events: tuple[VisitEvent, ...]
    map_revision: int


class OpenVisit:
    """The state of a visit between two frames."""

    def __init__(
        self, visit: Visit, tracker: LiveTracker, places: VisitTracker, beacons: BeaconMap, progress: Progress
    ) -> None:
        self.visit = visit
        self.progress = progress
        self.beacon_keys = beacon_keys(beacons)
        self.saved_sequence: int | None = None
        """Sequence of the stored filter state; None when there is none or it is out of date in its rules."""
        self._beacons = beacons
        self._tracker = tracker
        self._places = places
        self._kinds = zone_kinds(places.store, visit.level_id)

    @property
    def known_beacons(self) -> Container[BeaconKey]:
        """The beacons of the map that the visit is tracked on."""
        return self._beacons.transmitters

    @property
    def zone_kinds(self) -> Mapping[ZoneId, ZoneKind]:
        """What each zone of the revision in use is for."""
        return self._kinds

    def use(self, rules: Rules) -> None:
        """Match from here on with these rules; the tracker keeps walls and beacons of the visit's begin."""
        number = rules.revision.number
        if number == self.progress.map_revision and rules.dwell_marks_s == self.progress.dwell_marks_s:
            return
        self._places.store = rules.revision.store
        self._places.dwell_marks_s = rules.dwell_marks_s
        self._kinds = zone_kinds(rules.revision.store, self.visit.level_id)
        self.progress = replace(self.progress, map_revision=number, dwell_marks_s=dict(rules.dwell_marks_s))
        self.saved_sequence = None

    def step(self, frame: WireFrame) -> Advance:
        """Track and match the next frame."""
        sensed = frame.to_frame(self.visit.clock_ns)
        pose = self._tracker.step(sensed)
        events = tuple(self._places.step(pose))
        unknown = sum(sighting.key not in self._beacons.transmitters for sighting in sensed.sightings)
        self.progress = replace(follow(self.progress, events, self._kinds), end_ns=frame.t_end_ns)
        self.visit = replace(
            self.visit,
            next_sequence=frame.sequence + 1,
            last_frame_at=self.visit.at(sensed.t_end_s),
            unknown_sightings=self.visit.unknown_sightings + unknown,
        )
        return Advance(pose, events, self.progress.map_revision)

    def replay(self, logged: Iterable[LoggedFrame]) -> None:
        """Step again the frames that were stored since the filter state was."""
        stored = self.visit
        for entry in logged:
            self.step(wire.decode_binary(entry.body, self.beacon_keys))
        self.visit = stored

    def snapshot_due(self) -> bool:
        """Whether the state has to be stored with this turn."""
        return self.saved_sequence is None or self.visit.next_sequence - self.saved_sequence >= SNAPSHOT_EVERY

    def snapshot(self) -> FilterState:
        """The state before the next frame, to be stored in the transaction of the last one."""
        self.saved_sequence = self.visit.next_sequence
        return FilterState(
            next_sequence=self.visit.next_sequence,
            tracker=self._tracker.snapshot(),
            places=self._places.snapshot(),
            progress=self.progress,
        )


class OpenVisits:
    """The open visits in memory, by id; those missing are built from the database.

    `get` and `drop` belong to the writer's thread, `ground` may be asked from any.
    """

    def __init__(self, stores: Stores, open_log: OpenFrameLog) -> None:
        self._stores = stores
        self._open_log = open_log
        self._held: dict[str, OpenVisit] = {}
        self._floors: OrderedDict[tuple[str, int, str], WalkableArea] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, session: Session, visit: Visit) -> OpenVisit:
        """The visit in the state after its last stored frame; `visit` is its row."""
        held = self._held.get(visit.id)
        if held is None or held.visit.next_sequence != visit.next_sequence:
            held = self._built(session, visit)
            self._held[visit.id] = held
        return held

    def drop(self, visit_id: str) -> None:
        """Forget the state in memory: it may be ahead of what was stored, or the visit is over."""
        self._held.pop(visit_id, None)

    def ground(self, session: Session, visit: Visit, matched_number: int) -> Ground:
        """The maps a visit is tracked and matched on."""
        level_id = LevelId(visit.level_id)
        begun = self._stores.revision(session, visit.store_id, visit.map_revision).store
        matched = self._stores.revision(session, visit.store_id, matched_number).store
        floor = self._floor((visit.store_id, visit.map_revision, visit.level_id), begun)
        return Ground(begun, begun.beacon_map(level_id), floor, matched, matched_number)

    def _floor(self, key: tuple[str, int, str], store: Store) -> WalkableArea:
        """The walkable raster of a map revision, which takes a fraction of a second to draw."""
        with self._lock:
            if key not in self._floors:
                self._floors[key] = store.walkable(LevelId(key[2]))
                while len(self._floors) > FLOORS_KEPT:
                    self._floors.popitem(last=False)
            self._floors.move_to_end(key)
            return self._floors[key]

    def _built(self, session: Session, visit: Visit) -> OpenVisit:
        """The visit from its last stored state, or from its begin when there is none that can be read."""
        state = repository.filter_state(session, visit.id)
        if state is None:
            return self._begun(session, visit, Progress(visit.map_revision))
        try:
            built = self._restored(session, visit, state)
        except (InvalidState, InvalidVisitState) as error:
            log.warning("filter_state_unreadable", visit=label_of(visit.id), reason=str(error))
            # In the rules of that state, which were the last: `saved_sequence` stays None, so that the next
            # turn stores a state that can be read.
            rules = Progress(state.progress.map_revision, state.progress.dwell_marks_s)
            built = self._begun(session, visit, rules)
            built.replay(self._open_log(session).read(visit.id))
        return built

    def _begun(self, session: Session, visit: Visit, progress: Progress) -> OpenVisit:
        ground = self.ground(session, visit, progress.map_revision)
        tracker = LiveTracker(ground.beacons, ground.prior(visit), ground.floor)
        places = VisitTracker(ground.matched, progress.dwell_marks_s)
        return OpenVisit(visit, tracker, places, ground.beacons, progress)

    def _restored(self, session: Session, visit: Visit, state: FilterState) -> OpenVisit:
        ground = self.ground(session, visit, state.progress.map_revision)
        tracker = LiveTracker.restore(state.tracker, ground.beacons, ground.floor)
        places = VisitTracker(ground.matched, state.progress.dwell_marks_s)
        places.restore(state.places)
        restored = OpenVisit(visit, tracker, places, ground.beacons, state.progress)
        restored.replay(self._open_log(session).read(visit.id, state.next_sequence))
        restored.saved_sequence = state.next_sequence
        return restored
