"""What recorded and simulated walks are compared by: what is heard, how people step, the magnetic norm."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from _hearing import Hearing, Redrawn, redrawn

import positioning
from mapping_tool.identity import identify
from positioning.capture import Trace
from positioning.radio_map import expected_rssi_dbm
from positioning.types import BeaconMap, FloatArray

GRAVITY_MPS2 = 9.80665
BINS_M = ((0.0, 0.25), (0.25, 1.0), (1.0, 2.0), (2.0, 4.0), (4.0, 8.0))
FAST_M = 0.25
WINDOW_S, RATE_HZ = 10.0, 50.0
STEP_BAND_HZ = (1.5, 2.4)
"""Where the step rate of a walking person lies (docs/theory/steps.md)."""
LINE_HZ = 0.15
"""A harmonic's line is looked for so far to each side: a Hann window of 10 s blurs it by 0.2 Hz."""
GRID_M = 0.25
LEAST_GAPS = 50
"""Fewer make no peak: 14 bins of them have 3 or 4 each."""


@dataclass(frozen=True, slots=True, eq=False)
class RadioStatistics:
    """What all walks together heard.

    Attributes
    ----------
    sightings_hz, visible_hz : sightings, and different beacons, a second.
    silent : share of the seconds in which nothing was heard.
    rssi_dbm, gaps_s : of all sightings; between one and the next of the same key on a walk.
    rates_hz : sightings a second of each walk, (walks,).
    fast_db : rms of single readings about what two of one beacon, `FAST_M` apart at most, have in common.
    fast_range_db : its quantiles when walks are drawn anew.
    correlation : of residuals by metres walked, for each of `BINS_M`; NaN where there is no pair.
    correlation_range : its quantiles when walks are drawn anew.
    residual_db : root mean square of the residuals, each as often as it is one of a pair.
    """

    sightings_hz: float
    visible_hz: float
    silent: float
    rssi_dbm: FloatArray
    gaps_s: FloatArray
    rates_hz: FloatArray
    fast_db: float
    fast_range_db: Redrawn
    correlation: tuple[float, ...]
    correlation_range: tuple[Redrawn, ...]
    residual_db: float

    @classmethod
    def of(cls, traces: Sequence[Trace], beacons: BeaconMap) -> RadioStatistics:
        """Count what the walks heard; residuals are against the map's law (RADIO-1)."""
        walks = [Hearing.of(trace) for trace in traces]
        seconds, sightings, visible, silent = np.sum([walk.seconds for walk in walks], axis=0).tolist()
        by_walk = residual_pairs(traces, beacons)
        sums = binned(by_walk)
        fast = np.array([_apart(pairs[pairs[:, 0] < FAST_M]) for pairs in by_walk])
        spread_db2 = float(np.mean(np.concatenate(by_walk)[:, 1:3] ** 2))
        return cls(
            sightings_hz=sightings / seconds,
            visible_hz=visible / seconds,
            silent=silent / seconds,
            rssi_dbm=np.concatenate([walk.rssi_dbm for walk in walks]),
            gaps_s=np.concatenate([walk.gaps_s for walk in walks]),
            rates_hz=np.array(
                [len(walk.rssi_dbm) / trace.duration_s for walk, trace in zip(walks, traces, strict=True)]
            ),
            fast_db=_fast(fast.sum(axis=0)),
            fast_range_db=redrawn(fast, _fast),
            correlation=correlation(sums),
            correlation_range=tuple(redrawn(of_bin, _correlation) for of_bin in sums),
            residual_db=float(np.sqrt(spread_db2)),
        )


def binned(by_walk: Sequence[FloatArray]) -> list[FloatArray]:
    """Of the `residual_pairs` of walks, (walks, 4) for each of `BINS_M`: count, and sums of moments."""
    return [np.array([_sums(pairs, low, high) for pairs in by_walk]) for low, high in BINS_M]


def correlation(sums: Sequence[FloatArray]) -> tuple[float, ...]:
    """Of what was `binned`, all walks together; NaN where there is no pair."""
    return tuple(_correlation(of_bin.sum(axis=0)) for of_bin in sums)


def residual_pairs(traces: Sequence[Trace], beacons: BeaconMap) -> list[FloatArray]:
    """Pairs (n, 3) of readings of one beacon, by walk: metres walked between them, both residuals."""
    names = identify(traces)
    by_walk = []
    for trace in traces:
        rows = [np.empty((0, 3))]
        path = np.array([(w.t_s, w.x_m, w.y_m) for w in trace.waypoints]).T
        heard: dict[str, list[tuple[float, float]]] = {}
        for sighting in trace.sightings:
            key = sighting.known_as(beacons.transmitters) or names.key_of(sighting)
            if (
                key is None
                or key not in beacons.transmitters
                or not path[0, 0] <= sighting.t_s <= path[0, -1]
            ):
                continue
            x_m, y_m = np.interp(sighting.t_s, path[0], path[1]), np.interp(sighting.t_s, path[0], path[2])
            expected_dbm = expected_rssi_dbm(beacons.transmitters[key], np.asarray(x_m), np.asarray(y_m))
            heard.setdefault(key, []).append((sighting.t_s, sighting.rssi_dbm - float(expected_dbm)))
        corners_m = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(path[1]), np.diff(path[2])))])
        for of_key in heard.values():
            t_s, residual_db = np.array(of_key).T
            along_m = np.interp(t_s, path[0], corners_m)
            i, j = np.triu_indices(len(t_s), 1)
            near = along_m[j] - along_m[i] < BINS_M[-1][1]
            rows.append(np.column_stack([along_m[j] - along_m[i], residual_db[i], residual_db[j]])[near])
        by_walk.append(np.concatenate(rows))
    return by_walk


def _apart(pairs: FloatArray) -> FloatArray:
    """Of pairs: count, and sum of squares of how far the two are apart."""
    return np.array([len(pairs), ((pairs[:, 1] - pairs[:, 2]) ** 2).sum()])


def _fast(sums: FloatArray) -> float:
    """Of two independent readings each has half of the variance."""
    count, squares = sums
    return float(np.sqrt(squares / count / 2.0)) if count else math.nan


def _sums(pairs: FloatArray, low_m: float, high_m: float) -> FloatArray:
    """Of the pairs so far apart: count, sum, sum of squares, sum of products; either may be the first."""
    one, other = pairs[(pairs[:, 0] >= low_m) & (pairs[:, 0] < high_m), 1:].T
    return np.array([len(one), (one + other).sum() / 2, (one**2 + other**2).sum() / 2, (one * other).sum()])


def _correlation(sums: FloatArray) -> float:
    count, total, squares, products = sums
    if count == 0:
        return math.nan
    mean = total / count
    return float((products / count - mean**2) / (squares / count - mean**2))


def peaks_s(gaps_s: FloatArray, period_s: float = 0.105, count: int = 4) -> list[float]:
    """Where gaps between sightings of one beacon pile up, around multiples of a period; NaN where there are
    too few of them to pile up.
    """
    found = []
    for k in range(1, count + 1):
        near = gaps_s[np.abs(gaps_s - k * period_s) < period_s / 3.0]
        counts, edges_s = np.histogram(near, np.arange(k * period_s - 0.035, k * period_s + 0.0351, 0.005))
        top = int(np.argmax(np.convolve(counts, np.ones(3), mode="same")))
        found.append(float((edges_s[top] + edges_s[top + 1]) / 2.0) if len(near) >= LEAST_GAPS else math.nan)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class InertialStatistics:
    """Of each walk, (walks,): step interval and harmonics (walks, 3), medians, norm of the magnetic field."""

    step_s: FloatArray
    harmonics_mps2: FloatArray
    norm_ut: FloatArray
    norm_spread_ut: float
    norm_spread_range_ut: Redrawn
    norm_correlation: Mapping[float, float]
    norm_correlation_range: Mapping[float, Redrawn]

    @classmethod
    def of(cls, traces: Sequence[Trace]) -> InertialStatistics:
        steps_s, harmonics, norms_ut, paths_ut = [], [], [], []
        for trace in traces:
            t_s, accel = trace.accel.t_s, trace.accel.values
            between_s = np.diff(positioning.detect_steps(t_s, accel).t_s)
            walking_s = between_s[(between_s > 0.3) & (between_s < 0.9)]
            if len(walking_s):
                steps_s.append(float(np.median(walking_s)))
            of_windows = _harmonics(np.linalg.norm(accel, axis=1) - GRAVITY_MPS2)
            if len(of_windows):
                harmonics.append(np.median(of_windows, axis=0))
            norm_ut = np.linalg.norm(trace.mag.values, axis=1)
            norms_ut.append(norm_ut)
            paths_ut.append(_by_metre(trace, norm_ut))
        moments = np.array([(len(norm), norm.sum(), (norm**2).sum()) for norm in norms_ut])
        lagged = {metres: np.array([_lagged(path, metres) for path in paths_ut]) for metres in (1.0, 5.0)}
        return cls(
            step_s=np.array(steps_s),
            harmonics_mps2=np.array(harmonics).reshape(-1, 3),
            norm_ut=np.array([norm.mean() for norm in norms_ut]),
            norm_spread_ut=_spread(moments.sum(axis=0)),
            norm_spread_range_ut=redrawn(moments, _spread),
            norm_correlation={metres: _ratio(sums.sum(axis=0)) for metres, sums in lagged.items()},
            norm_correlation_range={metres: redrawn(sums, _ratio) for metres, sums in lagged.items()},
        )


def _harmonics(force_mps2: FloatArray) -> FloatArray:
    """Amplitudes at 1, 2 and 3 times the step rate in windows of 10 s, half overlapping, (n, 3)."""
    size = int(WINDOW_S * RATE_HZ)
    frequency_hz = np.fft.rfftfreq(8 * size, 1.0 / RATE_HZ)
    found = []
    for begin in range(0, len(force_mps2) - size + 1, size // 2):
        shaped = force_mps2[begin : begin + size] * np.hanning(size)
        amplitude = np.abs(np.fft.rfft(shaped, 8 * size)) * 4.0 / size
        band = (frequency_hz > STEP_BAND_HZ[0]) & (frequency_hz < STEP_BAND_HZ[1])
        step_hz = frequency_hz[band][np.argmax(amplitude[band])]
        found.append([amplitude[np.abs(frequency_hz - k * step_hz) < LINE_HZ].max() for k in (1, 2, 3)])
    return np.array(found).reshape(-1, 3)


def _by_metre(trace: Trace, norm_ut: FloatArray) -> FloatArray:
    """The norm every `GRID_M` along the walk, about its own mean."""
    at_s, x_m, y_m = np.array([(w.t_s, w.x_m, w.y_m) for w in trace.waypoints]).T
    corners_m = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x_m), np.diff(y_m)))])
    along_m = np.interp(trace.mag.t_s, at_s, corners_m)
    on_grid_ut = np.interp(np.arange(0.0, along_m[-1], GRID_M), along_m, norm_ut)
    return np.asarray(on_grid_ut - on_grid_ut.mean()) if len(on_grid_ut) else on_grid_ut


def _spread(moments: FloatArray) -> float:
    count, total, squares = moments
    return float(np.sqrt(squares / count - (total / count) ** 2))


def _lagged(path_ut: FloatArray, metres: float) -> FloatArray:
    """Sum and count of products so far apart, sum and count of squares."""
    lag = round(metres / GRID_M)
    products = path_ut[:-lag] * path_ut[lag:]
    return np.array([products.sum(), len(products), (path_ut**2).sum(), len(path_ut)])


def _ratio(sums: FloatArray) -> float:
    """The mean product over the mean square."""
    return float((sums[0] / sums[1]) / (sums[2] / sums[3]))
