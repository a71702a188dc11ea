"""When a beacon of one interval sends: any stretch of time, always the same (BEACON-1, BEACON-2)."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict

import numpy as np

from firmware_sim.beacon.battery import ADVERT_DELAY_S
from positioning.types import FloatArray

CHUNK = 4096
"""Events that are drawn together. A chunk's numbers come from a counter-based generator at the chunk's own
counter, so that none before it has to be drawn again; only where chunks begin is remembered."""

KEPT_CHUNKS = 4
"""Chunks that a clock keeps: all who are in the shop at a time ask for the same quarter of an hour."""


class AdvertClock:
    """The times of events: t_0 = first_s, t_{k+1} = t_k + interval + U(0, 10 ms).

    Parameters
    ----------
    stream : what the delays are drawn from.
    first_s : the first event.
    interval_s : on the store's clock: the beacon's own, divided by how much its crystal is fast.
    """

    def __init__(self, stream: np.random.SeedSequence, first_s: float, interval_s: float) -> None:
        self._stream_key = stream.generate_state(2, np.uint64)
        self._interval_s = interval_s
        self._begins_s = [first_s]
        self._kept: OrderedDict[int, FloatArray] = OrderedDict()

    @classmethod
    def begun(
        cls, stream: np.random.SeedSequence, begin_s: float, spread_s: float, interval_s: float
    ) -> AdvertClock:
        """A clock whose first event comes at any moment of [begin_s, begin_s + spread_s)."""
        for_first, for_delays = stream.spawn(2)
        first_s = begin_s + float(np.random.default_rng(for_first).uniform(0.0, spread_s))
        return cls(for_delays, first_s, interval_s)

    def between(self, from_s: float, to_s: float) -> tuple[int, FloatArray]:
        """The events of [from_s, to_s): the number of the first, and times (n + 1,): theirs and the next's.

        The number is that of the next event where there is none.
        """
        chunk = self._chunk_at(from_s)
        times_s = self._times_s(chunk)
        low = int(np.searchsorted(times_s[:-1], from_s))
        first, parts = chunk * CHUNK + low, []
        while times_s[-1] < to_s:
            parts.append(times_s[low:-1])
            chunk, low = chunk + 1, 0
            times_s = self._times_s(chunk)
        parts.append(times_s[low : int(np.searchsorted(times_s, to_s)) + 1])
        return first, np.concatenate(parts)

    def count_before(self, t_s: float) -> int:
        """How many events come before a time."""
        chunk = self._chunk_at(t_s)
        return chunk * CHUNK + int(np.searchsorted(self._times_s(chunk)[:-1], t_s))

    def _chunk_at(self, t_s: float) -> int:
        """The chunk that holds the last event before a time, or at it; the first where there is none."""
        while self._begins_s[-1] <= t_s:
            self._times_s(len(self._begins_s) - 1)
        return max(0, bisect_right(self._begins_s, t_s) - 1)

    def _times_s(self, chunk: int) -> FloatArray:
        """The events of a chunk whose begin is known, and the first of the next."""
        if chunk in self._kept:
            return self._kept[chunk]
        generator = np.random.Generator(np.random.Philox(key=self._stream_key, counter=chunk * CHUNK))
        times_s = np.empty(CHUNK + 1)
        times_s[0] = 0.0
        np.cumsum(generator.random(CHUNK) * ADVERT_DELAY_S + self._interval_s, out=times_s[1:])
        times_s += self._begins_s[chunk]
        if len(self._begins_s) == chunk + 1:
            self._begins_s.append(float(times_s[-1]))
        self._kept[chunk] = times_s
        if len(self._kept) > KEPT_CHUNKS:
            self._kept.popitem(last=False)
        return times_s
