"""Taps that cannot be where they were noted (RADIO-18)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mapping_tool.doubtful_legs import DoubtfulLeg, NoSoundWalk, sound_walks
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


def doubted(*traces: Trace) -> tuple[DoubtfulLeg, ...]:
    return sound_walks(traces).doubtful


def test_taps_where_the_steps_lead_are_believed(make_walk: MakeWalk) -> None:
    walk = along_an_aisle(make_walk)
    found = sound_walks([walk])
    assert found.doubtful == ()
    assert found.traces == (walk,)


def test_a_tap_farther_on_than_anybody_walked_goes_with_its_leg(make_walk: MakeWalk) -> None:
    """The last tap, 15 m beyond where the walk ended."""
    walk = moved(along_an_aisle(make_walk), 5, 15.0, 0.0)
    found = sound_walks([walk])
    (leg,) = found.doubtful
    assert (leg.walk, leg.begin, leg.end) == ("aisle", walk.waypoints[4], walk.waypoints[5])
    assert leg.straight_m == pytest.approx(25.0, abs=0.2)
    assert leg.walked_m == pytest.approx(10.0, rel=0.3)
    (part,) = found.traces
    assert part.waypoints == walk.waypoints[:5]
    assert 0 < len(part.sightings) < len(walk.sightings)
    assert part.duration_s == leg.begin.t_s
    assert len(part.accel.t_s) < len(walk.accel.t_s)


def test_a_wrong_tap_in_the_middle_cuts_the_walk_in_two(make_walk: MakeWalk) -> None:
    """20 m aside of where it was: both its legs go, and so does it."""
    walk = moved(along_an_aisle(make_walk), 2, -20.0, 0.0)
    found = sound_walks([walk])
    assert [leg.begin.t_s for leg in found.doubtful] == [tap.t_s for tap in walk.waypoints[1:3]]
    before, after = found.traces
    assert [(tap.x_m, tap.y_m) for tap in before.waypoints + after.waypoints] == [
        (tap.x_m, tap.y_m) for k, tap in enumerate(walk.waypoints) if k != 2
    ]
    assert (before.name, after.name) == ("aisle, part 1", "aisle, part 3")
    # The recording's clock goes on: what lay at a moment still does.
    assert after.t0_unix_ms + 1e3 * after.waypoints[0].t_s == pytest.approx(
        walk.t0_unix_ms + 1e3 * walk.waypoints[3].t_s
    )
    heard_ms, all_ms = (
        {round(each.t0_unix_ms + 1e3 * sighting.t_s) for each in some for sighting in each.sightings}
        for some in (found.traces, [walk])
    )
    assert heard_ms < all_ms
    assert after.accel.t_s[0] == pytest.approx(0.0, abs=0.02)
    assert sum(1 for _ in after) == pytest.approx(after.duration_s / after.period_s, abs=1.0)


def test_a_way_round_to_the_tap_behind_the_shelf_is_doubted(make_walk: MakeWalk) -> None:
    """Up an aisle, round its end and down the next one, which is 2 m away on the plan."""
    way_m = [(0.0, 0.0), (0.0, 20.0), (2.0, 20.0), (2.0, 0.0), (2.0, -20.0)]
    walk = make_walk("round", way_m, BEACONS, waypoints=(0.0, 42.0 / 62.0, 1.0))
    (leg,) = doubted(walk, along_an_aisle(make_walk))
    assert (leg.begin.t_s, leg.straight_m) == (0.0, pytest.approx(2.0, abs=0.2))
    assert leg.walked_m == pytest.approx(42.0, rel=0.3)


def test_a_short_walk_is_judged_by_the_steps_of_all(make_walk: MakeWalk) -> None:
    """Of one leg alone nothing tells whether the tap or the stride is wrong."""
    short = make_walk("short", [(0.0, 0.0), (0.0, 10.0)], BEACONS)
    wrong = moved(short, 1, 0.0, 40.0)
    assert doubted(wrong, along_an_aisle(make_walk), along_an_aisle(make_walk, "other"))[0].walk == "short"
    with pytest.raises(NoSoundWalk, match="m of steps for 50 m"):
        sound_walks([wrong, replace(along_an_aisle(make_walk), sightings=())])


def test_steps_that_were_not_what_was_walked_by_are_not_believed(make_walk: MakeWalk) -> None:
    """A phone on a trolley that shakes now and then, and one at rest in it, tell nothing of the taps."""
    walk = along_an_aisle(make_walk)
    shaken = walk.accel.values.copy()
    shaken[walk.accel.t_s % 8.0 > 2.0] = (0.0, 0.0, 9.81)
    still = np.tile([0.0, 0.0, 9.81], (len(walk.accel.t_s), 1))
    for values in (shaken, still):
        rolled = replace(walk, accel=replace(walk.accel, values=values))
        assert doubted(moved(rolled, 2, 30.0, 0.0)) == ()
