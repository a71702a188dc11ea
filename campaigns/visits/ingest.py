"""The ingest worker: frames wait in one bounded queue, and a turn on the writer's thread takes all that wait.

A frame is acknowledged when the commit that stored it returned. A commit that fails (disk full, database
locked) acknowledges nothing: the senders are told to send again, and the visits' states in memory are
dropped. Back-pressure is the queue's bound: whoever submits waits, and a socket that waits is not read.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from time import perf_counter

import structlog

from campaigns.delivery.domain import OfferMessage
from campaigns.errors import DatabaseFailed
from campaigns.storage.writer import Writer
from campaigns.visits.close import Closer
from campaigns.visits.domain import NotStored, label_of
from campaigns.visits.live import LiveEvent, LiveHub, OfferMade, VisitMoved
from campaigns.visits.metrics import FAILED_TURNS, FRAMES, TURN_SECONDS, WAITING
from campaigns.visits.sockets import Sockets
from campaigns.visits.turn import Answer, Moved, PendingFrame, Turn, TurnResult

log = structlog.get_logger("aislecast.visits")

QUEUE_FRAMES = 2048
"""Frames that may wait: ten seconds of 200 shoppers. Beyond, sockets are not read."""

TURN_FRAMES = 256
"""Frames of one turn at most: a commit is shared by many, and the first of them does not wait for seconds."""


class Ingest:
    """Takes frames from the event loop, answers them when they are stored."""

    def __init__(
        self,
        *,
        writer: Writer,
        turn: Turn,
        closer: Closer,
        hub: LiveHub,
        sockets: Sockets,
        clock: Callable[[], datetime],
        queue_frames: int = QUEUE_FRAMES,
    ) -> None:
        self._writer = writer
        self._turn = turn
        self._closer = closer
        self._hub = hub
        self._sockets = sockets
        self._clock = clock
        self._room = asyncio.Semaphore(queue_frames)
        self._waiting: deque[tuple[PendingFrame, asyncio.Future[int]]] = deque()
        self._lock = threading.Lock()
        self._turn_is_due = False

    async def submit(self, pending: PendingFrame) -> asyncio.Future[int]:
        """Queue a frame once there is room; the future gives the visit's next sequence when it is durable.

        The future raises what the frame was refused for: `SequenceGap`, `VisitClosed`, `MalformedFrame`,
        `ConsentMissing`, `NotFound`, `InvalidInput`, `FrameFailed`, `NotStored`.
        """
        await self._room.acquire()
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.append((pending, answer))
            due, self._turn_is_due = not self._turn_is_due, True
        WAITING.inc()
        if due:
            self._writer.submit(self._run_turn)
        return answer

    def _run_turn(self) -> None:
        """One turn, on the writer's thread. Others' jobs come in between two turns."""
        with self._lock:
            taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), TURN_FRAMES))]
        WAITING.dec(len(taken))
        started_s = perf_counter()
        batch = [pending for pending, _ in taken]
        now = self._clock()
        try:
            result = self._writer.database.write(lambda session: self._turn.take(session, batch, now))
        except Exception as error:  # the worker's loop: this turn is lost, the next must come
            FAILED_TURNS.inc()
            if not isinstance(error, DatabaseFailed):  # that one was logged by the storage
                log.exception("turn_failed", frames=len(batch))
            self._turn.forget(batch)
            result = TurnResult(answers=dict.fromkeys(batch, NotStored()))
        TURN_SECONDS.observe(perf_counter() - started_s)
        try:
            self._tell(taken, result)
        finally:
            with self._lock:
                self._turn_is_due = bool(self._waiting)
                if self._turn_is_due:
                    self._writer.submit(self._run_turn)

    def _tell(self, taken: Sequence[tuple[PendingFrame, asyncio.Future[int]]], result: TurnResult) -> None:
        """After the commit: the acknowledgements, then the offers, then those who watch, then what ended."""
        for answer in result.answers.values():
            FRAMES.labels("stored" if isinstance(answer, int) else type(answer).__name__).inc()
        answers = [(future, result.answers[pending]) for pending, future in taken]
        offers = [offer for _, offer in result.offers]
        taken[0][1].get_loop().call_soon_threadsafe(self._answer, answers, offers)
        self._hub.publish(live_events(result))
        self._closer.begun(result.closings)

    def _answer(
        self, answers: Iterable[tuple[asyncio.Future[int], Answer]], offers: Sequence[OfferMessage]
    ) -> None:
        for future, answer in answers:
            self._room.release()
            if future.done():  # its sender has gone
                continue
            if isinstance(answer, int):
                future.set_result(answer)
            else:
                future.set_exception(answer)
        self._sockets.offer(offers)


def live_events(result: TurnResult) -> list[LiveEvent]:
    """What a turn means for pages that watch a floor."""

    def moved(now: Moved) -> VisitMoved:
        visit = now.visit
        return VisitMoved(
            visit.store_id, visit.id, label_of(visit.id), now.pose, now.zone_ids, visit.last_frame_at
        )

    events: list[LiveEvent] = [moved(now) for now in result.moved]
    for now, offer in result.offers:
        visit = now.visit
        events.append(
            OfferMade(visit.store_id, visit.id, label_of(visit.id), offer, now.pose, offer.decided_at)
        )
    return events
