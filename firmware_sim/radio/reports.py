"""What the phone's system tells the app of the packets that it received (SIM-1, SIM-7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from firmware_sim.beacon.config import NAMELESS_KINDS, TELEMETRY_KINDS
from firmware_sim.beacon.events import Emitter, Told
from firmware_sim.radio.packets import Packets
from positioning.types import BeaconKey, BeaconSighting, BeaconTelemetry, BoolArray, FloatArray

LOUDEST_DBM, QUIETEST_DBM = 20.0, -127.0


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Sightings as columns (n,) in order of time: 40,000 an hour, mostly wanted a frame at a time."""

    t_s: FloatArray
    keys: Sequence[BeaconKey]
    rssi_dbm: Sequence[float]
    telemetry: Sequence[BeaconTelemetry | None]

    @property
    def sightings(self) -> tuple[BeaconSighting, ...]:
        """All of them, made anew."""
        return self.rows(0, len(self.t_s))

    def rows(self, begin: int, end: int) -> tuple[BeaconSighting, ...]:
        """Some in a row: from `begin` on, before `end`."""
        taken = slice(begin, end)
        times_s: list[float] = self.t_s[taken].tolist()
        return tuple(
            map(BeaconSighting, times_s, self.keys[taken], self.rssi_dbm[taken], self.telemetry[taken])
        )

    def those(self, kept: BoolArray) -> Heard:
        """Those of a mask."""
        return Heard(
            self.t_s[kept],
            list(compress(self.keys, kept)),
            list(compress(self.rssi_dbm, kept)),
            list(compress(self.telemetry, kept)),
        )


def one_by_one(packets: Packets, level_dbm: FloatArray, emitters: Sequence[Emitter], began_s: float) -> Heard:
    """A sighting a packet, in order of time, with telemetry where it could be read; `emitters` by link."""
    order = np.argsort(packets.sent_s)
    packets = packets.taken(order)
    names = [each.key for each in emitters]
    keys = [names[link] for link in packets.link.tolist()]
    telemetry: list[BeaconTelemetry | None] = [None] * len(keys)
    is_known = np.ones(len(keys), dtype=np.bool_)
    for row, told in _told(packets, emitters):
        if told is None:
            is_known[row] = False
        else:
            keys[row], telemetry[row] = told.key, told.telemetry
    heard = Heard(packets.sent_s - began_s, keys, _whole_dbm(level_dbm[order]), telemetry)
    return heard if is_known.all() else heard.those(is_known)


def once_a_period(
    packets: Packets,
    level_dbm: FloatArray,
    emitters: Sequence[Emitter],
    began_s: float,
    until_s: float,
    period_s: float,
) -> Heard:
    """One sighting a beacon and period, at the period's end, with the mean level.

    What the system tells so is who is there, not what a beacon says of itself. A period that ends after
    `until_s` is not told of.
    """
    names: dict[BeaconKey, int] = {}
    beacon = np.array([names.setdefault(each.key, len(names)) for each in emitters], dtype=np.intp)[
        packets.link
    ]
    for row, told in _told(packets, emitters):
        beacon[row] = -1 if told is None else names.setdefault(told.key, len(names))
    kept = (beacon >= 0) & ~np.isin(packets.frame, TELEMETRY_KINDS)
    turn = np.floor((packets.sent_s[kept] - began_s) / period_s).astype(np.int64)
    found, at, count = np.unique(turn * len(names) + beacon[kept], return_inverse=True, return_counts=True)
    mean_dbm = np.bincount(at, level_dbm[kept], len(found)) / np.maximum(count, 1)
    end_s = (found // max(len(names), 1) + 1) * period_s
    keys = list(names)
    named = [keys[k] for k in (found % max(len(names), 1)).tolist()]
    heard = Heard(end_s, named, _whole_dbm(mean_dbm), [None] * len(named))
    return heard.those(end_s <= until_s)


def _told(packets: Packets, emitters: Sequence[Emitter]) -> list[tuple[int, Told | None]]:
    """Rows of the packets that do not say by themselves whose they are, with what they tell."""
    rows = np.flatnonzero(np.isin(packets.frame, NAMELESS_KINDS)).tolist()
    return [(row, emitters[packets.link[row]].told(float(packets.sent_s[row]))) for row in rows]


def _whole_dbm(level_dbm: FloatArray) -> list[float]:
    whole: list[float] = np.clip(np.rint(level_dbm), QUIETEST_DBM, LOUDEST_DBM).tolist()
    return whole
