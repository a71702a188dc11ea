"""How soon a frame is acknowledged while people at desks work at the maps of large floors. Simulated.

    python benchmarks/frame_latency.py [--people 5] [--features 5000] [--seconds 10] [--rounds 3]

A real service. One shopper walks in the demo shop, a frame every tenth of a second; the time is from sending
a frame to its acknowledgement, on an own connection. Meanwhile, from a process of their own, people open the
draft of a hall, change a shelf, compare with a revision and ask for the problems, each as fast as the service
answers. Rounds of both are interleaved.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import platform
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import numpy as np
from _running_service import LOGIN, RunningService, aislecast, running_service
from editor_drawing import HALL, hall

from campaigns.client.messages import Hello
from campaigns.client.service import Service
from campaigns.client.visit import ShopperVisit
from campaigns.demo.shops import demo_shop
from firmware_sim.itinerary import Habits
from firmware_sim.shopper import ShopFloor
from positioning.types import SensorFrame
from zones import save_store

PERIOD_S, SEED = 0.1, 7
HEADERS = {"X-Aislecast": "1"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--people", type=int, default=5, help="at desks")
    parser.add_argument("--features", type=int, default=5_000, help="of the hall")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()},"
          f" load {os.getloadavg()[0]:.1f} before, seed {SEED}")  # fmt: skip
    shop, rng = demo_shop(), np.random.default_rng(SEED)
    frames = tuple(ShopFloor(shop, rng).visit("walker", Habits(), rng).frames())
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as work:
        folder = Path(work)
        with running_service(folder / "service") as service:
            for store in (shop, hall(chosen.features)):
                save_store(store, folder / f"{store.venue_id}.json")
                aislecast("store", "add", str(folder / f"{store.venue_id}.json"), "--kind", "trial",
                          environment={"AISLECAST_DATA_DIR": str(service.folder)})  # fmt: skip
            for round_ in range(chosen.rounds):
                for people in (0, chosen.people):
                    row = measured(service, frames, people, chosen.seconds)
                    print(f"round {round_ + 1}, {people} people at desks: {row}", flush=True)


def measured(service: RunningService, frames: Sequence[SensorFrame], people: int, seconds: float) -> str:
    """One round: the latencies of its frames, and what the desks were answered."""
    context = multiprocessing.get_context("spawn")
    stop, told = context.Event(), context.Queue()
    desks = context.Process(target=work_at_desks, args=(service.url, service.password, people, stop, told))
    if people:
        desks.start()
        told.get(timeout=60)  # they are logged in
        time.sleep(1.0)
    began_s = service.cpu_s()
    took_ms = 1_000.0 * asyncio.run(walk(service, frames, seconds))
    used = (service.cpu_s() - began_s) / seconds
    stop.set()
    answers = told.get(timeout=120) if people else {}
    if people:
        desks.join()
    quantiles = " ".join(f"{value:7.1f}" for value in np.quantile(took_ms, (0.0, 0.5, 0.9, 0.99, 1.0)))
    return (
        f"{quantiles} ms (min, 50 %, 90 %, 99 %, max of {len(took_ms)}); service {used:.2f} cores; {answers}"
    )


async def walk(service: RunningService, frames: Sequence[SensorFrame], seconds: float) -> np.ndarray:
    """Seconds from sending a frame to its acknowledgement."""
    rng = np.random.default_rng(SEED)
    took_s: list[float] = []
    sent_s: list[float] = []
    async with Service(service.url, patience_s=30.0, rng=rng) as client:
        await client.log_in(LOGIN, service.password)
        token = await client.register("demo-shop")
        hello = Hello(uuid4(), clock_ns=0, utc=datetime.now(UTC), device="bench")
        loop = asyncio.get_running_loop()

        def acknowledged(count: int) -> None:
            now_s = loop.time()
            took_s.extend(now_s - at_s for at_s in sent_s[len(took_s) : count])

        async with ShopperVisit(
            service.url, "demo-shop", token, hello, rng=rng, on_acknowledged=acknowledged
        ) as stream:
            began_s = loop.time()
            for i, frame in enumerate(frames[: int(seconds / PERIOD_S)]):
                await asyncio.sleep(began_s + i * PERIOD_S - loop.time())
                sent_s.append(loop.time())
                await stream.send(frame)
            await stream.flush()
            await stream.end()
    return np.array(took_s)


def work_at_desks(url: str, password: str, people: int, stop: Event, told: Queue[Any]) -> None:
    """People who work at the hall's draft until `stop`; tells how often they were answered what."""
    answers: Counter[int] = Counter()
    with httpx.Client(base_url=f"{url}/v1", headers=HEADERS, timeout=120.0) as client:
        client.post("/session", json={"login": LOGIN, "password": password}).raise_for_status()
        told.put("ready")

        def work(person: int) -> None:
            while not stop.is_set():
                draft = client.get(f"/stores/{HALL}/draft")
                answers[draft.status_code] += 1
                if draft.status_code != 200:
                    time.sleep(float(draft.headers.get("Retry-After", 1)))
                    continue
                level = draft.json()["levels"][0]
                shelf = next(each for each in level["features"] if each["id"] == f"s{person}")
                value = shelf["value"] | {"name": f"Shelf {time.monotonic_ns()}"}
                change = {"level_id": level["id"], "kind": "fixture", "id": shelf["id"], "value": value}
                asked = {"version": draft.json()["version"], "changes": [change]}
                for answer in (
                    client.post(f"/stores/{HALL}/draft/changes", json=asked),
                    client.get(f"/stores/{HALL}/revisions/1/difference", params={"to": "draft"}),
                    client.get(f"/stores/{HALL}/draft/problems"),
                ):
                    answers[answer.status_code] += 1

        threads = [threading.Thread(target=work, args=(person,)) for person in range(people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    told.put(dict(answers))


if __name__ == "__main__":
    main()
