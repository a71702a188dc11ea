"""The file that `track` writes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from campaigns.commands.rows import HEADER, write_rows
from positioning.trajectory import collect
from positioning.types import LevelId, PoseEstimate, PoseStatus, Trajectory
from zones.errors import UnwritableFile


@pytest.fixture
def path() -> Trajectory:
    return collect([PoseEstimate(0.5, 1.0, -2.0, 0.25, 4.0, 9.0, -1.5, 0.01, PoseStatus.OK, LevelId("G"))])


def test_a_row_holds_time_place_sd_and_status(path: Trajectory, tmp_path: Path) -> None:
    write_rows(path, 1_700_000_000_000, tmp_path / "walk.csv")
    assert [file.name for file in tmp_path.iterdir()] == ["walk.csv"]
    header, row = csv.reader((tmp_path / "walk.csv").read_text("ascii").splitlines())
    assert tuple(header) == HEADER
    assert row[0] == "1700000000500"
    assert [float(cell) for cell in row[1:-1]] == pytest.approx([1.0, -2.0, 0.25, 2.0, 3.0, -1.5, 0.01])
    assert row[-1] == "ok"


def test_a_file_that_cannot_be_written_is_named_itself(path: Trajectory, tmp_path: Path) -> None:
    """Not the partial one beside it."""
    out = tmp_path / "nowhere" / "walk.csv"
    with pytest.raises(UnwritableFile, match=r"nowhere/walk\.csv: cannot be written"):
        write_rows(path, 0, out)
