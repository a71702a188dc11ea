"""How fast a service takes simulated shoppers, and what the client costs: `sim stream --speed inf`.

    python benchmarks/simulated_stream.py [--scenario FILE] [--shoppers N] [--at-once K] [--arrivals-s S]

Simulated, against a service of its own on the loopback. CPU time is that of each process; the client's
includes simulating the people. Says how long 1,000 shoppers of an hour each would take at that rate.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from _running_service import LOGIN, RunningService, running_service

from campaigns.client.service import Service
from campaigns.client.simulated import SimulatedCrowd
from firmware_sim.scenario import Scenario
from firmware_sim.scenario_file import load_scenario
from zones import load_store
from zones.store import Store
from zones.storefile import dumps

SUPERMARKET = Path(__file__).parents[1] / "firmware_sim" / "stores" / "supermarket.toml"
AS_FAST_AS_TAKEN = float("inf")
PATIENCE_S = 60.0
WANTED_FRAMES = 1000 * 3600


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scenario", type=Path, default=SUPERMARKET)
    parser.add_argument("--shoppers", type=int, default=24)
    parser.add_argument("--at-once", type=int, default=24)
    parser.add_argument("--arrivals-s", type=float, default=3600.0)
    chosen = parser.parse_args()
    scenario = replace(load_scenario(chosen.scenario), shoppers=chosen.shoppers, arrivals_s=chosen.arrivals_s)
    store = load_store(scenario.store)
    with (
        tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder,
        running_service(Path(folder)) as service,
    ):
        began_s, client_s, service_s = time.monotonic(), time.process_time(), service.cpu_s()
        crowd = asyncio.run(streamed(service, store, scenario, chosen.at_once))
        took_s = time.monotonic() - began_s
        client_s, service_s = time.process_time() - client_s, service.cpu_s() - service_s
    rate_hz = crowd.frames / took_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    client_ms, service_ms = (1e3 * spent_s / crowd.frames for spent_s in (client_s, service_s))
    print(f"simulated: {store.name}, {crowd.visits} visits, {chosen.at_once} at once, {crowd.frames} frames,"
          f" seed {scenario.seed}; {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    print(f"{rate_hz:.0f} frames a second: {took_s:.0f} s")
    print(f"CPU a frame: client {client_ms:.2f} ms, service {service_ms:.2f} ms")
    print(f"client's memory: {peak_mb:.0f} MB at most")
    print(f"1,000 shoppers for an hour each: {WANTED_FRAMES / rate_hz / 3600:.1f} h at that rate")


async def streamed(service: RunningService, store: Store, scenario: Scenario, at_once: int) -> SimulatedCrowd:
    """Let everybody walk as fast as the service takes it."""
    async with Service(service.url, patience_s=PATIENCE_S, rng=np.random.default_rng(1)) as api:
        await api.log_in(LOGIN, service.password)
        await api.create_trial_store(dumps(store))
        crowd = SimulatedCrowd(api, store, lambda _line: None, AS_FAST_AS_TAKEN, PATIENCE_S, at_once)
        await crowd.run(scenario)
        if crowd.failures:
            raise SystemExit(f"{crowd.failures} visits failed")
        return crowd


if __name__ == "__main__":
    main()
