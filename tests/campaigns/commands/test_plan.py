"""`plan validate`: what is printed of many warnings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely import box
from typer.testing import CliRunner

from campaigns.cli import app
from zones import load_store, save_store
from zones.level import Zone, ZoneId, ZoneKind

DEMO_SHOP = Path(__file__).parents[3] / "firmware_sim" / "stores" / "demo_shop.json"


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """The demo shop with nothing on its plan but nine zones, each half off the floor."""
    store = load_store(DEMO_SHOP)
    level = replace(store.level(), zones=(), faces=(), entrances=(), codes=(), beacons=None)
    zones = tuple(
        Zone(ZoneId(f"z{k}"), f"z{k}", ZoneKind.AREA, box(3 * k, -2, 3 * k + 2, 2)) for k in range(9)
    )
    path = tmp_path / "crowded.json"
    save_store(replace(store, levels=(replace(level, zones=zones),)), path)
    return path


def test_warnings_of_a_kind_stand_together_the_first_five_of_each(crowded: Path) -> None:
    in_short = CliRunner().invoke(app, ["plan", "validate", str(crowded)])
    assert in_short.exit_code == 0, in_short.output
    *told, last = in_short.output.splitlines()
    kinds = ["outside" if "lie outside the floor" in line else "small" for line in told]
    assert kinds == ["outside"] * 5 + ["small"] * 7
    assert told[5] == told[11] == "  and 4 more like these (--all shows them)"
    assert last == f"{crowded}: 0 errors, 18 warnings"
    whole = CliRunner().invoke(app, ["plan", "validate", str(crowded), "--all"]).output
    assert whole.count("warning: ") == 18
    assert "more like these" not in whole
