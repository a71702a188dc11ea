"""Measured errors by place, with what is sure about them: made waypoints."""

from __future__ import annotations

import pytest

from mapping_tool.error_agreement import AGREEMENT_CELL_M, JudgedWaypoint
from mapping_tool.measured_error import measured_error

HERE, THERE = 0.5 * AGREEMENT_CELL_M, 1.5 * AGREEMENT_CELL_M


def test_cells_hold_their_own_waypoints_and_all_hold_the_whole() -> None:
    judged = [
        JudgedWaypoint(0, HERE, HERE, 2.0, 3.0),
        JudgedWaypoint(0, HERE, HERE, 4.0, 3.0),
        JudgedWaypoint(1, HERE, HERE, 9.0, 5.0),
        JudgedWaypoint(1, THERE, HERE, 1.0, 1.5),
    ]
    found = measured_error(judged)
    assert found is not None
    assert (found.walks, found.waypoints) == (2, 4)
    assert (found.mean_m, found.median_m, found.predicted_mean_m) == (4.0, 3.0, 3.125)
    here, there = found.cells
    assert (here.x_m, here.y_m, here.walks, here.waypoints) == (0.0, 0.0, 2, 3)
    assert (here.measured_m, here.predicted_m) == (pytest.approx(5.0), pytest.approx(11.0 / 3.0))
    assert here.interval_m is not None
    assert here.interval_m.low == 3.0, "the first walk alone, drawn twice"
    assert here.interval_m.high == 9.0
    assert (there.x_m, there.walks, there.interval_m) == (AGREEMENT_CELL_M, 1, None), (
        "one walk tells no spread"
    )


def test_of_no_waypoint_nothing_is_said() -> None:
    assert measured_error([]) is None
