"""The live tracker: found, lost, stored, restored, deprived of sensors, fed nonsense."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from positioning import LiveTracker, steps_alone
from positioning.errors import InvalidState
from positioning.metrics import score_live, summarise
from positioning.tracker_config import TrackerConfig
from positioning.trajectory import collect
from positioning.types import (
    BeaconKey,
    BeaconSighting,
    GaussianPosition,
    ImuSamples,
    PoseStatus,
    PositionPrior,
    SensorFrame,
)


def test_known_starts_are_followed_with_an_honest_sd(make_walk, ring_map, ring_floor) -> None:
    scores, alone = [], []
    for seed in range(5):
        walk = make_walk(seed)
        tracker = LiveTracker(ring_map, walk.known_start, ring_floor)
        scores += score_live(collect(map(tracker.step, walk.frames)), walk.waypoints())
        alone += score_live(steps_alone(walk.frames, ring_map, walk.known_start), walk.waypoints())
    live, baseline = summarise(scores), summarise(alone)
    assert live is not None
    assert baseline is not None
    assert live.mean_m < 3.0
    assert live.mean_m < baseline.mean_m
    assert live.within_95 > 0.85
    assert live.status_shares[PoseStatus.OK] == 1.0


def test_unknown_starts_are_found_and_until_then_searched(make_walk, ring_map, ring_floor) -> None:
    medians, found = [], []
    for seed in range(4):
        walk = make_walk(seed)
        tracker = LiveTracker(ring_map, PositionPrior.anywhere(), ring_floor)
        path = collect(map(tracker.step, walk.frames))
        first = path.status.index(PoseStatus.OK)
        assert set(path.status[:first]) <= {PoseStatus.SEARCHING}
        assert math.sqrt(path.var_x_m2[0]) > 5.0
        found += [score for score in score_live(path, walk.waypoints()) if score.status is PoseStatus.OK]
        late = summarise(score_live(path, [w for w in walk.waypoints() if w.t_s > 15.0]))
        assert late is not None
        medians.append(late.median_m)
        assert path.status[-1] is PoseStatus.OK
    assert np.median(medians) < 4.0
    honest = summarise(found)
    assert honest is not None
    assert honest.within_95 > 0.9


def test_hearing_nothing_says_nothing_of_the_place(make_walk, ring_map, ring_floor) -> None:
    """BANK-2: a phone that does not scan is not where the beacons are not."""
    walk = make_walk(1, duration_s=30.0, radio=False)
    tracker = LiveTracker(ring_map, PositionPrior.anywhere(), ring_floor)
    path = collect(map(tracker.step, walk.frames))
    assert set(path.status) == {PoseStatus.SEARCHING}
    scores = score_live(path, walk.waypoints())
    assert all(score.nees < 9.2 for score in scores)  # 99 % of chi-square, two degrees


def test_an_ok_pose_is_never_off_the_level(make_walk, ring_map, ring_floor) -> None:
    for seed in range(3):
        walk = make_walk(seed)
        x_m, y_m = walk.truth_at(0.0)
        tracker = LiveTracker(ring_map, PositionPrior.known(x_m - 2.0, y_m - 2.0, sd_m=2.0), ring_floor)
        for pose in map(tracker.step, walk.frames):
            assert pose.status is PoseStatus.OK
            assert 0.0 < pose.x_m < 60.0
            assert 0.0 < pose.y_m < 40.0


def test_who_walks_through_walls_on_and_on_is_lost(make_walk, ring_map, ring_floor) -> None:
    """BANK-6: a wrong start on a floor without beacons."""
    walk = make_walk(0, duration_s=40.0, radio=False)
    heading_rad = math.atan2(*np.subtract(walk.truth_at(8.0), walk.truth_at(0.0))[::-1])
    edge = PositionPrior.known(30.0 + 29.0 * math.cos(heading_rad), 20.0 + 19.0 * math.sin(heading_rad))
    path = collect(map(LiveTracker(replace(ring_map, transmitters={}), edge, ring_floor).step, walk.frames))
    lost = list(path.status).index(PoseStatus.LOST)
    assert 6.0 < path.t_s[lost] < 20.0
    assert set(path.status[:lost]) == {PoseStatus.OK}
    assert math.sqrt(path.var_x_m2[lost]) > 15.0


@pytest.mark.parametrize("start", ["known", "anywhere", "entrances"])
def test_a_restored_tracker_goes_on_bit_equal(make_walk, ring_map, ring_floor, start: str) -> None:
    walk = make_walk(3, duration_s=20.0)
    prior = {
        "known": walk.known_start,
        "anywhere": PositionPrior.anywhere(),
        "entrances": PositionPrior((GaussianPosition(4.0, 4.0, 2.0), GaussianPosition(56.0, 36.0, 2.0))),
    }[start]
    whole = LiveTracker(ring_map, prior, ring_floor)
    for cut in range(0, len(walk.frames), 7):
        state = whole.snapshot()
        restored = LiveTracker.restore(state, ring_map, ring_floor)
        assert restored.snapshot() == state
        for frame in walk.frames[cut : cut + 7]:
            assert restored.step(frame) == whole.step(frame)
        assert restored.snapshot() == whole.snapshot()


@pytest.mark.parametrize("state", [b"", b"AISLTRK1", b"AISLTRK1garbage", b"\x00" * 64])
def test_a_state_that_is_none_is_refused(ring_map, state: bytes) -> None:
    with pytest.raises(InvalidState):
        LiveTracker.restore(state, ring_map)


def test_a_state_that_is_cut_is_refused(make_walk, ring_map, ring_floor) -> None:
    tracker = LiveTracker(ring_map, PositionPrior.anywhere(), ring_floor)
    tracker.step(make_walk(0, 2.0).frames[0])
    with pytest.raises(InvalidState, match="damaged"):
        LiveTracker.restore(tracker.snapshot()[:-5], ring_map, ring_floor)


def test_the_future_does_not_change_the_past(make_walk, ring_map, ring_floor) -> None:
    walk = make_walk(5, duration_s=20.0)
    first, second = (LiveTracker(ring_map, walk.known_start, ring_floor, seed=1) for _ in range(2))
    short = [first.step(frame) for frame in walk.frames[:15]]
    assert short == [second.step(frame) for frame in walk.frames][:15]


def test_sustained_contradiction_makes_it_lost_and_it_is_found_again(make_walk, ring_map, ring_floor) -> None:
    walk = make_walk(2, duration_s=60.0)
    x_m, y_m = walk.truth_at(0.0)
    tracker = LiveTracker(ring_map, PositionPrior.known(x_m + 120.0, y_m, sd_m=0.5), ring_floor)
    path = collect(map(tracker.step, walk.frames))
    last_m = math.hypot(path.x_m[-1] - walk.truth_at(60.0)[0], path.y_m[-1] - walk.truth_at(60.0)[1])
    assert path.status[0] is PoseStatus.OK
    assert PoseStatus.LOST in path.status
    assert last_m < 10.0


@pytest.mark.parametrize("moved", [1, 2])
def test_a_moved_beacon_or_two_make_nobody_lost(make_walk, ring_map, ring_floor, moved: int) -> None:
    walk = make_walk(2, duration_s=60.0)
    heard = [sighting.key for frame in walk.frames for sighting in frame.sightings]
    most_heard = sorted(set(heard), key=heard.count)[-moved:]
    elsewhere = {
        key: replace(t, x_m=60.0 - t.x_m, y_m=40.0 - t.y_m, samples=500) if key in most_heard else t
        for key, t in ring_map.transmitters.items()
    }
    tracker = LiveTracker(replace(ring_map, transmitters=elsewhere), walk.known_start, ring_floor)
    path = collect(map(tracker.step, walk.frames))
    assert set(path.status) == {PoseStatus.OK}
    within_m = [math.hypot(x - at[0], y - at[1]) for t, x, y, at in
                zip(path.t_s, path.x_m, path.y_m, map(walk.truth_at, path.t_s), strict=True)]  # fmt: skip
    assert np.median(within_m) < 4.0


def test_a_transmitter_is_known_by_its_id_when_its_address_is_new(make_walk, ring_map, ring_floor) -> None:
    """RADIO-12."""
    walk = make_walk(1, duration_s=30.0)
    by_id = {key: BeaconKey(f"ibeacon:{i}") for i, key in enumerate(sorted(ring_map.transmitters))}
    named = {by_id[key]: replace(t, key=by_id[key]) for key, t in ring_map.transmitters.items()}
    renamed = [
        replace(frame, sightings=tuple(
            replace(s, key=BeaconKey(f"mac:4{i:X}:00:00:00:00:00"), advertised=by_id[s.key])
            for i, s in enumerate(frame.sightings)
        ))
        for frame in walk.frames
    ]  # fmt: skip
    before = LiveTracker(ring_map, walk.known_start, ring_floor)
    after = LiveTracker(replace(ring_map, transmitters=named), walk.known_start, ring_floor)
    assert [after.step(frame) for frame in renamed] == [before.step(frame) for frame in walk.frames]


@pytest.mark.parametrize(("attitude", "gyro"), [(False, True), (False, False)])
def test_without_sensors_the_sd_says_so(make_walk, ring_map, ring_floor, attitude: bool, gyro: bool) -> None:
    walk = make_walk(1, attitude=attitude, gyro=gyro)
    tracker = LiveTracker(ring_map, walk.known_start, ring_floor)
    scores = score_live(collect(map(tracker.step, walk.frames)), walk.waypoints())
    assert np.isfinite([score.error_m for score in scores]).all()
    assert np.mean([score.nees < 9.2 for score in scores]) > 0.7  # 99 % of chi-square, two degrees


@pytest.mark.parametrize("prior", [PositionPrior.anywhere(), PositionPrior.known(4.0, 4.0)])
def test_without_beacons_and_plan_it_still_answers(make_walk, ring_map, prior: PositionPrior) -> None:
    walk = make_walk(1, duration_s=10.0)
    tracker = LiveTracker(replace(ring_map, transmitters={}), prior)
    path = collect(map(tracker.step, walk.frames))
    assert np.isfinite([path.x_m, path.y_m, path.var_x_m2, path.heading_rad]).all()
    assert (path.status[-1] is PoseStatus.OK) is bool(prior.components)


def test_time_running_backwards_repeats_the_last_pose(make_walk, ring_map) -> None:
    walk = make_walk(1, duration_s=10.0)
    tracker = LiveTracker(ring_map, walk.known_start)
    poses = [tracker.step(frame) for frame in walk.frames]
    assert tracker.step(walk.frames[3]) == poses[-1]
    assert tracker.snapshot() == tracker.snapshot()


@pytest.mark.parametrize("gap_s", [30.0, 1e9])
def test_a_jump_ahead_widens_the_sd(make_walk, ring_map, ring_floor, gap_s: float) -> None:
    walk = make_walk(1, duration_s=10.0)
    tracker = LiveTracker(ring_map, walk.known_start, ring_floor)
    before = [tracker.step(frame) for frame in walk.frames][-1]
    after = tracker.step(SensorFrame(before.t_s + gap_s, before.t_s + gap_s + 0.5, ImuSamples.empty()))
    assert after.status is PoseStatus.LOST
    assert after.sd_x_m > before.sd_x_m + 5.0
    assert math.isfinite(after.x_m)


def test_strange_beacons_say_nothing(make_walk, ring_map) -> None:
    walk = make_walk(1, duration_s=10.0)
    stranger = BeaconSighting(0.2, BeaconKey("mac:FF"), -50.0)
    plain, strange = LiveTracker(ring_map, walk.known_start), LiveTracker(ring_map, walk.known_start)
    for frame in walk.frames:
        assert plain.step(frame) == strange.step(replace(frame, sightings=(*frame.sightings, stranger)))


def test_an_entrances_heading_overrides_the_compass(make_walk, ring_map) -> None:
    walk = make_walk(1, duration_s=4.0)
    x_m, y_m = walk.truth_at(0.0)
    prior = PositionPrior((GaussianPosition(x_m, y_m, 1.0, heading_rad=2.5, sd_heading_rad=0.1),))
    pose = LiveTracker(ring_map, prior, config=TrackerConfig()).step(walk.frames[0])
    assert pose.heading_rad == pytest.approx(2.5, abs=0.1)


def test_a_scanned_code_finds_a_phone_that_was_followed_to_the_wrong_place(
    make_walk, ring_map, ring_floor
) -> None:
    """BANK-8: and what was learnt of the phone's way of walking stays."""
    walk = make_walk(4, radio=False)
    beacons, frames = walk.with_code(ring_map, at_s=20.0)
    tracker = LiveTracker(beacons, PositionPrior.known(30.0, 20.0), ring_floor)
    poses = [tracker.step(frame) for frame in frames]
    before, fixed, later = poses[38], poses[39], poses[59]
    assert walk.error_m(before) > 5.0
    assert walk.error_m(fixed) < 0.5
    assert fixed.status is PoseStatus.OK
    assert fixed.sd_heading_rad <= before.sd_heading_rad + 0.05
    assert walk.error_m(later) < 3.0


@pytest.mark.parametrize("at_s", [0.1, 15.0])
def test_a_scanned_code_ends_a_search_even_in_the_first_frame(
    make_walk, ring_map, ring_floor, at_s: float
) -> None:
    walk = make_walk(2, duration_s=20.0, radio=False)
    beacons, frames = walk.with_code(ring_map, at_s)
    tracker = LiveTracker(beacons, PositionPrior.anywhere(), ring_floor)
    at = next(i for i, frame in enumerate(frames) if frame.codes)
    poses = [tracker.step(frame) for frame in frames]
    assert [pose.status for pose in poses[:at]] == [PoseStatus.SEARCHING] * at
    assert poses[at].status is PoseStatus.OK
    assert poses[at].sd_x_m < 1.5
    assert walk.error_m(poses[at]) < 1.5


def test_a_scanned_code_finds_a_lost_phone(make_walk, ring_map, ring_floor) -> None:
    walk = make_walk(1, duration_s=20.0, radio=False)
    beacons, frames = walk.with_code(ring_map, at_s=10.0)
    tracker = LiveTracker(beacons, walk.known_start, ring_floor)
    for frame in frames[:15]:
        tracker.step(frame)
    away_s = 60.0  # silent for a minute, then on from where it was
    lost = [tracker.step(moved(frame, away_s)) for frame in frames[15:19]]
    assert {pose.status for pose in lost} == {PoseStatus.LOST}
    found = tracker.step(moved(frames[19], away_s))
    assert found.status is PoseStatus.OK
    assert walk.error_m(replace(found, t_s=found.t_s - away_s)) < 1.5


def moved(frame: SensorFrame, by_s: float) -> SensorFrame:
    """The same frame later."""
    return replace(
        frame,
        t_start_s=frame.t_start_s + by_s,
        t_end_s=frame.t_end_s + by_s,
        imu=replace(frame.imu, t_s=frame.imu.t_s + by_s),
        sightings=tuple(replace(s, t_s=s.t_s + by_s) for s in frame.sightings),
        codes=tuple(replace(scan, t_s=scan.t_s + by_s) for scan in frame.codes),
    )


def test_a_code_that_is_not_on_the_map_says_nothing(make_walk, ring_map, ring_floor) -> None:
    walk = make_walk(1, duration_s=10.0)
    beacons, frames = walk.with_code(ring_map, at_s=5.0)
    plain = LiveTracker(ring_map, walk.known_start, ring_floor)
    strange = LiveTracker(ring_map, walk.known_start, ring_floor)
    scanned = LiveTracker(beacons, walk.known_start, ring_floor)
    poses = [plain.step(frame) for frame in walk.frames]
    assert [strange.step(frame) for frame in frames] == poses
    assert [scanned.step(frame) for frame in frames] != poses


def test_steps_after_a_scan_lead_away_from_it(make_walk, ring_map, ring_floor) -> None:
    """One frame of ten seconds: what happened before the scan is over, what came after it counts."""
    walk = make_walk(4, duration_s=30.0, radio=False)
    beacons, frames = walk.with_code(ring_map, at_s=12.0)
    tracker = LiveTracker(beacons, PositionPrior.known(30.0, 20.0), ring_floor)
    for frame in frames[:20]:
        tracker.step(frame)
    pose = tracker.step(joined(frames[20:40]))
    assert pose.t_s == pytest.approx(20.0)
    assert walk.error_m(pose) < 3.0


def joined(frames: Sequence[SensorFrame]) -> SensorFrame:
    """Frames as one, as an app sends them that was away for a while."""
    columns = {
        name: np.concatenate([getattr(frame.imu, name) for frame in frames])
        for name in ("t_s", "accel_mps2", "gyro_radps", "attitude_xyzw")
    }
    return SensorFrame(
        frames[0].t_start_s, frames[-1].t_end_s, ImuSamples(**columns),
        tuple(s for frame in frames for s in frame.sightings),
        tuple(scan for frame in frames for scan in frame.codes),
    )  # fmt: skip


def test_a_state_stored_around_a_scan_goes_on_bit_equal(make_walk, ring_map, ring_floor) -> None:
    walk = make_walk(3, duration_s=20.0)
    beacons, frames = walk.with_code(ring_map, at_s=10.0)
    whole = LiveTracker(beacons, PositionPrior.anywhere(), ring_floor)
    poses = [whole.step(frame) for frame in frames]
    at = next(i for i, frame in enumerate(frames) if frame.codes)
    for cut in (at, at + 1):
        first = LiveTracker(beacons, PositionPrior.anywhere(), ring_floor)
        for frame in frames[:cut]:
            first.step(frame)
        again = LiveTracker.restore(first.snapshot(), beacons, ring_floor)
        assert [again.step(frame) for frame in frames[cut:]] == poses[cut:]
        assert again.snapshot() == whole.snapshot()
