"""Yaw from whatever sensors there are: conventions, the filter against simulated turns, recorded walks."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from positioning.attitude import (
    MAX_NORTH_ERROR_RAD,
    NORTH_GAIN_PER_S,
    HeadingSource,
    YawReference,
    YawTrack,
)
from positioning.capture import read_trace
from positioning.errors import InvalidState
from positioning.rotation import levelled, long_axis_yaw_rad, rotated_by, world_axes
from positioning.types import FloatArray, ImuSamples

FIELD_UT = np.array([0.0, 30.0, -35.0])  # east, north, up: mid northern latitudes


def wrapped(angle_rad: FloatArray | float) -> FloatArray:
    return np.asarray((np.asarray(angle_rad) + math.pi) % math.tau - math.pi)


def held(yaw_rad: float, pitch_rad: float = 0.0, roll_rad: float = 0.0) -> Rotation:
    """A phone whose top points to `yaw_rad` (counter-clockwise from east), lifted by pitch, then rolled."""
    return Rotation.from_euler("ZXY", [yaw_rad - math.pi / 2, pitch_rad, roll_rad])


def turning(
    rate_radps: FloatArray, rate_hz: float = 50.0, bias_radps: float = 0.0, pitch_rad: float = 0.5
) -> tuple[ImuSamples, FloatArray]:
    """A phone carried with yaw rate (n,), all sensors, bouncing like a walker: samples and true yaw."""
    n = len(rate_radps)
    t_s = np.arange(n) / rate_hz
    yaw = 0.3 + np.concatenate(([0.0], np.cumsum(rate_radps[1:]) / rate_hz))
    attitude = Rotation.concatenate([held(y, pitch_rad) for y in yaw])
    bounce = np.column_stack((0 * t_s, 0 * t_s, 2.0 * np.sin(2 * np.pi * 1.9 * t_s)))
    rate = np.column_stack((0 * t_s, 0 * t_s, rate_radps))
    samples = ImuSamples(
        t_s=t_s,
        accel_mps2=attitude.inv().apply(np.array([0, 0, 9.81]) + bounce),
        gyro_radps=attitude.inv().apply(rate) + bias_radps * np.array([0.0, 0.0, 1.0]),
        mag_ut=attitude.inv().apply(np.tile(FIELD_UT, (n, 1))),
        attitude_xyzw=attitude.as_quat(),
    )
    return samples, wrapped(yaw)


def without(imu: ImuSamples, *names: str) -> ImuSamples:
    columns = {name: getattr(imu, name) for name in ImuSamples.__slots__ if name not in names}
    return ImuSamples(**columns)


def part(imu: ImuSamples, start: int, end: int) -> ImuSamples:
    columns = {name: getattr(imu, name) for name in ImuSamples.__slots__}
    return ImuSamples(**{name: None if c is None else c[start:end] for name, c in columns.items()})


def followed(source: HeadingSource, imu: ImuSamples, period: int = 25) -> list[YawTrack]:
    return [source.step(part(imu, i, i + period)) for i in range(0, len(imu), period)]


STREET = np.repeat([0.0, math.pi / 4, 0.0, -math.pi / 2, 0.0], [300, 100, 300, 100, 300])
"""Straight, 90 degrees to the left in 2 s, straight, 180 to the right, straight."""


class TestConventions:
    @pytest.mark.parametrize(
        ("yaw_deg", "expected_deg"), [(0, 0), (90, 90), (180, 180), (-90, -90), (45, 45)]
    )
    def test_yaw_is_counter_clockwise_from_east(self, yaw_deg: float, expected_deg: float) -> None:
        """ATT-1 and ATT-2, of a phone held flat."""
        attitude = held(math.radians(yaw_deg)).as_quat()[None]
        assert math.degrees(wrapped(long_axis_yaw_rad(attitude)[0] - math.radians(expected_deg))) == (
            pytest.approx(0, abs=1e-9)
        )

    @given(
        yaw_rad=st.floats(-3.1, 3.1),
        pitch_rad=st.floats(-1.5, 1.5),
        roll_rad=st.floats(-0.2, 0.2),
    )
    def test_yaw_hardly_depends_on_how_steep_the_phone_is_held(
        self, yaw_rad: float, pitch_rad: float, roll_rad: float
    ) -> None:
        """ATT-2."""
        attitude = held(yaw_rad, pitch_rad, roll_rad).as_quat()[None]
        assert abs(wrapped(long_axis_yaw_rad(attitude)[0] - yaw_rad)) < 0.25

    def test_upright_it_is_where_the_back_looks(self) -> None:
        """ATT-2."""
        attitude = held(1.0, math.pi / 2).as_quat()[None]
        back = Rotation.from_quat(attitude[0]).apply([0, 0, -1])
        assert long_axis_yaw_rad(attitude)[0] == pytest.approx(math.atan2(back[1], back[0]))
        assert long_axis_yaw_rad(attitude)[0] == pytest.approx(1.0)

    @given(angle=st.tuples(*[st.floats(-3, 3)] * 3), start=st.tuples(*[st.floats(-3, 3)] * 3))
    def test_rotations_agree_with_scipy(
        self, angle: tuple[float, float, float], start: tuple[float, float, float]
    ) -> None:
        """ATT-1, and the exact exponential of ATT-3."""
        before = Rotation.from_rotvec(start)
        x, y, z, w = before.as_quat().tolist()
        turned = Rotation.from_quat(rotated_by((x, y, z, w), angle))
        assert (turned.inv() * before * Rotation.from_rotvec(angle)).magnitude() < 1e-7
        np.testing.assert_allclose(world_axes((x, y, z, w)), before.as_matrix(), atol=1e-12)

    @given(force=st.tuples(*[st.floats(-20, 20)] * 3).filter(lambda f: math.hypot(*f) > 0.1))
    def test_levelling_puts_the_force_upwards(self, force: tuple[float, float, float]) -> None:
        up = Rotation.from_quat(levelled(force)).apply(np.array(force) / math.hypot(*force))
        np.testing.assert_allclose(up, [0, 0, 1], atol=1e-4)
        assert levelled((0.0, 0.0, 0.0)) == (0.0, 0.0, 0.0, 1.0)


class TestSources:
    def test_the_phones_own_attitude_rules(self) -> None:
        imu, yaw = turning(STREET)
        tracks = followed(HeadingSource(), imu)
        np.testing.assert_allclose(wrapped(np.concatenate([k.yaw_rad for k in tracks]) - yaw), 0, atol=1e-9)
        assert {k.reference for k in tracks} == {YawReference.NORTH}

    @pytest.mark.parametrize("pitch_rad", [0.0, 0.6, 1.4])
    def test_gyroscope_and_magnetometer_give_yaw_from_north(self, pitch_rad: float) -> None:
        """ATT-3."""
        imu, yaw = turning(STREET, pitch_rad=pitch_rad)
        source = HeadingSource()
        tracks = followed(source, without(imu, "attitude_xyzw"))
        error = wrapped(np.concatenate([k.yaw_rad for k in tracks]) - yaw)
        assert np.max(np.abs(error)) < math.radians(8)
        assert np.median(np.abs(error)) < math.radians(3)
        assert tracks[-1].reference is YawReference.NORTH

    def test_the_gyroscope_alone_gives_turns_from_an_arbitrary_zero(self) -> None:
        imu, yaw = turning(STREET)
        tracks = followed(HeadingSource(), without(imu, "attitude_xyzw", "mag_ut"))
        own = np.concatenate([k.yaw_rad for k in tracks])
        assert np.max(np.abs(wrapped((own - own[0]) - (yaw - yaw[0])))) < math.radians(8)
        assert {k.reference for k in tracks} == {YawReference.ARBITRARY}
        assert sum(k.turned_rad for k in tracks) == pytest.approx(-math.pi / 2, abs=math.radians(6))

    def test_without_gyroscope_and_attitude_nothing_is_claimed(self) -> None:
        imu, _ = turning(STREET[:100])
        (track,) = followed(HeadingSource(), without(imu, "attitude_xyzw", "gyro_radps"), 100)
        assert track.reference is YawReference.UNKNOWN
        assert track.turned_rad == 0.0
        assert not track.yaw_rad.any()

    def test_an_empty_frame_changes_nothing(self) -> None:
        imu, _ = turning(STREET[:100])
        source = HeadingSource()
        source.step(imu)
        before = source.snapshot()
        track = source.step(ImuSamples.empty())
        assert (len(track.yaw_rad), track.turned_rad) == (0, 0.0)
        assert source.snapshot() == before

    def test_the_own_filter_goes_on_where_the_attitude_falls_silent(self) -> None:
        imu, yaw = turning(STREET)
        source = HeadingSource()
        first = source.step(part(imu, 0, 250))
        later = source.step(without(part(imu, 250, 1100), "attitude_xyzw", "mag_ut"))
        assert first.reference is later.reference is YawReference.NORTH
        assert np.max(np.abs(wrapped(later.yaw_rad - yaw[250:]))) < math.radians(8)

    def test_a_change_of_the_reference_is_no_turn(self) -> None:
        imu, _ = turning(np.zeros(400))
        source = HeadingSource()
        source.step(without(part(imu, 0, 200), "attitude_xyzw", "mag_ut"))
        track = source.step(part(imu, 200, 400))
        assert abs(track.turned_rad) < 1e-9
        assert track.yaw_rad[-1] == pytest.approx(0.3)

    def test_finding_north_within_a_frame_is_no_turn(self) -> None:
        imu, _ = turning(np.full(200, 0.2))
        assert imu.mag_ut is not None
        field = imu.mag_ut.copy()
        field[:120] *= 4.0  # a magnet, too strong to be the Earth's
        track = HeadingSource().step(ImuSamples(imu.t_s, imu.accel_mps2, imu.gyro_radps, field))
        assert track.reference is YawReference.NORTH
        assert abs(wrapped(track.yaw_rad[120] - track.yaw_rad[119])) > 0.5
        assert track.turned_rad == pytest.approx(198 / 50 * 0.2, abs=0.05)

    def test_turns_add_up_to_the_yaw(self) -> None:
        imu, yaw = turning(STREET)
        tracks = followed(HeadingSource(), imu, 7)
        assert wrapped(sum(k.turned_rad for k in tracks) - (yaw[-1] - yaw[0])) == pytest.approx(0, abs=1e-9)


class TestFilter:
    @pytest.mark.parametrize("bias_radps", [math.radians(1), math.radians(-4)])
    @pytest.mark.parametrize("clock_s", [1e-6, 0.04])
    def test_a_rest_shows_the_gyroscopes_bias(self, bias_radps: float, clock_s: float) -> None:
        """ATT-5."""
        rng = np.random.default_rng(2)
        n = 3000
        still = ImuSamples(
            t_s=np.floor(np.arange(n) / 50 / clock_s) * clock_s,  # a coarse clock repeats its stamps
            accel_mps2=np.array([0.0, 0.0, 9.81]) + rng.normal(0, 0.05, (n, 3)),
            gyro_radps=np.array([0.0, 0.0, bias_radps]) + rng.normal(0, 0.005, (n, 3)),
        )
        tracks = followed(HeadingSource(), still)
        assert abs(tracks[1].turned_rad) > 0.3 * abs(bias_radps)  # the first second knows no better
        assert abs(sum(k.turned_rad for k in tracks[6:])) < math.radians(3)

    @pytest.mark.parametrize(
        ("disturbance", "bound_rad"),
        [
            ((60.0, 30.0, 0.0), math.radians(1)),
            ((0.0, 0.0, 35.0), math.radians(1)),
            # Within the tolerance of norm and dip: seen as the Earth's, pulls for 5 s at the bounded rate.
            ((-15.0, -15.0, 10.0), 5.0 * NORTH_GAIN_PER_S * MAX_NORTH_ERROR_RAD),
        ],
    )
    def test_iron_nearby_does_not_turn_the_yaw(
        self, disturbance: tuple[float, float, float], bound_rad: float
    ) -> None:
        """ATT-4."""
        imu, yaw = turning(np.zeros(1500))
        assert imu.mag_ut is not None
        field = imu.mag_ut.copy()
        field[500:750] += disturbance
        bent = without(imu, "attitude_xyzw", "mag_ut")
        bent = ImuSamples(bent.t_s, bent.accel_mps2, bent.gyro_radps, field)
        own = np.concatenate([k.yaw_rad for k in followed(HeadingSource(), bent)])
        assert np.max(np.abs(wrapped(own - yaw))) < bound_rad

    def test_a_field_that_cannot_be_the_earths_gives_no_north(self) -> None:
        """ATT-4."""
        imu, _ = turning(np.zeros(500))
        magnet = ImuSamples(imu.t_s, imu.accel_mps2, imu.gyro_radps, np.tile([-12.0, -2.0, -161.0], (500, 1)))
        assert followed(HeadingSource(), magnet)[-1].reference is YawReference.ARBITRARY

    def test_a_wrong_first_tilt_is_forgotten(self) -> None:
        """ATT-3: gravity levels what the first sample had wrong."""
        imu, yaw = turning(np.zeros(3000), pitch_rad=0.2)
        force = imu.accel_mps2.copy()
        force[0] = [5.0, 5.0, 5.0]
        own = followed(HeadingSource(), ImuSamples(imu.t_s, force, imu.gyro_radps, imu.mag_ut))
        assert np.max(np.abs(wrapped(own[-1].yaw_rad - yaw[-1]))) < math.radians(8)

    def test_a_silence_is_not_integrated_over(self) -> None:
        imu, _ = turning(np.full(200, 0.5))
        source = HeadingSource()
        alone = without(imu, "attitude_xyzw", "mag_ut")
        source.step(part(alone, 0, 100))
        late = ImuSamples(alone.t_s[100:] + 30.0, alone.accel_mps2[100:], alone.gyro_radps[100:])  # type: ignore[index]
        assert source.step(late).turned_rad == pytest.approx(99 / 50 * 0.5, abs=0.05)


class TestState:
    @given(cuts=st.lists(st.integers(1, 300), max_size=6), missing=st.sampled_from([(), ("mag_ut",)]))
    @settings(max_examples=12, deadline=None)
    def test_a_restored_source_goes_on_to_the_bit(self, cuts: list[int], missing: tuple[str, ...]) -> None:
        imu = without(turning(STREET[200:500])[0], "attitude_xyzw", *missing)
        plain, restored = HeadingSource(), HeadingSource()
        for start, end in pairwise([0, *sorted(cuts), 300]):
            one = plain.step(part(imu, start, end))
            other = restored.step(part(imu, start, end))
            assert np.array_equal(one.yaw_rad, other.yaw_rad)
            assert one.turned_rad == other.turned_rad
            restored = HeadingSource.restore(restored.snapshot())
        assert restored.snapshot() == plain.snapshot()

    @pytest.mark.parametrize("state", [b"", b"\x01\x09\x00" + bytes(128), b"\x07" + bytes(130)])
    def test_a_foreign_state_is_refused(self, state: bytes) -> None:
        with pytest.raises(InvalidState):
            HeadingSource.restore(state)


@pytest.mark.recordings
class TestRecorded:
    def test_the_own_filter_agrees_with_the_phones_attitude(self, recordings: Path) -> None:
        """Median over a walk 3 degrees, 7 at the 90th percentile of walks (see docs/theory/attitude.md)."""
        medians = []
        for path in sorted((recordings / "malls").glob("*/survey/*.txt.gz"))[::12]:
            own, phone = HeadingSource(), HeadingSource()
            errors = []
            for frame in read_trace(path):
                ours = own.step(without(frame.imu, "attitude_xyzw"))
                errors.append(wrapped(ours.yaw_rad - phone.step(frame.imu).yaw_rad))
            medians.append(float(np.median(np.abs(np.concatenate(errors)))))
        assert len(medians) >= 8
        assert np.median(medians) < math.radians(6)
        assert np.max(medians) < math.radians(20)
