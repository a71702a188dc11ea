"""How loud recorded beacons are, from what was heard *and* from what was not (SIM-12).

A phone notes only packets above its sensitivity, so far off only lucky ones: a fit to their loudness alone
has the level fall too slowly. Here every advertising event counts. One of a beacon that is expected at m dBm
is noted at r with density q N(r; m, s^2) Phi((r - S) / v) and goes unheard otherwise; q is the walk's share
of noted packets, times what the air of the place makes of it (SIM-11). Over many events of small q that is a
Poisson process (a censored, or tobit, likelihood).

References
----------
J. Tobin, "Estimation of relationships for limited dependent variables", Econometrica 26, 1958.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from _clarity import ClarityCells, FoundClarity, Index
from scipy.optimize import minimize
from scipy.special import log_ndtr, ndtr

from firmware_sim.radio.level import HEIGHT_M, distance_m, fallen_to_m
from firmware_sim.radio.model import RadioModel
from firmware_sim.radio.obstacles import REACH_M, Crossings, crossings
from mapping_tool.identity import Identities
from positioning.capture import Trace
from positioning.types import BeaconKey, BeaconMap, FloatArray, Transmitter, WalkableArea

CELL_S = 0.25
SLOPES = 4
LEVEL_SD_DB = 5.0
"""Prior of one beacon's level about all beacons': it decides where few packets were heard."""
RECEPTION_SD = 0.6
"""Prior of the logarithm of a walk's share of received packets about all walks'."""
LEAST_RANGE_M = 2.0
LEAST_GAPS = 25
COMMON_INTERVALS_S = np.arange(0.1, 1.1, 0.005)


@dataclass(frozen=True, slots=True, eq=False)
class HeardFloor:
    """All pairs of beacon and cell of time (n,), and all packets heard (m,), as columns.

    `beacon` and `heard_beacon` count in `keys`, `walk` and `heard_walk` in the `walks`. `features` are (n, 4)
    and `heard_features` (m, 4): what multiplies exponent, clutter, wall and body.
    `sent` is how many events a pair has; `place` and `heard_place` say in which cell of `clarity` it was.
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
    walks: int
    clarity: ClarityCells

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
        cells, heard = [], []
        paths = [_Path.of(trace) for trace in traces]
        packets = [_packets(trace, names) for trace in traces]
        for k, key in enumerate(keys):
            at = beacons.transmitters[key]
            between = crossings(floor, at.x_m, at.y_m, most_obstacles)
            for w, (path, of_walk) in enumerate(zip(paths, packets, strict=True)):
                near = path.near(at.x_m, at.y_m)
                if len(near.t_s):
                    sent = np.full(len(near.t_s), CELL_S / intervals_s[key])
                    cells.append(
                        (k, w, near.features(at, between), sent, clarity.cell_of(near.x_m, near.y_m))
                    )
                if key in of_walk:
                    t_s, dbm = of_walk[key]
                    then = path.at(t_s)
                    where = clarity.cell_of(then.x_m, then.y_m)
                    heard.append((k, w, then.features(at, between), dbm, where))
        return cls(keys, *_joined(cells), *_joined(heard), walks=len(traces), clarity=clarity)


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
class _Path:
    """A walk at even speed between its waypoints: columns (n,)."""

    t_s: FloatArray
    x_m: FloatArray
    y_m: FloatArray
    course_rad: FloatArray

    @classmethod
    def of(cls, trace: Trace) -> _Path:
        at_s, x_m, y_m = np.array([(w.t_s, w.x_m, w.y_m) for w in trace.waypoints]).T
        t_s = np.arange(max(0.0, at_s[0]), at_s[-1], CELL_S) + CELL_S / 2
        leg = np.clip(np.searchsorted(at_s, t_s) - 1, 0, len(at_s) - 2)
        course_rad = np.arctan2(np.diff(y_m), np.diff(x_m))[leg]
        return cls(t_s, np.interp(t_s, at_s, x_m), np.interp(t_s, at_s, y_m), course_rad)

    def at(self, t_s: FloatArray) -> _Path:
        row = np.clip(np.searchsorted(self.t_s, t_s), 0, len(self.t_s) - 1)
        return _Path(t_s, self.x_m[row], self.y_m[row], self.course_rad[row])

    def near(self, x_m: float, y_m: float) -> _Path:
        is_near = np.hypot(self.x_m - x_m, self.y_m - y_m) < REACH_M
        return _Path(self.t_s[is_near], self.x_m[is_near], self.y_m[is_near], self.course_rad[is_near])

    def features(self, at: Transmitter, between: Crossings) -> FloatArray:
        to_x_m, to_y_m = at.x_m - self.x_m, at.y_m - self.y_m
        behind = (1.0 - np.cos(np.arctan2(to_y_m, to_x_m) - self.course_rad)) / 2.0
        away_m = distance_m(to_x_m, to_y_m)
        return np.column_stack(
            [-10.0 * np.log10(away_m), 1.0 - away_m, -between.at(self.x_m, self.y_m), -behind]
        )


def _packets(trace: Trace, names: Identities) -> Mapping[BeaconKey, tuple[FloatArray, FloatArray]]:
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
        for key, (t_s, _) in _packets(trace, names).items():
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


@dataclass(frozen=True, slots=True, eq=False)
class CensoredFit:
    """Levels at 1 m by beacon, reception by walk, how clear the air is, and the law's constants.

    `slopes` are exponent, clutter in dB/m, wall and body in dB; `spread_db` is the levels' about the law,
    `soft_db` the width of the sensitivity's edge.
    """

    keys: tuple[BeaconKey, ...]
    level_dbm: FloatArray
    reception: FloatArray
    clarity: FoundClarity
    slopes: FloatArray
    sensitivity_dbm: float
    spread_db: float
    soft_db: float


def fit_censored(floor: HeardFloor, model: RadioModel, *, keeps_law: bool) -> CensoredFit:
    """Maximise the likelihood from a model's constants on. With `keeps_law` they stay what they are: only
    levels, receptions and clarity are found.
    """
    n, w, c = len(floor.keys), floor.walks, len(floor.clarity.x_m)
    law = [
        model.exponent, model.clutter_db_per_m, model.wall_loss_db, model.body_loss_db, model.sensitivity_dbm,
        np.log(model.spread_db), np.log(model.sensitivity_sd_db),
    ]  # fmt: skip
    usual = np.full(w, np.log(model.usual_reception))
    start = np.concatenate([np.full(n, -58.0), usual, np.zeros(c), law])
    rigid = floor.clarity.precision(model)

    def cost(found: FloatArray) -> tuple[float, FloatArray]:
        value, gradient = _negative_log(floor, rigid, found)
        if keeps_law:
            gradient[n + w + c :] = 0.0
        return value, gradient

    bounds = [(-90.0, -30.0)] * n + [(-7.0, 0.0)] * w + [(-5.0, 5.0)] * c
    bounds += [(1.2, 5.0), (0.0, 1.0), (0.0, 15.0), (0.0, 20.0)]
    bounds += [(-105.0, -85.0), (np.log(3.0), np.log(12.0)), (np.log(1.0), np.log(15.0))]
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x
    clarity = FoundClarity(
        floor.clarity, found[n + w : n + w + c], rigid + np.diag(_expected_by_cell(floor, found))
    )
    return CensoredFit(
        floor.keys, found[:n], np.exp(found[n : n + w]), clarity, found[n + w + c :][:SLOPES],
        float(found[-3]), float(np.exp(found[-2])), float(np.exp(found[-1])),
    )  # fmt: skip


def _expected_by_cell(floor: HeardFloor, found: FloatArray) -> FloatArray:
    """How many packets should have been noted in each cell, (c,): so much is known of its clarity."""
    n, w, c = len(floor.keys), floor.walks, len(floor.clarity.x_m)
    away = floor.features @ found[n + w + c :][:SLOPES] - found[-3]
    above = (found[:n][floor.beacon] + away) / np.hypot(np.exp(found[-2]), np.exp(found[-1]))
    noted = np.exp(found[n : n + w][floor.walk] + found[n + w : n + w + c][floor.place])
    return np.asarray(np.bincount(floor.place, floor.sent * noted * ndtr(above), c), dtype=np.float64)


def _negative_log(floor: HeardFloor, rigid: FloatArray, found: FloatArray) -> tuple[float, FloatArray]:
    """The cost and its gradient by levels, log receptions, clarity, slopes, sensitivity, log spread, edge.

    `rigid` is the precision matrix of the clarity's prior.
    """
    n, w, c = len(floor.keys), floor.walks, len(floor.clarity.x_m)
    level, reception, clear = found[:n], found[n : n + w], found[n + w : n + w + c]
    slopes = found[n + w + c :][:SLOPES]
    limit_dbm, spread_db, soft_db = found[-3], np.exp(found[-2]), np.exp(found[-1])
    beacon, walk, heard_beacon, heard_walk = floor.beacon, floor.walk, floor.heard_beacon, floor.heard_walk
    wide_db = np.hypot(spread_db, soft_db)
    above = (level[beacon] + floor.features @ slopes - limit_dbm) / wide_db
    noted = floor.sent * np.exp(reception[walk] + clear[floor.place])
    expected = noted * ndtr(above)
    steep = noted * np.exp(-0.5 * above**2) / np.sqrt(2 * np.pi)
    off_db = floor.heard_dbm - level[heard_beacon] - floor.heard_features @ slopes
    over = (floor.heard_dbm - limit_dbm) / soft_db
    usual, common = reception.mean(), level.mean()
    value = (
        expected.sum()
        - (reception[heard_walk] + clear[floor.heard_place]).sum()
        + (0.5 * (off_db / spread_db) ** 2 + np.log(spread_db) - log_ndtr(over)).sum()
        + 0.5 * ((level - common) ** 2).sum() / LEVEL_SD_DB**2
        + 0.5 * ((reception - usual) ** 2).sum() / RECEPTION_SD**2
        + 0.5 * clear @ rigid @ clear
    )
    by_mean = steep / wide_db
    by_heard = -off_db / spread_db**2
    gradient = np.empty_like(found)
    gradient[:n] = (
        np.bincount(beacon, by_mean, n)
        + np.bincount(heard_beacon, by_heard, n)
        + (level - common) / LEVEL_SD_DB**2
    )
    gradient[n : n + w] = (
        np.bincount(walk, expected, w)
        - np.bincount(heard_walk, minlength=w)
        + (reception - usual) / RECEPTION_SD**2
    )
    gradient[n + w : n + w + c] = (
        np.bincount(floor.place, expected, c) - np.bincount(floor.heard_place, minlength=c) + rigid @ clear
    )
    gradient[n + w + c :][:SLOPES] = floor.features.T @ by_mean + floor.heard_features.T @ by_heard
    hazard = np.exp(-0.5 * over**2 - log_ndtr(over)) / np.sqrt(2 * np.pi)
    gradient[-3] = -by_mean.sum() + (hazard / soft_db).sum()
    gradient[-2] = (-steep * above * spread_db / wide_db**2).sum() * spread_db - (
        (off_db / spread_db) ** 2 - 1.0
    ).sum()
    gradient[-1] = (-steep * above * (soft_db / wide_db) ** 2).sum() + (hazard * over).sum()
    return float(value), gradient


def installed_map(beacons: BeaconMap, fit: CensoredFit, intervals_s: Mapping[BeaconKey, float],
                  model: RadioModel) -> BeaconMap:  # fmt: skip
    """The map's transmitters as the simulator takes installed ones: level, range of hearing, rate."""
    transmitters = {}
    for key, level_dbm in zip(fit.keys, fit.level_dbm, strict=True):
        fallen_db = float(level_dbm) - model.sensitivity_dbm
        range_m = fallen_to_m(fallen_db, model.exponent, model.clutter_db_per_m)
        range_m = max(math.sqrt(max(range_m**2 - HEIGHT_M**2, 0.0)), LEAST_RANGE_M)
        transmitters[key] = replace(
            beacons.transmitters[key], rssi_1m_dbm=float(level_dbm), exponent=model.exponent,
            heard_range_m=range_m, heard_rate_hz=model.usual_reception / intervals_s[key],
        )  # fmt: skip
    return replace(beacons, transmitters=transmitters)
