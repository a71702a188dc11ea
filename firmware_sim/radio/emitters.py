"""A beacon of a map that nobody described further: it advertises at an interval, day and night (SIM-1)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from firmware_sim.beacon.battery import ADVERT_DELAY_S
from firmware_sim.beacon.events import AdvertEvents
from positioning.types import BeaconKey, FloatArray

_BLOCK = 4096
"""Events are drawn in blocks, each from its own seed, so that any time of a day can be asked for alone."""


@dataclass(frozen=True, slots=True)
class IntervalEmitter:
    """Advertises every `interval_s` and the random delay, from one place at one level.

    `seed`, below 2**32, sets phase and delays.
    """

    key: BeaconKey
    x_m: float
    y_m: float
    interval_s: float
    seed: int

    def events(self, from_s: float, to_s: float) -> AdvertEvents:
        """The events of [from_s, to_s): the same ones however the time is cut."""
        lasts_s = _BLOCK * (self.interval_s + ADVERT_DELAY_S / 2)
        # A block begins up to one interval late, so the one before may reach into the time asked for.
        first, last = math.floor(from_s / lasts_s) - 1, math.floor(to_s / lasts_s)
        t_s = np.concatenate(
            [
                block * lasts_s + _block_s(self.interval_s, self.seed, block % 2**32)
                for block in range(first, last + 1)
            ]
        )
        t_s = t_s[np.searchsorted(t_s, from_s) : np.searchsorted(t_s, to_s)]
        return AdvertEvents(
            t_s=t_s,
            gain_db=np.zeros(len(t_s)),
            x_m=np.full(len(t_s), self.x_m),
            y_m=np.full(len(t_s), self.y_m),
            frame=np.zeros(len(t_s), dtype=np.int8),
        )


@lru_cache(maxsize=1024)
def _block_s(interval_s: float, seed: int, block: int) -> FloatArray:
    """Times of one block. Its delays are drawn and spread so that it lasts as long as all others: that moves
    each gap by less than a millisecond. Kept, for all who are in the shop at a time ask for the same ones.
    """
    gaps_s = np.random.default_rng((seed, block)).uniform(0.0, ADVERT_DELAY_S, _BLOCK)
    gaps_s += interval_s + ADVERT_DELAY_S / 2 - gaps_s.mean()
    times_s: FloatArray = seed / 2**32 * interval_s + np.cumsum(gaps_s) - gaps_s[0]
    times_s.flags.writeable = False
    return times_s
