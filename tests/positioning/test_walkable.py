"""Which places are walkable."""

from __future__ import annotations

import numpy as np

from positioning.types import LevelId, WalkableArea
from positioning.walkable import clearance_m, is_free


def test_a_cell_is_half_open_and_beyond_the_raster_nobody_walks() -> None:
    free = np.array([[True, False], [True, True]])
    area = WalkableArea(LevelId("G"), 10.0, 20.0, 0.5, free)
    x_m = [10.0, 10.49, 10.5, 10.9, 10.7, 9.99, 11.0, 10.2, 10.2]
    y_m = [20.0, 20.10, 20.0, 20.4, 20.6, 20.1, 20.1, 19.9, 21.0]
    expected = [True, True, False, False, True, False, False, False, False]
    assert is_free(area, np.array([x_m, y_m])).tolist() == expected


def test_clearance_is_the_way_to_the_next_wall() -> None:
    area = WalkableArea(LevelId("G"), 10.0, 20.0, 0.5, np.ones((5, 9), dtype=bool))
    x_m, y_m = [10.1, 10.6, 12.2, 12.2, 9.9, 14.6], [21.2, 21.2, 21.2, 20.2, 21.2, 21.2]
    assert clearance_m(area, np.array([x_m, y_m])).tolist() == [0.5, 1.0, 1.5, 0.5, 0.0, 0.0]
