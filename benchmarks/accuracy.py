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
                honesty.append(honesty_line(site, report))
    print(f"recorded: {chosen.walks} walks, errors in metres at the true waypoints; seed {chosen.seed};"
          f" {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    print("\n".join([ERRORS_HEADING, *errors, "", HONESTY_HEADING, *honesty]))
    print("in 95 %: share inside the claimed 95 % ellipse; NEES is 2 when the claimed sd is honest.")
    print("second table: heading in degrees, over segments of 8 m and more; in 95 %: of ok rows, then of"
          " those in each third of published sd, the smallest first.")  # fmt: skip
    print("unknown start: waypoints from the first sighting on. Steps: live, from the true first waypoint.")
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


ERRORS_HEADING = f"{'':40}" + "".join(
    f"{name:>10}"
    for name in ("n", "mean", "median", "75 %", "90 %", "95 %", "NEES", "in 95 %", "ok", "searching", "lost")
)
HONESTY_HEADING = (
    f"{'':40}{'heading: n':>11}{'median':>8}{'90 %':>8}{'once ok: median':>17}{'90 %':>8}{'in 95 %':>9}"
    f"{'thirds':>17}   minus steps + plan"
)


def error_lines(site: str, report: Mapping[str, Any]) -> list[str]:
    """A line for the tracker, and in live mode one for each method that it is measured against."""
    name = f"{site} {report['start']} {report['mode']}"
    lines = [error_line(name, report["tracker"])]
    if "walks_never_ok" in report:
        lines[0] += f"   walks never ok: {report['walks_never_ok']} of {report['walks']}"
    peers = PEERS[report["start"]] if report["mode"] == "live" else {}
    return lines + [error_line(f"{name}, {peer}", report[key]) for key, peer in peers.items()]


def error_line(name: str, figures: Mapping[str, Any]) -> str:
    keys = ("mean_m", "median_m", "q75_m", "q90_m", "q95_m", "mean_nees")
    errors = "".join(f"{figures[key]:10.2f}" if key in figures else f"{'-':>10}" for key in keys)
    shares = [
        figures.get("within_95"),
        *(figures.get("status", {}).get(s) for s in ("ok", "searching", "lost")),
    ]
    cells = [f"{'-':>10}" if share is None else f"{share:10.0%}" for share in shares]
    return f"{name:40}{figures['waypoints']:10d}{errors}{''.join(cells)}"


def honesty_line(site: str, report: Mapping[str, Any]) -> str:
    """Heading, errors once `ok`, and the share inside the claimed ellipse while `ok`."""
    heading, found, ok = (
        report["tracker"]["heading"],
        report["tracker"]["from_first_ok"],
        report["honesty"]["ok"],
    )
    line = f"{site + ' ' + report['start'] + ' ' + report['mode']:40}"
    line += f"{heading['segments']:11d}{heading['median_deg']:8.1f}{heading['q90_deg']:8.1f}"
    if ok is None:
        return line + "   never ok"
    line += f"{found['median_m']:17.2f}{found['q90_m']:8.2f}{ok['within_95']:9.0%}"
    line += "".join(f"{third['within_95']:6.0%}" for third in ok["thirds"]).rjust(17)
    difference = report["differences"].get("steps_and_plan")
    if report["start"] == "known" and difference is not None:
        low, high = difference["intervals"]["mean_m"]
        line += (
            f"   {difference['mean_m']:+.2f} ({low:+.2f} to {high:+.2f}) {difference['verdict']['mean_m']}"
        )
    return line


if __name__ == "__main__":
    main()
