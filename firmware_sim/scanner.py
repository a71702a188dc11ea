"""When a phone's radio listens, and on which channel: presets of the systems, pauses, losses in runs (SIM-7).

References
----------
Android Open Source Project, `ScanManager` of the Bluetooth application, version 8.1: windows and intervals.
Apple, Core Location, `CLLocationManager.startRangingBeacons`: beacons are told of about once a second.
E. N. Gilbert, "Capacity of a burst-noise channel", Bell System Technical Journal 39, 1960; E. O. Elliott,
ibid. 42, 1963.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from firmware_sim.waves import Singles
from positioning.types import BoolArray, FloatArray

CHANNELS = 3

LOOK_S = 0.02
"""Spells come and go in steps of this: a thirtieth of how long the shortest last."""

FITTED = Path(__file__).with_name("fitted.json")
"""The constants of radio and scanners (`RadioModel`, `ScanHabits`)."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """How one phone scans.

    Attributes
    ----------
    window_s, interval_s : it listens for the window of each interval, each interval on the next channel.
    aggregate_s : above zero, each beacon is told of once in this time, with the mean level.
    reception : share of packets that it notes while it listens in a good spell where the air is as usual; it
        notes all of them at most.
    good_s, bad_s : how long good and bad spells last on average.
    bad_share : how much of `reception` is left in a bad spell.
    awake_s, asleep_s : how long it scans and how long it does not, on average.
    """

    window_s: float
    interval_s: float
    aggregate_s: float = 0.0
    reception: float = 1.0
    good_s: float = 1.0
    bad_s: float = 0.0
    bad_share: float = 0.0
    awake_s: float = 1.0
    asleep_s: float = 0.0

    def listening(self, until_s: float, rng: np.random.Generator) -> Listening:
        """Draw the pauses and spells of one visit."""
        return Listening(
            scanner=self,
            offset_s=float(rng.uniform(0.0, self.interval_s)),
            first_channel=int(rng.integers(CHANNELS)),
            asleep=_Spells.drawn(self.awake_s, self.asleep_s, until_s, rng),
            bad=_Spells.drawn(self.good_s, self.bad_s, until_s, rng),
        )


ANDROID_LOW_POWER = Scanner(window_s=0.512, interval_s=5.12)
ANDROID_BALANCED = Scanner(window_s=1.024, interval_s=4.096)
ANDROID_LOW_LATENCY = Scanner(window_s=4.096, interval_s=4.096)
IOS_RANGING = Scanner(window_s=0.03, interval_s=0.04, aggregate_s=1.0)
"""Apple states the period of its reports only; window and interval in the foreground were measured by others
as 30 and 40 ms."""

PRESETS = {
    "android-low-power": ANDROID_LOW_POWER,
    "android-balanced": ANDROID_BALANCED,
    "android-low-latency": ANDROID_LOW_LATENCY,
    "ios": IOS_RANGING,
}


@dataclass(frozen=True, slots=True, eq=False)
class Listening:
    """What one scanner did during one visit."""

    scanner: Scanner
    offset_s: float
    first_channel: int
    asleep: _Spells
    bad: _Spells

    def reception(self, clearness: Singles) -> Singles:
        """The share of loud packets that it notes in each `LOOK_S` while its windows are open, (n,).

        `clearness` (n,) is what the air makes of it then, 1 where that is as usual.
        """
        shares: Singles = np.minimum(self.scanner.reception * clearness, np.float32(1.0))
        shares[self.bad.holds(len(shares))] *= self.scanner.bad_share
        shares[self.asleep.holds(len(shares))] = 0.0
        return shares

    def notes(self, t_s: FloatArray, chance: Singles, reception: Singles) -> BoolArray:
        """Tell which packets of these times, loud enough, it notes, (n,).

        `chance` (n,) is drawn evenly from [0, 1), `reception` its own.
        """
        noted = chance < reception[(t_s / LOOK_S).astype(np.intp)]
        if self.scanner.window_s < self.scanner.interval_s:
            noted &= (t_s + self.offset_s) % self.scanner.interval_s < self.scanner.window_s
        return np.asarray(noted)

    def channel(self, t_s: FloatArray) -> NDArray[np.intp]:
        """Which of the three advertising channels it listens on, 0 to 2 for 37 to 39, (n,)."""
        turn = np.floor((t_s + self.offset_s) / self.scanner.interval_s).astype(np.intp)
        return np.asarray((turn + self.first_channel) % CHANNELS)


@dataclass(frozen=True, slots=True, eq=False)
class _Spells:
    """When a state that comes and goes holds: between `edges_s[2k]` and `edges_s[2k + 1]`."""

    edges_s: FloatArray

    @classmethod
    def drawn(cls, away_s: float, here_s: float, until_s: float, rng: np.random.Generator) -> _Spells:
        """A stationary two-state process in continuous time: stays are exponential."""
        if here_s <= 0.0:
            return cls(np.empty(0))
        begins_here = rng.random() < here_s / (here_s + away_s)
        pairs = 2 + int(3.0 * until_s / (here_s + away_s))
        stays_s = rng.exponential(1.0, (pairs, 2)) * [away_s, here_s]
        while stays_s.sum() < until_s:
            stays_s = np.vstack([stays_s, rng.exponential(1.0, (pairs, 2)) * [away_s, here_s]])
        if begins_here:
            stays_s[0, 0] = 0.0
        return cls(np.cumsum(stays_s.ravel()))

    def holds(self, looks: int) -> BoolArray:
        """Tell whether it does at the begin of each `LOOK_S`, (looks,)."""
        look = np.ceil(self.edges_s / LOOK_S).astype(np.intp)
        changes = np.bincount(look[look < looks], minlength=looks)
        return np.asarray(np.cumsum(changes) % 2 == 1)


@dataclass(frozen=True, slots=True)
class ScanHabits:
    """How phones scan differently from walk to walk, as in the recordings (SIM-8).

    `reception` of a walk is log-normal about `median_reception`; the rest is the same for all. The place has
    a part in it, too (`RadioModel.clarity_sd`).
    """

    median_reception: float
    reception_sd: float
    good_s: float
    bad_s: float
    bad_share: float
    awake_s: float
    asleep_s: float

    @classmethod
    def fitted(cls, path: Path = FITTED) -> ScanHabits:
        """Read the habits from their file."""
        scan = json.loads(path.read_text(encoding="utf-8"))["scan"]
        return cls(**{each.name: scan[each.name] for each in fields(cls)})

    def usual_reception(self, clarity_sd: float) -> float:
        """Mean share of the packets above the sensitivity that are noted, over phones, places and spells."""
        spread = math.hypot(self.reception_sd, clarity_sd)
        below = (-math.log(self.median_reception) / spread) if spread > 0.0 else math.inf
        # The mean of a log-normal share, of which no more than one counts.
        mean = self.median_reception * math.exp(spread**2 / 2.0) * ndtr(below - spread) + ndtr(-below)
        good = (self.good_s + self.bad_s * self.bad_share) / (self.good_s + self.bad_s)
        return float(mean * good * self.awake_s / (self.awake_s + self.asleep_s))

    def drawn(self, rng: np.random.Generator, preset: Scanner = ANDROID_LOW_LATENCY) -> Scanner:
        """One phone's scanner on one visit."""
        return replace(
            preset,
            reception=self.median_reception * float(np.exp(rng.normal(0.0, self.reception_sd))),
            good_s=self.good_s,
            bad_s=self.bad_s,
            bad_share=self.bad_share,
            awake_s=self.awake_s,
            asleep_s=self.asleep_s,
        )
