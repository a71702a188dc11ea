"""One walk's scores: which waypoints count, and what the methods without memory say before they hear."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely import box

from campaigns.commands.evaluation.walks import Method, MethodScore, score_walk, track_judged
from campaigns.commands.tracking import Mode, Plan, Start, TrackingJob
from positioning.capture import Trace, read_trace
from positioning.metrics import WaypointScore
from positioning.types import (
    BeaconKey,
    BeaconMap,
    LevelId,
    PoseStatus,
    SurveyedGround,
    Transmitter,
    WalkableArea,
)
from zones.level import Level

pytestmark = pytest.mark.recordings

KNOWN = TrackingJob(Path("store.json"), Mode.LIVE, Start.KNOWN)


@pytest.fixture(scope="module")
def trace(recordings: Path) -> Trace:
    return read_trace(sorted((recordings / "malls/site2-F6/survey").glob("*.txt.gz"))[0])


@pytest.fixture(scope="module")
def plan(trace: Trace) -> Plan:
    """An open floor with one transmitter that the walk hears, and one that nobody hears."""
    key = trace.sightings[0].key
    heard = Transmitter(key, 10.0, 20.0, 1.0, rssi_1m_dbm=-60.0, exponent=2.0, sigma_db=6.0)
    silent = replace(heard, key=BeaconKey("mac:silent"), x_m=50.0)
    open_floor = WalkableArea(LevelId("F6"), 0.0, 0.0, 1.0, np.ones((200, 200), dtype=bool))
    level = Level(LevelId("F6"), "six", 6, math.pi / 2, 200.0, 200.0, box(0, 0, 200, 200))
    return Plan(level, BeaconMap(level.id, {heard.key: heard, silent.key: silent}), open_floor)


def test_covered_is_known_where_the_survey_walked(trace: Trace, plan: Plan) -> None:
    tracked = track_judged(trace, plan, KNOWN)
    assert score_walk(tracked, plan, KNOWN, with_baselines=False).is_covered is None
    last = trace.waypoints[-1]
    ground = SurveyedGround(2.0, np.array([last.x_m]), np.array([last.y_m]), np.ones(1))
    surveyed = replace(plan, beacons=replace(plan.beacons, ground=ground))
    scored = score_walk(tracked, surveyed, KNOWN, with_baselines=False)
    assert scored.is_covered is not None
    away_m = [np.hypot(w.x_m - last.x_m, w.y_m - last.y_m) for w in tracked.judged]
    assert scored.is_covered.tolist() == [away < 3.0 for away in away_m]


@pytest.mark.parametrize("start", Start)
def test_before_it_hears_a_fix_is_the_start_or_amidst_the_transmitters(
    trace: Trace, plan: Plan, start: Start
) -> None:
    job = replace(KNOWN, start=start)
    late = replace(trace, sightings=(trace.sightings[0], *trace.sightings[-1:]))
    unheard = replace(plan.beacons, transmitters={k: t for k, t in plan.beacons.transmitters.items()
                                                  if k == "mac:silent"})  # fmt: skip
    deaf = replace(plan, beacons=unheard)
    tracked = track_judged(late, deaf, job)
    errors_m = score_walk(tracked, deaf, job, with_baselines=True).methods[Method.NEAREST_BEACON].error_m
    first = trace.waypoints[0]
    x_m, y_m = (first.x_m, first.y_m) if start is Start.KNOWN else (50.0, 20.0)
    assert errors_m.tolist() == pytest.approx([np.hypot(w.x_m - x_m, w.y_m - y_m) for w in tracked.judged])


def test_the_nearest_beacon_is_the_only_one_heard(trace: Trace, plan: Plan) -> None:
    job = replace(KNOWN, start=Start.UNKNOWN)
    tracked = track_judged(trace, plan, job)
    errors_m = score_walk(tracked, plan, job, with_baselines=True).methods[Method.NEAREST_BEACON].error_m
    expected = [np.hypot(w.x_m - 10.0, w.y_m - 20.0) for w in tracked.judged]
    assert errors_m.tolist() == pytest.approx(expected)


@pytest.mark.parametrize("start", Start)
def test_without_transmitters_only_steps_remain(trace: Trace, plan: Plan, start: Start) -> None:
    job = replace(KNOWN, start=start)
    bare = replace(plan, beacons=replace(plan.beacons, transmitters={}))
    scored = score_walk(track_judged(trace, bare, job), bare, job, with_baselines=True)
    assert list(scored.methods) == [Method.TRACKER, Method.STEPS_AND_PLAN, Method.STEPS_ALONE]
    assert (scored.first_ok_s is None) == (start is Start.UNKNOWN)


def test_waypoints_before_the_first_row_have_no_score() -> None:
    score = WaypointScore(2.0, 1.0, PoseStatus.OK, 3.0, 0.0, 0.0)
    method = MethodScore.of([score], judged=2, headings=[])
    np.testing.assert_array_equal(method.error_m, [np.nan, 2.0])
    np.testing.assert_array_equal(method.sd_m, [np.nan, 3.0])
    assert method.status == (PoseStatus.OK,)
