"""The gyroscope's bias from walking straight (ATT-6): learnt, not made up, left alone where others know."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positioning.attitude import HeadingSource
from positioning.errors import InvalidState
from positioning.motion import StrideTracker
from positioning.straight import NO_CORRECTION, StraightWalk
from positioning.types import FloatArray, ImuSamples

RATE_HZ = 50.0
FRAME = 25  # samples
AROUND_A_BLOCK = np.tile(np.repeat([0.0, math.pi / 4], [1000, 100]), 6)
"""Legs of 20 s, left turns of 90 degrees in 2 s: yaw rate (n,) in rad/s."""


def walked(
    rate_radps: FloatArray, bias_degps: float = 0.0, seed: int = 3
) -> tuple[list[ImuSamples], FloatArray]:
    """Frames of somebody who walks with the phone flat, his heading swaying and wandering by 4 degrees, and
    the yaw without the sway.
    """
    rng = np.random.default_rng(seed)
    n = len(rate_radps)
    t_s = np.arange(n) / RATE_HZ
    yaw_rad = np.cumsum(rate_radps) / RATE_HZ
    wander = np.convolve(rng.normal(0.0, 1.0, n + 100), np.hanning(101) / np.hanning(101).sum(), "valid")
    sway_rad = math.radians(3.0) * (np.sin(2 * math.pi * 0.9 * t_s) + wander[:n] / wander.std())
    gyro = np.zeros((n, 3))
    gyro[:, 2] = np.gradient(yaw_rad + sway_rad, t_s) + math.radians(bias_degps)
    accel = np.zeros((n, 3))
    accel[:, 2] = 9.81 + 2.5 * np.sin(2 * math.pi * 1.8 * t_s)
    parts = [slice(i, i + FRAME) for i in range(0, n, FRAME)]
    return [ImuSamples(t_s[each], accel[each], gyro[each]) for each in parts], yaw_rad


def final_error_rad(frames: list[ImuSamples], yaw_rad: FloatArray) -> float:
    tracker = StrideTracker(math.pi / 2)
    for frame in frames:
        tracker.advance(frame)
    assert tracker.yaw_rad is not None
    begin_rad = math.pi / 2  # levelled without a turn, the phone's long axis is the world's north
    return abs(math.remainder(tracker.yaw_rad - begin_rad - float(yaw_rad[-1]), math.tau))


class TestWalking:
    @pytest.mark.parametrize(("bias_degps", "left"), [(-1.0, 0.6), (-0.3, 0.75), (0.4, 0.75), (1.0, 0.6)])
    def test_two_minutes_of_straight_legs_show_the_bias(self, bias_degps: float, left: float) -> None:
        """The prior is narrow, for phones correct their gyroscopes: most of a large error goes, not all."""
        uncorrected_rad = abs(math.radians(bias_degps)) * len(AROUND_A_BLOCK) / RATE_HZ
        errors = [final_error_rad(*walked(AROUND_A_BLOCK, bias_degps, seed)) for seed in range(3)]
        assert np.mean(errors) < left * uncorrected_rad

    def test_turns_are_not_taken_for_bias(self) -> None:
        errors = [final_error_rad(*walked(AROUND_A_BLOCK, 0.0, seed)) for seed in range(3)]
        assert np.mean(errors) < math.radians(10)

    def test_without_steps_a_slow_turn_is_believed(self) -> None:
        frames, _ = walked(np.full(1500, math.radians(2.0)))
        told, untold = HeadingSource(), HeadingSource()
        believed_rad = sum(untold.step(frame).turned_rad for frame in frames)
        corrected_rad = sum(told.step(frame, [float(frame.t_s[0])]).turned_rad for frame in frames)
        assert believed_rad == pytest.approx(math.radians(60), abs=math.radians(12))  # the sway's ends
        assert corrected_rad < believed_rad - math.radians(5)

    def test_the_phones_own_attitude_is_not_corrected(self) -> None:
        frames, _ = walked(AROUND_A_BLOCK[:1000], bias_degps=1.0)
        level = np.tile([0.0, 0.0, 0.0, 1.0], (FRAME, 1))
        source = HeadingSource()
        for frame in frames:
            rated = ImuSamples(frame.t_s, frame.accel_mps2, frame.gyro_radps, attitude_xyzw=level)
            track = source.step(rated, [float(frame.t_s[0])])
            np.testing.assert_allclose(track.yaw_rad, math.pi / 2, atol=1e-12)

    def test_where_the_field_holds_the_yaw_straightness_says_nothing(self) -> None:
        frames, _ = walked(np.zeros(1500), bias_degps=0.5)
        field = np.tile([0.0, 30.0, -35.0], (FRAME, 1))
        told, untold = HeadingSource(), HeadingSource()
        for frame in frames:
            rated = ImuSamples(frame.t_s, frame.accel_mps2, frame.gyro_radps, field)
            one, other = told.step(rated, [float(frame.t_s[0])]), untold.step(rated)
            np.testing.assert_array_equal(one.yaw_rad, other.yaw_rad)


class TestState:
    def test_a_restored_state_goes_on_bit_equal(self) -> None:
        frames, _ = walked(AROUND_A_BLOCK[:1500], bias_degps=0.7)
        whole, cut = HeadingSource(), HeadingSource()
        for frame in frames:
            steps_s = [float(frame.t_s[0])]
            np.testing.assert_array_equal(
                whole.step(frame, steps_s).yaw_rad, cut.step(frame, steps_s).yaw_rad
            )
            cut = HeadingSource.restore(cut.snapshot())
        assert cut.snapshot() == whole.snapshot()

    @pytest.mark.parametrize("state", [b"", b"\x01", b"\x02" + bytes(128)])
    def test_a_foreign_state_is_refused(self, state: bytes) -> None:
        with pytest.raises(InvalidState):
            StraightWalk.restore(state)

    @given(
        jumps=st.lists(
            st.tuples(st.floats(-1e3, 1e3) | st.just(0.02), st.floats(-4, 4)), min_size=1, max_size=60
        )
    )
    @settings(max_examples=60, deadline=None)
    def test_the_covariance_stays_one_whatever_the_clock_does(self, jumps: list[tuple[float, float]]) -> None:
        straight, now_s = StraightWalk(), 0.0
        for jump_s, yaw_rad in jumps:
            now_s += jump_s
            t_s = now_s + np.arange(0.0, 2.1, 0.1)
            found = straight.step(t_s, np.full(len(t_s), yaw_rad), [now_s])
            assert math.isfinite(found.drift_rad)
            assert math.isfinite(found.bias_radps)
            covariance = np.frombuffer(straight.snapshot()[-72:]).reshape(3, 3)
            assert np.linalg.eigvalsh(covariance)[0] > -1e-12 * np.trace(covariance)
            now_s = float(t_s[-1])

    def test_a_pause_ends_the_leg(self) -> None:
        straight = StraightWalk()
        t_s = np.arange(0.0, 2.5, 0.1)
        found = [straight.step(t_s + 2.5 * i, np.full(25, 0.02 * i), [2.5 * i]) for i in range(4)]
        # The first two stretches are neighbours of nothing, the third begins the leg.
        assert [each == NO_CORRECTION for each in found] == [True, True, True, False]
        late = [
            straight.step(t_s + 20.0 + 2.5 * i, np.full(25, 0.02 * i), [20.0 + 2.5 * i]) for i in range(5)
        ]
        assert [each == NO_CORRECTION for each in late] == [True, True, True, True, False]
