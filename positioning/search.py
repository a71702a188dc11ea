"""Where am I, when nothing is known: a histogram filter over the walkable area and the heading.

Cells are about 2 m; a few planes hold different angles between the phone's yaw and the walking direction,
so that a wrong compass is one of the hypotheses. Derivation: `docs/theory/ekf.md`, GRID-1 .. GRID-6.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from positioning.errors import InvalidState
from positioning.radio_map import (
    DB_PER_NEPER,
    HEARD_WITHIN_RANGES,
    MOUNT_HEIGHT_M,
    expected_rssi_dbm,
    sighting_rate_hz,
)
from positioning.types import BeaconMap, FloatArray, PositionPrior, Transmitter, WalkableArea
from positioning.walkable import CoarseCells, coarse_cells, open_cells

Planes = NDArray[np.float32]
"""Probabilities (turns, rows, columns): single precision halves what a filter state takes on disk."""


MEDIAN_ROUNDS = 8
"""Weiszfeld's iteration halves its error in about two rounds: eight bring 20 m to a cell."""


@dataclass(frozen=True, slots=True)
class SearchConfig:
    """How the search weighs what it hears.

    The weights were compared on held-back survey walks of both malls, cold. Detection at 0.3 / 0.5 / 1: mean
    15.8 / 12.8 / 10.8 m on site1-B1, with 89 / 87 / 77 % inside the claimed 95 %. `wall_share` also holds for
    the EKF (docs/theory/ekf.md, EKF-8).
    """

    cell_m: float = 2.0
    turns: int = 9
    turn_sd_rad: float = 0.25
    turn_span_rad: float = 0.8  # how far the planes reach to both sides
    odd_turn_share: float = 0.1  # of phones that point anywhere within the span
    blind_turns: int = 16  # planes around the circle when the phone has no compass
    spread_per_m: float = 0.15  # of the walked way: step length and heading within a plane
    stand_sd_m: float = 0.3  # per square root of a second
    offset_sd_db: float = 6.0
    rssi_weight: float = 0.5
    detection_weight: float = 0.5
    stray_hearing_hz: float = 0.3  # of sightings of whatever, that the map does not explain
    least_hearing: float = 0.25  # where the map is empty others are heard: at this share of what is usual
    stray_rate_hz: float = 0.003  # of sightings from where the map says nothing can be heard
    stray_share: float = 0.05  # of loudness that no model explains
    moved_share: float = 0.3  # of transmitters with a changing address that are elsewhere by now
    moved_rate: float = 0.1  # at which those are heard anywhere, as a share of their rate close by
    wall_share: float = 0.8  # of the probability beyond walls that stays at each move
    margin_m: float = 30.0  # around the beacons, when there is no plan
    blind_span_m: float = 1000.0  # half the side of the world, when there is no plan and no beacon


@dataclass(frozen=True, slots=True)
class GridPosterior:
    """The grid's mean (x, y, turn) (3,) and covariance (3, 3): metres and radians."""

    mean: FloatArray
    covariance: FloatArray

    @property
    def position_sd_m(self) -> float:
        return math.sqrt(0.5 * float(self.covariance[0, 0] + self.covariance[1, 1]))


class PositionGrid:
    """The posterior of position and turn on cells: predict by displacement, update by what is heard."""

    def __init__(
        self,
        beacons: BeaconMap,
        floor: WalkableArea | None,
        prior: PositionPrior,
        config: SearchConfig,
        *,
        is_north_known: bool = True,
    ) -> None:
        self._config = config
        self.is_north_known = is_north_known
        self.cells = _cells(beacons, floor, prior, config)
        self._turns_rad, turn_weights = _turn_planes(config, is_north_known=is_north_known)
        plane = _prior_on(self.cells, prior)
        self.probability: Planes = _planes(turn_weights, plane / plane.sum())
        self.shift_m = np.zeros((len(turn_weights), 2))  # each plane's origin: moves smaller than a cell
        self._hearing_hz = _hearing_hz(beacons, self.cells, config)
        self._posterior: GridPosterior | None = None

    def predict(self, dx_m: float, dy_m: float, duration_s: float, wander_m: float = 0.0) -> None:
        """Move all hypotheses by a displacement along the phone's yaw, turned by each plane's angle (GRID-2).

        `wander_m` is the sd of what was walked unseen.
        """
        config = self._config
        cos, sin = np.cos(self._turns_rad), np.sin(self._turns_rad)
        self.shift_m += np.column_stack([cos * dx_m - sin * dy_m, sin * dx_m + cos * dy_m])
        whole = np.rint(self.shift_m / self.cells.cell_m).astype(np.intp)
        for plane in range(len(self._turns_rad)):
            if whole[plane].any():
                self.probability[plane] = _moved(
                    self.probability[plane], int(whole[plane, 1]), int(whole[plane, 0])
                )
        self.shift_m -= whole * self.cells.cell_m
        walked_m = math.hypot(dx_m, dy_m)
        seen_m2 = (config.spread_per_m**2) * walked_m + config.stand_sd_m**2 * duration_s
        sigma_cells = math.sqrt(seen_m2 + wander_m**2) / self.cells.cell_m
        if sigma_cells > max(self.cells.share.shape):
            self.probability[...] = self.cells.share  # walked unseen for longer than the level is wide
        elif sigma_cells > 0.0:
            self.probability = gaussian_filter(
                self.probability, (0.0, sigma_cells, sigma_cells), mode="constant", truncate=3.0
            )
        if walked_m > 0.0:
            self.probability *= np.where(self.cells.walkable, 1.0, config.wall_share**walked_m)
        self._normalise()

    def hear(self, heard: Iterable[tuple[Transmitter, float, float]]) -> None:
        """Weigh by a frame's sightings (transmitter, RSSI in dBm, weight): which was heard, and how loud
        (GRID-3).
        """
        held = np.flatnonzero(self.probability.any(axis=0))
        rows, columns = np.unravel_index(held, self.cells.share.shape)
        x_m, y_m = self.cells.x_m[columns], self.cells.y_m[rows]
        log_weight = np.zeros(len(held))
        log_hearing = self._config.detection_weight * np.log(self._hearing_hz[rows, columns])
        for transmitter, rssi_dbm, weight in heard:
            log_likelihood = _log_likelihood(self._config, transmitter, rssi_dbm, x_m, y_m)
            log_weight += weight * (log_likelihood - log_hearing)
        self.probability[:, rows, columns] *= np.exp(log_weight - log_weight.max())
        self._normalise()

    def posterior(self) -> GridPosterior:
        """Return the moments over position and turn (GRID-5)."""
        if self._posterior is None:
            self._posterior = self._moments()
        return self._posterior

    def best_guess(self) -> GridPosterior:
        """Return the posterior about its spatial median, the place nearest to all others on average (GRID-6).

        The mean of two aisles lies in neither; the second moments about the median say how far off it may be.
        """
        found = self.posterior()
        plane = self.probability.sum(axis=0, dtype=np.float64)
        rows, columns = np.nonzero(plane > 1e-3 * plane.max())
        shift_m = self.probability.sum(axis=(1, 2), dtype=np.float64) @ self.shift_m
        x_m, y_m = self.cells.x_m[columns] + shift_m[0], self.cells.y_m[rows] + shift_m[1]
        x, y = float(found.mean[0]), float(found.mean[1])
        for _ in range(MEDIAN_ROUNDS):
            weights = plane[rows, columns] / np.hypot(np.hypot(x_m - x, y_m - y), 0.5 * self.cells.cell_m)
            weights /= weights.sum()
            x, y = float(weights @ x_m), float(weights @ y_m)
        away_m = found.mean[:2] - np.array([x, y])
        mean, covariance = found.mean.copy(), found.covariance.copy()
        mean[:2] = x, y
        covariance[:2, :2] += np.outer(away_m, away_m)
        return GridPosterior(mean, covariance)

    def _moments(self) -> GridPosterior:
        x_m = self.cells.x_m[None, None, :] + self.shift_m[:, 0, None, None]
        y_m = self.cells.y_m[None, :, None] + self.shift_m[:, 1, None, None]
        by_column = self.probability.sum(axis=1, dtype=np.float64)
        by_row = self.probability.sum(axis=2, dtype=np.float64)
        by_turn = by_row.sum(axis=1)
        turn_rad = math.atan2(
            float(by_turn @ np.sin(self._turns_rad)), float(by_turn @ np.cos(self._turns_rad))
        )
        x_m, y_m = x_m[:, 0, :], y_m[:, :, 0]
        x_by_turn, y_by_turn = (by_column * x_m).sum(axis=1), (by_row * y_m).sum(axis=1)
        mean = np.array([x_by_turn.sum(), y_by_turn.sum(), turn_rad])
        away_x, away_y = x_m - mean[0], y_m - mean[1]
        turn = np.remainder(self._turns_rad - turn_rad + math.pi, math.tau) - math.pi
        cell_m2 = self.cells.cell_m**2 / 12.0
        covariance = np.zeros((3, 3))
        covariance[0, 0] = float((by_column * away_x**2).sum()) + cell_m2
        covariance[1, 1] = float((by_row * away_y**2).sum()) + cell_m2
        covariance[0, 1] = float(np.einsum("kji,ki,kj->", self.probability, away_x, away_y))
        covariance[0, 2] = float((by_column * away_x * turn[:, None]).sum())
        covariance[1, 2] = float((by_row * away_y * turn[:, None]).sum())
        spacing_rad = float(self._turns_rad[1] - self._turns_rad[0])
        covariance[2, 2] = float(by_turn @ turn**2) + spacing_rad**2 / 12.0
        covariance = np.triu(covariance) + np.triu(covariance, 1).T
        return GridPosterior(mean, covariance)

    def facing_north(self) -> PositionGrid:
        """Return the same places with planes around the compass: the phone has found north (GRID-1)."""
        found = copy.copy(self)
        found.is_north_known = True
        found._turns_rad, weights = _turn_planes(self._config, is_north_known=True)
        found.probability = _planes(weights, self.probability.sum(axis=0))
        found.shift_m = np.zeros((len(weights), 2))
        found._posterior = None
        return found

    def snapshot(self) -> tuple[dict[str, Any], bytes]:
        """Return what `resume` needs: as JSON the planes' origins, as bytes which cells hold how much."""
        held = self.probability > 0.0
        about = {
            "is_north_known": self.is_north_known,
            "shape": list(held.shape),
            "shift_m": self.shift_m.tolist(),
        }
        return about, np.packbits(held).tobytes() + self.probability[held].astype("<f4").tobytes()

    def resume(self, about: dict[str, Any], content: bytes) -> None:
        """Go on from a `snapshot` of a grid over the same cells; InvalidState when it is of others."""
        shape = tuple(about["shape"])
        if shape[1:] != self.cells.share.shape:
            raise InvalidState("its grid belongs to another floor")
        mask_bytes = -(-math.prod(shape) // 8)
        mask = np.unpackbits(np.frombuffer(content[:mask_bytes], np.uint8), count=math.prod(shape))
        self.probability = np.zeros(shape, np.float32)
        self.probability[mask.reshape(shape) > 0] = np.frombuffer(content[mask_bytes:], "<f4")
        self.shift_m = np.array(about["shift_m"])
        self._posterior = None

    def _normalise(self) -> None:
        """Scale to one. Below 1e-9 of the peak a cell is dropped: it would cost space in snapshots and say
        nothing.
        """
        peak = float(self.probability.max())
        if not peak > 0.0:  # every hypothesis walked off the level
            self.probability[...] = self.cells.share
            peak = 1.0
        self.probability[self.probability < 1e-9 * peak] = 0.0
        self.probability /= self.probability.sum(dtype=np.float64)
        self._posterior = None


def _planes(weights: FloatArray, plane: NDArray[np.floating]) -> Planes:
    return (weights[:, None, None] * plane).astype(np.float32)


def _log_likelihood(
    config: SearchConfig, transmitter: Transmitter, rssi_dbm: float, x_m: FloatArray, y_m: FloatArray
) -> FloatArray:
    """Return the log of the tempered likelihood of one sighting at the places (n,) (GRID-3)."""
    squared_m2 = (x_m - transmitter.x_m) ** 2 + (y_m - transmitter.y_m) ** 2 + MOUNT_HEIGHT_M**2
    place_db2 = (DB_PER_NEPER * transmitter.exponent * transmitter.sd_m) ** 2 / squared_m2
    variance_db2 = transmitter.sigma_db**2 + config.offset_sd_db**2 + place_db2
    residual_db = rssi_dbm - expected_rssi_dbm(transmitter, x_m, y_m)
    bell = np.exp(-0.5 * residual_db**2 / variance_db2) * transmitter.sigma_db / np.sqrt(variance_db2)
    stray_share, stray_hz = config.stray_share, config.stray_rate_hz
    if transmitter.may_have_moved:
        stray_share += config.moved_share
        stray_hz += config.moved_share * config.moved_rate * transmitter.heard_rate_hz
    rate_hz = sighting_rate_hz(transmitter, x_m, y_m) + stray_hz
    weight = config.rssi_weight * np.log(bell + stray_share) + config.detection_weight * np.log(rate_hz)
    return np.asarray(weight)


def _turn_planes(config: SearchConfig, *, is_north_known: bool) -> tuple[FloatArray, FloatArray]:
    """Return the planes' angles and weights: around the compass, or all around without one (GRID-1)."""
    if not is_north_known:
        turns_rad = -math.pi + math.tau * np.arange(config.blind_turns) / config.blind_turns
        return turns_rad, np.full(config.blind_turns, 1.0 / config.blind_turns)
    turns_rad = np.linspace(-config.turn_span_rad, config.turn_span_rad, config.turns)
    bell = np.exp(-0.5 * (turns_rad / config.turn_sd_rad) ** 2)
    odd = config.odd_turn_share
    return turns_rad, (1.0 - odd) * bell / bell.sum() + odd / config.turns


def _hearing_hz(beacons: BeaconMap, cells: CoarseCells, config: SearchConfig) -> FloatArray:
    """Return how often anything is heard in each cell (ny, nx).

    Usual is the map's rate where a mapped sighting comes from, on average. Where no survey went the map is
    empty, not the air.
    """
    hearing_hz = np.zeros(cells.share.shape)
    for transmitter in beacons.transmitters.values():
        reach_m = HEARD_WITHIN_RANGES * transmitter.heard_range_m
        columns = slice(*np.searchsorted(cells.x_m, (transmitter.x_m - reach_m, transmitter.x_m + reach_m)))
        rows = slice(*np.searchsorted(cells.y_m, (transmitter.y_m - reach_m, transmitter.y_m + reach_m)))
        hearing_hz[rows, columns] += sighting_rate_hz(
            transmitter, cells.x_m[None, columns], cells.y_m[rows, None]
        )
    usual_hz = float((hearing_hz**2).sum() / max(hearing_hz.sum(), config.stray_hearing_hz))
    return np.maximum(hearing_hz, config.least_hearing * usual_hz) + config.stray_hearing_hz


def _cells(
    beacons: BeaconMap, floor: WalkableArea | None, prior: PositionPrior, config: SearchConfig
) -> CoarseCells:
    if floor is not None and floor.free.any():
        return coarse_cells(floor, config.cell_m)
    places = [(t.x_m, t.y_m) for t in beacons.transmitters.values()] + [
        (c.x_m, c.y_m) for c in prior.components
    ]
    if not places:
        span_m = config.blind_span_m
        return open_cells((-span_m, span_m), (-span_m, span_m), span_m / 50.0)
    low, high = np.min(places, axis=0) - config.margin_m, np.max(places, axis=0) + config.margin_m
    return open_cells((low[0], high[0]), (low[1], high[1]), config.cell_m)


def _prior_on(cells: CoarseCells, prior: PositionPrior) -> FloatArray:
    """Return the prior's density on the cells, where people can walk."""
    if not prior.components:
        return np.array(cells.share)
    density = np.zeros(cells.share.shape)
    for part in prior.components:
        sd_m = max(part.sd_m, 0.5 * cells.cell_m)
        squared = ((cells.x_m[None, :] - part.x_m) ** 2 + (cells.y_m[:, None] - part.y_m) ** 2) / sd_m**2
        density += part.weight * np.exp(-0.5 * squared) / sd_m**2
    on_floor = density * cells.share
    return on_floor if on_floor.sum() > 1e-9 else np.array(cells.share)


def _moved(plane: Planes, rows: int, columns: int) -> Planes:
    """Shift a plane by whole cells; what leaves the level is lost."""
    moved = np.zeros_like(plane)
    height, width = plane.shape
    rows, columns = max(-height, min(height, rows)), max(-width, min(width, columns))
    target = moved[max(rows, 0) : height + min(rows, 0), max(columns, 0) : width + min(columns, 0)]
    target[...] = plane[max(-rows, 0) : height + min(-rows, 0), max(-columns, 0) : width + min(-columns, 0)]
    return moved
