"""What a shopper wants, where they go for it and what they take: lists, ways with excursions, purchases.

A list is drawn first; the way follows from it, and what is bought from where they stopped. Durations are
log-normal, as those of service and other human tasks are (Brown et al. 2005).

References
----------
J. S. Larson, E. T. Bradlow, P. S. Fader, International Journal of Research in Marketing 22, 2005: racetrack,
excursions, counter-clockwise preference.
S. K. Hui, P. S. Fader, E. T. Bradlow, "The traveling salesman goes shopping", Marketing Science 28, 2009: the
ways between two purchases are longer than they need be.
L. Brown et al., "Statistical analysis of a telephone call center: a queueing-science perspective", Journal of
the American Statistical Association 100, 2005: log-normal service times.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from firmware_sim.motion import Leg
from firmware_sim.places import Display, Place
from firmware_sim.racetrack import Racetrack
from firmware_sim.routes import Routes
from positioning.types import FloatArray
from zones.level import FaceId, ZoneId

MIDDLE_80_PERCENT_SD = 2 * 1.2816
"""How many sd of a normal distribution lie between its 10 % and 90 % points."""

LONGEST_STOP_S = 3600.0
"""Log-normal times have no end: between a second and an hour one in a thousand would be a week."""

PATIENCE = 1.8
"""Shoppers keep to the racetrack where that way is at most this many times the straight one. Assumed: in the
demo shop more than half of what is walked lies within 2.5 m of it then, and ways are a quarter longer."""

PLANNED_SHARE = 0.65
"""Share of the stops that are on the list; the others are seen on the way. Assumed."""
BOUGHT_PLANNED, BOUGHT_SEEN = 0.9, 0.35
"""Shares of the stops at which something is taken. Assumed."""
MEAN_UNITS = 1.4

LAST_TILL_SHARE = 0.8
"""Share of shoppers who go round the way that brings the tills last; the others the other way. Assumed after
the preference for one direction that tracked carts show (Larson et al. 2005)."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How people shop: at how many places they stop (uniform between two bounds), and for how long there and
    at the till (log-normal, eight of ten between two values)."""

    stops: tuple[int, int] = (3, 6)
    dwell_s: tuple[float, float] = (8.0, 35.0)
    checkout_s: tuple[float, float] = (20.0, 45.0)


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of a visit: for how long; what is looked at (None: a till, a door) and from which bend of the
    racetrack; how many units are taken."""

    place: Place
    dwell_s: float
    display: Display | None = None
    base: int | None = None
    is_planned: bool = False
    units: int = 0


@dataclass(frozen=True, slots=True)
class Purchase:
    """Something taken off a shelf at `t_s` and paid for at the till."""

    t_s: float
    name: str
    zone_id: ZoneId | None
    face_id: FaceId | None
    units: int


@dataclass(frozen=True, slots=True)
class Floor:
    """What there is to go to on a level, and the ways between."""

    routes: Routes
    racetrack: Racetrack
    displays: tuple[Display, ...]
    bases: tuple[int, ...]
    """For each display the bend of the racetrack from which people go to it."""
    tills: tuple[Place, ...]


def duration_s(bounds_s: tuple[float, float], rng: np.random.Generator) -> float:
    """Draw a log-normal time, eight of ten between two bounds; an hour at most, or the upper bound."""
    low, high = math.log(bounds_s[0]), math.log(bounds_s[1])
    drawn_s = math.exp(rng.normal((low + high) / 2, (high - low) / MIDDLE_80_PERCENT_SD))
    return min(drawn_s, max(bounds_s[1], LONGEST_STOP_S))


def shopping(
    floor: Floor, door_m: tuple[float, float], habits: Habits, rng: np.random.Generator
) -> list[Stop]:
    """Draw a shopping list and put it in the order in which its places are passed; then the till.

    Nothing is bought where there is no till.
    """
    count = min(int(rng.integers(habits.stops[0], habits.stops[1] + 1)), len(floor.displays))
    chosen = rng.choice(len(floor.displays), count, replace=False).tolist()
    till = floor.tills[int(rng.integers(len(floor.tills)))] if floor.tills else None
    round_ = len(floor.racetrack)
    begin = floor.racetrack.base(*door_m)
    step = _way_round(floor.racetrack, begin, till, rng)
    chosen.sort(key=lambda i: ((floor.bases[i] - begin) * step % round_, i))
    stops = [_at(floor.displays[i], floor.bases[i], habits, till is not None, rng) for i in chosen]
    if till is not None:
        stops.append(Stop(till, duration_s(habits.checkout_s, rng)))
    return stops


def legs_of(floor: Floor, here_m: tuple[float, float], stops: Sequence[Stop]) -> list[Leg]:
    """Walk from place to place: along the racetrack where it is no great detour, else straight."""
    legs = []
    for stop in stops:
        way_m = _shoppers_way(floor, here_m, stop.place, stop.base)
        legs.append(Leg(way_m=way_m, dwell_s=stop.dwell_s, heading_rad=stop.place.heading_rad))
        here_m = float(way_m[-1, 0]), float(way_m[-1, 1])
    return legs


def _way_round(track: Racetrack, begin: int, till: Place | None, rng: np.random.Generator) -> int:
    """Counter-clockwise (1) or clockwise (-1)."""
    usual = 1
    if till is not None:
        ahead = (track.base(till.x_m, till.y_m) - begin) % len(track)
        usual = 1 if ahead >= len(track) / 2 else -1
    return usual if rng.random() < LAST_TILL_SHARE else -usual


def _at(display: Display, base: int, habits: Habits, is_sold: bool, rng: np.random.Generator) -> Stop:
    """One stop at a display; the same numbers are drawn whatever comes of them."""
    spot = display.spots[int(rng.integers(len(display.spots)))]
    dwell_s = duration_s(habits.dwell_s, rng)
    is_planned = bool(rng.random() < PLANNED_SHARE)
    is_bought = bool(rng.random() < (BOUGHT_PLANNED if is_planned else BOUGHT_SEEN))
    units = 1 + int(rng.poisson(MEAN_UNITS - 1))
    return Stop(spot, dwell_s, display, base, is_planned, units if is_bought and is_sold else 0)


def _shoppers_way(floor: Floor, here_m: tuple[float, float], place: Place, leave: int | None) -> FloatArray:
    """The way to a place: by the racetrack that is left at a bend, unless going straight saves too much."""
    track, routes = floor.racetrack, floor.routes
    if leave is None:
        return routes.way(*here_m, place.x_m, place.y_m)
    enter = track.base(*here_m)
    step = 1 if track.length_m(enter, leave, 1) <= track.length_m(enter, leave, -1) else -1
    bends_m = track.along(enter, leave, step)
    round_m = routes.distance_m(*here_m, *bends_m[0]) + track.length_m(enter, leave, step)
    round_m += routes.distance_m(*bends_m[-1], place.x_m, place.y_m)
    if round_m > PATIENCE * routes.distance_m(*here_m, place.x_m, place.y_m):
        return routes.way(*here_m, place.x_m, place.y_m)
    corners_m = [here_m, *bends_m, (place.x_m, place.y_m)]
    parts = [routes.way(*a, *b) for a, b in pairwise(corners_m) if a != b]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])]) if parts else np.array([here_m])
