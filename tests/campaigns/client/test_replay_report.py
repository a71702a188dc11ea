"""What a person is told of a replay."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaigns.client.replay import read_recording
from campaigns.client.replay_report import ReplayReport

NOON_MS = 1_767_600_000_000


def walk(path: Path, *damaged: str) -> Path:
    """A phone that lies still for a second."""
    lines = [f"{NOON_MS + ms}\tTYPE_ACCELEROMETER\t0\t0\t9.81\t3" for ms in range(0, 1001, 20)]
    path.write_text("\n".join([*lines, *damaged]))
    return path


def test_what_of_a_recording_was_left_out_is_told_when_its_walk_begins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    worn = walk(tmp_path / "worn.txt", f"{NOON_MS}\tTYPE_ACCELEROMETER\tnan\t0\t9.81\t3")
    whole = walk(tmp_path / "whole.txt")
    report = ReplayReport([worn, whole], None)
    for path in (worn, whole):
        report.began(path.stem, read_recording(path, "shop", start_known=False), stored=0)
    assert capsys.readouterr().err == "worn: records left out: 1 NaN or infinity\n"
