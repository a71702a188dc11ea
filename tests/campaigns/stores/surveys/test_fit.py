"""Walks tapped through the API, with what a simulated radio lets a scanner hear on the same way, give a map
near the truth. Simulated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from campaigns.cli import app
from campaigns.demo.shops import demo_shop
from firmware_sim.motion import Truth
from firmware_sim.shopper import ShopFloor
from mapping_tool.survey import fit_level, read_survey
from mapping_tool.survey_ground import SurveyGround
from mapping_tool.survey_paths import PathRule
from mapping_tool.survey_route import plan_survey
from positioning.capture import read_trace
from positioning.errors import UnreadableTrace
from positioning.types import BeaconSighting

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Surveyor

Strolled = Callable[[Sequence[tuple[float, float]]], tuple[Truth, list[float]]]
Hears = Callable[[ShopFloor, Truth, int], tuple[BeaconSighting, ...]]

NEAR_M = 3.0
"""Of one walk past every aisle, 150 m, beacons five metres apart; there and back it is 2 m."""


def surveyed(surveyor: Surveyor, shop_floor: ShopFloor, strolled: Strolled, heard_on: Hears) -> None:
    """Walk the proposed way, tap at its checkpoints, send what was heard."""
    store = demo_shop()
    floor = store.walkable()
    plan = plan_survey(store.level(), floor, SurveyGround(store.level(), floor))
    places = [(each.x_m, each.y_m) for each in plan.checkpoints]
    truth, tapped_s = strolled(places)
    sightings = heard_on(shop_floor, truth, 5)
    began_ms = surveyor.began_ms
    assert surveyor.open().status_code == 200
    for t_s, (x_m, y_m) in zip(tapped_s, places, strict=True):
        surveyor.note("tap", began_ms + 1e3 * t_s, x_m=x_m, y_m=y_m)
    surveyor.note("end", began_ms + 1e3 * tapped_s[-1] + 2000.0)
    token = surveyor.pair()
    for batch in surveyor.batches(sightings, began_ms):
        assert surveyor.send(token, batch).status_code == 200
    told = surveyor.tell(surveyor.entries).json()
    assert told["flaws"] == []
    assert told["legs"] == len(places) - 1


def test_a_tapped_walk_and_its_radio_give_a_map_near_the_truth(
    surveyor: Surveyor, shop_floor: ShopFloor, strolled: Strolled, heard_on: Hears, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    surveyed(surveyor, shop_floor, strolled, heard_on)
    report = surveyor.report()
    assert report["unjoined"] == 0
    assert report["sightings"] > 0.97 * (report["sightings"] + report["outside"])
    assert [part["moves"] for part in report["parts"]] == [False] * len(report["parts"])

    monkeypatch.setenv("AISLECAST_DATA_DIR", str(surveyor.served.folder))
    folder = tmp_path / "walks"
    exported = CliRunner().invoke(app, ["survey", "export", "--store", "demo-shop", "--out", str(folder)])
    assert exported.exit_code == 0, exported.output
    assert "for `survey fit` alone" in exported.output
    with pytest.raises(UnreadableTrace, match="no accelerometer samples"):
        read_trace(next(folder.glob("*.txt.gz")))

    installed = shop_floor.installed.transmitters
    store = demo_shop()
    fit = fit_level(read_survey(folder), store.level(), store.walkable())
    assert fit.report.path_rule in PathRule
    assert fit.report.unmoving == fit.report.walks >= 3
    found = fit.beacons.transmitters
    assert len(found) >= 0.9 * len(installed)
    off_m = sorted(
        math.hypot(found[key].x_m - installed[key].x_m, found[key].y_m - installed[key].y_m)
        for key in found
        if key in installed
    )
    assert off_m[len(off_m) // 2] < NEAR_M
    shares = [spot.area_m2 for spot in fit.report.thin_ground.spots if spot.reason == "unwalked"]
    assert sum(shares) < 0.05 * fit.report.thin_ground.coverage.area_m2
