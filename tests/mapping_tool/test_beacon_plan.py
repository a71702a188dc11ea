"""Beacon plans in a small made shop: two gondolas, a closed room, one door."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations

import numpy as np
import pytest
import shapely
from shapely import LineString, box

from mapping_tool.beacon_plan import LEAST_APART_M, BeaconPlanner, OutOfReach
from mapping_tool.beacon_spots import Mount, beacon_spots, mount_at, regular_grids
from mapping_tool.predicted_error import predict_error
from mapping_tool.usual_beacon import usual_beacon
from positioning.types import BeaconKey, BeaconMap, FloatArray, LevelId
from zones.floor import walkable_raster
from zones.level import Fixture, Level, Unit

G = LevelId("G")
SHELVES = (box(6, 4, 7, 12), box(12, 4, 13, 12))
ROOM = box(20, 0, 24, 6)
SHOP = Level(
    G, "G", 0, math.pi / 2, 24.0, 16.0, box(0, 0, 24, 16),
    units=(Unit("store-room", "", "", ROOM),),
    fixtures=tuple(Fixture(str(i), "", area) for i, area in enumerate(SHELVES)),
    walls=(LineString([(16, 0), (16, 5)]),),
)  # fmt: skip
FLOOR = walkable_raster(SHOP)


@cache
def planner() -> BeaconPlanner:
    return BeaconPlanner(SHOP, FLOOR)


def hung(places_m: FloatArray) -> BeaconMap:
    keys = [BeaconKey(f"ibeacon:{k}") for k in range(places_m.shape[1])]
    return BeaconMap(
        G,
        {
            key: usual_beacon(key, float(x_m), float(y_m))
            for key, (x_m, y_m) in zip(keys, places_m.T, strict=True)
        },
        error_m=1.0,
    )


def test_spots_are_where_something_can_hang() -> None:
    """PLAN-1."""
    spots = beacon_spots(SHOP)
    shelves = shapely.union_all(SHELVES).buffer(1e-6)
    for spot in spots:
        point = shapely.Point(spot.x_m, spot.y_m)
        assert SHOP.outline.buffer(1e-6).covers(point)
        assert not ROOM.buffer(-1e-6).covers(point), "nobody who runs the floor can get in there"
        assert (spot.mount is Mount.SHELF) == shelves.covers(point)
    assert {spot.mount for spot in spots} == set(Mount)
    places_m = np.array([(spot.x_m, spot.y_m) for spot in spots])
    apart_m = np.hypot(*(places_m[:, None] - places_m).T) + 1e9 * np.eye(len(spots))
    assert apart_m.min() > 1.0
    assert any(abs(spot.x_m - 16.0) < 1e-6 and spot.y_m < 5.0 for spot in spots if spot.mount is Mount.WALL)


def test_a_place_tells_what_is_there_to_hang_on() -> None:
    assert mount_at(SHOP, 6.5, 8.0) is Mount.SHELF
    assert mount_at(SHOP, 0.3, 8.0) is Mount.WALL
    assert mount_at(SHOP, 16.2, 2.0) is Mount.WALL
    assert mount_at(SHOP, 10.0, 8.0) is Mount.CEILING


@pytest.mark.parametrize("count", [1, 6])
def test_grids_have_so_many_beacons_and_one_spacing(count: int) -> None:
    """PLAN-3."""
    grids = list(regular_grids(SHOP, count))
    assert len(grids) > 20
    for places_m in grids:
        assert places_m.shape == (2, count)
        assert SHOP.outline.covers(shapely.points(places_m.T)).all()
    for axis_m in grids[0]:  # the first ones are not turned
        apart_m = np.diff(np.unique(axis_m.round(6)))
        assert apart_m / apart_m.min(initial=np.inf) == pytest.approx(
            np.round(apart_m / apart_m.min(initial=np.inf))
        )


@pytest.mark.parametrize("count", [3])
def test_no_grid_of_as_many_is_better(count: int) -> None:
    """PLAN-4, against every grid."""
    plan = planner().with_count(count)
    assert len(plan.beacons) == count
    least_m = min(planner().error_m(grid) for grid in regular_grids(SHOP, count))
    assert plan.error.quantile_m(0.9) <= least_m + 1e-9
    assert plan.grid_error is not None
    assert plan.grid_error.quantile_m(0.9) == pytest.approx(least_m)


def test_no_exchange_with_a_spot_around_makes_a_plan_better() -> None:
    """PLAN-2: a plan is where single moves no longer gain."""
    plan = planner().with_count(3)
    places_m = np.array([(spot.x_m, spot.y_m) for spot in plan.beacons]).T
    found_m = planner().error_m(places_m)
    for i in range(3):
        for spot in planner().spots:
            if math.hypot(spot.x_m - places_m[0, i], spot.y_m - places_m[1, i]) < 4.0:
                moved_m = places_m.copy()
                moved_m[:, i] = spot.x_m, spot.y_m
                assert planner().error_m(moved_m) > 0.998 * found_m


def test_a_plan_is_judged_as_the_map_of_its_beacons_would_be() -> None:
    """The planner's law against the radio map's cells of the same beacons."""
    places_m = np.array([[3.0, 11.0, 21.0], [3.0, 13.0, 9.0]])
    of_map = predict_error(FLOOR, hung(places_m))
    assert planner().error_m(places_m) == pytest.approx(of_map.quantile_m(0.9), rel=0.05)


def test_more_beacons_are_better() -> None:
    few_m = planner().error_m(np.array([[10.0], [8.0]]))
    more_m = planner().error_m(np.array([[10.0, 3.0, 18.0], [8.0, 8.0, 8.0]]))
    assert more_m < 0.9 * few_m


def test_for_an_error_takes_no_beacon_too_many() -> None:
    """PLAN-5."""
    by_half = BeaconPlanner(SHOP, FLOOR, share=0.5)
    wanted_m = by_half.error_m(np.array([[6.0, 18.0], [8.0, 8.0]])) + 0.01
    plan = by_half.for_error(wanted_m)
    assert plan.error.quantile_m(0.5) <= wanted_m
    assert len(plan.beacons) <= 2
    fewer = by_half.with_count(len(plan.beacons) - 1)
    assert fewer.error.quantile_m(0.5) > wanted_m


def test_an_error_below_what_the_map_allows_is_refused_with_what_is_reached() -> None:
    small = Level(G, "G", 0, math.pi / 2, 6.0, 6.0, box(0, 0, 6, 6))
    with pytest.raises(OutOfReach) as caught:
        BeaconPlanner(small, walkable_raster(small), error_m=4.0).for_error(0.2)
    assert caught.value.reached_m > 0.2
    assert caught.value.beacons > 0


def test_no_two_beacons_hang_at_one_spot() -> None:
    plan = planner().with_count(12, further=6)
    spots = [*plan.beacons, *(each.spot for each in plan.further)]
    apart_m = [math.dist((a.x_m, a.y_m), (b.x_m, b.y_m)) for a, b in combinations(spots, 2)]
    assert min(apart_m) >= LEAST_APART_M


def test_there_are_no_more_next_ones_than_spots() -> None:
    some = planner()
    assert len(some.with_count(0, further=500).further) <= len(some.spots)


def test_the_next_beacon_goes_to_where_none_hangs() -> None:
    """PLAN-5."""
    hanging = hung(np.array([[2.0, 2.0, 8.0, 8.0], [2.0, 14.0, 2.0, 14.0]]))
    plan = BeaconPlanner(SHOP, FLOOR, hanging=hanging).with_count(0, further=2)
    assert (plan.kept, plan.beacons, plan.grid) == (4, (), None)
    first, second = plan.further
    assert first.spot.x_m > 12.0
    assert plan.error.quantile_m(0.9) > first.error_m > second.error_m
