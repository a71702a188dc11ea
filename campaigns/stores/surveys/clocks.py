"""Three clocks of one walk, the phone's, the scanner's and the service's, put onto the service's.

Each device asks the service for its time now and then. Of a round trip the answer was written somewhere
between question and receipt: the offset is known to half its length, and of many round trips the shortest
tells most (the minimum filter of NTP). Between readings a clock drifts.

References
----------
D. Mills et al., "Network Time Protocol Version 4", RFC 5905, sections 8 and 10.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DRIFT = 50e-6
"""Crystals of phones and small computers are within 20 ppm at room temperature (IEEE 802.11-2020, 15.4.5.10:
25 ppm); two of them part by twice that, a warm one a little more."""

MOST_ERROR_S = 0.5
"""Half a metre of walking, as far as people tap beside where they stand (SIM-14). More is not joined."""

UTC_STEP_S = 0.25
"""A phone's UTC that moves this far against its monotonic clock was set, or the phone slept."""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One round trip: sent and received on the device's monotonic clock, answered on the service's UTC."""

    sent_ms: float
    service_ms: float
    received_ms: float

    @property
    def offset_ms(self) -> float:
        """What to add to the device's clock."""
        return self.service_ms - (self.sent_ms + self.received_ms) / 2

    @property
    def error_ms(self) -> float:
        return (self.received_ms - self.sent_ms) / 2


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """A moment on the service's clock, and how far off that may be."""

    unix_ms: float
    error_s: float


@dataclass(frozen=True, slots=True)
class UtcLink:
    """A moment on a device's monotonic clock and on its own UTC."""

    t_ms: float
    utc_ms: float


@dataclass(frozen=True, slots=True)
class ServiceClock:
    """A device's monotonic clock against the service's; without readings nothing is known of it."""

    readings: tuple[ClockReading, ...]

    @classmethod
    def of(cls, readings: Iterable[ClockReading]) -> ServiceClock:
        """Take the readings that a clock can have given: none that was answered before it was asked."""
        return cls(tuple(reading for reading in readings if reading.received_ms >= reading.sent_ms))

    def at(self, t_ms: float) -> ServiceTime | None:
        """Return the service's time by the reading that tells most of this moment.

        Examples
        --------
        >>> clock = ServiceClock.of([ClockReading(1000.0, 51_010.0, 1020.0)])
        >>> clock.at(2000.0)
        ServiceTime(unix_ms=52000.0, error_s=0.010049)
        """
        if not self.readings:
            return None
        best = min(self.readings, key=lambda reading: self._error_ms(reading, t_ms))
        return ServiceTime(t_ms + best.offset_ms, round(self._error_ms(best, t_ms) / 1e3, 6))

    def own_ms(self, unix_ms: float) -> float | None:
        """Return what the clock showed at the service's time; the other way round than `at`.

        Examples
        --------
        >>> ServiceClock.of([ClockReading(1000.0, 51_010.0, 1020.0)]).own_ms(52_000.0)
        2000.0
        """
        if not self.readings:
            return None
        best = min(self.readings, key=lambda reading: self._error_ms(reading, unix_ms - reading.offset_ms))
        return unix_ms - best.offset_ms

    @staticmethod
    def _error_ms(reading: ClockReading, t_ms: float) -> float:
        away_ms = max(0.0, abs(t_ms - (reading.sent_ms + reading.received_ms) / 2) - reading.error_ms)
        return reading.error_ms + DRIFT * away_ms


def by_utc(clock: ServiceClock, links: Sequence[UtcLink], utc_ms: float) -> ServiceTime | None:
    """Return the service's time of a moment known by a device's own UTC, over the nearest of its links.

    Of a page that was opened again without a network nobody read the monotonic clock; a log of the same phone
    knows its UTC alone. The UTC may have been set by less than a page takes for a step.
    """
    if not links:
        return None
    link = min(links, key=lambda link: abs(link.utc_ms - utc_ms))
    linked = clock.at(link.t_ms)
    if linked is None:
        return None
    away_ms = abs(utc_ms - link.utc_ms)
    error_s = linked.error_s + (UTC_STEP_S if away_ms else 0.0) + DRIFT * away_ms / 1e3
    return ServiceTime(utc_ms + linked.unix_ms - link.utc_ms, error_s)


def most_telling(
    readings: Iterable[ClockReading], count: int, every_ms: float = 60_000.0
) -> list[ClockReading]:
    """Return the shortest round trip of each minute, of those the `count` shortest."""
    best: dict[int, ClockReading] = {}
    for reading in readings:
        minute = math.floor(reading.sent_ms / every_ms)
        if minute not in best or reading.error_ms < best[minute].error_ms:
            best[minute] = reading
    return sorted(best.values(), key=lambda reading: reading.error_ms)[:count]
