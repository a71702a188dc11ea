"""How loud recorded beacons are, from what was heard *and* from what was not (SIM-12).

A phone notes only packets above its sensitivity, so far off only lucky ones: a fit to their loudness alone
has the level fall too slowly. Here every advertising event counts. One of a beacon that is expected at m dBm
is noted at r with density q N(r; m, s^2) Phi((r - S) / v) and goes unheard otherwise; q is the walk's share
of noted packets, times what the air of the place makes of it (SIM-11). Over many events of small q that is a
Poisson process (a censored, or tobit, likelihood). A walk that heard nothing of a beacon where E packets were
to be noted says (1 - p) + p exp(-E): with the chance 1 - p it sent nothing (SIM-15).

References
----------
J. Tobin, "Estimation of relationships for limited dependent variables", Econometrica 26, 1958.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from _clarity import FoundClarity
from _heard_floor import HeardFloor
from scipy.optimize import minimize
from scipy.special import log_ndtr, ndtr

from firmware_sim.phone.device import FAVOURS_SD_DB
from firmware_sim.radio.level import HEIGHT_M, fallen_to_m
from firmware_sim.radio.model import RadioModel
from positioning.types import BeaconKey, BeaconMap, FloatArray

SLOPES = 4
LEVEL_SD_DB = 5.0
"""Prior of one beacon's level about all beacons': it decides where few packets were heard."""
RECEPTION_SD = 0.6
"""Prior of the logarithm of a walk's share of received packets about all walks'."""
LEAST_RANGE_M = 2.0
MOST_ROUNDS = 5000
"""On site1-B1 it takes some 400, with the law to be found 1,600."""


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

    def audible(self, level_dbm: float, features: FloatArray) -> FloatArray:
        """How likely packets of a transmitter of this level at 1 m are loud enough, (n,)."""
        above_db = level_dbm + features @ self.slopes - self.sensitivity_dbm
        return np.asarray(ndtr(above_db / np.hypot(self.spread_db, self.soft_db)))


def usual_spread_db(model: RadioModel) -> float:
    """How far single packets lie from the law, by all that the world and the side a phone favours add."""
    return math.hypot(model.spread_db, FAVOURS_SD_DB)


def fit_censored(floor: HeardFloor, model: RadioModel, *, keeps_law: bool) -> CensoredFit:
    """Maximise the likelihood from a model's constants on. With `keeps_law` they stay what they are: only
    levels, receptions and clarity are found.
    """
    n, w, c = len(floor.keys), floor.walks, len(floor.clarity.x_m)
    law = [
        model.exponent, model.clutter_db_per_m, model.wall_loss_db, model.body_loss_db, model.sensitivity_dbm,
        np.log(usual_spread_db(model)), np.log(model.sensitivity_sd_db),
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
    ended = minimize(
        cost, start, jac=True, method="L-BFGS-B", bounds=bounds,
        options={"maxiter": MOST_ROUNDS, "maxfun": 2 * MOST_ROUNDS},
    )  # fmt: skip
    if not ended.success:
        raise RuntimeError(f"the likeliest levels were not found: {ended.message}")
    found = ended.x
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
    expected = floor.sent * noted * ndtr(above)
    _, on_share = floor.silent(expected)
    expected *= on_share[floor.beacon, floor.walk]
    return np.asarray(np.bincount(floor.place, expected, c), dtype=np.float64)


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
    silence, on_share = floor.silent(expected)
    noted, expected = on_share[beacon, walk] * noted, on_share[beacon, walk] * expected
    steep = noted * np.exp(-0.5 * above**2) / np.sqrt(2 * np.pi)
    off_db = floor.heard_dbm - level[heard_beacon] - floor.heard_features @ slopes
    over = (floor.heard_dbm - limit_dbm) / soft_db
    usual, common = reception.mean(), level.mean()
    value = (
        silence.sum()
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
