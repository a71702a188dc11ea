"""Recordings in: damage is survived, counted, and never changes what came before it."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from positioning.capture import DropReason, read_trace
from positioning.capture.clock import coherent_span
from positioning.capture.records import parse
from positioning.types import BeaconTelemetry

from .lines import (
    MAC,
    T0_MS,
    accel,
    beacon,
    damaged,
    gyro,
    rotation,
    same_frames,
    telling,
    walk,
    waypoint,
    write,
)


class TestWhole:
    def test_a_walk_is_read_to_the_last_sample(self, tmp_path: Path) -> None:
        trace = read_trace(write(tmp_path, walk(3.0)))
        frames = list(trace)
        assert trace.name == "walk"
        assert trace.t0_unix_ms == T0_MS
        assert trace.device == "ACME One"
        assert trace.duration_s == 2.98
        assert trace.dropped.total == 0
        assert [f.t_end_s for f in frames] == [0.5, 1.0, 1.5, 2.0, 2.5, 2.98]
        assert sum(len(f.imu) for f in frames) == 150
        assert len(frames[0].imu) == 26  # the first frame holds the sample at its start too
        assert [s.t_s for f in frames for s in f.sightings] == [0.503, 1.503, 2.503]
        assert trace.first_sighting_s == 0.503
        assert [(w.t_s, w.x_m, w.y_m) for w in trace.waypoints] == [(-0.12, 208.86206, 216.74796)]

    def test_gzip_is_told_by_its_bytes(self, tmp_path: Path) -> None:
        plain = write(tmp_path, walk())
        packed = tmp_path / "walk2.txt.gz"
        packed.write_bytes(gzip.compress(plain.read_bytes()))
        misnamed = tmp_path / "misnamed.txt"
        misnamed.write_bytes(packed.read_bytes())
        assert read_trace(packed).name == "walk2"
        assert same_frames(read_trace(plain), read_trace(packed), 9.0) == 6
        assert same_frames(read_trace(plain), read_trace(misnamed), 9.0) == 6

    @pytest.mark.parametrize("period_s", [0.1, 0.3, 0.5, 1.0, 7.0])
    def test_frames_tile_the_walk_at_any_period(self, tmp_path: Path, period_s: float) -> None:
        frames = list(read_trace(write(tmp_path, walk(3.1)), period_s))
        assert frames[0].t_start_s == 0.0
        assert frames[-1].t_end_s == 3.08
        for a, b in pairwise(frames):
            assert a.t_end_s == b.t_start_s
            assert b.imu.t_s[0] > b.t_start_s
        for frame in frames:
            assert frame.t_end_s - frame.t_start_s <= period_s + 1e-9
            assert frame.imu.t_s[-1] <= frame.t_end_s
        assert sum(len(f.imu) for f in frames) == 155

    def test_a_period_must_be_positive(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="period_s"):
            next(read_trace(write(tmp_path, walk())).frames(0.0))

    def test_one_sample_is_one_frame(self, tmp_path: Path) -> None:
        (frame,) = read_trace(write(tmp_path, [accel(0)]))
        assert (frame.t_start_s, frame.t_end_s, len(frame.imu)) == (0.0, 0.0, 1)
        assert frame.imu.gyro_radps is None

    def test_windows_line_ends(self, tmp_path: Path) -> None:
        path = tmp_path / "crlf.txt"
        path.write_bytes("\r\n".join(walk()).encode())
        assert read_trace(path).dropped.total == 0

    def test_telemetry_is_a_sighting_that_says_more(self, tmp_path: Path) -> None:
        trace = read_trace(write(tmp_path, [*walk(), telling(700, "2987\t-3.25\t4294967295\t86400.5")]))
        (found,) = [s for s in trace.sightings if s.telemetry is not None]
        assert trace.dropped.total == 0
        assert (found.t_s, found.key, found.rssi_dbm) == (0.7, f"mac:{MAC.upper()}", -71.0)
        assert found.telemetry == BeaconTelemetry(2987, -3.25, 4294967295, 86400.5)

    @pytest.mark.parametrize(
        ("says", "reason"),
        [
            ("2987\t21\t7", DropReason.FIELD_COUNT),
            ("70000\t21\t7\t1.0", DropReason.IMPLAUSIBLE),
            ("2987\t-129\t7\t1.0", DropReason.IMPLAUSIBLE),
            ("2987\t21\t-1\t1.0", DropReason.IMPLAUSIBLE),
            ("2987\t21\t7\t5e9", DropReason.IMPLAUSIBLE),
            ("2987\tnan\t7\t1.0", DropReason.NOT_FINITE),
            ("full\t21\t7\t1.0", DropReason.NOT_A_NUMBER),
        ],
    )
    def test_telemetry_that_cannot_be_is_left_out(
        self, tmp_path: Path, says: str, reason: DropReason
    ) -> None:
        trace = damaged(tmp_path, telling(700, says))
        assert dict(trace.dropped.by_reason) == {reason: 1}
        assert all(s.telemetry is None for s in trace.sightings)

    def test_rotation_vector_becomes_a_unit_quaternion(self, tmp_path: Path) -> None:
        trace = read_trace(write(tmp_path, [accel(0), rotation(0, 0.6), accel(20), rotation(20, -1.0004)]))
        (frame,) = trace
        assert frame.imu.attitude_xyzw is not None
        np.testing.assert_allclose(frame.imu.attitude_xyzw, [[0, 0, 0.6, 0.8], [0, 0, -1, 0]], atol=1e-12)

    def test_sightings_before_the_first_sample_are_in_the_first_frame(self, tmp_path: Path) -> None:
        frames = list(read_trace(write(tmp_path, [beacon(-700), *walk(1.2)])))
        assert [s.t_s for s in frames[0].sightings] == [-0.7]

    def test_beacon_keys(self, tmp_path: Path) -> None:
        lines = [accel(0), beacon(1), beacon(2, ""), beacon(3, "02:00:00:00:00:00"), accel(9)]
        keys = [s.key for s in read_trace(write(tmp_path, lines)).sightings]
        by_id = "ibeacon:9195b3ad-a9d0-4500-85ff-9fb0f65a5201/1/2"
        assert keys == ["mac:E0:78:A3:3E:93:35", by_id, by_id]


class TestAlignment:
    def test_values_are_held_from_the_past_never_from_the_future(self, tmp_path: Path) -> None:
        lines = [gyro(0, 1.0), accel(5), accel(10), gyro(11, 2.0), accel(15), gyro(20, 3.0), accel(20)]
        (frame,) = read_trace(write(tmp_path, lines))
        assert frame.imu.gyro_radps is not None
        assert frame.imu.gyro_radps[:, 2].tolist() == [1.0, 1.0, 2.0, 3.0]

    def test_a_sensor_counts_from_the_frame_in_which_it_is_known_throughout(self, tmp_path: Path) -> None:
        lines = [line for line in walk() if "GYRO" not in line or int(line[:13]) >= T0_MS + 600]
        assert [f.imu.gyro_radps is not None for f in read_trace(write(tmp_path, lines))] == [False] * 2 + [
            True
        ] * 4

    def test_a_sensor_that_falls_silent_is_not_held_for_long(self, tmp_path: Path) -> None:
        lines = [line for line in walk() if "GYRO" not in line or not 900 <= int(line[:13]) - T0_MS < 2100]
        known = [f.imu.gyro_radps is not None for f in read_trace(write(tmp_path, lines))]
        assert known == [True, True, False, False, False, True]

    def test_frames_go_on_through_a_silence(self, tmp_path: Path) -> None:
        lines = [
            line for line in walk(40.0) if line.startswith("#") or not 5000 < int(line[:13]) - T0_MS < 35000
        ]
        frames = list(read_trace(write(tmp_path, lines)))
        assert len(frames) == 80
        assert max(b.t_end_s - a.t_end_s for a, b in pairwise(frames)) <= 0.5
        assert [len(f.imu) for f in frames[12:68]] == [0] * 56


class TestDamage:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (f"{T0_MS}\tTYPE_ACCELEROMETER\t0.1\t0.2", DropReason.FIELD_COUNT),
            (f"{T0_MS}\tTYPE_ACCELEROMETER\t0.1\t0.2\t9.8\t2\t5", DropReason.FIELD_COUNT),
            (f"{T0_MS}", DropReason.FIELD_COUNT),
            ("garbage", DropReason.FIELD_COUNT),
            (f"{T0_MS}\tTYPE_ACCELEROMETER\t0.1\tx\t9.8\t2", DropReason.NOT_A_NUMBER),
            (f"{T0_MS}\tTYPE_GYROSCOPE\t0.1\t\t9.8\t2", DropReason.NOT_A_NUMBER),
            (f"{T0_MS}\tTYPE_ACCELEROMETER\tnan\t0.1\t9.8\t2", DropReason.NOT_FINITE),
            (f"{T0_MS}\tTYPE_GYROSCOPE\t0.1\t-inf\t9.8\t2", DropReason.NOT_FINITE),
            (f"{T0_MS}\tTYPE_WAYPOINT\tnan\t1.0", DropReason.NOT_FINITE),
            (f"{T0_MS}\tTYPE_WAYPOINT\t1e9\t1.0", DropReason.IMPLAUSIBLE),
            (f"{T0_MS}\tTYPE_ACCELEROMETER\t4e5\t0.1\t9.8\t2", DropReason.IMPLAUSIBLE),
            (f"{T0_MS}\tTYPE_GYROSCOPE\t0\t0\t41\t2", DropReason.IMPLAUSIBLE),
            (f"{T0_MS}\tTYPE_MAGNETIC_FIELD\t0\t0\t6000\t2", DropReason.IMPLAUSIBLE),
            (f"{T0_MS}\tTYPE_ROTATION_VECTOR\t0.9\t0.9\t0.9\t2", DropReason.IMPLAUSIBLE),
            (f"{T0_MS}\tTYPE_TELEPATHY\t0.1\t0.2\t9.8\t2", DropReason.UNKNOWN_TYPE),
            (f"12{T0_MS}", DropReason.FIELD_COUNT),
            ("1700000\tTYPE_ACCELEROMETER\t0.1\t0.2\t9.8\t2", DropReason.CLOCK),
            ("-170000000000\tTYPE_ACCELEROMETER\t0.1\t0.2\t9.8\t2", DropReason.NOT_A_NUMBER),
            (accel(86_400_000), DropReason.CLOCK),
            (accel(-86_400_000), DropReason.CLOCK),
            (waypoint(86_400_000), DropReason.CLOCK),
            (beacon(-86_400_000), DropReason.CLOCK),
            (beacon(50_000), DropReason.AFTER_THE_END),
            (beacon(500, "E0:78:A3:3E"), DropReason.BEACON_ID),
            (beacon(500, "").replace("9195B3AD", "9195"), DropReason.BEACON_ID),
            (beacon(500, "").replace("\t1\t2\t", "\t1\t70000\t"), DropReason.BEACON_ID),
            (beacon(500).replace("\t-71\t", "\t-300\t"), DropReason.IMPLAUSIBLE),
            (b"\0\0\0\0\0\0", DropReason.NOT_TEXT),
            (f"{T0_MS}\tTYPE_ACCELEROMETER\t0.\0\0\t0.2\t9.8\t2", DropReason.NOT_TEXT),
            (f"{T0_MS}\tTYPE_ACCELEROMETER\t0.1\t".encode() + b"\xff\xfe\t9.8\t2", DropReason.NOT_TEXT),
            (b"#\tSiteName:\xff\xfe", DropReason.NOT_TEXT),
        ],
    )
    def test_a_damaged_line_is_counted_by_reason_and_changes_nothing(
        self, tmp_path: Path, line: str | bytes, reason: DropReason
    ) -> None:
        whole = read_trace(write(tmp_path, walk()))
        trace = damaged(tmp_path, line)
        assert trace.dropped.by_reason == {reason: 1}
        assert str(trace.dropped) == f"1 {reason}"
        assert same_frames(whole, trace, 9.0) == 6

    def test_types_without_use_are_no_damage(self, tmp_path: Path) -> None:
        trace = damaged(tmp_path, f"{T0_MS}\tTYPE_WIFI\tssid\tbssid\t-60\t2412\t{T0_MS}")
        assert trace.dropped.total == 0

    def test_a_first_line_with_a_broken_clock_does_not_move_the_begin(self, tmp_path: Path) -> None:
        trace = read_trace(write(tmp_path, [accel(-7_000_000), accel(900_000_000), *walk()]))
        assert trace.t0_unix_ms == T0_MS
        assert trace.dropped.by_reason == {DropReason.CLOCK: 2}

    def test_a_clock_that_jumps_for_good_ends_the_walk(self, tmp_path: Path) -> None:
        later = [accel(400_000_000 + ms) for ms in range(0, 1000, 20)]
        trace = read_trace(write(tmp_path, [*walk(), *later]))
        assert trace.duration_s == 2.98
        assert trace.dropped.by_reason == {DropReason.CLOCK: 50}

    def test_lines_out_of_order_are_put_in_order(self, tmp_path: Path) -> None:
        lines = walk()
        shuffled = lines[:10] + lines[80:120] + lines[10:80] + lines[120:]
        trace = read_trace(write(tmp_path, shuffled))
        assert trace.dropped.total == 0
        assert same_frames(read_trace(write(tmp_path, lines, "ordered.txt")), trace, 9.0) == 6


class TestGlued:
    @pytest.mark.parametrize("at", [3, 4, 5, 79, 80])
    def test_both_records_are_recovered_where_the_line_end_is_missing(self, tmp_path: Path, at: int) -> None:
        lines = walk()
        glued = [*lines[:at], lines[at] + lines[at + 1], *lines[at + 2 :]]
        trace = read_trace(write(tmp_path, glued))
        assert trace.dropped.total == 0
        assert trace.dropped.recovered_glued == 1
        assert same_frames(read_trace(write(tmp_path, lines, "whole.txt")), trace, 9.0) == 6

    def test_a_whole_file_without_line_ends_is_recovered(self) -> None:
        lines = walk()[3:]
        records = parse("".join(lines).encode())
        assert not records.dropped
        assert records.recovered_glued == len(lines) - 1
        assert records.accel == parse("\n".join(lines).encode()).accel

    def test_a_waypoint_keeps_all_its_digits(self) -> None:
        records = parse((waypoint(0) + accel(20)).encode())
        assert records.waypoints == [(T0_MS, 208.86206, 216.74796)]
        assert len(records.accel) == 1

    def test_a_record_cut_off_before_the_next_is_dropped_alone(self) -> None:
        cut = f"{T0_MS}\tTYPE_ACCELEROMETER\t0.1\t0."
        records = parse((cut + gyro(20)).encode())
        assert records.accel == []
        assert len(records.gyro) == 1
        assert records.dropped == {DropReason.FIELD_COUNT: 1}

    def test_a_record_after_nul_bytes_or_a_header_is_recovered(self) -> None:
        records = parse(b"\0\0\0" + accel(0).encode() + b"\n#\tendTime:5" + gyro(20).encode())
        assert len(records.accel) == len(records.gyro) == 1
        assert records.dropped == {DropReason.NOT_TEXT: 1}


class TestCausality:
    @pytest.mark.parametrize("cut_ms", [300, 1010, 1500, 2990])
    def test_a_trace_cut_short_gives_the_same_frames_up_to_the_cut(self, tmp_path: Path, cut_ms: int) -> None:
        lines = [*walk(), accel(80_000_000), gyro(-3_000_000)]
        short = [line for line in lines if line.startswith("#") or int(line[:13]) <= T0_MS + cut_ms]
        whole = read_trace(write(tmp_path, lines))
        cut = read_trace(write(tmp_path, short, "short.txt"))
        assert same_frames(whole, cut, cut_ms / 1e3 - 0.02) == int((cut_ms / 1e3 - 0.02) / 0.5)

    def test_runs_follow_the_first_and_silences_are_bridged(self) -> None:
        run = np.arange(0, 400, 20)
        stamps = np.concatenate((T0_MS + run, T0_MS + 600_000 + run, T0_MS + 9_000_000 + run, [T0_MS + 5000]))
        spans = coherent_span(stamps) - T0_MS
        assert spans.tolist() == [[0, 380], [600_000, 600_380]]


@pytest.mark.recordings
class TestRecordings:
    def test_a_walk_cut_short_or_damaged_gives_the_same_frames(
        self, recordings: Path, tmp_path: Path
    ) -> None:
        path = min((recordings / "malls" / "site1-B1" / "survey").glob("*.txt.gz"))
        whole = read_trace(path)
        lines = gzip.decompress(path.read_bytes()).splitlines()
        cut_ms = whole.t0_unix_ms + 20_000
        short = tmp_path / "short.txt"
        short.write_bytes(b"\n".join(x for x in lines if x.startswith(b"#") or int(x[:13]) <= cut_ms))
        assert same_frames(whole, read_trace(short), 19.9) == 39
        glued = tmp_path / "glued.txt"
        glued.write_bytes(b"".join(x + (b"" if i % 97 == 50 else b"\n") for i, x in enumerate(lines)))
        trace = read_trace(glued)
        assert trace.dropped.total == 0
        assert trace.dropped.recovered_glued == len(lines[50::97])
        assert same_frames(whole, trace, 1e9) == len(list(whole))
