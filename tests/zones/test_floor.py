"""Where people can walk (ZONE-1)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely import Point, box

from zones.floor import free_area
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
