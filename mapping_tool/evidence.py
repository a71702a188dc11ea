"""What one visit says about one transmitter: log-likelihood ratios of faults against its record on the map.

The formulas are derived in `docs/theory/beacon_health.md`; `HEALTH-n` below points there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mapping_tool.looks import HeardLooks, VisitLooks
from positioning.radio_map import DB_PER_NEPER, MOUNT_HEIGHT_M, expected_rssi_dbm
from positioning.types import BeaconKey, FloatArray, Transmitter

CELL_M = 4.0
"""Candidate places lie this far apart: a third of a beacon's range, twice what a smoothed path is off."""

BURST_FACTOR, BURST_POWER = 0.39, 0.75
LEAST_SILENCE = 0.015
"""P(no sighting | m expected) = 0.015 + 0.985 exp(-0.39 m^0.75): held-back survey walks of site1-B1
(`benchmarks/beacon_faults.py --calibrate` prints the counts beside it). HEALTH-4."""

STRAY_HZ = 2e-4
"""How often a transmitter is heard from where its record has it out of reach: on the same walks in five of a
thousand visits of half a minute."""

STRAY_PER_DB = 1.0 / 60.0
"""The loudness of a stray sighting: anything from -100 to -40 dBm."""

LOOK_CORRELATION = 0.34
"""Share of the residuals' variance that all looks of a visit have in common; same walks (13 of 38 dB2)."""

STUDENT_DOF = 4.0
"""Heavy tails, as in the fit (RADIO-5)."""

SCAN_PRIOR = 2.0
"""Sightings' worth of belief that a phone scans like the survey's."""

OFFSET_PRIOR = 2.0
OFFSET_VARIANCE_DB2 = 36.0
"""Transmitters' worth of belief that a phone hears as loud as the survey's, and the variance of what each of
them says of it: without any the offset has an sd of 4.2 dB, that of survey walks (`FitPriors`: 4 dB)."""

MOST_MISFITS = 0.3
FEWEST_JUDGES = 3
"""A visit in which a third of the transmitters seem misplaced has the path wrong, not the beacons
(HEALTH-6)."""


class FaultKind(StrEnum):
    """What may have happened to a transmitter."""

    DEAD = "dead"
    LOUDER = "louder"
    QUIETER = "quieter"
    MOVED = "moved"
    CLONED = "cloned"


LEVELS_DB = {FaultKind.LOUDER: (5.0, 8.0, 12.0), FaultKind.QUIETER: (-5.0, -8.0, -12.0)}
"""Candidate changes of loudness. Below 5 dB the map's own error is as likely: a transmitter's mean residual
over held-back walks was off by up to 4.7 dB (site1-B1)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """Transmitters (c,) of one name each: sightings expected a second in every look (c, n), and the same in
    the looks that heard it, times the density of the loudness heard (c, k)."""

    rate_hz: FloatArray
    loud: FloatArray

    def __add__(self, other: _Source) -> _Source:
        return _Source(self.rate_hz + other.rate_hz, self.loud + other.loud)


class VisitEvidence:
    """A visit against the map: how its phone hears, and whether its path can be right.

    Parameters
    ----------
    looks : the visit.
    judges : transmitters that stay where they are; the phone's own traits are taken from them.
    """

    def __init__(self, looks: VisitLooks, judges: Mapping[BeaconKey, Transmitter]) -> None:
        self.looks = looks
        self._judges = judges
        self._expected = {key: float(rates_hz(t, looks) @ looks.duration_s) for key, t in judges.items()}
        self._heard = {key: looks.heard[key] for key in judges if key in looks.heard}
        self._residuals_db = {
            key: float(np.mean(heard.rssi_dbm - _law_dbm(judges[key], looks, heard)))
            for key, heard in self._heard.items()
        }
        self._total_expected = sum(self._expected.values())
        self._total_heard = sum(heard.sightings for heard in self._heard.values())

    def scan_factor(self, key: BeaconKey) -> float:
        """Return how often this phone hears the other judges, against what the map expects (HEALTH-3)."""
        own = self._heard[key].sightings if key in self._heard else 0
        others = self._total_expected - self._expected.get(key, 0.0)
        return (self._total_heard - own + SCAN_PRIOR) / (others + SCAN_PRIOR)

    def offset_db(self, key: BeaconKey) -> tuple[float, float]:
        """Return how much louder this phone hears the other judges: their median, shrunk; and its variance
        in dB2 (HEALTH-3).
        """
        others_db = [residual_db for k, residual_db in self._residuals_db.items() if k != key]
        belief = len(others_db) + OFFSET_PRIOR
        median_db = float(np.median(others_db)) if others_db else 0.0
        return median_db * len(others_db) / belief, OFFSET_VARIANCE_DB2 / belief

    def of(self, transmitter: Transmitter) -> TransmitterEvidence:
        """Return what the visit says of one transmitter."""
        offset_db, offset_variance_db2 = self.offset_db(transmitter.key)
        return TransmitterEvidence(
            transmitter, self.looks, self.scan_factor(transmitter.key), offset_db, offset_variance_db2
        )

    @property
    def is_consistent(self) -> bool:
        """Whether the path can be right: few of the judges heard seem out of place (HEALTH-6)."""
        misplaced = sum(self.of(self._judges[key]).is_misplaced for key in self._heard)
        return len(self._heard) < FEWEST_JUDGES or misplaced <= MOST_MISFITS * len(self._heard)


class TransmitterEvidence:
    """What one visit says of one transmitter."""

    def __init__(
        self,
        transmitter: Transmitter,
        looks: VisitLooks,
        scan_factor: float,
        offset_db: float,
        offset_variance_db2: float,
    ) -> None:
        self.heard = looks.heard.get(transmitter.key)
        self._transmitter = transmitter
        self._looks = looks
        self._scan_factor = scan_factor
        self._offset_db = offset_db
        self._offset_variance_db2 = offset_variance_db2
        self._record = self._source(np.array([[transmitter.x_m, transmitter.y_m]]), transmitter.sd_m**2)

    @property
    def expected(self) -> float:
        """How many sightings of the transmitter this phone should have had."""
        return float(self._record.rate_hz[0] @ self._looks.duration_s)

    @property
    def is_misplaced(self) -> bool:
        """Whether a stray explains the sightings better than the record."""
        return bool(self._record.loud.mean() < STRAY_HZ * STRAY_PER_DB)

    def ratios(self, kind: FaultKind, ways: FloatArray) -> FloatArray:
        """Return the log-likelihood ratios (c,) of a kind of fault against the map's record (HEALTH-5).

        `ways` are the places (c, 2) of `moved` and `cloned`, the changes (c,) in dB of `louder` and
        `quieter`; `dead` has one way, whatever is in it.
        """
        record = self._record
        if kind is FaultKind.DEAD:
            source = _Source(0.0 * record.rate_hz, 0.0 * record.loud)
        elif kind in LEVELS_DB:
            at_m = np.array([[self._transmitter.x_m, self._transmitter.y_m]])
            changed = self._source(at_m, self._transmitter.sd_m**2, ways[:, None])
            source = _Source(np.repeat(record.rate_hz, len(ways), axis=0), changed.loud)
        else:
            elsewhere = self._source(ways, CELL_M**2 / 12.0)
            source = elsewhere if kind is FaultKind.MOVED else elsewhere + record
        return np.asarray(self._log_likelihood(source) - self._log_likelihood(record))

    def _source(self, places_m: FloatArray, place_m2: float, level_db: FloatArray | float = 0.0) -> _Source:
        """The transmitter at places (c, 2) of a variance, or changed in level (c, 1)."""
        own, heard = self._transmitter, self.heard
        dx_m, dy_m = self._looks.x_m - places_m[:, :1], self._looks.y_m - places_m[:, 1:]
        squared_m2 = dx_m**2 + dy_m**2
        rate_hz = self._scan_factor * _bell_hz(own, squared_m2, self._looks.variance_m2 + place_m2)
        if heard is None:
            return _Source(rate_hz, np.empty((len(rate_hz), 0)))
        near_m2 = squared_m2[:, heard.look]
        law_dbm = expected_rssi_dbm(own, own.x_m + dx_m[:, heard.look], own.y_m + dy_m[:, heard.look])
        slope_db2_per_m2 = (DB_PER_NEPER * own.exponent / (near_m2 + MOUNT_HEIGHT_M**2)) ** 2 * near_m2
        place_db2 = slope_db2_per_m2 * (self._looks.variance_m2[heard.look] + place_m2)
        residual_db = heard.rssi_dbm - law_dbm - self._offset_db - level_db
        density = _student(residual_db, own.sigma_db**2 + self._offset_variance_db2 + place_db2)
        return _Source(rate_hz, rate_hz[:, heard.look] * density)

    def _log_likelihood(self, source: _Source) -> FloatArray:
        """The log-likelihood (c,) of hearing what was heard, or nothing (HEALTH-4, HEALTH-5)."""
        total = (source.rate_hz + STRAY_HZ) @ self._looks.duration_s
        silent = silence(total)
        if self.heard is None:
            return np.asarray(np.log(silent))
        weight = 1.0 / (1.0 + (len(self.heard.look) - 1) * LOOK_CORRELATION)
        where_and_how_loud = np.log((source.loud + STRAY_HZ * STRAY_PER_DB) / total[:, None])
        return np.asarray(np.log1p(-silent) + weight * where_and_how_loud.sum(axis=1))


def silence(expected: FloatArray) -> FloatArray:
    """Return P(no sighting) where so many are expected: they come in bursts (HEALTH-4)."""
    return np.asarray(LEAST_SILENCE + (1.0 - LEAST_SILENCE) * np.exp(-BURST_FACTOR * expected**BURST_POWER))


def rates_hz(transmitter: Transmitter, looks: VisitLooks) -> FloatArray:
    """Return how often (n,) a phone like the survey's hears a transmitter in each look (HEALTH-1)."""
    squared_m2 = (looks.x_m - transmitter.x_m) ** 2 + (looks.y_m - transmitter.y_m) ** 2
    return _bell_hz(transmitter, squared_m2, looks.variance_m2 + transmitter.sd_m**2)


def _bell_hz(transmitter: Transmitter, squared_m2: FloatArray, variance_m2: FloatArray) -> FloatArray:
    """RADIO-4, averaged over a Gaussian about the look and the place: again a bell."""
    bell_m2 = transmitter.heard_range_m**2 / (2.0 * np.log(2.0))
    wide_m2 = bell_m2 + variance_m2
    return np.asarray(transmitter.heard_rate_hz * bell_m2 / wide_m2 * np.exp(-0.5 * squared_m2 / wide_m2))


def _law_dbm(transmitter: Transmitter, looks: VisitLooks, heard: HeardLooks) -> FloatArray:
    return expected_rssi_dbm(transmitter, looks.x_m[heard.look], looks.y_m[heard.look])


def _student(residual_db: FloatArray, variance_db2: FloatArray) -> FloatArray:
    """Density of Student's t with `STUDENT_DOF` degrees of freedom and the given variance."""
    scale_db2 = variance_db2 * (STUDENT_DOF - 2.0) / STUDENT_DOF
    # gamma(2.5) / (gamma(2) sqrt(4 pi)) = 0.375
    return np.asarray(0.375 / np.sqrt(scale_db2) * (1.0 + residual_db**2 / (STUDENT_DOF * scale_db2)) ** -2.5)
