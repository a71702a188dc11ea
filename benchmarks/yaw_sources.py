"""How well the own attitude filter does without the phone's rotation vector, on the malls' survey walks.

    python benchmarks/yaw_sources.py [--every 1]

Survey walks of 20 s and more; the constants of ATT-3 to ATT-6 were chosen on these, so that this compares
sources and predicts nothing. *difference*: the yaw without the rotation vector against that of the rotation
vector, the median over a walk, then median and 90 % over walks; without a magnetometer the two are aligned
over the first 1.5 s. *path*: steps walked along the yaw, then turned, scaled and shifted onto the waypoints:
the rms of what is left, mean over walks in metres. It judges the rotation vector by the same measure.
*+1 deg/s*: with that put on the gyroscope's vertical axis (phones are held flat here). *unheld*: walking
straight says nothing.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from _fitted_mall import DATA

from positioning.attitude import HeadingSource, YawTrack
from positioning.capture import Trace, read_trace
from positioning.motion import StrideTracker
from positioning.types import FloatArray, ImuSamples

SITES = ("site1-B1", "site2-F6")
LEAST_S = 20.0
ALIGNED_S = 1.5


class UnheldHeading(HeadingSource):
    """The same filter that hears of no steps."""

    __slots__ = ()

    def step(self, imu: ImuSamples, steps_s: Sequence[float] = ()) -> YawTrack:
        return HeadingSource.step(self, imu)


@dataclass(frozen=True, slots=True)
class Source:
    """Which sensors the phone is left with."""

    name: str
    attitude: bool = False
    magnetometer: bool = False
    added_degps: float = 0.0
    held: bool = True

    def left(self, imu: ImuSamples) -> ImuSamples:
        gyro_radps = imu.gyro_radps
        if gyro_radps is not None:
            gyro_radps = gyro_radps + np.radians([0.0, 0.0, self.added_degps])
        return replace(
            imu,
            gyro_radps=gyro_radps,
            mag_ut=imu.mag_ut if self.magnetometer else None,
            attitude_xyzw=imu.attitude_xyzw if self.attitude else None,
        )


REFERENCE = Source("rotation vector", attitude=True)
SOURCES = (
    REFERENCE,
    Source("gyroscope, magnetometer", magnetometer=True),
    Source("gyroscope, magnetometer, +1 deg/s", magnetometer=True, added_degps=1.0),
    Source("gyroscope"),
    Source("gyroscope, unheld", held=False),
    Source("gyroscope, +1 deg/s", added_degps=1.0),
    Source("gyroscope, +1 deg/s, unheld", added_degps=1.0, held=False),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="take every so many walks")
    every = parser.parse_args().every
    print(
        f"recorded: survey walks of {LEAST_S:.0f} s and more, as recorded but for the named changes; no seed"
    )
    print(f"{'':48}{'walks':>6}{'difference, median / 90 %':>28}{'path':>9}")
    for site in SITES:
        found: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for path in sorted((DATA / "malls" / site / "survey").glob("*.txt.gz"))[::every]:
            trace = read_trace(path)
            if trace.duration_s < LEAST_S or not is_complete(trace):
                continue
            reference = walked(trace, REFERENCE)
            for source in SOURCES:
                found[source.name].append(judged(trace, source, reference))
        for name, figures in found.items():
            difference, path_m = np.array(figures).T
            middle, most = np.degrees(np.percentile(difference, [50, 90]))
            angles = f"{middle:16.1f} / {most:4.1f} deg"
            print(f"{site + ' ' + name:48}{len(figures):6d}{angles}{path_m.mean():7.2f} m")


def is_complete(trace: Trace) -> bool:
    return all(len(column.t_s) > 0 for column in (trace.gyro, trace.mag, trace.attitude))


def walked(trace: Trace, source: Source) -> FloatArray:
    """Times, lengths and yaws (3, n) of the steps."""
    tracker = StrideTracker(math.pi / 2)
    if not source.held:
        tracker.heading = UnheldHeading()
    frames = [frame for frame in trace if frame.imu.gyro_radps is not None and frame.imu.mag_ut is not None]
    strides = [s for frame in frames for s in tracker.advance(source.left(frame.imu))]
    return np.array([(s.t_s, s.length_m, s.yaw_rad) for s in strides if s.yaw_rad is not None]).T


def judged(trace: Trace, source: Source, reference: FloatArray) -> tuple[float, float]:
    """Median difference (rad) from the reference at the steps, and the path's rms misfit (m)."""
    steps = walked(trace, source)
    turned = np.exp(1j * (steps[2] - np.interp(steps[0], reference[0], np.unwrap(reference[2]))))
    if not (source.magnetometer or source.attitude):
        begin = turned[steps[0] < steps[0, 0] + ALIGNED_S].mean()
        turned *= np.conj(begin) / abs(begin)
    return float(np.median(np.abs(np.angle(turned)))), misfit_m(trace, steps)


def misfit_m(trace: Trace, steps: FloatArray) -> float:
    """What a similarity transform of the walked path leaves at the waypoints, root mean square."""
    path_m = np.concatenate(([0.0], np.cumsum(steps[1] * np.exp(1j * steps[2]))))
    times_s = np.concatenate(([0.0], steps[0]))
    true_m = np.array([complex(w.x_m, w.y_m) for w in trace.waypoints])
    at_s = [w.t_s for w in trace.waypoints]
    own_m = np.interp(at_s, times_s, path_m.real) + 1j * np.interp(at_s, times_s, path_m.imag)
    true_m, own_m = true_m - true_m.mean(), own_m - own_m.mean()
    similar = np.vdot(own_m, true_m) / np.vdot(own_m, own_m)
    return float(np.sqrt(np.mean(np.abs(true_m - similar * own_m) ** 2)))


if __name__ == "__main__":
    main()
