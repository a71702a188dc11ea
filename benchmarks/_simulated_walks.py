"""Simulated walks along the true paths of recorded ones: the same waypoints at the same times."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from _clarity import Clarity, FoundClarity
from _lives import LIFE_S, FoundLife, MissedAddresses
from _rooms import FoundRoom
from _transmitters import ComingAndGoing, ForAWhile

from firmware_sim.beacon.events import Emitter
from firmware_sim.motion import RATE_HZ, Truth, drawn_tread
from firmware_sim.phone import MagneticField, Phone, sense
from firmware_sim.radio import RadioModel, RadioWorld
from firmware_sim.recording import write_recording
from firmware_sim.scanner import ScanHabits
from firmware_sim.visit import SimulatedVisit
from positioning.capture import Trace
from positioning.capture.trace import SensorColumn
from positioning.types import BeaconKey, BeaconMap, FloatArray, ImuSamples, LevelId, WalkableArea

STEP_HZ, WALKING_PACE_MPS = 1.89, 1.25
"""Of the site1-B1 survey walks: the median, and the pace between halts (legs have 1.1 m/s). Somebody's
cadence grows with the root of their pace (D. Grieve, R. Gear, Ergonomics 9, 1966)."""
PERSONS_CADENCE = 0.05
CADENCE_BY_PACE = 0.2
"""Who walks faster than others mostly takes longer steps: on these walks cadence has no correlation with step
length (0.08), and people's cadences differ by 6 % (sd), with what their paces make of it (SIM-20)."""
LEAST_PACE_MPS = 0.6
"""Who comes on more slowly over a leg stands still for a part of it."""
TURN_S = 0.4
"""A corner is rounded over so long to each side."""
TAP_SD_M = 0.4
"""How far from where they tap on the plan people truly are, in each axis (SIM-14)."""
CUT_M, CUT_SD_M, MOST_CUT = 0.4, 0.6, 0.25
"""How far inside of a right-angled corner they pass it: mean and sd; in proportion at others, and at turns of
60 degrees by at most this share of the shorter leg (SIM-14)."""
HALT_SHARE, HALT_S, MOST_HALT = 0.5, (0.4, 1.4), 0.4
"""Half of the taps halt people, for so long (evenly drawn) and for this share of the leg at most (SIM-14)."""
STRAY_M = 0.5
STRAY_PER_M = 0.35
"""Between two waypoints people bow off the straight line: by this sd in the middle, by less where they are
nearer than 1 / 0.35 = 3 m (SIM-14)."""

GRIP_DB = 0.5
"""How much louder or quieter one walk of the same phone model hears everything (sd): on recorded walks far
apart beacons have next to nothing in common (SIM-18)."""


@dataclass(frozen=True, slots=True)
class InstalledFloor:
    """What a floor's survey tells of it: transmitters, walls and shelves, how well phones hear where, and how
    the room dims each transmitter; when changing addresses were in use, and what of them it missed.

    `walks_s` is when people walk there, Unix seconds from and to.
    """

    beacons: BeaconMap
    floor: WalkableArea
    clarity: FoundClarity
    rooms: Mapping[BeaconKey, FoundRoom]
    lives: Mapping[BeaconKey, FoundLife]
    missed: Sequence[MissedAddresses]
    walks_s: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class SimulatedFloor:
    """A mall's floor with its radio and magnetic worlds, and how phones scan there."""

    level_id: LevelId
    north_rad: float
    radio: RadioWorld
    magnetic: MagneticField
    habits: ScanHabits

    @classmethod
    def drawn(
        cls,
        installed: InstalledFloor,
        seed: int,
        model: RadioModel | None = None,
        habits: ScanHabits | None = None,
    ) -> SimulatedFloor:
        """Draw the worlds around what is installed."""
        radio, magnetic = np.random.default_rng((seed, 1)), np.random.default_rng((seed, 2))
        model = model or RadioModel.fitted()
        transmitters, emitters = dict(installed.beacons.transmitters), dict[BeaconKey, Emitter]()
        lives_s = {key: life.drawn(radio) for key, life in installed.lives.items()}
        for of_class in installed.missed:
            for key, (missed, begin_s) in of_class.drawn(installed.walks_s, radio).items():
                transmitters[key], lives_s[key] = missed, (begin_s, begin_s + LIFE_S)
        for key, t in sorted(transmitters.items()):
            interval_s, number = model.usual_interval_s(t.heard_rate_hz), int(radio.integers(2**32))
            emitters[key] = (
                ForAWhile.drawn(key, (t.x_m, t.y_m), interval_s, lives_s[key], number)
                if key in lives_s
                else ComingAndGoing(key, t.x_m, t.y_m, interval_s, number)
            )
        return cls(
            installed.beacons.level_id,
            installed.beacons.north_rad,
            RadioWorld(
                replace(installed.beacons, transmitters=transmitters),
                radio,
                installed.floor,
                emitters,
                model,
                Clarity.drawn(installed.clarity, radio),
                installed.rooms,
            ),
            MagneticField.drawn(magnetic),
            habits or ScanHabits.fitted(),
        )

    def walked(self, trace: Trace, rng: np.random.Generator, *, inertial: bool = True) -> SimulatedVisit:
        """A walk along a recorded one's path, at its time.

        All recordings are of one phone model: only how it is held makes it louder or quieter.
        """
        truth = followed(trace, self.level_id, rng)
        phone = replace(Phone.drawn(rng, habits=self.habits), rssi_offset_db=float(rng.normal(0.0, GRIP_DB)))
        imu = sense(truth, phone, self.north_rad, rng, self.magnetic) if inertial else ImuSamples.empty()
        heard = self.radio.heard(truth, phone, rng, trace.t0_unix_ms / 1e3)
        return SimulatedVisit(trace.name, truth, imu, heard, ())


def followed(trace: Trace, level_id: LevelId, rng: np.random.Generator) -> Truth:
    """The truth of somebody who passes a recording's waypoints when its walker did."""
    at_s, x_m, y_m = np.array([(w.t_s, w.x_m, w.y_m) for w in trace.waypoints]).T
    t_s = np.arange(1, max(2, round(trace.duration_s * RATE_HZ)) + 1) / RATE_HZ
    leg = np.clip(np.searchsorted(at_s, t_s, side="right") - 1, 0, len(at_s) - 2)
    x_m, y_m = _cut(x_m, y_m, rng)
    x_m, y_m = x_m + rng.normal(0.0, TAP_SD_M, len(x_m)), y_m + rng.normal(0.0, TAP_SD_M, len(y_m))
    length_m, lasts_s = np.hypot(np.diff(x_m), np.diff(y_m)), np.maximum(np.diff(at_s), 1e-3)
    halts = rng.random(len(lasts_s)) < HALT_SHARE
    halts_s = np.minimum(halts * rng.uniform(*HALT_S, len(lasts_s)), MOST_HALT * lasts_s)
    walks_s = np.minimum(lasts_s - halts_s, length_m / LEAST_PACE_MPS)
    share = np.clip((t_s - (at_s[:-1] + halts_s)[leg]) / np.maximum(walks_s[leg], 1e-3), 0.0, 1.0)
    course_rad = np.arctan2(np.diff(y_m), np.diff(x_m))
    bow_m = rng.normal(0.0, STRAY_M, len(length_m)) * np.minimum(1.0, STRAY_PER_M * length_m)
    aside_m = bow_m[leg] * np.sin(math.pi * share) ** 2
    pace_mps = (length_m / np.maximum(walks_s, 1e-3))[leg] * ((share > 0.0) & (share < 1.0))
    usual_mps = float(np.median(pace_mps[pace_mps > 0.0])) if pace_mps.any() else WALKING_PACE_MPS
    relative = usual_mps / WALKING_PACE_MPS
    cadence = rng.normal(1.0, PERSONS_CADENCE) * relative**CADENCE_BY_PACE
    stepping_hz = STEP_HZ * cadence * np.sqrt(pace_mps / usual_mps)
    return Truth(
        level_id=level_id,
        t_s=t_s,
        x_m=x_m[leg] + share * np.diff(x_m)[leg] - aside_m * np.sin(course_rad[leg]),
        y_m=y_m[leg] + share * np.diff(y_m)[leg] + aside_m * np.cos(course_rad[leg]),
        heading_rad=_turned(course_rad[leg]),
        pace_mps=pace_mps,
        steps=np.cumsum(stepping_hz) / RATE_HZ,
        tread=drawn_tread(rng, relative / cadence),
    )


def _cut(x_m: FloatArray, y_m: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """The waypoints as they are passed where the way turns: inside of corners, mostly."""
    way = np.diff(x_m) + 1j * np.diff(y_m)
    length_m = np.abs(way)
    turned = np.diff(way / np.maximum(length_m, 1e-6))
    most_m = MOST_CUT * np.minimum(length_m[1:], length_m[:-1])
    cut_m = np.clip(rng.normal(CUT_M, CUT_SD_M, len(turned)) / math.sqrt(2.0), -most_m, most_m)
    inside = np.concatenate([[0.0], turned * cut_m, [0.0]])
    return x_m + inside.real, y_m + inside.imag


def _turned(course_rad: FloatArray) -> FloatArray:
    """The course with its corners rounded over `TURN_S` to each side; in (-pi, pi]."""
    size = round(2 * TURN_S * RATE_HZ)
    smooth = np.convolve(
        np.pad(np.unwrap(course_rad), (size // 2, size - 1 - size // 2), mode="edge"),
        np.ones(size) / size,
        mode="valid",
    )
    return np.asarray(math.pi - (math.pi - smooth) % math.tau)


def write_walks(visits: Iterable[SimulatedVisit], recorded: Sequence[Trace], folder: Path) -> None:
    """Write walks as recordings of the same times, which note the same waypoints as the recorded ones."""
    for visit, trace in zip(visits, recorded, strict=True):
        write_recording(visit, folder, trace.t0_unix_ms, trace.waypoints)


def as_trace(recorded: Trace, visit: SimulatedVisit) -> Trace:
    """The recording with what was simulated in place of what was sensed."""
    imu, empty = visit.imu, np.empty((0, 3))
    accel, gyro, mag, attitude = (
        SensorColumn(imu.t_s, empty if values is None else values)
        for values in (imu.accel_mps2, imu.gyro_radps, imu.mag_ut, imu.attitude_xyzw)
    )
    return replace(recorded, sightings=visit.sightings, accel=accel, gyro=gyro, mag=mag, attitude=attitude)
