from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from positioning.types import PoseStatus, Trajectory
from zones.heatmap import LONGEST_INTERVAL_S, Grid, heatmap, seconds_per_cell

GRID = Grid(cell_m=1.0, columns=20, rows=10)


def path(
    t_s: list[float], x_m: list[float], y_m: list[float], status: PoseStatus = PoseStatus.OK
) -> Trajectory:
    n = len(t_s)
    other = np.ones(n)
    return Trajectory(
        np.array(t_s), np.array(x_m), np.array(y_m), other, other, other, other, other, (status,) * n
    )


def test_standing_puts_all_time_into_one_cell() -> None:
    seconds = seconds_per_cell(path([0, 1, 2, 3], [4.5] * 4, [2.5] * 4), GRID)
    assert seconds[2, 4] == pytest.approx(3.0)
    assert seconds.sum() == pytest.approx(3.0)


def test_a_straight_walk_shares_its_time_evenly() -> None:
    seconds = seconds_per_cell(path([0, 4], [1.0, 5.0], [3.5, 3.5]), GRID)
    assert seconds[3, 1:5] == pytest.approx([1.0, 1.0, 1.0, 1.0])


@given(
    st.lists(
        st.tuples(st.floats(0.01, 4.9), st.floats(0.01, 19.9), st.floats(0.01, 9.9)), min_size=2, max_size=30
    )
)
def test_every_second_inside_is_counted_once(legs: list[tuple[float, float, float]]) -> None:
    t_s = np.cumsum([leg[0] for leg in legs])
    walked = path(list(t_s), [leg[1] for leg in legs], [leg[2] for leg in legs])
    assert seconds_per_cell(walked, GRID).sum() == pytest.approx(t_s[-1] - t_s[0], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("status", [PoseStatus.SEARCHING, PoseStatus.LOST])
def test_a_path_without_a_fix_is_no_heat(status: PoseStatus) -> None:
    assert seconds_per_cell(path([0, 1], [1, 2], [1, 1], status), GRID).sum() == 0


def test_silence_and_places_outside_count_nowhere() -> None:
    silent = path([0, LONGEST_INTERVAL_S + 1], [1, 2], [1, 1])
    outside = path([0, 1], [-5, -4], [1, 1])
    assert seconds_per_cell(silent, GRID).sum() == 0
    assert seconds_per_cell(outside, GRID).sum() == 0


def test_a_person_who_comes_twice_counts_once() -> None:
    stood = path([0, 1], [4.5, 4.5], [2.5, 2.5])
    heat = heatmap([("a", stood), ("a", stood), ("b", stood)], GRID)
    assert heat.people[2, 4] == 2
    assert heat.seconds[2, 4] == pytest.approx(3.0)
