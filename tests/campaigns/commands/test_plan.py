"""`aislecast plan`: what staff type, and what they are told."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from shapely import box
from typer.testing import CliRunner

from campaigns.cli import app, told
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


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["plan", *map(str, arguments)])


def done(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output + str(result.exception)
    return result.output


def refused(*arguments: object) -> str:
    """The one line that a person sees."""
    result = run(*arguments)
    assert result.exit_code != 0
    assert isinstance(result.exception, Exception)
    line = told(result.exception)
    assert line is not None
    assert "\n" not in line
    return line


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "ground.png"
    Image.linear_gradient("L").resize((400, 200)).save(path)
    return path


def test_a_picture_becomes_a_store_and_is_drawn(picture: Path, tmp_path: Path) -> None:
    out, plot = tmp_path / "store.json", tmp_path / "look.png"
    said = done(
        "import", picture, "--out", out, "--distance", "0,200,400,200,40", "--distance", "0,0,0,200,20.1",
        "--north", "90", "--at", "-33.86,151.2", "--level", "F1", "--time-zone", "Australia/Sydney",
        "--plot", plot,
    )  # fmt: skip
    assert said.splitlines()[:3] == [
        "picture",
        "  scale: 0.1001 m a pixel; the floor is 40.0 x 20.0 m",
        "  residual: 0.06 m (root mean square of 0.04, 0.08)",
    ]
    store = load_store(out)
    level = store.level()
    assert (store.time_zone, level.name, level.north_rad) == ("Australia/Sydney", "F1", pytest.approx(0.0))
    assert level.origin is not None
    assert (level.origin.latitude_deg, level.origin.longitude_deg) == (-33.86, 151.2)
    with Image.open(plot) as drawn:
        assert drawn.size[0] > 1_000
        assert len(set(drawn.convert("L").crop((400, 200, 1_200, 500)).tobytes())) > 50  # the picture's greys
    assert "0 errors" in done("validate", out)


def test_two_scales_that_contradict_are_one_line_with_both_figures(picture: Path, tmp_path: Path) -> None:
    out = tmp_path / "store.json"
    line = refused(
        "import", picture, "--out", out, "--distance", "0,200,400,200,40", "--distance", "0,0,0,200,30"
    )
    assert "0.1 m a pixel ((0, 200) to (400, 200): 40 m, 400 px)" in line
    assert "0.15 m a pixel ((0, 0) to (0, 200): 30 m, 200 px)" in line
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--distance", "0,0,5,5"), "--distance: 0,0,5,5: U,V,U,V,METRES"),
        (("--distance", "0,0,5,5,nan"), "METRES"),
        (("--point", "1,2,x,4"), "--point: 1,2,x,4: U,V,X,Y"),
        (("--at", "95,0"), "--at: 95,0: no latitude"),
        (("--at", "0,0"), "lies in the sea"),
        (("--layer", "doors=A"), "--layer: doors=A: KIND=NAME"),
        (("--unit", "furlong"), "--unit: furlong"),
        (("--plot", "a.jpg"), "must end in .png"),
        ((), "needs a distance between two of its points"),
    ],
)
def test_what_cannot_be_meant_is_one_line(
    picture: Path, tmp_path: Path, arguments: tuple[str, ...], reason: str
) -> None:
    assert reason in refused("import", picture, "--out", tmp_path / "store.json", *arguments)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--distance", "0,0,5,5,5"), "is no picture"),
        (("--unit", "mm"), "is no DXF drawing"),
        (("--north", "3"), "says where north is"),
    ],
)
def test_what_the_source_says_itself_is_not_overruled(
    tmp_path: Path, arguments: tuple[str, ...], reason: str
) -> None:
    assert reason in refused("import", DEMO_SHOP, "--out", tmp_path / "store.json", *arguments)


def test_a_store_is_handed_on_and_comes_back(tmp_path: Path) -> None:
    """The demo shop with its faces, codes, beacons: as a folder, a zip, GeoJSON in degrees and metres."""
    store = load_store(DEMO_SHOP)
    assert "--at: level Ground floor does not say where on Earth" in refused(
        "export", DEMO_SHOP, "--format", "imdf", "--out", tmp_path / "x"
    )
    here = ("--at", "48.42,9.95")
    metres = ("--coordinates", "metres")
    for name, form, more in (
        ("shop", "imdf", here), ("shop.zip", "imdf", here), ("shop.geojson", "geojson", here),
        ("metres.json", "geojson", metres),
    ):  # fmt: skip
        said = done("export", DEMO_SHOP, "--format", form, "--out", tmp_path / name, *more)
        assert "only Aislecast reads of it:" in said
        back = tmp_path / f"{name}.back.json"
        done("import", tmp_path / name, "--out", back)
        found = load_store(back)
        origins = {level.origin for level in found.levels}
        assert (origins == {None}) is (more is metres)
        plain = tuple(replace(level, origin=None) for level in found.levels)
        assert replace(found, levels=plain, revision=store.revision) == store
    assert (tmp_path / "shop" / "manifest.json").exists()
    with zipfile.ZipFile(tmp_path / "shop.zip") as archive:
        assert "level.geojson" in archive.namelist()
    assert "is not empty" in refused(
        "export", DEMO_SHOP, "--format", "imdf", "--out", tmp_path / "shop", *here
    )
    assert "no place on Earth" in refused(
        "export", DEMO_SHOP, "--format", "geojson", "--out", tmp_path / "y", *metres, *here
    )
    placed = tmp_path / "placed.json"
    done("import", DEMO_SHOP, "--out", placed, *here)
    done("export", placed, "--format", "geojson", "--out", tmp_path / "z.geojson")
    assert json.loads((tmp_path / "z.geojson").read_text())["features"][0]["feature_type"] == "level"
