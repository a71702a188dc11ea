"""The store file: loses nothing, refuses what is broken, says where."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, box

from positioning.types import (
    BeaconKey,
    BeaconMap,
    CodeId,
    GaussianPosition,
    LevelId,
    PredictionRatio,
    Transmitter,
)
from zones import load_store, save_store
from zones.errors import NewerStoreVersion, UnreadableStore, UnwritableFile
from zones.level import (
    Area,
    Code,
    Entrance,
    Face,
    FaceId,
    GeoOrigin,
    Level,
    PlanImage,
    Unit,
    Zone,
    ZoneId,
    ZoneKind,
)
from zones.store import Revision, Store, VenueId, VisitRules
from zones.storefile import dumps, loads, require_writable

metres = st.floats(-5_000, 5_000, allow_nan=False)
extents = st.floats(0.5, 500)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ids = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


@st.composite
def areas(draw: st.DrawFn) -> Area:
    def one(left: float) -> Polygon:
        x, y, w, h = left, draw(metres), draw(extents), draw(extents)
        hole = [(x + w * a, y + h * b) for a, b in ((0.25, 0.25), (0.75, 0.25), (0.5, 0.75))]
        return Polygon(box(x, y, x + w, y + h).exterior, [hole] if draw(st.booleans()) else [])

    if draw(st.booleans()):
        return one(draw(metres))
    return MultiPolygon([one(-4_000.0), one(0.0)])


@st.composite
def transmitters(draw: st.DrawFn) -> Transmitter:
    return Transmitter(
        BeaconKey(draw(ids)), draw(metres), draw(metres), draw(extents), draw(st.floats(-120, 0)),
        draw(st.floats(0.5, 6)), draw(st.floats(0.1, 20)), draw(st.floats(0.01, 10)), draw(extents),
        draw(st.integers(0, 10_000)),
    )  # fmt: skip


@st.composite
def faces(draw: st.DrawFn) -> Face:
    angle = draw(st.floats(0, 2 * math.pi))
    x, y = draw(metres), draw(metres)
    return Face(
        FaceId(draw(ids)), draw(texts), x, y, x + 1, y, math.cos(angle), math.sin(angle), draw(extents)
    )


def codes(level_id: str) -> st.SearchStrategy[Code]:
    printable = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=63)
    return st.builds(
        Code, printable.map(lambda text: CodeId(level_id + text)), metres, metres, st.floats(0.1, 5)
    )


def by_id(parts: Any) -> tuple[Any, ...]:
    return tuple({part.id: part for part in parts}.values())


@st.composite
def levels(draw: st.DrawFn, level_id: str) -> Level:
    north = draw(st.floats(-math.pi, math.pi))
    heard = {t.key: t for t in draw(st.lists(transmitters(), max_size=3))}
    ratio = PredictionRatio(*draw(st.tuples(*[st.floats(0.1, 10.0)] * 2)))
    shared_ids = frozenset(draw(st.sets(ids, max_size=2)))
    beacons = BeaconMap(LevelId(level_id), heard, shared_ids, north, prediction_ratio=ratio)
    unit = st.builds(Unit, ids, texts, texts, areas(), st.booleans())
    entrance = st.builds(
        Entrance, ids, texts, metres, metres, extents, st.none() | st.floats(-math.pi, math.pi)
    )
    image = PlanImage("plan.png", 10, 20, tuple(draw(metres) for _ in range(6)))  # type: ignore[arg-type]
    zone = Zone(ZoneId(f"zone-{level_id}"), draw(texts), draw(st.sampled_from(ZoneKind)), draw(areas()))
    return Level(
        LevelId(level_id), draw(texts), draw(st.integers(-9, 99)), north,
        draw(extents), draw(extents), draw(areas()),
        units=by_id(draw(st.lists(unit, max_size=2))),
        walls=(LineString([(draw(metres), 0.0), (draw(metres), 1.0), (3.5, draw(metres))]),),
        entrances=by_id(draw(st.lists(entrance, max_size=2))),
        zones=(zone,),
        faces=tuple(
            replace(face, id=FaceId(f"{level_id}-{i}"))
            for i, face in enumerate(draw(st.lists(faces(), max_size=2)))
        ),
        image=draw(st.none() | st.just(image)),
        beacons=draw(st.none() | st.just(beacons)),
        codes=by_id(draw(st.lists(codes(level_id), max_size=2))),
        origin=draw(st.none() | st.builds(GeoOrigin, st.floats(-180, 180), st.floats(-89, 89))),
    )  # fmt: skip


stores = st.builds(
    Store,
    st.text("abcXYZ019._-", min_size=1, max_size=20).filter(lambda id_: id_.strip(".")).map(VenueId),
    texts,
    st.sampled_from(["UTC", "Asia/Tokyo", "Europe/Berlin"]),
    st.builds(Revision, st.integers(0, 10**6), st.datetimes(timezones=st.just(UTC)), texts),
    st.tuples(levels("a"), levels("b")),
    st.builds(VisitRules, enter_probability=st.floats(0, 1), exit_hold_s=st.floats(0, 100)),
)


@settings(max_examples=40, deadline=None)
@given(stores)
def test_a_store_survives_the_file(store: Store) -> None:
    document = dumps(store)
    again = loads(document)
    assert again == store
    assert dumps(again) == document


def with_codes(store: Store, *codes: Code) -> Store:
    return replace(store, levels=(replace(store.level(), codes=codes),))


TILL = Code(CodeId("https://shop.example/till/3"), 21.0, 4.0)


def test_a_store_without_codes_is_written_as_before_there_were_any(shop: Store) -> None:
    assert b"codes" not in dumps(shop)
    assert shop.beacon_map().codes == {}


def test_a_store_that_does_not_say_where_on_earth_it_is_is_written_as_before(shop: Store) -> None:
    assert b"origin" not in dumps(shop)


@pytest.mark.parametrize(("field", "value"), [("latitude_deg", 89.5), ("longitude_deg", -181)])
def test_an_origin_that_is_no_place_for_a_floor_is_refused(shop: Store, field: str, value: float) -> None:
    placed = replace(shop, levels=(replace(shop.level(), origin=GeoOrigin(9.95, 48.42)),))
    with pytest.raises(UnreadableStore, match=rf"levels\[0\]\.origin\.{field}: {value} is not within"):
        loads(edited(placed, f"levels[0].origin.{field}", value))


def test_codes_survive_the_file_and_reach_the_beacon_map(shop: Store) -> None:
    found = loads(dumps(with_codes(shop, TILL, Code(CodeId("A 7"), 15.0, 5.0, 0.5))))
    assert found.level().codes[0] == TILL
    assert found.beacon_map().codes == {
        TILL.id: GaussianPosition(21.0, 4.0, 1.0),
        "A 7": GaussianPosition(15.0, 5.0, 0.5),
    }
    assert found.beacon_map() is found.beacon_map()
    assert found.beacon_map().transmitters == shop.beacon_map().transmitters


def test_the_sd_of_a_code_may_be_left_out(shop: Store) -> None:
    document = json.loads(dumps(with_codes(shop, replace(TILL, sd_m=2.0))))
    del document["levels"][0]["codes"][0]["sd_m"]
    assert loads(json.dumps(document).encode()).level().codes == (TILL,)


def test_a_level_that_was_never_surveyed_has_its_codes_on_the_map(shop: Store) -> None:
    bare = replace(with_codes(shop, TILL).level(), beacons=None)
    assert replace(shop, levels=(bare,)).beacon_map().codes.keys() == {TILL.id}


def test_a_new_radio_map_does_not_lose_the_codes(shop: Store) -> None:
    level = with_codes(shop, TILL).level()
    assert shop.level().beacons is not None
    assert replace(level, beacons=shop.level().beacons).beacons == level.beacons
    assert replace(level, codes=()).beacons == shop.level().beacons


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("id", "", "1 to 64"),
        ("id", "A" * 65, "at most 64"),
        ("id", "till\n3", "printable"),
        ("id", "レジ3", "ASCII"),
        ("id", 4012345678901, "text"),
        ("x_m", "3", "number"),
        ("y_m", 1e9, "within"),
        ("sd_m", 0, "within"),
        ("sd_m", 0.05, "within [0.1, 5]"),
        ("sd_m", -1.0, "within"),
        ("sd_m", 1000.0, "within [0.1, 5]"),
        ("sd_m", float("nan"), "NaN"),
        ("colour", "blue", "not known"),
    ],
)
def test_a_code_that_cannot_be_is_refused(shop: Store, field: str, value: object, reason: str) -> None:
    with pytest.raises(UnreadableStore) as caught:
        loads(edited(with_codes(shop, TILL), f"levels[0].codes[0].{field}", value))
    assert reason in str(caught.value)
    assert "codes[0]" in str(caught.value) or reason == "NaN"


def test_one_code_on_two_levels_is_refused(shop: Store) -> None:
    level = with_codes(shop, TILL).level()
    above = replace(level, id=LevelId("above"), zones=(), faces=())
    with pytest.raises(UnreadableStore, match=r"codes: the id https://shop\.example/till/3 is used twice"):
        loads(dumps(replace(shop, levels=(level, above))))


def test_saved_and_loaded(shop: Store, tmp_path: Path) -> None:
    save_store(shop, tmp_path / "store.json")
    assert load_store(tmp_path / "store.json") == shop
    assert [p.name for p in tmp_path.iterdir()] == ["store.json"]


@pytest.mark.parametrize(
    ("place", "reason"), [("nowhere/store.json", "No such file"), ("folder", "Is a dir")]
)
def test_a_place_that_cannot_be_written_is_told_before_and_after_the_work(
    shop: Store, tmp_path: Path, place: str, reason: str
) -> None:
    (tmp_path / "folder").mkdir()
    path = tmp_path / place
    with pytest.raises(UnwritableFile, match=reason) as before:
        require_writable(path)
    with pytest.raises(UnwritableFile, match=reason) as after:
        save_store(shop, path)
    assert before.value.path == after.value.path == str(path)
    assert [p.name for p in tmp_path.rglob("*")] == ["folder"]


def test_asking_whether_a_place_can_be_written_leaves_nothing_and_changes_nothing(tmp_path: Path) -> None:
    require_writable(tmp_path / "new.json")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "old.json").write_text("kept")
    require_writable(tmp_path / "old.json")
    assert (tmp_path / "old.json").read_text() == "kept"


def test_the_layout_is_for_people(shop: Store) -> None:
    lines = dumps(shop).decode().splitlines()
    assert max(map(len, lines)) < 400
    assert [line for line in lines if '"Coffee shelf"' in line] != []


def edited(store: Store, path: str, value: object) -> bytes:
    """The store's document with one value replaced; `path` as in complaints."""
    document = json.loads(dumps(store))
    place: Any = document
    *parents, last = [
        int(key) if key.isdigit() else key for key in path.replace("[", ".").replace("]", "").split(".")
    ]
    for key in parents:
        place = place[key]
    place[last] = value
    return json.dumps(document).encode()


BOWTIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("version", "1"),
        ("venue.id", "a/b"),
        ("venue.id", ""),
        ("venue.id", ".."),
        ("venue.name", None),
        ("venue.time_zone", "Mars/Olympus"),
        ("venue.time_zone", "../../etc/passwd"),
        ("revision.created", "yesterday"),
        ("revision.created", "2026-01-31T09:00:00"),
        ("rules.enter_probability", 1.5),
        ("rules.enter_hold_s", float("inf")),
        ("levels", []),
        ("levels", {"a": 1}),
        ("levels[0].width_m", float("nan")),
        ("levels[0].width_m", 1e300),
        ("levels[0].width_m", 10**4000),
        ("levels[0].north_rad", True),
        ("levels[0].colour", "blue"),
        ("levels[0].outline", {"type": "Circle", "coordinates": []}),
        ("levels[0].outline.coordinates", [[[0, 0], [1, 0], [1, 1]]]),
        ("levels[0].outline.coordinates", [[[0, 0], [1, 0], [1, 1], [0, 1]]]),
        ("levels[0].outline.coordinates[0][1]", ["a", 2]),
        ("levels[0].outline.coordinates[0][1]", [1, 2, 3]),
        ("levels[0].outline", BOWTIE),
        ("levels[0].zones[0].area", BOWTIE),
        ("levels[0].zones[0].kind", "castle"),
        ("levels[0].zones[1].id", "north"),
        ("levels[0].faces[0].zone_id", "nowhere"),
        ("levels[0].faces[0].normal_y", 0.5),
        ("levels[0].walls[0]", [[0, 0]]),
        ("levels[0].entrances[0].sd_m", -1),
        ("levels[0].image.floor_from_image", [1, 2]),
        ("levels[0].beacons.transmitters[0].rssi_1m_dbm", 1e9),
        ("levels[0].beacons.transmitters[0].samples", -1),
        ("levels[0].beacons.transmitters[0].key", ""),
        ("levels[0].beacons.shared_ids", [3]),
    ],
)  # fmt: skip
def test_broken_values_are_refused_with_their_place(shop: Store, path: str, value: object) -> None:
    with pytest.raises(UnreadableStore) as caught:
        loads(edited(shop, path, value), "broken.json")
    said = str(caught.value)
    assert said.startswith("broken.json: ")
    assert "\n" not in said
    assert len(said) < 300
    assert "levels" in said or not path.startswith("levels[0].") or "NaN is no number" in said


@pytest.mark.parametrize(
    "path",
    [
        "beacons.transmitters[0].sd_m",
        "beacons.transmitters[0].sigma_db",
        "beacons.transmitters[0].heard_rate_hz",
        "beacons.transmitters[0].heard_range_m",
        "entrances[0].sd_m",
    ],
)
@pytest.mark.parametrize("value", [0, -1.0, 1e-9])
def test_a_spread_rate_or_range_of_zero_is_refused(shop: Store, path: str, value: float) -> None:
    with pytest.raises(UnreadableStore, match=re.escape(f"levels[0].{path}: ") + ".* is not within"):
        loads(edited(shop, f"levels[0].{path}", value))


@pytest.mark.parametrize(
    "document", [b"", b"no json", b"[]", b"3", b"\xff\xfe", b"{}", b'{"format": "other"}', b"[" * 100_000]
)
def test_what_is_no_store_is_refused(document: bytes) -> None:
    with pytest.raises(UnreadableStore):
        loads(document)


def test_a_floor_whose_raster_fits_no_memory_is_refused(shop: Store) -> None:
    endless = replace(shop, levels=(replace(shop.levels[0], width_m=9_000.0, height_m=9_000.0),))
    with pytest.raises(UnreadableStore, match="too large for a floor"):
        loads(dumps(endless))


def test_the_name_of_an_unknown_field_can_be_shown(shop: Store) -> None:
    document = dumps(shop).replace(b'"format"', b'"\\ud800": 1, "format"', 1)
    with pytest.raises(UnreadableStore, match="not known in this version") as caught:
        loads(document)
    assert str(caught.value).encode()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableStore, match=r"nothing\.json"):
        load_store(tmp_path / "nothing.json")


def test_a_newer_version_says_so(shop: Store) -> None:
    with pytest.raises(NewerStoreVersion, match="version 99"):
        loads(edited(shop, "version", 99))


def test_crossing_boundaries_pass_for_validation_only(shop: Store) -> None:
    document = edited(shop, "levels[0].zones[0].area", BOWTIE)
    assert not loads(document, allow_crossing=True).level().zones[0].area.is_valid


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_escapes_the_error_tree(data: st.DataObject) -> None:
    store = Store(
        VenueId("v"), "n", "UTC", Revision(1, datetime(2026, 1, 1, tzinfo=UTC)),
        (Level(LevelId("a"), "A", 0, 0.0, 9.0, 9.0, box(0, 0, 9, 9)),),
    )  # fmt: skip
    document = bytearray(dumps(store))
    for _ in range(data.draw(st.integers(1, 4))):
        document[data.draw(st.integers(0, len(document) - 1))] = data.draw(st.integers(0, 255))
    try:
        loads(bytes(document))
    except (UnreadableStore, NewerStoreVersion) as error:
        said = str(error)
    else:
        said = ""
    assert "\n" not in said
