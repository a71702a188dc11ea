"""How far off dead reckoning is at the surveyed corners of an office loop, two recorded rounds of 118 m.

    python benchmarks/phone_loop.py

Given are the first corner, when it was passed, and the direction of the leg from there; nothing else of the
survey. Steps, their lengths and the gyroscope's bias come from accelerometer and gyroscope alone, causally:
yaw and bias at a time rest on what came before it. The magnetometer is left out: it is uncalibrated (160 uT)
and `HeadingSource` would refuse it. The walked path is turned as a whole so that steps 6 to 45, all on the
first leg, have its direction, and compared with each of the four corners that follow when it was passed.
Beside it: the same without the estimate of the bias; with the estimate that a walk ended with, as a constant
from its begin; all with 1 deg/s more or less put on every axis of the gyroscope; with steps scaled to the
loop's surveyed length, the one number per walk that a tracker with beacons learns; and with the constant rate
that fits the corners best, which no phone could know. The last line is `LiveTracker` itself, without beacons
and plan, begun at the first corner: it takes the leg's heading from its first frame alone.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np
from _fitted_mall import DATA

from positioning import LiveTracker
from positioning.attitude import HeadingSource, YawTrack
from positioning.motion import StrideTracker
from positioning.types import (
    BeaconMap,
    FloatArray,
    GaussianPosition,
    ImuSamples,
    LevelId,
    PositionPrior,
    SensorFrame,
)

ROUNDS = ("1", "11")
PERIOD_S = 0.5
PHASES_S = tuple(0.4 * i for i in range(5))  # when the first frame begins: the stretches of ATT-6 are 2 s
ALIGNED_STEPS = slice(5, 45)  # of the first leg's 70: without the end of the turn into it
HEADING_SD_RAD = 0.1
_SAMPLE = re.compile(r'<([ag]) t="\d+" x="([^"]+)" y="([^"]+)" z="([^"]+)" st="(\d+)"')


@dataclass(frozen=True, slots=True)
class Round:
    """Inertial samples (times from the log's begin) and corner passes: t_s (n,), places (n,) as x + iy, m."""

    imu: ImuSamples
    passed_s: FloatArray
    corners_m: np.ndarray

    def first_heading_rad(self) -> float:
        return float(np.angle(self.corners_m[1] - self.corners_m[0]))


class Way(StrEnum):
    """What is done about the gyroscope's bias."""

    LEFT = "bias left"
    CAUSAL = "bias estimated, causally"
    HINDSIGHT = "the walk's last estimate, constant"


class UnheldHeading(HeadingSource):
    """The same filter that hears of no steps: walking straight says nothing to it."""

    __slots__ = ()

    def step(self, imu: ImuSamples, steps_s: Sequence[float] = ()) -> YawTrack:
        return HeadingSource.step(self, imu)


def main() -> None:
    rounds = [read_round(DATA / "phone-loop", name) for name in ROUNDS]
    print("recorded: phone-loop, rounds 1 and 11; metres at the four corners after the first,")
    print(f"mean over {len(PHASES_S)} phases of the frames; in brackets the phases' least and largest mean")
    for added_degps in (0.0, 1.0, -1.0):
        biased = [replace(each, imu=turned_faster(each.imu, added_degps)) for each in rounds]
        for way in Way:
            for scaled in (False, True):
                errors = [[dead_reckoned(each, phase_s, way, scaled=scaled) for each in biased]
                          for phase_s in PHASES_S]  # fmt: skip
                name = f"{added_degps:+.0f} deg/s, {way.value}"
                print(line("   steps scaled to the loop" if scaled else name, np.array(errors)))
    best = [best_constant(each) for each in rounds]
    print(line("the constant that fits the corners best", np.array([best])))
    errors = [[tracked(each, phase_s) for each in rounds] for phase_s in PHASES_S]
    print(line("LiveTracker, no beacons, no plan", np.array(errors)))


def line(name: str, errors_m: FloatArray) -> str:
    """A line of the errors (phases, rounds, corners)."""
    of_round = errors_m.mean(axis=0)
    each = "   ".join(" ".join(f"{error:5.2f}" for error in corners) for corners in of_round)
    phases = errors_m.mean(axis=(1, 2))
    return f"{name:44}{each}   mean {errors_m.mean():5.2f} ({phases.min():.2f} to {phases.max():.2f})"


def read_round(folder: Path, name: str) -> Round:
    """Read a round by the sensors' clock; the gyroscope's last value is held at the accelerometer's times."""
    rows: dict[str, list[tuple[float, ...]]] = {"a": [], "g": []}
    with gzip.open(folder / f"{name}.xml.gz", "rt") as text:
        for kind, x, y, z, clock_ns in _SAMPLE.findall(text.read()):
            rows[kind].append((int(clock_ns), float(x), float(y), float(z)))
    accel, gyro = (np.array(sorted(rows[kind])) for kind in "ag")
    accel = accel[accel[:, 0] >= gyro[0, 0]]
    held = np.searchsorted(gyro[:, 0], accel[:, 0], side="right") - 1
    begin_ns = min(rows["a"])[0]
    with (folder / f"{name}.csv").open() as table:
        passes = np.array([[float(row[k]) for k in ("Time", "lat", "Lng")] for row in csv.DictReader(table)])
    imu = ImuSamples((accel[:, 0] - begin_ns) / 1e9, accel[:, 1:], gyro[held, 1:])
    return Round(imu, passes[:, 0], passes[:, 1] + 1j * passes[:, 2])


def frames(imu: ImuSamples, from_s: float = 0.0) -> Iterator[SensorFrame]:
    ends_s = np.arange(from_s + PERIOD_S, imu.t_s[-1] + PERIOD_S, PERIOD_S)
    begin = int(np.searchsorted(imu.t_s, from_s, side="right"))
    for end_s, end in zip(ends_s, np.searchsorted(imu.t_s, ends_s, side="right").tolist(), strict=True):
        yield SensorFrame(float(end_s - PERIOD_S), float(end_s), part(imu, begin, end))
        begin = end


def part(imu: ImuSamples, begin: int, end: int) -> ImuSamples:
    gyro_radps = None if imu.gyro_radps is None else imu.gyro_radps[begin:end]
    return ImuSamples(imu.t_s[begin:end], imu.accel_mps2[begin:end], gyro_radps)


def turned_faster(imu: ImuSamples, degps: float | FloatArray) -> ImuSamples:
    """Put a rate on the gyroscope's axes."""
    if imu.gyro_radps is None:
        raise AssertionError("a round has a gyroscope")
    return ImuSamples(imu.t_s, imu.accel_mps2, imu.gyro_radps + np.radians(degps))


def dead_reckoned(recorded: Round, phase_s: float, way: Way, *, scaled: bool) -> FloatArray:
    """Errors (4,) in metres at the corners after the first."""
    t_s, length_m, yaw_rad = strides(recorded.imu, phase_s, way)
    walked = (t_s > recorded.passed_s[0]) & (t_s <= recorded.passed_s[-1])
    return corner_errors(recorded, t_s[walked], length_m[walked], yaw_rad[walked], scaled=scaled)


def corner_errors(
    recorded: Round, t_s: FloatArray, length_m: FloatArray, yaw_rad: FloatArray, *, scaled: bool
) -> FloatArray:
    if scaled:
        length_m = length_m * np.abs(np.diff(recorded.corners_m)).sum() / length_m.sum()
    path_m = np.cumsum(length_m * np.exp(1j * yaw_rad))
    leg_m = path_m[ALIGNED_STEPS]
    turn_rad = recorded.first_heading_rad() - np.angle(leg_m[-1] - leg_m[0])
    place_m = np.concatenate(([0.0], path_m * np.exp(1j * turn_rad))) + recorded.corners_m[0]
    at = np.searchsorted(t_s, recorded.passed_s[1:], side="right")
    return np.asarray(np.abs(place_m[at] - recorded.corners_m[1:]))


def strides(imu: ImuSamples, phase_s: float, way: Way) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Times, lengths and yaws (n,) of the steps."""
    tracker = StrideTracker(math.pi / 2)
    if way is Way.LEFT:
        tracker.heading = UnheldHeading()
    found = [stride for frame in frames(imu, phase_s) for stride in tracker.advance(frame.imu)]
    if way is Way.HINDSIGHT:
        return strides(turned_faster(imu, -np.degrees(tracker.heading.bias_radps)), phase_s, Way.LEFT)
    yaws_rad = [math.nan if stride.yaw_rad is None else stride.yaw_rad for stride in found]
    columns = np.array([(stride.t_s, stride.length_m) for stride in found])
    return columns[:, 0], columns[:, 1], np.array(yaws_rad)


def best_constant(recorded: Round) -> FloatArray:
    """Errors (4,) with the turn rate about the vertical that makes their mean least: not an estimate."""
    t_s, length_m, yaw_rad = strides(recorded.imu, 0.0, Way.LEFT)
    walked = (t_s > recorded.passed_s[0]) & (t_s <= recorded.passed_s[-1])
    t_s, length_m, yaw_rad = t_s[walked], length_m[walked], yaw_rad[walked]
    rates_radps = np.radians(np.arange(-1.0, 1.0, 0.01))
    tried = [
        corner_errors(recorded, t_s, length_m, yaw_rad - rate * t_s, scaled=False) for rate in rates_radps
    ]
    return min(tried, key=lambda errors: float(errors.mean()))


def tracked(recorded: Round, phase_s: float) -> FloatArray:
    """Errors (4,) of the live tracker, begun at the first corner with the leg's direction."""
    corner = complex(recorded.corners_m[0])
    start = GaussianPosition(
        corner.real,
        corner.imag,
        1.0,
        heading_rad=recorded.first_heading_rad(),
        sd_heading_rad=HEADING_SD_RAD,
    )
    tracker = LiveTracker(BeaconMap(LevelId("loop"), {}), PositionPrior((start,)))
    begin_s = float(recorded.passed_s[0]) + phase_s
    poses = [tracker.step(frame) for frame in frames(recorded.imu, begin_s)]
    at = np.searchsorted([pose.t_s for pose in poses], recorded.passed_s[1:], side="right") - 1
    places_m = np.array([complex(poses[i].x_m, poses[i].y_m) for i in at])
    return np.asarray(np.abs(places_m - recorded.corners_m[1:]))


if __name__ == "__main__":
    main()
