"""One physical transmitter: its life, when it sends, and what each event carries (BEACON-10)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from firmware_sim.beacon.battery import ADVERT_DELAY_S
from firmware_sim.beacon.config import KINDS, BeaconConfig, EidSlot, FrameKind
from firmware_sim.beacon.eid import encrypt_telemetry, ephemeral_id
from firmware_sim.beacon.events import AdvertEvents, Kinds, throughout
from firmware_sim.beacon.faults import Fault, Moved, PowerDrift, StuckTelemetry
from firmware_sim.beacon.timeline import Stretch, beacon_time, stretches
from firmware_sim.beacon.timing import AdvertClock
from positioning.adverts import TLM_TICKS_PER_S, Advert, EddystoneEid, EddystoneTlm
from positioning.types import BoolArray, FloatArray

Counts = NDArray[np.int64]
Column = TypeVar("Column", FloatArray, Kinds)

_DAY_S = 86_400.0


class Sender:
    """A transmitter with its faults, other than clones, which are senders of their own.

    Parameters
    ----------
    place_m : x, y, floor frame.
    faults : in order of their begin.
    gain_db : how much louder it is from the start than its settings have it.
    stream : what its chances are drawn from.
    """

    def __init__(
        self,
        config: BeaconConfig,
        place_m: tuple[float, float],
        faults: Sequence[Fault],
        stream: np.random.SeedSequence,
        gain_db: float = 0.0,
    ) -> None:
        self._config, self._faults = config, tuple(faults)
        self._place_m, self._gain_db = np.array(place_m, float), np.array([config.gain_db + gain_db])
        for_life, for_salts, for_clocks = stream.spawn(3)
        self._salts = int(for_salts.generate_state(1, np.uint64)[0])
        self._time = beacon_time(config, faults)
        self._life = stretches(config, faults, for_life)
        streams = for_clocks.spawn(len(self._life))
        self._clocks = [self._clock(*each) for each in zip(self._life, streams, strict=True)]
        self._sent_before: list[int] = []
        self._kinds = np.array([KINDS[type(slot)] for slot in config.slots], dtype=np.int8)
        self._telemetry_kind = FrameKind.EDDYSTONE_ETLM if config.eid else FrameKind.EDDYSTONE_TLM

    def events(self, from_s: float, to_s: float) -> AdvertEvents:
        """The events of [from_s, to_s). Columns that say one thing throughout take no memory: read-only."""
        found_s, kinds = [np.empty(0)], [np.empty(0, dtype=np.int8)]
        for k in self._within(from_s, to_s):
            stretch = self._life[k]
            first, times_s = self._clocks[k].between(max(from_s, stretch.begin_s), min(to_s, stretch.end_s))
            found_s.append(times_s[:-1])
            kinds.append(self._frames(stretch, self._sent_at_begin(k) + first, times_s))
        t_s = _joined(found_s)
        x_m, y_m = self._places_m(t_s)
        return AdvertEvents(t_s, self._gains_db(t_s), x_m, y_m, _joined(kinds))

    def frame(self, t_s: float) -> Advert | None:
        """What the event at exactly this time carries; None where there is none."""
        after_s = math.nextafter(t_s, math.inf)
        for k in self._within(t_s, after_s):
            first, times_s = self._clocks[k].between(t_s, after_s)
            if len(times_s) > 1:
                count = np.array([self._sent_at_begin(k) + first])
                is_telemetry, slot = self._schedule(self._life[k], count, times_s)
                if is_telemetry[0]:
                    return self._telemetry_frame(self._life[k], int(count[0]), t_s)
                chosen = self._config.slots[int(slot[0])]
                return self._ephemeral(chosen, t_s) if isinstance(chosen, EidSlot) else chosen
        return None

    def telemetry(self, t_s: float) -> EddystoneTlm | None:
        """What its telemetry says at a time; None while it is off."""
        if not any(each.begin_s <= t_s < each.end_s for each in self._life):
            return None
        stuck = (f.at_s for f in self._faults if isinstance(f, StuckTelemetry) and f.at_s <= t_s < f.until_s)
        k, told_s = self._last_on(min(stuck, default=t_s))
        stretch = self._life[k]
        ticks = int((told_s - stretch.boot_s) * (1.0 + self._time.error) * TLM_TICKS_PER_S)
        return EddystoneTlm(
            battery_mv=self._config.battery.voltage_mv(stretch.drawn_at(told_s)),
            temperature_c=self._config.temperature_c,
            advert_count=(self._sent_at_begin(k) + self._clocks[k].count_before(told_s)) % 2**32,
            uptime_s=ticks % 2**32 / TLM_TICKS_PER_S,
        )

    def _last_on(self, t_s: float) -> tuple[int, float]:
        """The stretch of a time and the time; else the end of the stretch before; else the first begin."""
        begun = sum(each.begin_s <= t_s for each in self._life)
        if not begun:
            return 0, self._life[0].begin_s
        return begun - 1, min(t_s, self._life[begun - 1].end_s)

    def clock_s(self, t_s: float) -> int:
        """The counter of seconds that its ephemeral identifiers come from, since that of time zero.

        While it is off the counter stands where it stopped.
        """
        if not self._life:
            return 0
        k, on_s = self._last_on(t_s)
        stretch = self._life[k]
        return math.floor(stretch.clock_advance_s + self._time.passed_s(stretch.boot_s, on_s))

    def _clock(self, stretch: Stretch, stream: np.random.SeedSequence) -> AdvertClock:
        """At time zero it is anywhere in its interval; a boot or a new interval begins with an event."""
        is_running = not stretch.boots and stretch.begin_s == 0.0
        spread_s = stretch.interval_s if is_running else ADVERT_DELAY_S
        interval_s = stretch.interval_s / (1.0 + self._time.error)
        return AdvertClock.begun(stream, stretch.begin_s, spread_s, interval_s)

    def _within(self, from_s: float, to_s: float) -> Iterator[int]:
        return (k for k, each in enumerate(self._life) if max(from_s, each.begin_s) < min(to_s, each.end_s))

    def _sent_at_begin(self, k: int) -> int:
        """How many events there were since the boot when a stretch begins: counted once, in order."""
        while len(self._sent_before) <= k:
            last, stretch = len(self._sent_before) - 1, self._life[len(self._sent_before)]
            if stretch.boots:
                self._sent_before.append(0)
            elif last < 0:
                self._sent_before.append(
                    round(self._config.uptime_s / (stretch.interval_s + ADVERT_DELAY_S / 2))
                )
            else:
                sent = self._clocks[last].count_before(self._life[last].end_s)
                self._sent_before.append(self._sent_before[last] + sent)
        return self._sent_before[k]

    def _frames(self, stretch: Stretch, first: int, times_s: FloatArray) -> Kinds:
        """The kinds of events whose first is number `first` since the boot: (n,) of times (n + 1,)."""
        events = len(times_s) - 1
        if self._config.telemetry is None and len(self._kinds) == 1:
            (kind,) = throughout(self._kinds, events)
            return kind
        is_telemetry, slot = self._schedule(stretch, first + np.arange(events), times_s)
        kinds = self._kinds[slot]
        kinds[is_telemetry] = self._telemetry_kind
        return kinds

    def _schedule(self, stretch: Stretch, count: Counts, times_s: FloatArray) -> tuple[BoolArray, Counts]:
        """Which events carry telemetry, and the slot of the others: telemetry delays the slots, skips none.

        `count` (n,) numbers the events since the boot; `times_s` (n + 1,) holds the next event's too.
        """
        plan = self._config.telemetry
        told: BoolArray = np.zeros(len(count), dtype=np.bool_)
        told_before: Counts = np.zeros(len(count), dtype=np.int64)
        if plan is not None and plan.every_frames is not None:
            told = count % plan.every_frames == plan.every_frames - 1
            told_before = count // plan.every_frames
        elif plan is not None and plan.every_s is not None:
            uptime_s = (times_s - stretch.boot_s) * (1.0 + self._time.error)
            periods = np.floor(uptime_s / plan.every_s).astype(np.int64)
            told, told_before = periods[1:] > periods[:-1], periods[:-1]
        return told, (count - told_before) % len(self._kinds)

    def _telemetry_frame(self, stretch: Stretch, count: int, t_s: float) -> Advert:
        told = self.telemetry(t_s)
        assert told is not None
        slot = self._config.eid
        if slot is None:
            return told
        salt = int(np.random.SeedSequence([self._salts, round(stretch.begin_s), count]).generate_state(1)[0])
        clock_s = slot.clock_s + self.clock_s(t_s)
        return encrypt_telemetry(slot.identity_key, slot.exponent, clock_s, salt % 2**16, told)

    def ephemeral(self, t_s: float) -> EddystoneEid | None:
        """The identifier that it sends about a time; None for a beacon without such identifiers."""
        return None if self._config.eid is None else self._ephemeral(self._config.eid, t_s)

    def _ephemeral(self, slot: EidSlot, t_s: float) -> EddystoneEid:
        clock_s = slot.clock_s + self.clock_s(t_s)
        return EddystoneEid(ephemeral_id(slot.identity_key, slot.exponent, clock_s).hex(), slot.tx_power_dbm)

    def _places_m(self, t_s: FloatArray) -> tuple[FloatArray, FloatArray]:
        moves = [fault for fault in self._faults if isinstance(fault, Moved)]
        if not moves:
            x_m, y_m = throughout(self._place_m, len(t_s))
            return x_m, y_m
        x_m, y_m = np.full(len(t_s), self._place_m[0]), np.full(len(t_s), self._place_m[1])
        for move in moves:
            since = np.searchsorted(t_s, move.at_s)
            x_m[since:], y_m[since:] = move.x_m, move.y_m
        return x_m, y_m

    def _gains_db(self, t_s: FloatArray) -> FloatArray:
        (gain_db,) = throughout(self._gain_db, len(t_s))
        for fault in self._faults:
            if isinstance(fault, PowerDrift):
                drift_db = np.maximum(t_s - fault.at_s, 0.0) / _DAY_S * fault.db_per_day
                gain_db = gain_db + np.clip(drift_db, -fault.limit_db, fault.limit_db)
        return gain_db


def _joined(parts: list[Column]) -> Column:
    """Parts one after the other; what is only one part is not copied."""
    filled = [part for part in parts if len(part)]
    return filled[0] if len(filled) == 1 else np.concatenate(parts)
