"""Whether a shop that staff survey with the survey page is as good as its map says. Simulated.

    python benchmarks/survey_page.py [--shop supermarket|demo] [--walks 3] [--visits 30] [--seed 1] [--still]

A real browser of a phone's size taps along the walk that the page proposes; a scanner that was paired by the
page's code hears the simulated radio of the same way, on a clock of its own, and uploads it. The walks are
exported (`survey export`), fitted (`survey fit`), and the map is asked what error to expect (`survey
quality`). People whom the map never met are then followed live from the door in the same radio, and what they
are off by is held against what was predicted at the same places: those who walk on, of whom the prediction
is, and shoppers, who stand before shelves most of their time. The surveyor stands 0.6 m beside where they
tap, in each axis; the plan knows no beacon. With `--still` no motion is recorded: then nothing tells how
far off the map is, the usual 2 m are taken, and the prediction is on the safe side. `--beside` says how far
beside their taps surveyors stand.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import numpy as np
from _running_service import aislecast
from _surveyor import TAP_SD_M, Surveyor, phone, serving

from firmware_sim.itinerary import Habits
from firmware_sim.shopper import ShopFloor
from firmware_sim.visit import SimulatedVisit
from mapping_tool.error_agreement import JudgedWaypoint, judge_walks
from mapping_tool.held_back import RecordedWalk
from mapping_tool.predicted_error import WalkModel, predict_error
from positioning.types import Waypoint
from zones import load_store, save_store
from zones.store import Store
from zones.storefile import loads

SHOPS = {"supermarket": ("supermarket", "supermarket"), "demo": ("demo_shop", "demo_shop_installed")}
TARGET = 0.25
WAYPOINT_EVERY_S = 5.0
FIT_LINES = ("walks read", "  fitted", "transmitters", "paths", "the map", "held-back")
HABITS = {
    "who walk on": Habits(stops=(5, 14), dwell_s=(0.1, 0.5), checkout_s=(0.1, 0.5)),
    "who shop": Habits(stops=(5, 14), dwell_s=(6.0, 40.0), checkout_s=(45.0, 180.0)),
}
"""The prediction is of the first (PRED-1)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shop", choices=SHOPS, default="supermarket")
    parser.add_argument("--walks", type=int, default=3)
    parser.add_argument("--visits", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--still", action="store_true", help="the page is not told of motion, as without HTTPS"
    )
    parser.add_argument("--beside", type=float, default=TAP_SD_M, help="sd of taps in each axis, m")
    parser.add_argument("--console", type=Path, help="another build of the console")
    chosen = parser.parse_args()
    print(f"simulated, {chosen.shop}, seed {chosen.seed}; {os.cpu_count()} cores, {platform.machine()},"
          f" Python {platform.python_version()}")  # fmt: skip
    plan, installed = packaged(chosen.shop)
    floor = ShopFloor(installed, np.random.default_rng(chosen.seed))
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as work:
        folder = Path(work)
        fitted = surveyed(
            plan,
            floor,
            folder,
            chosen.walks,
            chosen.seed,
            chosen.console,
            moves=not chosen.still,
            beside_m=chosen.beside,
        )
        judged = {
            who: followed(fitted, floor, habits, chosen.visits, chosen.seed) for who, habits in HABITS.items()
        }
    print(f"{chosen.visits} visits of each that no map knows, followed live from the door:")
    for who, waypoints in judged.items():
        report(who, waypoints, chosen.visits)


def packaged(shop: str) -> tuple[Store, Store]:
    """The plan without a beacon, as staff drew it, and what truly hangs there."""
    drawn, hung = (
        loads(resources.files("firmware_sim").joinpath("stores", f"{name}.json").read_bytes(), name)
        for name in SHOPS[shop]
    )
    level = replace(drawn.level(), beacons=None)
    return replace(drawn, levels=(level, *drawn.levels[1:])), hung


def surveyed(
    plan: Store,
    floor: ShopFloor,
    folder: Path,
    walks: int,
    seed: int,
    console: Path | None,
    *,
    moves: bool,
    beside_m: float,
) -> Store:
    """Survey with the page, export, fit; returns the store with its map."""
    began_s = time.monotonic()
    with serving(plan, folder / "service", console) as service, phone(service, str(plan.venue_id)) as page:
        surveyor = Surveyor(service, page, floor, np.random.default_rng((seed, 9)), beside_m)
        surveyor.pair()
        for number in range(walks):
            if number:
                surveyor.ask_what_is_left()
            surveyor.survey(moves=moves)
            share = page.locator(".share").inner_text()
            print(f"  walk {number + 1}: {surveyor.taps} taps, {surveyor.walked_m:.0f} m,"
                  f" {surveyor.heard} sightings; the page says {share}")  # fmt: skip
        simulated_min = (service.clock.now - datetime(2026, 1, 5, 10, tzinfo=UTC)).total_seconds() / 60
    environment = {"AISLECAST_DATA_DIR": str(folder / "service")}
    print(aislecast("survey", "export", "--store", str(plan.venue_id), "--out", str(folder / "walks"),
                    environment=environment).rstrip())  # fmt: skip
    save_store(plan, folder / "plan.json")
    told = aislecast("survey", "fit", "--store", str(folder / "plan.json"), "--walks", str(folder / "walks"),
                     "--out", str(folder / "fitted.json"))  # fmt: skip
    print("\n".join(f"  {line}" for line in told.splitlines() if line.startswith(FIT_LINES)))
    print(aislecast("survey", "quality", str(folder / "fitted.json")).splitlines()[0])
    print(f"  {simulated_min:.0f} simulated minutes, {time.monotonic() - began_s:.0f} s here")
    return load_store(folder / "fitted.json")


def followed(fitted: Store, floor: ShopFloor, habits: Habits, visits: int, seed: int) -> list[JudgedWaypoint]:
    """Follow people from the door on the fitted map, in the radio that was surveyed."""
    streams = np.random.SeedSequence((seed, 77)).spawn(visits)
    walks = [
        recorded(floor.visit(f"visit-{k}", habits, np.random.default_rng(stream), begins_s=3600.0 + 60.0 * k))
        for k, stream in enumerate(streams)
    ]
    beacons, area = fitted.beacon_map(), fitted.walkable()
    predicted = predict_error(area, beacons, WalkModel(is_searched=False))
    return judge_walks(beacons, area, predicted, walks, is_start_known=True, seed=seed)


def recorded(visit: SimulatedVisit) -> RecordedWalk:
    """A visit with its true places every few seconds; the first is at the door."""
    truth = visit.truth
    times_s = np.append(truth.t_s[0], np.arange(WAYPOINT_EVERY_S, visit.duration_s, WAYPOINT_EVERY_S))
    places = (np.interp(times_s, truth.t_s, axis) for axis in (truth.x_m, truth.y_m))
    waypoints = [Waypoint(float(t), float(x), float(y)) for t, x, y in zip(times_s, *places, strict=True)]
    return RecordedWalk(tuple(visit.frames(0.5)), tuple(waypoints))


def report(who: str, judged: list[JudgedWaypoint], visits: int) -> None:
    measured_m = np.array([each.measured_m for each in judged])
    predicted_m = np.array([each.predicted_m for each in judged])
    difference = measured_m.mean() / predicted_m.mean() - 1.0
    print(f"  {who}, {len(judged)} places: predicted {predicted_m.mean():.2f} m, measured"
          f" {measured_m.mean():.2f} m (mean; median {np.median(measured_m):.2f}, 90 %"
          f" {np.quantile(measured_m, 0.9):.2f}):"
          f" {100 * difference:+.0f} % (asked for: within {100 * TARGET:.0f} %)")  # fmt: skip
    by_visit = [measured_m[[each.walk == k for each in judged]].mean() for k in range(visits)]
    spread = np.std(by_visit, ddof=1) / np.sqrt(visits)
    reached = "reached" if abs(difference) <= TARGET else "not reached"
    print(f"    {reached}; the measured mean is known to ± {1.96 * spread:.2f} m (95 %, over visits)")


if __name__ == "__main__":
    main()
