"""Taps that cannot be where they were noted (RADIO-18)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mapping_tool.doubtful_legs import find_doubtful, without_doubtful
from positioning.capture import Trace
from positioning.types import BeaconKey

if TYPE_CHECKING:
    from conftest import MakeWalk

BEACONS = {BeaconKey("mac:02:00:00:00:00:01"): (5.0, 38.0), BeaconKey("mac:02:00:00:00:00:02"): (0.0, 10.0)}


def along_an_aisle(make_walk: MakeWalk, name: str = "aisle") -> Trace:
    """40 m up and 10 m aside, with a tap every ten metres."""
    return make_walk(
        name, [(0.0, 0.0), (0.0, 40.0), (10.0, 40.0)], BEACONS, waypoints=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )


def moved(trace: Trace, tap: int, dx_m: float, dy_m: float) -> Trace:
    taps = list(trace.waypoints)
    taps[tap] = replace(taps[tap], x_m=taps[tap].x_m + dx_m, y_m=taps[tap].y_m + dy_m)
    return replace(trace, waypoints=tuple(taps))


def test_taps_where_the_steps_lead_are_believed(make_walk: MakeWalk) -> None:
    assert find_doubtful([along_an_aisle(make_walk)]) == ()


def test_a_tap_farther_on_than_anybody_walked_is_doubted_on_its_leg(make_walk: MakeWalk) -> None:
    """The last tap, 15 m beyond where the walk ended."""
    (leg,) = find_doubtful([moved(along_an_aisle(make_walk), 5, 15.0, 0.0)])
    assert (leg.walk, leg.begin.y_m, leg.end.x_m) == (
        "aisle",
        pytest.approx(40.0, abs=0.1),
        pytest.approx(25.0, abs=0.1),
    )
    assert leg.straight_m == pytest.approx(25.0, abs=0.2)
    assert leg.walked_m == pytest.approx(10.0, rel=0.3)


def test_a_way_round_to_the_tap_behind_the_shelf_is_doubted(make_walk: MakeWalk) -> None:
    """Up an aisle, round its end and down the next one, which is 2 m away on the plan."""
    way_m = [(0.0, 0.0), (0.0, 20.0), (2.0, 20.0), (2.0, 0.0), (2.0, -20.0)]
    walk = make_walk("round", way_m, BEACONS, waypoints=(0.0, 42.0 / 62.0, 1.0))
    (leg,) = find_doubtful([walk])
    assert (leg.begin.t_s, leg.straight_m) == (0.0, pytest.approx(2.0, abs=0.2))
    assert leg.walked_m == pytest.approx(42.0, rel=0.3)


def test_who_does_not_step_is_not_doubted(make_walk: MakeWalk) -> None:
    """A phone on a trolley, or one that notes no steps, tells nothing of the taps."""
    walk = along_an_aisle(make_walk)
    still = replace(
        walk, accel=replace(walk.accel, values=np.tile([0.0, 0.0, 9.81], (len(walk.accel.t_s), 1)))
    )
    rolled = moved(still, 2, 30.0, 0.0)
    assert find_doubtful([rolled]) == ()


def test_what_was_heard_on_a_doubtful_leg_is_left_out(make_walk: MakeWalk) -> None:
    walk = moved(along_an_aisle(make_walk), 5, 15.0, 0.0)
    other = along_an_aisle(make_walk, "other")
    doubtful = find_doubtful([walk, other])
    begin_s = walk.waypoints[4].t_s
    kept = without_doubtful(walk, doubtful).sightings
    assert kept == tuple(each for each in walk.sightings if each.t_s <= begin_s)
    assert 0 < len(kept) < len(walk.sightings)
    assert without_doubtful(other, doubtful) is other
