"""`beacon plan` on the drugstore that comes along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from campaigns.cli import app, told
from campaigns.errors import InvalidInput
from mapping_tool.beacon_plan import OutOfReach
from zones import load_store

DRUGSTORE = Path(__file__).parents[3] / "firmware_sim" / "stores" / "drugstore.json"


def planned(tmp_path: Path, *arguments: str) -> tuple[str, dict[str, Any]]:
    out = tmp_path / "plan.json"
    result = CliRunner().invoke(app, ["beacon", "plan", str(DRUGSTORE), "--out", str(out), *arguments])
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(out.read_text())
    return result.stdout, document


def test_a_plan_of_so_many_beacons_is_no_worse_than_the_best_grid(tmp_path: Path) -> None:
    plot = tmp_path / "plan.png"
    said, plan = planned(tmp_path, "--count", "2", "--next", "1", "--plot", str(plot))
    assert len(plan["beacons"]) == len(plan["best_regular_grid"]["beacons"]) == 2
    assert plan["predicted"]["q90_m"] <= plan["best_regular_grid"]["q90_m"]
    assert plan["next"][0]["error_m"] < plan["predicted"]["q90_m"]
    assert "the best regular grid of as many" in said
    assert plot.read_bytes().startswith(b"\x89PNG")
    level = load_store(DRUGSTORE).level()
    for beacon in plan["beacons"]:
        assert 0.0 <= beacon["x_m"] <= level.width_m
        assert 0.0 <= beacon["y_m"] <= level.height_m
        assert beacon["mount"] in ("shelf top", "wall", "ceiling")
        assert beacon["near"]


def test_the_next_beacon_is_added_to_those_that_hang(tmp_path: Path) -> None:
    said, plan = planned(tmp_path, "--next", "2")
    hanging = load_store(DRUGSTORE).beacon_map()
    assert plan["kept"] == len(hanging.transmitters)
    assert (plan["beacons"], plan["best_regular_grid"]) == ([], None)
    errors_m = [plan["predicted"]["q90_m"], *(added["error_m"] for added in plan["next"])]
    assert errors_m == sorted(errors_m, reverse=True)
    assert f"{plan['kept']} beacons that hang" in said


def test_a_map_that_is_farther_off_is_said_with_the_plan(tmp_path: Path) -> None:
    sure, unsure = (
        planned(tmp_path, "--next", "1", "--map-error", error_m)[1]["predicted"]["median_m"]
        for error_m in ("0.5", "3")
    )
    assert sure < unsure


@pytest.mark.parametrize(
    ("arguments", "fact"),
    [
        ([], "--count: say --count, --error or --next"),
        (["--count", "2", "--error", "2"], "--count: give either --count or --error"),
        (["--count", "2", "--plot", "plan.jpg"], "--plot: plan.jpg: must end in .png"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, arguments: list[str], fact: str) -> None:
    command = ["beacon", "plan", str(DRUGSTORE), "--out", str(tmp_path / "plan.json"), *arguments]
    result = CliRunner().invoke(app, command)
    assert isinstance(result.exception, InvalidInput)
    assert str(result.exception) == fact
    assert not (tmp_path / "plan.json").exists()


def test_an_error_that_needs_no_beacon_takes_none(tmp_path: Path) -> None:
    said, plan = planned(tmp_path, "--error", "50")
    assert plan["beacons"] == []
    assert said.startswith("no beacons: predicted error")


def test_an_error_out_of_reach_is_told_in_a_line(tmp_path: Path) -> None:
    command = ["beacon", "plan", str(DRUGSTORE), "--out", str(tmp_path / "plan.json"), "--error", "0.3"]
    result = CliRunner().invoke(app, [*command, "--map-error", "5"])
    assert isinstance(result.exception, OutOfReach)
    assert told(result.exception) is not None


def test_a_store_takes_the_planned_beacons_on_its_map(tmp_path: Path) -> None:
    into, more = tmp_path / "planned.json", tmp_path / "more.json"
    _, plan = planned(tmp_path, "--count", "2", "--into", str(into))
    store = load_store(into)
    hung = store.beacon_map().transmitters
    assert {key: (t.x_m, t.y_m, t.samples) for key, t in hung.items()} == {
        beacon["key"]: (beacon["x_m"], beacon["y_m"], 0) for beacon in plan["beacons"]
    }
    assert store.revision.note == "2 planned beacons on level Ground floor"
    command = ["beacon", "plan", str(into), "--out", str(tmp_path / "next.json"), "--next", "1"]
    result = CliRunner().invoke(app, [*command, "--into", str(more)])
    assert result.exit_code == 0, result.output
    added = load_store(more).beacon_map().transmitters
    assert len(added) == 3
    assert {key: added[key] for key in hung} == dict(hung)
