"""What visits do: entries, stays, exits, looks. All in a shop of 30 x 20 m, or in the demo shop."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positioning.types import LevelId, PoseEstimate, PoseStatus
from zones.errors import InvalidVisitState, UnknownLevel
from zones.level import FaceId, ZoneId
from zones.store import Store, VisitRules
from zones.visit_tracker import VisitTracker
from zones.visits import (
    FaceDisengaged,
    FaceEngaged,
    VisitEvent,
    ZoneDwelled,
    ZoneEntered,
    ZoneExited,
)

NORTH = ZoneId("north")
OK, LOST, SEARCHING = PoseStatus.OK, PoseStatus.LOST, PoseStatus.SEARCHING


def pose(
    t_s: float, x_m: float, y_m: float, sd_m: float = 0.4, status: PoseStatus = OK, heading: float = 0.0
) -> PoseEstimate:
    return PoseEstimate(t_s, x_m, y_m, heading, sd_m**2, sd_m**2, 0.0, 0.3, status)


def run(tracker: VisitTracker, poses: list[PoseEstimate]) -> list[VisitEvent]:
    return [event for p in poses for event in tracker.step(p)]


def standing(t0: int, t1: int, y_m: float = 12.2, **how: object) -> list[PoseEstimate]:
    return [pose(float(t), 15.0, y_m, **how) for t in range(t0, t1)]  # type: ignore[arg-type]


def test_an_entry_waits_for_the_hold_and_is_dated_back(shop: Store) -> None:
    events = run(VisitTracker(shop), [*standing(0, 3, y_m=16.0), *standing(3, 8)])
    assert [(e.zone_id, e.t_s, e.decided_t_s) for e in events if isinstance(e, ZoneEntered)] == [
        (NORTH, 3, 5)
    ]
    assert len(events) == 1


def test_passing_through_is_no_entry(shop: Store) -> None:
    crossing = [pose(t, 15.0, y) for t, y in enumerate((18.0, 16.0, 13.0, 16.0, 18.0))]
    assert run(VisitTracker(shop), crossing) == []


def test_an_exit_waits_longer_and_is_dated_back(shop: Store) -> None:
    tracker = VisitTracker(shop)
    run(tracker, standing(0, 10))
    events = run(tracker, standing(10, 20, y_m=17.0))
    assert events == [ZoneExited(NORTH, 10.0, 15.0, 0.0, 10.0)]


def test_stepping_out_for_a_moment_is_no_exit(shop: Store) -> None:
    poses = [*standing(0, 10), *standing(10, 13, y_m=17.0), *standing(13, 20)]
    assert [type(e) for e in run(VisitTracker(shop), poses)] == [ZoneEntered]


def test_a_crossing_between_two_distant_poses_is_not_missed(shop: Store) -> None:
    there_and_on = [pose(0.0, 5.0, 12.2), pose(12.0, 25.0, 12.2)]
    events = run(VisitTracker(shop), [*there_and_on, *[pose(float(t), 26.0, 12.2) for t in range(13, 20)]])
    assert [type(e) for e in events] == [ZoneEntered, ZoneExited]
    assert events[0].t_s == pytest.approx(3.0, abs=1.0)
    assert events[1].t_s == pytest.approx(9.0, abs=1.0)
    assert events[0].decided_t_s == 12.0


@pytest.mark.parametrize("period_s", [0.25, 0.5, 1.0, 4.0])
def test_events_hardly_depend_on_the_length_of_a_frame(shop: Store, period_s: float) -> None:
    path_t = [0.0, 10.0, 30.0, 40.0]
    path_y = [17.0, 12.2, 12.2, 17.0]
    times = np.arange(0.0, 60.0, period_s)
    poses = [pose(float(t), 15.0, float(np.interp(t, path_t, path_y))) for t in times]
    entered, exited = run(VisitTracker(shop), poses)
    assert entered.t_s == pytest.approx(6.5, abs=1.1)
    assert exited.t_s == pytest.approx(35.0, abs=1.5)


def test_a_gap_closes_the_stay_at_the_last_pose(shop: Store) -> None:
    tracker = VisitTracker(shop)
    run(tracker, standing(0, 10))
    events = tracker.step(pose(100.0, 15.0, 12.2))
    assert events == [ZoneExited(NORTH, 9.0, 100.0, 0.0, 9.0)]


def test_nothing_is_entered_while_searching(shop: Store) -> None:
    assert run(VisitTracker(shop), standing(0, 20, status=SEARCHING)) == []


def test_a_stay_survives_being_lost_until_the_gap(shop: Store) -> None:
    tracker = VisitTracker(shop)
    run(tracker, standing(0, 10))
    assert run(tracker, standing(10, 60, status=LOST)) == []
    events = run(tracker, standing(60, 80, status=LOST))
    assert events == [ZoneExited(NORTH, 9.0, 70.0, 0.0, 9.0)]


def test_dwell_marks_fire_once_while_there(shop: Store) -> None:
    tracker = VisitTracker(shop, {NORTH: (5.0, 20.0)})
    events = run(tracker, [*standing(0, 12), *standing(12, 30, y_m=17.0)])
    marks = [e for e in events if isinstance(e, ZoneDwelled)]
    assert [(e.dwell_s, e.t_s, e.decided_t_s) for e in marks] == [(5.0, 5.0, 5.0)]


def test_a_mark_waits_until_it_is_sure_that_somebody_is_still_there(shop: Store) -> None:
    tracker = VisitTracker(shop, {NORTH: (11.0,)})
    run(tracker, standing(0, 10))
    assert run(tracker, standing(10, 13, y_m=17.0)) == []
    back = run(tracker, standing(13, 14))
    assert [(e.t_s, e.decided_t_s) for e in back if isinstance(e, ZoneDwelled)] == [(11.0, 13.0)]


def test_a_look_needs_a_stop(shop: Store) -> None:
    facing = -math.pi / 2
    stopped = [pose(float(t), 15.0, 11.5, 0.3, heading=facing) for t in range(12)]
    events = [e for e in run(VisitTracker(shop), stopped) if isinstance(e, FaceEngaged)]
    assert [(e.face_id, e.t_s, e.decided_t_s) for e in events] == [(FaceId("coffee"), 1.0, 6.0)]
    walking = [pose(float(t), 10.0 + 1.2 * t, 11.5, 0.3, heading=facing) for t in range(8)]
    assert [e for e in run(VisitTracker(shop), walking) if isinstance(e, FaceEngaged)] == []


def test_a_look_ends_when_somebody_turns_away(shop: Store) -> None:
    looking = [pose(float(t), 15.0, 11.5, 0.3, heading=-math.pi / 2) for t in range(12)]
    away = [pose(float(t), 15.0, 11.5, 0.3, heading=math.pi / 2) for t in range(12, 18)]
    events = run(VisitTracker(shop), [*looking, *away])
    assert [e for e in events if isinstance(e, FaceDisengaged)] == [
        FaceDisengaged(FaceId("coffee"), 12.0, 14.0, 1.0, 11.0)
    ]


def test_a_zone_too_small_for_the_error_is_entered_by_relative_evidence(shop: Store) -> None:
    """With 3 m sd the aisle of 3.5 m reaches 0.6 nowhere, yet 10 s in its middle are a stay."""
    events = run(VisitTracker(shop), standing(0, 10, sd_m=3.0))
    entered = [e for e in events if isinstance(e, ZoneEntered)]
    assert [e.zone_id for e in entered] == [NORTH]
    assert 0.3 < entered[0].probability < 0.6


def test_nothing_is_entered_where_nothing_can_be_told_apart(shop: Store) -> None:
    assert run(VisitTracker(shop), standing(0, 30, sd_m=8.0)) == []


def test_a_map_revision_may_change_under_an_open_visit(shop: Store) -> None:
    tracker = VisitTracker(shop)
    run(tracker, standing(0, 10))
    level = shop.level()
    renamed = tuple(replace(z, id=ZoneId("new")) if z.id == NORTH else z for z in level.zones)
    faces = tuple(replace(f, zone_id=None) for f in level.faces)
    tracker.store = replace(shop, levels=(replace(level, zones=renamed, faces=faces),))
    kinds = [(type(e), e.zone_id) for e in run(tracker, standing(10, 20))]  # type: ignore[union-attr]
    assert kinds == [(ZoneEntered, "new"), (ZoneExited, NORTH)]


def test_an_unknown_level_is_named(shop: Store) -> None:
    with pytest.raises(UnknownLevel, match="attic"):
        VisitTracker(shop).step(replace(pose(0.0, 1.0, 1.0), level_id=LevelId("attic")))


@pytest.mark.parametrize(
    "state", [b"", b"{}", b"[]", b'{"version": 9}', b'{"version":1,"pose":{},"zones":{}}', b"null"]
)
def test_a_state_that_is_none_is_refused(shop: Store, state: bytes) -> None:
    tracker = VisitTracker(shop)
    run(tracker, standing(0, 10))
    before = tracker.snapshot()
    with pytest.raises(InvalidVisitState):
        tracker.restore(state)
    assert tracker.snapshot() == before


@st.composite
def wanderings(draw: st.DrawFn) -> list[PoseEstimate]:
    """Poses of somebody who strolls, stands, gets lost, and whose frames are uneven."""
    poses = []
    t, x, y = 0.0, draw(st.floats(1, 29)), draw(st.floats(1, 19))
    for _ in range(draw(st.integers(5, 40))):
        t += draw(st.sampled_from((0.5, 0.5, 1.0, 1.0, 3.0, 8.0, 90.0)))
        if draw(st.booleans()):
            x = min(max(x + draw(st.floats(-3, 3)), -2.0), 32.0)
            y = min(max(y + draw(st.floats(-3, 3)), -2.0), 22.0)
        status = draw(st.sampled_from((OK, OK, OK, OK, LOST, SEARCHING)))
        poses.append(pose(t, x, y, draw(st.sampled_from((0.3, 1.0, 3.0))), status, draw(st.floats(-3, 3))))
    return poses


MARKS = {ZoneId("aisle-2"): (0.0, 3.0, 10.0), ZoneId("entrance"): (5.0,), ZoneId("checkout"): (2.0, 60.0)}


@settings(max_examples=60, deadline=None)
@given(wanderings())
def test_laws_of_a_visit(demo_shop: Store, poses: list[PoseEstimate]) -> None:
    tracker = VisitTracker(demo_shop, MARKS)
    events = []
    for p in poses:
        happened = tracker.step(p)
        assert all(e.decided_t_s == p.t_s and e.t_s <= p.t_s for e in happened)
        assert tracker.step(p) == []
        events += happened
    events += tracker.close(poses[-1].t_s + 1.0)

    places: dict[str, list[VisitEvent]] = {}
    for event in events:
        place = event.face_id if isinstance(event, FaceEngaged | FaceDisengaged) else event.zone_id
        places.setdefault(f"{type(event).__name__.startswith('Face')}-{place}", []).append(event)
    for happened in places.values():
        turns = [e for e in happened if not isinstance(e, ZoneDwelled)]
        starts, ends = turns[0::2], turns[1::2]
        assert all(isinstance(e, ZoneEntered | FaceEngaged) for e in starts)
        assert all(isinstance(e, ZoneExited | FaceDisengaged) for e in ends)
        assert len(starts) == len(ends)
        times = [e.t_s for e in turns]
        assert times == sorted(times)
        total_s = 0.0
        for start, end in zip(starts, ends, strict=True):
            assert isinstance(end, ZoneExited | FaceDisengaged)
            assert end.entered_t_s == start.t_s
            assert end.dwell_s == end.t_s - start.t_s >= 0.0
            total_s += end.dwell_s
        assert total_s <= poses[-1].t_s - poses[0].t_s
        marks = [e for e in happened if isinstance(e, ZoneDwelled)]
        reached = [
            (end.entered_t_s, mark)
            for end in ends
            for mark in MARKS.get(getattr(end, "zone_id", ZoneId("")), ())
            if isinstance(end, ZoneExited) and end.dwell_s >= mark
        ]
        fired = [(e.entered_t_s, e.dwell_s) for e in marks]
        assert len(set(fired)) == len(fired)
        assert set(reached) <= set(fired)


@settings(max_examples=30, deadline=None)
@given(wanderings(), st.data())
def test_a_restored_visit_goes_on_alike(
    demo_shop: Store, poses: list[PoseEstimate], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(poses)))
    whole, first, second = (VisitTracker(demo_shop, MARKS) for _ in range(3))
    run(whole, poses[:cut])
    run(first, poses[:cut])
    second.restore(first.snapshot())
    assert run(second, poses[cut:]) == run(whole, poses[cut:])
    assert second.snapshot() == whole.snapshot()


@settings(max_examples=30, deadline=None)
@given(wanderings(), st.randoms())
def test_late_and_repeated_poses_change_nothing(
    demo_shop: Store, poses: list[PoseEstimate], random: object
) -> None:
    plain, disturbed = VisitTracker(demo_shop, MARKS), VisitTracker(demo_shop, MARKS)
    expected, found = [], []
    for i, p in enumerate(poses):
        expected += plain.step(p)
        found += disturbed.step(p)
        found += disturbed.step(poses[random.randint(0, i)])  # type: ignore[attr-defined]
    assert found == expected


def test_rules_come_from_the_store(shop: Store) -> None:
    patient = replace(shop, rules=VisitRules(enter_hold_s=8.0))
    events = run(VisitTracker(patient), standing(0, 12))
    assert [e.decided_t_s for e in events] == [8.0]
