"""What listening to the beacons themselves costs a frame in the service's turn; simulated.

    python benchmarks/telemetry_cost.py [--rounds N]

The demo shop, every beacon with telemetry each second and a half, so that more frames carry some than in
any shop, and all of it is new: no beacon was heard before. The CPU time spent in `BeaconListener` (with the
clock's own) is compared with the whole turn's, both of the thread: a busy machine does not count, and rounds
agree to a few per cent where the difference of two turns would not.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from campaigns.demo.shops import DEMO_INSTALLED, demo_shop
from campaigns.parts import assemble, utc_now
from campaigns.settings import Settings
from campaigns.shoppers.domain import Purpose
from campaigns.storage import schema
from campaigns.stores.domain import StoreKind
from campaigns.stores.health.listening import BeaconListener
from campaigns.visits.domain import Hello
from campaigns.visits.frames import binary_frame
from firmware_sim.installation import BeaconSetting, installed
from firmware_sim.itinerary import Habits
from firmware_sim.shopper import ShopFloor
from positioning import wire
from positioning.types import SensorFrame
from zones import load_store
from zones.storefile import dumps

VISITS = 4
SEED = 0


def walks() -> list[list[SensorFrame]]:
    """Visits of people who browse for a while, in frames of a second."""
    store = demo_shop()
    hangs = load_store(Path(__file__).parents[1] / "firmware_sim" / DEMO_INSTALLED).beacon_map()
    settings = [BeaconSetting("benchmark", interval_s=0.5, telemetry_every_s=1.5)]
    beacons, emitters = installed(hangs, store.level(), settings, [], SEED)
    floor = ShopFloor(store, np.random.default_rng(SEED), installed=beacons, emitters=emitters)
    visits = (floor.visit(f"v{i}", Habits(), np.random.default_rng(i)) for i in range(VISITS))
    return [list(visit.frames(1.0)) for visit in visits]


class Stopwatch:
    """Adds up the CPU time of the thread, in seconds."""

    def __init__(self) -> None:
        self.spent_s = 0.0

    def timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            began_s = time.thread_time()
            try:
                return work(*args)
            finally:
                self.spent_s += time.thread_time() - began_s

        return run


def run_once(frames: Sequence[Sequence[SensorFrame]], turn: Stopwatch) -> None:
    """Take every walk through a service, a frame of each visit a turn."""
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder:
        parts = assemble(Settings(data_dir=Path(folder)), utc_now)
        schema.upgrade(parts.database)
        parts.database.write(lambda s: parts.stores.create(s, dumps(demo_shop()), StoreKind.TRIAL, utc_now()))
        runtime, opened = parts.visits, []
        for walk in frames:
            hello = Hello(uuid4(), 10_000_000_000, utc_now())

            def begin(session: Any, hello: Hello = hello) -> Any:
                _, token = parts.shoppers.register(session, "demo-shop", frozenset(Purpose), "1", utc_now())
                shopper = parts.shoppers.identify(session, token)
                return runtime.visits.open(session, "demo-shop", shopper, hello, utc_now())

            beacons = parts.database.write(begin).beacons
            bodies = [
                wire.encode_binary(frame, hello.visit_id, i, hello.clock_ns, beacons)
                for i, frame in enumerate(walk)
            ]
            opened.append((str(hello.visit_id), beacons, bodies))
        take = turn.timed(
            lambda batch: parts.database.write(lambda s: runtime.turn.take(s, batch, utc_now()))
        )
        for second in range(max(len(bodies) for _, _, bodies in opened)):
            take(
                [
                    binary_frame(bodies[second], visit, beacons, utc_now())
                    for visit, beacons, bodies in opened
                    if second < len(bodies)
                ]
            )
        parts.writer.close()
        parts.database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    frames = walks()
    heard = [s for walk in frames for frame in walk for s in frame.sightings]
    told = sum(s.telemetry is not None for s in heard)
    count = sum(map(len, frames))
    print(f"simulated, seed {SEED}; {platform.machine()}, Python {platform.python_version()}")
    print(f"{count} frames, {len(heard)} sightings, {told} of them with telemetry, {rounds} rounds")
    due, keep = BeaconListener.due, BeaconListener.keep
    rows = []
    for round_ in range(rounds + 1):  # the first compiles and fills caches
        turn, looking, writing = Stopwatch(), Stopwatch(), Stopwatch()
        BeaconListener.due = looking.timed(due)  # type: ignore[method-assign]
        BeaconListener.keep = writing.timed(keep)  # type: ignore[method-assign]
        run_once(frames, turn)
        if round_:
            rows.append((turn.spent_s, looking.spent_s, writing.spent_s))
    for name, column in (("turn", 0), ("of it: looking", 1), ("of it: rows", 2)):
        values = [row[column] * 1e3 / count for row in rows]
        print(
            f"{name:<16}{min(values):8.4f}{statistics.median(values):8.4f}{max(values):8.4f} CPU ms a frame"
        )
    shares = [(looked + wrote) / whole for whole, looked, wrote in rows]
    print(f"share {min(shares):.2%} {statistics.median(shares):.2%} {max(shares):.2%} (figure: 2 %)")


if __name__ == "__main__":
    main()
