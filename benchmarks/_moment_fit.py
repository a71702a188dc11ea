"""The simulator's constants that no likelihood gives: simulated survey walks are made like the recorded ones.

The method of simulated moments (SIM-13): the same walks are simulated again and again with the same seeds,
and one constant after the other is moved by a factor where that brings what is counted closer.

References
----------
D. McFadden, "A method of simulated moments for estimation of discrete response models without numerical
integration", Econometrica 57, 1989.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace

import numpy as np
from _simulated_walks import InstalledFloor, SimulatedFloor, as_trace
from _walk_statistics import RadioStatistics
from scipy.stats import ks_2samp

from firmware_sim.radio import RadioModel
from firmware_sim.scanner import ScanHabits
from mapping_tool.identity import identify
from mapping_tool.survey_paths import PathRule, placed_walk
from positioning.capture import Trace
from positioning.radio_fit import fit_radio_map
from positioning.types import BeaconMap

MOVED = (
    "passing_db", "passing_length_m", "passing_s", "shadow_db", "shadow_length_m", "event_db",
    "median_reception", "reception_sd", "bad_share", "good_s", "asleep_s",
)  # fmt: skip
FACTORS = (1.25, 1.12)
SEEDS = (0, 1, 2)
RATE_QUANTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """Recorded survey walks, what they heard, and what hangs there."""

    traces: Sequence[Trace]
    heard: RadioStatistics
    install: Callable[[RadioModel], InstalledFloor]
    known: dict[RadioModel, InstalledFloor] = field(default_factory=dict)

    def installed(self, model: RadioModel) -> InstalledFloor:
        """What hangs there by a model."""
        if model not in self.known:
            self.known[model] = self.install(model)
        return self.known[model]


def fit_moments(
    surveyed: Surveyed, model: RadioModel, habits: ScanHabits, say: Callable[[str], None]
) -> tuple[RadioModel, ScanHabits]:
    """Move each constant of `MOVED` once by each of `FACTORS`, up or down, where that comes closer."""
    best, least = (model, habits), _distance(surveyed, model, habits)
    say(f"as begun: {least:.2f}")
    for factor in FACTORS:
        for name in MOVED:
            for by in (factor, 1.0 / factor):
                tried = moved(*best, name, by)
                distance = _distance(surveyed, *tried)
                if distance < least:
                    best, least = tried, distance
                    say(f"{name} times {by:.2f}: {least:.2f}")
                    break
    return best


def moved(model: RadioModel, habits: ScanHabits, name: str, by: float) -> tuple[RadioModel, ScanHabits]:
    """Both with one constant multiplied; shares stay at 0.95 or below."""
    if name in asdict(model):
        return replace(model, **{name: getattr(model, name) * by}), habits
    value = getattr(habits, name) * by
    return model, replace(
        habits, **{name: min(value, 0.95) if name.endswith(("share", "reception")) else value}
    )


def simulated_statistics(
    surveyed: Surveyed, model: RadioModel, habits: ScanHabits, seed: int
) -> RadioStatistics:
    """What the walks hear when they are simulated, against a map that is fitted to just these."""
    installed = surveyed.installed(model)
    floor = SimulatedFloor.drawn(installed, seed, model, habits)
    walks = [
        as_trace(trace, floor.walked(trace, np.random.default_rng((seed, 3, i)), inertial=False))
        for i, trace in enumerate(surveyed.traces)
    ]
    return RadioStatistics.of(walks, quick_map(walks, installed.beacons))


def quick_map(traces: Sequence[Trace], like: BeaconMap) -> BeaconMap:
    """The first round of a survey's fit, on paths at even speed."""
    names = identify(traces)
    walks = [placed_walk(trace, like.north_rad, PathRule.EVEN, names) for trace in traces]
    return fit_radio_map(walks, like.level_id, north_rad=like.north_rad, rounds=1).beacons


def _distance(surveyed: Surveyed, model: RadioModel, habits: ScanHabits) -> float:
    return float(
        np.mean(
            [distance(surveyed.heard, simulated_statistics(surveyed, model, habits, seed)) for seed in SEEDS]
        )
    )


def distance(real: RadioStatistics, simulated: RadioStatistics) -> float:
    """Sum of squares of what differs, each in about a third of what is allowed."""
    rates = [np.log(np.quantile(s.rates_hz, RATE_QUANTILES)) for s in (real, simulated)]
    differences = [
        np.log(simulated.sightings_hz / real.sightings_hz) / 0.05,
        np.log(simulated.visible_hz / real.visible_hz) / 0.05,
        (simulated.silent - real.silent) / 0.02,
        ks_2samp(real.rssi_dbm, simulated.rssi_dbm).statistic / 0.03,
        ks_2samp(real.gaps_s, simulated.gaps_s).statistic / 0.03,
        (simulated.fast_db - real.fast_db) / 0.15,
        *((np.array(simulated.correlation) - real.correlation) / 0.05),
        *((rates[1] - rates[0]) / 0.2),
    ]
    return float(np.sum(np.square(differences)))
