"""How a recorded floor dims each of its transmitters, place by place, as its survey tells (SIM-17).

How far a transmitter's level lies off the law is a Gaussian field over the floor: what its map has wrong of
it, and the room's shadow (SIM-3, SIM-6). A walk tells of it in each cell by what it heard there, and by what
it did not, through what was that walk's own: who passed, and which side its phone favoured. Laplace's
approximation makes of that a field of known precision, of which each simulated floor has one.

References
----------
C. E. Rasmussen, C. K. I. Williams, "Gaussian processes for machine learning", MIT Press 2006, algorithm 3.1.
G. Matheron, "The intrinsic random functions and their applications", Advances in Applied Probability 5, 1973
(conditioning by kriging).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from _censored_fit import CensoredFit
from _clarity import Index
from _heard_floor import HeardFloor, log_share
from scipy.linalg import cho_factor, cho_solve
from scipy.special import logsumexp, ndtr

from firmware_sim.phone.device import FAVOURS_SD_DB
from firmware_sim.radio import RadioModel
from firmware_sim.radio.level import distance_m, shadow_share
from firmware_sim.waves import WaveField
from positioning.types import BeaconKey, BeaconMap, FloatArray, Transmitter

GRID_DB = np.arange(-45.0, 45.5, 1.0)
"""What a level is tried to be off by."""
MOST_ROUNDS, STEADY_DB = 60, 0.01
LEAST_PRECISION = 1e-6
"""1 / dB2. Silence pushes a level down without saying how far."""
LEAST_TOLD = 1e-4
"""1 / dB: a push that moves a level of the widest prior (5 dB) by less than 0.003 dB."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundRoom:
    """What a survey tells of how far one transmitter's level lies off the law, in c cells.

    Attributes
    ----------
    x_m, y_m : the cells' centres, (c,).
    precision : of what each cell tells alone, (c,), 1 / dB2.
    told : `precision` times the level that it tells of, (c,), 1 / dB.
    """

    model: RadioModel
    transmitter: Transmitter
    x_m: FloatArray
    y_m: FloatArray
    precision: FloatArray
    told: FloatArray

    def agreeing(self, louder_db: float, shadow: WaveField, rng: np.random.Generator) -> KnownRoom:
        """Return what makes a drawn level and shadow such as the survey could have been of."""
        covariance = _covariance_db2(self.model, self.transmitter, self.x_m, self.y_m, self.x_m, self.y_m)
        share = _share(self.transmitter, self.x_m, self.y_m)
        drawn_db = louder_db + share * shadow.at(self.x_m, self.y_m, np.zeros(len(self.x_m)))
        root = np.sqrt(self.precision)
        inner = np.eye(len(root)) + root[:, None] * covariance * root
        missing = self.told / root + rng.normal(size=len(root)) - root * drawn_db
        return KnownRoom(self, root * cho_solve(cho_factor(inner), missing))


@dataclass(frozen=True, slots=True, eq=False)
class KnownRoom:
    """What to add to a transmitter's drawn level, dB: `weights` (c,) of the cells' covariances."""

    found: FoundRoom
    weights: FloatArray

    def at(self, x_m: FloatArray, y_m: FloatArray, _t_s: FloatArray) -> FloatArray:
        """At n places, (n,)."""
        found = self.found
        near = _covariance_db2(found.model, found.transmitter, x_m, y_m, found.x_m, found.y_m)
        return np.asarray(near @ self.weights)


def _share(at: Transmitter, x_m: FloatArray, y_m: FloatArray) -> FloatArray:
    return shadow_share(distance_m(at.x_m - x_m, at.y_m - y_m))


def _covariance_db2(
    model: RadioModel, at: Transmitter, x_m: FloatArray, y_m: FloatArray, cell_x_m: FloatArray,
    cell_y_m: FloatArray,
) -> FloatArray:  # fmt: skip
    """Of the level's distance from the law between n places and c cells, (n, c)."""
    apart_m = np.hypot(x_m[:, None] - cell_x_m, y_m[:, None] - cell_y_m)
    shares = _share(at, x_m, y_m)[:, None] * _share(at, cell_x_m, cell_y_m)
    shadow_db2 = model.shadow_db**2 * shares * np.exp(-apart_m / model.shadow_length_m)
    return np.asarray(model.level_sd_db**2 + shadow_db2)


def find_rooms(
    heard: HeardFloor, fit: CensoredFit, beacons: BeaconMap, model: RadioModel
) -> Mapping[BeaconKey, FoundRoom]:
    """What the survey tells of each transmitter."""
    rooms = {}
    order = np.lexsort((heard.place, heard.walk, heard.beacon))
    heard_order = np.argsort(heard.heard_beacon, kind="stable")
    edges = np.searchsorted(heard.beacon[order], np.arange(len(fit.keys) + 1))
    heard_edges = np.searchsorted(heard.heard_beacon[heard_order], np.arange(len(fit.keys) + 1))
    for k, key in enumerate(fit.keys):
        rows, packets = order[slice(*edges[k : k + 2])], heard_order[slice(*heard_edges[k : k + 2])]
        cells, log_likelihood = _by_cell(heard, fit, model, k, rows, packets)
        x_m, y_m = heard.clarity.x_m[cells], heard.clarity.y_m[cells]
        at = beacons.transmitters[key]
        precision, told = _laplace(_covariance_db2(model, at, x_m, y_m, x_m, y_m), log_likelihood)
        tells = (precision > LEAST_PRECISION) | (np.abs(told) > LEAST_TOLD)
        rooms[key] = FoundRoom(model, at, x_m[tells], y_m[tells], precision[tells], told[tells])
    return rooms


def _by_cell(
    heard: HeardFloor, fit: CensoredFit, model: RadioModel, k: int, rows: Index, packets: Index
) -> tuple[Index, FloatArray]:  # fmt: skip
    """The cells near a transmitter that walks came through, (c,), and the logarithm of the likelihood of what
    they heard there with the level off by each of `GRID_DB`, (c, grid).
    """
    fast_db = math.hypot(model.multipath_db, model.event_db)
    passes, of_row = np.unique(
        np.column_stack([heard.walk[rows], heard.place[rows]]), axis=0, return_inverse=True
    )
    expected_dbm = fit.level_dbm[k] + heard.features[rows] @ fit.slopes
    above = (expected_dbm[:, None] + GRID_DB - fit.sensitivity_dbm) / math.hypot(fast_db, fit.soft_db)
    noted = heard.sent[rows] * fit.reception[heard.walk[rows]] * np.exp(fit.clarity.mean[heard.place[rows]])
    log_pass = np.zeros((len(passes), len(GRID_DB)))
    np.add.at(log_pass, of_row.ravel(), -noted[:, None] * ndtr(above))
    number = {(int(walk), int(place)): i for i, (walk, place) in enumerate(passes)}
    for packet in packets:
        i = number.get((int(heard.heard_walk[packet]), int(heard.heard_place[packet])))
        if i is not None:
            mean_dbm = fit.level_dbm[k] + heard.heard_features[packet] @ fit.slopes
            log_pass[i] -= 0.5 * ((heard.heard_dbm[packet] - mean_dbm - GRID_DB) / fast_db) ** 2
    log_pass = _through_walks(log_pass, math.hypot(model.passing_db, FAVOURS_SD_DB))
    log_pass *= _on(passes[:, 0], log_pass, heard.on_chance[k])[:, None]
    cells, of_pass = np.unique(passes[:, 1], return_inverse=True)
    log_likelihood = np.zeros((len(cells), len(GRID_DB)))
    np.add.at(log_likelihood, of_pass.ravel(), log_pass)
    return cells, log_likelihood


def _through_walks(log_pass: FloatArray, of_walk_db: float) -> FloatArray:
    """The same with all that is a walk's own, who passes and which side is favoured: another level in each
    cell of it.
    """
    apart_db = GRID_DB[:, None] - GRID_DB
    log_weight = -0.5 * (apart_db / of_walk_db) ** 2
    log_weight -= logsumexp(log_weight, axis=1, keepdims=True)
    return np.asarray(logsumexp(log_pass[:, None, :] + log_weight, axis=2))


def _on(walk: Index, log_pass: FloatArray, on_chance: FloatArray) -> FloatArray:
    """How likely the transmitter was on in each pass, by how likely it was on each walk (w,) and by what was
    heard of it there.
    """
    silent = np.bincount(walk, log_pass[:, len(GRID_DB) // 2], len(on_chance))
    log_on = log_share(on_chance) + np.minimum(silent, 0.0)
    return np.exp(log_on - np.logaddexp(log_on, log_share(1.0 - on_chance)))[walk]


def _laplace(covariance_db2: FloatArray, log_likelihood: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return by cell the precision at the likeliest field, and that times the level told, (c,) each."""
    slope = np.gradient(log_likelihood, GRID_DB, axis=1)
    bend = np.gradient(slope, GRID_DB, axis=1)
    found_db = np.zeros(len(covariance_db2))
    for _ in range(MOST_ROUNDS):
        precision = np.maximum(-_on_grid(bend, found_db), LEAST_PRECISION)
        told = precision * found_db + _on_grid(slope, found_db)
        root = np.sqrt(precision)
        inner = np.eye(len(root)) + root[:, None] * covariance_db2 * root
        better_db = covariance_db2 @ (root * cho_solve(cho_factor(inner), told / root))
        step_db = np.clip(better_db - found_db, -5.0, 5.0)
        found_db = np.clip(found_db + step_db, GRID_DB[1], GRID_DB[-2])
        if np.abs(step_db).max(initial=0.0) < STEADY_DB:
            return precision, told
    raise RuntimeError(f"a transmitter's room did not settle in {MOST_ROUNDS} rounds")


def _on_grid(table: FloatArray, at_db: FloatArray) -> FloatArray:
    """Values of rows of a table, one at each of `at_db`, between those of `GRID_DB`."""
    place = (at_db - GRID_DB[0]) / (GRID_DB[1] - GRID_DB[0])
    low = np.clip(place.astype(np.intp), 0, len(GRID_DB) - 2)
    rows = np.arange(len(table))
    return np.asarray(table[rows, low] + (place - low) * (table[rows, low + 1] - table[rows, low]))
