"""Files that are cut off, damaged as a whole, or no recordings."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from positioning.capture import DropReason, read_trace
from positioning.errors import UnreadableTrace

from .lines import beacon, same_frames, walk, waypoint, write


class TestArchive:
    @given(cut=st.integers(min_value=20, max_value=1000))
    @settings(max_examples=25, deadline=None)
    def test_a_truncated_archive_gives_the_same_frames_up_to_the_cut(
        self, tmp_path_factory: pytest.TempPathFactory, cut: int
    ) -> None:
        folder = tmp_path_factory.mktemp("cut")
        whole = write(folder, walk(6.0))
        packed = gzip.compress(whole.read_bytes())
        path = folder / "cut.txt.gz"
        path.write_bytes(packed[: -min(cut, len(packed) - 200)])
        try:
            trace = read_trace(path)
        except UnreadableTrace:
            return
        assert trace.dropped.by_reason[DropReason.TRUNCATED_ARCHIVE] == 1
        same_frames(read_trace(whole), trace, trace.duration_s - 0.02)

    def test_a_corrupt_archive_keeps_what_came_before(self, tmp_path: Path) -> None:
        packed = bytearray(gzip.compress("\n".join(walk(20.0)).encode()))
        middle = len(packed) // 2
        packed[middle : middle + 40] = b"\xff" * 40
        path = tmp_path / "corrupt.txt.gz"
        path.write_bytes(packed)
        trace = read_trace(path)
        assert trace.dropped.by_reason[DropReason.TRUNCATED_ARCHIVE] == 1
        assert trace.duration_s > 2.0

    def test_a_wrong_checksum_is_named_and_nothing_is_lost(self, tmp_path: Path) -> None:
        packed = bytearray(gzip.compress("\n".join(walk()).encode()))
        packed[-8] ^= 0xFF
        path = tmp_path / "crc.txt.gz"
        path.write_bytes(packed)
        trace = read_trace(path)
        assert trace.dropped.by_reason == {DropReason.TRUNCATED_ARCHIVE: 1}
        assert trace.duration_s == 2.98

    def test_members_one_after_another_are_one_recording(self, tmp_path: Path) -> None:
        text = "\n".join(walk()).encode()
        path = tmp_path / "two.txt.gz"
        path.write_bytes(gzip.compress(text[:4000]) + gzip.compress(text[4000:]) + b"\0" * 16)
        trace = read_trace(path)
        assert trace.dropped.total == 0
        assert trace.duration_s == 2.98


class TestUnreadable:
    @pytest.mark.parametrize(
        "content",
        [b"", b"\0" * 500, b"\x1f\x8b\x08", b"PK\x03\x04", "\n".join([waypoint(0), beacon(5)]).encode()],
    )
    def test_a_file_without_samples_is_one_clear_line(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "empty.txt.gz"
        path.write_bytes(content)
        with pytest.raises(UnreadableTrace, match="no accelerometer samples") as caught:
            read_trace(path)
        assert "\n" not in str(caught.value)
        assert str(path) in str(caught.value)

    def test_a_missing_file_and_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableTrace, match="No such file"):
            read_trace(tmp_path / "none.txt")
        with pytest.raises(UnreadableTrace, match="directory"):
            read_trace(tmp_path)

    @given(junk=st.binary(max_size=400), at=st.integers(0, 4000))
    @settings(max_examples=60, deadline=None)
    def test_any_bytes_in_a_walk_are_survived(
        self, tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int
    ) -> None:
        assume(at > 0 or not junk.startswith(b"\x1f\x8b"))  # a whole file that calls itself an archive
        text = "\n".join(walk()).encode()
        path = tmp_path_factory.mktemp("junk") / "junk.txt"
        path.write_bytes(text[:at] + junk + text[at + len(junk) :])
        trace = read_trace(path)
        for frame in trace:
            assert np.all(np.isfinite(frame.imu.accel_mps2))
            assert np.all(np.diff(frame.imu.t_s) >= 0)
        assert len(list(trace)) <= 6
