"""What one scanned code does for a walk of which nothing is known.

    python benchmarks/scanned_code.py [--sites site1-B1 site2-F6] [--seed 0]

Recorded survey walks (../shared/data, or where AISLECAST_RECORDINGS says), five folds by walk: each is
followed from an unknown start on the map of the other folds, with and without a code that the phone reads at
the walk's middle waypoint. The scan is made up, the rest recorded; the map has the code half a sd off in each
axis. Live: waypoints a second and more after the scan; smoothed: those a second and more before it.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from _held_back_maps import MAP_ERROR_M, SurveyedMall

from positioning import LiveTracker, smooth
from positioning.capture import Trace
from positioning.metrics import CHI2_95_2DOF, WaypointScore, score_live, score_smoothed, summarise
from positioning.trajectory import collect
from positioning.types import (
    BeaconMap,
    CodeId,
    CodeScan,
    GaussianPosition,
    PoseStatus,
    PositionPrior,
    SensorFrame,
    WalkableArea,
    Waypoint,
)

CODE, CODE_SD_M = CodeId("shelf"), 1.0

Scores = dict[tuple[str, str], list[WaypointScore]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sites", nargs="+", default=["site1-B1", "site2-F6"])
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, seed {args.seed}"
    )
    for site in args.sites:
        print_table(site, judged(site, args.seed))


def judged(site: str, seed: int) -> Scores:
    """Return the scores of a mall's walks by mode, without and with the scan."""
    mall = SurveyedMall.read(site)
    random = np.random.default_rng(seed)
    scores: Scores = {(mode, scan): [] for mode in ("live", "smoothed") for scan in ("without", "with")}
    for fold in mall.folds():
        for trace in fold.held:
            inside = [w for w in trace.waypoints if 0.0 < w.t_s < trace.duration_s]
            if len(inside) < 3:
                continue
            at = inside[len(inside) // 2]
            x_m, y_m = random.normal((at.x_m, at.y_m), CODE_SD_M / 2)
            beacons = replace(
                fold.beacons, error_m=MAP_ERROR_M, codes={CODE: GaussianPosition(x_m, y_m, CODE_SD_M)}
            )
            walked(scores, "without", list(trace), at, trace.waypoints, beacons, mall.floor, seed)
            walked(scores, "with", scanned(trace, at), at, trace.waypoints, beacons, mall.floor, seed)
    return scores


def scanned(trace: Trace, at: Waypoint) -> list[SensorFrame]:
    """Return a walk's frames with the scan in the one that covers it."""
    scan = (CodeScan(at.t_s, CODE),)
    return [replace(f, codes=scan) if f.t_start_s < at.t_s <= f.t_end_s else f for f in trace]


def walked(
    scores: Scores,
    scan: str,
    frames: Sequence[SensorFrame],
    at: Waypoint,
    waypoints: Sequence[Waypoint],
    beacons: BeaconMap,
    floor: WalkableArea,
    seed: int,
) -> None:
    """Add the scores of one walk: live after the scan, with hindsight before it."""
    tracker = LiveTracker(beacons, PositionPrior.anywhere(), floor, seed=seed)
    path = collect(map(tracker.step, frames))
    scores["live", scan] += score_live(path, [w for w in waypoints if w.t_s >= at.t_s + 1.0])
    path = smooth(frames, beacons, PositionPrior.anywhere(), floor, seed=seed)
    scores["smoothed", scan] += score_smoothed(path, [w for w in waypoints if w.t_s <= at.t_s - 1.0])


def print_table(site: str, scores: Scores) -> None:
    print(f"{site}, recorded, held back, cold starts; the scan is made up")
    print(f"{'':<28}{'n':>5}{'mean':>7}{'median':>8}{'75 %':>7}{'90 %':>7}{'ok':>7}{'in 95 %':>9}")
    for (mode, scan), of_mode in scores.items():
        when = "after" if mode == "live" else "before"
        found, ok = summarise(of_mode), [s for s in of_mode if s.status is PoseStatus.OK]
        assert found is not None
        print(
            f"{f'{mode}, {when} it, {scan}':<28}{found.count:>5}{found.mean_m:>7.2f}{found.median_m:>8.2f}"
            f"{found.q75_m:>7.1f}{found.q90_m:>7.1f}{100 * len(ok) / found.count:>5.0f} %"
            f"{100 * float(np.mean([s.nees <= CHI2_95_2DOF for s in ok])):>7.0f} %"
        )


if __name__ == "__main__":
    main()
