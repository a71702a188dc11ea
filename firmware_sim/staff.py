"""Staff: they are there for hours, go from shelf to shelf to restock, stand long and buy nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from firmware_sim.itinerary import Floor, Stop, duration_s
from firmware_sim.motion import Gait

RESTOCKING_S = (45.0, 600.0)
"""At a shelf, eight of ten times. Assumed."""

LONGEST_ROUND_S = 6300.0
BREAK_S = 900.0
"""A quarter of an hour off after each round of an hour and three quarters at most. Assumed."""


@dataclass(frozen=True, slots=True)
class Staff:
    """How many there are, and for how many hours each."""

    count: int = 0
    hours: float = 8.0


def rounds(staff: Staff, member: int, open_s: float) -> Iterator[tuple[float, float]]:
    """When the rounds of a staff member begin, and how long they last, in s; none begins after closing.

    Shifts begin spread over the day, so that somebody is there at its beginning and its end.
    """
    shift_s = min(staff.hours * 3600.0, open_s)
    begin_s = (open_s - shift_s) * (member / (staff.count - 1) if staff.count > 1 else 0.0)
    left_s = shift_s
    while left_s > 0.0:
        lasts_s = min(left_s, LONGEST_ROUND_S)
        yield begin_s, lasts_s
        begin_s += lasts_s + BREAK_S
        left_s -= lasts_s + BREAK_S


def restocking(
    floor: Floor, here_m: tuple[float, float], lasts_s: float, gait: Gait, rng: np.random.Generator
) -> list[Stop]:
    """Stops at displays drawn evenly, until the time is over; the last is cut short."""
    stops, spent_s = list[Stop](), 0.0
    while spent_s < lasts_s:
        display = floor.displays[int(rng.integers(len(floor.displays)))]
        spot = display.spots[int(rng.integers(len(display.spots)))]
        spent_s += floor.routes.distance_m(*here_m, spot.x_m, spot.y_m) / gait.pace_mps
        stands_s = min(duration_s(RESTOCKING_S, rng), max(1.0, lasts_s - spent_s))
        stops.append(Stop(spot, stands_s))
        spent_s += stands_s
        here_m = spot.x_m, spot.y_m
    return stops
