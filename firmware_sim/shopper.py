"""A level of a store as simulated people use it: trips through it, and what a phone senses on them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from firmware_sim.beacon.events import Emitter
from firmware_sim.company import beside
from firmware_sim.errors import NotSimulable, NoWay
from firmware_sim.itinerary import Floor, Habits, Purchase, Stop, legs_of, shopping
from firmware_sim.motion import Gait, Leg, drawn_tread, leg_ends_s, stroll, walk
from firmware_sim.phone import MagneticField, sense
from firmware_sim.phones import USUAL_PHONES, PhoneKind, drawn_phone
from firmware_sim.places import Place, displays_of, reachable, stood_at, tills_of
from firmware_sim.racetrack import Racetrack
from firmware_sim.radio import RadioWorld
from firmware_sim.routes import Routes
from firmware_sim.staff import restocking
from firmware_sim.visit import SimulatedVisit, Trip, codes_read
from positioning.types import BeaconKey, BeaconMap, LevelId
from zones.level import Entrance, Level
from zones.store import Store

STEP_PERIOD_S = 0.53
"""Median of the site1-B1 survey walks: 1.89 steps a second."""
STEP_LENGTH_M = 0.68
"""About 0.41 of a body height of 1.66 m (the factor: H. Weinberg, Analog Devices AN-602, 2002)."""

STEP_SPREAD = 0.11
"""People's steps differ by this sd of the logarithm of their length (SIM-20)."""

STRAIGHT_IN_M = 1.5
"""People come through a door in its direction before they turn: about two steps."""


class ShopFloor:
    """A level of a store as simulated people use it: ways, places to stop at, radio.

    Displays that nobody can reach are named in `unreachable`; nobody goes there, nor to what is `left_out`
    (ids of faces and zones). The radio world and the magnetic field are drawn once from `rng`; the radio
    around what was `installed`, by default around the store's own beacon map. Beacons with an emitter send
    what it says.
    """

    def __init__(
        self,
        store: Store,
        rng: np.random.Generator,
        level_id: LevelId | None = None,
        installed: BeaconMap | None = None,
        emitters: Mapping[BeaconKey, Emitter] | None = None,
        phones: Sequence[PhoneKind] = USUAL_PHONES,
        left_out: frozenset[str] = frozenset(),
    ) -> None:
        level = store.level(level_id)
        self.level_id = level.id
        self.north_rad = level.north_rad
        walkable = store.walkable(level.id)
        beacons = store.beacon_map(level.id) if installed is None else installed
        self.installed = beacons
        self.radio = RadioWorld(beacons, rng, floor=walkable, emitters=emitters)
        self.magnetic = MagneticField.drawn(rng)
        self._phones = tuple(phones)
        self.entrances = level.entrances
        self.codes = level.codes
        if not self.entrances:
            raise NotSimulable(store.venue_id, level.name, "entrance")
        routes = Routes(walkable)
        _require_connected(store, level, routes)
        known = displays_of(level)
        reached = [stood_at(each, routes, self.entrances) for each in known]
        self.displays = tuple(each for each in reached if each.spots and not each.is_among(left_out))
        self.unreachable = tuple(each for each, there in zip(known, reached, strict=True) if not there.spots)
        if not self.displays:
            raise NotSimulable(store.venue_id, level.name, "zone or face to stop at")
        tills = tills_of(level)
        door = self.entrances[0]
        track = Racetrack(routes, *routes.nearest_m(door.x_m, door.y_m))
        bases = tuple(track.base(*display.middle_m) for display in self.displays)
        self.floor = Floor(routes, track, self.displays, bases, reachable(tills, routes, self.entrances))

    def visit(
        self, name: str, habits: Habits, rng: np.random.Generator, begins_s: float = 0.0
    ) -> SimulatedVisit:
        """Simulate one visit from door to door."""
        body, senses = rng.spawn(2)
        return self.sensed(name, self.trip(habits, body), senses, begins_s)

    def trip(self, habits: Habits, rng: np.random.Generator, period_s: float | None = None) -> Trip:
        """One shopper's way from door to door.

        Parameters
        ----------
        period_s : how often the truth is wanted; by default at the rate of a phone's samples.
        """
        gait = drawn_gait(rng)
        entrance, legs, here_m = self._entering(rng)
        stops = shopping(self.floor, here_m, habits, rng)
        return self._walked(legs, here_m, [*stops, _out(entrance)], gait, period_s)

    def staff_round(self, lasts_s: float, rng: np.random.Generator, period_s: float | None = None) -> Trip:
        """One round of somebody who works there."""
        gait = drawn_gait(rng)
        entrance, legs, here_m = self._entering(rng)
        stops = restocking(self.floor, here_m, lasts_s, gait, rng)
        return self._walked(legs, here_m, [*stops, _out(entrance)], gait, period_s)

    def accompanied(self, trip: Trip, places: int, rng: np.random.Generator) -> Trip:
        """The same way beside somebody, `places` to their left; what is bought is theirs."""
        return Trip(beside(trip.truth, places, drawn_gait(rng), self.floor.routes), trip.stops)

    def sensed(
        self, name: str, trip: Trip, rng: np.random.Generator, begins_s: float = 0.0
    ) -> SimulatedVisit:
        """What a phone drawn from `rng` senses on a trip that begins at `begins_s` on the store's clock."""
        phone = drawn_phone(self._phones, rng)
        return SimulatedVisit(
            name=name,
            truth=trip.truth,
            imu=sense(trip.truth, phone, self.north_rad, rng, self.magnetic),
            heard=self.radio.heard(trip.truth, phone, rng, begins_s),
            stops=trip.stops,
            codes=codes_read(self.codes, trip.truth),
            purchases=trip.purchases,
        )

    def _entering(self, rng: np.random.Generator) -> tuple[Entrance, list[Leg], tuple[float, float]]:
        """A door, the first steps straight in where its direction is known, and where they end."""
        entrance = self.entrances[int(rng.integers(len(self.entrances)))]
        routes = self.floor.routes
        door = routes.nearest_m(entrance.x_m, entrance.y_m)
        if entrance.heading_rad is None:
            return entrance, [], door
        inside = (
            door[0] + STRAIGHT_IN_M * math.cos(entrance.heading_rad),
            door[1] + STRAIGHT_IN_M * math.sin(entrance.heading_rad),
        )
        way_m = routes.way(*door, *inside)
        return entrance, [Leg(way_m, dwell_s=0.0)], (float(way_m[-1, 0]), float(way_m[-1, 1]))

    def _walked(
        self,
        entering: list[Leg],
        here_m: tuple[float, float],
        stops: list[Stop],
        gait: Gait,
        period_s: float | None,
    ) -> Trip:
        legs = [*entering, *legs_of(self.floor, here_m, stops)]
        first_m = legs[0].way_m[min(1, len(legs[0].way_m) - 1)] - legs[0].way_m[0]
        heading_rad = math.atan2(first_m[1], first_m[0])
        if period_s is None:
            truth = walk(legs, gait, self.level_id, heading_rad)
        else:
            truth = stroll(legs, gait, self.level_id, heading_rad, period_s)
        ends_s = leg_ends_s(legs, gait)[len(entering) :].tolist()
        return Trip(truth, tuple(stop.place for stop in stops), _purchases(stops, ends_s))


def drawn_gait(rng: np.random.Generator) -> Gait:
    """How one person walks: steps of a length, a rate and a weight of their own (SIM-20)."""
    step = float(rng.lognormal(0.0, STEP_SPREAD))
    return Gait(
        step_length_m=STEP_LENGTH_M * step,
        step_period_s=STEP_PERIOD_S * float(rng.normal(1.0, 0.05)),
        tread=drawn_tread(rng, step),
    )


def _require_connected(store: Store, level: Level, routes: Routes) -> None:
    """People who come in at one door must get to what can be reached from another."""
    first = level.entrances[0]
    for entrance in level.entrances:
        try:
            routes.distance_m(first.x_m, first.y_m, entrance.x_m, entrance.y_m)
        except NoWay as error:
            way = f"walkable way from entrance {first.name} to entrance {entrance.name}"
            raise NotSimulable(store.venue_id, level.name, way) from error


def _out(entrance: Entrance) -> Stop:
    return Stop(Place(entrance.x_m, entrance.y_m), dwell_s=1.0)


def _purchases(stops: list[Stop], ends_s: list[float]) -> tuple[Purchase, ...]:
    return tuple(
        Purchase(t_s, stop.display.name, stop.display.zone_id, stop.display.face_id, stop.units)
        for stop, t_s in zip(stops, ends_s, strict=True)
        if stop.display is not None and stop.units
    )
