"""The radio map drawn on cells: how often and how loud each transmitter is heard at a place.

The log-distance law and its range of hearing say it everywhere; where the survey walked, what it heard there
corrects them (`docs/theory/radio_map.md`, RADIO-13 and RADIO-14).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from positioning.cached import cached_by_identity
from positioning.radio_map import (
    DB_PER_NEPER,
    HEARD_WITHIN_RANGES,
    MOUNT_HEIGHT_M,
    expected_rssi_dbm,
    sighting_rate_hz,
)
from positioning.types import BeaconKey, BeaconMap, FloatArray, HeardCells, SurveyedGround, Transmitter

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class FieldConfig:
    """How far what the survey heard at one place holds for places around it.

    Chosen on held-back survey walks of site1-B1, five folds by walk, cold starts (RADIO-13).
    """

    cell_m: float = 2.0
    rate_reach_m: float = 5.0  # sd of the kernel over rates
    excess_reach_m: float = 4.0  # sd of the kernel over loudness
    rate_prior_s: float = 8.0  # seconds near a place from which on its own rate counts more than the law's
    excess_prior: float = (
        4.0  # sightings near a place from which on their loudness counts more than the law's
    )
    margin_m: float = 30.0  # beyond transmitters and survey: a stray step outside is not yet off the map


@dataclass(frozen=True, slots=True, eq=False)
class Reception:
    """What a phone at n places hears of one transmitter: rate, expected RSSI and its variance, each (n,)."""

    rate_hz: FloatArray
    expected_dbm: FloatArray
    variance_db2: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Patch:
    """One transmitter's cells from (`row`, `column`) on: rate, RSSI and variance as (3, rows, columns)."""

    row: int
    column: int
    values: NDArray[np.float32]

    def rimmed(self) -> _Patch:
        """Return the patch with a rim on which nothing is heard: it stands for all places out of reach."""
        values = np.pad(self.values, ((0, 0), (1, 1), (1, 1)), mode="edge")
        values[0, (0, -1), :] = values[0, :, (0, -1)] = 0.0
        return _Patch(self.row - 1, self.column - 1, values)


class RadioField:
    """The cells over all transmitters of a map and all that its survey walked.

    Attributes
    ----------
    hearing_hz : (rows, columns) how often a phone there hears any of the map's transmitters.
    survey_s : (rows, columns) seconds that the survey spent around, or None without a survey.
    error_m : how far the map is off at a place, sd in each axis.
    """

    def __init__(self, beacons: BeaconMap, config: FieldConfig | None = None) -> None:
        self.config = config = config or FieldConfig()
        self.error_m = beacons.error_m
        self._origin_m, shape = _extent(beacons, config)
        self.hearing_hz: FloatArray = np.zeros(shape)
        self.survey_s = self._survey_s(beacons.ground)
        self._patches: dict[BeaconKey, _Patch] = {}
        for key, transmitter in beacons.transmitters.items():
            patch = self._patch(transmitter, beacons.ground, shape)
            rows, columns = patch.values.shape[1:]
            self.hearing_hz[patch.row : patch.row + rows, patch.column : patch.column + columns] += (
                patch.values[0]
            )
            self._patches[key] = patch.rimmed()

    @property
    def is_empty(self) -> bool:
        """Whether the map holds no transmitter and no survey: nothing says where the level is."""
        return not self._patches and self.survey_s is None

    @property
    def span_m(self) -> tuple[FloatArray, FloatArray]:
        """The lowest and the highest corner (2,) of the cells."""
        rows, columns = self.hearing_hz.shape
        return self._origin_m, self._origin_m + self.config.cell_m * np.array([columns, rows])

    def index(self, x_m: FloatArray, y_m: FloatArray) -> tuple[Index, Index]:
        """Return row and column of places; what lies off the cells counts as on their rim."""
        rows, columns = self.hearing_hz.shape
        row = np.clip((y_m - self._origin_m[1]) / self.config.cell_m, 0, rows - 1).astype(np.intp)
        column = np.clip((x_m - self._origin_m[0]) / self.config.cell_m, 0, columns - 1).astype(np.intp)
        return row, column

    def reception(self, key: BeaconKey, row: Index, column: Index) -> Reception:
        """Return what is heard of a transmitter of the map in cells. Out of its reach the rate is zero, the
        loudness that of the nearest cell within.
        """
        patch = self._patches[key]
        rows, columns = patch.values.shape[1:]
        row = np.minimum(np.maximum(row - patch.row, 0), rows - 1)
        column = np.minimum(np.maximum(column - patch.column, 0), columns - 1)
        rate_hz, expected_dbm, variance_db2 = patch.values.reshape(3, -1)[:, row * columns + column]
        return Reception(*(each.astype(np.float64) for each in (rate_hz, expected_dbm, variance_db2)))

    def _patch(
        self, transmitter: Transmitter, ground: SurveyedGround | None, shape: tuple[int, int]
    ) -> _Patch:
        """Draw a transmitter within its reach (RADIO-13)."""
        config, cell_m = self.config, self.config.cell_m
        reach_m = HEARD_WITHIN_RANGES * transmitter.heard_range_m
        centre_m = np.array([transmitter.x_m, transmitter.y_m])
        low = np.floor((centre_m - reach_m - self._origin_m) / cell_m).astype(int)
        high = np.ceil((centre_m + reach_m - self._origin_m) / cell_m).astype(int)
        size = np.array([shape[1], shape[0]])
        low = np.clip(low, 0, size - 1)
        high = np.maximum(np.clip(high, 1, size), low + 1)
        x_m = (self._origin_m[0] + (np.arange(low[0], high[0]) + 0.5) * cell_m)[None, :]
        y_m = (self._origin_m[1] + (np.arange(low[1], high[1]) + 0.5) * cell_m)[:, None]
        rate_hz = sighting_rate_hz(transmitter, x_m, y_m)
        expected_dbm = expected_rssi_dbm(transmitter, x_m, y_m)
        squared_m2 = (x_m - transmitter.x_m) ** 2 + (y_m - transmitter.y_m) ** 2 + MOUNT_HEIGHT_M**2
        place_db2 = (DB_PER_NEPER * transmitter.exponent * transmitter.sd_m) ** 2 / squared_m2
        if ground is not None and self.survey_s is not None:
            window = (slice(low[1], high[1]), slice(low[0], high[0]))
            count, excess_db = self._heard_cells(ground, ground.heard.get(transmitter.key), low, high)
            around = _sum_near(count, config.rate_reach_m / cell_m)
            rate_hz = (config.rate_prior_s * rate_hz + around) / (config.rate_prior_s + self.survey_s[window])
            near = _sum_near(count, config.excess_reach_m / cell_m)
            share = near / (config.excess_prior + near)
            total_db = _sum_near(excess_db, config.excess_reach_m / cell_m)
            expected_dbm = expected_dbm + total_db / (config.excess_prior + near)
            place_db2 = (1.0 - share) * place_db2
        variance_db2 = transmitter.sigma_db**2 + place_db2
        values = np.stack([rate_hz, expected_dbm, variance_db2]).astype(np.float32)
        return _Patch(int(low[1]), int(low[0]), values)

    def _heard_cells(
        self, ground: SurveyedGround, heard: HeardCells | None, low: NDArray[np.int_], high: NDArray[np.int_]
    ) -> tuple[FloatArray, FloatArray]:
        """Return the sightings and the sum of their excess in each cell of a window."""
        columns, rows = high - low
        count, total_db = np.zeros((rows, columns)), np.zeros((rows, columns))
        if heard is not None:
            row, column = self.index(ground.x_m[heard.cell], ground.y_m[heard.cell])
            row, column = row - low[1], column - low[0]
            inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
            at = row[inside], column[inside]
            np.add.at(count, at, heard.count[inside])
            np.add.at(total_db, at, (heard.count * heard.excess_db)[inside])
        return count, total_db

    def _survey_s(self, ground: SurveyedGround | None) -> FloatArray | None:
        """Return the seconds that the survey spent around each cell."""
        if ground is None:
            return None
        spent_s = np.zeros(self.hearing_hz.shape)
        np.add.at(spent_s, self.index(ground.x_m, ground.y_m), ground.duration_s)
        return _sum_near(spent_s, self.config.rate_reach_m / self.config.cell_m)


@cached_by_identity
def field_of(beacons: BeaconMap) -> RadioField:
    """Return a map's field, drawn once as long as the map is held: 0.2 s for 200 transmitters."""
    return RadioField(beacons)


def _sum_near(cells: FloatArray, reach_cells: float) -> FloatArray:
    """Return sums over all cells, each weighed by exp(-d^2 / 2 reach^2)."""
    if not cells.any():
        return np.zeros(cells.shape)
    area = math.tau * reach_cells**2
    blurred = gaussian_filter(cells, reach_cells, mode="constant", truncate=3.0)
    return np.asarray(area * blurred)


def _extent(beacons: BeaconMap, config: FieldConfig) -> tuple[FloatArray, tuple[int, int]]:
    """Return the origin (2,), a multiple of the cell's side, and (rows, columns)."""
    places = [(t.x_m, t.y_m) for t in beacons.transmitters.values()]
    if beacons.ground is not None:
        places += list(zip(beacons.ground.x_m.tolist(), beacons.ground.y_m.tolist(), strict=True))
    if not places:
        places = [(0.0, 0.0)]
    low = np.floor((np.min(places, axis=0) - config.margin_m) / config.cell_m)
    high = np.ceil((np.max(places, axis=0) + config.margin_m) / config.cell_m)
    columns, rows = (high - low).astype(int)
    return low * config.cell_m, (int(rows), int(columns))
