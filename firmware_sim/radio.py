"""What a phone hears of the beacons. Simulated: log-distance loss in a world the map knows roughly.

So that the simulator does not only prove the filter to itself, the world differs from the beacon map that the
filter uses:

- every transmitter hangs some decimetres beside its place on the map, is louder or weaker than calibrated,
  and fades with another exponent;
- shadowing is a fixed field of the room for each transmitter, correlated over metres; the filter takes the
  residuals for independent;
- the shopper's body dims what is behind it; the filter knows no body;
- whether an advertisement is heard follows from a link budget (a threshold on the received level) with
  losses, not from the map's curve of rate over distance.

References
----------
T. S. Rappaport, "Wireless Communications", 2nd ed., section 4.9 (log-distance loss, log-normal shadowing).
M. Gudmundson, "Correlation model for shadow fading in mobile radio systems", Electronics Letters 27, 1991.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from firmware_sim.motion import Truth
from firmware_sim.phone import Phone
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, FloatArray, Transmitter

PLACE_SD_M = 0.3
LEVEL_SD_DB = 3.0
EXPONENT_SD = 0.15
SHADOW_SD_DB = 3.0
SHADOW_LENGTH_M = 3.0
FADING_SD_DB = 3.0
"""Together with the body these spread the RSSI by 5-7 dB around the map's model, as in the recordings."""
BODY_LOSS_DB = 8.0
"""A body attenuates 8-18 dB; the lower end, since the phone is held out in front."""
RECEPTION_SD_DB = 2.0
LOSS = 0.3
"""Share of audible advertisements that are lost to collisions and to the scanner's pauses."""
ADVERT_DELAY_S = 0.01
"""Bluetooth Core 5.4, volume 6, part B, 4.4.2.2: 0-10 ms are added to every advertising interval."""
NEAREST_M = 0.5

_WAVES = 12


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """One transmitter as it really is; shadowing is a sum of `_WAVES` plane waves of random direction."""

    key: BeaconKey
    x_m: float
    y_m: float
    rssi_1m_dbm: float
    exponent: float
    threshold_dbm: float
    interval_s: float
    waves_radpm: FloatArray
    phases_rad: FloatArray

    def level_dbm(self, x_m: FloatArray, y_m: FloatArray, heading_rad: FloatArray) -> FloatArray:
        """Mean level at a body's places, (n,): distance, shadow of the room, shadow of the body."""
        away_x_m, away_y_m = self.x_m - x_m, self.y_m - y_m
        distance_m = np.maximum(np.hypot(away_x_m, away_y_m), NEAREST_M)
        waves = np.column_stack([x_m, y_m]) @ self.waves_radpm + self.phases_rad
        shadow_db = SHADOW_SD_DB * math.sqrt(2 / _WAVES) * np.cos(waves).sum(axis=1)
        behind = (1 - np.cos(np.arctan2(away_y_m, away_x_m) - heading_rad)) / 2
        loss_db = 10 * self.exponent * np.log10(distance_m) + BODY_LOSS_DB * behind
        return np.asarray(self.rssi_1m_dbm - loss_db + shadow_db, dtype=np.float64)


class RadioWorld:
    """The transmitters of a level as they really are: the map, perturbed once for all shoppers."""

    def __init__(self, beacons: BeaconMap, rng: np.random.Generator) -> None:
        self._sources = tuple(
            _perturbed(beacons.transmitters[key], rng) for key in sorted(beacons.transmitters)
        )

    def heard(self, truth: Truth, phone: Phone, rng: np.random.Generator) -> tuple[BeaconSighting, ...]:
        """The sightings of one walk in order of time; RSSI in whole dBm."""
        sightings: list[BeaconSighting] = []
        for source in self._sources:
            sent_s = _advert_times(source.interval_s, float(truth.t_s[-1]), rng)
            at = np.minimum(np.searchsorted(truth.t_s, sent_s), len(truth) - 1)
            level = (
                source.level_dbm(truth.x_m[at], truth.y_m[at], truth.heading_rad[at]) + phone.rssi_offset_db
            )
            rssi = level + rng.normal(0.0, FADING_SD_DB, len(level))
            audible = rssi > source.threshold_dbm + rng.normal(0.0, RECEPTION_SD_DB, len(level))
            heard = audible & (rng.random(len(level)) > LOSS)
            sightings.extend(
                BeaconSighting(
                    t_s=t_s, key=source.key, rssi_dbm=min(20.0, max(-127.0, float(round(rssi_dbm))))
                )
                for t_s, rssi_dbm in zip(sent_s[heard].tolist(), rssi[heard].tolist(), strict=True)
            )
        return tuple(sorted(sightings, key=lambda sighting: sighting.t_s))


def _perturbed(transmitter: Transmitter, rng: np.random.Generator) -> _Source:
    beside_x_m, beside_y_m = rng.normal(0.0, PLACE_SD_M, 2).tolist()
    direction_rad = rng.uniform(0.0, math.tau, _WAVES)
    number_radpm = rng.rayleigh(1.0 / SHADOW_LENGTH_M, _WAVES)
    edge_dbm = transmitter.rssi_1m_dbm - 10 * transmitter.exponent * math.log10(transmitter.heard_range_m)
    return _Source(
        key=transmitter.key,
        x_m=transmitter.x_m + beside_x_m,
        y_m=transmitter.y_m + beside_y_m,
        rssi_1m_dbm=transmitter.rssi_1m_dbm + float(rng.normal(0.0, LEVEL_SD_DB)),
        exponent=transmitter.exponent + float(rng.normal(0.0, EXPONENT_SD)),
        threshold_dbm=edge_dbm,
        interval_s=(1 - LOSS) / transmitter.heard_rate_hz * float(rng.lognormal(0.0, 0.15)),
        waves_radpm=number_radpm * np.vstack([np.cos(direction_rad), np.sin(direction_rad)]),
        phases_rad=rng.uniform(0.0, math.tau, _WAVES),
    )


def _advert_times(interval_s: float, until_s: float, rng: np.random.Generator) -> FloatArray:
    most = math.ceil(until_s / interval_s) + 1
    gaps_s = interval_s + rng.uniform(0.0, ADVERT_DELAY_S, most)
    times_s = rng.uniform(0.0, interval_s) + np.cumsum(gaps_s) - gaps_s[0]
    return np.asarray(times_s[times_s < until_s], dtype=np.float64)
