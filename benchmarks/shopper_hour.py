"""What an hour of one simulated shopper with inertial data costs, by part, in CPU seconds.

    python benchmarks/shopper_hour.py [--scenario FILE] [--shoppers N] [--rounds R]

Simulated. Ways are known to the floor, as they are after the first few shoppers of a day; what a floor costs
once is printed apart.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from firmware_sim.crowd import Groups
from firmware_sim.phone import sense
from firmware_sim.phones import drawn_phone
from firmware_sim.scenario import open_floor, trips
from firmware_sim.scenario_file import load_scenario
from firmware_sim.visit import Trip
from zones import load_store

STORES = Path(__file__).parents[1] / "firmware_sim" / "stores"
FIGURE_S = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scenario", type=Path, default=STORES / "demo_shop.toml")
    parser.add_argument("--shoppers", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    scenario = replace(load_scenario(chosen.scenario), shoppers=chosen.shoppers, groups=Groups())
    began_s = time.process_time()
    store = load_store(scenario.store)
    floor = open_floor(scenario, store)
    walked = list(trips(scenario, floor))
    once_s = time.process_time() - began_s
    hours = sum(float(trip.truth.t_s[-1]) for _, trip in walked) / 3600.0

    def of_each(work: Callable[[Trip, np.random.Generator], object]) -> float:
        """CPU seconds an hour of doing something for every trip."""
        began_s = time.process_time()
        for person, trip in walked:
            work(trip, person.streams(scenario.seed)[1])
        return (time.process_time() - began_s) / hours

    def frames(trip: Trip, rng: np.random.Generator) -> None:
        for _ in floor.sensed("s", trip, rng).frames(1.0):
            pass

    parts: dict[str, list[float]] = {"ways and motion": [], "phone": [], "radio": [], "whole, in frames": []}
    for _ in range(chosen.rounds):
        began_s = time.process_time()
        for _ in trips(scenario, floor):
            pass
        walking_s = (time.process_time() - began_s) / hours
        parts["ways and motion"].append(walking_s)
        parts["phone"].append(
            of_each(lambda t, r: sense(t.truth, drawn_phone(scenario.phones, r), 0.0, r, floor.magnetic))
        )
        parts["radio"].append(
            of_each(lambda t, r: floor.radio.heard(t.truth, drawn_phone(scenario.phones, r), r))
        )
        parts["whole, in frames"].append(walking_s + of_each(frames))
    beacons = len(store.beacon_map().transmitters)
    print(f"simulated: {store.name}, {beacons} beacons, {hours:.1f} hours of {len(walked)} shoppers, seed"
          f" {scenario.seed}; {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    print(f"once a floor: {once_s:.1f} s")
    print(f"CPU s a shopper-hour, least - median - most of {chosen.rounds} (whole wanted: {FIGURE_S}):")
    for name, spent_s in parts.items():
        spent_s.sort()
        print(f"{name:>18}: {spent_s[0]:.2f} - {spent_s[len(spent_s) // 2]:.2f} - {spent_s[-1]:.2f}")


if __name__ == "__main__":
    main()
