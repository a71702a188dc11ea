"""What one phone sensed during one visit, cut into frames, with the truth beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from firmware_sim.itinerary import Purchase
from firmware_sim.motion import Truth
from firmware_sim.places import Place
from firmware_sim.radio import Heard
from positioning.types import BeaconSighting, CodeScan, ImuSamples, SensorFrame
from zones.level import Code

READ_REACH_M = 0.75
"""Whoever stops within an arm's length of a code reads it, or has theirs read at the till."""


@dataclass(frozen=True, slots=True, eq=False)
class Trip:
    """One person's way through the store: the truth, where they stopped, what they took."""

    truth: Truth
    stops: tuple[Place, ...]
    purchases: tuple[Purchase, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedVisit:
    """What one phone sensed during one visit, and the truth."""

    name: str
    truth: Truth
    imu: ImuSamples
    heard: Heard
    stops: tuple[Place, ...]
    codes: tuple[CodeScan, ...] = ()
    purchases: tuple[Purchase, ...] = ()

    @property
    def sightings(self) -> tuple[BeaconSighting, ...]:
        """All that was heard, made anew."""
        return self.heard.sightings

    @property
    def duration_s(self) -> float:
        return float(self.truth.t_s[-1])

    def frames(self, period_s: float = 1.0) -> Iterator[SensorFrame]:
        """The visit cut into frames of `period_s`; the last one is shorter."""
        edges_s = np.append(np.arange(0.0, self.duration_s, period_s), self.duration_s)
        samples = np.searchsorted(self.imu.t_s, edges_s, side="right").tolist()
        sightings = np.searchsorted(self.heard.t_s, edges_s, side="right").tolist()
        for k, (begin_s, end_s) in enumerate(zip(edges_s[:-1].tolist(), edges_s[1:].tolist(), strict=True)):
            yield SensorFrame(
                t_start_s=begin_s,
                t_end_s=end_s,
                imu=_rows(self.imu, samples[k], samples[k + 1]),
                sightings=self.heard.rows(sightings[k], sightings[k + 1]),
                codes=tuple(scan for scan in self.codes if begin_s < scan.t_s <= end_s),
            )


def codes_read(codes: Iterable[Code], truth: Truth) -> tuple[CodeScan, ...]:
    """The codes of a visit, each when the shopper first stands before it."""
    scans = []
    for code in codes:
        away_m = np.hypot(truth.x_m - code.x_m, truth.y_m - code.y_m)
        standing = np.flatnonzero((truth.pace_mps == 0.0) & (away_m <= READ_REACH_M))
        if len(standing):
            scans.append(CodeScan(float(truth.t_s[standing[0]]), code.id))
    return tuple(sorted(scans, key=lambda scan: scan.t_s))


def _rows(imu: ImuSamples, a: int, b: int) -> ImuSamples:
    return ImuSamples(
        t_s=imu.t_s[a:b],
        accel_mps2=imu.accel_mps2[a:b],
        gyro_radps=None if imu.gyro_radps is None else imu.gyro_radps[a:b],
        mag_ut=None if imu.mag_ut is None else imu.mag_ut[a:b],
        attitude_xyzw=None if imu.attitude_xyzw is None else imu.attitude_xyzw[a:b],
    )
