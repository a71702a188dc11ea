"""How far off people will be, in metres, at each walkable place: predicted from the radio map alone.

The Fisher information of what a walking phone hears, by the tracker's own radio model, and what steps carry
over: a Cramer-Rao bound with the map's errors and the tracker's modesty in it
(`docs/theory/predicted_error.md`, PRED-1 .. PRED-8).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.spatial import KDTree

from mapping_tool.error_distance import error_quantile_m, mean_distance_m
from mapping_tool.errors import MappingError
from mapping_tool.place_names import PlaceNames
from mapping_tool.thin_spots import LISTEN_S, walkable_places
from positioning.radio_field import FieldConfig, Reception, field_of
from positioning.tracker_config import TrackerConfig
from positioning.types import BeaconKey, BeaconMap, FloatArray, LevelId, Transmitter, WalkableArea
from zones.level import Level

PREDICTED_CELL_M = 2.0
"""Places are predicted this far apart: the radio map's own cells, and about its own error."""

GRADIENT_STEP_M = FieldConfig().cell_m
"""To each side of a place, for gradients: a finer step would find the same cell of the radio map."""

FAR_REACHES = 3.0
"""So many reaches from a place hardly anybody comes from in the time that counts: exp(-4.5) of a Gaussian."""

SPOTS_APART_M = 10.0
"""Worst places nearer to one another are one to whoever goes there: a leg of a survey walk."""

LEAST_RATE = 1e-12
"""Of information in 1 / (m2 s): less is a million metres."""


class NoWalkableGround(MappingError):
    """A level's plan leaves nobody a place to stand: nothing can be said of people there."""

    def __init__(self, level_id: LevelId) -> None:
        super().__init__(f"level {level_id} has no walkable ground")
        self.level_id = level_id


@dataclass(frozen=True, slots=True)
class WalkModel:
    """What is assumed of people and of the tracker beside the map.

    `drift_m2_per_s` is how fast steps and walls lose the place: the square error of held-back known starts
    grows by 0.11 m2 (to half a minute) to 0.16 m2 (beyond) in each axis and second (PRED-5).
    `around_m` is how far around a place people were while what they heard still counts (PRED-4).
    `pace_mps` turns the way over which a map errs alike into a time: site1-B1's walkers.
    `is_searched` tells whether the tracker had to look for people: it did unless they all came in by one
    door, or read a code (BANK-3, BANK-7).
    """

    drift_m2_per_s: float = 0.14
    around_m: float = 4.0
    pace_mps: float = 1.2
    is_searched: bool = True
    tracker: TrackerConfig = field(default_factory=TrackerConfig)


Hear = Callable[[FloatArray, FloatArray], Reception]
"""What is heard at places x and y (n,), floor frame."""


class Sum(IntEnum):
    """What is summed over transmitters at a place (PRED-2, PRED-3): `e` fresh sightings a second, `w` their
    weight in loudness, `g` the gradient of the logarithm of the rate, `m` that of the level.
    """

    RATE_EAST = 0  # Hz, a step away
    RATE_WEST = 1
    RATE_NORTH = 2
    RATE_SOUTH = 3
    E = 4
    E_GX = 5
    E_GY = 6
    E_GXX = 7
    E_GYY = 8
    E_GXY = 9
    W = 10
    W_MX = 11
    W_MY = 12
    W_MXX = 13
    W_MYY = 14
    W_MXY = 15


@dataclass(frozen=True, slots=True, eq=False)
class PredictedError:
    """Predicted error at walkable places: columns (n,), each place a square of `cell_m`. Floor frame.

    `variances_m2` (2, n) are the error's along its principal axes, the larger one first.
    """

    cell_m: float
    x_m: FloatArray
    y_m: FloatArray
    variances_m2: FloatArray

    @property
    def mean_m(self) -> FloatArray:
        """How far off people are at each place (n,), on average over them."""
        return mean_distance_m(self.variances_m2)

    def quantile_m(self, share: float) -> float:
        """Return the error within which a share of all people is, spread evenly over the floor (PRED-7)."""
        return float(error_quantile_m(self.mean_m, share))


def predict_error(floor: WalkableArea, beacons: BeaconMap, model: WalkModel | None = None) -> PredictedError:
    """Predict the live tracker's error on a level, once people have walked a while.

    Examples
    --------
    >>> from positioning.types import LevelId
    >>> hall = WalkableArea(LevelId("G"), 0.0, 0.0, 0.5, np.ones((40, 40), dtype=bool))
    >>> corners = [(0.0, 0.0), (20.0, 0.0), (0.0, 20.0), (20.0, 20.0)]
    >>> beacons = {
    ...     BeaconKey(f"mac:{i}"): Transmitter(BeaconKey(f"mac:{i}"), x, y, 0.5, -60.0, 2.2, 6.0)
    ...     for i, (x, y) in enumerate(corners)
    ... }
    >>> found = predict_error(hall, BeaconMap(LevelId("G"), beacons, error_m=1.0))
    >>> 1.0 < found.quantile_m(0.5) < 4.0
    True
    """
    model = model or WalkModel()
    ground = PredictedGround.of(floor, beacons, model)
    return PredictedError(
        ground.cell_m, ground.x_m, ground.y_m, ground.variances_m2(ground.evidence_of_map(beacons))
    )


@dataclass(frozen=True, slots=True)
class ErrorSpot:
    """A place where people are farther off than anywhere around. Floor frame; `near` says it in words."""

    x_m: float
    y_m: float
    mean_m: float
    near: str


def worst_spots(error: PredictedError, level: Level, count: int = 5) -> tuple[ErrorSpot, ...]:
    """Return the places with the largest mean error, the worst first, `SPOTS_APART_M` from one another."""
    names = PlaceNames(level)
    left_m = error.mean_m.copy()
    spots: list[ErrorSpot] = []
    while len(spots) < count and (left_m > 0.0).any():
        worst = int(np.argmax(left_m))
        x_m, y_m = float(error.x_m[worst]), float(error.y_m[worst])
        spots.append(ErrorSpot(x_m, y_m, float(left_m[worst]), names.near(x_m, y_m)))
        left_m[np.hypot(error.x_m - x_m, error.y_m - y_m) < SPOTS_APART_M] = 0.0
    return tuple(spots)


def lasting(transmitters: Iterable[Transmitter]) -> list[Transmitter]:
    """Return those that the next visitor will hear there as well: a changing address never comes back
    (PRED-6).
    """
    return [each for each in transmitters if not each.may_have_moved]


@dataclass(frozen=True, slots=True, eq=False)
class PredictedGround:
    """The places of a level and what turns evidence into error there.

    Attributes
    ----------
    x_m, y_m : (n,) floor frame, each a square of `cell_m`.
    around : (n, n) rows of weights that sum to one: where people at a place were lately (PRED-4).
    floor_m2 : the variance in one axis of somebody who may be anywhere.
    error_m : how far off the map is at a place, sd in each axis.
    spread : how many times its hypotheses' covariance the tracker publishes (BANK-7).
    weight : how many times a sighting counts (BANK-3).
    ratio : how many times the bound held-back walks were off by (PRED-9).
    """

    cell_m: float
    x_m: FloatArray
    y_m: FloatArray
    around: csr_array
    floor_m2: float
    error_m: float
    spread: float
    weight: float
    ratio: float
    model: WalkModel

    @classmethod
    def of(
        cls, floor: WalkableArea, beacons: BeaconMap, model: WalkModel, apart_m: float = PREDICTED_CELL_M
    ) -> PredictedGround:
        """Lay the places over the walkable area.

        Raises
        ------
        NoWalkableGround : nobody can stand anywhere.
        """
        x_m, y_m, cell_m = walkable_places(floor, apart_m)
        if not len(x_m):
            raise NoWalkableGround(floor.level_id)
        tree = KDTree(np.column_stack([x_m, y_m]))
        pairs = tree.sparse_distance_matrix(tree, FAR_REACHES * model.around_m, output_type="ndarray")
        near = np.exp(-0.5 * (pairs["v"] / model.around_m) ** 2)
        around = csr_array((near, (pairs["i"], pairs["j"])), shape=(len(x_m), len(x_m)))
        around = csr_array(diags_array(1.0 / around.sum(axis=1)) @ around)
        floor_m2 = max(0.5 * float(x_m.var() + y_m.var()), cell_m**2)
        tracker = model.tracker
        spread, weight = tracker.spread(beacons), 1.0 / tracker.spread(beacons)
        ratio = beacons.prediction_ratio.known
        if model.is_searched:
            spread, weight = tracker.searched_spread * spread, tracker.searched_weight
            ratio = beacons.prediction_ratio.searched
        return cls(cell_m, x_m, y_m, around, floor_m2, beacons.error_m, spread, weight, ratio, model)

    def evidence(self, hear: Hear) -> FloatArray:
        """Return what transmitters add to the `Sum`s (16, ..., n) of each place (PRED-2, PRED-3); `hear` says
        what is heard of them, arrays (..., n), at places x and y (n,).
        """
        config, step_m = self.model.tracker, GRADIENT_STEP_M
        here = hear(self.x_m, self.y_m)
        east, west = (hear(self.x_m + dx_m, self.y_m) for dx_m in (step_m, -step_m))
        north, south = (hear(self.x_m, self.y_m + dy_m) for dy_m in (step_m, -step_m))
        stray_hz, apart_m = config.stray_rate_hz, 2.0 * step_m
        gx = np.log((east.rate_hz + stray_hz) / (west.rate_hz + stray_hz)) / apart_m
        gy = np.log((north.rate_hz + stray_hz) / (south.rate_hz + stray_hz)) / apart_m
        mx = (east.expected_dbm - west.expected_dbm) / apart_m
        my = (north.expected_dbm - south.expected_dbm) / apart_m
        fresh_hz = here.rate_hz / (1.0 + here.rate_hz * config.repeat_s)
        e = self.weight * config.detection_weight * fresh_hz
        w = self.weight * config.rssi_weight * fresh_hz / here.variance_db2
        columns: FloatArray = np.array([
            east.rate_hz, west.rate_hz, north.rate_hz, south.rate_hz,
            e, e * gx, e * gy, e * gx * gx, e * gy * gy, e * gx * gy,
            w, w * mx, w * my, w * mx * mx, w * my * my, w * mx * my,
        ])  # fmt: skip
        return columns

    def evidence_of_map(self, beacons: BeaconMap) -> FloatArray:
        """Return the `Sum`s (16, n) of all that is lasting on a map, as its survey has it."""
        drawn = field_of(beacons)
        sums = np.zeros((len(Sum), len(self.x_m)))
        for transmitter in lasting(beacons.transmitters.values()):

            def hear(x_m: FloatArray, y_m: FloatArray, key: BeaconKey = transmitter.key) -> Reception:
                return drawn.reception(key, *drawn.index(x_m, y_m))

            sums += self.evidence(hear)
        return sums

    def variances_m2(self, sums: FloatArray) -> FloatArray:
        """Return the error's variances (2, ..., n) along its principal axes, the larger one first, from
        `sums` (16, ..., n).
        """
        rates = self._averaged(_information(sums, self.model.tracker))
        steady_m2 = steady_variance_m2(rates, self.error_m, self.model)
        reached_m2 = self.ratio**2 * self.spread * steady_m2
        return np.asarray(1.0 / (1.0 / reached_m2 + 1.0 / self.floor_m2))

    def _averaged(self, information: FloatArray) -> FloatArray:
        """Return principal information rates (2, ..., n), the smaller one first, of (xx, yy, xy) averaged
        over where people came from (PRED-4).
        """
        flat = information.reshape(-1, information.shape[-1])
        xx, yy, xy = np.asarray((self.around @ flat.T).T).reshape(information.shape)
        middle, half = 0.5 * (xx + yy), np.hypot(0.5 * (xx - yy), xy)
        return np.asarray(np.maximum([middle - half, middle + half], LEAST_RATE))


def _information(sums: FloatArray, config: TrackerConfig) -> FloatArray:
    """Return the information on the place (xx, yy, xy), each (..., n) in 1 / (m2 s) (PRED-2, PRED-3)."""
    other_hz, apart_m = config.stray_hearing_hz, 2.0 * GRADIENT_STEP_M
    hx = np.log((sums[Sum.RATE_EAST] + other_hz) / (sums[Sum.RATE_WEST] + other_hz)) / apart_m
    hy = np.log((sums[Sum.RATE_NORTH] + other_hz) / (sums[Sum.RATE_SOUTH] + other_hz)) / apart_m
    e, ex, ey = sums[Sum.E], sums[Sum.E_GX], sums[Sum.E_GY]
    # The offset is a nuisance that a phone brings along: its row is eliminated (Schur's complement).
    offset = sums[Sum.W] + 1.0 / (LISTEN_S * config.noise.offset_sd_db**2)
    wx, wy = sums[Sum.W_MX], sums[Sum.W_MY]
    rates: FloatArray = np.array([
        sums[Sum.E_GXX] - 2.0 * ex * hx + e * hx * hx + sums[Sum.W_MXX] - wx * wx / offset,
        sums[Sum.E_GYY] - 2.0 * ey * hy + e * hy * hy + sums[Sum.W_MYY] - wy * wy / offset,
        sums[Sum.E_GXY] - ex * hy - ey * hx + e * hx * hy + sums[Sum.W_MXY] - wx * wy / offset,
    ])  # fmt: skip
    return rates


def steady_variance_m2(rate: FloatArray, error_m: float, model: WalkModel) -> FloatArray:
    """Return the variance in one axis that remains while walking on, from the information rate (PRED-5).

    The stationary solution of the Kalman-Bucy filter of a place that drifts by q a second, seen through a map
    that errs by `error_m` in the same direction for a while, with noise of density r = 1 / rate.
    """
    q_root = math.sqrt(model.drift_m2_per_s)
    forget_hz = model.pace_mps / model.tracker.noise.map_length_m
    settled = (q_root + forget_hz / np.sqrt(rate)) ** 2 + 2.0 * forget_hz * error_m**2
    return np.asarray(q_root * (np.sqrt(settled) - q_root) / forget_hz)
