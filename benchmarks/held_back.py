"""How far off the tracker is on survey walks that its radio map does not know, and how honest.

    python benchmarks/held_back.py [--site site1-B1 site2-F6] [--start known unknown] [--mode live smooth]
                                   [--seeds 0] [--error-m 3]

Recorded survey walks (../shared/data, or where AISLECAST_RECORDINGS says), five folds by walk: each is
followed on the map of the other folds, said to be off by `--error-m`, and judged as `aislecast evaluate`
does. The tracker's numbers were chosen by these figures (docs/theory/ekf.md); those of walks that nothing was
chosen by are the ones of accuracy.py. Several seeds are also judged together.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from _fitted_mall import DATA
from _held_back_maps import MAP_ERROR_M, HeldBackFold, SurveyedMall
from _report_table import ERRORS_HEADING, HONESTY_HEADING, LEGEND, error_line, honesty_line

from campaigns.commands.evaluation.figures import report
from campaigns.commands.evaluation.walks import WalkScore, score_walk, track_judged
from campaigns.commands.tracking import Mode, Plan, Start, TrackingJob

SITES = ("site1-B1", "site2-F6")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--site", nargs="+", choices=SITES, default=SITES)
    parser.add_argument("--start", nargs="+", type=Start, choices=list(Start), default=list(Start))
    parser.add_argument("--mode", nargs="+", type=Mode, choices=list(Mode), default=list(Mode))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--error-m", type=float, default=MAP_ERROR_M)
    chosen = parser.parse_args()
    errors, honesty = [], []
    for site in chosen.site:
        mall = SurveyedMall.read(site)
        folds = [
            replace(fold, beacons=replace(fold.beacons, error_m=chosen.error_m)) for fold in mall.folds()
        ]
        for start, mode in product(chosen.start, chosen.mode):
            jobs = [TrackingJob(DATA / "malls" / site, mode, start, seed=seed) for seed in chosen.seeds]
            judged = {f"seed {job.seed}": judge(mall, folds, job) for job in jobs}
            if len(jobs) > 1:
                judged[f"{len(jobs)} seeds"] = [walk for of_seed in judged.values() for walk in of_seed]
            for seeds, walks in judged.items():
                figures = report(walks, jobs[0])
                name = f"{site} {start} {mode}, {seeds}"
                errors.append(error_line(name, figures["tracker"]))
                honesty.append(honesty_line(name, figures))
    print(f"recorded, held back: survey walks, five folds by walk, maps said to be off by {chosen.error_m} m;"
          f" errors in metres; {os.cpu_count()} cores, {platform.machine()},"
          f" Python {platform.python_version()}")  # fmt: skip
    print("\n".join([ERRORS_HEADING, *errors, "", HONESTY_HEADING, *honesty, LEGEND]))


def judge(mall: SurveyedMall, folds: Sequence[HeldBackFold], job: TrackingJob) -> list[WalkScore]:
    """Return the score of every walk on the map of the other folds."""
    plans = [(Plan(mall.level, fold.beacons, mall.floor), fold.held) for fold in folds]
    return [
        score_walk(track_judged(trace, plan, job), plan, job, with_baselines=False)
        for plan, held in plans
        for trace in held
    ]


if __name__ == "__main__":
    main()
