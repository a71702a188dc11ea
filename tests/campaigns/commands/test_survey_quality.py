"""`survey quality` on a store that comes along, and beside a recorded walk."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaigns.cli import app
from campaigns.errors import InvalidInput
from mapping_tool.survey import survey_files
from zones import load_store, save_store

STORES = Path(__file__).parents[3] / "firmware_sim" / "stores"


def quality(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["survey", "quality", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_store_says_how_far_off_people_will_be(tmp_path: Path) -> None:
    plot = tmp_path / "quality.png"
    said = quality(str(STORES / "drugstore.json"), "--plot", str(plot))
    assert "predicted error, known start" in said
    assert said.count("(") >= 5, "the worst places"
    assert "ids that several transmitters share: 0" in said
    assert "address that changes" not in said
    assert "nobody has surveyed the level" in said
    assert "measured" not in said
    assert plot.read_bytes().startswith(b"\x89PNG")


def test_the_document_holds_every_place(tmp_path: Path) -> None:
    found = json.loads(quality(str(STORES / "drugstore.json"), "--json"))
    places = found["places"]
    assert len(places["x_m"]) == len(places["y_m"]) == len(places["mean_m"]) > 20
    worst = [spot["mean_m"] for spot in found["worst"]]
    assert worst == sorted(worst, reverse=True)
    assert worst[0] == pytest.approx(max(places["mean_m"]), abs=0.01)
    assert found["predicted"]["median_m"] < found["predicted"]["q90_m"]
    assert (found["measured"], found["thin"]) == (None, None)
    assert (found["transmitters"], found["changing"]) == (12, 0)


def test_transmitters_that_will_be_gone_are_counted(tmp_path: Path) -> None:
    """Two of the drugstore's beacons by addresses that change instead."""
    text = (STORES / "drugstore.json").read_text()
    for minor in (1, 10):
        key = f'"ibeacon:6b1c6f1e-52a4-4f0c-9d5e-0d6b1f6c2a10/2/{minor}"'
        assert text.count(key) == 1
        text = text.replace(key, f'"mac:4A:00:00:00:00:{minor:02X}"')
    store = tmp_path / "store.json"
    store.write_text(text)
    assert json.loads(quality(str(store), "--json"))["changing"] == 2
    assert "transmitters: 12, 2 of them known by an address of the kind that changes" in quality(str(store))


def test_who_is_searched_for_is_predicted_farther_off() -> None:
    store = str(STORES / "drugstore.json")
    known, unknown = (
        json.loads(quality(store, "--json", "--start", start))["predicted"]["median_m"]
        for start in ("known", "unknown")
    )
    assert known < unknown


@pytest.mark.recordings
def test_walks_are_measured_beside_it(recordings: Path, tmp_path: Path) -> None:
    """The walk is not of this shop; what is judged and how it is told is all that is asked."""
    walks = tmp_path / "walks"
    walks.mkdir()
    shutil.copy(survey_files(recordings / "malls/site1-B1/survey")[0], walks)
    said = quality(str(STORES / "drugstore.json"), "--walks", str(walks))
    assert "predicted error, unknown start" in said
    assert "measured, unknown start, live, from 10 s on: 1 walks" in said
    found = json.loads(quality(str(STORES / "drugstore.json"), "--walks", str(walks), "--json"))
    assert found["measured"]["waypoints"] > 0
    assert found["measured"]["q90_m"] >= found["measured"]["median_m"] > 0.0


def test_a_store_without_beacons_has_nothing_to_predict_from(tmp_path: Path) -> None:
    from dataclasses import replace

    store = load_store(STORES / "drugstore.json")
    bare = replace(store, levels=(replace(store.level(), beacons=None),))
    save_store(bare, tmp_path / "bare.json")
    result = CliRunner().invoke(app, ["survey", "quality", str(tmp_path / "bare.json")])
    assert isinstance(result.exception, InvalidInput)
    assert "has no beacons" in str(result.exception)
