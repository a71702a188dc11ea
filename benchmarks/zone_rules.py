"""How good zone events are on simulated paths with noise of known size: the sweep behind the default rules.

    python benchmarks/zone_rules.py [--store STORE.json] [--sd 0.5 1 1.5 2] [--walks 12] [--seed 5]

Paths are shortest ways between random walkable places with stops; poses are the truth plus Gauss-Markov noise
(10 s), and know their sd. No recording is used. Prints one line a setting: the default rules first.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from firmware_sim.errors import SimulationError
from firmware_sim.routes import Routes
from positioning.types import FloatArray, PoseEstimate, PoseStatus
from zones import Store, VisitTracker, load_store
from zones.scoring import NOTHING_SCORED, EventScore, score, stays_of, true_stays

DEMO_SHOP = Path(__file__).parents[1] / "firmware_sim" / "stores" / "demo_shop.json"
PACE_MPS = 1.1
NOISE_MEMORY_S = 10.0
STOPS = 8
STOP_S = (3.0, 20.0)
FARTHEST_M = 40.0

SETTINGS: tuple[dict[str, float], ...] = (
    {},
    {"enter_probability": 0.5, "exit_probability": 0.25},
    {"enter_probability": 0.7, "exit_probability": 0.35},
    {"enter_hold_s": 1.0},
    {"enter_hold_s": 3.0},
    {"exit_hold_s": 3.0},
    {"exit_hold_s": 8.0},
    {"exit_margin_m": 1.0},
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--store", type=Path, default=DEMO_SHOP)
    arguments.add_argument("--sd", type=float, nargs="+", default=[0.5, 1.0, 1.5, 2.0])
    arguments.add_argument("--walks", type=int, default=12)
    arguments.add_argument("--seed", type=int, default=5)
    given = arguments.parse_args()
    store = load_store(given.store)
    print(f"{store.name}, simulated, {given.walks} walks, seed {given.seed}")
    random = np.random.default_rng(given.seed)
    routes = Routes(store.walkable())
    walks = [_walk(routes, random) for _ in range(given.walks)]
    for setting in SETTINGS:
        ruled = replace(store, rules=replace(store.rules, **setting))
        for sd_m in given.sd:
            total = sum((_scored(ruled, walk, sd_m, given.seed) for walk in walks), NOTHING_SCORED)
            print(f"{setting or 'default rules'}, sd {sd_m} m: {total}", flush=True)


def _walk(routes: Routes, random: np.random.Generator) -> FloatArray:
    """Corners (n, 3) of a walk: t_s, x_m, y_m."""
    rows, columns = routes.floor.free.nonzero()
    places = (np.stack([columns, rows], axis=1) + 0.5) * routes.floor.cell_m
    here = places[random.integers(len(places))]
    corners = [(0.0, *here)]
    while len(corners) < 2 or corners[-1][0] < STOPS * 30.0:
        near = places[np.hypot(*(places - here).T) < FARTHEST_M]
        there = near[random.integers(len(near))]
        try:
            way = routes.way(*here, *there)
        except SimulationError:
            continue
        for x_m, y_m in way:
            t_s, last_x, last_y = corners[-1]
            corners.append((t_s + float(np.hypot(x_m - last_x, y_m - last_y)) / PACE_MPS, x_m, y_m))
        here = way[-1]
        corners.append((corners[-1][0] + random.uniform(*STOP_S), *here))
    return np.array(corners)


def _scored(store: Store, walk: FloatArray, sd_m: float, seed: int) -> EventScore:
    visits = VisitTracker(store)
    events = [event for pose in _noisy(walk, sd_m, seed) for event in visits.step(pose)]
    events += visits.close(float(walk[-1, 0]))
    return score(true_stays(store, *walk.T), stays_of(events))


def _noisy(walk: FloatArray, sd_m: float, seed: int) -> Iterator[PoseEstimate]:
    """A pose a second: first-order Gauss-Markov noise around the truth."""
    random = np.random.default_rng(seed)
    keep = np.exp(-1.0 / NOISE_MEMORY_S)
    error_m = random.normal(0.0, sd_m, 2)
    for t_s in np.arange(1.0, walk[-1, 0]):
        error_m = keep * error_m + np.sqrt(1.0 - keep * keep) * random.normal(0.0, sd_m, 2)
        x_m, y_m = (float(np.interp(t_s, walk[:, 0], walk[:, k])) for k in (1, 2))
        yield PoseEstimate(
            float(t_s), x_m + error_m[0], y_m + error_m[1], 0.0, sd_m**2, sd_m**2, 0.0, 0.3, PoseStatus.OK
        )


if __name__ == "__main__":
    main()
