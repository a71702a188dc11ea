"""`survey fit` on real walks."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaigns.cli import app
from mapping_tool.plan_import import import_plan
from mapping_tool.survey import survey_files
from zones import Store, load_store, save_store

pytestmark = pytest.mark.recordings


@pytest.fixture(scope="module")
def mall(recordings: Path) -> Path:
    return recordings / "malls/site1-B1"


@pytest.fixture(scope="module")
def plan(mall: Path) -> Store:
    store, _ = import_plan(mall, datetime(2026, 2, 1, tzinfo=UTC))
    return store


def test_survey_fit_writes_the_next_revision_and_names_what_it_left_out(
    mall: Path, plan: Store, tmp_path: Path
) -> None:
    before, after, walks = tmp_path / "plan.json", tmp_path / "fitted.json", tmp_path / "walks"
    save_store(plan, before)
    walks.mkdir()
    for path in survey_files(mall / "survey")[:6]:
        shutil.copy(path, walks)
    (walks / "broken.txt").write_text("nothing of use\n")
    result = CliRunner().invoke(
        app, ["survey", "fit", "--store", str(before), "--walks", str(walks), "--out", str(after)]
    )
    assert result.exit_code == 0, result.output
    assert "walks read: 6" in result.output
    assert "broken.txt" in result.output
    assert "held-back walks, known start, live" in result.output
    fitted = load_store(after)
    assert fitted.revision.number == plan.revision.number + 1
    assert len(fitted.beacon_map().transmitters) > 10


def test_an_empty_folder_is_refused(plan: Store, tmp_path: Path) -> None:
    save_store(plan, tmp_path / "plan.json")
    (tmp_path / "walks").mkdir()
    arguments = ["--walks", str(tmp_path / "walks"), "--out", str(tmp_path / "fitted.json")]
    result = CliRunner().invoke(app, ["survey", "fit", "--store", str(tmp_path / "plan.json"), *arguments])
    assert result.exit_code != 0
    assert not (tmp_path / "fitted.json").exists()
