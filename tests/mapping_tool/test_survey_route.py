"""The proposed walk: past all ground, on open ways, tapped at places that are found again; what is left."""

from __future__ import annotations

import math
from dataclasses import replace
from importlib import resources
from typing import Any

import numpy as np
import pytest
from shapely import LineString, box

from mapping_tool.landmarks import LandmarkKind, Landmarks
from mapping_tool.straight_legs import LONGEST_LEG_M
from mapping_tool.survey_ground import SurveyGround, WalkedLeg
from mapping_tool.survey_route import SurveyPlan, plan_survey
from positioning.metrics import COVERED_WITHIN_M
from positioning.types import LevelId
from positioning.walkable import clearance_m
from zones.floor import walkable_raster
from zones.level import Entrance, Fixture, Level
from zones.storefile import loads

STORES = ("demo_shop", "supermarket", "mall_floor")
ALL_WITHIN_M = 5.0
"""What the planner promises beside `COVERED_WITHIN_M` for nineteen of twenty places."""


def packaged(name: str) -> Level:
    path = resources.files("firmware_sim").joinpath("stores", f"{name}.json")
    return loads(path.read_bytes(), name).level()


def two_aisles(**parts: Any) -> Level:
    """A room of 24 x 8 m; a shelf between two aisles of 24 x 3.4 m leaves a way round at its right end."""
    level = Level(
        id=LevelId("ground"),
        name="Ground",
        ordinal=0,
        north_rad=math.pi / 2,
        width_m=24.0,
        height_m=8.0,
        outline=box(0, 0, 24, 8),
        fixtures=(Fixture("shelf", "Long shelf", box(0, 3.4, 21, 4.6)),),
        entrances=(Entrance("door", "Door", 0.5, 1.5),),
    )
    return replace(level, **parts)


def planned(level: Level, **options: Any) -> tuple[SurveyGround, SurveyPlan]:
    floor = walkable_raster(level)
    ground = SurveyGround(level, floor)
    return ground, plan_survey(level, floor, ground, **options)


@pytest.mark.parametrize("name", STORES)
def test_the_walk_passes_all_ground_in_straight_open_legs(name: str) -> None:
    level = packaged(name)
    ground, plan = planned(level)
    assert ground.share(ground.covered(plan.legs)) >= 0.95
    assert ground.covered(plan.legs, ALL_WITHIN_M).all()
    floor = walkable_raster(level)
    for leg in plan.legs:
        length_m = math.hypot(leg.x1_m - leg.x0_m, leg.y1_m - leg.y0_m)
        assert length_m <= LONGEST_LEG_M + 0.05
        along = np.linspace(0.0, 1.0, 50)
        places_m = [leg.x0_m + along * (leg.x1_m - leg.x0_m), leg.y0_m + along * (leg.y1_m - leg.y0_m)]
        assert (clearance_m(floor, np.array(places_m)) > 0.0).all()


@pytest.mark.parametrize("name", STORES)
def test_the_walk_is_short(name: str) -> None:
    ground, plan = planned(packaged(name))
    swept_m = ground.area_m2 / (2 * COVERED_WITHIN_M)  # no walk can be shorter
    assert plan.length_m < 1.8 * swept_m
    gaps_m = [math.hypot(leg.x1_m - leg.x0_m, leg.y1_m - leg.y0_m) for leg in plan.legs]
    assert 4.0 <= float(np.median(gaps_m)) <= LONGEST_LEG_M


def test_the_walk_begins_at_the_door_and_names_what_stands_at_its_taps() -> None:
    _, plan = planned(two_aisles())
    first, *others = plan.checkpoints
    assert (first.kind, first.near) == (LandmarkKind.DOOR, "Door")
    assert math.hypot(first.x_m - 0.5, first.y_m - 1.5) < 1.0
    assert any(each.near == "Long shelf" for each in others)
    marks = Landmarks(two_aisles())
    named = [each for each in others if each.kind is LandmarkKind.CORNER]
    away_m = marks.away_m(np.array([(each.x_m, each.y_m) for each in named]))
    assert (away_m <= COVERED_WITHIN_M).all()


def test_an_aisle_is_not_covered_through_the_shelf() -> None:
    level = two_aisles()
    ground = SurveyGround(level, walkable_raster(level))
    covered = ground.covered([WalkedLeg(0.5, 2.6, 20.0, 2.6)])
    beyond = (ground.y_m > 4.6) & (ground.x_m < 18.0)
    assert not covered[beyond].any()
    assert covered[(ground.y_m < 3.4) & (ground.x_m < 19.0)].all()


def test_what_is_left_is_planned_from_where_the_surveyor_stands() -> None:
    level = two_aisles()
    ground = SurveyGround(level, walkable_raster(level))
    covered = ground.covered([WalkedLeg(0.5, 1.7, 22.5, 1.7)])
    _, rest = planned(level, covered=covered, start_m=(22.5, 1.7))
    _, whole = planned(level)
    assert math.dist((rest.checkpoints[0].x_m, rest.checkpoints[0].y_m), (22.5, 1.7)) < 1.0
    assert rest.length_m < 0.75 * whole.length_m
    assert ground.share(covered | ground.covered(rest.legs)) >= 0.95


def test_nothing_is_planned_where_all_is_covered() -> None:
    level = two_aisles()
    ground, plan = planned(level)
    _, rest = planned(level, covered=ground.covered(plan.legs))
    assert rest == SurveyPlan((), 0.0)
    assert planned(level, covered=np.ones(len(ground), dtype=np.bool_))[1].checkpoints == ()


def test_ground_that_no_door_leads_to_is_left_out() -> None:
    wall = LineString([(12.0, 0.0), (12.0, 8.0)])
    ground, plan = planned(two_aisles(walls=(wall,), fixtures=()))
    assert ground.left_out_m2 == pytest.approx(96.0, rel=0.1)
    assert max(each.x_m for each in plan.checkpoints) < 12.0


def test_a_level_without_doors_and_marks_is_planned_too() -> None:
    _, plan = planned(two_aisles(entrances=(), fixtures=()))
    assert plan.checkpoints


def test_a_level_that_nobody_can_walk_has_no_walk() -> None:
    shut = Fixture("all", "Everything", box(0, 0, 24, 8))
    ground, plan = planned(two_aisles(fixtures=(shut,), entrances=()))
    assert len(ground) == 0
    assert plan.checkpoints == ()
    assert ground.share(ground.covered([WalkedLeg(0, 0, 1, 1)])) == 1.0


def test_legs_off_the_ground_cover_nothing() -> None:
    level = two_aisles()
    ground = SurveyGround(level, walkable_raster(level))
    assert not ground.covered([WalkedLeg(-50.0, -50.0, -40.0, -50.0)]).any()
    assert not ground.covered([]).any()


def test_rooms_that_only_the_street_connects_are_both_walked() -> None:
    doors = (Entrance("left", "Left", 0.5, 1.5), Entrance("right", "Right", 0.5, 6.5))
    level = two_aisles(fixtures=(Fixture("shelf", "Shelf", box(0, 3.4, 24, 4.6)),), entrances=doors)
    floor = walkable_raster(level)
    ground = SurveyGround(level, floor)
    plan = plan_survey(level, floor, ground)
    assert ground.share(ground.covered(plan.legs)) > 0.95


def test_nobody_is_told_to_tap_inside_a_wall() -> None:
    """Two rooms, each with a door, a block of 12 m between them: the way from one to the other is outside."""
    doors = (Entrance("left", "Left", 0.5, 1.5), Entrance("right", "Right", 23.5, 1.5))
    level = two_aisles(fixtures=(Fixture("block", "Block", box(6, 0, 18, 8)),), entrances=doors)
    floor = walkable_raster(level)
    plan = plan_survey(level, floor, SurveyGround(level, floor))
    places_m = np.array([(each.x_m, each.y_m) for each in plan.checkpoints])
    assert places_m[:, 0].min() < 6.0 < 18.0 < places_m[:, 0].max()
    assert (clearance_m(floor, places_m.T) > 0.0).all()
