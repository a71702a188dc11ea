"""Plans in: made ones that can be reckoned by hand, and the real ones."""

from __future__ import annotations

import json
import math
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

from campaigns.commands.plan import plan
from mapping_tool.errors import UnreadablePlan
from mapping_tool.frontage import add_frontages
from mapping_tool.geojson import ordinal_of
from mapping_tool.geometry import FloorFromPlan, ImportCounts, read_polygon, settle
from mapping_tool.mall_folder import mark_walked
from mapping_tool.plan_import import import_plan, walked_points
from positioning.types import LevelId
from zones.errors import UnreadableStore
from zones.floor import free_area
from zones.level import Level, Unit
from zones.storefile import dumps, load_store, loads

NOW = datetime(2026, 2, 1, tzinfo=UTC)


def feature(rings: list[Any], kind: str = "Polygon", **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": rings}}


def rectangle(x1: float, y1: float, x2: float, y2: float) -> list[list[list[float]]]:
    return [[[x1, y1], [x2, y1], [x2, y2], [x1, y2], [x1, y1]]]


@pytest.fixture
def mall(tmp_path: Path) -> Path:
    """A floor of 100 x 50 m drawn as 0.001 x 0.0005 degrees: two shops on either side of a corridor 10 m
    wide."""
    folder = tmp_path / "mall-F2"
    folder.mkdir()
    (folder / "floor_info.json").write_text(json.dumps({"map_info": {"width": 100.0, "height": 50.0}}))

    def scaled(x1: float, y1: float, x2: float, y2: float) -> list[Any]:
        corners = rectangle(x1, y1, x2, y2)[0]
        return [[[120 + x / 1e5, 30 + y / 1e5] for x, y in corners]]

    bow = [[[120 + x / 1e5, 30 + y / 1e5] for x, y in ((10, 40), (20, 48), (20, 40), (10, 48), (10, 40))]]
    features = [
        feature([scaled(0, 0, 100, 50)], "MultiPolygon", name="F2"),
        feature(scaled(0, 0, 50, 20), id="a", name="Bakery", category=["shop", "food"]),
        feature(scaled(50, 0, 100, 20), id="b", name="Books", category=["shop"]),
        feature(scaled(50, 0, 100, 20), id="b2", name="Books", category=["shop"]),
        feature(scaled(0, 30, 100, 39), id="c", name=""),
        feature(bow, id="d", name="Bow"),
        feature([], id="e", name="Nothing"),
    ]
    (folder / "geojson_map.json").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return folder


def test_a_mall_folder_becomes_a_floor_in_metres(mall: Path) -> None:
    store, report = import_plan(mall, NOW, "Asia/Shanghai")
    level = store.level()
    assert (store.venue_id, store.time_zone, level.id, level.ordinal) == ("mall-F2", "Asia/Shanghai", "F2", 1)
    assert (level.width_m, level.height_m, level.north_rad) == (100.0, 50.0, math.pi / 2)
    np.testing.assert_allclose(level.outline.bounds, (0, 0, 100, 50), atol=1e-3)
    bakery = next(unit for unit in level.units if unit.id == "a")
    assert (bakery.name, bakery.category) == ("Bakery", "food")
    np.testing.assert_allclose(bakery.area.bounds, (0, 0, 50, 20), atol=2e-3)
    assert report.counts.units == 4
    assert report.counts.repaired == 1
    assert report.counts.dropped == {"drawn twice": 1, "no area": 1}
    assert loads(dumps(store)) == store


def test_frontages_are_strips_before_the_units(mall: Path) -> None:
    """ZONE-2 and ZONE-3."""
    store, report = import_plan(mall, NOW)
    level = store.level()
    zones = {zone.name: zone for zone in level.zones}
    assert set(zones) == {"Bakery", "Books", "Bow"}
    assert report.frontages["F2"].unnamed == 1
    left, bottom, right, top = zones["Bakery"].area.bounds
    assert (left, bottom, top) == pytest.approx((0.0, 20.0, 22.5), abs=0.1)
    assert right == pytest.approx(50.0, abs=0.3)
    assert zones["Bakery"].area.intersection(zones["Books"].area).area < 0.1
    (face,) = [face for face in level.faces if face.zone_id == zones["Bakery"].id]
    assert (face.normal_x, face.normal_y) == pytest.approx((0.0, 1.0), abs=1e-3)
    assert math.hypot(face.x2_m - face.x1_m, face.y2_m - face.y1_m) == pytest.approx(50.0, abs=0.5)


def test_strips_that_compete_are_split_in_the_middle(mall: Path, tmp_path: Path) -> None:
    """ZONE-2: to the nearest front."""
    document = json.loads((mall / "geojson_map.json").read_text())
    document["features"] = document["features"][:3]
    document["features"].append(
        feature([[[120 + x / 1e5, 30 + y / 1e5] for x, y in rectangle(0, 23, 50, 50)[0]]], id="f", name="Far")
    )
    (mall / "geojson_map.json").write_text(json.dumps(document))
    store, _ = import_plan(mall, NOW)
    zones = {zone.name: zone for zone in store.level().zones}
    assert zones["Bakery"].area.bounds[3] == pytest.approx(21.5, abs=0.3)
    assert zones["Far"].area.bounds[1] == pytest.approx(21.5, abs=0.3)


def test_a_lone_room_in_a_corner_has_its_frontage() -> None:
    """ZONE-2: its cells share edges only to rounding."""
    room = Unit("u", "Room", "", shapely.box(24, 14, 30, 20))
    outline = shapely.box(0, 0, 30, 20)
    level = Level(LevelId("F1"), "F1", 0, math.pi / 2, 30.0, 20.0, outline, units=(room,))
    (zone,) = add_frontages(level)[0].zones
    strip = room.area.buffer(2.5).intersection(outline).difference(room.area)
    assert zone.area.symmetric_difference(strip).area < 0.02 * strip.area  # its round corner is simplified


def test_an_open_room_of_which_slivers_and_an_edge_are_free_has_no_zone() -> None:
    """Its share of the free area is a polygon 30 cm wide and the line along the room that lies on it."""
    hall = Unit("h", "Hall", "", shapely.box(9.7, 0, 20, 5), walkable=True)
    room = Unit("r", "Room", "", shapely.box(10, 0, 20, 5))
    outline = shapely.box(0, 0, 20, 20)
    level = Level(LevelId("F1"), "F1", 0, math.pi / 2, 20.0, 20.0, outline, units=(hall, room))
    made, counts = add_frontages(level)
    assert [zone.unit_id for zone in made.zones] == ["r"]
    assert counts.slivers == 1


@pytest.mark.parametrize("ring", [[{"lon": 1}], [[10**400, 1], [2, 2], [3, 1]], ["ab", "cd"], 7])
def test_coordinates_that_are_none_make_no_polygon(ring: object) -> None:
    assert read_polygon({"type": "Polygon", "coordinates": [ring]}) is None


def test_units_that_a_survey_leads_through_stay_open() -> None:
    unit = Unit("u", "Hall", "", shapely.box(0, 0, 10, 10))
    (walked,) = mark_walked([unit], np.array([[5.0, 5.0]]))
    (grazed,) = mark_walked([unit], np.array([[0.5, 5.0]]))
    assert (walked.walkable, grazed.walkable) == (True, False)
    assert mark_walked([unit], np.empty((0, 2))) == (unit,)


@pytest.mark.parametrize(
    ("name", "ordinal"), [("B1", -1), ("F6", 5), ("1F", 0), ("L3", 2), ("Roof", 0), ("B12", -12)]
)
def test_ordinals(name: str, ordinal: int) -> None:
    assert ordinal_of(name) == ordinal


def test_degrees_become_metres() -> None:
    """One minute of latitude is a nautical mile of 1852 m, to 0.2 %; a degree of longitude shrinks with the
    cosine."""
    floor_from_plan = FloorFromPlan.equirectangular((10.0, 60.0, 10.01, 60.0 + 1e-9))
    assert floor_from_plan.scale_y / 60 == pytest.approx(1852, rel=2e-3)
    assert floor_from_plan.scale_x / floor_from_plan.scale_y == pytest.approx(0.5, rel=1e-6)


def test_repair_keeps_what_the_drawing_encloses() -> None:
    counts = ImportCounts()
    area = settle(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), counts)
    assert counts.repaired == 1
    assert area is not None
    assert area.is_valid
    assert area.area == pytest.approx(2.0, abs=0.01)
    assert settle(shapely.Polygon([(0, 0), (1, 0), (2, 0)]), counts) is None


def imdf(folder: Path) -> Path:
    """Two levels 0.001 degrees wide on the equator; the ground floor has a shop, a hall and a door."""
    folder.mkdir()

    def write(kind: str, *features: dict[str, Any]) -> None:
        (folder / f"{kind}.geojson").write_text(
            json.dumps({"type": "FeatureCollection", "features": features})
        )

    def placed(id_: str, geometry: dict[str, Any], **properties: object) -> dict[str, Any]:
        return {"type": "Feature", "id": id_, "properties": properties, "geometry": geometry}

    def polygon(x1: float, y1: float, x2: float, y2: float) -> dict[str, Any]:
        return {"type": "Polygon", "coordinates": rectangle(10 + x1, y1, 10 + x2, y2)}

    door = {"type": "LineString", "coordinates": [[10.0005, 0.0], [10.00052, 0.0]]}
    floor = polygon(0, 0, 0.001, 0.0005)
    (folder / "manifest.json").write_text('{"version": "1.0.0"}')
    write("venue", placed("v", floor, name={"en": "The Centre", "de": "Das Zentrum"}))
    write(
        "level",
        placed("up", floor, ordinal=1, name={"de": "Oben"}),
        placed("eg", floor, ordinal=0, name=None),
    )
    write(
        "unit",
        placed(
            "shop", polygon(0, 0.0003, 0.001, 0.0005), level_id="eg", category="retail", name={"en": "Shoes"}
        ),
        placed("hall", polygon(0, 0, 0.001, 0.0003), level_id="eg", category="walkway", name=None),
    )
    write("fixture", placed("desk", polygon(0.0001, 0.0001, 0.00012, 0.00012), level_id="eg", name=None))
    write("opening", placed("door", door, level_id="eg", category="pedestrian.principal", name=None))
    return folder


@pytest.mark.parametrize("zipped", [False, True])
def test_an_imdf_archive(tmp_path: Path, zipped: bool) -> None:
    source = imdf(tmp_path / "centre")
    if zipped:
        with zipfile.ZipFile(tmp_path / "centre.zip", "w") as archive:
            for path in source.iterdir():
                archive.write(path, path.name)
        source = tmp_path / "centre.zip"
    store, report = import_plan(source, NOW)
    assert store.name == "The Centre"
    assert [(level.id, level.ordinal) for level in store.levels] == [("eg", 0), ("up", 1)]
    ground = store.level()
    assert ground.width_m == pytest.approx(111.19, abs=0.1)
    assert {unit.id: unit.walkable for unit in ground.units} == {"shop": False, "hall": True}
    assert [zone.name for zone in ground.zones] == ["Shoes"]
    assert (report.counts.units, report.counts.fixtures) == (2, 1)
    (door,) = ground.entrances
    assert (door.x_m, door.y_m) == pytest.approx((56.7, 0.0), abs=0.1)
    assert loads(dumps(store)) == store


def test_a_geojson_file(mall: Path, tmp_path: Path) -> None:
    source = tmp_path / "F2.geojson"
    source.write_bytes((mall / "geojson_map.json").read_bytes())
    level = import_plan(source, NOW)[0].level()
    assert level.height_m == pytest.approx(55.6, abs=0.1)
    assert len(level.units) == 4


def test_an_earlier_store_becomes_its_next_revision(mall: Path, tmp_path: Path) -> None:
    store, _ = import_plan(mall, NOW)
    (tmp_path / "store.json").write_bytes(dumps(store))
    again, _ = import_plan(tmp_path / "store.json", NOW)
    assert again.revision.number == 2
    assert again.levels == store.levels


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("floor_info.json", "{"),
        ("floor_info.json", "[]"),
        ("floor_info.json", '{"map_info": {"width": "wide", "height": 3}}'),
        ("floor_info.json", '{"map_info": {"width": NaN, "height": 3}}'),
        ("floor_info.json", '{"map_info": {"width": 1e9, "height": 3}}'),
        ("geojson_map.json", "no json"),
        ("geojson_map.json", "[1]"),
        ("geojson_map.json", '{"features": []}'),
        ("geojson_map.json", '{"features": [3]}'),
        ("geojson_map.json", '{"features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}'),
        (
            "geojson_map.json",
            '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[1, "x"]]]}}]}',
        ),
        ("geojson_map.json", '{"features": [{"geometry": {"type": "Polygon", "coordinates": []}}]}'),
    ],
)
def test_a_plan_that_is_no_plan_is_one_line(mall: Path, file: str, text: str) -> None:
    (mall / file).write_text(text)
    with pytest.raises(UnreadablePlan) as caught:
        import_plan(mall, NOW)
    assert file in str(caught.value)
    assert "\n" not in str(caught.value)


def test_other_things_are_no_plans(tmp_path: Path) -> None:
    (tmp_path / "plan.zip").write_bytes(b"PK not really")
    (tmp_path / "plan.png").write_bytes(b"\x89PNG")
    (tmp_path / "plan.json").write_text("{}")
    for name in ("plan.zip", "plan.png", "missing", ""):
        with pytest.raises(UnreadablePlan):
            import_plan(tmp_path / name, NOW)
    with pytest.raises(UnreadableStore):
        import_plan(tmp_path / "plan.json", NOW)


def test_the_commands(mall: Path, tmp_path: Path) -> None:
    out = tmp_path / "store.json"
    done = CliRunner().invoke(plan, ["import", str(mall), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "3 zones" in done.output
    assert len(load_store(out).level().zones) == 3
    checked = CliRunner().invoke(plan, ["validate", str(out)])
    assert checked.exit_code == 0
    assert "0 errors" in checked.output
    broken = json.loads(out.read_text())
    broken["levels"][0]["zones"][0]["area"]["coordinates"] = rectangle(500, 500, 510, 510)
    out.write_text(json.dumps(broken))
    checked = CliRunner().invoke(plan, ["validate", str(out)])
    assert checked.exit_code == 1
    assert "outside the floor" in checked.output


@pytest.mark.recordings
def test_a_real_mall(recordings: Path) -> None:
    """The waypoints that staff walked lie where the imported floor can be walked."""
    store, report = import_plan(recordings / "malls" / "site2-F6", NOW)
    assert report.counts.dropped == {"drawn twice": 144}
    level = store.level()
    assert len(level.units) == 157
    assert len(level.zones) > 50
    walked = walked_points(recordings / "malls" / "site2-F6" / "survey")
    free = free_area(level)
    assert len(walked) > 200
    assert np.mean(shapely.dwithin(free, shapely.points(walked), 1.0)) > 0.99
    assert max(zone.area.difference(free.buffer(0.05)).area for zone in level.zones) < 0.5
