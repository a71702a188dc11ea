"""What the phone's system tells the app of the packets that it received (SIM-1, SIM-7)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from firmware_sim.beacon.config import NAMELESS_KINDS, TELEMETRY_KINDS
from firmware_sim.beacon.events import Emitter, Told
from firmware_sim.radio.packets import Packets
from positioning.types import BeaconKey, BeaconSighting, BeaconTelemetry, FloatArray

LOUDEST_DBM, QUIETEST_DBM = 20.0, -127.0


def one_by_one(
    packets: Packets, level_dbm: FloatArray, emitters: Sequence[Emitter], began_s: float
) -> tuple[BeaconSighting, ...]:
    """A sighting a packet, in order of time, with telemetry where it could be read; `emitters` by link."""
    order = np.argsort(packets.sent_s)
    packets = packets.taken(order)
    keys = [emitters[link].key for link in packets.link.tolist()]
    telemetry: list[BeaconTelemetry | None] = [None] * len(keys)
    nobodys = set()
    for row, told in _told(packets, emitters):
        if told is None:
            nobodys.add(row)
        else:
            keys[row], telemetry[row] = told.key, told.telemetry
    times_s = (packets.sent_s - began_s).tolist()
    sightings = map(BeaconSighting, times_s, keys, _whole_dbm(level_dbm[order]), telemetry)
    if not nobodys:
        return tuple(sightings)
    return tuple(sighting for row, sighting in enumerate(sightings) if row not in nobodys)


def once_a_period(
    packets: Packets,
    level_dbm: FloatArray,
    emitters: Sequence[Emitter],
    began_s: float,
    until_s: float,
    period_s: float,
) -> tuple[BeaconSighting, ...]:
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
    rows = zip(end_s.tolist(), (found % max(len(names), 1)).tolist(), _whole_dbm(mean_dbm), strict=True)
    return tuple(BeaconSighting(t_s, keys[k], rssi_dbm) for t_s, k, rssi_dbm in rows if t_s <= until_s)


def _told(packets: Packets, emitters: Sequence[Emitter]) -> list[tuple[int, Told | None]]:
    """Rows of the packets that do not say by themselves whose they are, with what they tell."""
    rows = np.flatnonzero(np.isin(packets.frame, NAMELESS_KINDS)).tolist()
    return [(row, emitters[packets.link[row]].told(float(packets.sent_s[row]))) for row in rows]


def _whole_dbm(level_dbm: FloatArray) -> list[float]:
    whole: list[float] = np.clip(np.rint(level_dbm), QUIETEST_DBM, LOUDEST_DBM).tolist()
    return whole
