"""Simulated shoppers in the demo shop through the real service: zone events against the simulator's truth.

    python benchmarks/demo_events.py [--shoppers N] [--seed S]

Simulated, not recorded. The shop's radio map was learnt by a simulated survey (`examples/demo_shop.py`); no
truth of the simulator reaches the tracker.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import tempfile
import time
from pathlib import Path
from uuid import UUID

import numpy as np
from _running_service import LOGIN, RunningService, running_service
from _stored_visits import stored_visits, strangers

from campaigns.client.service import Service
from campaigns.client.simulated import SimulatedCrowd
from campaigns.demo.shops import demo_campaigns, demo_shop
from firmware_sim.scenario import Scenario, simulate
from zones.scoring import NOTHING_SCORED, score, true_stays
from zones.store import Store
from zones.storefile import dumps

AS_FAST_AS_TAKEN = float("inf")
INSTALLED = Path(__file__).parents[1] / "firmware_sim" / "stores" / "demo_shop_installed.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shoppers", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    store = demo_shop()
    scenario = Scenario(store=Path(), installed=INSTALLED, seed=chosen.seed, shoppers=chosen.shoppers)
    with (
        tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder,
        running_service(Path(folder)) as service,
    ):
        began_s = time.monotonic()
        ids = asyncio.run(walked(service, store, scenario))
        seconds, cpu_s = time.monotonic() - began_s, service.cpu_s()
        visits = stored_visits(service, store)
        differing = strangers(service, visits)
    zone_events = NOTHING_SCORED
    for _, visit in simulate(scenario, store):
        truth = true_stays(store, visit.truth.t_s, visit.truth.x_m, visit.truth.y_m)
        zone_events = zone_events + score(truth, visits[ids[visit.name]].stays)
    frames = sum(len(visit.frames) for visit in visits.values())
    print(f"simulated: {store.name}, {chosen.shoppers} visits, {frames} frames of 1 s, seed {chosen.seed};"
          f" {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    print(f"zone events: {zone_events}")
    print(f"decisions on events not found again: {differing}")
    print(f"service: {seconds:.0f} s, {1000 * cpu_s / max(frames, 1):.1f} ms CPU a frame with its start")


async def walked(service: RunningService, store: Store, scenario: Scenario) -> dict[str, UUID]:
    """Let everybody walk as fast as the service takes it; returns the visit ids by name."""
    async with Service(service.url, patience_s=60.0, rng=np.random.default_rng(scenario.seed)) as api:
        await api.log_in(LOGIN, service.password)
        await api.create_trial_store(dumps(store))
        for campaign in demo_campaigns():
            await api.create_campaign(store.venue_id, campaign)
        crowd = SimulatedCrowd(api, store, lambda _line: None, AS_FAST_AS_TAKEN, 60.0)
        await crowd.run(scenario)
        if crowd.failures:
            raise SystemExit(f"{crowd.failures} visits failed")
        return crowd.visit_ids


if __name__ == "__main__":
    main()
