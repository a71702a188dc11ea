"""What one visit says about one transmitter: log-likelihood ratios of faults against its record on the map.

The formulas are derived in `docs/theory/beacon_health.md`; `HEALTH-n` below points there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np

from mapping_tool.looks import HeardLooks, VisitLooks
from positioning.radio_map import DB_PER_NEPER, MOUNT_HEIGHT_M, expected_rssi_dbm
from positioning.types import BeaconKey, FloatArray, Transmitter

CELL_M = 4.0
"""Candidate places lie this far apart: a third of a beacon's range, twice what a smoothed path is off."""

LEVELS_DB = (-12.0, -8.0, -5.0, 5.0, 8.0, 12.0)
"""Candidate changes of loudness. Below 5 dB the map's own error is as likely: a transmitter's mean residual
over held-back walks was off by up to 4.7 dB (site1-B1)."""

LEAST_MOVE_M = 6.0
"""Nearer, a move is within what a survey leaves open (three sd of a well heard transmitter)."""

LEAST_CLONE_M = 20.0
"""Nearer, two transmitters of one name are heard together and cannot be told from one."""

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


class Fault(NamedTuple):
    """One alternative to the map's record: a kind, and of a level its change in dB or of a place its cell.

    The cell (i, j) is the square of `CELL_M` whose lower left corner is (i, j) `CELL_M`.
    """

    kind: FaultKind
    level_db: float = 0.0
    cell: tuple[int, int] | None = None

    @property
    def place_m(self) -> tuple[float, float] | None:
        """The middle of its cell, floor frame."""
        if self.cell is None:
            return None
        return (self.cell[0] + 0.5) * CELL_M, (self.cell[1] + 0.5) * CELL_M


DEAD = Fault(FaultKind.DEAD)
LEVEL_FAULTS = tuple(
    Fault(FaultKind.LOUDER if level_db > 0 else FaultKind.QUIETER, level_db) for level_db in LEVELS_DB
)


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """Transmitters (c,) of one name each: sightings expected a second in every look (c, n), and the same in
    the looks that heard it, times the density of the loudness heard (c, k)."""

    rate_hz: FloatArray
    loud: FloatArray

    def __add__(self, other: _Source) -> _Source:
        return _Source(self.rate_hz + other.rate_hz, self.loud + other.loud)


class VisitEvidence:
    """A visit against the map: who should have been heard, and what faults would explain it better.

    Parameters
    ----------
    looks : the visit.
    judges : transmitters that stay where they are; the phone's own traits are taken from them.
    """

    def __init__(self, looks: VisitLooks, judges: Mapping[BeaconKey, Transmitter]) -> None:
        self.looks = looks
        self._judges = judges

    @cached_property
    def _expected(self) -> dict[BeaconKey, float]:
        """Sightings that a phone like the survey's would have had."""
        return {
            key: float(self._rate_hz(judge) @ self.looks.duration_s) for key, judge in self._judges.items()
        }

    @cached_property
    def _residuals_db(self) -> dict[BeaconKey, float]:
        """Mean of heard minus expected RSSI over the looks of each judge."""
        residuals = {}
        for key, judge in self._judges.items():
            heard = self.looks.heard.get(key)
            if heard is not None:
                expected_dbm = expected_rssi_dbm(
                    judge, self.looks.x_m[heard.look], self.looks.y_m[heard.look]
                )
                residuals[key] = float(np.mean(heard.rssi_dbm - expected_dbm))
        return residuals

    def scan_factor(self, key: BeaconKey) -> float:
        """Return how often this phone hears the other judges, against what the map expects (HEALTH-3)."""
        heard = sum(self.looks.heard[k].sightings for k in self._residuals_db if k != key)
        expected = sum(self._expected.values()) - self._expected.get(key, 0.0)
        return (heard + SCAN_PRIOR) / (expected + SCAN_PRIOR)

    def offset_db(self, key: BeaconKey) -> tuple[float, float]:
        """Return how much louder this phone hears the other judges: their median, shrunk; and its variance
        in dB2 (HEALTH-3).
        """
        others_db = [residual_db for k, residual_db in self._residuals_db.items() if k != key]
        belief = len(others_db) + OFFSET_PRIOR
        median_db = float(np.median(others_db)) if others_db else 0.0
        return median_db * len(others_db) / belief, OFFSET_VARIANCE_DB2 / belief

    def expected_sightings(self, transmitter: Transmitter) -> float:
        """Return how many sightings of a transmitter this phone should have had."""
        rate_hz = self._rate_hz(transmitter)
        return self.scan_factor(transmitter.key) * float(rate_hz @ self.looks.duration_s)

    @property
    def is_consistent(self) -> bool:
        """Whether the path can be right: few of the judges heard seem out of place (HEALTH-6)."""
        heard = [key for key in self._residuals_db if key in self.looks.heard]
        misplaced = sum(self._is_misplaced(self._judges[key]) for key in heard)
        return len(heard) < FEWEST_JUDGES or misplaced <= MOST_MISFITS * len(heard)

    def ratios(self, transmitter: Transmitter, faults: Iterable[Fault]) -> dict[Fault, float]:
        """Return for each fault the log-likelihood ratio against the map's record (HEALTH-5)."""
        heard = self.looks.heard.get(transmitter.key)
        base = self._source(transmitter, heard)
        usual = float(self._log_likelihood(transmitter.key, base, heard)[0])
        ratios: dict[Fault, float] = {}
        for alike in _grouped(faults):
            source = self._alternative(transmitter, heard, alike, base)
            found = self._log_likelihood(transmitter.key, source, heard) - usual
            ratios |= zip(alike, found.tolist(), strict=True)
        return ratios

    def _alternative(
        self, transmitter: Transmitter, heard: HeardLooks | None, alike: list[Fault], base: _Source
    ) -> _Source:
        kind = alike[0].kind
        if kind is FaultKind.DEAD:
            return _Source(np.zeros_like(base.rate_hz), np.zeros_like(base.loud))
        if kind in (FaultKind.LOUDER, FaultKind.QUIETER):
            levels_db = np.array([fault.level_db for fault in alike])
            return _Source(
                np.repeat(base.rate_hz, len(alike), axis=0),
                self._source(transmitter, heard, level_db=levels_db[:, None]).loud,
            )
        places_m = np.array([fault.place_m for fault in alike])
        elsewhere = self._source(transmitter, heard, places_m=places_m)
        return elsewhere if kind is FaultKind.MOVED else elsewhere + base

    def _is_misplaced(self, transmitter: Transmitter) -> bool:
        """Tell whether a stray explains the sightings of a transmitter better than its record."""
        heard = self.looks.heard[transmitter.key]
        return float(self._source(transmitter, heard).loud.sum()) < STRAY_HZ * STRAY_PER_DB * len(heard.look)

    def _rate_hz(self, transmitter: Transmitter) -> FloatArray:
        """Expected rate (n,) of a transmitter at its own place, for a phone like the survey's."""
        dx_m, dy_m = self.looks.x_m - transmitter.x_m, self.looks.y_m - transmitter.y_m
        return self._spread_rate_hz(transmitter, dx_m**2 + dy_m**2, transmitter.sd_m**2)

    def _spread_rate_hz(
        self, transmitter: Transmitter, squared_m2: FloatArray, place_m2: float
    ) -> FloatArray:
        """RADIO-4, averaged over a Gaussian about each look and the place: again a bell (HEALTH-1)."""
        bell_m2 = transmitter.heard_range_m**2 / (2.0 * np.log(2.0))
        wide_m2 = bell_m2 + self.looks.variance_m2 + place_m2
        bell = np.exp(-0.5 * squared_m2 / wide_m2)
        return np.asarray(transmitter.heard_rate_hz * bell_m2 / wide_m2 * bell)

    def _source(
        self,
        transmitter: Transmitter,
        heard: HeardLooks | None,
        places_m: FloatArray | None = None,
        level_db: FloatArray | float = 0.0,
    ) -> _Source:
        """The transmitter at its own or at other places (c, 2), or changed in level (c, 1)."""
        place_m2 = transmitter.sd_m**2 if places_m is None else CELL_M**2 / 12.0
        places_m = np.array([[transmitter.x_m, transmitter.y_m]]) if places_m is None else places_m
        dx_m, dy_m = self.looks.x_m - places_m[:, :1], self.looks.y_m - places_m[:, 1:]
        squared_m2 = dx_m**2 + dy_m**2
        scan = self.scan_factor(transmitter.key)
        rate_hz = scan * self._spread_rate_hz(transmitter, squared_m2, place_m2)
        if heard is None:
            return _Source(rate_hz, np.empty((len(rate_hz), 0)))
        near_m2 = squared_m2[:, heard.look]
        expected_dbm = expected_rssi_dbm(
            transmitter, transmitter.x_m + dx_m[:, heard.look], transmitter.y_m + dy_m[:, heard.look]
        )
        slant_m2 = near_m2 + MOUNT_HEIGHT_M**2
        slope_db2_per_m2 = (DB_PER_NEPER * transmitter.exponent) ** 2 * near_m2 / slant_m2**2
        offset_db, offset_variance_db2 = self.offset_db(transmitter.key)
        place_variance_m2 = self.looks.variance_m2[heard.look] + place_m2
        variance_db2 = transmitter.sigma_db**2 + offset_variance_db2 + slope_db2_per_m2 * place_variance_m2
        residual_db = heard.rssi_dbm - expected_dbm - offset_db - level_db
        return _Source(rate_hz, rate_hz[:, heard.look] * _student(residual_db, variance_db2))

    def _log_likelihood(self, key: BeaconKey, source: _Source, heard: HeardLooks | None) -> FloatArray:
        """The log-likelihood (c,) of hearing what was heard, or nothing (HEALTH-4, HEALTH-5)."""
        total = (source.rate_hz + STRAY_HZ) @ self.looks.duration_s
        silent = LEAST_SILENCE + (1.0 - LEAST_SILENCE) * np.exp(-BURST_FACTOR * total**BURST_POWER)
        if heard is None:
            return np.asarray(np.log(silent))
        looks = len(heard.look)
        weight = 1.0 / (1.0 + (looks - 1) * LOOK_CORRELATION)
        where_and_how_loud = np.log((source.loud + STRAY_HZ * STRAY_PER_DB) / total[:, None])
        return np.asarray(np.log1p(-silent) + weight * where_and_how_loud.sum(axis=1))


def _grouped(faults: Iterable[Fault]) -> list[list[Fault]]:
    """Faults whose likelihoods are computed together."""
    groups: dict[tuple[FaultKind, bool], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.kind, fault.cell is None), []).append(fault)
    return list(groups.values())


def _student(residual_db: FloatArray, variance_db2: FloatArray) -> FloatArray:
    """Density of Student's t with `STUDENT_DOF` degrees of freedom and the given variance."""
    scale_db2 = variance_db2 * (STUDENT_DOF - 2.0) / STUDENT_DOF
    # gamma(2.5) / (gamma(2) sqrt(4 pi)) = 0.375
    return np.asarray(0.375 / np.sqrt(scale_db2) * (1.0 + residual_db**2 / (STUDENT_DOF * scale_db2)) ** -2.5)
