"""`beacon health`, `beacon check`, `survey heal`, `store heal`, `store proposals` and `store publish`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaigns.cli import app, told
from campaigns.commands.beacon import lines
from mapping_tool.survey import survey_files
from zones import load_store, save_store

DEMO_SHOP = Path(__file__).parents[3] / "firmware_sim" / "stores" / "demo_shop.json"


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A data folder of its own that holds the demo shop."""
    monkeypatch.setenv("AISLECAST_DATA_DIR", str(tmp_path / "data"))
    runner = CliRunner()
    added = runner.invoke(app, ["store", "add", str(DEMO_SHOP), "--kind", "trial"])
    assert added.exit_code == 0, added.output
    return runner


def smallest_walk(recordings: Path) -> Path:
    return min(survey_files(recordings / "malls/site1-B1/survey"), key=lambda path: path.stat().st_size)


def test_health_of_a_store_that_nobody_visited(service: CliRunner) -> None:
    told_lines = service.invoke(app, ["beacon", "health", "demo-shop"])
    assert told_lines.exit_code == 0, told_lines.output
    assert "level ground" in told_lines.output
    assert told_lines.output.endswith("nothing could be judged yet\n")
    document = json.loads(service.invoke(app, ["beacon", "health", "demo-shop", "--json"]).output)
    ground = document["levels"]["ground"]
    assert ground["findings"] == []
    assert ground["never_near"] == ground["watched"]
    elsewhere = service.invoke(app, ["beacon", "health", "elsewhere"])
    assert isinstance(elsewhere.exception, Exception)
    assert told(elsewhere.exception) is not None


@pytest.mark.parametrize(
    "command", [["beacon", "health", "x"], ["store", "proposals", "x"], ["store", "list"]]
)
def test_reading_makes_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("AISLECAST_DATA_DIR", str(tmp_path / "data"))
    asked = CliRunner().invoke(app, command)
    assert isinstance(asked.exception, Exception)
    assert told(asked.exception) == f"no database {tmp_path / 'data' / 'aislecast.sqlite3'}"
    assert not (tmp_path / "data").exists()


@pytest.mark.recordings
def test_health_from_a_recorded_walk(recordings: Path) -> None:
    """A walk elsewhere hears nothing of the shop's beacons: no path, so nothing is said of them."""
    check = ["beacon", "check", "--store", str(DEMO_SHOP), str(smallest_walk(recordings))]
    checked = CliRunner().invoke(app, [*check, "--json"])
    figures = json.loads(checked.stdout)
    assert (figures["walks"], figures["left_out"], figures["findings"]) == (1, 1, [])
    assert (checked.exit_code, checked.stderr) == (1, "no beacon could be judged: try --start known\n")
    in_words = CliRunner().invoke(app, check)
    assert in_words.exit_code == 1
    assert "nothing found" not in in_words.output


def test_nothing_found_is_said_of_beacons_that_were_judged_alone() -> None:
    unjudged = {"watched": 3, "never_near": 3, "unwatched": {}, "findings": []}
    assert lines(unjudged)[-1] == "  nothing could be judged yet"
    assert lines(unjudged | {"never_near": 2})[-1] == "  nothing found"


@pytest.mark.recordings
def test_a_damaged_walk_is_named_and_stops_no_check(recordings: Path, tmp_path: Path) -> None:
    broken, whole = tmp_path / "broken.txt", str(smallest_walk(recordings))
    broken.write_text("nothing of use\n")
    check = ["beacon", "check", "--store", str(DEMO_SHOP)]
    checked = CliRunner().invoke(app, [*check, "--json", str(broken), whole])
    assert checked.exit_code == 1
    figures = json.loads(checked.stdout)
    assert (figures["walks"], figures["left_out"]) == (1, 1)
    (reason,) = figures["failed"]
    assert checked.stderr.splitlines()[0] == reason
    assert reason.startswith(f"{broken}: no accelerometer samples")
    nothing = CliRunner().invoke(app, [*check, str(broken)])
    assert (nothing.exit_code, nothing.output) == (1, f"{reason}\n")


@pytest.mark.recordings
def test_without_kept_visits_nothing_is_proposed_and_that_is_recorded(
    service: CliRunner, recordings: Path, tmp_path: Path
) -> None:
    walks, out = tmp_path / "walks", tmp_path / "next.json"
    walks.mkdir()
    source = smallest_walk(recordings)
    (walks / source.name).symlink_to(source.resolve())
    tried = service.invoke(app, ["store", "heal", "demo-shop", "--walks", str(walks), "--out", str(out)])
    assert tried.exit_code == 1, tried.output
    assert "verdict: no visit held a usable stretch" in tried.output
    assert not out.exists()
    listed = service.invoke(app, ["store", "proposals", "demo-shop"])
    assert listed.exit_code == 0
    assert "from revision 1  no visit held a usable stretch" in listed.output


@pytest.mark.recordings
def test_healing_from_recordings_refuses_without_a_usable_visit(recordings: Path, tmp_path: Path) -> None:
    walks, visits, out = tmp_path / "walks", tmp_path / "visits", tmp_path / "next.json"
    source = smallest_walk(recordings)
    for folder in (walks, visits):
        folder.mkdir()
        (folder / source.name).symlink_to(source.resolve())
        (folder / "broken.txt").write_text("nothing of use\n")
    arguments = ["--store", str(DEMO_SHOP), "--walks", str(walks), "--visits", str(visits)]
    heal = ["survey", "heal", *arguments, "--out", str(out)]
    tried = CliRunner().invoke(app, heal, env={"FORCE_COLOR": "1"})
    assert tried.exit_code == 1, tried.output
    assert "reading visits" in tried.stderr  # what a terminal shows of the work
    for folder in (visits, walks):
        assert f"left out: {folder / 'broken.txt'}: no accelerometer samples" in tried.output
    assert "visits: 1; sure stretches of path: 0" in tried.output
    assert not out.exists()


def test_a_map_is_published_by_its_own_command_alone(service: CliRunner, tmp_path: Path) -> None:
    again = service.invoke(app, ["store", "publish", str(DEMO_SHOP)])
    assert again.output == "store demo-shop is at revision 1\n"
    before = load_store(DEMO_SHOP)
    save_store(replace(before, name="Demo shop, healed"), tmp_path / "next.json")
    published = service.invoke(app, ["store", "publish", str(tmp_path / "next.json")])
    assert published.output == "store demo-shop is at revision 2\n"
    (tmp_path / "broken.json").write_text("{}")
    broken = service.invoke(app, ["store", "publish", str(tmp_path / "broken.json")])
    assert broken.exit_code == 1
    assert isinstance(broken.exception, Exception)
    assert "broken.json" in (told(broken.exception) or "")
