"""A walk that was cut into recordings is followed from the begin of the one before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mapping_tool.continued_walk import followed_walks
from mapping_tool.held_back import track_fold
from positioning.capture import Trace
from positioning.types import BeaconKey, BeaconMap, LevelId, Transmitter, WalkableArea
from tests.mapping_tool.conftest import MakeWalk

B1 = LevelId("B1")
HALL = WalkableArea(B1, 0.0, 0.0, 1.0, np.ones((20, 40), dtype=bool))
PLACES_M = {BeaconKey(f"ibeacon:{k}"): (4.0 + 8.0 * k, 4.0 + 12.0 * (k % 2)) for k in range(5)}
RING = BeaconMap(
    B1,
    {key: Transmitter(key, x, y, 0.5, -60.0, 2.4, 4.5, 4.0, 6.0, 200) for key, (x, y) in PLACES_M.items()},
    error_m=1.0,
)


@pytest.fixture
def parts(make_walk: MakeWalk) -> list[Trace]:
    """A recording that begins with the tap that ends the next one, that one, and one of another day."""
    first = make_walk("first", [(4.0, 10.0), (20.0, 10.0)], PLACES_M, waypoints=(0.0, 0.5, 1.0))
    second = make_walk("second", [(20.0, 10.0), (36.0, 10.0)], PLACES_M, waypoints=(0.0, 0.5, 1.0))
    shared = first.waypoints[-1]
    begins_ms = first.t0_unix_ms + round(1e3 * (shared.t_s - second.waypoints[0].t_s))
    second = replace(
        second,
        t0_unix_ms=begins_ms,
        waypoints=(replace(second.waypoints[0], x_m=shared.x_m, y_m=shared.y_m), *second.waypoints[1:]),
    )
    return [second, first, replace(second, name="later", t0_unix_ms=begins_ms + 86_400_000)]


def test_who_goes_on_is_followed_from_where_the_walk_began(parts: list[Trace]) -> None:
    _, first, later = parts
    going_on, beginning, alone = followed_walks(parts, [0, 1, 2])
    assert len(beginning.frames) == len(tuple(first))
    assert beginning.waypoints == first.waypoints
    assert len(alone.frames) == len(tuple(later))
    assert going_on.waypoints[0] == first.waypoints[0]
    assert going_on.judged_from_s == pytest.approx(first.waypoints[-1].t_s, abs=1e-3)
    starts_s = np.array([frame.t_start_s for frame in going_on.frames])
    ends_s = np.array([frame.t_end_s for frame in going_on.frames])
    assert (starts_s[1:] >= ends_s[:-1] - 1e-9).all()
    heard = [sighting.t_s for frame in going_on.frames for sighting in frame.sightings]
    assert heard == sorted(heard)
    assert heard[-1] > first.duration_s


def test_only_what_comes_after_the_shared_tap_is_judged(parts: list[Trace]) -> None:
    scores = track_fold(RING, followed_walks(parts, [0]), HALL)
    assert len(scores) == len(parts[0].waypoints) - 1
    assert max(score.error_m for score in scores) < 5.0


def test_taps_beside_the_way_are_not_held_against_the_map(parts: list[Trace]) -> None:
    held = followed_walks(parts, [0])
    allowed, bare = track_fold(RING, held, HALL), track_fold(RING, held, HALL, waypoint_sd_m=0.0)
    assert [score.error_m for score in allowed] == [score.error_m for score in bare]
    assert all(mild.nees < strict.nees for mild, strict in zip(allowed, bare, strict=True))
