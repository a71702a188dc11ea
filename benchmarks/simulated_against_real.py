"""Whether simulated walks are like recorded ones: what is heard and felt, and how far off the tracker is.

    python benchmarks/simulated_against_real.py [--fit] [--seed S] [--site site1-B1 site2-F6]
                                                [--store SITE=FITTED.json ...] [--walks {dev,survey,both}]
                                                [--draws N] [--no-tracking] [--keep FOLDER]

The simulator's constants come from the survey walks of site1-B1 alone: `--fit` moves some of them (SIM-13),
starting from those in force, and writes firmware_sim/fitted.json; about half an hour. Without it they are
judged as they are. For each floor simulated people then walk the true paths of the recorded survey and dev
walks, past beacons of the same places, levels and intervals as the floor's own survey tells (a plan's part in
a simulation). Each of several draws of the simulated floor and its walkers gets its own `survey fit`; nothing
of the simulator reaches the tracker but what its phones note. Prints recorded beside simulated, all draws
together, for the dev walks or those of `--walks` (of `both`, the tracker on the dev walks), with what is
allowed, and how sure the recorded figure is: one draw of a few dozen walks is uncertain by more than that,
and the recorded walks are one. Beside dev walks the floor's own recorded survey is judged by the same bounds:
of a real floor a simulated one knows what that tells.

The recordings are in ../shared/data beside the repository, or where AISLECAST_RECORDINGS says; `--store`
spares the fit of a recorded floor. `--keep` leaves the simulated floors as recordings: held_back.py, told of
them by AISLECAST_RECORDINGS, follows the survey walks of the first draw on maps that do not know them.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from _comparison import heading, inertial_lines, radio_lines, tracking_lines
from _draws import averaged, together
from _fitted_mall import DATA, fitted_store
from _hearing import Certainty, Hearing
from _recorded_floor import RecordedFloor, fit_constants
from _simulated_walks import InstalledFloor, SimulatedFloor, write_walks
from _walk_statistics import InertialStatistics, RadioStatistics
from accuracy import evaluated

from mapping_tool.survey import read_survey
from positioning.capture import Trace
from positioning.types import BeaconMap
from zones import load_store

FITTED_ON = "site1-B1"
SITES = ("site1-B1", "site2-F6")
KINDS = {"dev": ("dev",), "survey": ("survey",), "both": ("survey", "dev")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--fit", action="store_true", help="fit the constants first, and write them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--draws", type=int, default=4, help="of each floor, from --seed on")
    parser.add_argument("--site", nargs="+", choices=SITES, default=SITES)
    parser.add_argument("--store", action="append", default=[], metavar="SITE=FITTED.json")
    parser.add_argument("--walks", choices=KINDS, default="dev")
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
              f" {chosen.draws} draws from seed {chosen.seed} on; {os.cpu_count()} cores,"
              f" {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
        for site in chosen.site:
            work = (chosen.keep or Path(folder) / "simulated") / "malls" / site
            report(RecordedFloor.read(site, stores[site]), stores[site], work, chosen)


def report(recorded: RecordedFloor, store: Path, work: Path, chosen: argparse.Namespace) -> None:
    """Print a floor's recorded figures beside those of all draws together, and each draw's main ones."""
    installed = recorded.installed()
    folders = [work if k == 0 else work.with_name(f"{work.name}-{k}") for k in range(chosen.draws)]
    draws = [Draw.simulated(recorded, installed, folder, chosen.seed + k) for k, folder in enumerate(folders)]
    beacons = load_store(store).beacon_map()
    *_, tracked = kinds = KINDS[chosen.walks]
    traces = [trace for kind in kinds for trace in recorded.walks[kind]]
    found = ", ".join(str(len(draw.beacons.transmitters)) for draw in draws)
    print(f"\n{recorded.site}: {len(traces)} walks, transmitters found"
          f" {len(beacons.transmitters)} | {found}")  # fmt: skip
    sides = [Side.of(draw.walked(kinds), draw.beacons) for draw in draws]
    heard = [side.heard for side in sides]
    real, sure = Side.of(traces, beacons), Certainty.of([Hearing.of(trace) for trace in traces])
    simulated = Side(together(heard), together([side.felt for side in sides]))
    print("\n".join([heading("simulated"), *real.beside(simulated, sure)]), flush=True)
    single = {
        "sightings a second": [each.sightings_hz for each in heard],
        "share of seconds with none": [each.silent for each in heard],
        "residual correlation, 2-4 m walked": [each.correlation[3] for each in heard],
    }
    if not chosen.no_tracking:
        files = sorted((DATA / "malls" / recorded.site / tracked).glob("*.txt*"))
        for start in ("known", "unknown"):
            followed = evaluated(store, files, "live", start, chosen.seed)["tracker"]
            made = [draw.evaluated(tracked, start, chosen.seed) for draw in draws]
            print("\n".join(tracking_lines(start, followed, averaged(made, "median_m", "q90_m"))), flush=True)
            single |= {f"{start} start, {key}": [each[key] for each in made] for key in ("median_m", "q90_m")}
    if len(draws) > 1:
        print("the draws one by one:")
        for name, values in single.items():
            print(f"  {name:42}" + " ".join(f"{value:8.2f}" for value in values))
    if "survey" not in kinds:
        survey = Side.of(recorded.walks["survey"], beacons)
        print(
            "the survey that the floor is simulated from, by the same bounds (residuals about its own map):"
        )
        print("\n".join([heading("survey"), *real.beside(survey, sure)]), flush=True)


@dataclass(frozen=True, slots=True)
class Side:
    """What walks heard and felt."""

    heard: RadioStatistics
    felt: InertialStatistics

    @classmethod
    def of(cls, traces: Sequence[Trace], beacons: BeaconMap) -> Side:
        return cls(RadioStatistics.of(traces, beacons), InertialStatistics.of(traces))

    def beside(self, other: Side, sure: Certainty) -> list[str]:
        """Lines of these walks' figures and of another side's."""
        return [*radio_lines(self.heard, other.heard, sure), *inertial_lines(self.felt, other.felt)]


@dataclass(frozen=True, slots=True)
class Draw:
    """One simulated floor with its walkers, as recordings in a folder, and the map of its own survey."""

    folder: Path
    store: Path
    beacons: BeaconMap

    @classmethod
    def simulated(cls, recorded: RecordedFloor, installed: InstalledFloor, folder: Path, seed: int) -> Draw:
        """Simulate a floor's walks and fit its simulated survey."""
        floor = SimulatedFloor.drawn(installed, seed)
        for k, (kind, traces) in enumerate(recorded.walks.items()):
            rngs = [np.random.default_rng((seed, 3 + k, i)) for i in range(len(traces))]
            visits = (floor.walked(trace, rng) for trace, rng in zip(traces, rngs, strict=True))
            write_walks(visits, traces, folder / kind)
        recordings = DATA / "malls" / recorded.site
        for plan in filter(Path.is_file, recordings.iterdir()):
            shutil.copy(plan, folder)
        store = fitted_store(recordings, folder, folder / "survey")
        return cls(folder, store, load_store(store).beacon_map())

    def walked(self, kinds: Sequence[str]) -> list[Trace]:
        """Its walks of these kinds."""
        return [trace for kind in kinds for trace in read_survey(self.folder / kind).traces]

    def evaluated(self, kind: str, start: str, seed: int) -> Mapping[str, Any]:
        """How far off the tracker is, live, on this floor's own map."""
        files = sorted((self.folder / kind).glob("*.txt*"))
        figures: Mapping[str, Any] = evaluated(self.store, files, "live", start, seed)["tracker"]
        return figures


if __name__ == "__main__":
    main()
