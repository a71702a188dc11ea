"""Commands that track, with a store that was never surveyed: they say so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaigns.cli import app
from zones import load_store, save_store

DEMO_SHOP = Path(__file__).parents[3] / "firmware_sim" / "stores" / "demo_shop.json"
SAID = "level Ground floor has no beacons on its map: see `survey fit`"
T0_MS = 1_700_000_000_000


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The demo shop before anybody hung or surveyed a beacon."""
    store = load_store(DEMO_SHOP)
    path = tmp_path / "bare.json"
    save_store(replace(store, levels=(replace(store.level(), beacons=None),)), path)
    return path


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    """Twelve seconds of standing at a waypoint."""
    still = [f"{T0_MS + ms}\tTYPE_ACCELEROMETER\t0.1\t0.2\t9.81\t2\n" for ms in range(0, 12_001, 20)]
    waypoints = [f"{T0_MS + ms}\tTYPE_WAYPOINT\t3.0\t4.0\n" for ms in (-100, 11_000)]
    path = tmp_path / "walk.txt"
    path.write_text("".join([waypoints[0], *still, waypoints[1]]))
    return path


@pytest.mark.parametrize("command", ["track", "evaluate"])
def test_a_map_without_beacons_is_told_and_stops_nothing(
    bare: Path, walk: Path, tmp_path: Path, command: str
) -> None:
    arguments = [str(walk), "--mode", "live", "--start", "known"]
    out = ["--out", str(tmp_path)] if command == "track" else []
    for store, said in ((bare, [SAID]), (DEMO_SHOP, [])):
        result = CliRunner().invoke(app, [command, "--store", str(store), *arguments, *out])
        assert result.exit_code == 0, result.output
        assert result.stderr.splitlines() == said


def test_no_beacon_is_judged_on_a_map_without_any(bare: Path, walk: Path) -> None:
    result = CliRunner().invoke(app, ["beacon", "check", "--store", str(bare), str(walk)])
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == SAID
    assert result.stderr.splitlines()[1].startswith("no beacon could be judged")
