"""What `sim run` writes: recordings or poses, the ground truth beside them, a picture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import track

from campaigns.commands.sim_picture import crowd_png
from firmware_sim.motion import Truth
from firmware_sim.recording import require_recordable, write_recording
from firmware_sim.scenario import Scenario, open_floor, trips, visits
from firmware_sim.shopper import ShopFloor
from firmware_sim.stays import TrueStays
from firmware_sim.tracked import tracked
from firmware_sim.truth_files import TruthFiles, alone, empty
from zones.store import Store
from zones.storefile import require_writable, write_whole

POSE_PERIOD_S = 1.0
"""Poses of a day come as often as a phone's frames."""

MOST_DRAWN = 40
"""More ways than these make a picture of nothing."""


def write_scenario(scenario: Scenario, store: Store, out: Path, *, poses: bool, plot: Path | None) -> str:
    """Simulate everybody and write their files; returns what was written, in a line."""
    floor = open_floor(scenario, store)
    if not poses:
        require_recordable(scenario, floor)
    with alone(out):
        if plot is not None:
            require_writable(plot)
        return _write(scenario, store, floor, out, poses=poses, plot=plot)


def _write(
    scenario: Scenario, store: Store, floor: ShopFloor, out: Path, *, poses: bool, plot: Path | None
) -> str:
    empty(out)
    files = TruthFiles(scenario.begins(store))
    written = _poses if poses else _recordings
    drawn: list[Truth] = []
    made = written(scenario, store, floor, files, out)
    quiet = not Console().is_terminal
    for truth in track(made, "simulating", total=scenario.shoppers, transient=True, disable=quiet):
        if plot is not None and len(drawn) < MOST_DRAWN:
            drawn.append(truth)
    files.write(out, scenario.tracker if poses else None)
    if plot is not None:
        write_whole(plot, crowd_png(store, floor, drawn, len(files.visits)))
    counts = f"{len(files.stays)} stays, {len(files.purchases)} purchases"
    heard = "" if floor.installed.transmitters else "; no beacon hangs there: no phone hears anything"
    picture = f"; {len(drawn)} of them drawn in {plot}" if plot is not None else ""
    return f"wrote {len(files.visits)} simulated visits to {out}: {counts}{picture}{heard}"


def _recordings(
    scenario: Scenario, store: Store, floor: ShopFloor, files: TruthFiles, out: Path
) -> Iterable[Truth]:
    stays = TrueStays(store, floor.level_id)
    for person, visit in visits(scenario, floor):
        write_recording(visit, out, files.began_ms(person))
        files.add(person, visit, stays.of(visit.truth))
        yield visit.truth


def _poses(
    scenario: Scenario, store: Store, floor: ShopFloor, files: TruthFiles, out: Path
) -> Iterable[Truth]:
    stays = TrueStays(store, floor.level_id)
    for person, trip in trips(scenario, floor, POSE_PERIOD_S):
        files.add(person, trip, stays.of(trip.truth))
        files.add_path(person, tracked(trip.truth, scenario.tracker, person.streams(scenario.seed)[1]))
        yield trip.truth
