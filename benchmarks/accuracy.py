"""How far off the tracker is on the recorded walks of two malls, beside steps alone.

    python benchmarks/accuracy.py [--seed S] [--store SITE=FITTED.json ...]

For each floor: imports the plan, learns the beacons from the survey walks, and evaluates the dev walks, which
nothing was fitted to or tuned on, as `aislecast evaluate` does. Prints one table. The recordings are in
../shared/data beside the repository, or where AISLECAST_RECORDINGS says; `--store` spares a fit.
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--store", action="append", default=[], metavar="SITE=FITTED.json")
    chosen = parser.parse_args()
    fitted = dict(pair.split("=", 1) for pair in chosen.store)
    lines = []
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder:
        for site in SITES:
            recordings = DATA / "malls" / site
            work = Path(folder) / site
            work.mkdir()
            store = Path(fitted[site]) if site in fitted else fitted_store(recordings, work)
            walks = sorted((recordings / "dev").glob("*.txt*"))
            reports = [
                evaluated(store, walks, mode, start, chosen.seed) for start, mode in product(STARTS, MODES)
            ]
            lines += site_lines(site, reports)
    print(f"recorded: dev walks, errors in metres at the true waypoints; seed {chosen.seed};"
          f" {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    print(heading())
    print("\n".join(lines))
    print("in 95 %: share inside the claimed 95 % ellipse; NEES is 2 when the claimed sd is honest.")
    print("unknown start: waypoints from the first sighting on. steps alone: from the true first waypoint.")


def evaluated(store: Path, walks: Sequence[Path], mode: str, start: str, seed: int) -> Mapping[str, Any]:
    """The figures of `aislecast evaluate`."""
    printed = aislecast(
        "evaluate", "--store", str(store), "--mode", mode, "--start", start,
        "--seed", str(seed), "--json", *map(str, walks),
    )  # fmt: skip
    report: Mapping[str, Any] = json.loads(printed)
    return report


def heading() -> str:
    names = ("n", "mean", "median", "75 %", "90 %", "NEES", "in 95 %", "ok", "searching", "lost")
    return f"{'':38}" + "".join(f"{name:>10}" for name in names)


def site_lines(site: str, reports: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for each mode and start, and one for steps alone at each start."""
    lines = []
    for report in reports:
        lines.append(line(f"{site} {report['start']} {report['mode']}", report["tracker"]))
        if report["mode"] == MODES[-1]:
            lines.append(line(f"{site} {report['start']}, steps alone", report["steps_alone"]))
        if report["start"] == "unknown":
            lines[-1] += f"   walks never ok: {report['walks_never_ok']} of {report['walks']}"
    return lines


def line(name: str, figures: Mapping[str, Any]) -> str:
    errors = "".join(f"{figures[key]:10.2f}" for key in ("mean_m", "median_m", "q75_m", "q90_m", "mean_nees"))
    shares = [figures["within_95"], *(figures["status"][s] for s in ("ok", "searching", "lost"))]
    return f"{name:38}{figures['waypoints']:10d}{errors}" + "".join(f"{share:10.0%}" for share in shares)


if __name__ == "__main__":
    main()
