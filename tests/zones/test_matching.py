"""Probabilities of places against Monte Carlo and geometry."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from positioning.types import PoseEstimate, PoseStatus
from zones.floor import free_area
from zones.level import FaceId, ZoneId
from zones.matching import Matcher, matcher_of, sunflower
from zones.store import Store


def pose(
    x_m: float, y_m: float, sd_x: float = 0.5, sd_y: float | None = None, corr: float = 0.0,
    heading: float = 0.0, sd_heading: float = 0.3,
) -> PoseEstimate:  # fmt: skip
    sd_y = sd_x if sd_y is None else sd_y
    return PoseEstimate(
        0.0, x_m, y_m, heading, sd_x**2, sd_y**2, corr * sd_x * sd_y, sd_heading, PoseStatus.OK
    )


def test_sunflower_points_are_a_standard_gaussian() -> None:
    """ZONE-4."""
    points = sunflower(512)
    np.testing.assert_allclose(points.mean(axis=0), 0.0, atol=0.01)
    np.testing.assert_allclose(np.cov(points.T, bias=True), np.eye(2), atol=0.02)


@pytest.mark.parametrize(
    ("sd_x", "sd_y", "corr"), [(0.4, 0.4, 0.0), (1.0, 2.0, 0.6), (3.0, 1.0, -0.8), (5.0, 5.0, 0.3)]
)
@pytest.mark.parametrize(("x_m", "y_m"), [(15.0, 12.0), (15.0, 10.6), (9.0, 8.0), (3.0, 3.0), (20.5, 14.5)])
def test_zone_probabilities_agree_with_monte_carlo(
    shop: Store, sd_x: float, sd_y: float, corr: float, x_m: float, y_m: float
) -> None:
    """ZONE-4."""
    covariance = [[sd_x**2, corr * sd_x * sd_y], [corr * sd_x * sd_y, sd_y**2]]
    drawn = shapely.points(np.random.default_rng(1).multivariate_normal([x_m, y_m], covariance, size=40_000))
    free = shapely.contains(free_area(shop.level()), drawn)
    matched = Matcher(shop).match(pose(x_m, y_m, sd_x, sd_y, corr)).zones
    for zone in shop.level().zones:
        expected = np.mean(shapely.contains(zone.area, drawn)[free]) if free.mean() > 0.25 else None
        found = matched[zone.id].probability if zone.id in matched else 0.0
        if expected is not None:
            assert found == pytest.approx(expected, abs=0.02), zone.id


def test_a_pose_inside_a_closed_unit_is_in_no_zone(shop: Store) -> None:
    assert Matcher(shop).match(pose(2.0, 18.0, 0.5)).zones == {}


def test_a_pose_that_contradicts_the_plan_is_certain_of_nothing(shop: Store) -> None:
    """ZONE-4: the denominator has a floor."""
    matched = Matcher(shop).match(pose(15.0, 10.0, 0.2))
    assert sum(evidence.probability for evidence in matched.zones.values()) < 0.2


def test_the_widened_zone_is_at_least_as_probable(shop: Store) -> None:
    evidence = Matcher(shop).match(pose(15.0, 14.2, 0.4)).zones[ZoneId("north")]
    assert evidence.near_probability > evidence.probability + 0.1


def test_reachable_probability_falls_with_uncertainty(shop: Store) -> None:
    """ZONE-6."""
    matcher = Matcher(shop)
    reachable = [
        matcher.match(pose(15.0, 12.2, sd)).zones[ZoneId("north")].reachable_probability
        for sd in (0.3, 1.0, 2.0, 5.0)
    ]
    assert reachable[0] > 0.99
    assert reachable == sorted(reachable, reverse=True)


def test_facing_needs_place_and_heading(shop: Store) -> None:
    """ZONE-5."""
    matcher = Matcher(shop)
    coffee = FaceId("coffee")
    looking_at_it = -math.pi / 2
    assert matcher.match(pose(15, 11.5, 0.2, heading=looking_at_it)).faces[coffee].probability > 0.95
    turned_away = matcher.match(pose(15, 11.5, 0.2, heading=math.pi / 2)).faces
    assert coffee not in turned_away
    assert coffee not in matcher.match(pose(15, 13.5, 0.2, heading=looking_at_it)).faces
    unsure = matcher.match(pose(15, 11.5, 0.2, heading=looking_at_it, sd_heading=math.radians(60))).faces[
        coffee
    ]
    assert unsure.probability == pytest.approx(math.erf(45 / 60 / math.sqrt(2)), abs=0.02)


def test_a_heading_that_nobody_knows_is_uniform(shop: Store) -> None:
    """ZONE-5: over five turns."""
    evidence = Matcher(shop).match(pose(15, 11.5, 0.2, heading=2.0, sd_heading=4.0)).faces[FaceId("coffee")]
    assert evidence.probability == pytest.approx(0.25, abs=0.02)


@settings(max_examples=60, deadline=None)
@given(
    x=st.floats(-5, 35), y=st.floats(-5, 25), sd=st.floats(0.05, 30), ratio=st.floats(0.2, 5),
    corr=st.floats(-0.99, 0.99), heading=st.floats(-3.14, 3.14), sd_heading=st.floats(0.01, 6),
)  # fmt: skip
def test_probabilities_are_probabilities(
    demo_shop: Store,
    x: float,
    y: float,
    sd: float,
    ratio: float,
    corr: float,
    heading: float,
    sd_heading: float,
) -> None:
    match = matcher_of(demo_shop).match(pose(x, y, sd, sd * ratio, corr, heading, sd_heading))
    assert sum(evidence.probability for evidence in match.zones.values()) <= 1.0 + 1e-9
    assert sum(evidence.probability for evidence in match.faces.values()) <= 1.0 + 1e-9
    for evidence in [*match.zones.values(), *match.faces.values()]:
        assert 0.0 <= evidence.probability <= evidence.near_probability <= 1.0 + 1e-9
        assert 0.0 <= evidence.reachable_probability <= 1.0 + 1e-9


def test_one_matcher_serves_all_visits_of_a_revision(shop: Store) -> None:
    assert matcher_of(shop) is matcher_of(shop)
