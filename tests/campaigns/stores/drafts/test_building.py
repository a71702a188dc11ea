"""Drafts become stores and stores become drafts: nothing is lost on the way."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from campaigns.errors import InvalidInput
from campaigns.stores.drafts.building import built
from campaigns.stores.drafts.domain import Base, BaseMove, Change, Draft, Edit
from campaigns.stores.drafts.features import (
    FeatureKey,
    FeatureKind,
    Features,
    Part,
    features_of,
    level_key,
    outline_key,
    read_feature,
    wall_ids,
)
from campaigns.stores.drafts.merging import differences, merged, moved
from campaigns.stores.drafts.service import read_change
from mapping_tool.usual_beacon import usual_beacon
from positioning.types import (
    BeaconKey,
    BeaconMap,
    CodeId,
    HeardCells,
    LevelId,
    SurveyedGround,
    Transmitter,
)
from zones.level import (
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
from zones.store import Revision, Store, VenueId
from zones.storefile import dumps, loads

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
TILL, DOOR = BeaconKey("mac:aa:00:00:00:00:01"), BeaconKey("mac:aa:00:00:00:00:02")


def _transmitter(key: BeaconKey, x_m: float) -> Transmitter:
    return Transmitter(key, x_m, 5.0, 0.3, -58.5, 2.3, 5.1, 0.8, 12.0, samples=80)


def _cells(*cells: int) -> HeardCells:
    size = len(cells)
    return HeardCells(np.array(cells, dtype=np.intp), np.full(size, 4.0), np.full(size, 0.5))


@pytest.fixture(scope="module")
def full_store() -> Store:
    """Two levels, with a feature of every kind on the first."""
    ground = SurveyedGround(
        2.0,
        np.array([2.0, 4.0]),
        np.array([5.0, 5.0]),
        np.array([9.0, 8.0]),
        {TILL: _cells(0, 1), DOOR: _cells(1)},
    )
    transmitters = {TILL: _transmitter(TILL, 3.0), DOOR: _transmitter(DOOR, 15.0)}
    level = Level(
        id=LevelId("ground"),
        name="Ground floor",
        ordinal=0,
        north_rad=math.pi / 2,
        width_m=20.0,
        height_m=10.0,
        outline=box(0, 0, 20, 10),
        units=(Unit("bakery", "Bakery", "shop", box(0, 8, 4, 10)),),
        fixtures=(Fixture("shelf", "Shelf", box(8, 4, 12, 5)),),
        walls=(LineString([(5, 0), (5, 3)]), LineString([(5, 0), (5, 3)]), LineString([(6, 0), (9, 0)])),
        entrances=(Entrance("door", "Door", 1.0, 5.0, heading_rad=0.0),),
        zones=(
            Zone(ZoneId("tea"), "Tea", ZoneKind.SHELF, box(12, 2, 18, 8)),
            Zone(ZoneId("rest"), "Rest", ZoneKind.AREA, box(2, 1, 8, 4), unit_id="bakery"),
        ),
        faces=(Face(FaceId("front"), "Front", 8.0, 5.0, 12.0, 5.0, 0.0, 1.0, 2.0, ZoneId("rest")),),
        image=PlanImage("plan.png", 400, 200, (0.05, 0.0, 0.0, 0.0, -0.05, 10.0)),
        beacons=BeaconMap(LevelId("ground"), transmitters, frozenset({"shared"}), ground=ground, error_m=1.2),
        codes=(Code(CodeId("till-1"), 2.0, 2.0, 0.8),),
        origin=GeoOrigin(13.4, 52.5),
    )
    upper = Level(LevelId("upper"), "Upper floor", 1, math.pi / 2, 20.0, 10.0, box(0, 0, 20, 10))
    return Store(VenueId("shop"), "Shop", "Europe/London", Revision(1, NOON), (level, upper))


_x = st.integers(1, 18).map(float)
_y = st.integers(1, 8).map(float)
_names = st.sampled_from(["", "A", "棚"])


def _areas() -> st.SearchStrategy[dict[str, Any]]:
    def area(x: float, y: float, w: int, h: int) -> dict[str, Any]:
        ring = [[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]]
        return {"type": "Polygon", "coordinates": [ring]}

    return st.builds(area, _x, _y, st.integers(1, 5), st.integers(1, 5))


_named = {"name": _names}
_placed = {"x_m": _x, "y_m": _y}
_faces = {
    "x1_m": _x,
    "y1_m": _y,
    "x2_m": st.just(19.5),
    "y2_m": _y,
    "normal_x": st.just(0.6),
    "normal_y": st.just(-0.8),
    "zone_id": st.sampled_from([None, "tea", "rest"]),
}
VALUES: dict[FeatureKind, tuple[list[str], dict[str, st.SearchStrategy[Any]]]] = {
    FeatureKind.UNIT: (["bakery", "u2"], _named | {"category": _names, "area": _areas()}),
    FeatureKind.FIXTURE: (["shelf", "f2"], _named | {"area": _areas()}),
    FeatureKind.ZONE: (
        ["tea", "rest", "z3"],
        _named | {"kind": st.sampled_from(list(ZoneKind)), "area": _areas()},
    ),
    FeatureKind.FACE: (["front", "back"], _named | _faces),
    FeatureKind.ENTRANCE: (["door", "gate"], _named | _placed),
    FeatureKind.CODE: (["till-1", "till-2"], _placed),
    FeatureKind.BEACON: ([TILL, DOOR, "mac:new"], _placed | {"sd_m": st.just(0.5)}),
    FeatureKind.WALL: (["new1", "new2"], {"line": st.tuples(_x, _y).map(lambda p: [list(p), [19.0, 9.5]])}),
}


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """A change of a feature on one of the two levels; some take it away."""
    kind = draw(st.sampled_from(list(VALUES)))
    ids, values = VALUES[kind]
    unique = kind in (FeatureKind.ZONE, FeatureKind.FACE, FeatureKind.CODE)  # in the store, not in a level
    level_id = "ground" if unique else draw(st.sampled_from(["ground", "upper"]))
    key = FeatureKey(level_id, kind, draw(st.sampled_from(ids)))
    return read_change(key, draw(st.none() | st.fixed_dictionaries(values)), "change")


def made(store: Store, applied: Sequence[Change]) -> Store:
    parts: dict[FeatureKey, Part | None] = {
        change.key: None if change.value is None else read_feature(change.key, change.value, "x")
        for change in applied
    }
    return built(store, parts, store.revision)


def without_walls(features: Features) -> dict[FeatureKey, object]:
    return {key: value for key, value in features.items() if key.kind is not FeatureKind.WALL}


def walls(features: Features) -> Counter[str]:
    return Counter(
        f"{key.level_id} {value}" for key, value in features.items() if key.kind is FeatureKind.WALL
    )


@settings(max_examples=80, deadline=None)
@given(applied=st.lists(changes(), max_size=12))
def test_any_changes_published_and_read_back_are_the_changes(
    full_store: Store, applied: list[Change]
) -> None:
    edits = {change.key: Edit(change.value, 2, "sam", NOON) for change in applied}
    wanted = merged(features_of(full_store), edits)
    zones = {key.id for key in wanted if key.kind is FeatureKind.ZONE}
    faces = [value for key, value in wanted.items() if key.kind is FeatureKind.FACE]
    if any("zone_id" in face and face["zone_id"] not in zones for face in faces):
        with pytest.raises(InvalidInput, match="no zone"):
            made(full_store, applied)
        return
    store = made(full_store, applied)
    found = features_of(loads(dumps(store)))
    assert without_walls(found) == without_walls(wanted)
    assert walls(found) == walls(wanted)
    after = moved(Draft(1, (BaseMove(0, 1),), edits), Base(2, found, "sam", NOON))
    assert differences(found, merged(found, after.edits)) == [], "the draft of a published revision is empty"


def test_no_change_makes_the_same_store(full_store: Store) -> None:
    assert made(full_store, []) == full_store
    assert dumps(made(full_store, [])) == dumps(full_store)


def beacon(x_m: float, sd_m: float = 0.3, id_: str = TILL) -> Change:
    key = FeatureKey("ground", FeatureKind.BEACON, id_)
    return Change(key, {"x_m": x_m, "y_m": 5.0, "sd_m": sd_m})


def test_a_moved_beacon_keeps_its_law_and_loses_where_it_was_heard(full_store: Store) -> None:
    before = full_store.beacon_map()
    after = made(full_store, [beacon(9.0)]).beacon_map()
    assert after.transmitters[TILL] == replace(before.transmitters[TILL], x_m=9.0, samples=0)
    assert after.transmitters[DOOR] == before.transmitters[DOOR]
    assert before.ground is not None
    assert after.ground is not None
    assert after.ground.heard == {DOOR: before.ground.heard[DOOR]}
    assert (after.shared_ids, after.error_m) == (before.shared_ids, before.error_m)


def test_a_beacon_whose_place_is_only_better_known_keeps_everything(full_store: Store) -> None:
    before = full_store.beacon_map()
    after = made(full_store, [beacon(3.0, sd_m=0.1)]).beacon_map()
    assert after.transmitters[TILL] == replace(before.transmitters[TILL], sd_m=0.1)
    assert after.ground == before.ground


def test_a_new_beacon_is_taken_for_a_usual_one_and_a_removed_one_is_gone(full_store: Store) -> None:
    gone = Change(FeatureKey("ground", FeatureKind.BEACON, TILL), None)
    after = made(full_store, [beacon(9.0, id_="mac:new"), gone]).beacon_map()
    new = BeaconKey("mac:new")
    assert dict(after.transmitters) == {
        DOOR: full_store.beacon_map().transmitters[DOOR],
        new: usual_beacon(new, 9.0, 5.0, 0.3),
    }
    assert after.ground is not None
    assert set(after.ground.heard) == {DOOR}


def test_turning_a_level_turns_its_radio_map(full_store: Store) -> None:
    value = {**features_of(full_store)[level_key("ground")], "north_rad": 0.5}
    turned = made(full_store, [Change(level_key("ground"), value)])
    assert (turned.level().north_rad, turned.beacon_map().north_rad) == (0.5, 0.5)
    assert loads(dumps(turned)) == turned


def test_a_level_goes_with_all_that_lies_on_it_and_comes_with_its_outline(full_store: Store) -> None:
    features = features_of(full_store)
    taken = made(full_store, [Change(level_key("ground"), None)])
    assert [level.id for level in taken.levels] == ["upper"]
    cellar = Change(level_key("cellar"), features[level_key("upper")])
    with pytest.raises(InvalidInput, match="has no outline"):
        made(full_store, [cellar])
    both = made(full_store, [cellar, Change(outline_key("cellar"), features[outline_key("upper")])])
    assert [level.id for level in both.levels] == ["ground", "upper", "cellar"]
    with pytest.raises(InvalidInput, match="at least one level"):
        made(full_store, [Change(level_key(id_), None) for id_ in ("ground", "upper")])


def test_a_wall_keeps_its_id_whatever_becomes_of_the_others(full_store: Store) -> None:
    ids = wall_ids(full_store.level().walls)
    assert len(set(ids)) == 3, "two that run alike are told apart"
    first = Change(FeatureKey("ground", FeatureKind.WALL, ids[0]), None)
    assert wall_ids(made(full_store, [first]).level().walls) == [ids[0], ids[2]]
