"""The stores and scenarios that come along."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from firmware_sim.scenario import Scenario, open_floor, trips
from firmware_sim.scenario_file import load_scenario
from zones import load_store
from zones.storefile import dumps
from zones.validate import problems

ROOT = Path(__file__).parents[2]
STORES = ROOT / "firmware_sim" / "stores"
NAMES = ["supermarket", "drugstore", "mall_floor"]


@pytest.mark.parametrize("name", NAMES)
def test_a_store_is_what_its_builder_builds_and_has_no_problem(name: str) -> None:
    path = STORES / f"{name}.json"
    built = runpy.run_path(str(ROOT / "examples" / "simulated_stores.py"))[name]()
    assert path.read_bytes() == dumps(built)
    assert problems(load_store(path)) == []


@pytest.mark.parametrize("path", sorted(STORES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_scenario_can_be_walked(path: Path) -> None:
    scenario = load_scenario(path)
    few = Scenario(
        store=scenario.store, seed=scenario.seed, shoppers=12, habits=scenario.habits, groups=scenario.groups
    )
    floor = open_floor(few, load_store(few.store))
    assert floor.unreachable == ()
    walked = list(trips(few, floor, 1.0))
    assert len(walked) >= 8
    bought = sum(len(trip.purchases) for _, trip in walked)
    assert (bought > 5) == bool(floor.floor.tills)


def test_the_supermarket_has_a_till_beside_each_counter() -> None:
    scenario = load_scenario(STORES / "supermarket.toml")
    floor = open_floor(scenario, load_store(scenario.store))
    assert len(floor.floor.tills) == 6
    assert len(floor.displays) == 82
