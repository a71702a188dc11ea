"""How visits end.

Closing takes two transactions. The first says that the visit is over (`closing`: no more frames, provisional
stays ended). Then the visit is smoothed off the writer's thread, and weighed for beacon health. The second
transaction replaces the provisional path and stays by the smoothed ones, keeps of the rest what the shopper's
consent permits, and says `closed`. A
service that stops in between takes up every `closing` visit at its next start; the second transaction does
nothing when it has been done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from campaigns.errors import DatabaseFailed
from campaigns.shoppers.domain import Purpose
from campaigns.shoppers.service import Shoppers
from campaigns.storage.condition import failure_of
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.health.domain import HealthUpdate
from campaigns.stores.health.service import BeaconWatch
from campaigns.visits import repository
from campaigns.visits.domain import (
    CloseReason,
    Closing,
    Timeouts,
    Visit,
    VisitState,
    ended_in_silence,
    label_of,
)
from campaigns.visits.frame_log import OpenFrameLog
from campaigns.visits.live import LiveHub, VisitEnded
from campaigns.visits.metrics import CLOSED_VISITS, FAILED_SMOOTHINGS
from campaigns.visits.open_visit import OpenVisits
from campaigns.visits.paths import decode, encode
from campaigns.visits.smoothing import SmoothedVisit, smoothed
from positioning.types import LevelId

log = structlog.get_logger("aislecast.visits")


def begin_closing(session: Session, visit: Visit, reason: CloseReason, closed_at: datetime) -> Closing:
    """First transaction: the visit is over. The caller commits, then tells `Closer.begun`."""
    repository.set_state(session, visit.id, VisitState.CLOSING, reason=reason, closed_at=closed_at)
    repository.end_all_stays(session, visit.id, closed_at)
    return Closing(visit, reason, closed_at)


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What smoothing a visit gave: the smoothed visit, and what it adds to beacon health, if anything."""

    visit: SmoothedVisit
    health: HealthUpdate | None


def finish_closing(
    session: Session,
    visit_id: str,
    hindsight: Hindsight | None,
    shoppers: Shoppers,
    open_log: OpenFrameLog,
    beacon_watch: BeaconWatch,
) -> bool:
    """Second transaction: what is kept of the visit. False when the visit was not `closing` (any more).

    Without a smoothed visit the live one stands: the shopper withdrew positioning, so nothing new is
    computed of them, or smoothing failed.
    """
    visit = repository.find(session, visit_id)
    if visit is None or visit.state is not VisitState.CLOSING:
        return False
    purposes = shoppers.purposes(session, visit.shopper_id)
    repository.drop_filter_state(session, visit_id)
    if Purpose.ANALYTICS not in purposes:
        repository.drop_path(session, visit_id)
        repository.drop_stays(session, visit_id)
    elif hindsight is not None:
        repository.replace_path(session, visit_id, encode(hindsight.visit.path, compress=True))
        repository.drop_stays(session, visit_id)
        repository.add_stays(session, visit, hindsight.visit.stays, provisional=False)
    else:
        chunks = repository.path(session, visit_id)
        if chunks:
            live = decode(chunks, LevelId(visit.level_id))
            repository.replace_path(session, visit_id, encode(live, compress=True))
        repository.confirm_stays(session, visit_id)
    if Purpose.POSITIONING in purposes and hindsight is not None and hindsight.health is not None:
        beacon_watch.keep(session, hindsight.health)
    if Purpose.MAP_IMPROVEMENT not in purposes:
        open_log(session).forget(visit_id)
    shoppers.note_visit(session, visit.shopper_id, visit.began_at)
    repository.set_state(session, visit_id, VisitState.CLOSED)
    return True


class Closer:
    """Ends visits: by silence on its own, for others when told; smooths them on a thread of its own.

    Parameters
    ----------
    on_ended : called on the writer's thread with the visits that just ended, once that is committed.
    """

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        shoppers: Shoppers,
        open_visits: OpenVisits,
        open_log: OpenFrameLog,
        beacon_watch: BeaconWatch,
        hub: LiveHub,
        timeouts: Timeouts,
        on_ended: Callable[[Sequence[Closing]], None],
    ) -> None:
        self._database = database
        self._writer = writer
        self._shoppers = shoppers
        self._open_visits = open_visits
        self._open_log = open_log
        self._beacon_watch = beacon_watch
        self._hub = hub
        self._timeouts = timeouts
        self._on_ended = on_ended
        self._smoother = ThreadPoolExecutor(max_workers=1, thread_name_prefix="smoother")
        self._left: deque[str] = deque()

    def begun(self, closings: Sequence[Closing]) -> None:
        """Tell those who wait, and smooth. On the writer's thread, after the commit of `begin_closing`."""
        if not closings:
            return
        for closing in closings:
            CLOSED_VISITS.labels(closing.reason).inc()
            self._open_visits.drop(closing.visit.id)
        self._hub.publish(
            VisitEnded(c.visit.store_id, c.visit.id, label_of(c.visit.id), c.reason, c.closed_at)
            for c in closings
        )
        self._on_ended(closings)
        for closing in closings:
            self._smoother.submit(self._complete, closing.visit.id)

    def resume(self) -> None:
        """Complete what an earlier run of the service left `closing`."""
        for visit in self._database.read(lambda s: repository.in_state(s, VisitState.CLOSING)):
            self._smoother.submit(self._complete, visit.id)

    def take_up(self) -> None:
        """Complete what the database could not take before. On the writer's thread."""
        for _ in range(len(self._left)):
            self._smoother.submit(self._complete, self._left.popleft())

    def sweep(self, session: Session, now: datetime, listening_since: datetime) -> list[Closing]:
        """Begin to close visits that fell silent.

        Silence counts from the last message, at the earliest from `listening_since`: while the service was
        down it could not hear, and phones resend what they kept. A visit cannot have been heard after `now`:
        then the clock was set back since.
        """
        repository.heard_by(session, now)
        shortest_s = min(self._timeouts.silence_s, self._timeouts.doorway_s)
        if (now - listening_since).total_seconds() < shortest_s:
            return []
        closings = []
        heard_before = now - timedelta(seconds=shortest_s)
        for visit in repository.in_state(session, VisitState.OPEN, heard_before=heard_before):
            silent_s = (now - max(visit.last_heard_at, listening_since)).total_seconds()
            reason = self._end_of(session, visit, silent_s)
            if reason is not None:
                closings.append(begin_closing(session, visit, reason, visit.last_frame_at))
        return closings

    def _end_of(self, session: Session, visit: Visit, silent_s: float) -> CloseReason | None:
        """Whether a silent visit is over. One whose state is beyond repair ends by its silence alone."""
        try:
            held = self._open_visits.get(session, visit)
        except Exception as error:  # the worker's loop: one visit's defect must not keep the others open
            if isinstance(error, DBAPIError) and failure_of(error) is not None:
                raise
            log.exception("visit_not_built", visit=label_of(visit.id))
            return CloseReason.SILENCE if silent_s >= self._timeouts.silence_s else None
        return ended_in_silence(held.progress, held.zone_kinds, silent_s, self._timeouts)

    def finish(self) -> None:
        """Complete every visit that is being closed, then stop."""
        self._smoother.shutdown(wait=True)

    def stop(self) -> None:
        """Stop soon: the smoothing in work is completed, the rest is taken up at the next start."""
        self._smoother.shutdown(wait=True, cancel_futures=True)

    def _complete(self, visit_id: str) -> None:
        hindsight: Hindsight | None = None
        try:
            hindsight = self._database.read(lambda session: self._smoothed(session, visit_id))
        except DatabaseFailed:
            self._left.append(visit_id)
            return
        except Exception:  # the worker's loop: the visit must still be closed
            FAILED_SMOOTHINGS.inc()
            log.exception("smoothing_failed")
        self._writer.submit(lambda: self._finish(visit_id, hindsight)).result()

    def _finish(self, visit_id: str, hindsight: Hindsight | None) -> None:
        try:
            self._database.write(
                lambda session: finish_closing(
                    session, visit_id, hindsight, self._shoppers, self._open_log, self._beacon_watch
                )
            )
        except DatabaseFailed:
            self._left.append(visit_id)
        except Exception:  # the worker's loop: the visit stays `closing` and is taken up at the next start
            log.exception("closing_failed")

    def _smoothed(self, session: Session, visit_id: str) -> Hindsight | None:
        """None where nothing may be computed.

        Beacon health is read here and written in `finish_closing`: this one thread changes it, a visit after
        the other.
        """
        visit = repository.find(session, visit_id)
        if visit is None or visit.state is not VisitState.CLOSING or visit.next_sequence == 0:
            return None
        if Purpose.POSITIONING not in self._shoppers.purposes(session, visit.shopper_id):
            return None
        logged = list(self._open_log(session).read(visit_id))
        state = repository.filter_state(session, visit_id)
        matched = visit.map_revision if state is None else state.progress.map_revision
        ground = self._open_visits.ground(session, visit, matched)
        smooth = smoothed(visit, logged, ground)
        ended_at = visit.last_frame_at
        health = self._beacon_watch.weigh(
            session, visit.store_id, ground.beacons, smooth.path, smooth.sightings, ended_at
        )
        return Hindsight(smooth, health)
