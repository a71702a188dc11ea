"""How far off the tracker is on the recorded walks of two malls, and how honest, beside simpler methods.

    python benchmarks/accuracy.py [--seed S] [--store SITE=FITTED.json ...]

For each floor: imports the plan, learns the beacons from the survey walks, and evaluates the dev walks, which
nothing was fitted to or tuned on, as `aislecast evaluate` does. Prints two tables; docs/theory/evaluation.md
says what each figure means. The recordings are in ../shared/data beside the repository, or where
AISLECAST_RECORDINGS says; `--store` spares a fit. `--walks survey` judges by the very walks that the maps
were fitted to: for work on the evaluation itself, never for a claim.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from _fitted_mall import DATA, fitted_store
from _report_table import ERRORS_HEADING, HONESTY_HEADING, LEGEND, error_line, honesty_line
from _running_service import aislecast

SITES = ("site1-B1", "site2-F6")
MODES = ("live", "smooth")
STARTS = ("known", "unknown")


PEERS = {
    "known": {"steps_and_plan": "steps + plan", "steps_alone": "steps alone", "plain_ekf": "plain EKF"},
    "unknown": {"plain_ekf": "plain EKF", "weighted_centroid": "weighted centroid"},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--walks", choices=("dev", "survey"), default="dev")
    parser.add_argument("--store", action="append", default=[], metavar="SITE=FITTED.json")
    chosen = parser.parse_args()
    fitted = dict(pair.split("=", 1) for pair in chosen.store)
    errors, honesty = [], []
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder:
        for site in SITES:
            recordings = DATA / "malls" / site
            work = Path(folder) / site
            work.mkdir()
            store = Path(fitted[site]) if site in fitted else fitted_store(recordings, work)
            walks = sorted((recordings / chosen.walks).glob("*.txt*"))
            for start, mode in product(STARTS, MODES):
                report = evaluated(store, walks, mode, start, chosen.seed)
                errors += error_lines(site, report)
                name = f"{site} {report['start']} {report['mode']}"
                honesty.append(honesty_line(name, report) + beside_steps(report))
    print(f"recorded: {chosen.walks} walks, errors in metres at the true waypoints; seed {chosen.seed};"
          f" {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    print("\n".join([ERRORS_HEADING, *errors, ""]))
    print("\n".join([f"{HONESTY_HEADING}   minus steps + plan", *honesty, LEGEND]))
    print("Steps: live, from the true first waypoint.")
    print("minus steps + plan: difference of means with its 95 % interval, paired by walk.")


def evaluated(store: Path, walks: Sequence[Path], mode: str, start: str, seed: int) -> Mapping[str, Any]:
    """The figures of `aislecast evaluate`."""
    peers = [] if mode == "live" else ["--no-baselines"]
    printed = aislecast(
        "evaluate", "--store", str(store), "--mode", mode, "--start", start, *peers,
        "--seed", str(seed), "--json", *map(str, walks),
    )  # fmt: skip
    report: Mapping[str, Any] = json.loads(printed)
    return report


def error_lines(site: str, report: Mapping[str, Any]) -> list[str]:
    """A line for the tracker, and in live mode one for each method that it is measured against."""
    name = f"{site} {report['start']} {report['mode']}"
    lines = [error_line(name, report["tracker"])]
    if report["start"] == "unknown":
        never = report["walks"] - report["availability"]["first_ok"]["walks"]
        lines[0] += f"   walks never ok: {never} of {report['walks']}"
    peers = PEERS[report["start"]] if report["mode"] == "live" else {}
    return lines + [error_line(f"{name}, {peer}", report[key]) for key, peer in peers.items()]


def beside_steps(report: Mapping[str, Any]) -> str:
    """Return how the tracker's mean compares with that of steps and plan, where both begin alike."""
    difference = report["differences"].get("steps_and_plan")
    if report["start"] != "known" or difference is None:
        return ""
    low, high = difference["intervals"]["mean_m"]
    return f"   {difference['mean_m']:+.2f} ({low:+.2f} to {high:+.2f}) {difference['verdict']['mean_m']}"


if __name__ == "__main__":
    main()
