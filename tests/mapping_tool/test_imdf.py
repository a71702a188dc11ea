"""IMDF archives that cannot be meant: refused with the reason and the place."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mapping_tool import archive
from mapping_tool.errors import UnreadablePlan
from mapping_tool.plan_import import import_plan
from zones.storefile import dumps, loads

NOW = datetime(2026, 2, 1, tzinfo=UTC)

Files = dict[str, Any]


def polygon(*corners: tuple[float, float]) -> dict[str, Any]:
    """Corners in hundred-thousandths of a degree (about 1.1 m) from 10 E on the equator."""
    ring = [[10.0 + x / 1e5, y / 1e5] for x, y in (*corners, corners[0])]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(id_: str, geometry: object, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "id": id_, "geometry": geometry, "properties": properties}


@pytest.fixture
def files() -> Files:
    """A level of 100 x 50 with a shop and a hall."""
    outline = polygon((0, 0), (100, 0), (100, 50), (0, 50))
    collections = {
        "venue": [feature("v", outline, name={"en": "Centre"})],
        "level": [feature("eg", outline, ordinal=0, name={"en": "EG"})],
        "unit": [
            feature(
                "shop", polygon((0, 30), (100, 30), (100, 50), (0, 50)), level_id="eg", category="retail"
            ),
            feature("hall", polygon((0, 0), (100, 0), (100, 30), (0, 30)), level_id="eg", category="walkway"),
        ],
    }
    named: Files = {k: {"type": "FeatureCollection", "features": f} for k, f in collections.items()}
    whole: Files = json.loads(json.dumps({"manifest": {"version": "1.0.0"}, **named}))  # nothing shared
    return whole


def written(files: Files, folder: Path) -> Path:
    folder.mkdir()
    for kind, document in files.items():
        (folder / f"{kind}.geojson").write_text(json.dumps(document))
    if "manifest" in files:
        (folder / "manifest.geojson").rename(folder / "manifest.json")
    return folder


def units(files: Files) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = files["unit"]["features"]
    return found


def without(kind: str) -> Callable[[Files], None]:
    return lambda files: files.pop(kind)


def bow_tie(files: Files) -> None:
    units(files)[0]["geometry"] = polygon((0, 30), (100, 50), (100, 30), (0, 50))


def on_no_level(files: Files) -> None:
    units(files)[1]["properties"]["level_id"] = "og"


def null_point(files: Files) -> None:
    units(files)[1]["geometry"]["coordinates"][0][2] = [0.0, 0.0]


def null_island(files: Files) -> None:
    for collection in list(files.values())[1:]:
        for placed in collection["features"]:
            for point in placed["geometry"]["coordinates"][0]:
                point[0] -= 10.0


def same_level(files: Files) -> None:
    files["level"]["features"] *= 2


def in_metres(files: Files) -> None:
    for point in files["level"]["features"][0]["geometry"]["coordinates"][0]:
        point[:] = [(point[0] - 10.0) * 1e5 + 100, point[1] * 1e5 + 1]


def no_json(files: Files) -> None:
    files["unit"] = float("nan")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (without("manifest"), "holds no manifest file"),
        (without("venue"), "holds no venue file"),
        (without("level"), "holds no level file"),
        (without("unit"), "holds no unit file"),
        (bow_tie, r"unit: features\[0\] \(id shop\): its outline crosses itself at \(55\.\d, 44\.\d\) m"),
        (on_no_level, r"unit: features\[1\] \(id hall\): lies on level og, which is not there"),
        (null_point, r"unit: features\[1\] \(id hall\): lies at \(0, 0\), or reaches to it"),
        (null_island, r"level: features\[0\] \(id eg\): lies at \(0, 0\)"),
        (same_level, r"level: features\[1\] \(id eg\): a level of that id was there before"),
        (in_metres, "no longitudes and latitudes|large: no venue"),
        (no_json, "/unit: is no JSON"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    files: Files, tmp_path: Path, damage: Callable[[Files], None], reason: str
) -> None:
    import_plan(written(files, tmp_path / "whole"), NOW)
    damage(files)
    with pytest.raises(UnreadablePlan, match=reason) as caught:
        import_plan(written(files, tmp_path / "broken"), NOW)
    assert "\n" not in str(caught.value)


def test_a_slip_of_the_drawing_is_repaired(files: Files, tmp_path: Path) -> None:
    """A corner drawn 1 cm too far and back encloses next to nothing that could be read in two ways."""
    corner = [(100, 50.01), (99.99, 50), (100.01, 50)]
    units(files)[0]["geometry"] = polygon((0, 30), (100, 30), *corner, (0, 50))
    _, report = import_plan(written(files, tmp_path / "slip"), NOW)
    assert (report.counts.repaired, report.counts.units) == (1, 2)


def test_an_id_that_is_no_text_is_made_one(files: Files, tmp_path: Path) -> None:
    units(files)[0]["id"] = "\ud800"
    store, _ = import_plan(written(files, tmp_path / "half"), NOW)
    assert [unit.id for unit in loads(dumps(store)).level().units] == ["?", "hall"]


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()


def entries(files: Files, prefix: str = "") -> dict[str, bytes]:
    return {f"{prefix}{kind}.json": json.dumps(document).encode() for kind, document in files.items()}


def test_a_folder_inside_the_zip_is_fine(files: Files, tmp_path: Path) -> None:
    inside = {
        **entries(files, "centre/"),
        "__MACOSX/centre/._unit.json": b"\x00\x05\x16\x07",
        "centre/x.txt": b"",
    }
    (tmp_path / "a.zip").write_bytes(zipped(inside))
    assert import_plan(tmp_path / "a.zip", NOW)[1].counts.units == 2


@pytest.mark.parametrize(
    "name", ["../unit.json", "/etc/unit.json", "a/../../unit.json", "..\\unit.json", "C:\\u.json"]
)
def test_names_that_lead_out_are_refused(files: Files, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({**entries(files), name: b"{}"}))
    with pytest.raises(UnreadablePlan, match="leads out of it"):
        import_plan(tmp_path / "a.zip", NOW)


def test_a_kind_that_is_there_twice_is_refused(files: Files, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({**entries(files), "other/unit.geojson": b"{}"}))
    with pytest.raises(UnreadablePlan, match="holds unit twice"):
        import_plan(tmp_path / "a.zip", NOW)


def test_bombs_are_refused_by_what_they_say_and_cut_when_they_lie(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of 3 MB of zeros in 3 kB, where 1 MB may be read; then one that claims to have 100 bytes."""
    monkeypatch.setattr(archive, "LARGEST_FILE_BYTES", 1_000_000)
    bomb = zipped({**entries(files), "detail.json": bytes(3_000_000)})
    assert len(bomb) < 20_000
    (tmp_path / "a.zip").write_bytes(bomb)
    with pytest.raises(UnreadablePlan, match="unpacks to 3 MB; at most 1 are read"):
        import_plan(tmp_path / "a.zip", NOW)
    lying = bomb.replace(struct.pack("<L", 3_000_000), struct.pack("<L", 100))
    assert lying != bomb
    (tmp_path / "a.zip").write_bytes(lying)
    with pytest.raises(UnreadablePlan, match=r"is no readable archive \(Bad CRC-32"):
        import_plan(tmp_path / "a.zip", NOW)


def test_too_many_files_are_refused(files: Files, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({f"{k}.txt": b"" for k in range(1_001)}))
    with pytest.raises(UnreadablePlan, match="holds 1001 files"):
        import_plan(tmp_path / "a.zip", NOW)


def test_a_damaged_zip_never_escapes_the_error_tree(files: Files, tmp_path: Path) -> None:
    """Every 31st byte flipped, one at a time."""
    whole = zipped(entries(files))
    refused = 0
    for at in range(0, len(whole), 31):
        (tmp_path / "a.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            import_plan(tmp_path / "a.zip", NOW)
        except UnreadablePlan:
            refused += 1
    assert refused > 10
