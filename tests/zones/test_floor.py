"""Where people can walk (ZONE-1)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import label
from shapely import LineString, Point, box

from zones.floor import free_area, walkable_raster
from zones.level import Entrance, Fixture
from zones.store import Store


@pytest.mark.parametrize(("gap_m", "is_way"), [(0.4, False), (0.6, True)])
def test_a_gap_narrower_than_a_body_is_no_way(shop: Store, gap_m: float, is_way: bool) -> None:
    """ZONE-1: between two shelves of two metres, the room beside them being free."""
    shelves = (
        Fixture("left", "", box(10.0 - gap_m / 2 - 1.0, 4.0, 10.0 - gap_m / 2, 6.0)),
        Fixture("right", "", box(10.0 + gap_m / 2, 4.0, 10.0 + gap_m / 2 + 1.0, 6.0)),
    )
    free = free_area(replace(shop.level(), fixtures=shelves))
    assert free.intersects(Point(10.0, 5.0)) is is_way
    assert free.intersects(Point(10.0, 3.0))


def test_a_pocket_is_a_gap_of_the_drawing_unless_people_come_in_by_it(shop: Store) -> None:
    """ZONE-1: a square metre of free floor inside a shelf of nine."""
    ring = Fixture("ring", "", box(19.0, 3.0, 22.0, 6.0).difference(box(20.0, 4.0, 21.0, 5.0)))
    level = replace(shop.level(), fixtures=(ring,))
    entered = replace(level, entrances=(Entrance("inside", "", 20.5, 4.5, sd_m=0.3),))
    assert not free_area(level).intersects(Point(20.5, 4.5))
    assert free_area(entered).intersects(Point(20.5, 4.5))


EVERYWHERE_BESIDE = np.ones((3, 3))
"""People walk from a cell to any of its eight neighbours."""


@pytest.mark.parametrize("cell_m", [0.25, 0.5])
@pytest.mark.parametrize("beside_m", np.arange(0.0, 0.5, 0.05).tolist())
@pytest.mark.parametrize("slope_m", [0.0, 1.7])
def test_nobody_walks_through_a_wall_wherever_it_stands(
    shop: Store, cell_m: float, beside_m: float, slope_m: float
) -> None:
    """ZONE-1: a wall is thinner than a cell of the raster."""
    level = replace(shop.level(), fixtures=(), units=(), walls=())
    y_m = level.height_m / 2 + beside_m
    across = LineString([(-1.0, y_m), (level.width_m + 1.0, y_m + slope_m)])
    assert label(walkable_raster(level, cell_m).free, EVERYWHERE_BESIDE)[1] == 1
    assert label(walkable_raster(replace(level, walls=(across,)), cell_m).free, EVERYWHERE_BESIDE)[1] == 2


@pytest.mark.parametrize("beside_m", np.arange(0.0, 0.25, 0.05).tolist())
def test_a_door_in_a_wall_stays_open(shop: Store, beside_m: float) -> None:
    level = replace(shop.level(), fixtures=(), units=())
    x_m, y_m = 10.0 + beside_m, level.height_m / 2 + beside_m
    walls = (
        LineString([(-1.0, y_m), (x_m, y_m)]),
        LineString([(x_m + 0.8, y_m), (level.width_m + 1.0, y_m)]),
    )
    assert label(walkable_raster(replace(level, walls=walls)).free, EVERYWHERE_BESIDE)[1] == 1
