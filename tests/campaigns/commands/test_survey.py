"""`survey fit` and `survey report` on real walks."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from campaigns.cli import app
from campaigns.commands.survey_report import doubtful_lines, map_error_line
from campaigns.errors import InvalidInput
from campaigns.stores.jobs.findings import _doubtful
from campaigns.stores.jobs.results import LeftOut
from mapping_tool.doubtful_legs import DoubtfulLeg
from mapping_tool.held_back import MapError
from mapping_tool.plan_import import import_plan
from mapping_tool.survey import survey_files
from positioning.types import Waypoint, is_changing_address
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
    report, plot = tmp_path / "report.json", tmp_path / "survey.png"
    arguments = ["--walks", str(walks), "--out", str(after), "--report", str(report), "--plot", str(plot)]
    result = CliRunner().invoke(app, ["survey", "fit", "--store", str(before), *arguments])
    assert result.exit_code == 0, result.output
    assert "walks read: 6" in result.output
    assert "broken.txt" in result.output
    assert "held-back walks, known start, live" in result.output
    fitted = load_store(after)
    assert fitted.beacon_map().error_m == json.loads(report.read_text())["map_error_m"]
    assert fitted.revision.number == plan.revision.number + 1
    assert len(fitted.beacon_map().transmitters) > 10
    said = json.loads(report.read_text())
    changing = [key for key in fitted.beacon_map().transmitters if is_changing_address(key)]
    assert said["changing"] == len(changing)
    assert ("known by an address of the kind that changes" in result.output) == bool(changing)
    assert "all walks are of one day (2019-11-24)" in result.output
    assert said["days"]["walks"] == {"2019-11-24": 6}
    assert said["thin_m2"]["walked once"] > 0.0
    assert [phone["walks"] for phone in said["phones"]] == [6]
    assert plot.read_bytes().startswith(b"\x89PNG")
    of_map = the_report_of_the_fitted_store(after, tmp_path)
    assert of_map["thin_m2"] == {**said["thin_m2"], "walked once": None}
    unwalked = [spot for spot in said["spots"] if spot["reason"] == "unwalked"]
    assert [spot for spot in of_map["spots"] if spot["reason"] == "unwalked"] == unwalked
    assert of_map["rare"] == said["rare"]


def the_report_of_the_fitted_store(store: Path, tmp_path: Path) -> dict[str, Any]:
    report = tmp_path / "of_store.json"
    result = CliRunner().invoke(app, ["survey", "report", "--store", str(store), "--report", str(report)])
    assert result.exit_code == 0, result.output
    assert "no walk came within 3 m" in result.output
    assert "known to `survey fit` only" in result.output
    document: dict[str, Any] = json.loads(report.read_text())
    return document


def test_a_store_without_survey_has_nothing_to_report(plan: Store, tmp_path: Path) -> None:
    save_store(plan, tmp_path / "plan.json")
    result = CliRunner().invoke(app, ["survey", "report", "--store", str(tmp_path / "plan.json")])
    assert isinstance(result.exception, InvalidInput)
    assert "no survey of level" in str(result.exception)


def test_a_picture_that_is_no_png_is_refused_before_the_work(plan: Store, tmp_path: Path) -> None:
    save_store(plan, tmp_path / "plan.json")
    arguments = ["survey", "report", "--store", str(tmp_path / "plan.json"), "--plot", "survey.jpg"]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, InvalidInput)
    assert str(result.exception) == "--plot: survey.jpg: must end in .png"


def test_an_empty_folder_is_refused(plan: Store, tmp_path: Path) -> None:
    save_store(plan, tmp_path / "plan.json")
    (tmp_path / "walks").mkdir()
    arguments = ["--walks", str(tmp_path / "walks"), "--out", str(tmp_path / "fitted.json")]
    result = CliRunner().invoke(app, ["survey", "fit", "--store", str(tmp_path / "plan.json"), *arguments])
    assert result.exit_code != 0
    assert not (tmp_path / "fitted.json").exists()


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (MapError(2.0, 0.98), "the map is off by about 2 m at a place"),
        (
            MapError(4.0, 0.91),
            "the map is off by 4 m or more at a place: with that much 91 % of held-back waypoints are inside"
            " the claimed 95 %, fewer than the 97 % aimed at",
        ),
        (
            MapError(2.0, None),
            "the map is taken to be off by 2 m at a place: fewer than 20 held-back waypoints to tell from",
        ),
    ],
)
def test_how_far_off_a_map_is_and_how_that_is_known(found: MapError, line: str) -> None:
    assert map_error_line(found) == line


LEG = DoubtfulLeg("walk 3", Waypoint(10.0, 57.38, 14.4), Waypoint(23.0, 58.4, 15.9), 1.81, 16.32)


def test_taps_that_the_steps_contradict_are_said_with_their_places() -> None:
    assert list(doubtful_lines([])) == []
    head, first, *_, last = doubtful_lines([LEG] * 7)
    assert head == "taps to look at again: 7 legs whose steps do not fit, left out"
    assert first.strip() == (
        "walk 3, 10 to 23 s: (57.4, 14.4) to (58.4, 15.9) m is 1.8 m, the steps come to 16.3 m"
    )
    assert last.strip() == "and 2 more"


def test_the_page_is_told_of_them_by_code_and_place() -> None:
    told = _doubtful(LEG)
    assert told.code == "taps-doubtful"
    assert told.facts == {
        "place": "walk 3", "from_m": "57.4, 14.4", "to_m": "58.4, 15.9", "straight_m": 1.8, "walked_m": 16.3,
    }  # fmt: skip
    assert told.reason.startswith("walk 3: from (57.4, 14.4)")


def test_results_of_before_have_the_reason_alone() -> None:
    told = LeftOut.model_validate("3 walks without two waypoints")
    assert (told.reason, told.code, told.facts) == ("3 walks without two waypoints", None, None)
