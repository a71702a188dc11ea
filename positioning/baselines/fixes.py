"""A place from what was heard in the last seconds, and nothing else: no steps, no plan, no memory (EVAL-9).

The three textbook answers to "here are some beacons, where am I?". Each takes what `heard_lately` returns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares as minimised

from positioning.radio_map import DB_PER_NEPER, MOUNT_HEIGHT_M, expected_rssi_dbm
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, FloatArray, GaussianPosition, Transmitter

WINDOW_S = 5.0
"""On the survey walks of both malls the mean errors with 2, 5 and 10 s are within a tenth of each other."""

LEAST_TRANSMITTERS = 3
"""Two distances leave two places."""

LEAST_SPREAD_M = 1.0
"""One transmitter is no point either."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A transmitter on the map and the mean of its RSSI in the window."""

    transmitter: Transmitter
    rssi_dbm: float


def heard_lately(
    sightings: Sequence[BeaconSighting], beacon_map: BeaconMap, t_s: float, window_s: float = WINDOW_S
) -> tuple[Heard, ...]:
    """Return what was heard in the `window_s` up to the last sighting of a mapped transmitter before `t_s`.

    A fix stays until something new is heard. Empty when nothing on the map was heard yet.
    """
    until = [(s, s.known_as(beacon_map.transmitters)) for s in sightings if s.t_s <= t_s]
    mapped = [(sighting, key) for sighting, key in until if key is not None]
    if not mapped:
        return ()
    begin_s = max(sighting.t_s for sighting, _ in mapped) - window_s
    levels_dbm: dict[BeaconKey, list[float]] = {}
    for sighting, key in mapped:
        if sighting.t_s > begin_s:
            levels_dbm.setdefault(key, []).append(sighting.rssi_dbm)
    return tuple(
        Heard(beacon_map.transmitters[key], math.fsum(levels) / len(levels))
        for key, levels in levels_dbm.items()
    )


def nearest_beacon(heard: Sequence[Heard]) -> tuple[float, float]:
    """Return the place of the transmitter that was heard loudest.

    Raises
    ------
    ValueError : nothing was heard.
    """
    loudest = max(heard, key=lambda each: each.rssi_dbm).transmitter
    return loudest.x_m, loudest.y_m


def weighted_centroid(heard: Sequence[Heard]) -> tuple[float, float]:
    """Return the mean of the transmitters' places, each weighted by one over its distance as RSSI has it.

    Raises
    ------
    ZeroDivisionError : nothing was heard.

    References
    ----------
    J. Blumenthal, R. Grossmann, F. Golatowski, D. Timmermann, "Weighted centroid localization in
    Zigbee-based sensor networks", IEEE WISP 2007 (degree 1).
    """
    weights = [1.0 / _distance_m(each) for each in heard]
    places_m = np.array([(each.transmitter.x_m, each.transmitter.y_m) for each in heard])
    x_m, y_m = np.average(places_m, axis=0, weights=weights)
    return float(x_m), float(y_m)


def least_squares(heard: Sequence[Heard]) -> tuple[float, float]:
    """Return where the log-distance laws fit the RSSI best, each residual in its own sigma.

    Gauss-Newton steps within a trust region, from the weighted centroid; with fewer than three transmitters
    it is the weighted centroid.

    References
    ----------
    N. Patwari et al., "Relative location estimation in wireless sensor networks", IEEE Trans. Signal
    Processing 51 (2003) 2137-2148: the maximum likelihood of RSS with log-normal shadowing.
    """
    start_m = weighted_centroid(heard)
    if len(heard) < LEAST_TRANSMITTERS:
        return start_m

    def residuals(place_m: FloatArray) -> FloatArray:
        return np.array(
            [
                (each.rssi_dbm - float(expected_rssi_dbm(each.transmitter, place_m[0], place_m[1])))
                / each.transmitter.sigma_db
                for each in heard
            ]
        )

    x_m, y_m = minimised(residuals, start_m).x
    return float(x_m), float(y_m)


def amidst(beacon_map: BeaconMap) -> GaussianPosition:
    """Return the transmitters' mean place with their spread in an axis as sd: a guess before any is heard.

    Raises
    ------
    ValueError : the map has no transmitter.
    """
    if not beacon_map.transmitters:
        raise ValueError("no transmitter is known")
    places_m = np.array([(t.x_m, t.y_m) for t in beacon_map.transmitters.values()])
    spread_m2 = 0.5 * float(places_m.var(axis=0).sum())
    x_m, y_m = places_m.mean(axis=0)
    return GaussianPosition(float(x_m), float(y_m), math.sqrt(spread_m2 + LEAST_SPREAD_M**2))


def _distance_m(heard: Heard) -> float:
    """Return the distance that the log-distance law (RADIO-1) has for an RSSI, not below the mount height."""
    transmitter = heard.transmitter
    excess_db = transmitter.rssi_1m_dbm - heard.rssi_dbm
    nepers = min(excess_db / (DB_PER_NEPER * transmitter.exponent), 10.0)
    return max(math.exp(nepers), MOUNT_HEIGHT_M)
