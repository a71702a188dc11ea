"""How long a beacon's coin cell will last, from the voltages that it told (BATT-1..4).

A lithium-manganese cell keeps its voltage until it is nearly empty, so that one voltage says little. What is
known is a distribution over how much is used and how fast, and the range that comes of it is as wide as it
has to be. Ids `BATT-n` point to `docs/theory/beacon_health.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from positioning.types import FloatArray

COIN_CELL_MV = (1700.0, 3500.0)
"""Of a 3 V lithium cell in use. Anything else is another supply, or none told (Eddystone-TLM: 0)."""


def _tabled(curve: Sequence[tuple[float, float]]) -> FloatArray:
    """A curve as voltages at even steps of the share used."""
    shares, volts_mv = zip(*curve, strict=True)
    return np.asarray(np.interp(np.linspace(0.0, 1.0, 201), shares, volts_mv))


NORDIC = ((0.0, 3000.0), (0.58, 2900.0), (0.82, 2740.0), (0.94, 2440.0), (1.0, 2100.0))
"""A CR2032's voltage by the share of the charge that is used, as Nordic's nRF5 SDK has it (`app_util.h`,
`battery_level_in_percent`): a sensor's pulses on a small cell."""

LIGHT_LOAD = ((0.0, 3200.0), (0.03, 3000.0), (0.75, 2900.0), (0.9, 2750.0), (0.97, 2500.0), (1.0, 2000.0))
"""The same under a light load, as a CR2477 in a beacon has it: BEACON-4. What is simulated has this one."""

CURVES = _tabled(NORDIC), _tabled(LIGHT_LOAD), (_tabled(NORDIC) + _tabled(LIGHT_LOAD)) / 2.0
"""Those two, and a cell between them: alike at first."""

RATES_PER_DAY = (2.5e-4, 3e-2)
"""Shares of a cell's charge a day: from 11 years, a CR2477 at an interval of 10 s, to 33 days, a CR2032 of
225 mAh at 100 ms and 4 dBm, 310 uA (BEACON-3), with something for cold."""

OFFSETS_MV = (-60.0, -30.0, 0.0, 30.0, 60.0)
OFFSET_SD_MV = 30.0
"""What one unit's converter, its supply's losses and its place's temperature add. An nRF51822's converter is
right to about 1.5 % (Product Specification 3.1, table 54, with its internal reference)."""

NOISE_SD_MV = 25.0
"""Of a day's mean about the cell's true curve, which lies between and beyond those above; the day's
temperature and 10 mV of resolution among it."""

SHARE_SD = 0.01
"""Of the share at which a curve is passed: no two cells hold the same. Near the end it is 100 mV and more."""

WORTH_DAYS = 2.0
"""So many independent voltages are the days of a history worth at most: a cell that is off its curve today is
off it tomorrow. With more, ranges promised 80 % and held 25 to 60 (BATT-4)."""

NEW_CELL_SHARE = 0.05
"""What a cell just put in may have lost on the shelf."""

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
WIDEST_KNOWN = 6.0
"""A range whose ends differ by more is not told as one: only its lower end means something."""

UNEXPLAINED_SD = 2.5
"""Voltages that lie so far from every curve, on average, are no coin cell's."""

MOST_DAYS_USED = 6
"""Days of a history that are looked at, evenly: more say the same again."""

LONGEST_TOLD_DAYS = 3650


@dataclass(frozen=True, slots=True)
class BatteryDay:
    """The mean voltage of a day; days count from any one, the last is the newest."""

    day: int
    mean_mv: float


@dataclass(frozen=True, slots=True)
class BatteryOutlook:
    """How many days are left: 8 times in 10 between `low_days` and `high_days`, half the time beyond
    `median_days`.

    `high_days` and `median_days` are None where only "at least" can be said.
    """

    low_days: int
    median_days: int | None
    high_days: int | None


def outlook(days: Sequence[BatteryDay], swapped_day: int | None = None) -> BatteryOutlook | None:
    """Return what a history of voltages says; None when it says nothing: no 3 V cell, no reading.

    Parameters
    ----------
    days : in order of time.
    swapped_day : when a new cell was put in, where somebody said so; what lies before does not count.

    Examples
    --------
    >>> falling = [BatteryDay(day, 2900.0 - 4.0 * day) for day in range(0, 50, 5)]
    >>> found = outlook(falling)
    >>> found.low_days < found.median_days < found.high_days < 120
    True
    >>> flat = outlook([BatteryDay(0, 2960.0)])
    >>> flat.high_days is None
    True
    """
    used = tuple(day for day in days if swapped_day is None or day.day >= swapped_day)
    if not used or not all(COIN_CELL_MV[0] <= day.mean_mv <= COIN_CELL_MV[1] for day in used):
        return None
    picks = np.unique(np.linspace(0, len(used) - 1, MOST_DAYS_USED).round().astype(int))
    return _outlook(tuple(used[i] for i in picks), swapped_day)


@lru_cache(maxsize=4096)
def _outlook(picked: tuple[BatteryDay, ...], swapped_day: int | None) -> BatteryOutlook | None:
    """Kept: a page asks again for every beacon of a store, and the days change once a day."""
    newest = picked[-1].day
    share, rate, prior = _grid() if swapped_day is None else _grid_since(max(newest - swapped_day, 1))
    ago = np.array([newest - day.day for day in picked], dtype=np.float64)
    likelihood = _likelihood(share, rate, ago, np.array([day.mean_mv for day in picked]))
    if likelihood is None:
        return None
    low, middle, high = _quantiles((1.0 - share) / rate, prior * likelihood, (LOW, MIDDLE, HIGH))
    if high > WIDEST_KNOWN * max(low, 1.0):
        return BatteryOutlook(_whole(low), None, None)
    return BatteryOutlook(_whole(low), _whole(middle), _whole(high))


def _shares() -> tuple[FloatArray, FloatArray]:
    """Shares used, finer near the end, and the width of each."""
    share = np.concatenate([np.linspace(0.01, 0.75, 22), np.linspace(0.76, 0.997, 30)])
    return share, np.gradient(share)


@cache
def _grid() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Share used today, share used a day, and their prior, (n,) each: the share and the logarithm of the rate
    alike.
    """
    share, width = _shares()
    at, rate = np.meshgrid(share, np.geomspace(*RATES_PER_DAY, 40), indexing="ij")
    return at.ravel(), rate.ravel(), np.repeat(width, rate.shape[1])


def _grid_since(age_days: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The same of a cell put in so many days ago: the rate follows from what was used since."""
    share, width = _shares()
    at, at_swap = np.meshgrid(share, np.linspace(0.0, NEW_CELL_SHARE, 8), indexing="ij")
    rate = (at - at_swap) / age_days
    possible = (rate >= RATES_PER_DAY[0]) & (rate <= RATES_PER_DAY[1])
    if not possible.any():
        return _grid()
    widths = np.repeat(width[:, None], at.shape[1], axis=1)
    # Alike by the logarithm of the rate: d ln r = d share / (share - share at the swap).
    prior = widths[possible] / (at - at_swap)[possible]
    return at[possible], rate[possible], prior


def _likelihood(
    share: FloatArray, rate: FloatArray, ago_days: FloatArray, mean_mv: FloatArray
) -> FloatArray | None:
    """How well each (share, rate) explains the voltages, over curves and offsets (BATT-2); None when none
    does.
    """
    at = share[:, None] - rate[:, None] * ago_days
    possible = at[:, 0] >= 0.0
    worth = min(float(len(mean_mv)), WORTH_DAYS)
    logs = []
    for curve in CURVES:
        expected_mv, sd_mv = _expected(curve, at)
        for offset_mv in OFFSETS_MV:
            missed = (mean_mv - expected_mv - offset_mv) / sd_mv
            of_days = (0.5 * missed**2 + np.log(sd_mv / NOISE_SD_MV)).mean(axis=1)
            logs.append(np.where(possible, -worth * of_days - 0.5 * (offset_mv / OFFSET_SD_MV) ** 2, -np.inf))
    best = float(np.max(logs))
    if best < -0.5 * worth * UNEXPLAINED_SD**2:
        return None
    likelihood: FloatArray = np.exp(np.array(logs) - best).sum(axis=0)
    return likelihood


def _expected(curve: FloatArray, used: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The voltage at shares used, and its sd over cells."""
    place = np.clip(used, 0.0, 1.0) * (len(curve) - 1)
    volts_mv = np.asarray(np.interp(place, np.arange(len(curve)), curve))
    slopes = np.abs(np.gradient(curve, 1.0 / (len(curve) - 1)))
    return volts_mv, np.hypot(NOISE_SD_MV, SHARE_SD * slopes[place.astype(np.intp)])


def _quantiles(values: FloatArray, weights: FloatArray, asked: Sequence[float]) -> list[float]:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return [float(values[order][np.searchsorted(reached, part * reached[-1])]) for part in asked]


def _whole(days: float) -> int:
    return min(int(days), LONGEST_TOLD_DAYS)
