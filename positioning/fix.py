"""A phone that stands still, from what it hears there: no motion, no history, its RSSI offset not known.

The posterior of a place is summed over cells of the radio map (`docs/theory/fix.md`, FIX-1 .. FIX-4).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from positioning.radio_field import FieldConfig, RadioField
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, FloatArray, WalkableArea
from positioning.walkable import is_free

_OFFSET_STEP_DB = 2.0
_LEAST_HEARD = 0.01
"""Chance of what the map calls impossible: a hundredth, as where `HEARD_WITHIN_RANGES` ends."""


@dataclass(frozen=True, slots=True)
class FixConfig:
    """How a stay is weighed.

    `field`: whoever surveys standing still knows his places to a metre, not to a walk's 2 to 5 m.
    `offset_sd_db`: phones differ by 10 to 20 dB. `scan_scales`: the phone's look, in seconds of a survey
    phone's; some hear twice as often as others.
    """

    field: FieldConfig = field(
        default_factory=lambda: FieldConfig(cell_m=0.5, rate_reach_m=1.0, excess_reach_m=1.0, margin_m=5.0)
    )
    offset_sd_db: float = 12.0
    scan_scales: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class PositionFix:
    """Where a phone stands, with covariance (floor frame), what it hears above the survey's phones, and how
    many transmitters of the map said so.
    """

    x_m: float
    y_m: float
    var_x_m2: float
    var_y_m2: float
    cov_xy_m2: float
    offset_db: float
    transmitters: int


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """A stay by transmitter (n,): mean RSSI where heard, and the share of scans that heard it."""

    rssi_dbm: FloatArray
    share: FloatArray


class Locator:
    """Locates phones that stand still on one level; the map is drawn once.

    Parameters
    ----------
    beacons : transmitters of the level, with what a survey heard when there was one.
    floor : where people can stand; without it the surroundings of transmitters and survey.

    Examples
    --------
    >>> from positioning.types import LevelId, Transmitter
    >>> keys = [BeaconKey(f"mac:{i}") for i in range(3)]
    >>> places = [(0.0, 0.0), (8.0, 0.0), (4.0, 8.0)]
    >>> beacons = {k: Transmitter(k, x, y, 0.1, -60.0, 2.2, 4.0) for k, (x, y) in zip(keys, places)}
    >>> heard = [BeaconSighting(0.0, k, rssi) for k, rssi in zip(keys, (-68.0, -79.0, -80.0))]
    >>> fix = Locator(BeaconMap(LevelId("G"), beacons)).locate([heard])
    >>> round(float(np.hypot(fix.x_m, fix.y_m))) < 4
    True
    """

    def __init__(
        self, beacons: BeaconMap, floor: WalkableArea | None = None, *, config: FixConfig | None = None
    ) -> None:
        self.config = config = config or FixConfig()
        drawn = RadioField(beacons, config.field)
        low_m, high_m = drawn.span_m
        half_m = 0.5 * config.field.cell_m
        columns_m, rows_m = (np.arange(low_m[i] + half_m, high_m[i], config.field.cell_m) for i in (0, 1))
        places_m = np.stack([axis.ravel() for axis in np.meshgrid(columns_m, rows_m)])
        if floor is not None and (free := is_free(floor, places_m)).any():
            places_m = places_m[:, free]
        self._places_m = places_m
        self._index: dict[BeaconKey, int] = {key: i for i, key in enumerate(beacons.transmitters)}
        at = drawn.index(*places_m)
        received = [drawn.reception(key, *at) for key in self._index]
        self._rate_hz = np.array([each.rate_hz for each in received])
        self._expected_dbm = np.array([each.expected_dbm for each in received])
        self._variance_db2 = np.array([each.variance_db2 for each in received])

    def locate(self, scans: Sequence[Sequence[BeaconSighting]]) -> PositionFix | None:
        """Return where the phone stands, None when it heard nothing that is on the map.

        Each of `scans` is what one look around heard, a second or two long. Several looks from one place
        repeat their shadowing, so that they count as one with less noise, not as so many.
        """
        heard = self._gather(scans)
        loud = np.flatnonzero(heard.share > 0.0)
        if not len(loud):
            return None
        offsets_db, by_offset = self._loudness(heard, loud)
        log_weight = by_offset + self._detection(heard)[:, None]
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        by_place = weight.sum(axis=1)
        mean_m = self._places_m @ by_place
        away_m = self._places_m - mean_m[:, None]
        covariance = (away_m * by_place) @ away_m.T + np.eye(2) * self.config.field.cell_m**2 / 12.0
        return PositionFix(
            x_m=float(mean_m[0]), y_m=float(mean_m[1]), var_x_m2=float(covariance[0, 0]),
            var_y_m2=float(covariance[1, 1]), cov_xy_m2=float(covariance[0, 1]),
            offset_db=float(weight.sum(axis=0) @ offsets_db), transmitters=len(loud),
        )  # fmt: skip

    def _gather(self, scans: Sequence[Sequence[BeaconSighting]]) -> _Heard:
        total_dbm, readings, looks = (np.zeros(len(self._index)) for _ in range(3))
        for scan in scans:
            indices = []
            for sighting in scan:
                if (key := sighting.known_as(self._index)) is not None:
                    indices.append(self._index[key])
                    total_dbm[indices[-1]] += sighting.rssi_dbm
                    readings[indices[-1]] += 1.0
            looks[sorted(set(indices))] += 1.0
        rssi_dbm = np.divide(total_dbm, readings, out=np.full_like(total_dbm, np.nan), where=readings > 0.0)
        return _Heard(rssi_dbm, looks / max(len(scans), 1))

    def _loudness(self, heard: _Heard, loud: np.ndarray) -> tuple[FloatArray, FloatArray]:
        """Return offsets (k,) and the log posterior (places, k) of place and offset (FIX-1, FIX-2)."""
        config = self.config
        reach_db = 3.0 * config.offset_sd_db
        offsets_db = np.arange(-reach_db, reach_db + _OFFSET_STEP_DB, _OFFSET_STEP_DB)
        log_weight = np.tile(-0.5 * (offsets_db / config.offset_sd_db) ** 2, (self._places_m.shape[1], 1))
        for index in loud.tolist():
            variance_db2 = self._variance_db2[index][:, None]
            residual_db = heard.rssi_dbm[index] - self._expected_dbm[index][:, None] - offsets_db
            log_weight -= 0.5 * (residual_db**2 / variance_db2 + np.log(variance_db2))
        return offsets_db, log_weight

    def _detection(self, heard: _Heard) -> FloatArray:
        """Return the log likelihood (places,) of which transmitters were heard (FIX-3)."""
        share = heard.share[:, None]
        by_scale = []
        for scale_s in self.config.scan_scales:
            chance = np.clip(1.0 - np.exp(-self._rate_hz * scale_s), _LEAST_HEARD, 1.0 - _LEAST_HEARD)
            by_scale.append((share * np.log(chance) + (1.0 - share) * np.log(1.0 - chance)).sum(axis=0))
        return np.asarray(np.logaddexp.reduce(np.array(by_scale), axis=0) - math.log(len(by_scale)))
