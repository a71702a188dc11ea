"""What a person is told of a replay."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns.client.errors import ServiceRefused
from campaigns.client.messages import Offer
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


def test_what_a_service_says_is_shown_without_controls(capsys: pytest.CaptureFixture[str]) -> None:
    report = ReplayReport([], None)
    now = datetime(2026, 1, 31, 9, tzinfo=UTC)
    report.offered("walk", Offer("d", "c", "\x1b[2JCoffee", "", "z", "\ud800", "a\nb", now))
    report.failed("walk", ServiceRefused(403, "\x1b]0;owned\x07", "no"))
    told = capsys.readouterr()
    assert told.out == "walk  ?[2JCoffee at ?: a b\n"
    assert told.err == "walk: refused with 403 ?]0;owned?: no\n"
