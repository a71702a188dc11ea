"""The life of a beacon as stretches between boots: what its faults make of its settings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from firmware_sim.beacon.battery import mean_current_ua
from firmware_sim.beacon.config import BeaconConfig, check_interval
from firmware_sim.beacon.faults import BrownOuts, ClockJump, Dead, Fault, IntervalChanged

CLOCK_SAVED_S = 86_400.0
"""A beacon writes its clock to lasting memory once a day, and goes on from there after a boot ("EID
Computation", Recovering from power loss)."""

_UAS_PER_MAH = 3.6e6


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which a beacon advertises at one interval, [begin_s, end_s) on the store's clock.

    Attributes
    ----------
    boot_s : when it booted: before time zero for what runs then already.
    boots : whether it begins with a boot that sets the counters back.
    clock_advance_s : how far its counter of seconds was past that of time zero when it booted.
    drawn_mah : what it took from the battery since time zero, when the stretch begins.
    current_ua : mean current.
    """

    begin_s: float
    end_s: float
    interval_s: float
    boot_s: float
    boots: bool
    clock_advance_s: float
    drawn_mah: float
    current_ua: float

    def drawn_at(self, t_s: float) -> float:
        """What was taken from the battery by a time of the stretch."""
        return self.drawn_mah + (t_s - self.begin_s) * self.current_ua / _UAS_PER_MAH


@dataclass(frozen=True, slots=True)
class BeaconTime:
    """A beacon's own clock: fast by `error`, with jumps (time, seconds) in order."""

    error: float
    jumps: tuple[tuple[float, int], ...]

    def passed_s(self, from_s: float, to_s: float) -> float:
        """Seconds that the beacon counts from one time of the store's clock to another, jumps included."""
        jumped_s = sum(by_s for at_s, by_s in self.jumps if from_s < at_s <= to_s)
        return (to_s - from_s) * (1.0 + self.error) + jumped_s


def beacon_time(config: BeaconConfig, faults: Sequence[Fault]) -> BeaconTime:
    """The beacon's clock under its faults."""
    jumps = tuple((fault.at_s, fault.by_s) for fault in faults if isinstance(fault, ClockJump))
    return BeaconTime(config.clock_error_ppm * 1e-6, jumps)


def stretches(
    config: BeaconConfig, faults: Sequence[Fault], stream: np.random.SeedSequence
) -> tuple[Stretch, ...]:
    """The beacon's life from time zero on, until its battery is empty; faults in order of their begin.

    Raises
    ------
    InvalidBeacon : a changed interval that cannot be.
    """
    changes = [(fault.at_s, fault.interval_s) for fault in faults if isinstance(fault, IntervalChanged)]
    for _, interval_s in changes:
        check_interval(interval_s, config.telemetry)
    clock = beacon_time(config, faults)
    boot_s, advance_s = -config.uptime_s, -config.uptime_s * (1.0 + clock.error)
    drawn_mah, lost_s = 0.0, 0.0
    lived: list[Stretch] = []
    for begin_s, end_s in _powered(_silences(faults, stream)):
        boots = begin_s > 0.0
        if boots:
            advance_s += _saved(clock.passed_s(boot_s, lost_s))
            boot_s = begin_s
        for cut in _cut(begin_s, end_s, config.interval_s, changes):
            current_ua = mean_current_ua(cut[2], config.tx_power_dbm, len(config.channels))
            found = Stretch(*cut, boot_s, boots, advance_s, drawn_mah, current_ua)
            empty_s = found.begin_s + (config.battery.remaining_mah - drawn_mah) * _UAS_PER_MAH / current_ua
            if empty_s < found.end_s:
                return (*lived, replace(found, end_s=empty_s))
            lived.append(found)
            drawn_mah, boots = found.drawn_at(found.end_s), False
        lost_s = end_s
    return tuple(lived)


def _saved(passed_s: float) -> float:
    """What of the counted seconds was written to lasting memory."""
    return max(0.0, passed_s // CLOCK_SAVED_S * CLOCK_SAVED_S)


def _silences(faults: Sequence[Fault], stream: np.random.SeedSequence) -> list[tuple[float, float]]:
    """When it is without power: [from, to), in order of begin, perhaps overlapping."""
    rng = np.random.default_rng(stream)
    found = [(fault.at_s, fault.until_s) for fault in faults if isinstance(fault, Dead)]
    for fault in faults:
        if isinstance(fault, BrownOuts):
            at_s = fault.at_s + float(rng.exponential(fault.mean_gap_s))
            while at_s < fault.until_s:
                found.append((at_s, at_s + fault.off_s))
                at_s += fault.off_s + float(rng.exponential(fault.mean_gap_s))
    return sorted(found)


def _powered(silences: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """What lies between the silences from time zero on."""
    begin_s = 0.0
    for at_s, until_s in silences:
        if at_s > begin_s:
            yield begin_s, at_s
        begin_s = max(begin_s, until_s)
    if begin_s < math.inf:
        yield begin_s, math.inf


def _cut(
    begin_s: float, end_s: float, interval_s: float, changes: Sequence[tuple[float, float]]
) -> Iterator[tuple[float, float, float]]:
    """A powered time, cut where the interval changes: begin, end, interval."""
    for at_s, next_interval_s in changes:
        if begin_s < at_s < end_s:
            yield begin_s, at_s, interval_s
            begin_s = at_s
        if at_s <= begin_s:
            interval_s = next_interval_s
    yield begin_s, end_s, interval_s
