"""Errors, quantiles and honesty, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from positioning.metrics import WaypointScore, score_live, score_smoothed, summarise
from positioning.trajectory import collect
from positioning.types import PoseEstimate, PoseStatus, Waypoint

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


def test_smoothed_interpolates_between_rows_and_holds_the_ends() -> None:
    scores = score_smoothed(collect(POSES), [Waypoint(1.5, 1.0, 2.0), Waypoint(5.0, 2.0, 1.0)])
    assert [score.error_m for score in scores] == pytest.approx([2.0, 1.0])


def test_the_nees_minds_the_covariance() -> None:
    slanted = replace(POSES[1], var_x_m2=2.0, var_y_m2=2.0, cov_xy_m2=1.5)
    along, across = score_live(collect([slanted]), [Waypoint(2.0, 3.0, 1.0), Waypoint(2.0, 3.0, -1.0)])
    error = np.array([1.0, 1.0])
    assert along.nees == pytest.approx(error @ np.linalg.solve([[2.0, 1.5], [1.5, 2.0]], error))
    assert across.nees == pytest.approx(4.0)
    assert along.error_m == across.error_m


def test_the_summary_of_five() -> None:
    statuses = [PoseStatus.OK] * 3 + [PoseStatus.LOST, PoseStatus.SEARCHING]
    nees = [0.0, 5.9, 6.0, 1.0, 2.0]
    scores = [WaypointScore(float(k + 1), n, s) for k, (n, s) in enumerate(zip(nees, statuses, strict=True))]
    summary = summarise(scores)
    assert summary is not None
    assert (summary.count, summary.mean_m, summary.median_m, summary.q75_m) == (5, 3.0, 3.0, 4.0)
    assert summary.q90_m == pytest.approx(4.6)
    assert summary.within_95 == pytest.approx(0.8)
    assert summary.status_shares == {PoseStatus.OK: 0.6, PoseStatus.LOST: 0.2, PoseStatus.SEARCHING: 0.2}


def test_nothing_has_no_summary() -> None:
    assert summarise([]) is None
