"""Plans out: what is handed on comes back equal, reads as IMDF and GeoJSON, and takes edits by others."""

from __future__ import annotations

import json
import math
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, box

from mapping_tool.earth import EarthFrame
from mapping_tool.errors import UnplacedStore, UnreadablePlan
from mapping_tool.plan_export import Export, export_geojson, export_imdf, placed, zipped
from mapping_tool.plan_import import import_plan
from positioning.types import BeaconKey, BeaconMap, CodeId, LevelId, Transmitter
from zones.errors import UnreadableStore
from zones.level import (
    Area,
    Code,
    Entrance,
    Face,
    FaceId,
    Fixture,
    GeoOrigin,
    Level,
    PlanImage,
    Unit,
    Zone,
    ZoneId,
    ZoneKind,
)
from zones.store import Revision, Store, VenueId, VisitRules

NOW = datetime(2026, 2, 1, tzinfo=UTC)

millimetres = st.integers(-5_000_000, 5_000_000).map(lambda k: k / 1000)
"""What the product draws on: every importer and editor snaps to the millimetre."""
lengths = st.integers(500, 500_000).map(lambda k: k / 1000)
angles = st.floats(-math.pi, math.pi)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ids = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20) | st.uuids().map(str)


@st.composite
def areas(draw: st.DrawFn) -> Area:
    """Polygons with and without holes, rings either way round, and pairs of them."""

    def ring(x: float, y: float, w: float, h: float) -> list[tuple[float, float]]:
        corners = [
            (x, y),
            (round(x + w, 3), y),
            (round(x + w, 3), round(y + h, 3)),
            (x, round(y + h, 3)),
            (x, y),
        ]
        return corners[:: draw(st.sampled_from([1, -1]))]

    def one(x: float) -> Polygon:
        y, w, h = draw(millimetres), draw(lengths), draw(lengths)
        hole = ring(round(x + w / 4, 3), round(y + h / 4, 3), round(w / 2, 3), round(h / 2, 3))
        return Polygon(ring(x, y, w, h), [hole] if draw(st.booleans()) else [])

    return one(draw(millimetres)) if draw(st.booleans()) else MultiPolygon([one(-4_000.0), one(0.0)])


def by_id(parts: Any) -> tuple[Any, ...]:
    return tuple({part.id: part for part in parts}.values())


@st.composite
def levels(draw: st.DrawFn, level_id: str) -> Level:
    north = draw(angles)
    unit = st.builds(Unit, ids, texts, texts | st.sampled_from(["room", "walkway"]), areas(), st.booleans())
    zone = st.builds(Zone, ids.map(lambda i: ZoneId(level_id + i)), texts, st.sampled_from(ZoneKind), areas())
    entrance = st.builds(Entrance, ids, texts, millimetres, millimetres, lengths, st.none() | angles)
    code = st.builds(
        Code, st.integers(0, 999).map(lambda k: CodeId(f"{level_id}/{k}")), millimetres, millimetres
    )
    wall = st.builds(lambda x_m: LineString([(0.0, 0.0), (x_m, 1.0), (3.5, 2.0)]), millimetres)
    zones = by_id(draw(st.lists(zone, max_size=2)))
    turn = draw(angles)
    x1, y1 = draw(millimetres), draw(millimetres)
    face = Face(
        FaceId(f"face {level_id}"), draw(texts), x1, y1, round(x1 + 1.5, 3), y1,
        math.cos(turn), math.sin(turn), draw(lengths), zones[0].id if zones else None,
    )  # fmt: skip
    radio = {BeaconKey("b"): Transmitter(BeaconKey("b"), draw(st.floats(-9, 9)), 0.1, 0.2, -60.1, 2.2, 3.3)}
    image = PlanImage("plan.png", 10, 20, (0.1, draw(st.floats(-1, 1)), 3.0, 0.2, -0.1, 7.0))
    return Level(
        LevelId(level_id), draw(texts), draw(st.integers(-9, 99)), north,
        draw(lengths), draw(lengths), draw(areas()),
        units=by_id(draw(st.lists(unit, max_size=2))),
        fixtures=by_id(draw(st.lists(st.builds(Fixture, ids, texts, areas()), max_size=2))),
        walls=tuple(draw(st.lists(wall, max_size=2))),
        entrances=by_id(draw(st.lists(entrance, max_size=2))),
        zones=zones,
        faces=(face,) if draw(st.booleans()) else (),
        image=draw(st.none() | st.just(image)),
        beacons=draw(st.none() | st.just(BeaconMap(LevelId(level_id), radio, frozenset(["s/1"]), north))),
        codes=by_id(draw(st.lists(code, max_size=2))),
        origin=GeoOrigin(draw(st.floats(-179, 179)), draw(st.floats(1, 88)) * draw(st.sampled_from([1, -1]))),
    )  # fmt: skip


stores = st.builds(
    Store,
    st.just(VenueId("shop")),
    texts,
    st.sampled_from(["UTC", "Asia/Tokyo"]),
    st.builds(
        Revision,
        st.integers(0, 9),
        st.datetimes(timezones=st.just(UTC)),
        texts,
    ),
    st.tuples(levels("a"), levels("b")),
    st.builds(VisitRules, exit_hold_s=st.floats(0, 100)),
)


def read_back(export: Export, store: Store, folder: Path) -> Store:
    """The store that import makes of an export, in the revision that it was."""
    if "plan.geojson" in export.files:
        source = folder / "plan.geojson"
        source.write_bytes(export.files["plan.geojson"])
    else:
        source = folder / "plan.zip"
        source.write_bytes(zipped(export.files))
    found, report = import_plan(source, NOW)
    assert found.revision.number == store.revision.number + 1
    assert report.counts.dropped == {}
    return replace(found, revision=store.revision)


@settings(max_examples=40, deadline=None)
@given(stores)
def test_what_is_handed_on_comes_back_equal(store: Store) -> None:
    """PLAN-4, over IMDF, GeoJSON in degrees and in metres."""
    with TemporaryDirectory() as name:
        for export in (export_imdf(store), export_geojson(store), export_geojson(store, in_metres=True)):
            assert read_back(export, store, Path(name)) == store


@settings(max_examples=100, deadline=None)
@given(
    st.builds(
        EarthFrame,
        st.builds(GeoOrigin, st.floats(-180, 180), st.floats(-88, 88)),
        angles,
        st.floats(1, 2_000),
        st.floats(1, 2_000),
    ),
    st.floats(-5_000, 5_000),
    st.floats(-5_000, 5_000),
)
def test_degrees_lose_less_than_a_micrometre(frame: EarthFrame, x_m: float, y_m: float) -> None:
    """PLAN-3."""
    degrees = np.round(frame.degrees(np.array([[x_m, y_m]])), 12)
    np.testing.assert_allclose(frame.metres(degrees), [[x_m, y_m]], rtol=0.0, atol=1e-6)


def test_north_and_east_are_where_the_level_says() -> None:
    """PLAN-3: north along +x of the floor; 1852 m are a minute of latitude, to 0.2 %."""
    frame = EarthFrame(GeoOrigin(10.0, 60.0), 0.0, 100.0, 100.0)
    (north, west) = frame.degrees(np.array([[1852.0, 0.0], [0.0, 926.0]])) - (10.0, 60.0)
    assert north == pytest.approx([0.0, 1 / 60], abs=5e-5)
    assert west == pytest.approx([-1 / 60, 0.0], abs=5e-5)


BEACON = Transmitter(BeaconKey("b"), 5.0, 5.0, 0.1, -60.0, 2.2, 4.0)


@pytest.fixture
def shop() -> Store:
    """A room of 30 x 20 m in Ulm with a shelf, a zone and a face before it, a door, a code, a beacon."""
    zone = Zone(ZoneId("z"), "Coffee", ZoneKind.SHELF, box(10, 10.5, 20, 14))
    level = Level(
        LevelId("G"), "Ground floor", 0, math.pi / 2, 30.0, 20.0, box(0, 0, 30, 20),
        units=(
            Unit("u", "Office", "back office", box(0, 16, 6, 20)),
            Unit("w", "", "walkway", box(0, 0, 6, 3), True),
        ),
        fixtures=(Fixture("f", "Shelf", box(10, 9.5, 20, 10.5)),),
        walls=(LineString([(25, 0), (25, 6)]),),
        entrances=(Entrance("d", "Door", 2.0, 1.0, 1.0, 0.5),),
        zones=(zone,),
        faces=(Face(FaceId("c"), "Coffee", 10, 10.5, 20, 10.5, 0.0, 1.0, 2.0, zone.id),),
        codes=(Code(CodeId("till"), 21.0, 4.0),),
        image=PlanImage("plan.png", 300, 200, (0.1, 0.0, 0.0, 0.0, -0.1, 20.0)),
        beacons=BeaconMap(LevelId("G"), {BEACON.key: BEACON}),
        origin=GeoOrigin(9.95, 48.42),
    )  # fmt: skip
    return Store(VenueId("shop"), "The shop", "Europe/Berlin", Revision(1, NOW), (level,))


def features(export: Export, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(export.files[f"{kind}.geojson"])["features"]
    return found


def test_an_archive_reads_as_imdf(shop: Store) -> None:
    """Reference, Extensions: UUIDs, types, references that lead somewhere, the extension declared."""
    export = export_imdf(shop)
    manifest = json.loads(export.files["manifest.json"])
    assert (manifest["version"], manifest["extensions"]) == (
        "1.0.0", ["imdf:extension:aislecast:store#1.0.0"],
    )  # fmt: skip
    kinds = [name.removesuffix(".geojson") for name in export.files if name != "manifest.json"]
    every = {feature["id"]: feature for kind in kinds for feature in features(export, kind)}
    assert len(every) == sum(len(features(export, kind)) for kind in kinds)
    for id_, feature in every.items():
        assert str(uuid.UUID(id_)) == id_
        said = feature["properties"]
        for key, kind in (("level_id", "level"), ("address_id", "address")):
            assert said.get(key) is None or every[said[key]]["feature_type"] == kind
        for several, kind in (("level_ids", "level"), ("building_ids", "building")):
            assert all(every[one]["feature_type"] == kind for one in said.get(several) or ())
    assert [unit["properties"]["category"] for unit in features(export, "unit")] == ["unspecified", "walkway"]
    assert features(export, "address")[0]["geometry"] is None


def test_rings_follow_the_right_hand(shop: Store) -> None:
    """RFC 7946, section 3.1.6, whichever way they were stored."""
    turned = replace(shop.level(), outline=Polygon(shop.level().outline.exterior.coords[::-1]))  # type: ignore[union-attr]
    export = export_imdf(replace(shop, levels=(turned,)))
    for kind in ("level", "unit", "fixture", "geofence", "venue", "footprint"):
        for feature in features(export, kind):
            polygon = shapely.geometry.shape(feature["geometry"])
            assert polygon.exterior.is_ccw


def test_the_place_on_earth_is_right(shop: Store) -> None:
    """A degree of latitude is 111.195 km on the mean sphere, one of longitude cos(48.42) of that."""
    outline = shapely.geometry.shape(features(export_imdf(shop), "level")[0]["geometry"])
    left, bottom, right, top = outline.bounds
    assert (left, bottom) == pytest.approx((9.95, 48.42), abs=1e-9)
    assert (top - bottom) * 111_195 == pytest.approx(20.0, rel=1e-4)
    assert (right - left) * 111_195 * math.cos(math.radians(48.42)) == pytest.approx(30.0, rel=1e-4)


def test_what_others_do_not_read_and_what_is_missing_is_said(shop: Store) -> None:
    export = export_imdf(shop)
    assert {"1 faces", "1 codes", "1 transmitters with their radio"} <= set(export.beside)
    assert any("plan.png" in line for line in export.left_out)
    assert any("address" in line for line in export.left_out)


def edited(shop: Store, folder: Path, change: Any) -> tuple[Store, dict[str, int]]:
    """The store after somebody changed the features of its GeoJSON export."""
    document = json.loads(export_geojson(shop).files["plan.geojson"])
    change({feature["feature_type"]: feature for feature in document["features"]}, document["features"])
    source = folder / "edited.json"
    source.write_text(json.dumps(document))
    store, report = import_plan(source, NOW)
    return store, report.counts.dropped


def test_what_others_edit_is_taken_over(shop: Store, tmp_path: Path) -> None:
    """A zone moved by 1e-5 degrees of latitude and renamed; a room drawn anew, without our member; a wall
    gone."""

    def change(by_type: dict[str, Any], every: list[Any]) -> None:
        zone = by_type["geofence"]
        ring = zone["geometry"]["coordinates"][0]
        zone["geometry"]["coordinates"] = [[[lon, lat + 1e-5] for lon, lat in ring]]
        zone["properties"]["name"] = {"en": "Tea"}
        room = {
            **by_type["unit"],
            "id": "new",
            "properties": {**by_type["unit"]["properties"], "category": "lobby"},
        }
        del room["aislecast"]
        every.append(room)
        every.remove(by_type["detail"])

    store, dropped = edited(shop, tmp_path, change)
    level = store.level()
    assert level.zones[0].name == "Tea"
    assert level.zones[0].area.bounds == pytest.approx((10.0, 11.612, 20.0, 15.112), abs=1e-3)
    assert [(unit.id, unit.walkable) for unit in level.units[2:]] == [("new", True)]
    assert level.walls == ()
    assert dropped == {}
    assert level.faces == shop.level().faces


def test_lines_of_others_are_no_walls(shop: Store, tmp_path: Path) -> None:
    def change(by_type: dict[str, Any], every: list[Any]) -> None:
        del by_type["detail"]["aislecast"]

    store, dropped = edited(shop, tmp_path, change)
    assert (store.level().walls, dropped) == ((), {"detail of no use here": 1})


def nan_reach(by_type: dict[str, Any], every: list[Any]) -> None:
    by_type["face"]["aislecast"]["reach_m"] = -1.0


def no_level(by_type: dict[str, Any], every: list[Any]) -> None:
    by_type["unit"]["properties"]["level_id"] = "elsewhere"


def no_numbers(by_type: dict[str, Any], every: list[Any]) -> None:
    by_type["code"]["geometry"]["coordinates"] = ["a", 2]


def no_place(by_type: dict[str, Any], every: list[Any]) -> None:
    by_type["code"]["geometry"]["coordinates"] = [1e308, 2]


def null_island(by_type: dict[str, Any], every: list[Any]) -> None:
    by_type["geofence"]["geometry"]["coordinates"][0][2] = [0.0, 0.0]


def crossing(by_type: dict[str, Any], every: list[Any]) -> None:
    ring = by_type["geofence"]["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]


def no_frame(by_type: dict[str, Any], every: list[Any]) -> None:
    del by_type["level"]["aislecast"]["origin"]


def no_member(by_type: dict[str, Any], every: list[Any]) -> None:
    by_type["face"]["aislecast"] = None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (nan_reach, r"levels\[0\]\.faces\[0\]\.reach_m: -1\.0 is not within"),
        (no_level, r"features\[2\]: lies on level elsewhere, which is not there"),
        (no_numbers, r"features\[8\]: its coordinates are no numbers"),
        (no_place, r"features\[8\]: its coordinates are no numbers"),
        (null_island, r"features\[4\]: has a point at \(0, 0\)"),
        (crossing, r"zones\[0\]\.area: is no simple polygon: Self-intersection"),
        (no_frame, r"features\[0\]: \$\.aislecast\.origin: is missing"),
        (no_member, r"features\[7\]: has no member aislecast"),
    ],
)
def test_damage_is_refused_with_its_place(shop: Store, tmp_path: Path, change: Any, reason: str) -> None:
    with pytest.raises((UnreadablePlan, UnreadableStore), match=reason):
        edited(shop, tmp_path, change)


def test_a_store_that_nobody_placed_is_not_put_anywhere(shop: Store) -> None:
    nowhere = replace(shop, levels=(replace(shop.level(), origin=None),))
    with pytest.raises(UnplacedStore, match="Ground floor does not say where on Earth it is"):
        placed(nowhere, None)
    assert placed(nowhere, shop.level().origin) == shop
    with pytest.raises(UnplacedStore, match=r"says where it is: 48\.42"):
        placed(shop, GeoOrigin(1.0, 2.0))


def test_equal_stores_give_equal_bytes(shop: Store) -> None:
    assert zipped(export_imdf(shop).files) == zipped(export_imdf(replace(shop)).files)


@pytest.mark.recordings
def test_a_university_comes_back_equal(recordings: Path, tmp_path: Path) -> None:
    """Six levels of an IMDF archive by others: import, export, import."""
    store, report = import_plan(recordings / "floor-plans" / "ulm-imdf", NOW)
    assert sum(len(level.units) for level in store.levels) == 554
    assert report.counts.dropped == {}
    assert read_back(export_imdf(store), store, tmp_path) == store
    assert read_back(export_geojson(store), store, tmp_path) == store
