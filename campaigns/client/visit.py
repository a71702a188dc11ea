"""One visit of one shopper over the stream (docs/wire.md).

Frames are kept until the service has acknowledged them and are sent again from the number that the service
asks for after every new connection; the order of frames is their number. Offers come at least once; repeats
are dropped here.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from campaigns.client.backoff import BackOff
from campaigns.client.errors import (
    FramesForgotten,
    ServiceAway,
    ServiceRefused,
    StreamClosed,
    UnexpectedMessage,
)
from campaigns.client.messages import Ack, Closed, Hello, Message, Offer, Problem, Welcome, parse
from campaigns.client.patience import Patience
from positioning import wire
from positioning.types import BeaconKey, SensorFrame

WINDOW = 256
"""Frames kept for sending again, about four minutes of a phone; `send` waits when there are more."""

PATIENCE_S = 60.0
OPENING_S = 10.0
GREETING_S = 30.0
ALREADY_CLOSED = "already closed"
_GONE = 410
_OUT_OF_ORDER = 409
_SERVER_ERROR = 500
_UNAVAILABLE = 503
_TOO_MANY = 429
_FINAL_CLOSES = {1008: "it cannot go on", 4000: "taken over by another client"}
"""Close codes after which an app must not connect again for the visit (docs/wire.md)."""


class _NotStored(Exception):
    """The service is there and did not store: connect again later, and resend from what it has."""


class ShopperVisit:
    """An open visit; use as an async context manager.

    Parameters
    ----------
    url : the service, `http://...` or `https://...`.
    token : the shopper's.
    on_offer : called once an offer. An error that it raises ends the visit.
    on_acknowledged : called with the number of frames stored so far, whenever it rises.
    patience_s : how long to go on while the service is away, or is there and acknowledges nothing.
    sent_before : how many frames of the visit may have been sent before; of a new one none.

    Raises
    ------
    ServiceAway, ServiceRefused, StreamClosed, FramesForgotten, UnexpectedMessage
        From entering, `send`, `flush` and `end`.
    """

    def __init__(
        self,
        url: str,
        store_id: str,
        token: str,
        hello: Hello,
        *,
        rng: np.random.Generator,
        on_offer: Callable[[Offer], None] = lambda _offer: None,
        on_acknowledged: Callable[[int], None] = lambda _count: None,
        patience_s: float = PATIENCE_S,
        sent_before: int = 0,
    ) -> None:
        self.hello = hello
        self.closed_reason: str | None = None
        self._url = f"{url.rstrip('/').replace('http', 'ws', 1)}/v1/stores/{store_id}/stream"
        self._token = token
        self._on_offer = on_offer
        self._on_acknowledged = on_acknowledged
        self._patience = Patience(patience_s)
        self._sent_before = sent_before
        self._back_off = BackOff(rng)
        self._beacons: tuple[BeaconKey, ...] = ()
        self._kept: deque[SensorFrame] = deque()
        self._stored = 0  # frames below this number are acknowledged; the kept ones begin here
        self._next_out = 0  # the number of the next frame on this connection
        self._ending = False
        self._seen_offers: set[str] = set()
        self._changed = asyncio.Condition()
        self._welcomed = False
        self._offer_error: OSError | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def next_sequence(self) -> int:
        """The number of the next frame to `send`: those below are stored or on their way."""
        return self._stored + len(self._kept)

    @property
    def beacons(self) -> tuple[BeaconKey, ...]:
        """Those of the service's map: of others it is told nothing."""
        return self._beacons

    @property
    def stored(self) -> int:
        """How many frames of the visit the service has acknowledged."""
        return self._stored

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        try:
            await self._until(lambda: self._welcomed)
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def send(self, frame: SensorFrame) -> int:
        """Hand over the next frame; returns its number. Waits while too many are not acknowledged."""
        await self._until(lambda: len(self._kept) < WINDOW)
        if self.closed_reason is None:
            self._kept.append(frame)
            await self._tell()
        return self.next_sequence - 1

    async def flush(self) -> None:
        """Wait until every frame is acknowledged."""
        await self._until(lambda: not self._kept)

    async def end(self) -> str:
        """End the visit when every frame is acknowledged; returns the reason with which it was closed."""
        await self.flush()
        self._ending = True
        await self._tell()
        await self._until(lambda: self.closed_reason is not None)
        return self.closed_reason or ""

    async def cut_short(self) -> str:
        """End the visit without the frames that were not sent yet; else as `end`."""
        while self.next_sequence > max(self._next_out, self._stored):
            self._kept.pop()
        return await self.end()

    async def _until(self, reached: Callable[[], bool]) -> None:
        """Wait for a condition; the visit's close ends the waiting too, its failure is raised."""
        assert self._task is not None

        def over() -> bool:
            return reached() or self.closed_reason is not None

        if not over():
            waiting = asyncio.create_task(self._wait_for(over))
            try:
                await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                waiting.cancel()
        if self._task.done():
            self._task.result()

    async def _wait_for(self, reached: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(reached)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        """Connect, converse, connect again, until the visit is closed or patience ends."""
        headers = {"Authorization": f"Bearer {self._token}"}
        self._patience.begin()
        while True:
            reason = "the connection was closed"
            try:
                async with connect(
                    self._url,
                    additional_headers=headers,
                    compression=None,
                    open_timeout=self._patience.answer_s(OPENING_S),
                    close_timeout=1.0,
                ) as socket:
                    await self._greet(socket)
                    if self.closed_reason is None:
                        await self._converse(socket)
            except (OSError, WebSocketException, TimeoutError, _NotStored) as error:
                if error is self._offer_error:
                    raise  # standard output is full, say: no fault of the connection
                self._raise_if_final(error)
                reason = str(error) or type(error).__name__
            if self.closed_reason is not None:
                return
            self._patience.begin()
            if self._patience.has_ended:
                raise ServiceAway(self._url, self._patience.spent_s, reason)
            await asyncio.sleep(self._back_off.next_s())

    async def _greet(self, socket: ClientConnection) -> None:
        await socket.send(self.hello.to_json())
        try:
            async with asyncio.timeout(self._patience.answer_s(GREETING_S)):
                while not isinstance(message := parse(await socket.recv()), Welcome):
                    await self._take(socket, message)
                    if self.closed_reason is not None:
                        return
        except TimeoutError:
            raise TimeoutError("no welcome came") from None
        given = self.next_sequence if self._welcomed else self._sent_before
        if not 0 <= message.next_sequence <= given:
            raise UnexpectedMessage(f"a welcome that asks for frame {message.next_sequence}, {given} given")
        if self._welcomed and message.next_sequence < self._stored:
            raise FramesForgotten(str(self.hello.visit_id), self._stored, message.next_sequence)
        self._beacons = message.beacons
        self._store_up_to(message.next_sequence)
        self._next_out = message.next_sequence
        self._welcomed = True
        if not self._kept and not self._ending:
            self._well()
        await self._tell()

    async def _converse(self, socket: ClientConnection) -> None:
        """Send and receive until the connection ends; what came before its end is still taken."""
        receiver = asyncio.create_task(self._receive_all(socket))
        sender = asyncio.create_task(self._send_all(socket))
        watch = asyncio.create_task(self._watch())
        try:
            await asyncio.wait({receiver, sender, watch}, return_when=asyncio.FIRST_COMPLETED)
            if sender.done():
                sender.result()
            await asyncio.wait({receiver, watch}, return_when=asyncio.FIRST_COMPLETED)
            await (receiver if receiver.done() else watch)
        finally:
            for task in (receiver, sender, watch):
                task.cancel()
            await asyncio.gather(receiver, sender, watch, return_exceptions=True)

    async def _watch(self) -> None:
        """Raise when the service is there and does not answer what it was sent."""
        while True:
            await self._wait_for(lambda: self._patience.is_running)
            await asyncio.sleep(self._patience.answer_s())
            if self._patience.has_ended_in_silence:
                owed = f"frame {self._stored}" if self._kept else "the visit's end"
                raise TimeoutError(f"{owed} is not acknowledged")

    async def _receive_all(self, socket: ClientConnection) -> None:
        async for text in socket:
            await self._take(socket, parse(text))
            if self.closed_reason is not None:
                return

    async def _send_all(self, socket: ClientConnection) -> None:
        """Send what is kept and not yet sent on this connection; then the end, when it is wished."""
        while True:
            await self._wait_for(lambda: self._next_out < self.next_sequence or self._ending)
            finished = self._next_out == self.next_sequence
            message = '{"type":"end"}' if finished else self._encoded(self._next_out)
            self._next_out += not finished
            if not self._patience.is_running:
                self._patience.begin()
                await self._tell()
            try:
                await socket.send(message)
            except ConnectionClosed:
                return
            if finished:
                return

    def _encoded(self, sequence: int) -> bytes:
        frame, hello = self._kept[sequence - self._stored], self.hello
        return wire.encode_binary(frame, hello.visit_id, sequence, hello.clock_ns, self._beacons)

    async def _take(self, socket: ClientConnection, message: Message) -> None:
        match message:
            case Ack(sequence):
                if not 0 <= sequence < self.next_sequence:
                    raise UnexpectedMessage(f"frame {sequence} acknowledged, {self.next_sequence} given")
                self._store_up_to(sequence + 1)
            case Offer(delivery_id):
                if delivery_id not in self._seen_offers:
                    self._seen_offers.add(delivery_id)
                    self._show(message)
                # Confirmed once it is shown: if the socket breaks here, it comes again and is dropped.
                await socket.send(json.dumps({"type": "received", "delivery_id": delivery_id}))
            case Closed(reason):
                self.closed_reason = reason
            case Problem(status=status) if status == _GONE:
                self.closed_reason = ALREADY_CLOSED
            case Problem(status=status, detail=detail, next_sequence=int(wanted)) if status == _OUT_OF_ORDER:
                if wanted < self._stored:
                    raise FramesForgotten(str(self.hello.visit_id), self._stored, wanted)
                raise _NotStored(detail or f"frame {wanted} is asked for again and again")
            case Problem(status=status, detail=detail) if status == _UNAVAILABLE:
                raise _NotStored(detail)
            case Problem(status, title, detail):
                raise ServiceRefused(status, title, detail)
            case Welcome():
                raise UnexpectedMessage("a second welcome on one connection")
        await self._tell()

    def _show(self, offer: Offer) -> None:
        try:
            self._on_offer(offer)
        except OSError as error:
            self._offer_error = error
            raise

    def _well(self) -> None:
        """The service does its work: short waits again, new patience with what it still owes."""
        self._back_off.reset()
        self._patience.renew()
        if self._next_out > self._stored or self._ending:
            self._patience.begin()

    def _store_up_to(self, next_sequence: int) -> None:
        """The service has stored every frame below `next_sequence`."""
        if next_sequence <= self._stored:
            return
        for _ in range(min(next_sequence - self._stored, len(self._kept))):
            self._kept.popleft()
        self._stored = next_sequence
        self._next_out = max(self._next_out, next_sequence)
        self._well()
        self._on_acknowledged(next_sequence)

    def _raise_if_final(self, error: Exception) -> None:
        """A refusal of the handshake, or a close, that another try cannot change."""
        if isinstance(error, InvalidStatus):
            status = error.response.status_code
            if status < _SERVER_ERROR and status != _TOO_MANY:
                raise ServiceRefused(status, error.response.reason_phrase, "") from error
        if isinstance(error, ConnectionClosed) and error.rcvd and error.rcvd.code in _FINAL_CLOSES:
            code, reason = error.rcvd.code, error.rcvd.reason
            raise StreamClosed(str(self.hello.visit_id), code, reason or _FINAL_CLOSES[code]) from error
