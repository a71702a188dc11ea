"""Whether planned beacons place people better than the best regular grid of as many: predicted and simulated.

    python benchmarks/beacon_plan.py [--count 12 20] [--worlds 0 1 2] [--shoppers 12] [--surveyors 8]

Simulated: the supermarket that comes along. For each number of beacons: the best regular grid over turn,
aspect, offset and spacing, and the plan of `aislecast beacon plan`. Either is hung in the same simulated
worlds; simulated people of whom the way is known survey it and a radio map is fitted to what they heard; then
other people come in by the door and are followed live on that map. Errors each second from a minute on.
Worlds, people and their ways are the same for both layouts. The map is taken to be off by 1 m, as planned.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from firmware_sim.itinerary import Habits
from firmware_sim.scenario import Scenario, open_floor, visits
from firmware_sim.visit import SimulatedVisit
from mapping_tool.beacon_plan import PLANNED_ERROR_M, BeaconPlanner
from mapping_tool.beacon_spots import Spot
from mapping_tool.predicted_error import PredictedError, WalkModel
from mapping_tool.usual_beacon import usual_beacon
from positioning import LiveTracker
from positioning.radio_fit import fit_radio_map
from positioning.surveyed import SurveyWalk
from positioning.types import BeaconKey, BeaconMap, FloatArray, WalkableArea
from zones import Store, load_store

SUPERMARKET = Path(__file__).parents[1] / "firmware_sim" / "stores" / "supermarket.json"
KEY = "ibeacon:6b1c6f1e-52a4-4f0c-9d5e-0d6b1f6c2a10/9/"
WALKED_S = 60.0
"""Errors count from here on: where people came in no longer does."""
BRISK = Habits(stops=(8, 14), dwell_s=(2.0, 8.0), checkout_s=(5.0, 10.0))
"""People who mostly walk: what is predicted is the error of people on their way."""
SURVEY_SEED = 1000
SURVEY_PERIOD_S = 0.5
WANTED = 0.10


@dataclass(frozen=True, slots=True)
class Layout:
    """Beacons and the error that they are predicted to give."""

    name: str
    spots: tuple[Spot, ...]
    error: PredictedError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", nargs="+", type=int, default=[12, 20])
    parser.add_argument("--worlds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--shoppers", type=int, default=12)
    parser.add_argument("--surveyors", type=int, default=8)
    chosen = parser.parse_args()
    store = load_store(SUPERMARKET)
    floor = store.walkable()
    planner = BeaconPlanner(
        store.level(), floor, model=WalkModel(is_searched=len(store.level().entrances) != 1)
    )
    print(f"simulated: {store.name}, worlds {chosen.worlds}, {chosen.surveyors} surveyors and"
          f" {chosen.shoppers} shoppers each; {os.cpu_count()} cores, {platform.machine()},"
          f" Python {platform.python_version()}")  # fmt: skip
    print(f"{'':28}{'predicted: median':>18}{'90 %':>8}{'simulated: median':>19}{'90 %':>8}   90 % by world")
    for count in chosen.count:
        plan = planner.with_count(count)
        if plan.grid is None or plan.grid_error is None:
            print(f"no regular grid of {count}")
            continue
        layouts = (Layout("best grid", plan.grid, plan.grid_error), Layout("plan", plan.beacons, plan.error))
        judged = {
            layout.name: [
                walked_errors_m(store, floor, layout, world, chosen.surveyors, chosen.shoppers)
                for world in chosen.worlds
            ]
            for layout in layouts
        }
        for layout in layouts:
            print_layout(f"{count} beacons, {layout.name}", layout.error, judged[layout.name])
        print_gain(layouts, judged)


def walked_errors_m(
    store: Store, floor: WalkableArea, layout: Layout, world: int, surveyors: int, shoppers: int
) -> FloatArray:
    """Return how far off people are each second, on a map that a simulated survey made of a layout."""
    hung = hang(store, layout.spots)
    scenario = Scenario(SUPERMARKET, radio_seed=world, seed=SURVEY_SEED + world, shoppers=surveyors,
                        habits=BRISK)  # fmt: skip
    survey = [known_way(visit) for visit in simulated(scenario, hung)]
    fitted = fit_radio_map(
        survey, hung.level().id, north_rad=hung.level().north_rad, placed=hung.beacon_map().transmitters
    ).beacons
    beacons = replace(fitted, error_m=PLANNED_ERROR_M)
    errors_m: list[float] = []
    for visit in simulated(replace(scenario, seed=world, shoppers=shoppers), hung):
        tracker = LiveTracker(beacons, hung.entrance_prior(), floor)
        for frame in visit.frames(1.0):
            pose = tracker.step(frame)
            if pose.t_s >= WALKED_S:
                x_m = np.interp(pose.t_s, visit.truth.t_s, visit.truth.x_m)
                y_m = np.interp(pose.t_s, visit.truth.t_s, visit.truth.y_m)
                errors_m.append(float(np.hypot(pose.x_m - x_m, pose.y_m - y_m)))
    return np.array(errors_m)


def hang(store: Store, spots: Sequence[Spot]) -> Store:
    """Return the store with usual beacons at the spots and no others."""
    level = store.level()
    hung = {
        key: usual_beacon(key, spot.x_m, spot.y_m)
        for key, spot in ((BeaconKey(f"{KEY}{k}"), spot) for k, spot in enumerate(spots))
    }
    beacons = BeaconMap(level.id, hung, north_rad=level.north_rad, error_m=PLANNED_ERROR_M)
    return replace(store, levels=(replace(level, beacons=beacons),))


def simulated(scenario: Scenario, store: Store) -> Iterator[SimulatedVisit]:
    """Yield what everybody's phone senses."""
    return (visit for _, visit in visits(scenario, open_floor(scenario, store)))


def known_way(visit: SimulatedVisit) -> SurveyWalk:
    """Return a visit as a survey walk whose way is known."""
    truth = visit.truth
    step = max(1, round(SURVEY_PERIOD_S / float(np.median(np.diff(truth.t_s)))))
    return SurveyWalk(visit.name, truth.t_s[::step], truth.x_m[::step], truth.y_m[::step], visit.sightings)


def print_layout(name: str, error: PredictedError, by_world: Sequence[FloatArray]) -> None:
    joined = np.concatenate(by_world)
    worlds = " ".join(f"{np.quantile(errors_m, 0.9):.2f}" for errors_m in by_world)
    print(f"{name:28}{error.quantile_m(0.5):18.2f}{error.quantile_m(0.9):8.2f}{np.median(joined):19.2f}"
          f"{np.quantile(joined, 0.9):8.2f}   {worlds}")  # fmt: skip


def print_gain(layouts: Sequence[Layout], judged: dict[str, list[FloatArray]]) -> None:
    """Say how much smaller the plan's 90 % error is, and in how many of the worlds."""
    grid, plan = layouts
    predicted = 1.0 - plan.error.quantile_m(0.9) / grid.error.quantile_m(0.9)
    q90_m = {name: np.quantile(np.concatenate(worlds), 0.9) for name, worlds in judged.items()}
    pairs = zip(judged["plan"], judged["best grid"], strict=True)
    better = sum(bool(np.quantile(a, 0.9) < np.quantile(b, 0.9)) for a, b in pairs)
    gained = 1.0 - q90_m["plan"] / q90_m["best grid"]
    print(f"  the plan's 90 % error is smaller by {predicted:.1%} predicted, {gained:.1%} simulated (wanted:"
          f" {WANTED:.0%}); smaller in {better} of {len(judged['plan'])} worlds")  # fmt: skip


if __name__ == "__main__":
    main()
