"""Planned beacons hang in a scenario without being copied into it."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from firmware_sim.errors import UnreadableScenario
from firmware_sim.scenario import open_floor
from firmware_sim.scenario_file import load_scenario
from zones.storefile import loads, save_store

KEY = "ibeacon:6b1c6f1e-52a4-4f0c-9d5e-0d6b1f6c2a10/1/"


def place(number: int, **said: Any) -> dict[str, Any]:
    return {
        "key": f"{KEY}{number}",
        "x_m": 3.0 + number,
        "y_m": 4.0,
        "mount": "wall",
        "near": "in Tea",
        **said,
    }


def scenario(tmp_path: Path, plan: dict[str, Any], **more: Any) -> Path:
    """A scenario of the drugstore, on whose map nothing hangs yet."""
    document = resources.files("firmware_sim").joinpath("stores", "drugstore.json").read_bytes()
    store = loads(document)
    save_store(replace(store, levels=(replace(store.level(), beacons=None),)), tmp_path / "bare.json")
    (tmp_path / "PLAN.json").write_text(json.dumps(plan))
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps({"store": "bare.json", "plan": "PLAN.json", "shoppers": 1, **more}))
    return file


def test_all_that_is_planned_hangs_the_next_ones_too(tmp_path: Path) -> None:
    plan = {"level": "G", "beacons": [place(1), place(2)], "next": [place(3, error_m=2.5)], "kept": 0}
    wanted = load_scenario(scenario(tmp_path, plan, beacons=[{"keys": [f"{KEY}2"], "interval_s": 0.5}]))
    store = loads((tmp_path / "bare.json").read_bytes())
    hung = open_floor(wanted, store).installed.transmitters
    assert {key: (t.x_m, t.y_m) for key, t in hung.items()} == {
        f"{KEY}{number}": (3.0 + number, 4.0) for number in (1, 2, 3)
    }
    assert [setting.interval_s for setting in wanted.beacons] == [None, None, None, 0.5]


@pytest.mark.parametrize(
    ("plan", "fact"),
    [
        ({"beacons": []}, "no plan"),
        ({"beacons": [{"x_m": 1.0, "y_m": 2.0}], "next": []}, "key: is missing"),
        ({"beacons": [place(1, key="ibeacon:1/2/3")], "next": []}, "key"),
        ({"beacons": [place(1, x_m="left")], "next": []}, "x_m"),
    ],
)
def test_what_is_no_plan_is_refused_with_file_and_field(
    tmp_path: Path, plan: dict[str, Any], fact: str
) -> None:
    with pytest.raises(UnreadableScenario, match=fact) as refused:
        load_scenario(scenario(tmp_path, plan))
    assert "PLAN.json" in str(refused.value)


def test_a_plan_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = scenario(tmp_path, {"beacons": [], "next": []})
    (tmp_path / "PLAN.json").unlink()
    with pytest.raises(UnreadableScenario, match=r"PLAN\.json"):
        load_scenario(file)
