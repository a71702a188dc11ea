"""Measured against predicted error: made waypoints of known ranks, and a made walk."""

from __future__ import annotations

import numpy as np
import pytest

from mapping_tool.error_agreement import (
    AGREEMENT_CELL_M,
    JUDGED_FROM_S,
    JudgedWaypoint,
    judge_walks,
    rank_agreement,
)
from mapping_tool.held_back import RecordedWalk
from mapping_tool.predicted_error import predict_error
from positioning.types import BeaconKey, BeaconMap, LevelId, Transmitter, WalkableArea
from tests.mapping_tool.conftest import MakeWalk

B1 = LevelId("B1")
HALL = WalkableArea(B1, 0.0, 0.0, 0.5, np.ones((40, 80), dtype=bool))


def waypoints(measured_m: list[float], predicted_m: list[float], walk: int = 0) -> list[JudgedWaypoint]:
    """Two to a cell, one cell to the right of the other."""
    return [
        JudgedWaypoint(walk, AGREEMENT_CELL_M * (0.2 + 0.5 * k + i), 5.0, measured + 0.1 * k, predicted)
        for i, (measured, predicted) in enumerate(zip(measured_m, predicted_m, strict=True))
        for k in range(2)
    ]


def test_the_same_order_is_full_agreement_and_the_opposite_none() -> None:
    """PRED-8."""
    predicted_m = [1.0, 2.0, 3.0, 7.0]
    assert rank_agreement(waypoints([4.0, 5.0, 90.0, 91.0], predicted_m)).correlation == pytest.approx(1.0)
    assert rank_agreement(waypoints([9.0, 3.0, 2.0, 1.0], predicted_m)).correlation == pytest.approx(-1.0)


def test_a_swap_of_two_neighbours_is_spearmans_figure() -> None:
    found = rank_agreement(waypoints([1.0, 3.0, 2.0, 4.0], [1.0, 2.0, 3.0, 4.0]))
    assert found.cells == 4
    assert found.correlation == pytest.approx(1.0 - 6.0 * 2.0 / (4.0 * 15.0))


def test_cells_of_one_waypoint_are_left_out_unless_asked_for() -> None:
    judged = [*waypoints([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]), JudgedWaypoint(1, 95.0, 5.0, 0.1, 9.0)]
    assert rank_agreement(judged).cells == 3
    assert rank_agreement(judged).correlation == pytest.approx(1.0)
    alone = rank_agreement(judged, least=1)
    assert alone.cells == 4
    assert alone.correlation is not None
    assert alone.correlation < 0.5


def test_the_interval_is_over_whole_walks() -> None:
    """PRED-8: one walk has none; walks that all agree leave no doubt, walks that differ do."""
    assert rank_agreement(waypoints([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])).interval is None
    agreeing = [w for walk in range(6) for w in waypoints([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], walk)]
    sure = rank_agreement(agreeing).interval
    assert sure is not None
    assert [sure.low, sure.high] == pytest.approx([1.0, 1.0])
    differing = [
        w
        for walk in range(6)
        for w in waypoints([1.0, 2.0, 3.0] if walk % 3 else [3.0, 2.0, 1.0], [1.0, 2.0, 3.0], walk)
    ]
    unsure = rank_agreement(differing).interval
    assert unsure is not None
    assert unsure.low < 0.0 < unsure.high


def test_without_waypoints_or_with_equal_ones_nothing_is_said() -> None:
    assert rank_agreement([]).correlation is None
    assert rank_agreement(waypoints([2.0, 3.0, 4.0], [1.0, 1.0, 1.0])).correlation is None


def test_waypoints_are_judged_once_people_have_walked_a_while(make_walk: MakeWalk) -> None:
    places_m = {BeaconKey(f"ibeacon:{k}"): (4.0 + 8.0 * k, 4.0 + 12.0 * (k % 2)) for k in range(5)}
    trace = make_walk("walk", [(4.0, 10.0), (36.0, 10.0)], places_m, waypoints=(0.0, 0.25, 0.5, 1.0))
    transmitters = {
        key: Transmitter(key, x, y, 0.5, -60.0, 2.4, 4.5, 4.0, 6.0, 200) for key, (x, y) in places_m.items()
    }
    beacons = BeaconMap(B1, transmitters, error_m=1.0)
    error = predict_error(HALL, beacons)
    walk = RecordedWalk(tuple(trace), trace.waypoints)
    judged = judge_walks(beacons, HALL, error, [walk], first_walk=7)
    late = [w for w in trace.waypoints if w.t_s >= JUDGED_FROM_S]
    assert [(each.x_m, each.y_m) for each in judged] == [(w.x_m, w.y_m) for w in late]
    assert 0 < len(late) < len(trace.waypoints)
    assert {each.walk for each in judged} == {7}
    assert all(error.mean_m.min() <= each.predicted_m <= error.mean_m.max() for each in judged)
    assert judged[-1].measured_m < 10.0
    known = judge_walks(beacons, HALL, error, [walk], is_start_known=True)
    assert max(each.measured_m for each in known) < 5.0
