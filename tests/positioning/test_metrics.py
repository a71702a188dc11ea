"""Errors, quantiles, coverage, heading and honesty, by hand (EVAL-1 .. EVAL-6)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from positioning.errors import CovarianceNotPositive
from positioning.metrics import (
    WaypointScore,
    are_covered,
    error_ellipse,
    first_ok,
    score_headings,
    score_live,
    score_smoothed,
    status_durations,
    summarise,
)
from positioning.trajectory import collect
from positioning.types import PoseEstimate, PoseStatus, SurveyedGround, Waypoint

POSES = [
    PoseEstimate(1.0, 0.0, 0.0, 0.0, 4.0, 1.0, 0.0, 0.1, PoseStatus.SEARCHING),
    PoseEstimate(2.0, 2.0, 0.0, 0.0, 4.0, 1.0, 0.0, 0.1, PoseStatus.OK),
]


def test_live_takes_the_last_row_at_or_before_the_waypoint() -> None:
    path = collect(POSES)
    points = [
        Waypoint(0.5, 0.0, 0.0),
        Waypoint(1.9, 3.0, 4.0),
        Waypoint(2.0, 2.0, 0.5),
        Waypoint(9.0, 2.0, 3.0),
    ]
    scores = score_live(path, points)  # the first one is before the first row
    assert [score.error_m for score in scores] == pytest.approx([5.0, 0.5, 3.0])
    assert [score.status for score in scores] == [PoseStatus.SEARCHING, PoseStatus.OK, PoseStatus.OK]
    assert scores[0].nees == pytest.approx(9.0 / 4.0 + 16.0)
    assert scores[0].sd_m == pytest.approx(math.sqrt(2.5))


def test_smoothed_interpolates_between_rows_and_holds_the_ends() -> None:
    scores = score_smoothed(collect(POSES), [Waypoint(1.5, 1.0, 2.0), Waypoint(5.0, 2.0, 1.0)])
    assert [score.error_m for score in scores] == pytest.approx([2.0, 1.0])
    assert [(score.x_m, score.y_m) for score in scores] == [(1.0, 0.0), (2.0, 0.0)]


def test_the_nees_minds_the_covariance() -> None:
    slanted = replace(POSES[1], var_x_m2=2.0, var_y_m2=2.0, cov_xy_m2=1.5)
    along, across = score_live(collect([slanted]), [Waypoint(2.0, 3.0, 1.0), Waypoint(2.0, 3.0, -1.0)])
    error = np.array([1.0, 1.0])
    assert along.nees == pytest.approx(error @ np.linalg.solve([[2.0, 1.5], [1.5, 2.0]], error))
    assert across.nees == pytest.approx(4.0)
    assert along.error_m == across.error_m


def test_what_people_walk_beside_waypoints_is_no_error_of_the_claim() -> None:
    slanted = replace(POSES[1], var_x_m2=2.0, var_y_m2=1.0, cov_xy_m2=0.5)
    (bare,) = score_live(collect([slanted]), [Waypoint(2.0, 3.0, 1.0)])
    (beside,) = score_live(collect([slanted]), [Waypoint(2.0, 3.0, 1.0)], waypoint_sd_m=2.0)
    error = np.array([1.0, 1.0])
    assert beside.nees == pytest.approx(error @ np.linalg.solve([[6.0, 0.5], [0.5, 5.0]], error))
    assert (beside.error_m, beside.sd_m) == (bare.error_m, bare.sd_m)


@pytest.mark.parametrize(("var_x_m2", "cov_xy_m2"), [(0.0, 0.0), (4.0, 2.0), (1.0, 1.5)])
def test_a_row_that_claims_no_error_cannot_be_judged(var_x_m2: float, cov_xy_m2: float) -> None:
    certain = replace(POSES[1], var_x_m2=var_x_m2, cov_xy_m2=cov_xy_m2)
    with pytest.raises(CovarianceNotPositive):
        score_live(collect([certain]), [Waypoint(2.0, 3.0, 1.0)])


def test_the_summary_of_five() -> None:
    statuses = [PoseStatus.OK] * 3 + [PoseStatus.LOST, PoseStatus.SEARCHING]
    nees = [0.0, 5.9, 6.0, 1.0, 2.0]
    scores = [
        WaypointScore(float(k + 1), n, s, 1.0, 0.0, 0.0)
        for k, (n, s) in enumerate(zip(nees, statuses, strict=True))
    ]
    summary = summarise(scores)
    assert summary is not None
    assert (summary.count, summary.mean_m, summary.median_m, summary.q75_m) == (5, 3.0, 3.0, 4.0)
    assert summary.q90_m == pytest.approx(4.6)
    assert summary.within_95 == pytest.approx(0.8)
    assert summary.status_shares == {PoseStatus.OK: 0.6, PoseStatus.LOST: 0.2, PoseStatus.SEARCHING: 0.2}


def test_nothing_has_no_summary() -> None:
    assert summarise([]) is None


def headed(*headings_deg: float, status: PoseStatus = PoseStatus.OK) -> list[PoseEstimate]:
    """A row a second, from t = 1 on."""
    return [
        PoseEstimate(k + 1.0, 0.0, 0.0, math.radians(degrees), 1.0, 1.0, 0.0, 0.1, status)
        for k, degrees in enumerate(headings_deg)
    ]


def test_heading_is_the_circular_mean_of_the_rows_between() -> None:
    """East by north: rows at 170 and -170 degrees point west, 90 degrees off a walk up the plan."""
    path = collect(headed(0.0, 170.0, -170.0, 0.0))
    (score,) = score_headings(path, [Waypoint(1.0, 0.0, 0.0), Waypoint(3.0, 0.0, 10.0)])
    assert math.degrees(score.error_rad) == pytest.approx(90.0)
    assert score.is_ok


def test_short_segments_and_those_without_rows_have_no_heading() -> None:
    path = collect(headed(0.0, 10.0, 20.0))
    short = [Waypoint(1.0, 0.0, 0.0), Waypoint(2.0, 7.99, 0.0)]
    before = [Waypoint(0.1, 0.0, 0.0), Waypoint(0.9, 8.0, 0.0)]
    assert score_headings(path, short) == score_headings(path, before) == []
    (longer,) = score_headings(path, [Waypoint(1.0, 0.0, 0.0), Waypoint(2.0, 8.0, 0.0)])
    assert math.degrees(longer.error_rad) == pytest.approx(10.0)


def test_a_segment_that_was_not_ok_throughout_says_so() -> None:
    rows = [*headed(0.0, 0.0), replace(headed(0.0)[0], t_s=3.0, status=PoseStatus.LOST)]
    points = [Waypoint(0.0, 0.0, 0.0), Waypoint(2.0, 9.0, 0.0), Waypoint(3.0, 18.0, 0.0)]
    assert [score.is_ok for score in score_headings(collect(rows), points)] == [True, False]


def test_covered_is_within_three_metres_of_a_surveyed_cell() -> None:
    ground = SurveyedGround(1.0, np.array([0.5, 1.5]), np.array([0.5, 0.5]), np.ones(2))
    points = [Waypoint(0.0, 0.5, 3.4), Waypoint(0.0, 0.5, 3.6), Waypoint(0.0, 4.4, 0.5)]
    assert are_covered(ground, points).tolist() == [True, False, True]
    empty = SurveyedGround(1.0, np.empty(0), np.empty(0), np.empty(0))
    assert are_covered(empty, points).tolist() == [False] * 3
    assert are_covered(ground, []).tolist() == []


def test_the_ellipse_is_where_the_nees_is_the_quantile() -> None:
    covariance = np.array([[3.0, 1.2], [1.2, 2.0]])
    long_m, short_m, angle_rad = error_ellipse(3.0, 2.0, 1.2)
    along = long_m * np.array([math.cos(angle_rad), math.sin(angle_rad)])
    across = short_m * np.array([-math.sin(angle_rad), math.cos(angle_rad)])
    for point in (along, across, (along + across) / math.sqrt(2.0)):
        assert point @ np.linalg.solve(covariance, point) == pytest.approx(5.991)
    assert long_m > short_m


def test_a_row_stands_for_the_time_since_the_one_before() -> None:
    assert status_durations(collect(POSES)) == {
        PoseStatus.SEARCHING: 1.0,
        PoseStatus.OK: 1.0,
        PoseStatus.LOST: 0.0,
    }


def test_the_first_ok() -> None:
    assert first_ok(collect(POSES)) == 2.0
    assert first_ok(collect(POSES[:1])) is None
