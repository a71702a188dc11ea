"""How far off the tracker is in a simulated store, and for how long: what `sim run --poses` adds to truth.

    python benchmarks/tracker_error.py [--scenario FILE] [--shoppers N] [--seed S]

Simulated, not recorded. Live, an entrance known, on the store's own beacon map; no truth of the simulator
reaches the tracker. Only poses that are `ok` count. The correlation time is the lag at which the error's
autocorrelation, pooled over both coordinates and all visits, has fallen to 1/e.
"""

from __future__ import annotations

import argparse
import math
import platform
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from firmware_sim.scenario import Scenario, open_floor, visits
from firmware_sim.scenario_file import load_scenario
from firmware_sim.visit import SimulatedVisit
from positioning import LiveTracker
from positioning.types import FloatArray, PoseStatus
from zones import load_store
from zones.store import Store

DEMO_SHOP = Path(__file__).parents[1] / "firmware_sim" / "stores" / "demo_shop.toml"
LONGEST_LAG_S = 120


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scenario", type=Path, default=DEMO_SHOP)
    parser.add_argument("--shoppers", type=int, default=24)
    parser.add_argument("--seed", type=int, default=11)
    chosen = parser.parse_args()
    scenario = replace(load_scenario(chosen.scenario), shoppers=chosen.shoppers, seed=chosen.seed)
    store = load_store(scenario.store)
    errors = list(_errors(scenario, store))
    off_m = np.concatenate([each[:, :2] for each in errors])
    turned_rad = np.concatenate([each[:, 2] for each in errors])
    turned_rad = turned_rad[np.isfinite(turned_rad)]
    at_m = np.hypot(*off_m[np.isfinite(off_m[:, 0])].T)
    sd_m = math.sqrt(float(np.nanmean(off_m**2)))
    print(f"simulated: {store.name}, {len(errors)} visits, {len(off_m)} poses of 1 s, seed {chosen.seed};"
          f" {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    quantiles_m = np.quantile(at_m, [0.5, 0.9])
    print(f"ok: {np.isfinite(off_m[:, 0]).mean():.2f} of the poses")
    print(f"error: median {quantiles_m[0]:.2f} m, 90 % {quantiles_m[1]:.2f} m; {sd_m:.2f} m a coordinate")
    print(f"correlated over {_correlation_s(errors):.0f} s")
    print(f"heading: {math.degrees(math.sqrt(float(np.mean(turned_rad**2)))):.1f} degrees")


def _errors(scenario: Scenario, store: Store) -> Iterator[FloatArray]:
    """For each visit rows a second of x, y and heading's error; NaN where the pose is not `ok`."""
    beacons, prior, floor = store.beacon_map(), store.entrance_prior(), store.walkable()
    for _, visit in visits(scenario, open_floor(scenario, store)):
        yield _error(LiveTracker(beacons, prior=prior, floor=floor), visit)


def _error(tracker: LiveTracker, visit: SimulatedVisit) -> FloatArray:
    truth, rows = visit.truth, []
    for frame in visit.frames(1.0):
        pose = tracker.step(frame)
        i = min(int(np.searchsorted(truth.t_s, pose.t_s)), len(truth) - 1)
        heading_rad = math.remainder(pose.heading_rad - truth.heading_rad[i], math.tau)
        off = [pose.x_m - truth.x_m[i], pose.y_m - truth.y_m[i], heading_rad]
        rows.append(off if pose.status is PoseStatus.OK else [math.nan] * 3)
    return np.array(rows)


def _correlation_s(errors: list[FloatArray]) -> float:
    """The lag at which the pooled autocorrelation has fallen to 1/e."""
    for lag in range(1, LONGEST_LAG_S):
        pairs = [(each[:-lag, :2], each[lag:, :2]) for each in errors if len(each) > lag]
        product = np.concatenate([a * b for a, b in pairs])
        square = np.concatenate([(a**2 + b**2) / 2 for a, b in pairs])
        both = np.isfinite(product)
        if product[both].mean() < square[both].mean() / math.e:
            return float(lag)
    return float(LONGEST_LAG_S)


if __name__ == "__main__":
    main()
