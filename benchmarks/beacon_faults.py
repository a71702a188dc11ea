"""How soon a faulty beacon is noticed from visits, and what it costs until then.

    python benchmarks/beacon_faults.py [--visits dev|survey] [--start known|unknown] [--beacons 6] [--seed S]
                                       [--store FITTED.json] [--calibrate]

Recorded walks of a mall (../shared/data, or where AISLECAST_RECORDINGS says) are the visits, on a map that
was not fitted to them: `--visits dev` takes the dev walks on a map of all survey walks, `--visits survey` (to
develop with) two fifths of the survey walks on a map of the others. One beacon at a time is dead, 8 dB
louder, moved by 15 m or cloned elsewhere: recorded walks, one beacon's sightings edited (dead, louder) or
simulated (moved, cloned; benchmarks/_edited_walks.py). Walks come in random order, again and again: a walk
that comes back repeats its residuals, which real visits do not, so that late false alarms are too many.

Prints for each beacon and fault the visits until it is noticed, all and those that mattered to it, how it was
named, and the tracker's live median error meanwhile, with and without the fault. `--calibrate` prints instead
what the constants of `mapping_tool/evidence.py` are taken from.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from _edited_walks import BeaconEdit, Edit, RecordedNoise, TrueWalk, cloned, moved
from _fault_model import print_calibration
from _fitted_mall import DATA
from _running_service import aislecast

from mapping_tool.health import BeaconHealth, Finding, Standing, standing
from positioning import LiveTracker, smooth
from positioning.capture import read_trace
from positioning.trajectory import collect
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    PositionPrior,
    Trajectory,
    Transmitter,
    WalkableArea,
    Waypoint,
)
from zones import load_store

SITE = "site1-B1"
BEGAN_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ORDERS = 3
"""Orders of visits for each beacon and fault."""
MOST_VISITS = 120
WELL_HEARD = 60
"""Samples in the survey of a beacon that is tried."""
REALISATIONS = 2
"""Simulations of a moved or cloned beacon on each walk."""


@dataclass(frozen=True, slots=True, eq=False)
class Visit:
    """A walk as health and the tracker see it: its sightings, the smoothed path, live errors in metres."""

    sightings: Sequence[BeaconSighting]
    path: Trajectory
    errors_m: tuple[float, ...]


class Shop:
    """The map, the floor and the walks of a run."""

    def __init__(self, store: Path, walks: Sequence[Path], *, is_start_known: bool) -> None:
        loaded = load_store(store)
        self.beacons: BeaconMap = loaded.beacon_map()
        self.floor: WalkableArea = loaded.walkable()
        traces = (read_trace(path) for path in walks)
        self.walks = [TrueWalk.of(trace) for trace in traces if len(trace.waypoints) > 1]
        self.noise = RecordedNoise(self.walks, self.beacons)
        self._is_start_known = is_start_known

    def visit(self, walk: TrueWalk, sightings: Sequence[BeaconSighting]) -> Visit:
        """Track a walk live and with hindsight."""
        frames = walk.frames(sightings)
        start, *judged = walk.trace.waypoints
        prior = PositionPrior.known(start.x_m, start.y_m)
        if not self._is_start_known:
            prior, judged = PositionPrior.anywhere(), list(walk.trace.waypoints)
        tracker = LiveTracker(self.beacons, prior, self.floor)
        live = collect(tracker.step(frame) for frame in frames)
        return Visit(sightings, smooth(frames, self.beacons, prior, self.floor), errors_m(live, judged))

    def chosen(self, count: int, rng: np.random.Generator) -> list[Transmitter]:
        """Well heard beacons that a fifth of the walks come near, at random."""
        near = [
            transmitter
            for transmitter in self.beacons.transmitters.values()
            if standing(transmitter) is Standing.WATCHED
            and transmitter.samples >= WELL_HEARD
            and sum(walk.expected(transmitter) > 1.0 for walk in self.walks) >= len(self.walks) / 5
        ]
        return [near[i] for i in rng.permutation(len(near))[:count]]


def errors_m(live: Trajectory, judged: Sequence[Waypoint]) -> tuple[float, ...]:
    """Errors at waypoints, by the last row at or before each (EVAL-1)."""
    rows = np.searchsorted(live.t_s, [waypoint.t_s for waypoint in judged], side="right") - 1
    return tuple(
        float(np.hypot(live.x_m[row] - waypoint.x_m, live.y_m[row] - waypoint.y_m))
        for row, waypoint in zip(rows, judged, strict=True)
        if row >= 0
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--visits", choices=("dev", "survey"), default="dev")
    parser.add_argument("--start", choices=("known", "unknown"), default="known")
    parser.add_argument("--beacons", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--store", type=Path, help="fitted to all survey walks: spares the fit of --visits dev"
    )
    parser.add_argument("--calibrate", action="store_true")
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder:
        store, walks = fitted(Path(folder), chosen.visits, chosen.store, rng)
        shop = Shop(store, walks, is_start_known=chosen.start == "known")
    print(f"recorded walks, one beacon's sightings edited or simulated: {SITE}, {len(shop.walks)}"
          f" {chosen.visits} walks, start {chosen.start}; seed {chosen.seed};"
          f" {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    usual = [shop.visit(walk, walk.trace.sightings) for walk in shop.walks]
    if chosen.calibrate:
        print_calibration(shop.beacons, [(visit.path, visit.sightings) for visit in usual])
        return
    print_healthy(shop, usual, rng)
    print_faults(shop, usual, shop.chosen(chosen.beacons, rng), rng)


def fitted(
    folder: Path, visits: str, store: Path | None, rng: np.random.Generator
) -> tuple[Path, list[Path]]:
    """A fitted store, and walks that it was not fitted to."""
    recordings = DATA / "malls" / SITE
    survey, dev = (sorted((recordings / part).glob("*.txt*")) for part in ("survey", "dev"))
    if visits == "dev" and store is not None:
        return store, dev
    order = rng.permutation(len(survey))
    held = {int(i) for i in order[: 2 * len(survey) // 5]} if visits == "survey" else set()
    walks = folder / "walks"
    walks.mkdir()
    for index, path in enumerate(survey):
        if index not in held:
            (walks / path.name).symlink_to(path.resolve())
    plan, out = folder / "plan.json", folder / "fitted.json"
    aislecast("plan", "import", str(recordings), "--out", str(plan))
    aislecast("survey", "fit", "--store", str(plan), "--walks", str(walks), "--out", str(out))
    return out, [survey[index] for index in sorted(held)] or dev


def in_turns(count: int, rng: np.random.Generator) -> Iterator[int]:
    """All walks in random order, then all again in another."""
    while True:
        yield from (int(index) for index in rng.permutation(count))


def print_healthy(shop: Shop, usual: Sequence[Visit], rng: np.random.Generator) -> None:
    """False alarms without any fault."""
    watched = len(BeaconHealth(shop.beacons).watched)
    print(f"no fault: {watched} of {len(shop.beacons.transmitters)} transmitters watched;"
          f" false alarms, beacons found after so many visits ({ORDERS} orders)")  # fmt: skip
    marks = (30, len(usual), 100)
    for order in range(ORDERS):
        health, found = BeaconHealth(shop.beacons), set[BeaconKey]()
        cells, left_out = [], 0
        for number, index in zip(range(max(marks)), in_turns(len(usual), rng), strict=False):
            visit = usual[index]
            left_out += not health.take(visit.path, visit.sightings, BEGAN_AT + timedelta(hours=number))
            found |= {finding.key for finding in health.findings()}
            if number + 1 in marks:
                cells.append(f"{len(found)} in {number + 1}")
        print(f"  order {order + 1}: {'; '.join(cells)} (each walk once: {len(usual)});"
              f" visits left out: {left_out}")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Noticed:
    """How one order of visits went: the finding (None: not within `MOST_VISITS`), and visits until then."""

    finding: Finding | None
    visits: int
    mattering: int
    false_alarms: int
    errors_m: tuple[float, ...]
    usual_errors_m: tuple[float, ...]


def print_faults(
    shop: Shop, usual: Sequence[Visit], beacons: Sequence[Transmitter], rng: np.random.Generator
) -> None:
    """Every fault of every beacon, one line each."""
    print("visits until noticed, all and (mattering); live error at waypoints of all visits until then, m")
    print(f"{'beacon':>20} {'fault':8}{'near':>6}{'noticed after':>34}  {'named':28}"
          f"{'false':>6}{'median':>8}{'usual':>8}{'change':>8}")  # fmt: skip
    everything: list[Noticed] = []
    for of_map in beacons:
        for edit in Edit:
            now = None
            if edit is Edit.MOVED:
                now = moved(of_map, shop.floor, shop.walks, rng)
            elif edit is Edit.CLONED:
                now = cloned(of_map, shop.beacons, shop.walks, rng)
            outcomes = noticed(shop, usual, BeaconEdit(edit, of_map, now), rng)
            everything += outcomes
            print(fault_line(shop, of_map, edit, now, outcomes))
    within = [sum(o.finding is not None and o.visits <= 30 for o in everything)]
    within += [sum(o.finding is not None and o.mattering <= 30 for o in everything)]
    print(f"noticed within 30 visits: {within[0]} of {len(everything)}; within 30 that mattered: {within[1]};"
          f" false alarms meanwhile: {sum(o.false_alarms for o in everything)}"
          f" in {sum(o.visits for o in everything)} visits")  # fmt: skip


def noticed(shop: Shop, usual: Sequence[Visit], fault: BeaconEdit, rng: np.random.Generator) -> list[Noticed]:
    """Let visits come until the beacon is found, in `ORDERS` orders."""
    keys = shop.beacons.transmitters
    versions: list[list[Visit]] = []
    for walk, as_it_was in zip(shop.walks, usual, strict=True):
        if not fault.is_touched(walk, keys):
            versions.append([as_it_was])
            continue
        count = 1 if fault.now is None else REALISATIONS
        edited = [fault.sightings(walk, keys, shop.noise, rng) for _ in range(count)]
        versions.append([shop.visit(walk, sightings) for sightings in edited])
    return [one_order(shop, usual, versions, fault.of_map.key, rng) for _ in range(ORDERS)]


def one_order(
    shop: Shop,
    usual: Sequence[Visit],
    versions: Sequence[Sequence[Visit]],
    key: BeaconKey,
    rng: np.random.Generator,
) -> Noticed:
    health = BeaconHealth(shop.beacons)
    met_m: list[float] = []
    usual_m: list[float] = []
    others: set[BeaconKey] = set()
    for number, index in zip(range(MOST_VISITS), in_turns(len(versions), rng), strict=False):
        visit = versions[index][int(rng.integers(len(versions[index])))]
        met_m += visit.errors_m
        usual_m += usual[index].errors_m
        health.take(visit.path, visit.sightings, BEGAN_AT + timedelta(hours=number))
        findings = {finding.key: finding for finding in health.findings()}
        others |= findings.keys() - {key}
        if key in findings:
            break
    return Noticed(
        findings.get(key), number + 1, health.watches[key].visits, len(others),
        tuple(met_m), tuple(usual_m),
    )  # fmt: skip


def fault_line(
    shop: Shop, of_map: Transmitter, edit: Edit, now: Transmitter | None, outcomes: Sequence[Noticed]
) -> str:
    near = sum(walk.expected(of_map) > 1.0 for walk in shop.walks) / len(shop.walks)
    after = "; ".join(
        f"{outcome.visits} ({outcome.mattering})" if outcome.finding else f"not in {outcome.visits}"
        for outcome in outcomes
    )
    names = []
    for finding in (outcome.finding for outcome in outcomes):
        if finding is None:
            names.append("-")
        elif finding.place_m is not None and now is not None:
            off_m = np.hypot(finding.place_m[0] - now.x_m, finding.place_m[1] - now.y_m)
            names.append(f"{finding.kind} {off_m:.0f} m off")
        else:
            names.append(f"{finding.kind}{f' {finding.level_db:+.0f}' if finding.level_db else ''}")
    median_m = np.median([e for outcome in outcomes for e in outcome.errors_m])
    usual_m = np.median([e for outcome in outcomes for e in outcome.usual_errors_m])
    false_alarms, change = sum(o.false_alarms for o in outcomes), median_m / usual_m - 1.0
    return (
        f"{of_map.key[-20:]:>20} {edit:8}{near:6.0%}{after:>34}  {', '.join(names):28}"
        f"{false_alarms:6d}{median_m:8.2f}{usual_m:8.2f}{change:8.1%}"
    )


if __name__ == "__main__":
    main()
