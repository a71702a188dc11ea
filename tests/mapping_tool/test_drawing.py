"""DXF drawings: layers become walls, fixtures and units, in metres whatever the unit."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

import ezdxf
import numpy as np
import pytest
from ezdxf.document import Drawing

from mapping_tool import drawing
from mapping_tool.drawing import METRES_PER_UNIT, DrawingChoice
from mapping_tool.errors import UnreadablePlan
from mapping_tool.geometry import ImportCounts
from mapping_tool.plan_import import ImportReport, SaidOfPlan, import_plan
from zones.level import GeoOrigin, Level
from zones.storefile import dumps, loads

NOW = datetime(2026, 2, 1, tzinfo=UTC)
INSUNITS = {"mm": 4, "cm": 5, "m": 6, "in": 1, "ft": 2}
AWAY_M = (400_000.0, 5_300_000.0)
"""Drawings lie in some country's grid."""


def rectangle(x1: float, y1: float, x2: float, y2: float) -> list[tuple[float, float]]:
    return [(x1, y1), (x2, y1), (x2, y2), (x1, y2)]


def shop(unit: str = "mm", away_m: tuple[float, float] = AWAY_M) -> Drawing:
    """A room of 30 x 20 m: an L of walls, shelves (one of four lines, two of blocks), a round pillar."""
    document = ezdxf.new()
    document.header["$INSUNITS"] = INSUNITS.get(unit, 0)
    space = document.modelspace()
    per_m = 1.0 / METRES_PER_UNIT.get(unit, 1.0)

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [((x + away_m[0]) * per_m, (y + away_m[1]) * per_m) for x, y in points]

    space.add_lwpolyline(at(*rectangle(0, 0, 30, 20)), close=True, dxfattribs={"layer": "A-FLOR-OTLN"})
    space.add_lwpolyline(at((5, 0), (5, 8), (9, 8)), dxfattribs={"layer": "A-WALL"})
    shelf = rectangle(10, 10, 14, 11)
    for i in range(4):
        space.add_line(*at(shelf[i], shelf[(i + 1) % 4]), dxfattribs={"layer": "Regale"})
    block = document.blocks.new("GONDOLA")
    block.add_lwpolyline([(x * per_m, y * per_m) for x, y in rectangle(0, 0, 4, 1)], close=True)
    for place in ((16, 10), (16, 14)):
        space.add_blockref("GONDOLA", at(place)[0], dxfattribs={"layer": "A-FURN"})
    space.add_circle(at((25, 5))[0], 0.5 * per_m, dxfattribs={"layer": "A-EQPM"})
    space.add_lwpolyline(at(*rectangle(24, 14, 30, 20)), close=True, dxfattribs={"layer": "A-AREA"})
    space.add_line(*at((0, 0), (30, 20)), dxfattribs={"layer": "A-DIMS"})
    space.add_text("Wall", dxfattribs={"layer": "A-WALL"})
    return document


def imported(document: Drawing, folder: Path, said: SaidOfPlan | None = None) -> tuple[Level, ImportReport]:
    path = folder / "F1.dxf"
    document.saveas(path)
    store, report = import_plan(path, NOW, said=said or SaidOfPlan())
    assert loads(dumps(store)) == store
    return store.level(), report


@pytest.mark.parametrize("unit", INSUNITS)
def test_layers_become_a_floor_in_metres(tmp_path: Path, unit: str) -> None:
    level, report = imported(shop(unit), tmp_path)
    assert (level.name, level.ordinal, level.origin) == ("F1", 0, None)
    assert (level.width_m, level.height_m) == pytest.approx((30.0, 20.0), abs=1e-3)
    assert level.outline.bounds == pytest.approx((0.0, 0.0, 30.0, 20.0), abs=1e-3)
    (wall,) = level.walls
    np.testing.assert_allclose(wall.coords, [(5, 0), (5, 8), (9, 8)], atol=1e-3)
    fixtures = sorted((fixture.area for fixture in level.fixtures), key=lambda area: (area.area, area.bounds))
    pillar, *shelves = fixtures
    assert pillar.area == pytest.approx(math.pi / 4, rel=0.05)
    assert pillar.bounds == pytest.approx((24.5, 4.5, 25.5, 5.5), abs=0.02)
    assert sorted(shelf.bounds for shelf in shelves) == [
        pytest.approx((10, 10, 14, 11), abs=1e-3),
        pytest.approx((16, 10, 20, 11), abs=1e-3),
        pytest.approx((16, 14, 20, 15), abs=1e-3),
    ]
    assert [room.area.bounds for room in level.units] == [pytest.approx((24, 14, 30, 20), abs=1e-3)]
    assert report.counts.dropped == {"TEXT on layer A-WALL": 1, "on layer A-DIMS": 1}
    assert f"unit: {unit}" in report.notes
    assert "walls from layer A-WALL: 1" in report.notes


def test_layers_may_be_named(tmp_path: Path) -> None:
    """`--layer fixtures=a-e*`: only these; the others of its words are no fixtures any more."""
    said = SaidOfPlan(drawing=DrawingChoice({"fixtures": "a-e*", "walls": "A-DIMS"}), north_deg=90.0,
                      origin=GeoOrigin(10, 50))  # fmt: skip
    level, report = imported(shop(), tmp_path, said)
    assert len(level.fixtures) == 1
    (wall,) = level.walls
    np.testing.assert_allclose(wall.coords, [(0, 0), (30, 20)], atol=1e-3)
    assert (level.north_rad, level.origin) == (pytest.approx(0.0), GeoOrigin(10, 50))
    assert report.counts.dropped == {"on layer A-WALL": 2, "on layer Regale": 4, "on layer A-FURN": 2}


def test_without_an_outline_the_floor_is_the_rectangle_about_everything(tmp_path: Path) -> None:
    level, report = imported(shop("m"), tmp_path, SaidOfPlan(drawing=DrawingChoice({"outline": "none"})))
    assert level.outline.bounds == pytest.approx((0, 0, 25, 20), abs=1e-3)
    assert any("no outline drawn" in note for note in report.notes)


def test_a_unit_that_is_not_said_has_to_be(tmp_path: Path) -> None:
    unitless = shop("none")
    with pytest.raises(UnreadablePlan, match=r"\$INSUNITS is 0"):
        imported(unitless, tmp_path)
    level, _ = imported(unitless, tmp_path, SaidOfPlan(drawing=DrawingChoice(unit="m")))
    assert level.width_m == pytest.approx(30.0)


def test_a_unit_that_makes_no_floor_is_refused_and_can_be_corrected(tmp_path: Path) -> None:
    wrong = shop("m")
    wrong.header["$INSUNITS"] = INSUNITS["mm"]
    with pytest.raises(UnreadablePlan, match=r"0\.03 x 0\.02 m large in its unit \(mm\): no floor"):
        imported(wrong, tmp_path)
    level, report = imported(wrong, tmp_path, SaidOfPlan(drawing=DrawingChoice(unit="m")))
    assert level.width_m == pytest.approx(30.0)
    assert "unit: m, as asked; the drawing says mm" in report.notes


def test_layers_that_say_nothing_are_listed(tmp_path: Path) -> None:
    document = ezdxf.new()
    document.header["$INSUNITS"] = 6
    for _ in range(3):
        document.modelspace().add_line((0, 0), (9, 9), dxfattribs={"layer": "Plan"})
    with pytest.raises(UnreadablePlan, match=r"no layer is known .* it has Plan \(3\)"):
        imported(document, tmp_path)


def test_blocks_within_blocks_take_the_layer_and_end_somewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two levels of blocks in rows and columns; then the same with fewer parts allowed than they draw."""
    document = shop("m", (0.0, 0.0))
    row = document.blocks.new("ROW")
    row.add_blockref("GONDOLA", (0, 0), dxfattribs={"row_count": 2, "column_count": 3, "row_spacing": 3,
                                                   "column_spacing": 5})  # fmt: skip
    document.modelspace().add_blockref("ROW", (1, 1), dxfattribs={"layer": "Shelves"})
    level, _ = imported(document, tmp_path)
    assert len(level.fixtures) == 4 + 6
    monkeypatch.setattr(drawing, "LARGEST_ENTITIES", 20)
    with pytest.raises(UnreadablePlan, match="draws more than 20 parts"):
        imported(document, tmp_path)


def test_a_block_that_holds_itself_is_refused(tmp_path: Path) -> None:
    document = shop("m")
    document.blocks.get("GONDOLA").add_blockref("GONDOLA", (1, 1))
    with pytest.raises(UnreadablePlan, match="blocks without end"):
        imported(document, tmp_path)


def test_lines_that_enclose_nothing_are_counted(tmp_path: Path) -> None:
    document = shop("m")
    document.modelspace().delete_all_entities()
    document.modelspace().add_lwpolyline(rectangle(0, 0, 30, 20), close=True, dxfattribs={"layer": "Umriss"})
    document.modelspace().add_line((1, 1), (2, 2), dxfattribs={"layer": "Theke"})
    level, report = imported(document, tmp_path)
    assert level.fixtures == ()
    assert report.counts.dropped == {"a line that encloses nothing": 1}


@pytest.mark.parametrize(
    "content",
    [b"", b"no drawing", b"0\nSECTION\n2\nHEADER\n", b"AutoCAD Binary DXF\r\n\x1a\x00\xff\xff", bytes(500)],
)
def test_what_is_no_drawing_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.dxf").write_bytes(content)
    with pytest.raises(UnreadablePlan, match=r"a\.dxf: "):
        import_plan(tmp_path / "a.dxf", NOW)


def test_a_damaged_drawing_never_escapes_the_error_tree(tmp_path: Path) -> None:
    shop("m").saveas(tmp_path / "whole.dxf")
    whole = (tmp_path / "whole.dxf").read_bytes()
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(12):
        cut = bytearray(whole)
        for at in rng.integers(0, len(whole), 20):
            cut[at] = int(rng.integers(0, 256))
        (tmp_path / "a.dxf").write_bytes(cut[: int(rng.integers(len(whole) // 2, len(whole)))])
        try:
            import_plan(tmp_path / "a.dxf", NOW)
        except UnreadablePlan:
            refused += 1
    assert refused > 0


def test_counts_may_be_given_at_once() -> None:
    counts = ImportCounts()
    counts.drop("x", 3)
    counts.drop("x")
    assert counts.dropped == {"x": 4}
