"""What a one-second frame costs in the service: CPU time by stage, on recorded walks of a real mall.

    python benchmarks/frame_cost.py [--store STORE.json] [WALK...]

Each round is one whole run of all walks, batch after batch as the ingest worker does it: a frame of every
open visit a turn, SQLite with `synchronous=FULL` on disk. Stages are measured inside that run. CPU time is
the process's own (`time.process_time`): a busy machine does not count, neither does waiting for the disk. A
visit of two frames goes before each round: what a map revision costs once (rasters) is printed apart.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from _fitted_mall import RECORDINGS, fitted_store

from campaigns.parts import Parts, assemble, utc_now
from campaigns.settings import Settings
from campaigns.shoppers.domain import Purpose
from campaigns.storage import schema
from campaigns.stores.domain import StoreKind
from campaigns.visits.domain import Hello
from campaigns.visits.frames import binary_frame
from campaigns.visits.open_visit import OpenVisit
from positioning import wire
from positioning.capture import read_trace
from positioning.tracker import LiveTracker
from positioning.types import GaussianPosition
from zones import VisitTracker

STAGES = ("decode", "track", "match", "snapshot", "store and commit", "whole")
PERIOD_S = 1.0
FIGURE_MS = 10.0


class Clockwork:
    """Adds up CPU seconds by stage."""

    def __init__(self) -> None:
        self.spent_s: dict[str, float] = defaultdict(float)
        self.once_s = 0.0

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **named: Any) -> Any:
            began_s = time.process_time()
            try:
                return work(*args, **named)
            finally:
                self.spent_s[stage] += time.process_time() - began_s

        return run


def run_once(document: bytes, walks: Sequence[Path], clockwork: Clockwork, is_start_known: bool) -> int:
    """Take every walk through the service once; gives the number of frames."""
    with tempfile.TemporaryDirectory() as folder:
        parts = assemble(Settings(data_dir=Path(folder)), utc_now)
        schema.upgrade(parts.database)
        store_id = parts.database.write(
            lambda s: parts.stores.create(s, document, StoreKind.TRIAL, utc_now())
        )
        once = Clockwork()
        stream(parts, store_id, walks[:1], once, is_start_known, most_frames=2)
        clockwork.spent_s.clear()
        taken = stream(parts, store_id, walks, clockwork, is_start_known)
        clockwork.once_s = once.spent_s["turn"]
        parts.writer.close()
        parts.database.close()
    return taken


def stream(
    parts: Parts,
    store_id: str,
    walks: Sequence[Path],
    clockwork: Clockwork,
    is_start_known: bool,
    most_frames: int | None = None,
) -> int:
    """A visit for each walk, a frame of every visit a turn; gives the number of frames."""
    runtime, opened = parts.visits, []
    for walk in walks:
        trace = read_trace(walk, period_s=PERIOD_S)
        first = trace.waypoints[0] if is_start_known else None
        start = None if first is None else GaussianPosition(first.x_m, first.y_m, 1.0)
        hello = Hello(uuid4(), 10_000_000_000, utc_now(), start)

        def begin(session: Any, hello: Hello = hello) -> Any:
            _, token = parts.shoppers.register(session, store_id, frozenset(Purpose), "1", utc_now())
            shopper = parts.shoppers.identify(session, token)
            return runtime.visits.open(session, store_id, shopper, hello, utc_now())

        beacons = parts.database.write(begin).beacons
        bodies = [
            wire.encode_binary(frame, hello.visit_id, i, hello.clock_ns, beacons)
            for i, frame in enumerate(islice(trace, most_frames))
        ]
        opened.append((str(hello.visit_id), beacons, bodies))
    decode = clockwork.timed("decode", binary_frame)
    take = clockwork.timed(
        "turn", lambda batch: parts.database.write(lambda s: runtime.turn.take(s, batch, utc_now()))
    )
    count = 0
    for second in range(max(len(bodies) for _, _, bodies in opened)):
        batch = [
            decode(bodies[second], visit_id, beacons, utc_now())
            for visit_id, beacons, bodies in opened
            if second < len(bodies)
        ]
        answers = take(batch).answers
        refused = [answer for answer in answers.values() if not isinstance(answer, int)]
        if refused:
            raise SystemExit(f"a frame was refused: {refused[0]}")
        count += len(batch)
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--store", type=Path, help="a store with beacons; by default site1-B1 is fitted")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("walks", nargs="*", type=Path, help="by default six dev walks of site1-B1")
    options = parser.parse_args()
    walks = options.walks or sorted((RECORDINGS / "dev").glob("*.txt.gz"))[:6]
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder:
        document = (options.store or fitted_store(RECORDINGS, Path(folder))).read_bytes()
    print(f"recorded; {platform.machine()}, Python {platform.python_version()}")
    for start in ("known", "unknown"):
        measure(document, walks, options.rounds, start)


def measure(document: bytes, walks: Sequence[Path], rounds: int, start: str) -> None:
    """Print the table of one way to start."""
    rows: list[dict[str, float]] = []
    once_s: list[float] = []
    step, match = LiveTracker.step, VisitTracker.step
    snapshot = OpenVisit.snapshot
    for round_ in range(rounds + 1):  # the first compiles and fills caches
        clockwork = Clockwork()
        LiveTracker.step = clockwork.timed("track", step)  # type: ignore[method-assign]
        VisitTracker.step = clockwork.timed("match", match)  # type: ignore[method-assign]
        OpenVisit.snapshot = clockwork.timed("snapshot", snapshot)  # type: ignore[method-assign]
        frames = run_once(document, walks, clockwork, start == "known")
        spent = {stage: seconds * 1e3 / frames for stage, seconds in clockwork.spent_s.items()}
        spent["store and commit"] = spent["turn"] - spent["track"] - spent["match"] - spent["snapshot"]
        spent["whole"] = spent["decode"] + spent["turn"]
        if round_:
            rows.append(spent)
            once_s.append(clockwork.once_s)
    print(f"\nstart {start}: {len(walks)} walks, {frames} frames of {PERIOD_S:g} s a round, {rounds} rounds")
    print(f"{'CPU ms a frame':<20}{'min':>9}{'median':>9}{'max':>9}")
    for stage in STAGES:
        values = [row[stage] for row in rows]
        print(f"{stage:<20}{min(values):9.3f}{statistics.median(values):9.3f}{max(values):9.3f}")
    print(f"once a map revision: {statistics.median(once_s):.2f} s")
    ratio = statistics.median(row["whole"] for row in rows) / FIGURE_MS
    print(f"whole against the figure of {FIGURE_MS:g} ms: {ratio:.2f}")


if __name__ == "__main__":
    main()
