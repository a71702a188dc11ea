"""Wrong input to commands that work on files: one line that names it, before any long work."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaigns.cli import app, told


def complaint(*arguments: object) -> str:
    """The line that a command ends with."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 1
    assert result.exception is not None
    line = told(result.exception) if isinstance(result.exception, Exception) else None
    return line if line is not None else result.output.strip()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.json"
    path.write_bytes(resources.files("firmware_sim").joinpath("stores", "demo_shop.json").read_bytes())
    return path


@pytest.mark.parametrize(
    "command",
    [
        lambda store, out: ("plan", "import", store, "--out", out),
        lambda store, out: ("survey", "fit", "--store", store, "--walks", store.parent, "--out", out),
    ],
)
def test_a_place_that_cannot_be_written_is_named_first(
    store: Path, tmp_path: Path, command: Callable[[Path, Path], tuple[object, ...]]
) -> None:
    out = tmp_path / "nowhere" / "out.json"
    assert complaint(*command(store, out)) == f"{out}: cannot be written: No such file or directory"


def test_walks_that_are_not_there_are_not_taken_for_none(store: Path, tmp_path: Path) -> None:
    missing, out = tmp_path / "missing", tmp_path / "out.json"
    line = complaint("plan", "import", store, "--out", out, "--walks", missing)
    assert line == f"--walks: {missing} is no folder"
    line = complaint("survey", "fit", "--store", store, "--out", out, "--walks", missing)
    assert line == f"{missing}: is no folder"
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\x00", "is no UTF-8 text (byte 0)"),
        (
            b'{"format": "aislecast-store", "version": 99}',
            "written in version 99, this Aislecast reads up to 1",
        ),
    ],
)
def test_a_store_document_that_is_none_is_named_as_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, reason: str
) -> None:
    monkeypatch.setenv("AISLECAST_DATA_DIR", str(tmp_path / "data"))
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    assert complaint("store", "add", path).startswith(f"{path}: {reason}")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("track", "--store", "s.json", "--mode", "live", "--out", "o", "walk.txt"),
        ("evaluate", "--store", "s.json", "--mode", "live", "--start", "known", "walk.txt"),
        ("survey", "heal", "--store", "s.json", "--walks", "w", "--visits", "v", "--out", "o.json"),
        ("store", "heal", "demo", "--walks", "w", "--out", "o.json"),
        ("demo",),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_a_seed_below_zero_is_refused(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*command, "--seed", "-1"])
    assert result.exit_code == 2
    assert "'--seed'" in result.output
    assert "greater than or equal to 0" in result.output


def test_nothing_evaluated_is_no_table(store: Path, tmp_path: Path) -> None:
    arguments = ("--store", store, "--mode", "live", "--start", "known", tmp_path / "missing.txt")
    assert complaint("evaluate", *arguments) == f"{tmp_path / 'missing.txt'}: No such file or directory"
