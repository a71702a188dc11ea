"""The beacons that this machine hears, handed to a visit frame by frame.

A shopper may switch Bluetooth off in the middle of a visit: the visit goes on without beacons, its shopper is
told what to do, and the scan is begun again until it works.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

import numpy as np

from campaigns.client.backoff import BackOff
from positioning.capture.radio import BeaconScanner
from positioning.capture.radio_faults import RadioUnavailable
from positioning.types import BeaconSighting, SensorFrame
from positioning.wire import MAX_SIGHTINGS

MOST_WAITING = 8192
"""Sightings kept while no frame is finished, as when the service is away: over a minute (the client's
patience) of the hundred a second that a shop full of beacons gives. The oldest go first."""


class RadioFeed:
    """A scan beside a visit; an async context manager. `sightings` counts what went into frames.

    Parameters
    ----------
    scan : makes a scanner that has not begun; its sightings are on `clock_s`.
    tell : called with a line for the shopper when Bluetooth goes in the middle, and when it is back.

    Raises
    ------
    RadioUnavailable : from entering, when Bluetooth cannot be used to begin with.
    """

    def __init__(
        self,
        scan: Callable[[], BeaconScanner],
        *,
        rng: np.random.Generator,
        tell: Callable[[str], object],
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.sightings = 0
        self._scan = scan
        self._back_off = BackOff(rng)
        self._tell = tell
        self._clock_s = clock_s
        self._waiting: deque[BeaconSighting] = deque(maxlen=MOST_WAITING)
        self._begun = asyncio.Event()
        self._zero_s: float | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._listen())
        begun = asyncio.create_task(self._begun.wait())
        try:
            await asyncio.wait({self._task, begun}, return_when=asyncio.FIRST_COMPLETED)
            self._raise_failure()
        except BaseException:
            await self._stop()
            raise
        finally:
            begun.cancel()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    def complete(self, frame: SensorFrame) -> SensorFrame:
        """Return a frame with what was heard until its end, in place of what it had.

        The first call says when the visit began on the clock: its frame ends now. What was heard before the
        visit counts as of its begin.
        """
        self._raise_failure()
        if self._zero_s is None:
            self._zero_s = self._clock_s() - frame.t_end_s
        heard = []
        while self._waiting and self._waiting[0].t_s <= self._zero_s + frame.t_end_s:
            sighting = self._waiting.popleft()
            heard.append(replace(sighting, t_s=max(sighting.t_s - self._zero_s, frame.t_start_s)))
        latest = tuple(heard[-MAX_SIGHTINGS:])
        self.sightings += len(latest)
        return replace(frame, sightings=latest)

    async def _listen(self) -> None:
        """Scan, and scan again when Bluetooth was gone; the first failure to begin is final."""
        troubled = False
        while True:
            try:
                async with self._scan() as scanner:
                    if troubled:
                        self._tell("Bluetooth works again")
                    troubled = False
                    self._back_off.reset()
                    self._begun.set()
                    async for heard in scanner:
                        self._waiting.append(heard.sighting)
            except RadioUnavailable as fault:
                if not self._begun.is_set():
                    raise
                if not troubled:
                    self._tell(f"{fault}; the visit goes on without beacons until then")
                troubled = True
            await asyncio.sleep(self._back_off.next_s())

    def _raise_failure(self) -> None:
        if self._task is not None and self._task.done():
            self._task.result()

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
