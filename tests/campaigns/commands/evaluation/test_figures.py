"""The figures of a run, counted by hand on a few made-up walks (EVAL-1 .. EVAL-8)."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from campaigns.commands.evaluation.figures import report, verdict
from campaigns.commands.evaluation.walks import Method, MethodScore, WalkScore
from campaigns.commands.tracking import Mode, Start, TrackingJob
from positioning.bootstrap import Interval
from positioning.metrics import HeadingScore
from positioning.types import PoseStatus

OK, SEARCHING, LOST = PoseStatus.OK, PoseStatus.SEARCHING, PoseStatus.LOST
COLD = TrackingJob(Path("store.json"), Mode.LIVE, Start.UNKNOWN, seed=3)


def scored(error_m: list[float], nees: list[float], sd_m: list[float], status: list[PoseStatus]):
    headings = [HeadingScore(math.radians(10.0 * len(error_m)), all(s is OK for s in status))]
    columns = [np.array(column) for column in (error_m, nees, sd_m)]
    return MethodScore(*columns, tuple(status), tuple(headings))


def fixed(*error_m: float) -> MethodScore:
    unknown = np.full(len(error_m), np.nan)
    return MethodScore(np.array(error_m), unknown, unknown)


@pytest.fixture
def walks() -> list[WalkScore]:
    """Two walks: three waypoints, found at the second; two waypoints, never found."""
    first = WalkScore(
        is_simulated=False,
        methods={
            Method.TRACKER: scored([9.0, 2.0, 1.0], [7.0, 1.0, 2.0], [6.0, 2.0, 1.0], [SEARCHING, OK, OK]),
            Method.PLAIN_EKF: scored([8.0, 3.0, 2.0], [1.0, 8.0, 9.0], [3.0, 3.0, 3.0], [OK, OK, OK]),
            Method.NEAREST_BEACON: fixed(10.0, 20.0, 30.0),
        },
        is_covered=np.array([True, True, False]),
        is_found=np.array([False, True, True]),
        status_s={SEARCHING: 10.0, OK: 20.0, LOST: 0.0},
        before_first_sighting=2,
        first_ok_s=10.0,
        walked_s=30.0,
        tracking_s=0.1,
    )
    second = WalkScore(
        is_simulated=False,
        methods={
            Method.TRACKER: scored([math.nan, 4.0], [math.nan, 0.5], [math.nan, 8.0], [SEARCHING]),
            Method.PLAIN_EKF: scored([math.nan, 6.0], [math.nan, 6.0], [math.nan, 3.0], [OK]),
            Method.NEAREST_BEACON: fixed(math.nan, 40.0),
        },
        is_covered=np.array([False, False]),
        is_found=np.array([False, False]),
        status_s={SEARCHING: 10.0, OK: 0.0, LOST: 0.0},
        before_first_sighting=1,
        first_ok_s=None,
        walked_s=10.0,
        tracking_s=0.1,
    )
    return [first, second]


def test_errors_of_all_covered_uncovered_and_found_waypoints(walks: list[WalkScore]) -> None:
    tracker = report(walks, COLD)["tracker"]
    assert (tracker["waypoints"], tracker["mean_m"], tracker["median_m"]) == (4, 4.0, 3.0)
    assert tracker["q95_m"] == pytest.approx(8.25)  # 0.85 of the way from 4 to 9
    assert (tracker["covered"]["waypoints"], tracker["covered"]["mean_m"]) == (2, 5.5)
    assert (tracker["uncovered"]["waypoints"], tracker["uncovered"]["mean_m"]) == (2, 2.5)
    assert (tracker["from_first_ok"]["waypoints"], tracker["from_first_ok"]["mean_m"]) == (2, 1.5)


def test_the_limits_are_those_of_drawn_walks(walks: list[WalkScore]) -> None:
    """Of two walks one draws the first twice, both, or the second twice: three values of the mean."""
    tracker = report(walks, COLD)["tracker"]
    assert tracker["intervals"]["mean_m"] == [4.0, 4.0]  # (9 + 2 + 1) / 3 = 4 = the second walk's
    assert tracker["intervals"]["within_95"] == pytest.approx([2 / 3, 1.0], abs=1e-4)
    assert tracker["covered"]["intervals"]["mean_m"] is None  # of one walk alone


def test_nees_and_status(walks: list[WalkScore]) -> None:
    found = report(walks, COLD)
    assert found["tracker"]["mean_nees"] == pytest.approx(10.5 / 4)
    assert found["tracker"]["within_95"] == 0.75  # 7 is beyond 5.991
    assert found["tracker"]["status"] == {"searching": 0.5, "ok": 0.5, "lost": 0.0}
    assert "mean_nees" not in found["nearest_beacon"]
    assert "status" not in found["nearest_beacon"]


def test_honesty_by_third_of_published_sd(walks: list[WalkScore]) -> None:
    honesty = report(walks, COLD)["honesty"]
    thirds = honesty["all"]["thirds"]  # sd 1, 2, 6, 8: thirds end at 2 and 6
    assert [third["waypoints"] for third in thirds] == [2, 1, 1]
    assert [third["within_95"] for third in thirds] == [1.0, 0.0, 1.0]
    assert [(t["sd_from_m"], t["sd_to_m"]) for t in thirds] == [(1.0, 2.0), (2.0, 6.0), (6.0, 8.0)]
    assert (honesty["ok"]["waypoints"], honesty["ok"]["mean_nees"]) == (2, 1.5)


def test_heading_over_all_segments_and_those_ok_throughout(walks: list[WalkScore]) -> None:
    tracker = report(walks, COLD)["tracker"]
    assert (tracker["heading"]["segments"], tracker["heading"]["median_deg"]) == (2, 25.0)
    assert tracker["heading_ok"] is None
    assert report(walks, COLD)["plain_ekf"]["heading_ok"]["segments"] == 2


def test_availability(walks: list[WalkScore]) -> None:
    found = report(walks, COLD)
    available = found["availability"]
    assert available["waypoints"]["ok"] == 0.5
    assert available["time"]["ok"] == 0.5  # 20 of 40 s, not the mean of 2/3 and nothing
    assert available["time"]["intervals"]["ok"] == pytest.approx([0.0, 2 / 3], abs=1e-4)
    assert (available["first_ok"]["walks"], available["first_ok"]["median_s"]) == (1, 10.0)
    assert found["waypoints_before_first_sighting"] == 3
    assert found["times_real_time"] == 200.0


def test_the_tracker_minus_the_plain_filter(walks: list[WalkScore]) -> None:
    difference = report(walks, COLD)["differences"]["plain_ekf"]
    assert (difference["waypoints"], difference["mean_m"], difference["median_m"]) == (4, -0.75, -1.5)
    assert difference["intervals"]["mean_m"] == pytest.approx([-2.0, -1 / 3], abs=1e-4)
    assert difference["verdict"]["mean_m"] == "better"


@pytest.mark.parametrize(
    ("limits", "said"),
    [((-2.0, -0.1), "better"), ((-2.0, 0.0), "not worse"), ((0.0, 2.0), "not worse"), ((0.1, 2.0), "worse")],
)
def test_what_an_interval_says(limits: tuple[float, float], said: str) -> None:
    assert verdict(Interval(*limits)) == said
    assert verdict(None) == "too few walks"


def test_without_surveyed_ground_coverage_is_unknown(walks: list[WalkScore]) -> None:
    found = report([replace(walk, is_covered=None) for walk in walks], COLD)
    assert found["coverage_known"] is False
    assert "covered" not in found["tracker"]


def test_the_same_seed_gives_the_same_report(walks: list[WalkScore]) -> None:
    assert report(walks, COLD) == report(walks, COLD)
    assert report(walks, COLD)["bootstrap"] == {"by": "walk", "resamples": 2000, "level": 0.95, "seed": 3}


def test_a_known_start_has_no_first_sighting(walks: list[WalkScore]) -> None:
    assert "waypoints_before_first_sighting" not in report(walks, replace(COLD, start=Start.KNOWN))


def test_one_waypoint_has_figures_and_no_intervals(walks: list[WalkScore]) -> None:
    found = report(walks[1:], COLD)
    assert (found["tracker"]["waypoints"], found["tracker"]["q95_m"]) == (1, 4.0)
    assert set(found["tracker"]["intervals"].values()) == {None}
    assert [third["waypoints"] for third in found["honesty"]["all"]["thirds"]] == [1, 0, 0]
    assert found["honesty"]["all"]["thirds"][1]["within_95"] is None
    assert found["differences"]["plain_ekf"]["verdict"]["mean_m"] == "too few walks"


def test_no_walk_is_an_empty_report() -> None:
    found = report([], COLD)
    assert (found["walks"], found["honesty"]["all"], found["times_real_time"]) == (0, None, None)
