"""Damaged or missing inertial samples (ATT-7), through the live tracker: no exception, no nonsense, growing
sd where nothing is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positioning import LiveTracker
from positioning.damage import unseen_s, usable
from positioning.types import ImuSamples, PoseEstimate, PoseStatus, PositionPrior, SensorFrame

Damage = Callable[[ImuSamples], ImuSamples]


def changed(frames, damage: Damage, from_s: float = 10.0, to_s: float = 20.0) -> list[SensorFrame]:
    """Frames whose samples between two times are damaged."""
    return [
        replace(frame, imu=damage(frame.imu)) if from_s <= frame.t_start_s < to_s else frame
        for frame in frames
    ]


def tracked(
    make_walk, ring_map, ring_floor, damage: Damage, **sensors
) -> tuple[list[PoseEstimate], list[float]]:
    """Poses of a walk from a known start, without beacons, and their errors in metres."""
    walk = make_walk(1, duration_s=30.0, radio=False, **sensors)
    tracker = LiveTracker(
        replace(ring_map, transmitters={}), PositionPrior.known(*walk.truth_at(0.0)), ring_floor
    )
    poses = [tracker.step(frame) for frame in changed(walk.frames, damage)]
    errors_m = [math.hypot(p.x_m - walk.truth_at(p.t_s)[0], p.y_m - walk.truth_at(p.t_s)[1]) for p in poses]
    return poses, errors_m


def sd_m(pose: PoseEstimate) -> float:
    return math.sqrt(pose.var_x_m2 + pose.var_y_m2)


def at(poses: list[PoseEstimate], t_s: float) -> PoseEstimate:
    return next(pose for pose in poses if pose.t_s >= t_s)


def no_numbers(name: str) -> Damage:
    return lambda imu: replace(imu, **{name: np.full_like(getattr(imu, name), np.nan)})


def zero_force(imu: ImuSamples) -> ImuSamples:
    return replace(imu, accel_mps2=np.zeros((len(imu), 3)))


def silent(imu: ImuSamples) -> ImuSamples:
    return ImuSamples.empty()


def at_5_hz(imu: ImuSamples) -> ImuSamples:
    return thinned(imu, 10)


def thinned(imu: ImuSamples, keep_each: int) -> ImuSamples:
    columns = {name: getattr(imu, name) for name in ImuSamples.__slots__}
    return ImuSamples(**{name: None if c is None else c[::keep_each] for name, c in columns.items()})


def without(*names: str) -> Damage:
    return lambda imu: replace(imu, **dict.fromkeys(names))


class TestTracked:
    @pytest.mark.parametrize("damage", [silent, zero_force, no_numbers("accel_mps2"), no_numbers("t_s")])
    def test_ten_unseen_seconds_widen_the_sd(self, make_walk, ring_map, ring_floor, damage: Damage) -> None:
        poses, errors_m = tracked(make_walk, ring_map, ring_floor, damage)
        assert sd_m(at(poses, 19.9)) > 1.5 * sd_m(at(poses, 10.0))
        assert np.isfinite([(p.x_m, p.y_m, p.heading_rad, p.var_x_m2, p.var_y_m2) for p in poses]).all()
        assert max(error / sd_m(pose) for error, pose in zip(errors_m, poses, strict=True)) < 5.0

    def test_unusable_samples_are_worth_as_much_as_none(self, make_walk, ring_map, ring_floor) -> None:
        dead, _ = tracked(make_walk, ring_map, ring_floor, silent)
        zeros, _ = tracked(make_walk, ring_map, ring_floor, zero_force)
        assert sd_m(at(zeros, 19.9)) == pytest.approx(sd_m(at(dead, 19.9)), rel=0.3)

    def test_wild_stamps_change_little(self, make_walk, ring_map, ring_floor) -> None:
        def jumping(imu: ImuSamples) -> ImuSamples:
            t_s = np.array(imu.t_s)
            t_s[[3, 9]] = t_s[3] - 1e6, t_s[9] + 1e9
            return replace(imu, t_s=t_s)

        plain, _ = tracked(make_walk, ring_map, ring_floor, lambda imu: imu)
        jumped, errors_m = tracked(make_walk, ring_map, ring_floor, jumping)
        assert [p.status for p in jumped] == [p.status for p in plain]
        assert errors_m[-1] < 3.0 * sd_m(jumped[-1])
        assert sd_m(jumped[-1]) < 1.5 * sd_m(plain[-1])

    def test_bad_attitudes_leave_the_gyroscope(self, make_walk, ring_map, ring_floor) -> None:
        def zeros(imu: ImuSamples) -> ImuSamples:
            return replace(imu, attitude_xyzw=np.zeros((len(imu), 4)))

        plain, _ = tracked(make_walk, ring_map, ring_floor, lambda imu: imu)
        bad, _ = tracked(make_walk, ring_map, ring_floor, zeros)
        away_m = math.hypot(bad[-1].x_m - plain[-1].x_m, bad[-1].y_m - plain[-1].y_m)
        assert away_m < 2.0
        assert {p.status for p in bad} == {PoseStatus.OK}

    @pytest.mark.parametrize(
        "damage",
        [
            without("gyro_radps"),
            without("attitude_xyzw"),
            without("gyro_radps", "attitude_xyzw"),
            no_numbers("attitude_xyzw"),
            no_numbers("gyro_radps"),
            at_5_hz,
        ],
    )
    def test_sensors_that_come_and_go_raise_nothing(
        self, make_walk, ring_map, ring_floor, damage: Damage
    ) -> None:
        poses, errors_m = tracked(make_walk, ring_map, ring_floor, damage)
        assert np.isfinite([(p.x_m, p.y_m, p.heading_rad, p.var_x_m2, p.var_y_m2) for p in poses]).all()
        assert np.mean([error < 3.0 * sd_m(pose) for error, pose in zip(errors_m, poses, strict=True)]) > 0.9

    def test_a_phone_that_lost_its_yaw_does_not_walk_on_as_if_it_knew(
        self, make_walk, ring_map, ring_floor
    ) -> None:
        """ATT-7: steps without direction, and any heading, once neither attitude nor turn rate comes."""
        poses, errors_m = tracked(make_walk, ring_map, None, without("gyro_radps", "attitude_xyzw"))
        blind = [i for i, pose in enumerate(poses) if 12.0 < pose.t_s < 20.0]
        assert all(poses[i].sd_heading_rad > 1.8 for i in blind)
        assert sd_m(poses[blind[-1]]) > 6.0
        assert all(errors_m[i] < 3.0 * sd_m(poses[i]) for i in blind)
        assert poses[-1].sd_heading_rad < 0.5

    def test_a_slow_accelerometer_is_not_taken_for_standing_still(
        self, make_walk, ring_map, ring_floor
    ) -> None:
        """ATT-7: at 2 Hz hardly a step is found."""
        poses, errors_m = tracked(make_walk, ring_map, None, lambda imu: thinned(imu, 25))
        assert errors_m[-1] > 4.0
        assert max(error / sd_m(pose) for error, pose in zip(errors_m, poses, strict=True)) < 3.0

    def test_a_search_begins_anew_after_a_silence(self, make_walk, ring_map, ring_floor) -> None:
        """Ten minutes unseen: nothing of before counts, and the phone is still in the building."""
        walk = make_walk(2, duration_s=30.0)
        tracker = LiveTracker(ring_map, PositionPrior.anywhere(), ring_floor)
        begun_s = walk.frames[0].t_start_s
        tracker.step(SensorFrame(begun_s - 600.0, begun_s - 599.5, ImuSamples.empty()))
        poses = [tracker.step(frame) for frame in walk.frames]
        assert all(-1.0 < pose.x_m < 61.0 and -1.0 < pose.y_m < 41.0 for pose in poses)
        truth_m = walk.truth_at(poses[-1].t_s)
        assert poses[-1].status is PoseStatus.OK
        assert math.hypot(poses[-1].x_m - truth_m[0], poses[-1].y_m - truth_m[1]) < 5.0

    def test_a_time_that_runs_backwards_repeats_the_pose_and_goes_on(
        self, make_walk, ring_map, ring_floor
    ) -> None:
        walk = make_walk(1, duration_s=12.0)
        tracker = LiveTracker(ring_map, PositionPrior.known(*walk.truth_at(0.0)), ring_floor)
        poses = [tracker.step(frame) for frame in walk.frames[:12]]
        assert [tracker.step(frame) for frame in walk.frames[4:12]] == [poses[-1]] * 8
        later = [tracker.step(frame) for frame in walk.frames[12:]]
        again = LiveTracker(ring_map, PositionPrior.known(*walk.truth_at(0.0)), ring_floor)
        assert [again.step(frame) for frame in walk.frames][12:] == later


class TestUsable:
    def test_whole_samples_are_handed_on_as_they_are(self, make_walk) -> None:
        imu = make_walk(1, duration_s=2.0).frames[1].imu
        assert usable(imu) is imu
        assert usable(ImuSamples.empty()) is not None

    @pytest.mark.parametrize(
        ("t_s", "expected_s"),
        [
            ([], 10.0),
            (np.arange(0.0, 10.0, 0.02), 0.0),
            (np.arange(9.0, 10.0, 0.02), 9.0),
            (np.arange(0.0, 1.0, 0.02), 9.02),
            ([*np.arange(0.0, 2.0, 0.02), *np.arange(8.0, 10.0, 0.02)], 6.02),
            ([-5.0, 1e9], 10.0),
            (np.arange(0.0, 10.0, 0.2), 10.0),
            (np.arange(0.0, 10.0, 0.125), 0.0),
        ],
    )
    def test_what_no_sample_tells_of_is_unseen(self, t_s, expected_s: float) -> None:
        assert unseen_s(np.array(t_s), 0.0, 10.0) == pytest.approx(expected_s)

    def test_fields_that_are_no_numbers_become_fields_that_nobody_believes(self) -> None:
        field = np.full((3, 3), 30.0)
        field[1] = np.nan
        kept = usable(ImuSamples(np.arange(3.0), np.ones((3, 3)), mag_ut=field))
        assert kept.mag_ut is not None
        assert kept.mag_ut[:, 0].tolist() == [30.0, 0.0, 30.0]

    def test_turn_rates_that_are_no_numbers_cost_samples_or_the_gyroscope(self) -> None:
        rate = np.zeros((3, 3))
        rate[1] = np.nan
        level = np.tile([0.0, 0.0, 0.0, 1.0], (3, 1))
        t_s, force = np.arange(3.0), np.ones((3, 3))
        assert usable(ImuSamples(t_s, force, rate)).t_s.tolist() == [0.0, 2.0]
        assert usable(ImuSamples(t_s, force, rate, attitude_xyzw=level)).t_s.tolist() == [0.0, 1.0, 2.0]
        assert usable(ImuSamples(t_s, force, np.full((3, 3), np.nan))).gyro_radps is None

    @given(
        t_s=st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), max_size=12),
        force=st.floats(allow_nan=True, allow_infinity=True),
        quaternion=st.floats(-2.0, 2.0) | st.just(math.nan),
    )
    @settings(max_examples=80, deadline=None)
    def test_what_is_left_is_whole_whatever_came(
        self, t_s: list[float], force: float, quaternion: float
    ) -> None:
        n = len(t_s)
        accel = np.full((n, 3), 5.0)
        accel[::2] = force
        attitude = np.tile([0.0, 0.0, 0.0, quaternion], (n, 1))
        given_samples = ImuSamples(np.array(t_s), accel, accel, accel, attitude)
        kept = usable(given_samples)
        assert np.isfinite(kept.t_s).all()
        assert (np.diff(kept.t_s) >= 0.0).all()
        assert np.isfinite(kept.accel_mps2).all()
        assert kept.gyro_radps is None or np.isfinite(kept.gyro_radps).all()
        assert kept.mag_ut is None or np.isfinite(kept.mag_ut).all()
        assert kept.attitude_xyzw is None or np.isfinite(kept.attitude_xyzw).all()
        assert 0.0 <= unseen_s(kept.t_s, 0.0, 10.0) <= 10.0
