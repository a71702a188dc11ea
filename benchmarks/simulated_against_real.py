"""Whether simulated walks are like recorded ones: what is heard and felt, and how far off the tracker is.

    python benchmarks/simulated_against_real.py [--fit] [--seed S] [--site site1-B1 site2-F6]
                                                [--store SITE=FITTED.json ...] [--walks {dev,survey}]
                                                [--no-tracking] [--keep FOLDER]

The simulator's constants come from the survey walks of site1-B1 alone: `--fit` moves some of them (SIM-13),
starting from those in force, and writes firmware_sim/fitted.json; about half an hour. Without it they are
judged as they are. For each floor simulated people then walk the true paths of the recorded survey and dev
walks, past beacons of the same places, levels and intervals as the floor's own survey tells (a plan's part in
a simulation). The simulated floor gets its own `survey fit`; nothing of the simulator reaches the tracker but
what its phones note. Prints recorded beside simulated for the dev walks, or those of `--walks`, with what is
allowed. The recordings are in ../shared/data beside the repository, or where AISLECAST_RECORDINGS says;
`--store` spares the fit of a recorded floor. `--keep` leaves the simulated floors as recordings:
held_back.py, told of them by AISLECAST_RECORDINGS, follows their survey walks on maps that do not know them.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
from pathlib import Path

import numpy as np
from _comparison import HEADING, inertial_lines, radio_lines, tracking_lines
from _fitted_mall import DATA, fitted_store
from _recorded_floor import RecordedFloor, fit_constants
from _simulated_walks import SimulatedFloor, write_walks
from _walk_statistics import InertialStatistics, RadioStatistics
from accuracy import evaluated

from mapping_tool.survey import read_survey
from zones import load_store

FITTED_ON = "site1-B1"
SITES = ("site1-B1", "site2-F6")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--fit", action="store_true", help="fit the constants first, and write them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--site", nargs="+", choices=SITES, default=SITES)
    parser.add_argument("--store", action="append", default=[], metavar="SITE=FITTED.json")
    parser.add_argument("--walks", choices=("dev", "survey"), default="dev")
    parser.add_argument("--no-tracking", action="store_true")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the simulated floors there")
    chosen = parser.parse_args()
    given = dict(pair.split("=", 1) for pair in chosen.store)
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder:
        stores: dict[str, Path] = {}
        for site in SITES:
            if site in chosen.site or (chosen.fit and site == FITTED_ON):
                work = Path(folder) / site
                work.mkdir()
                is_given = site in given
                stores[site] = Path(given[site]) if is_given else fitted_store(DATA / "malls" / site, work)
        if chosen.fit:
            fit_constants(RecordedFloor.read(FITTED_ON, stores[FITTED_ON]))
        print(f"recorded | simulated: {chosen.walks} walks, constants fitted on survey walks of {FITTED_ON};"
              f" seed {chosen.seed}; {os.cpu_count()} cores, {platform.machine()},"
              f" Python {platform.python_version()}")  # fmt: skip
        for site in chosen.site:
            work = (chosen.keep or Path(folder) / "simulated") / "malls" / site
            report(RecordedFloor.read(site, stores[site]), stores[site], work, chosen)


def report(recorded: RecordedFloor, store: Path, work: Path, chosen: argparse.Namespace) -> None:
    """Simulate a floor's walks, fit its simulated survey, and print both sides."""
    simulated = SimulatedFloor.drawn(recorded.installed(), chosen.seed)
    for k, (kind, traces) in enumerate(recorded.walks.items()):
        rngs = [np.random.default_rng((chosen.seed, 3 + k, i)) for i in range(len(traces))]
        visits = (
            simulated.walked(trace, rng, 1000 * k + i)
            for i, (trace, rng) in enumerate(zip(traces, rngs, strict=True))
        )
        write_walks(visits, traces, work / kind)
    recordings = DATA / "malls" / recorded.site
    for plan in filter(Path.is_file, recordings.iterdir()):
        shutil.copy(plan, work)
    fitted = fitted_store(recordings, work, work / "survey")
    maps = [load_store(path).beacon_map() for path in (store, fitted)]
    sides = (recorded.walks[chosen.walks], read_survey(work / chosen.walks).traces)
    print(f"\n{recorded.site}: {len(sides[0])} walks, transmitters found"
          f" {len(maps[0].transmitters)} | {len(maps[1].transmitters)}")  # fmt: skip
    heard = [RadioStatistics.of(traces, beacons) for traces, beacons in zip(sides, maps, strict=True)]
    felt = [InertialStatistics.of(traces) for traces in sides]
    print("\n".join([HEADING, *radio_lines(*heard), *inertial_lines(*felt)]), flush=True)
    if not chosen.no_tracking:
        files = [sorted(each.glob("*.txt*")) for each in (recordings / chosen.walks, work / chosen.walks)]
        for start in ("known", "unknown"):
            figures = [
                evaluated(of_store, of_walks, "live", start, chosen.seed)["tracker"]
                for of_store, of_walks in zip((store, fitted), files, strict=True)
            ]
            print("\n".join(tracking_lines(start, *figures)), flush=True)


if __name__ == "__main__":
    main()
