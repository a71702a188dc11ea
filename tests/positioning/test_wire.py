"""Frames on the wire: the conformance vectors, round trips within the layout's steps, and refusals."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import positioning.wire
from positioning import wire
from positioning.errors import MalformedFrame
from positioning.types import (
    BeaconKey,
    BeaconSighting,
    BeaconTelemetry,
    CodeId,
    CodeScan,
    ImuSamples,
    SensorFrame,
    is_code_id,
)

VECTORS = json.loads((Path(positioning.wire.__file__).parents[1] / "vectors" / "wire.json").read_text())
VISIT = UUID("018f4e2a-7c3b-7d11-9a55-0242ac120002")
KEYS = [BeaconKey("mac:E0:78:A3:3E:93:35"), BeaconKey("ibeacon:9195b3ad-a9d0-4500-85ff-9fb0f65a5201/1/2")]
CLOCK_NS = 5_000_000_000_000

ACCEL_STEP, GYRO_STEP, MAG_STEP, ATTITUDE_STEP, TIME_STEP_S = 1 / 400, 1 / 900, 0.15, 1 / 32767, 1e-4


def names(vectors: list[dict[str, Any]]) -> list[str]:
    return [vector["name"] for vector in vectors]


def assert_same(one: wire.WireFrame, other: wire.WireFrame) -> None:
    """Equal up to half a step of the binary layout."""
    assert (one.visit_id, one.sequence) == (other.visit_id, other.sequence)
    assert (one.t_start_ns, one.length_ns) == (other.t_start_ns, other.length_ns)
    assert_imu_close(one.imu, other.imu)
    assert len(one.sightings) == len(other.sightings)
    for a, b in zip(one.sightings, other.sightings, strict=True):
        assert (a.key, round(a.rssi_dbm), a.telemetry) == (b.key, round(b.rssi_dbm), b.telemetry)
        assert abs(a.t_s - b.t_s) <= 0.5e-3 + 1e-9
    assert len(one.codes) == len(other.codes)
    for a, b in zip(one.codes, other.codes, strict=True):
        assert a.code == b.code
        assert abs(a.t_s - b.t_s) <= 0.5e-3 + 1e-9


def assert_imu_close(one: ImuSamples, other: ImuSamples) -> None:
    steps = {"t_s": TIME_STEP_S, "accel_mps2": ACCEL_STEP, "gyro_radps": GYRO_STEP, "mag_ut": MAG_STEP}
    for column, step in {**steps, "attitude_xyzw": 2 * ATTITUDE_STEP}.items():
        left, right = getattr(one, column), getattr(other, column)
        assert (left is None) == (right is None), column
        if left is not None:
            assert left.shape == right.shape, column
            np.testing.assert_allclose(left, right, rtol=0, atol=step / 2 + 1e-9, err_msg=column)


def plain_frame(
    n: int = 50, sightings: tuple[BeaconSighting, ...] = (), codes: tuple[CodeScan, ...] = ()
) -> SensorFrame:
    rng = np.random.default_rng(3)
    attitude = rng.normal(size=(n, 4))
    attitude /= np.linalg.norm(attitude, axis=1, keepdims=True)
    return SensorFrame(
        7.0,
        8.0,
        ImuSamples(
            t_s=7.0 + np.sort(rng.uniform(0, 1, n)),
            accel_mps2=rng.normal(0, 10, (n, 3)),
            gyro_radps=rng.normal(0, 2, (n, 3)),
            mag_ut=rng.normal(0, 40, (n, 3)),
            attitude_xyzw=attitude,
        ),
        sightings,
        codes,
    )


class TestVectors:
    @pytest.mark.parametrize("vector", VECTORS["frames"], ids=names(VECTORS["frames"]))
    def test_binary_decodes_to_the_expected_values(self, vector: dict[str, Any]) -> None:
        decoded = wire.decode_binary(bytes.fromhex(vector["hex"]), vector["beacons"])
        assert_same(decoded, wire.decode_json(vector["frame"]))
        assert decoded.sequence == vector["frame"]["sequence"]
        expected = np.array(vector["frame"]["imu"]["accel_mps2"]).reshape(-1, 3)
        np.testing.assert_allclose(decoded.imu.accel_mps2, expected, atol=1e-9)

    @pytest.mark.parametrize("vector", VECTORS["frames"], ids=names(VECTORS["frames"]))
    def test_the_expected_values_encode_to_the_same_bytes(self, vector: dict[str, Any]) -> None:
        told = wire.decode_json(vector["frame"])
        clock_ns = told.t_start_ns
        data = wire.encode_binary(
            told.to_frame(clock_ns), told.visit_id, told.sequence, clock_ns, vector["beacons"]
        )
        assert data.hex() == vector["hex"]

    @pytest.mark.parametrize("vector", VECTORS["malformed"], ids=names(VECTORS["malformed"]))
    def test_malformed_binary_is_refused_by_field(self, vector: dict[str, Any]) -> None:
        with pytest.raises(MalformedFrame) as caught:
            wire.decode_binary(bytes.fromhex(vector["hex"]), vector["beacons"])
        assert caught.value.field == vector["field"]

    @pytest.mark.parametrize("vector", VECTORS["malformed_json"], ids=names(VECTORS["malformed_json"]))
    def test_malformed_json_is_refused_by_field(self, vector: dict[str, Any]) -> None:
        with pytest.raises(MalformedFrame) as caught:
            wire.decode_json(vector["frame"])
        assert caught.value.field == vector["field"]
        assert str(caught.value).startswith(vector["field"])

    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
    @pytest.mark.parametrize("column", ["t_offset_us", "accel_mps2", "gyro_radps", "mag_ut", "attitude_xyzw"])
    def test_what_is_not_finite_is_refused(self, column: str, value: float) -> None:
        message = wire.encode_json(plain_frame(5), VISIT, 0, CLOCK_NS, KEYS)
        cell = message["imu"][column]
        if column == "t_offset_us":
            cell[2] = value
        else:
            cell[2][1] = value
        with pytest.raises(MalformedFrame) as caught:
            wire.decode_json(message)
        assert caught.value.field == ("t_s" if column == "t_offset_us" else column)

    @pytest.mark.parametrize("name", ["rssi_dbm", "t_offset_ms"])
    @pytest.mark.parametrize("value", [math.nan, math.inf, 10**400])
    def test_a_sighting_that_is_not_finite_is_refused(self, name: str, value: float) -> None:
        message = wire.encode_json(plain_frame(5), VISIT, 0, CLOCK_NS, KEYS)
        message["sightings"] = [{"key": KEYS[0], "rssi_dbm": -70, "t_offset_ms": 3, name: value}]
        with pytest.raises(MalformedFrame, match="not finite") as caught:
            wire.decode_json(message)
        assert caught.value.field == name


@st.composite
def frames(draw: st.DrawFn) -> SensorFrame:
    """Any frame that a phone may send, times uneven or even, sensors missing or not."""
    n = draw(st.integers(0, 12))
    length_s = draw(st.floats(0.01, 6.0))
    start_s = draw(st.floats(0.0, 80_000.0))
    if draw(st.booleans()):
        offsets = np.sort(draw(hnp.arrays(np.float64, n, elements=st.floats(0, length_s))))
    else:
        offsets = np.arange(1, n + 1) * length_s / max(n, 1)

    def column(limit: float, width: int = 3) -> np.ndarray:
        return draw(hnp.arrays(np.float64, (n, width), elements=st.floats(-limit, limit)))

    attitude = column(1.0, 4) + np.array([0, 0, 0, 3.0])
    heard = draw(
        st.lists(
            st.builds(
                BeaconSighting,
                t_s=st.floats(0, length_s).map(lambda t: start_s + t),
                key=st.sampled_from([*KEYS, BeaconKey("mac:00:11:22:33:44:55")]),
                rssi_dbm=st.integers(-127, 20).map(float),
                telemetry=st.none()
                | st.builds(
                    BeaconTelemetry,
                    battery_mv=st.integers(0, 65535),
                    temperature_c=st.integers(-32768, 32767).map(lambda k: k / 256),
                    advert_count=st.integers(0, 2**32 - 1),
                    uptime_s=st.integers(0, 2**32 - 1).map(lambda k: k / 10),
                ),
            ),
            max_size=5,
        )
    )
    scan = st.builds(
        CodeScan,
        t_s=st.floats(0, length_s).map(lambda t: start_s + t),
        code=st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=64),
    )
    return SensorFrame(
        start_s,
        start_s + length_s,
        ImuSamples(
            t_s=start_s + offsets,
            accel_mps2=column(80.0),
            gyro_radps=draw(st.none() | st.just(column(36.0))) if n else None,
            mag_ut=draw(st.none() | st.just(column(4900.0))) if n else None,
            attitude_xyzw=attitude / np.linalg.norm(attitude, axis=1, keepdims=True) if n else None,
        ),
        tuple(heard),
        tuple(draw(st.lists(scan, max_size=8))),
    )


class TestRoundTrip:
    """Bounds: half a step of each column, 50 us of a sample time, 1 ms of a sighting or a scan."""

    @given(frame=frames(), sequence=st.integers(0, 2**32 - 1))
    @settings(max_examples=120, deadline=None)
    def test_binary(self, frame: SensorFrame, sequence: int) -> None:
        data = wire.encode_binary(frame, VISIT, sequence, CLOCK_NS, KEYS)
        back = wire.decode_binary(data, KEYS)
        assert (back.visit_id, back.sequence) == (VISIT, sequence)
        self.assert_frame_close(back.to_frame(CLOCK_NS), frame, event_s=1e-3)
        again = wire.encode_binary(back.to_frame(CLOCK_NS), VISIT, sequence, CLOCK_NS, KEYS)
        assert len(again) == len(data)

    @given(frame=frames())
    @settings(max_examples=60, deadline=None)
    def test_json_text(self, frame: SensorFrame) -> None:
        text = json.dumps(wire.encode_json(frame, VISIT, 9, CLOCK_NS, KEYS), allow_nan=False)
        back = wire.decode_json(json.loads(text)).to_frame(CLOCK_NS)
        self.assert_frame_close(back, frame, event_s=2e-6)
        for column in ("accel_mps2", "gyro_radps", "mag_ut", "attitude_xyzw"):
            if getattr(frame.imu, column) is not None:
                np.testing.assert_allclose(
                    getattr(back.imu, column), getattr(frame.imu, column), rtol=0, atol=2e-6
                )

    @staticmethod
    def assert_frame_close(back: SensorFrame, frame: SensorFrame, event_s: float) -> None:
        assert abs(back.t_start_s - frame.t_start_s) < 1e-6
        assert abs(back.t_end_s - frame.t_end_s) < 2e-6
        if len(frame.imu):
            assert_imu_close(back.imu, frame.imu)
        assert np.all(back.imu.t_s <= back.t_end_s + 1e-9)
        for a, b in zip(back.sightings, frame.sightings, strict=True):
            assert (a.key, a.rssi_dbm, a.telemetry) == (b.key, b.rssi_dbm, b.telemetry)
            assert abs(a.t_s - b.t_s) <= event_s
        for one, other in zip(back.codes, frame.codes, strict=True):
            assert one.code == other.code
            assert abs(one.t_s - other.t_s) <= event_s

    def test_evenly_spaced_samples_need_no_time_column(self) -> None:
        times = 7.0 + np.arange(1, 51) / 50
        frame = SensorFrame(7.0, 8.0, ImuSamples(times, np.tile([0, 0, 9.81], (50, 1))))
        data = wire.encode_binary(frame, VISIT, 0, CLOCK_NS, KEYS)
        assert len(data) == 44 + 50 * 6
        np.testing.assert_allclose(
            wire.decode_binary(data, KEYS).to_frame(CLOCK_NS).imu.t_s, times, atol=1e-9
        )

    def test_a_second_with_nine_channels_is_about_a_kilobyte(self) -> None:
        full = wire.encode_binary(plain_frame(), VISIT, 0, CLOCK_NS, KEYS)
        assert len(full) == 44 + 50 * (3 * 6 + 8 + 2)

    def test_what_is_beyond_the_range_is_saturated(self) -> None:
        frame = SensorFrame(0.0, 1.0, ImuSamples(np.array([1.0]), np.array([[500.0, -500.0, 1.0]])))
        back = wire.decode_binary(wire.encode_binary(frame, VISIT, 0, CLOCK_NS, KEYS), KEYS)
        assert back.imu.accel_mps2.tolist() == [[32767 / 400, -32768 / 400, 1.0]]

    def test_a_sighting_from_before_the_first_frame_counts_as_heard_at_its_start(self) -> None:
        frame = plain_frame(2, (BeaconSighting(6.2, KEYS[0], -70.0),))
        back = wire.decode_binary(wire.encode_binary(frame, VISIT, 0, CLOCK_NS, KEYS), KEYS)
        assert back.sightings[0].t_s == 0.0

    def test_a_transmitter_is_sent_by_the_name_that_the_list_holds(self) -> None:
        heard = BeaconSighting(7.5, BeaconKey("mac:5A:00:00:00:00:01"), -70.0, advertised=KEYS[1])
        for beacons, name in ((KEYS, KEYS[1]), (KEYS[:1], heard.key)):
            sent = plain_frame(0, (heard,)), VISIT, 0, CLOCK_NS, beacons
            assert wire.decode_binary(wire.encode_binary(*sent), beacons).sightings[0].key == name
            assert wire.encode_json(*sent)["sightings"][0]["key"] == name

    def test_a_frame_without_scans_is_written_as_before_there_were_any(self) -> None:
        assert wire.encode_binary(plain_frame(0), VISIT, 0, CLOCK_NS, KEYS)[3] == 0
        assert "codes" not in wire.encode_json(plain_frame(0), VISIT, 0, CLOCK_NS, KEYS)


class TestRefusals:
    @pytest.mark.parametrize(
        ("frame", "field"),
        [
            (SensorFrame(0.0, 10.1, ImuSamples.empty()), "length_us"),
            (SensorFrame(0.0, 9.0, ImuSamples(np.linspace(0, 9, 4097), np.zeros((4097, 3)))), "imu"),
            (SensorFrame(0.0, 1.0, ImuSamples(np.ones(1), np.full((1, 3), np.nan))), "imu"),
            (SensorFrame(0.0, 9.0, ImuSamples(np.array([0.0, 7.0]), np.zeros((2, 3)))), "t_s"),
            (SensorFrame(0.0, 1.0, ImuSamples(np.array([0.5, 0.2]), np.zeros((2, 3)))), "t_s"),
            (SensorFrame(-6000.0, -5999.0, ImuSamples.empty()), "t_start_ns"),
            (plain_frame(1, codes=(CodeScan(7.5, CodeId("A")),) * 9), "codes"),
            (plain_frame(1, codes=(CodeScan(7.5, CodeId("A" * 65)),)), "code"),
            (plain_frame(1, codes=(CodeScan(7.5, CodeId("")),)), "code"),
            (plain_frame(1, codes=(CodeScan(7.5, CodeId("Käse")),)), "code"),
        ],
    )
    def test_a_frame_that_cannot_be_sent(self, frame: SensorFrame, field: str) -> None:
        with pytest.raises(MalformedFrame) as caught:
            wire.encode_binary(frame, VISIT, 0, CLOCK_NS, KEYS)
        assert caught.value.field == field

    def test_a_code_that_cannot_be_sent_is_not_written_as_json_either(self) -> None:
        frame = plain_frame(1, codes=(CodeScan(7.5, CodeId("a\nb")),))
        with pytest.raises(MalformedFrame, match="code"):
            wire.encode_json(frame, VISIT, 0, CLOCK_NS, KEYS)

    def test_a_sequence_beyond_32_bits_cannot_be_sent(self) -> None:
        with pytest.raises(MalformedFrame, match="sequence"):
            wire.encode_binary(plain_frame(), VISIT, 2**32, CLOCK_NS, KEYS)

    @pytest.mark.parametrize(
        ("start_s", "previous_end_s", "fits"),
        [
            (0.0, None, True),
            (5.0, 5.2, True),
            (5.0, 5.21, False),
            (5.0, 1.0, True),
            (24 * 3600.0, None, True),
            (24 * 3600.1, None, False),
            (-9.9, None, True),
            (-10.1, None, False),
        ],
    )
    def test_a_frame_must_fit_its_visit(
        self, start_s: float, previous_end_s: float | None, fits: bool
    ) -> None:
        start_ns = CLOCK_NS + round(start_s * 1e9)
        frame = wire.WireFrame(VISIT, 0, start_ns, 10**9, ImuSamples.empty(), ())
        end_ns = None if previous_end_s is None else CLOCK_NS + round(previous_end_s * 1e9)
        if fits:
            wire.check(frame, CLOCK_NS, end_ns)
        else:
            with pytest.raises(MalformedFrame) as caught:
                wire.check(frame, clock_ns=CLOCK_NS, previous_end_ns=end_ns)
            assert caught.value.field == "t_start_ns"

    def test_ten_megabytes_are_refused_at_once(self) -> None:
        with pytest.raises(MalformedFrame, match="size"):
            wire.decode_binary(b"AF" + bytes(10_000_000), KEYS)


class TestFuzz:
    @given(data=st.binary(max_size=300))
    @settings(max_examples=200, deadline=None)
    def test_random_bytes(self, data: bytes) -> None:
        with pytest.raises(MalformedFrame):
            wire.decode_binary(data, KEYS)

    @given(
        edits=st.lists(st.tuples(st.integers(0, 220), st.integers(0, 255)), min_size=1, max_size=6),
        cut=st.integers(0, 200),
    )
    @settings(max_examples=200, deadline=None)
    def test_mutated_frames_are_plausible_or_refused(self, edits: list[tuple[int, int]], cut: int) -> None:
        sightings = tuple(BeaconSighting(7.1, key, -70.0) for key in [*KEYS, BeaconKey("mac:FULL")])
        codes = (CodeScan(7.2, CodeId("TILL-3")), CodeScan(7.9, CodeId("~ " * 5)))
        data = bytearray(wire.encode_binary(plain_frame(3, sightings, codes), VISIT, 0, CLOCK_NS, KEYS))
        for at, value in edits:
            data[at % len(data)] = value
        data = data[: len(data) - cut] if cut < 20 else data
        try:
            back = wire.decode_binary(bytes(data), KEYS)
        except MalformedFrame:
            return
        for column in (back.imu.t_s, back.imu.accel_mps2, back.imu.gyro_radps, back.imu.attitude_xyzw):
            assert column is None or np.isfinite(column).all()
        assert np.all(np.diff(back.imu.t_s) >= 0)
        assert all(-127 <= s.rssi_dbm <= 20 for s in back.sightings)
        assert len(back.codes) <= 8
        assert all(is_code_id(scan.code) and 0.0 <= scan.t_s <= back.length_ns / 1e9 for scan in back.codes)

    @given(
        path=st.lists(st.integers(0, 9), min_size=1, max_size=5),
        value=st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
            ),
            max_leaves=5,
        ),
    )
    @settings(max_examples=200, deadline=None)
    def test_mutated_json_is_plausible_or_refused(self, path: list[int], value: Any) -> None:
        telemetry = BeaconTelemetry(3000, 20.0, 5, 1.0)
        codes = (CodeScan(7.2, CodeId("TILL-3")),)
        frame = plain_frame(3, (BeaconSighting(7.1, KEYS[0], -70.0, telemetry),), codes)
        message: Any = copy.deepcopy(wire.encode_json(frame, VISIT, 0, CLOCK_NS, KEYS))
        owner = message
        for step in path:
            places = list(owner) if isinstance(owner, dict) else list(range(len(owner)))
            place = places[step % len(places)]
            if step is path[-1] or not isinstance(owner[place], dict | list) or not owner[place]:
                owner[place] = value
                break
            owner = owner[place]
        try:
            back = wire.decode_json(message)
        except MalformedFrame:
            return
        assert np.isfinite(back.imu.accel_mps2).all()
        assert back.imu.accel_mps2.shape == (len(back.imu.t_s), 3)
        assert all(is_code_id(scan.code) and 0.0 <= scan.t_s <= back.length_ns / 1e9 for scan in back.codes)

    @given(message=st.none() | st.integers() | st.text() | st.lists(st.integers()))
    def test_json_that_is_no_object(self, message: Any) -> None:
        with pytest.raises(MalformedFrame, match="type"):
            wire.decode_json(message)
