"""A scenario: which store, how many people, for how long, from which seed. A small TOML or JSON file.

```toml
store = "shop.json"     # beside the scenario
installed = "plan.json" # what hangs there, where the store's own map was learnt by a survey
radio_seed = 0          # the shop's radio world: the same on every day
seed = 7
shoppers = 8            # visits in all
arrivals_s = 60.0       # they come in evenly over this time
stops = [3, 6]
dwell_s = [8.0, 35.0]
checkout_s = [20.0, 45.0]
```
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from firmware_sim.errors import UnreadableScenario
from firmware_sim.shopper import Habits, ShopFloor, SimulatedVisit
from zones.store import Store
from zones.storefile import load_store

MOST_SHOPPERS = 10_000
LONGEST_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is to be simulated. `store` is the path of a store file.

    The radio world is drawn from `radio_seed` around the beacon map of the store file `installed`; without
    one, around the store's own. So a shop keeps its radio whoever comes in, and a map that was learnt
    there by a survey can be tried.
    """

    store: Path
    installed: Path | None = None
    radio_seed: int = 0
    seed: int = 0
    shoppers: int = 6
    arrivals_s: float = 60.0
    habits: Habits = field(default_factory=Habits)


def load_scenario(path: Path) -> Scenario:
    """Read a scenario file; its name ends in .toml or .json.

    Raises
    ------
    UnreadableScenario
        When the file cannot be read, holds an unknown name or a value out of its range.
    """
    try:
        text = path.read_text(encoding="utf-8")
        fields = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise UnreadableScenario(str(path), error.strerror or "cannot be read") from error
    except ValueError as error:
        raise UnreadableScenario(str(path), str(error)) from error
    if not isinstance(fields, dict):
        raise UnreadableScenario(str(path), "not a table of names and values")
    return _Reader(str(path), fields).scenario(path.parent)


def simulate(scenario: Scenario, store: Store) -> Iterator[tuple[float, SimulatedVisit]]:
    """The visits of a scenario one after the other, each with the time in s at which it begins.

    Each visit has a random stream of its own, so that one more shopper changes no other.
    """
    streams = np.random.SeedSequence(scenario.seed).spawn(scenario.shoppers)
    installed = None if scenario.installed is None else load_store(scenario.installed).beacon_map()
    floor = ShopFloor(store, np.random.default_rng(scenario.radio_seed), installed=installed)
    gap_s = scenario.arrivals_s / scenario.shoppers
    for k, stream in enumerate(streams):
        yield k * gap_s, floor.visit(f"shopper-{k + 1:03d}", scenario.habits, np.random.default_rng(stream))


class _Reader:
    """Takes the fields of a scenario one by one, each within its bounds."""

    def __init__(self, source: str, fields: Mapping[str, Any]) -> None:
        self.source = source
        self.fields = fields

    def scenario(self, folder: Path) -> Scenario:
        known = {
            "store",
            "installed",
            "radio_seed",
            "seed",
            "shoppers",
            "arrivals_s",
            "stops",
            "dwell_s",
            "checkout_s",
        }
        for name in self.fields.keys() - known:
            raise UnreadableScenario(self.source, f"unknown name {name!r}")
        store = self.fields.get("store")
        if not isinstance(store, str):
            raise UnreadableScenario(self.source, "store: the path of a store file is missing")
        installed = self.fields.get("installed")
        if installed is not None and not isinstance(installed, str):
            raise UnreadableScenario(self.source, "installed: the path of a store file is wanted")
        usual = Habits()
        low, high = self._pair("stops", usual.stops, 1, 100)
        return Scenario(
            store=folder / store,
            installed=None if installed is None else folder / installed,
            radio_seed=int(self._number("radio_seed", 0, 0, 2**32)),
            seed=int(self._number("seed", 0, 0, 2**32)),
            shoppers=int(self._number("shoppers", 6, 1, MOST_SHOPPERS)),
            arrivals_s=self._number("arrivals_s", 60.0, 0.0, LONGEST_S),
            habits=Habits(
                stops=(int(low), int(high)),
                dwell_s=self._pair("dwell_s", usual.dwell_s, 0.0, LONGEST_S),
                checkout_s=self._pair("checkout_s", usual.checkout_s, 0.0, LONGEST_S),
            ),
        )

    def _number(self, name: str, usual: float, low: float, high: float) -> float:
        return self._within(name, self.fields.get(name, usual), low, high)

    def _pair(self, name: str, usual: tuple[float, float], low: float, high: float) -> tuple[float, float]:
        value = self.fields.get(name, usual)
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            raise UnreadableScenario(self.source, f"{name}: two numbers, least and most, are wanted")
        least, most = (self._within(name, bound, low, high) for bound in value)
        if least > most:
            raise UnreadableScenario(self.source, f"{name}: {least:g} is more than {most:g}")
        return least, most

    def _within(self, name: str, value: object, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise UnreadableScenario(self.source, f"{name}: {value!r} is no number from {low:g} to {high:g}")
        return float(value)
