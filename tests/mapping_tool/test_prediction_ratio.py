"""PRED-9: what held-back walks were off by, in predicted errors."""

from __future__ import annotations

import math

import pytest

from mapping_tool.error_agreement import JudgedWaypoint
from mapping_tool.held_back import LEAST_JUDGED, WAYPOINT_SD_M
from mapping_tool.prediction_ratio import prediction_ratio
from positioning.types import PredictionRatio


def judged(
    measured_m: float, predicted_m: float, count: int = LEAST_JUDGED, followed_s: float = math.inf
) -> list[JudgedWaypoint]:
    return [JudgedWaypoint(k, 0.0, 0.0, measured_m, predicted_m, followed_s) for k in range(count)]


def test_large_errors_are_the_trackers_own() -> None:
    found = prediction_ratio(judged(30.0, 20.0), judged(10.0, 20.0))
    assert (found.known, found.searched) == (pytest.approx(1.5, rel=0.01), pytest.approx(0.5, rel=0.01))


def test_what_people_walk_beside_their_waypoints_is_taken_off() -> None:
    own_m = math.hypot(1.0, math.sqrt(math.pi / 2.0) * WAYPOINT_SD_M)
    assert prediction_ratio([], judged(own_m, 1.0)).searched == pytest.approx(1.0)
    assert prediction_ratio([], judged(0.1, 1.0)).searched > 0.0


def test_too_few_tell_nothing() -> None:
    few = judged(5.0, 1.0, LEAST_JUDGED - 1)
    assert prediction_ratio(few, few) == PredictionRatio()


def test_who_has_just_set_out_from_a_known_place_tells_nothing_of_later() -> None:
    early, late = judged(0.5, 3.0, followed_s=10.0), judged(4.0, 3.0, followed_s=60.0)
    assert prediction_ratio(early, []) == PredictionRatio()
    assert prediction_ratio([*early, *late], []) == prediction_ratio(late, [])
    assert prediction_ratio(late, []).known > 1.0
