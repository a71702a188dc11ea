"""A small synthetic floor with truth: a 60 x 40 m ring of corridors, beacons each 8 m, a phone held flat."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    CodeId,
    CodeScan,
    FloatArray,
    GaussianPosition,
    ImuSamples,
    LevelId,
    PoseEstimate,
    PositionPrior,
    SensorFrame,
    Transmitter,
    WalkableArea,
    Waypoint,
)

RATE_HZ = 50.0
SPEED_MPS = 1.2


@dataclass(frozen=True)
class SyntheticWalk:
    """Frames of a walk along a rectangle, and its true path: columns (n,) each 0.02 s."""

    frames: tuple[SensorFrame, ...]
    t_s: FloatArray
    x_m: FloatArray
    y_m: FloatArray

    def truth_at(self, t_s: float) -> tuple[float, float]:
        return float(np.interp(t_s, self.t_s, self.x_m)), float(np.interp(t_s, self.t_s, self.y_m))

    @property
    def known_start(self) -> PositionPrior:
        return PositionPrior.known(*self.truth_at(0.0))

    def waypoints(self, every_s: float = 5.0) -> list[Waypoint]:
        return [Waypoint(t, *self.truth_at(t)) for t in np.arange(every_s, self.t_s[-1], every_s)]

    def error_m(self, pose: PoseEstimate) -> float:
        x_m, y_m = self.truth_at(pose.t_s)
        return math.hypot(pose.x_m - x_m, pose.y_m - y_m)

    def with_code(
        self, beacons: BeaconMap, at_s: float, sd_m: float = 0.5
    ) -> tuple[BeaconMap, list[SensorFrame]]:
        """A map with a code where the walk passes at `at_s`, and the walk's frames with its scan."""
        code = CodeId("TILL-3")
        coded = replace(beacons, codes={code: GaussianPosition(*self.truth_at(at_s), sd_m)})
        scan = (CodeScan(at_s, code),)
        return coded, [replace(f, codes=scan) if f.t_start_s < at_s <= f.t_end_s else f for f in self.frames]


@pytest.fixture(scope="session")
def ring_map() -> BeaconMap:
    """Twelve transmitters around the ring."""
    places = [(x, y) for x in (8.0, 23.0, 38.0, 53.0) for y in (4.0, 20.0, 36.0)]
    transmitters = {
        (key := BeaconKey(f"mac:00:00:00:00:00:{i:02X}")): Transmitter(
            key,
            x,
            y,
            sd_m=0.3,
            rssi_1m_dbm=-60.0,
            exponent=2.2,
            sigma_db=4.0,
            heard_rate_hz=1.0,
            heard_range_m=12.0,
        )
        for i, (x, y) in enumerate(places)
    }
    return BeaconMap(LevelId("ring"), transmitters)


@pytest.fixture(scope="session")
def ring_floor() -> WalkableArea:
    """A corridor 4 m wide around a closed block."""
    free = np.ones((80, 120), dtype=bool)
    free[12:68, 12:108] = False
    free[:4], free[-4:], free[:, :4], free[:, -4:] = False, False, False, False
    return WalkableArea(LevelId("ring"), 0.0, 0.0, 0.5, free)


@pytest.fixture(scope="session")
def make_walk(ring_map: BeaconMap):
    """Make a walk of `duration_s` around the ring; `attitude`, `gyro` say which sensors the phone has."""

    def make(
        seed: int, duration_s: float = 40.0, *, attitude: bool = True, gyro: bool = True, radio: bool = True
    ) -> SyntheticWalk:
        rng = np.random.default_rng(seed)
        t_s = np.arange(0.0, duration_s, 1.0 / RATE_HZ)
        corners = np.array([(4.0, 4.0), (56.0, 4.0), (56.0, 36.0), (4.0, 36.0), (4.0, 4.0)])
        sides_m = np.hypot(*np.diff(corners, axis=0).T)
        along_m = np.mod(t_s * SPEED_MPS + rng.uniform(0.0, 100.0), sides_m.sum())
        marks_m = np.concatenate([[0.0], np.cumsum(sides_m)])
        x_m = np.interp(along_m, marks_m, corners[:, 0])
        y_m = np.interp(along_m, marks_m, corners[:, 1])
        side = np.searchsorted(marks_m, along_m, side="right") - 1
        heading_rad = np.array([0.0, math.pi / 2, math.pi, -math.pi / 2, 0.0])[side]
        frames = _frames(rng, t_s, x_m, y_m, heading_rad, ring_map if radio else None, attitude, gyro)
        return SyntheticWalk(frames, t_s, x_m, y_m)

    return make


def _frames(rng, t_s, x_m, y_m, heading_rad, beacons, attitude, gyro) -> tuple[SensorFrame, ...]:
    """Half-second frames: a bounce at 1.8 steps a second, a yaw error of 0.1 rad sd, log-distance RSSI."""
    bounce = 9.81 + 2.5 * np.sin(2 * math.pi * 1.8 * t_s) + rng.normal(0.0, 0.2, len(t_s))
    accel = np.column_stack([np.zeros_like(t_s), np.zeros_like(t_s), bounce])
    yaw_rad = heading_rad + rng.normal(0.0, 0.1)
    half_rad = 0.5 * (yaw_rad - math.pi / 2)  # the phone's y axis along the walk, in east-north-up
    quaternion = np.column_stack([0 * t_s, 0 * t_s, np.sin(half_rad), np.cos(half_rad)])
    turn_radps = np.gradient(np.unwrap(yaw_rad), t_s)
    rates = np.column_stack([0 * t_s, 0 * t_s, turn_radps])
    sightings = []
    for transmitter in beacons.transmitters.values() if beacons else ():
        for at_s in np.sort(rng.uniform(0.0, t_s[-1], rng.poisson(t_s[-1]))):
            distance_m = math.hypot(
                np.interp(at_s, t_s, x_m) - transmitter.x_m, np.interp(at_s, t_s, y_m) - transmitter.y_m
            )
            if rng.random() < 0.5 ** ((distance_m / transmitter.heard_range_m) ** 2):
                level_dbm = -60.0 - 22.0 * math.log10(math.hypot(distance_m, 2.0)) + rng.normal(0.0, 4.0)
                sightings.append(BeaconSighting(float(at_s), transmitter.key, float(level_dbm)))
    sightings.sort(key=lambda s: s.t_s)
    frames = []
    for start_s in np.arange(0.0, t_s[-1], 0.5):
        inside = (t_s > start_s) & (t_s <= start_s + 0.5)
        imu = ImuSamples(
            t_s[inside],
            accel[inside],
            rates[inside] if gyro else None,
            None,
            quaternion[inside] if attitude else None,
        )
        heard = tuple(s for s in sightings if start_s < s.t_s <= start_s + 0.5)
        frames.append(SensorFrame(float(start_s), float(start_s + 0.5), imu, heard))
    return tuple(frames)
