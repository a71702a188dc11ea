"""What the constants of `mapping_tool/evidence.py` come from: silence, strays, looks, likelihood ratios."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from mapping_tool.evidence import (
    BURST_FACTOR,
    BURST_POWER,
    LEAST_SILENCE,
    LEVELS_DB,
    FaultKind,
    VisitEvidence,
)
from mapping_tool.health import BeaconHealth
from mapping_tool.looks import looks_of
from positioning.radio_map import expected_rssi_dbm
from positioning.types import BeaconMap, BeaconSighting, FloatArray, Trajectory

EXPECTED = (0.0, 0.02, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0, 12.0, 25.0, np.inf)


def print_calibration(
    beacons: BeaconMap, visits: Sequence[tuple[Trajectory, Sequence[BeaconSighting]]]
) -> None:
    """Print what the visits say of each constant, beside it."""
    counts, groups_db = [], []
    ratios: defaultdict[str, list[float]] = defaultdict(list)
    watched = BeaconHealth(beacons).watched
    for path, sightings in visits:
        looks = looks_of(path, sightings, beacons)
        evidence = VisitEvidence(looks, watched)
        if not len(looks) or not evidence.is_consistent:
            continue
        for key, transmitter in watched.items():
            found = evidence.of(transmitter)
            heard = found.heard
            counts.append((found.expected, heard.sightings if heard else 0))
            if heard is not None or counts[-1][0] > EXPECTED[1]:
                ratios["dead"] += found.ratios(FaultKind.DEAD, np.zeros(1)).tolist()
            if heard is not None:
                for kind, levels_db in LEVELS_DB.items():
                    of_levels = found.ratios(kind, np.array(levels_db)).tolist()
                    for level_db, ratio in zip(levels_db, of_levels, strict=True):
                        ratios[f"{kind} {level_db:+.0f} dB"].append(ratio)
                law_dbm = expected_rssi_dbm(transmitter, looks.x_m[heard.look], looks.y_m[heard.look])
                groups_db.append(heard.rssi_dbm - law_dbm - evidence.offset_db(key)[0])
    print_silence(np.array(counts))
    within_db2, between_db2 = variance_parts_db2(groups_db)
    print(f"residuals of looks: {within_db2:.1f} dB2 within a visit, {between_db2:.1f} between visits:"
          f" share in common {between_db2 / (within_db2 + between_db2):.2f}")  # fmt: skip
    print("mean of the likelihood ratio without a fault (at most 1 bounds the false alarms):")
    for name, of_fault in ratios.items():
        print(f"  {name:16}{np.mean(np.exp(of_fault)):6.2f} over {len(of_fault)}")


def print_silence(counts: FloatArray) -> None:
    """P(no sighting) by the number expected, beside the model's and Poisson's."""
    print(f"{'expected':>14}{'pairs':>8}{'mean m':>9}{'heard':>9}{'variance':>10}"
          f"{'P(none)':>9}{'model':>8}{'Poisson':>9}")  # fmt: skip
    for low, high in pairwise(EXPECTED):
        expected, heard = counts[(counts[:, 0] >= low) & (counts[:, 0] < high)].T
        if not len(expected):
            continue
        silent = np.exp(-BURST_FACTOR * expected**BURST_POWER)
        model = LEAST_SILENCE + (1.0 - LEAST_SILENCE) * silent.mean()
        print(f"{low:7.2f}-{high:6.2f}{len(expected):8d}{expected.mean():9.3f}{heard.mean():9.3f}"
              f"{heard.var():10.2f}{np.mean(heard == 0):9.3f}{model:8.3f}"
              f"{np.exp(-expected).mean():9.3f}")  # fmt: skip


def variance_parts_db2(groups_db: Sequence[FloatArray]) -> tuple[float, float]:
    """Variance within and between groups, by moments (one-way random effects: Searle, Casella, McCulloch,
    Variance Components, 1992, section 3.6)."""
    several = [group for group in groups_db if len(group) > 1]
    within = sum(float(((g - g.mean()) ** 2).sum()) for g in several) / sum(len(g) - 1 for g in several)
    means = np.array([group.mean() for group in groups_db])
    between = float(means.var()) - within * float(np.mean([1.0 / len(group) for group in groups_db]))
    return within, max(between, 0.0)
