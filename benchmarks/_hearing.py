"""What single walks heard, and how sure that makes a figure of all of them together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np
from scipy.stats import ks_2samp

from positioning.capture import Trace
from positioning.types import FloatArray

REDRAWN = 400
"""The 10 and 90 % quantiles are then good to 1.5 points, the 2.5 and 97.5 % ones to 0.8 (binomial)."""
SHARES = (0.025, 0.1, 0.9, 0.975)
Redrawn = tuple[float, float, float, float]
"""Quantiles of a figure when walks are drawn anew, at `SHARES`."""


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """What one walk heard.

    Attributes
    ----------
    sightings, visible : how many, and of how many different beacons, in each whole second, (seconds,).
    rssi_dbm, gaps_s : of all sightings; between one and the next of the same key.
    """

    sightings: FloatArray
    visible: FloatArray
    rssi_dbm: FloatArray
    gaps_s: FloatArray

    @classmethod
    def of(cls, trace: Trace) -> Self:
        heard = [sighting for sighting in trace.sightings if sighting.t_s >= 0.0]
        seconds: list[list[str]] = [[] for _ in range(int(trace.duration_s))]
        times_s: dict[str, list[float]] = {}
        for sighting in heard:
            if sighting.t_s < len(seconds):
                seconds[int(sighting.t_s)].append(sighting.key)
            times_s.setdefault(sighting.key, []).append(sighting.t_s)
        return cls(
            sightings=np.array([len(second) for second in seconds], dtype=float),
            visible=np.array([len(set(second)) for second in seconds], dtype=float),
            rssi_dbm=np.array([sighting.rssi_dbm for sighting in heard]),
            gaps_s=np.array(list(chain.from_iterable(map(np.diff, times_s.values())))),
        )

    @property
    def seconds(self) -> FloatArray:
        """Sums that rates and shares are made of: seconds, sightings, beacons visible, silent seconds."""
        silent = np.count_nonzero(self.sightings == 0)
        return np.array([len(self.sightings), self.sightings.sum(), self.visible.sum(), silent])


@dataclass(frozen=True, slots=True)
class Certainty:
    """Where figures lie when the walks are drawn anew; distances (Kolmogorov, Smirnov) to what all walks
    heard: below what they lie in 95 of 100 cases.
    """

    sightings_hz: Redrawn
    visible_hz: Redrawn
    silent: Redrawn
    rssi_distance: float
    gaps_distance: float

    @classmethod
    def of(cls, walks: Sequence[Hearing]) -> Self:
        sums = np.array([walk.seconds for walk in walks])
        return cls(
            sightings_hz=redrawn(sums, lambda of_all: float(of_all[1] / of_all[0])),
            visible_hz=redrawn(sums, lambda of_all: float(of_all[2] / of_all[0])),
            silent=redrawn(sums, lambda of_all: float(of_all[3] / of_all[0])),
            rssi_distance=_redrawn_distance([walk.rssi_dbm for walk in walks]),
            gaps_distance=_redrawn_distance([walk.gaps_s for walk in walks]),
        )


def redrawn(by_walk: FloatArray, figure: Callable[[FloatArray], float]) -> Redrawn:
    """The quantiles of a figure of summed rows (walks, k) when walks are drawn anew, of the draws that have
    it (B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1979).
    """
    figures = np.array([figure(by_walk[pick].sum(axis=0)) for pick in _picks(len(by_walk))])
    known = figures[~np.isnan(figures)]
    least, low, high, most = np.quantile(known, SHARES).tolist() if len(known) else [np.nan] * 4
    return least, low, high, most


def _redrawn_distance(by_walk: Sequence[FloatArray]) -> float:
    """The 95 % quantile of how far walks that are drawn anew are from all of them."""
    everything = np.concatenate(by_walk)
    distances = [
        ks_2samp(drawn, everything, method="asymp").statistic
        for pick in _picks(len(by_walk))
        if len(drawn := np.concatenate([by_walk[i] for i in pick]))
    ]
    return float(np.quantile(distances, 0.95)) if distances else np.nan


def _picks(walks: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.random.default_rng(0).integers(walks, size=(REDRAWN, walks))
