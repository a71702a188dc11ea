"""Whether people are as far off as the radio map predicts: rank correlation by 10 m cell, with its interval.

    python benchmarks/predicted_error.py [--site site1-B1 site2-F6] [--walks survey|dev] [--seeds 0 1]

Recorded walks (../shared/data, or where AISLECAST_RECORDINGS says), unknown starts, live; waypoints from
ten seconds into the walk on, whether anything was heard by then or not. `survey`: five folds by walk, each on
the map of the other folds, said to be off by 3 m; what the prediction was chosen by. `dev`: on the map that
`survey fit` makes of all survey walks; nothing was chosen by them.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from _fitted_mall import DATA, fitted_store
from _held_back_maps import MAP_ERROR_M, SurveyedMall

from mapping_tool.error_agreement import (
    LEAST_IN_CELL,
    JudgedWaypoint,
    RankAgreement,
    judge_walks,
    rank_agreement,
)
from mapping_tool.held_back import RecordedWalk
from mapping_tool.predicted_error import predict_error
from mapping_tool.survey import read_survey
from positioning.capture import Trace
from positioning.types import BeaconMap, WalkableArea
from zones import load_store

SITES = ("site1-B1", "site2-F6")
TARGET = 0.5
DRAWS = 100
ELSEWHERE_M = 10_000.0
"""Sites are laid so far apart when their cells are compared together."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--site", nargs="+", choices=SITES, default=SITES)
    parser.add_argument("--walks", choices=("survey", "dev"), default="survey")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1])
    chosen = parser.parse_args()
    print(f"recorded, {chosen.walks} walks; seeds {chosen.seeds}; {os.cpu_count()} cores,"
          f" {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    together: list[JudgedWaypoint] = []
    for number, site in enumerate(chosen.site):
        folds = held_back(site) if chosen.walks == "survey" else of_dev(site)
        judged = _mean_of([judge(folds, seed) for seed in chosen.seeds])
        print_site(site, judged)
        first = 1 + max((each.walk for each in together), default=-1)
        together += [
            replace(each, walk=first + each.walk, x_m=each.x_m + number * ELSEWHERE_M) for each in judged
        ]
    if len(chosen.site) > 1:
        print(f"both: {_told(rank_agreement(together))}")


@dataclass(frozen=True, slots=True)
class Judged:
    """A radio map, and walks that it does not know."""

    beacons: BeaconMap
    floor: WalkableArea
    walks: tuple[RecordedWalk, ...]


def held_back(site: str) -> list[Judged]:
    """Return the survey walks, each on the map of the other folds."""
    mall = SurveyedMall.read(site)
    return [
        Judged(replace(fold.beacons, error_m=MAP_ERROR_M), mall.floor, _recorded(fold.held))
        for fold in mall.folds()
    ]


def of_dev(site: str) -> list[Judged]:
    """Return the `dev` walks on the map of all survey walks."""
    recordings = DATA / "malls" / site
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as work:
        store = load_store(fitted_store(recordings, Path(work)))
    return [Judged(store.beacon_map(), store.walkable(), _recorded(read_survey(recordings / "dev").traces))]


def judge(folds: Sequence[Judged], seed: int) -> list[JudgedWaypoint]:
    """Follow all walks, and hold each waypoint against what was predicted there."""
    judged: list[JudgedWaypoint] = []
    walks = 0
    for fold in folds:
        error = predict_error(fold.floor, fold.beacons)
        judged += judge_walks(fold.beacons, fold.floor, error, fold.walks, first_walk=walks, seed=seed)
        walks += len(fold.walks)
    return judged


def _recorded(traces: Sequence[Trace]) -> tuple[RecordedWalk, ...]:
    return tuple(RecordedWalk(tuple(trace), trace.waypoints) for trace in traces)


def _mean_of(seeds: Sequence[Sequence[JudgedWaypoint]]) -> list[JudgedWaypoint]:
    """Return each waypoint with its mean error over the seeds."""
    return [
        replace(same[0], measured_m=float(np.mean([each.measured_m for each in same])))
        for same in zip(*seeds, strict=True)
    ]


def print_site(site: str, judged: Sequence[JudgedWaypoint]) -> None:
    measured_m = np.array([each.measured_m for each in judged])
    predicted_m = np.array([each.predicted_m for each in judged])
    print(f"{site}: {len({each.walk for each in judged})} walks, {len(judged)} waypoints")
    print(
        f"  {'quarter of predicted':24}{'predicted, mean':>16}{'measured, mean':>16}{'median':>9}{'90 %':>9}"
    )
    limits = np.quantile(predicted_m, np.linspace(0.0, 1.0, 5))
    spans = [(f"{low:.1f} to {high:.1f} m", low, high) for low, high in pairwise(limits)]
    for name, low, high in [*spans, ("all", limits[0], limits[-1])]:
        inside = (predicted_m >= low) & (predicted_m <= high)
        of_span = measured_m[inside]
        print(f"  {name:24}{predicted_m[inside].mean():16.1f}{of_span.mean():16.1f}{np.median(of_span):9.1f}"
              f"{np.quantile(of_span, 0.9):9.1f}")  # fmt: skip
    print(f"  {_told(rank_agreement(judged))}")
    print(f"  {chance_of_perfect(judged)}")
    print(f"  cells of one waypoint as well: {_told(rank_agreement(judged, least=1))}")


def chance_of_perfect(judged: Sequence[JudgedWaypoint]) -> str:
    """Tell what a prediction without any fault would reach on these walks: errors drawn from Rayleigh's
    distribution about it, one draw a waypoint and, errors of a walk hanging together, one draw a walk.
    """
    rng = np.random.default_rng(0)
    walk = np.array([each.walk for each in judged])
    drawn: dict[str, list[float]] = {"a waypoint": [], "a walk": []}
    for _ in range(DRAWS):
        for name, factors in (
            ("a waypoint", rng.rayleigh(size=len(judged))),
            ("a walk", rng.rayleigh(size=int(walk.max()) + 1)[walk]),
        ):
            perfect = [
                replace(each, measured_m=each.predicted_m * factor)
                for each, factor in zip(judged, factors.tolist(), strict=True)
            ]
            drawn[name].append(rank_agreement(perfect).correlation or 0.0)
    told = (
        f"{np.mean(found):.2f} ({np.quantile(found, 0.025):.2f} to {np.quantile(found, 0.975):.2f})"
        f" with one draw {name}"
        for name, found in drawn.items()
    )
    return f"a prediction without fault would reach {', '.join(told)}"


def _told(found: RankAgreement) -> str:
    limits = found.interval
    told = "" if limits is None else f" ({limits.low:.2f} to {limits.high:.2f})"
    return (
        f"rank correlation {found.correlation or float('nan'):.2f}{told} over {found.cells} cells"
        f" (wanted: {TARGET}; cells of {LEAST_IN_CELL} waypoints and more where not said otherwise)"
    )


if __name__ == "__main__":
    main()
