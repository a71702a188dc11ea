"""Recordings taken for visits: when they ended, and that a damaged one stops no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaigns.commands.recorded_visits import read_visits
from campaigns.commands.tracking import Start, start_prior
from positioning.types import PositionPrior

T0_MS = 1_700_000_000_000


@pytest.fixture
def recordings(tmp_path: Path) -> list[Path]:
    """Twelve seconds, the same without a waypoint, and nothing of use."""
    still = [f"{T0_MS + ms}\tTYPE_ACCELEROMETER\t0.1\t0.2\t9.81\t2\n" for ms in range(0, 12_001, 20)]
    start = f"{T0_MS - 100}\tTYPE_WAYPOINT\t3.0\t4.0\n"
    contents = {"whole": [start, *still], "unplaced": still, "broken": ["nothing of use\n"]}
    for name, lines in contents.items():
        (tmp_path / f"{name}.txt").write_text("".join(lines))
    return [tmp_path / f"{name}.txt" for name in contents]


def test_a_visit_ends_with_its_recording(recordings: list[Path]) -> None:
    (visit,) = read_visits(recordings[:1], lambda trace: PositionPrior.anywhere()).visits
    assert visit.ended_at == datetime.fromtimestamp(T0_MS / 1e3, UTC) + timedelta(seconds=12)
    assert visit.frames[-1].t_end_s == 12.0


def test_what_cannot_be_a_visit_is_named_and_left_out(recordings: list[Path]) -> None:
    found = read_visits(recordings, lambda trace: start_prior(trace, Start.KNOWN))
    assert [visit.name for visit in found.visits] == ["whole"]
    assert found.visits[0].prior == PositionPrior.known(3.0, 4.0, sd_m=1.0)
    unplaced, broken = found.unreadable
    assert unplaced == "unplaced: has no waypoint to start from"
    assert broken.startswith(f"{recordings[2]}: no accelerometer samples")
