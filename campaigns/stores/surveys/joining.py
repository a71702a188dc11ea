"""Taps, radio and motion of a walk on one clock, the service's: what was heard between which taps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from campaigns.stores.surveys.clocks import (
    MOST_ERROR_S,
    ServiceClock,
    ServiceTime,
    UtcLink,
    by_utc,
)
from campaigns.stores.surveys.domain import Entry, Tap, Walked, parts
from campaigns.stores.surveys.radio import HeardBeacon
from positioning.capture.records import Records
from positioning.types import BeaconKey, BeaconTelemetry, FloatArray


class PhoneTime:
    """The service's time of what one phone told, over its page's clocks or, where nobody read them, over
    its UTC.
    """

    def __init__(self, clocks: Mapping[str, ServiceClock], entries: Iterable[Entry]) -> None:
        self._clocks = clocks
        self._links: dict[str, list[UtcLink]] = {}
        for entry in entries:
            self._links.setdefault(entry.clock, []).append(UtcLink(entry.t_ms, entry.utc_ms))

    def of(self, clock: str, t_ms: float) -> ServiceTime | None:
        """Return the service's time of a moment of one page load; None when nothing ties it to the
        service.
        """
        if clock in self._clocks and self._clocks[clock].readings:
            return self._clocks[clock].at(t_ms)
        links = self._links.get(clock)
        if not links:
            return None
        link = min(links, key=lambda link: abs(link.t_ms - t_ms))
        return self.of_utc(link.utc_ms + t_ms - link.t_ms)

    def of_utc(self, utc_ms: float) -> ServiceTime | None:
        """Return the service's time of a moment of the phone's UTC."""
        found = [
            by_utc(self._clocks[clock], links, utc_ms)
            for clock, links in self._links.items()
            if clock in self._clocks
        ]
        return min((each for each in found if each is not None), key=lambda t: t.error_s, default=None)


@dataclass(frozen=True, slots=True)
class Heard:
    """A sighting on the service's clock."""

    unix_ms: float
    key: BeaconKey
    rssi_dbm: float
    advertised: BeaconKey | None
    telemetry: BeaconTelemetry | None


@dataclass(frozen=True, slots=True)
class ScannerBatch:
    """What a scanner heard in some seconds, on its clock."""

    clock: ServiceClock
    heard: Sequence[HeardBeacon]


@dataclass(frozen=True, slots=True)
class Joined:
    """A walk on the service's clock.

    `parts` are its taps with their times (ms), each a recording; `heard` all sightings between the first tap
    and the last, in order of time; `outside` counts those before and after, and in breaks; `unjoined` those
    whose time is not known well enough. `motion` (n, 10) as `motion.py` says, times in ms, or none.
    """

    parts: Sequence[Sequence[tuple[float, Tap]]]
    heard: Sequence[Heard]
    outside: int
    unjoined: int
    phone_error_s: float | None
    scanner_error_s: float | None
    motion: FloatArray | None
    log: Sequence[Records]


def join(
    walk: Walked,
    phone: PhoneTime,
    batches: Iterable[ScannerBatch],
    motion: Sequence[tuple[str, FloatArray]] = (),
    logs: Sequence[Records] = (),
) -> Joined:
    """Put all of a walk onto the service's clock. Taps that nothing ties to it make no parts."""
    timed: list[list[tuple[float, Tap]]] = []
    phone_error_s: float | None = None
    for part in parts(walk):
        times = [time for tap in part if (time := phone.of(tap.clock, tap.t_ms)) is not None]
        if len(times) < len(part) or any(a.unix_ms >= b.unix_ms for a, b in pairwise(times)):
            continue
        phone_error_s = max(phone_error_s or 0.0, *(time.error_s for time in times))
        timed.append([(time.unix_ms, tap) for time, tap in zip(times, part, strict=True)])
    inside = _Inside([(part[0][0], part[-1][0]) for part in timed], phone_error_s or 0.0)
    for batch in batches:
        inside.take(batch)
    for log in logs:
        inside.take_log(phone, log)
    return Joined(
        parts=timed,
        heard=sorted(inside.heard, key=lambda each: each.unix_ms),
        outside=inside.outside,
        unjoined=inside.unjoined,
        phone_error_s=phone_error_s,
        scanner_error_s=inside.error_s,
        motion=_timed_motion(phone, motion),
        log=logs,
    )


class _Inside:
    """Sorts sightings by whether they fall between taps."""

    def __init__(self, spans: Sequence[tuple[float, float]], phone_error_s: float) -> None:
        self._starts = np.array([span[0] for span in sorted(spans)])
        self._ends = np.array([span[1] for span in sorted(spans)])
        self._phone_error_s = phone_error_s
        self.heard: list[Heard] = []
        self.outside = self.unjoined = 0
        self.error_s: float | None = None

    def take(self, batch: ScannerBatch) -> None:
        """Take a batch whose times are on a scanner's clock."""
        if not batch.heard:
            return
        middle_ms = (batch.heard[0].t_ms + batch.heard[-1].t_ms) / 2
        time = batch.clock.at(middle_ms)
        if time is None:
            self.unjoined += len(batch.heard)
            return
        self._take(
            (
                Heard(each.t_ms + time.unix_ms - middle_ms, each.key, each.rssi_dbm, each.advertised,
                      each.telemetry)
                for each in batch.heard
            ),
            time.error_s,
        )  # fmt: skip

    def take_log(self, phone: PhoneTime, log: Records) -> None:
        """Take the sightings of a native log of the same phone."""
        shift_ms = log_shift_ms(phone, log)
        if shift_ms is None:
            self.unjoined += len(log.sightings)
            return
        self._take(
            (
                Heard(stamp_ms + shift_ms, key, rssi_dbm, advertised, telemetry)
                for stamp_ms, key, rssi_dbm, telemetry, advertised in log.sightings
            ),
            0.0,
        )

    def _take(self, heard: Iterable[Heard], error_s: float) -> None:
        for each in heard:
            at = int(np.searchsorted(self._starts, each.unix_ms, side="right")) - 1
            if at < 0 or each.unix_ms > self._ends[at]:
                self.outside += 1
            elif error_s + self._phone_error_s > MOST_ERROR_S:
                self.unjoined += 1
            else:
                self.heard.append(each)
            if at >= 0 and each.unix_ms <= self._ends[at]:
                self.error_s = max(self.error_s or 0.0, error_s)


def log_shift_ms(phone: PhoneTime, log: Records) -> float | None:
    """Return what to add to a log's stamps, which are of the phone's own UTC; None when nothing ties it."""
    stamp_ms = log.accel[0][0] if log.accel else log.sightings[0][0]
    time = phone.of_utc(stamp_ms)
    return None if time is None else time.unix_ms - stamp_ms


def _timed_motion(phone: PhoneTime, chunks: Sequence[tuple[str, FloatArray]]) -> FloatArray | None:
    """Return the rows of all chunks in order of time, on the service's clock."""
    timed = []
    for clock, rows in chunks:
        time = phone.of(clock, float(rows[0, 0]))
        if time is not None:
            shifted = rows.copy()
            shifted[:, 0] += time.unix_ms - rows[0, 0]
            timed.append(shifted)
    if not timed:
        return None
    rows = np.concatenate(timed)
    return np.asarray(rows[np.argsort(rows[:, 0], kind="stable")])
