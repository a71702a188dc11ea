import itertools

import numpy as np
import pytest

from firmware_sim.errors import NoWay
from firmware_sim.routes import Routes
from positioning.types import LevelId, WalkableArea


def room(*blocked: tuple[slice, slice]) -> WalkableArea:
    """A room of 10 m x 8 m in cells of 0.25 m, with blocks taken out (rows, columns in cells)."""
    free = np.ones((32, 40), dtype=np.bool_)
    for block in blocked:
        free[block] = False
    return WalkableArea(LevelId("0"), x0_m=-1.0, y0_m=2.0, cell_m=0.25, free=free)


def test_a_free_room_is_crossed_in_one_straight_leg() -> None:
    way = Routes(room()).way(0.0, 3.0, 7.0, 8.0)
    assert len(way) == 2
    assert way[0] == pytest.approx([0.0, 3.0], abs=0.2)
    assert way[-1] == pytest.approx([7.0, 8.0], abs=0.2)


def test_a_way_leads_round_a_shelf_and_keeps_off_it() -> None:
    floor = room((slice(0, 24), slice(18, 22)))
    way = Routes(floor).way(0.0, 3.0, 7.5, 3.0)
    assert len(way) >= 3
    assert way[:, 1].max() > 8.0  # over the shelf's upper end at y = 8 m
    for a, b in itertools.pairwise(way):
        for x_m, y_m in a + np.linspace(0, 1, 200)[:, None] * (b - a):
            assert floor.free[int((y_m - 2.0) / 0.25), int((x_m + 1.0) / 0.25)]


def test_a_walled_off_place_has_no_way() -> None:
    with pytest.raises(NoWay, match=r"7\.5"):
        Routes(room((slice(0, 32), slice(18, 22)))).way(0.0, 3.0, 7.5, 3.0)


def test_a_place_far_off_the_floor_has_no_way() -> None:
    with pytest.raises(NoWay):
        Routes(room()).nearest_m(100.0, 3.0)


def test_a_distance_is_that_of_the_grid() -> None:
    routes = Routes(room((slice(0, 24), slice(18, 22))))
    way = routes.way(0.0, 3.0, 7.5, 3.0)
    pulled_m = np.hypot(*np.diff(way, axis=0).T).sum()
    assert pulled_m <= routes.distance_m(0.0, 3.0, 7.5, 3.0) <= 1.083 * pulled_m
    assert routes.distance_m(7.5, 3.0, 0.0, 3.0) == pytest.approx(routes.distance_m(0.0, 3.0, 7.5, 3.0))


def test_what_is_walled_off_is_not_reached() -> None:
    reached = Routes(room((slice(0, 32), slice(18, 22)))).reached_from(0.0, 3.0)
    assert len(reached) > 100
    assert reached[:, 0].max() < 3.5
