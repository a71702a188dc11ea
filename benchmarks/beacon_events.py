"""What an hour of a store's beacons costs, event by event. Everything here is simulated.

    python benchmarks/beacon_events.py [--beacons N] [--hours H] [--seed S]

N beacons at 100 ms for H hours: plain, with telemetry, with faults; beside them a loop that draws one event
after the other, as a firmware does. CPU time of three rounds, interleaved. Then how long any ten seconds of a
late day take the first time, and what the octets of an event cost.
"""

from __future__ import annotations

import argparse
import platform
import random
import statistics
import time
from collections.abc import Callable

from firmware_sim.beacon import (
    BeaconConfig,
    BeaconUnit,
    BrownOuts,
    Cloned,
    EidSlot,
    Fault,
    PowerDrift,
    Telemetry,
)
from positioning.adverts import IBeacon

ROUNDS = 3
INTERVAL_S = 0.1
DAY_S = 86_400.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--beacons", type=int, default=100)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    until_s = options.hours * 3600.0
    faults = (BrownOuts(0.0, until_s), PowerDrift(0.0, 3.0), Cloned(until_s / 2, 9.0, 9.0))
    ways: dict[str, Callable[[], int]] = {
        "one after the other": lambda: sum(loop(options.seed + k, until_s) for k in range(options.beacons)),
        "plain": lambda: events(options.beacons, until_s, options.seed, None, ()),
        "telemetry once a minute": lambda: events(
            options.beacons, until_s, options.seed, Telemetry(every_s=60.0), ()
        ),
        "with faults": lambda: events(options.beacons, until_s, options.seed, None, faults),
    }
    print(f"{platform.machine()}, Python {platform.python_version()}; seed {options.seed}; simulated")
    print(f"{options.beacons} beacons at {INTERVAL_S} s for {options.hours:g} h")
    spent_s: dict[str, list[float]] = {name: [] for name in ways}
    counts: dict[str, int] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began_s = time.process_time()
            counts[name] = way()
            spent_s[name].append(time.process_time() - began_s)
    slowest_s = statistics.median(spent_s["one after the other"])
    print(f"{'':26}{'events':>10}{'CPU s, min-median-max':>26}{'times as fast':>16}")
    for name, each in spent_s.items():
        median_s = statistics.median(each)
        print(
            f"{name:26}{counts[name]:10d}{min(each):10.2f}{median_s:8.2f}{max(each):8.2f}"
            f"{slowest_s / median_s:16.1f}"
        )
    print_random_access(options.seed)


def identity(k: int) -> IBeacon:
    return IBeacon("e2c56db5-dffb-48d2-b060-d0f5a71096e0", 1, k, rssi_1m_dbm=-59)


def events(
    beacons: int, until_s: float, seed: int, telemetry: Telemetry | None, faults: tuple[Fault, ...]
) -> int:
    """How many events all beacons send, made from nothing."""
    units = (
        BeaconUnit(
            identity(k).key,
            BeaconConfig((identity(k),), interval_s=INTERVAL_S, telemetry=telemetry),
            0.0,
            0.0,
            faults,
            seed,
        )
        for k in range(beacons)
    )
    return sum(len(unit.events(0.0, until_s)) for unit in units)


def loop(seed: int, until_s: float) -> int:
    """The same, one event at a time."""
    rng = random.Random(seed)
    t_s, sent = rng.uniform(0.0, INTERVAL_S), []
    while t_s < until_s:
        sent.append(t_s)
        t_s += INTERVAL_S + rng.uniform(0.0, 0.01)
    return len(sent)


def print_random_access(seed: int) -> None:
    slots = (identity(0), EidSlot(bytes(16)))
    config = BeaconConfig(slots, interval_s=INTERVAL_S, telemetry=Telemetry(every_frames=10))
    unit = BeaconUnit(identity(0).key, config, 0.0, 0.0, seed=seed)
    for day in (1, 30):
        began_s = time.process_time()
        found = unit.events(day * DAY_S, day * DAY_S + 10.0)
        print(f"ten seconds of day {day}, the first time: {(time.process_time() - began_s) * 1e3:.1f} ms")
    began_s = time.process_time()
    for t_s in found.t_s:
        unit.payload(t_s)
    spent_us = (time.process_time() - began_s) / len(found) * 1e6
    print(f"octets of an event (identifier, iBeacon, encrypted telemetry): {spent_us:.0f} us")


if __name__ == "__main__":
    main()
