"""Made walks: a phone that steps, turns and hears along a known path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from positioning.capture import DropReport, Trace
from positioning.capture.trace import SensorColumn
from positioning.types import BeaconKey, BeaconSighting, FloatArray, Waypoint

PACE_MPS, CADENCE_HZ = 1.3, 1.9
RATE_HZ, RANGE_M = 4.0, 6.0
AT_1M_DBM, EXPONENT, SPREAD_DB = -60.0, 2.4, 4.0

MakeWalk = Callable[..., Trace]


@pytest.fixture(scope="session")
def make_walk() -> MakeWalk:
    """Returns what makes a walk."""
    return made_walk


def made_walk(
    name: str,
    corners_m: Sequence[tuple[float, float]],
    beacons_m: Mapping[BeaconKey, tuple[float, float]],
    waypoints: Sequence[float] = (0.0, 1.0),
    held_rad: float = 0.0,
) -> Trace:
    """A walk at even speed along straight legs, the phone `held_rad` to the left of the walking direction;
    north is up the plan. Waypoints are told at shares of its length.
    """
    rng = np.random.default_rng(sum(name.encode()))
    corners = np.array(corners_m)
    legs = np.diff(corners, axis=0)
    passed_s = np.concatenate(([0.0], np.cumsum(np.hypot(*legs.T)))) / PACE_MPS
    t_s = np.arange(0.0, passed_s[-1], 0.02)

    def place_m(at_s: FloatArray) -> FloatArray:
        return np.stack([np.interp(at_s, passed_s, axis) for axis in corners.T], axis=-1)

    leg = np.searchsorted(passed_s[1:-1], t_s, side="right")
    half_rad = 0.5 * (np.arctan2(legs[leg, 1], legs[leg, 0]) - 0.5 * np.pi + held_rad)
    swing_mps2 = 9.81 + 2.5 * np.sin(2.0 * np.pi * CADENCE_HZ * t_s)
    nothing, flat = SensorColumn(np.empty(0), np.empty((0, 3))), np.zeros_like(t_s)
    sightings = []
    for key, beacon_m in beacons_m.items():
        away_m = np.hypot(*(place_m(t_s) - beacon_m).T)
        for at in np.flatnonzero(rng.random(len(t_s)) < 0.02 * RATE_HZ * 2.0 ** -((away_m / RANGE_M) ** 2)):
            law_dbm = AT_1M_DBM - 10.0 * EXPONENT * np.log10(np.hypot(away_m[at], 2.0))
            sightings.append(BeaconSighting(float(t_s[at]), key, float(law_dbm + rng.normal(0.0, SPREAD_DB))))
    told_s = np.array(waypoints) * t_s[-1]
    return Trace(
        name=name,
        t0_unix_ms=1_700_000_000_000,
        duration_s=float(t_s[-1]),
        period_s=0.5,
        device="made",
        waypoints=tuple(
            Waypoint(float(s), float(x), float(y)) for s, (x, y) in zip(told_s, place_m(told_s), strict=True)
        ),
        sightings=tuple(sorted(sightings, key=lambda sighting: sighting.t_s)),
        dropped=DropReport({}),
        accel=SensorColumn(t_s, np.column_stack((flat, flat, swing_mps2))),
        gyro=nothing,
        mag=nothing,
        attitude=SensorColumn(t_s, np.column_stack((flat, flat, np.sin(half_rad), np.cos(half_rad)))),
    )
