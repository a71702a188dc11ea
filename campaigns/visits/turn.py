"""One turn of the ingest worker: all waiting frames, visit by visit, inside one transaction.

Each visit has its own savepoint. What fails in one visit (a defect, a broken constraint) is rolled back and
answered alone; an error of the database itself ends the turn for all, and nothing is acknowledged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from campaigns.delivery.domain import OfferMessage
from campaigns.errors import CampaignError, NotFound
from campaigns.offers.domain import VisitContext
from campaigns.offers.service import Offers
from campaigns.shoppers.domain import Purpose
from campaigns.shoppers.service import Shoppers
from campaigns.storage.condition import failure_of
from campaigns.stores.domain import StoreKind, StoreRevision
from campaigns.stores.health.domain import Heard
from campaigns.stores.health.listening import BeaconListener
from campaigns.stores.service import Stores
from campaigns.visits import repository
from campaigns.visits.close import begin_closing
from campaigns.visits.domain import (
    CloseReason,
    Closing,
    ConsentMissing,
    FrameFailed,
    SequenceGap,
    Timeouts,
    Visit,
    VisitClosed,
    VisitState,
    check_clock,
    left_for_good,
)
from campaigns.visits.frame_log import LoggedFrame, OpenFrameLog
from campaigns.visits.metrics import FAILED_VISITS
from campaigns.visits.open_visit import Advance, OpenVisit, OpenVisits, Rules
from campaigns.visits.paths import encode, trajectory_of
from campaigns.visits.stays import stay_changes
from positioning import wire
from positioning.errors import MalformedFrame
from positioning.types import LevelId, PoseEstimate
from positioning.wire import WireFrame
from zones.level import ZoneId

log = structlog.get_logger("aislecast.visits")

Answer = int | CampaignError | MalformedFrame
"""What a frame's sender is told: the visit's next sequence once stored, or why the frame was refused."""


@dataclass(frozen=True, slots=True, eq=False)
class PendingFrame:
    """A frame that passed the gate of the socket: decoded, with the binary form that is logged."""

    visit_id: str
    frame: WireFrame
    body: bytes
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a visit's shopper is after a turn, and the zones they are in."""

    visit: Visit
    pose: PoseEstimate
    zone_ids: tuple[ZoneId, ...]


@dataclass(slots=True)
class TurnResult:
    """What a turn did, to be told once it is committed. `answers` by the frame they are for."""

    answers: dict[PendingFrame, Answer] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    offers: list[tuple[Moved, OfferMessage]] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)

    def absorb(self, other: TurnResult) -> None:
        self.answers |= other.answers
        self.moved += other.moved
        self.offers += other.offers
        self.closings += other.closings


class Turn:
    """Takes frames into open visits."""

    def __init__(
        self,
        *,
        stores: Stores,
        shoppers: Shoppers,
        offers: Offers,
        open_visits: OpenVisits,
        open_log: OpenFrameLog,
        timeouts: Timeouts,
    ) -> None:
        self._stores = stores
        self._shoppers = shoppers
        self._offers = offers
        self._open_visits = open_visits
        self._open_log = open_log
        self._timeouts = timeouts
        self._listener = BeaconListener()

    def take(self, session: Session, batch: Sequence[PendingFrame], now: datetime) -> TurnResult:
        """Take a batch of frames, in each visit by their sequence numbers; the caller commits.

        When the caller's commit fails, `forget` the batch: memory is then ahead of the database.
        """
        groups: dict[str, list[PendingFrame]] = {}
        for pending in batch:
            groups.setdefault(pending.visit_id, []).append(pending)
        rows = repository.several(session, groups)
        revisions: dict[str, StoreRevision] = {}
        result = TurnResult()
        for visit_id, group in groups.items():
            visit = rows.get(visit_id)
            if visit is None:
                self._open_visits.drop(visit_id)
                result.answers |= {pending: NotFound("visit", visit_id) for pending in group}
                continue
            if visit.store_id not in revisions:
                revisions[visit.store_id] = self._stores.current(session, visit.store_id)
            group.sort(key=lambda pending: pending.frame.sequence)
            result.absorb(self._apart(session, visit, revisions[visit.store_id], group, now))
        return result

    def forget(self, batch: Iterable[PendingFrame]) -> None:
        """Drop the visits of a batch from memory: what was stepped was not stored."""
        self._listener.forget()
        for visit_id in {pending.visit_id for pending in batch}:
            self._open_visits.drop(visit_id)

    def _apart(
        self,
        session: Session,
        visit: Visit,
        revision: StoreRevision,
        group: list[PendingFrame],
        now: datetime,
    ) -> TurnResult:
        """One visit's frames in a savepoint; when they fail together, each in its own."""
        try:
            with session.begin_nested():
                return _VisitTurn(self, session, visit, revision, now).take(group)
        except Exception as error:  # the worker's loop: one visit's defect must not stop the others
            self._open_visits.drop(visit.id)
            self._listener.forget()
            if isinstance(error, DBAPIError) and failure_of(error) is not None:
                raise
            log.exception("visit_failed", frames=len(group))
        if len(group) == 1:
            FAILED_VISITS.inc()
            return TurnResult(answers={group[0]: FrameFailed(group[0].frame.sequence)})
        alone = TurnResult()
        for pending in group:
            stored = repository.get(session, visit.id)
            alone.absorb(self._apart(session, stored, revision, [pending], now))
        return alone


class _VisitTurn:
    """One visit's part of a turn."""

    def __init__(
        self, turn: Turn, session: Session, visit: Visit, revision: StoreRevision, now: datetime
    ) -> None:
        self._turn = turn
        self._session = session
        self._visit = visit
        self._revision = revision
        self._now = now
        self._purposes = turn._shoppers.purposes(session, visit.shopper_id)
        if not any(level.id == visit.level_id for level in revision.store.levels):
            # The newest map has no such level any more: the visit ends on the map it began with.
            self._revision = turn._stores.revision(session, visit.store_id, visit.map_revision)
        self._closing: Closing | None = None
        self._logged: list[LoggedFrame] = []
        self._advances: list[Advance] = []
        self._offers: list[OfferMessage] = []
        self._heard: list[Heard] = []

    def take(self, group: Sequence[PendingFrame]) -> TurnResult:
        if self._visit.state is not VisitState.OPEN:
            reason = self._visit.close_reason or CloseReason.SHOPPER
            return TurnResult(answers=dict.fromkeys(group, VisitClosed(self._visit.id, reason)))
        if Purpose.POSITIONING not in self._purposes:
            return TurnResult(
                answers=dict.fromkeys(group, ConsentMissing()),
                closings=[self._close(CloseReason.CONSENT_WITHDRAWN, self._visit.last_frame_at)],
            )
        held = self._turn._open_visits.get(self._session, self._visit)
        held.use(Rules(self._revision, self._dwell_marks()))
        answers = {pending: self._answer(held, pending) for pending in group}
        if not self._advances:
            return TurnResult(answers=answers, closings=[self._closing] if self._closing else [])
        self._store(held)
        moved = Moved(held.visit, self._advances[-1].pose, tuple(held.progress.entered_s))
        return TurnResult(
            answers=answers,
            moved=[moved],
            offers=[(moved, offer) for offer in self._offers],
            closings=[self._closing] if self._closing else [],
        )

    def _dwell_marks(self) -> Mapping[ZoneId, tuple[float, ...]]:
        if Purpose.OFFERS not in self._purposes:
            return {}
        return self._turn._offers.dwell_marks(self._session, self._visit.store_id)

    def _answer(self, held: OpenVisit, pending: PendingFrame) -> Answer:
        frame, expected = pending.frame, held.visit.next_sequence
        if self._closing is not None:
            return VisitClosed(held.visit.id, self._closing.reason)
        if frame.sequence < expected:
            return expected
        if frame.sequence > expected:
            return SequenceGap(frame.sequence, expected)
        try:
            self._check(held, pending)
        except (CampaignError, MalformedFrame) as refusal:
            return refusal
        if self._was_silent(held, frame):
            self._closing = self._close(CloseReason.SILENCE, held.visit.last_frame_at, held.visit)
            return VisitClosed(held.visit.id, CloseReason.SILENCE)
        self._advance(held, pending)
        return held.visit.next_sequence

    def _check(self, held: OpenVisit, pending: PendingFrame) -> None:
        wire.check(pending.frame, clock_ns=held.visit.clock_ns, previous_end_ns=held.progress.end_ns)
        if self._revision.kind is StoreKind.LIVE:
            end_s = (pending.frame.t_end_ns - held.visit.clock_ns) / 1e9
            check_clock(held.visit.at(end_s), pending.heard_at, "t_start_ns", behind_s=float("inf"))

    def _was_silent(self, held: OpenVisit, frame: WireFrame) -> bool:
        end_ns = held.progress.end_ns
        return end_ns is not None and frame.t_start_ns - end_ns > self._turn._timeouts.silence_s * 1e9

    def _advance(self, held: OpenVisit, pending: PendingFrame) -> None:
        advance = held.step(pending.frame)
        self._advances.append(advance)
        self._logged.append(LoggedFrame(pending.frame.sequence, pending.body))
        self._listen(held, pending)
        if advance.events and Purpose.OFFERS in self._purposes:
            self._offers += self._turn._offers.decide(
                self._session, self._context(), advance.events, advance.pose, self._now
            )
        left_s = left_for_good(held.progress, held.zone_kinds, advance.pose.t_s, self._turn._timeouts)
        if left_s is not None:
            self._closing = self._close(CloseReason.EXIT, held.visit.at(left_s), held.visit)

    def _listen(self, held: OpenVisit, pending: PendingFrame) -> None:
        """Note what the frame says of the beacons themselves."""
        ended_at = held.visit.last_frame_at
        is_live = self._revision.kind is StoreKind.LIVE
        late_s = (pending.heard_at - ended_at).total_seconds() if is_live else 0.0
        self._heard += self._turn._listener.due(
            held.visit.store_id, held.known_beacons, pending.frame.sightings, ended_at, late_s
        )

    def _context(self) -> VisitContext:
        level = self._revision.store.level(LevelId(self._visit.level_id))
        return VisitContext(
            visit_id=self._visit.id,
            store_id=self._visit.store_id,
            shopper_id=self._visit.shopper_id,
            purposes=self._purposes,
            began_at=self._visit.began_at,
            map_revision=self._revision.number,
            level_id=self._visit.level_id,
            time_zone=self._revision.time_zone,
            pushes_per_visit=self._revision.pushes_per_visit,
            zone_names={zone.id: zone.name for zone in level.zones},
            faces={face.id: face for face in level.faces},
        )

    def _close(self, reason: CloseReason, closed_at: datetime, visit: Visit | None = None) -> Closing:
        return begin_closing(self._session, visit or self._visit, reason, closed_at)

    def _store(self, held: OpenVisit) -> None:
        session, visit = self._session, held.visit
        held.visit = visit = replace(visit, last_heard_at=self._now)
        self._turn._open_log(session).append(visit.id, self._logged)
        poses = trajectory_of([advance.pose for advance in self._advances], LevelId(visit.level_id))
        repository.add_path(session, visit.id, self._logged[0].sequence, encode(poses), provisional=True)
        if Purpose.ANALYTICS in self._purposes:
            changes = stay_changes(
                chain.from_iterable(
                    ((advance.map_revision, event) for event in advance.events) for advance in self._advances
                )
            )
            repository.end_stays(session, visit, changes.ended)
            repository.add_stays(session, visit, changes.begun, provisional=True)
        if held.snapshot_due():
            repository.save_filter_state(session, visit.id, held.snapshot())
        repository.advance(session, visit)
        if self._heard:
            self._turn._listener.keep(session, visit.store_id, self._heard)
