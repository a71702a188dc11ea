"""What is kept with its object: once for each, gone with it, the same for all threads."""

from __future__ import annotations

import gc
import threading
import weakref

import numpy as np

from positioning.cached import cached_by_identity
from positioning.types import FloatArray, LevelId, WalkableArea
from positioning.walkable import clearance_m


def area(size: int = 4) -> WalkableArea:
    return WalkableArea(LevelId("G"), 0.0, 0.0, 0.5, np.ones((size, size), dtype=bool))


def test_many_objects_in_turn_are_each_reckoned_once() -> None:
    reckoned: list[WalkableArea] = []

    @cached_by_identity
    def sum_of(of: WalkableArea) -> float:
        reckoned.append(of)
        return float(of.free.sum())

    areas = [area() for _ in range(40)]
    for _ in range(2):
        assert [sum_of(each) for each in areas] == [16.0] * 40
    assert len(reckoned) == 40


def test_a_result_goes_with_its_object() -> None:
    @cached_by_identity
    def raster_of(of: WalkableArea) -> FloatArray:
        return np.zeros(of.free.shape)

    first = area()
    kept = weakref.ref(raster_of(first))
    assert kept() is not None
    del first
    gc.collect()
    assert kept() is None


def test_threads_that_ask_at_once_are_given_the_same() -> None:
    together = threading.Barrier(2)

    @cached_by_identity
    def raster_of(of: WalkableArea) -> FloatArray:
        together.wait(timeout=10.0)  # both are inside before either has a result
        return np.zeros(of.free.shape)

    one, found = area(), []
    threads = [threading.Thread(target=lambda: found.append(raster_of(one))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert found[0] is found[1] is raster_of(one)


def test_an_area_is_not_taken_for_one_that_lay_at_its_address() -> None:
    at = np.array([[2.25], [2.25]])
    assert [float(clearance_m(area(size), at)[0]) for size in (3, 9, 3, 9)] == [0.0, 2.5, 0.0, 2.5]
