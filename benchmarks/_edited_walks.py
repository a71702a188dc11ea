"""Recorded walks with one beacon's sightings edited, as if it had died, been moved, re-powered or cloned.

Paths, inertial samples and all other beacons' sightings stay as recorded. How a moved beacon or a clone would
have been heard is simulated: the map's rates and law at the true path, the phone's own scan rate and offset
in that recording, bursts, and residuals drawn from those recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from positioning.capture import Trace
from positioning.radio_map import expected_rssi_dbm, sighting_rate_hz
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    FloatArray,
    SensorFrame,
    Transmitter,
    WalkableArea,
)

MOVED_M = 15.0
LOUDER_DB = 8.0
CLONE_AWAY_M = 60.0
PERIOD_S = 0.5
BURSTS = 0.7
"""Shape of the gamma frailty by which a visit's sightings of one beacon vary together: the recorded counts
have a variance of m + m^2 / k with k of 0.5 to 1 between 3 and 10 expected (`--calibrate`)."""


class Edit(StrEnum):
    """What is done to a beacon."""

    DEAD = "dead"
    LOUDER = "louder"
    MOVED = "moved"
    CLONED = "cloned"


@dataclass(frozen=True, slots=True, eq=False)
class TrueWalk:
    """A recording with its true path: rows (n,) every `PERIOD_S`, straight between the waypoints."""

    trace: Trace
    t_s: FloatArray
    x_m: FloatArray
    y_m: FloatArray

    @classmethod
    def of(cls, trace: Trace) -> TrueWalk:
        t_s = np.arange(PERIOD_S, trace.duration_s, PERIOD_S)
        at_s, at_x_m, at_y_m = np.array([(w.t_s, w.x_m, w.y_m) for w in trace.waypoints]).T
        return cls(trace, t_s, np.interp(t_s, at_s, at_x_m), np.interp(t_s, at_s, at_y_m))

    def expected(self, transmitter: Transmitter) -> float:
        """Sightings that the map expects of a transmitter on this walk."""
        return float(sighting_rate_hz(transmitter, self.x_m, self.y_m).sum() * PERIOD_S)

    def residuals_db(self, beacons: BeaconMap) -> dict[BeaconKey, FloatArray]:
        """Heard minus expected RSSI of each transmitter heard."""
        residuals: dict[BeaconKey, list[float]] = {}
        for sighting in self.trace.sightings:
            key = sighting.known_as(beacons.transmitters)
            if key is None:
                continue
            x_m, y_m = (
                np.interp(sighting.t_s, self.t_s, self.x_m),
                np.interp(sighting.t_s, self.t_s, self.y_m),
            )
            expected_dbm = expected_rssi_dbm(beacons.transmitters[key], np.asarray(x_m), np.asarray(y_m))
            residuals.setdefault(key, []).append(sighting.rssi_dbm - float(expected_dbm))
        return {key: np.array(of_key) for key, of_key in residuals.items()}

    def frames(self, sightings: Sequence[BeaconSighting]) -> list[SensorFrame]:
        """The walk's frames with these sightings instead of its own."""
        return list(replace(self.trace, sightings=tuple(sightings)).frames(PERIOD_S))


class RecordedNoise:
    """Phones' traits and residuals of recorded walks, against a map that was not fitted to them."""

    def __init__(self, walks: Sequence[TrueWalk], beacons: BeaconMap) -> None:
        self.offset_db: dict[str, float] = {}
        self.scan: dict[str, float] = {}
        self.groups_db: list[FloatArray] = []
        fixed = [t for t in beacons.transmitters.values() if not t.may_have_moved]
        for walk in walks:
            residuals_db = walk.residuals_db(beacons)
            means_db = [of_key.mean() for of_key in residuals_db.values()]
            offset_db = float(np.median(means_db)) if means_db else 0.0
            heard = sum(len(residuals_db.get(t.key, ())) for t in fixed)
            self.offset_db[walk.trace.name] = offset_db
            self.scan[walk.trace.name] = (heard + 1.0) / (sum(walk.expected(t) for t in fixed) + 1.0)
            self.groups_db += [of_key - offset_db for of_key in residuals_db.values() if len(of_key) >= 3]

    def sightings_of(
        self, walk: TrueWalk, transmitter: Transmitter, rng: np.random.Generator
    ) -> list[BeaconSighting]:
        """Simulate a transmitter on a recorded walk."""
        name = walk.trace.name
        frailty = rng.gamma(BURSTS, 1.0 / BURSTS)
        rate_hz = self.scan[name] * frailty * sighting_rate_hz(transmitter, walk.x_m, walk.y_m)
        law_dbm = expected_rssi_dbm(transmitter, walk.x_m, walk.y_m) + self.offset_db[name]
        group_db = self.groups_db[rng.integers(len(self.groups_db))]
        return [
            BeaconSighting(
                float(walk.t_s[row]) - 0.5 * PERIOD_S,
                transmitter.key,
                float(law_dbm[row] + rng.choice(group_db)),
            )
            for row, count in enumerate(rng.poisson(rate_hz * PERIOD_S))
            for _ in range(count)
        ]


@dataclass(frozen=True, slots=True)
class BeaconEdit:
    """A fault of one beacon; `now` is the moved transmitter or the clone."""

    edit: Edit
    of_map: Transmitter
    now: Transmitter | None = None

    def is_touched(self, walk: TrueWalk, keys: Mapping[BeaconKey, Transmitter]) -> bool:
        """Whether the walk's sightings change."""
        is_heard = any(sighting.known_as(keys) == self.of_map.key for sighting in walk.trace.sightings)
        return (is_heard and self.edit is not Edit.CLONED) or (
            self.now is not None and walk.expected(self.now) > 0.01
        )

    def sightings(
        self,
        walk: TrueWalk,
        keys: Mapping[BeaconKey, Transmitter],
        noise: RecordedNoise,
        rng: np.random.Generator,
    ) -> list[BeaconSighting]:
        """The walk's sightings with this fault, in order of time."""
        edited = []
        for sighting in walk.trace.sightings:
            if sighting.known_as(keys) != self.of_map.key:
                edited.append(sighting)
            elif self.edit is Edit.LOUDER:
                edited.append(replace(sighting, rssi_dbm=sighting.rssi_dbm + LOUDER_DB))
            elif self.edit is Edit.CLONED:
                edited.append(sighting)
        if self.now is not None:
            edited += noise.sightings_of(walk, self.now, rng)
        return sorted(edited, key=lambda sighting: sighting.t_s)


def moved(
    of_map: Transmitter, floor: WalkableArea, walks: Sequence[TrueWalk], rng: np.random.Generator
) -> Transmitter:
    """The transmitter `MOVED_M` farther, in a direction in which one can walk and somebody walks near."""
    angles_rad = rng.permutation(np.arange(16)) * (2.0 * np.pi / 16.0)
    places = [
        replace(of_map, x_m=of_map.x_m + MOVED_M * np.cos(a), y_m=of_map.y_m + MOVED_M * np.sin(a))
        for a in angles_rad
    ]
    free = [place for place in places if _is_free(floor, place.x_m, place.y_m)] or places
    return max(free, key=lambda place: sum(walk.expected(place) > 1.0 for walk in walks))


def cloned(
    of_map: Transmitter, beacons: BeaconMap, walks: Sequence[TrueWalk], rng: np.random.Generator
) -> Transmitter:
    """A second one of its name at another transmitter's place, far off, where people walk."""
    far = [
        other
        for other in beacons.transmitters.values()
        if np.hypot(other.x_m - of_map.x_m, other.y_m - of_map.y_m) > CLONE_AWAY_M
        and sum(walk.expected(other) > 1.0 for walk in walks) >= len(walks) / 5
    ]
    other = far[rng.integers(len(far))]
    return replace(of_map, x_m=other.x_m, y_m=other.y_m)


def _is_free(floor: WalkableArea, x_m: float, y_m: float) -> bool:
    rows, columns = floor.free.shape
    column, row = int((x_m - floor.x0_m) // floor.cell_m), int((y_m - floor.y0_m) // floor.cell_m)
    return 0 <= row < rows and 0 <= column < columns and bool(floor.free[row, column])
