"""What survey walks heard, and might have heard, of a floor's transmitters: the columns of SIM-12."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from _clarity import ClarityCells, Index
from _lives import found_lives
from _transmitters import OFF_SHARE

from firmware_sim.radio.level import distance_m
from firmware_sim.radio.obstacles import REACH_M, Crossings, crossings
from mapping_tool.identity import Identities
from positioning.capture import Trace
from positioning.types import BeaconKey, BeaconMap, FloatArray, WalkableArea

CELL_S = 0.25
LEAST_GAPS = 25
COMMON_INTERVALS_S = np.arange(0.1, 1.1, 0.005)


@dataclass(frozen=True, slots=True, eq=False)
class HeardFloor:
    """All pairs of beacon and cell of time (n,), and all packets heard (m,), as columns.

    `beacon` and `heard_beacon` count in `keys`, `walk` and `heard_walk` in the `walks`. `features` are (n, 4)
    and `heard_features` (m, 4): what multiplies exponent, clutter, wall and body.
    `sent` is how many events a pair should have; `place`, `heard_place` are cells of `clarity`.
    `on_chance` (k, w) is how likely each beacon sent on each walk, before anybody listened: 1 where the walk
    heard it (SIM-15).
    """

    keys: tuple[BeaconKey, ...]
    beacon: Index
    walk: Index
    features: FloatArray
    sent: FloatArray
    place: Index
    heard_beacon: Index
    heard_walk: Index
    heard_features: FloatArray
    heard_dbm: FloatArray
    heard_place: Index
    on_chance: FloatArray
    clarity: ClarityCells

    @property
    def walks(self) -> int:
        """How many there are."""
        return int(self.on_chance.shape[1])

    def silent(self, expected: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What it costs (minus log likelihood) that no more was noted of each beacon on each walk,
        (k, w), where so many packets of it were to be noted in each pair, (n,), if it sent; and how likely it
        did send (Bayes): the more were to be noted, the less silence goes with it.
        """
        of_pair = self.beacon * self.walks + self.walk
        of_walk = np.bincount(of_pair, expected, self.on_chance.size).reshape(self.on_chance.shape)
        log_on, log_off = log_share(self.on_chance), log_share(1.0 - self.on_chance)
        cost = -np.logaddexp(log_off, log_on - of_walk)
        return np.asarray(cost), np.exp(log_on - of_walk + cost)

    @classmethod
    def of(
        cls,
        traces: Sequence[Trace],
        names: Identities,
        beacons: BeaconMap,
        floor: WalkableArea,
        most_obstacles: int,
    ) -> HeardFloor:
        """Take every transmitter of a fitted map where the walks came within reach of it."""
        keys = tuple(sorted(beacons.transmitters))
        clarity = ClarityCells.over(floor)
        intervals_s = advertising_intervals_s(traces, names, keys)
        lives = found_lives(traces, names)
        cells, heard, on_chance = [], [], np.full((len(keys), len(traces)), 1.0 - OFF_SHARE)
        paths = [WalkedPath.of(trace) for trace in traces]
        packets = [packets_by_key(trace, names) for trace in traces]
        for k, key in enumerate(keys):
            at = beacons.transmitters[key]
            between = crossings(floor, at.x_m, at.y_m, most_obstacles)
            for w, (path, of_walk) in enumerate(zip(paths, packets, strict=True)):
                near = path.near(at.x_m, at.y_m)
                if len(near.t_s):
                    sent = np.full(len(near.t_s), CELL_S / intervals_s[key])
                    if key in lives:
                        in_use = lives[key].in_use(traces[w].t0_unix_ms / 1e3 + near.t_s)
                        on_chance[k, w] = in_use.max()
                        sent *= in_use / max(on_chance[k, w], 1e-9)
                    features = near.features(at.x_m, at.y_m, between)
                    cells.append((k, w, features, sent, clarity.cell_of(near.x_m, near.y_m)))
                if key in of_walk:
                    t_s, dbm = of_walk[key]
                    then = path.at(t_s)
                    where = clarity.cell_of(then.x_m, then.y_m)
                    heard.append((k, w, then.features(at.x_m, at.y_m, between), dbm, where))
                    on_chance[k, w] = 1.0
        return cls(keys, *_joined(cells), *_joined(heard), on_chance, clarity)


def log_share(share: FloatArray) -> FloatArray:
    """Logarithms of shares from 0 to 1, of 0 minus infinity."""
    return np.log(share, out=np.full_like(share, -np.inf), where=share > 0.0)


def _joined(
    rows: Sequence[tuple[int, int, FloatArray, FloatArray, Index]],
) -> tuple[Index, Index, FloatArray, FloatArray, Index]:
    """Transmitter, walk, features, values and cells of all rows, one after the other."""
    counts = [len(row[-1]) for row in rows]
    return (
        np.repeat(np.array([row[0] for row in rows], dtype=np.intp), counts),
        np.repeat(np.array([row[1] for row in rows], dtype=np.intp), counts),
        np.concatenate([row[2] for row in rows]),
        np.concatenate([row[3] for row in rows]),
        np.concatenate([row[4] for row in rows]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class WalkedPath:
    """A walk at even speed between its waypoints: columns (n,)."""

    t_s: FloatArray
    x_m: FloatArray
    y_m: FloatArray
    course_rad: FloatArray

    @classmethod
    def of(cls, trace: Trace) -> WalkedPath:
        at_s, x_m, y_m = np.array([(w.t_s, w.x_m, w.y_m) for w in trace.waypoints]).T
        t_s = np.arange(max(0.0, at_s[0]), at_s[-1], CELL_S) + CELL_S / 2
        leg = np.clip(np.searchsorted(at_s, t_s) - 1, 0, len(at_s) - 2)
        course_rad = np.arctan2(np.diff(y_m), np.diff(x_m))[leg]
        return cls(t_s, np.interp(t_s, at_s, x_m), np.interp(t_s, at_s, y_m), course_rad)

    def at(self, t_s: FloatArray) -> WalkedPath:
        row = np.clip(np.searchsorted(self.t_s, t_s), 0, len(self.t_s) - 1)
        return replace(self.taken(row), t_s=t_s)

    def near(self, x_m: float, y_m: float) -> WalkedPath:
        return self.taken(np.flatnonzero(np.hypot(self.x_m - x_m, self.y_m - y_m) < REACH_M))

    def taken(self, rows: Index) -> WalkedPath:
        return WalkedPath(self.t_s[rows], self.x_m[rows], self.y_m[rows], self.course_rad[rows])

    def features(self, at_x_m: float, at_y_m: float, between: Crossings) -> FloatArray:
        to_x_m, to_y_m = at_x_m - self.x_m, at_y_m - self.y_m
        behind = (1.0 - np.cos(np.arctan2(to_y_m, to_x_m) - self.course_rad)) / 2.0
        away_m = distance_m(to_x_m, to_y_m)
        return np.column_stack(
            [-10.0 * np.log10(away_m), 1.0 - away_m, -between.at(self.x_m, self.y_m), -behind]
        )


def packets_by_key(trace: Trace, names: Identities) -> Mapping[BeaconKey, tuple[FloatArray, FloatArray]]:
    """What a walk noted of each transmitter between its first and last waypoint: times and levels."""
    rows: dict[BeaconKey, list[tuple[float, float]]] = {}
    for sighting in trace.sightings:
        key = names.key_of(sighting)
        if key is not None and 0.0 <= sighting.t_s <= trace.waypoints[-1].t_s:
            rows.setdefault(key, []).append((sighting.t_s, sighting.rssi_dbm))
    return {key: (np.array(of_key)[:, 0], np.array(of_key)[:, 1]) for key, of_key in rows.items()}


def advertising_intervals_s(
    traces: Sequence[Trace], names: Identities, keys: Sequence[BeaconKey]
) -> dict[BeaconKey, float]:
    """The mean time between advertising events of each transmitter: what most gaps are multiples of.

    Where fewer than `LEAST_GAPS` gaps were heard it is the floor's usual one.
    """
    gaps_s: dict[BeaconKey, list[float]] = {key: [] for key in keys}
    for trace in traces:
        for key, (t_s, _) in packets_by_key(trace, names).items():
            if key in gaps_s:
                gaps_s[key] += np.diff(t_s).tolist()
    known = {
        key: _common_part_s(np.array(of_key)) for key, of_key in gaps_s.items() if len(of_key) >= LEAST_GAPS
    }
    usual_s = float(np.median(list(known.values()))) if known else 0.105
    return {key: known.get(key, usual_s) for key in keys}


def _common_part_s(gaps_s: FloatArray) -> float:
    gaps_s = gaps_s[gaps_s < 1.2]
    if not len(gaps_s):
        return float(COMMON_INTERVALS_S[-1])
    times = np.maximum(1.0, np.round(gaps_s / COMMON_INTERVALS_S[:, None]))
    slack_s = 0.012 * np.sqrt(times)  # the random delays add up
    fits = np.abs(gaps_s - times * COMMON_INTERVALS_S[:, None]) < slack_s
    by_chance = np.minimum(1.0, 2.0 * slack_s / COMMON_INTERVALS_S[:, None])
    return float(COMMON_INTERVALS_S[np.argmax((fits - by_chance).mean(axis=1))])
