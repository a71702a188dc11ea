"""A scenario: which store, how many people, for how long, from which seed; and what happens in it.

`firmware_sim.scenario_file` reads one from a file; docs/simulator.md names its fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from firmware_sim.crowd import Day, Evenly, Groups, Person, in_order, shoppers, staff_rounds
from firmware_sim.errors import UnreachableDisplay, UnreadableScenario
from firmware_sim.installation import BeaconSetting, ScheduledFault, installed
from firmware_sim.itinerary import Habits
from firmware_sim.phones import USUAL_PHONES, PhoneKind
from firmware_sim.shopper import ShopFloor
from firmware_sim.staff import Staff
from firmware_sim.tracked import TrackerError
from firmware_sim.visit import SimulatedVisit, Trip
from zones.store import Store
from zones.storefile import load_store

USUAL_BEGIN = datetime(2026, 1, 5, 10, tzinfo=UTC)
"""When a scenario without a day begins: fixed, so that the same scenario gives the same files."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is to be simulated. `store` is the path of a store file.

    The radio world is drawn from `radio_seed` around the beacon map of the store file `installed`; without
    one, around the store's own. So a shop keeps its radio whoever comes in, and a map that was learnt
    there by a survey can be tried.

    Attributes
    ----------
    shoppers : people in all, staff apart.
    arrivals_s : they come evenly over this time; with a `day`, over its opening hours instead.
    left_out : ids of faces and zones that nobody goes to.
    phones : what people carry.
    beacons, faults : what hangs there otherwise than the map says, and what goes wrong with it when.
    source : of errors: the file it was read from.
    """

    store: Path
    installed: Path | None = None
    radio_seed: int = 0
    seed: int = 0
    shoppers: int = 6
    arrivals_s: float = 60.0
    habits: Habits = field(default_factory=Habits)
    day: Day | None = None
    groups: Groups = field(default_factory=Groups)
    staff: Staff = field(default_factory=Staff)
    tracker: TrackerError = field(default_factory=TrackerError)
    left_out: frozenset[str] = frozenset()
    phones: tuple[PhoneKind, ...] = USUAL_PHONES
    beacons: tuple[BeaconSetting, ...] = ()
    faults: tuple[ScheduledFault, ...] = ()
    source: str = field(default="the scenario", compare=False)

    def begins(self, store: Store) -> datetime:
        """When its first second is, in UTC: when the store opens that day."""
        return USUAL_BEGIN if self.day is None else self.day.begins(store.time_zone)

    def parties(self) -> list[tuple[Person, ...]]:
        """Everybody, those who come together in one tuple, in the order in which they come."""
        arrivals = self.day or Evenly(self.arrivals_s)
        coming = list(shoppers(self.seed, self.shoppers, arrivals, self.groups))
        open_s = self.arrivals_s if self.day is None else self.day.open_s
        working = [(person,) for person in staff_rounds(self.seed, self.staff, open_s)]
        return in_order([*coming, *working])


def open_floor(scenario: Scenario, store: Store) -> ShopFloor:
    """The store's first level as the scenario's people use it.

    Raises
    ------
    UnreachableDisplay
        When nobody can get to a face or zone that is not `left_out`.
    UnreadableScenario
        When a beacon hangs where it cannot, or is none; when what is installed belongs to another store; when
        what is left out is no face and no zone.
    """
    hanging = _hanging(scenario, store)
    level = store.level()
    known = {face.id for face in level.faces} | {zone.id for zone in level.zones}
    for unknown in sorted(scenario.left_out - known):
        raise UnreadableScenario(
            scenario.source, f"left_out: level {level.name} has no face or zone {unknown}"
        )
    beacons, emitters = installed(
        hanging.beacon_map(), hanging.level(), scenario.beacons, scenario.faults, scenario.radio_seed
    )
    floor = ShopFloor(
        store,
        np.random.default_rng(scenario.radio_seed),
        installed=beacons,
        emitters=emitters,
        phones=scenario.phones,
        left_out=scenario.left_out,
    )
    for display in floor.unreachable:
        if not display.is_among(scenario.left_out):
            raise UnreachableDisplay(scenario.source, display.id, display.name, *display.middle_m)
    return floor


def _hanging(scenario: Scenario, store: Store) -> Store:
    """The store file that says which beacons truly hang there."""
    if scenario.installed is None:
        return store
    hanging = load_store(scenario.installed)
    if hanging.venue_id != store.venue_id:
        raise UnreadableScenario(
            scenario.source,
            f"installed: {scenario.installed} is a map of {hanging.venue_id}, not of {store.venue_id}",
        )
    return hanging


def trips(
    scenario: Scenario, floor: ShopFloor, period_s: float | None = None
) -> Iterator[tuple[Person, Trip]]:
    """Everybody's way through the store, in the order in which they come.

    Parameters
    ----------
    period_s : how often the truth is wanted; by default at the rate of a phone's samples.
    """
    for leader, *company in scenario.parties():
        body, _ = leader.streams(scenario.seed)
        if leader.role == "staff":
            trip = floor.staff_round(leader.lasts_s, body, period_s)
        else:
            trip = floor.trip(scenario.habits, body, period_s)
        yield leader, trip
        for person in company:
            yield person, floor.accompanied(trip, person.place, person.streams(scenario.seed)[0])


def visits(scenario: Scenario, floor: ShopFloor) -> Iterator[tuple[Person, SimulatedVisit]]:
    """What everybody's phone senses, one visit after the other, in the order in which they begin."""
    for person, trip in trips(scenario, floor):
        yield person, floor.sensed(person.name, trip, person.streams(scenario.seed)[1], person.begins_s)


def simulate(scenario: Scenario, store: Store) -> Iterator[tuple[float, SimulatedVisit]]:
    """The visits of a scenario one after the other, each with the time in s at which it begins.

    Each visit has a random stream of its own, so that one more shopper changes no other.
    """
    for person, visit in visits(scenario, open_floor(scenario, store)):
        yield person.begins_s, visit
