"""How simulated survey walks err beside recorded ones: steps against taps, beacons against each other.

    python benchmarks/walk_residuals.py [--site site1-B1] [--store FITTED.json] [--draws 3] [--seed 0]

SIM-14, SIM-15, SIM-18, SIM-20 to SIM-22 and SIM-24 rest on these figures of the survey walks of site1-B1.
Recorded ones stand beside the mean of all draws, with the sd of one draw. `--store` spares the fit of the
recorded floor.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from _beacon_residuals import beacon_figures
from _fitted_mall import DATA, fitted_store
from _leg_residuals import LegResiduals
from _north_residuals import north_figures
from _recorded_floor import RecordedFloor
from _silent_passes import pass_figures
from _simulated_walks import SimulatedFloor, as_trace

from firmware_sim.visit import SimulatedVisit
from positioning.capture import Trace
from positioning.types import BeaconMap, FloatArray

SITES = ("site1-B1", "site2-F6")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--site", choices=SITES, default=SITES[0])
    parser.add_argument("--store", type=Path)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    if chosen.draws < 2:
        parser.error("--draws: two at least, or nothing is known of how they differ")
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder:
        store = chosen.store or fitted_store(DATA / "malls" / chosen.site, Path(folder))
        floor = RecordedFloor.read(chosen.site, store)
    traces, installed, draws = floor.walks["survey"], floor.installed(), list[Mapping[str, float]]()
    recorded, beside_m = figures(traces, floor.fitted), list[FloatArray]()
    for seed in range(chosen.seed, chosen.seed + chosen.draws):
        world = SimulatedFloor.drawn(installed, seed)
        rngs = [np.random.default_rng((seed, 3, i)) for i in range(len(traces))]
        visits = [world.walked(trace, rng) for trace, rng in zip(traces, rngs, strict=True)]
        beside_m += [waypoints_missed_m(*each) for each in zip(traces, visits, strict=True)]
        walks = [as_trace(*each) for each in zip(traces, visits, strict=True)]
        draws.append(figures(walks, installed.beacons))
    print(f"{chosen.site}, survey walks, recorded | simulated: {chosen.draws} draws from seed {chosen.seed};"
          f" {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    for name, value in recorded.items():
        of_draws = [draw[name] for draw in draws]
        print(
            f"{name:56}{value:10.2f}{np.mean(of_draws):10.2f} +- {np.std(of_draws, ddof=1):.2f}", flush=True
        )
    rms_m = np.sqrt(np.mean(np.concatenate(beside_m) ** 2))
    print(f"simulated people from waypoints at their times, rms in each axis: {rms_m:.2f} m")


def figures(traces: Sequence[Trace], beacons: BeaconMap) -> Mapping[str, float]:
    """All that is compared; `beacons` is the floor's map: which way north is, and what hangs where."""
    legs = LegResiduals.of(traces, beacons.north_rad)
    return {
        **legs.figures(), **north_figures(traces), **beacon_figures(traces, beacons),
        **pass_figures(traces, beacons),
    }  # fmt: skip


def waypoints_missed_m(trace: Trace, visit: SimulatedVisit) -> FloatArray:
    """How far somebody is from a recording's waypoints at their times, (n, 2); the ends have no corner."""
    at_s, x_m, y_m = np.array([(w.t_s, w.x_m, w.y_m) for w in trace.waypoints[1:-1]]).reshape(-1, 3).T
    truth = visit.truth
    return np.column_stack(
        [np.interp(at_s, truth.t_s, truth.x_m) - x_m, np.interp(at_s, truth.t_s, truth.y_m) - y_m]
    )


if __name__ == "__main__":
    main()
