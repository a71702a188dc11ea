"""Hindsight: better than live, back to where a search began, over a scan."""

from __future__ import annotations

import math

import numpy as np
import pytest

from positioning import LiveTracker, smooth, smoother
from positioning.metrics import score_live, score_smoothed, summarise
from positioning.trajectory import collect
from positioning.types import PoseEstimate, PoseStatus, PositionPrior, Trajectory


def test_hindsight_helps(make_walk, ring_map, ring_floor) -> None:
    """SMOOTH-1."""
    live, smoothed = [], []
    for seed in range(4):
        walk = make_walk(seed)
        tracker = LiveTracker(ring_map, walk.known_start, ring_floor)
        live += score_live(collect(map(tracker.step, walk.frames)), walk.waypoints())
        path = smooth(walk.frames, ring_map, walk.known_start, ring_floor)
        assert len(path) == len(walk.frames)
        assert np.isfinite(path.x_m).all()
        smoothed += score_smoothed(path, walk.waypoints())
    assert summarise(smoothed).mean_m < 0.8 * summarise(live).mean_m


def test_hindsight_finds_where_a_search_began(make_walk, ring_map, ring_floor) -> None:
    """SMOOTH-1: what was heard later says where the phone was before."""
    walk = make_walk(1)
    tracker = LiveTracker(ring_map, PositionPrior.anywhere(), ring_floor)
    first = tracker.step(walk.frames[0])
    path = smooth(walk.frames, ring_map, PositionPrior.anywhere(), ring_floor)
    truth_m = walk.truth_at(first.t_s)
    assert first.status is PoseStatus.SEARCHING
    assert path.status[0] is PoseStatus.OK
    assert math.hypot(path.x_m[0] - truth_m[0], path.y_m[0] - truth_m[1]) < 5.0


def test_hindsight_of_a_scan_tells_where_the_walk_came_from(make_walk, ring_map, ring_floor) -> None:
    """SMOOTH-1: of a walk that hears nothing, the code alone says which corridor it was."""
    walk = make_walk(5, duration_s=30.0, radio=False)
    beacons, frames = walk.with_code(ring_map, at_s=25.0, sd_m=1.0)
    blind = smooth(walk.frames, beacons, PositionPrior.anywhere(), ring_floor)
    seen = smooth(frames, beacons, PositionPrior.anywhere(), ring_floor)
    assert len(seen) == len(frames)
    before_s = (12.0, 24.0)  # and not earlier: too few ways are left then (SMOOTH-2)

    def shortly_before(path: Trajectory) -> list[PoseEstimate]:
        return [pose for pose in path.poses() if before_s[0] <= pose.t_s <= before_s[1]]

    assert {pose.status for pose in shortly_before(blind)} == {PoseStatus.SEARCHING}
    assert {pose.status for pose in shortly_before(seen)} == {PoseStatus.OK}
    assert max(walk.error_m(pose) for pose in shortly_before(seen)) < 3.0
    assert min(walk.error_m(pose) for pose in shortly_before(blind)) > 3.0


def test_frames_that_tell_nothing_change_no_row_before_them(make_walk, ring_map) -> None:
    """SMOOTH-1: each row is of its own frame's end, however the hypotheses walked on."""
    walk = make_walk(1, duration_s=15.0, radio=False)
    whole, cut = (smooth(frames, ring_map, walk.known_start) for frames in (walk.frames, walk.frames[:20]))
    for column in ("x_m", "y_m", "heading_rad", "var_x_m2", "sd_heading_rad"):
        np.testing.assert_array_equal(getattr(whole, column)[:20], getattr(cut, column), err_msg=column)


def test_a_long_walk_is_smoothed_in_stretches(
    make_walk, ring_map, ring_floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SMOOTH-4: the last stretch has all the hindsight; ten seconds of it still help the others."""
    walk = make_walk(2, duration_s=60.0)
    tracker = LiveTracker(ring_map, walk.known_start, ring_floor)
    live = collect(map(tracker.step, walk.frames))
    whole = smooth(walk.frames, ring_map, walk.known_start, ring_floor)
    monkeypatch.setattr(smoother, "MOST_HELD", 50)
    monkeypatch.setattr(smoother, "KEPT_HELD", 30)
    cut = smooth(walk.frames, ring_map, walk.known_start, ring_floor)
    np.testing.assert_array_equal(cut.t_s, whole.t_s)
    done = 80  # of 120 rows: the stretches that end at 50, 70, 90 and 110 are done with 20 each
    assert (cut.x_m[done:] == whole.x_m[done:]).all()
    assert (cut.x_m[:done] != whole.x_m[:done]).any()
    of_live, of_cut = (np.mean([walk.error_m(pose) for pose in path.poses()][:done]) for path in (live, cut))
    assert of_cut < 0.6 * of_live
