"""Recorded and simulated figures side by side, with what is allowed between them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from _hearing import Certainty, Redrawn
from _walk_statistics import BINS_M, InertialStatistics, RadioStatistics, peaks_s
from scipy.stats import ks_2samp

from positioning.types import FloatArray


def heading(other: str) -> str:
    """Over lines whose second column is that of `other` walks."""
    return f"{'':44}{'recorded':>12}{other:>12}   {'allowed':34}recorded walks drawn anew, 95 %"


def line(
    name: str,
    real: float,
    simulated: float,
    allowed: str,
    is_met: bool | None,
    digits: int = 2,
    sure: str = "",
) -> str:
    """One figure of both sides; `is_met` None: there is no bound. `sure`: what chance makes of it."""
    met = "" if is_met is None else ("met" if is_met else "NOT met")
    return f"{name:44}{real:12.{digits}f}{simulated:12.{digits}f}   {allowed:26}{met:8}{sure}".rstrip()


def radio_lines(real: RadioStatistics, simulated: RadioStatistics, sure: Certainty) -> list[str]:
    """What is heard."""
    rssi_name, gaps_name = "RSSI, median dBm; KS distance", "gaps of a beacon, median s; KS distance"
    lines = [
        _ratio_line("sightings a second", real.sightings_hz, simulated.sightings_hz, 0.15, sure.sightings_hz),
        _ratio_line("beacons visible a second", real.visible_hz, simulated.visible_hz, 0.15, sure.visible_hz),
        line(
            "share of seconds with none", real.silent, simulated.silent, "5 points",
            abs(real.silent - simulated.silent) <= 0.05, 3, _between(sure.silent),
        ),
        _distance_line(rssi_name, real.rssi_dbm, simulated.rssi_dbm, sure.rssi_distance),
        _distance_line(gaps_name, real.gaps_s, simulated.gaps_s, sure.gaps_distance),
        line(
            "fast RSSI spread, dB", real.fast_db, simulated.fast_db, "3.4 +- 0.4",
            3.0 <= simulated.fast_db <= 3.8, sure=_between(real.fast_range_db),
        ),
    ]  # fmt: skip
    of_bins = zip(BINS_M, real.correlation, simulated.correlation, real.correlation_range, strict=True)
    for (low_m, high_m), one, other, allowed in of_bins:
        name = f"residual correlation, {low_m:g}-{high_m:g} m walked"
        lines.append(_redrawn_line(name, one, other, allowed))
    lines.append(
        line("residual rms against the survey's law, dB", real.residual_db, simulated.residual_db, "", None)
    )
    for k, (one, other) in enumerate(zip(peaks_s(real.gaps_s), peaks_s(simulated.gaps_s), strict=True), 1):
        is_met = None if math.isnan(one) else abs(one - other) <= 0.0101
        lines.append(line(f"peak {k} of the gaps, s", one, other, "10 ms", is_met, 4))
    for share in (0.1, 0.5, 0.9):
        one, other = (float(np.quantile(side.rates_hz, share)) for side in (real, simulated))
        lines.append(line(f"sightings a second of a walk, {share:.0%}", one, other, "", None))
    return lines


def _ratio_line(name: str, real: float, simulated: float, bound: float, sure: Sequence[float]) -> str:
    off = simulated / real - 1.0
    return line(name, real, simulated, f"{bound:.0%}: {off:+.1%}", abs(off) <= bound, sure=_between(sure))


def _between(sure: Sequence[float]) -> str:
    """From the least to the most of some quantiles."""
    return f"{sure[0]:.2f} to {sure[-1]:.2f}"


def _distance_line(name: str, real: FloatArray, simulated: FloatArray, sure: float) -> str:
    distance = float(ks_2samp(real, simulated).statistic)
    medians = float(np.median(real)), float(np.median(simulated))
    return line(name, *medians, f"0.1: {distance:.3f}", distance <= 0.1, sure=f"up to {sure:.3f}")


def _redrawn_line(name: str, real: float, simulated: float, quantiles: Redrawn) -> str:
    """One that is to be where 80 of 100 redrawn figures are."""
    least, low, high, most = quantiles
    return _range_line(name, real, simulated, (low, high), _between((least, most)))


def _range_line(
    name: str, real: float, simulated: float, allowed: tuple[float, float], sure: str = ""
) -> str:
    low, high = allowed
    return line(name, real, simulated, f"{low:.2f} to {high:.2f}", low <= simulated <= high, sure=sure)


def inertial_lines(real: InertialStatistics, simulated: InertialStatistics) -> list[str]:
    """What is felt: medians of walks, inside the recorded walks' 10-90 %; figures of all walks together,
    inside theirs when walks are drawn anew.
    """
    columns = {
        "step interval, s": (real.step_s, simulated.step_s),
        **{
            f"harmonic {k + 1}, m/s2": (real.harmonics_mps2[:, k], simulated.harmonics_mps2[:, k])
            for k in range(3)
        },
        "magnetic norm of a walk, uT": (real.norm_ut, simulated.norm_ut),
    }
    lines = []
    for name, (of_real, of_simulated) in columns.items():
        low, high = np.quantile(of_real, (0.1, 0.9)).tolist()
        medians = float(np.median(of_real)), float(np.median(of_simulated))
        lines.append(_range_line(name, *medians, (low, high)))
    spreads_ut = real.norm_spread_ut, simulated.norm_spread_ut
    lines.append(_redrawn_line("magnetic norm, spread, uT", *spreads_ut, real.norm_spread_range_ut))
    for metres, correlation in real.norm_correlation.items():
        name, allowed = f"its correlation at {metres:g} m", real.norm_correlation_range[metres]
        lines.append(_redrawn_line(name, correlation, simulated.norm_correlation[metres], allowed))
    return lines


def tracking_lines(start: str, real: Mapping[str, Any], simulated: Mapping[str, Any]) -> list[str]:
    """How far off the tracker is, live."""
    return [
        _ratio_line(
            f"{start} start, live, {name} error, m", real[key], simulated[key], 0.2, real["intervals"][key]
        )
        for name, key in (("median", "median_m"), ("90 %", "q90_m"))
    ]
