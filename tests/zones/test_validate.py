"""What a validation finds, and where it says it is."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from shapely import LineString, Polygon, box

from positioning.types import BeaconKey, BeaconMap, CodeId, LevelId, Transmitter
from zones.level import Code, Entrance, Face, FaceId, Level, Unit, Zone, ZoneId, ZoneKind
from zones.store import Store
from zones.validate import TOO_FEW_SD_M, Problem, Severity, expected_sd_m, problems


def zone(id_: str, x1: float, y1: float, x2: float, y2: float) -> Zone:
    return Zone(ZoneId(id_), id_, ZoneKind.AREA, box(x1, y1, x2, y2))


def found(store: Store, **changes: object) -> list[Problem]:
    level = replace(store.level(), **{"beacons": None, **changes})  # type: ignore[arg-type]
    return problems(replace(store, levels=(level,)))


def kinds(store: Store, **changes: object) -> set[tuple[Severity, str]]:
    return {(problem.severity, problem.kind) for problem in found(store, **changes)}


def transmitter(key: str, x_m: float, y_m: float) -> Transmitter:
    return Transmitter(BeaconKey(key), x_m, y_m, 0.1, -60.0, 2.2, 4.0)


def test_the_demo_shop_has_no_problem(demo_shop: Store) -> None:
    found = problems(demo_shop)
    # Facing estimates before the wall shelves can't be sure, and the check says so.
    assert {problem.kind for problem in found} <= {"small face"}
    assert all(problem.severity is Severity.WARNING for problem in found)


def test_a_zone_that_crosses_itself_says_where(shop: Store) -> None:
    crossed = replace(zone("bow", 0, 0, 1, 1), area=Polygon([(1, 7), (3, 9), (3, 7), (1, 9)]))
    (problem,) = found(shop, zones=(crossed,), faces=())
    assert (problem.severity, problem.kind) == (Severity.ERROR, "crossing")
    assert (problem.x_m, problem.y_m) == (2.0, 8.0)
    assert str(problem).startswith("error: level Ground floor at (2.0, 8.0): zone bow")


@pytest.mark.parametrize(
    ("broken", "severity", "kind"),
    [
        (zone("out", 40, 0, 50, 10), Severity.ERROR, "outside"),
        (zone("half out", 26, 8, 34, 16), Severity.WARNING, "outside"),
        (zone("inside the shelf", 12, 9.7, 18, 10.3), Severity.ERROR, "unwalkable"),
        (zone("over the north aisle", 12, 11, 18, 15), Severity.WARNING, "overlap"),
        (zone("tiny", 23, 12, 23.6, 12.6), Severity.WARNING, "small zone"),
    ],
)
def test_zones(shop: Store, broken: Zone, severity: Severity, kind: str) -> None:
    hits = [problem for problem in found(shop, zones=(*shop.level().zones, broken)) if problem.kind == kind]
    assert [problem.severity for problem in hits if f" {broken.name}" in problem.text] == [severity]


def test_faces(shop: Store) -> None:
    closed = Face(FaceId("closed"), "closed", 10, 9.9, 20, 9.9, 0.0, 1.0, 0.3)
    backwards = Face(FaceId("back"), "back", 10, 9.5, 20, 9.5, 0.0, -1.0, 2.0, ZoneId("north"))
    assert (Severity.ERROR, "unreachable") in kinds(shop, faces=(closed,))
    assert (Severity.WARNING, "unreachable") in kinds(shop, faces=(backwards,))
    assert not {kind for _, kind in kinds(shop)} & {"unreachable"}


def test_an_entrance_in_a_closed_unit(shop: Store) -> None:
    assert (Severity.ERROR, "entrance") in kinds(shop, entrances=(Entrance("e", "e", 2.0, 19.0, sd_m=0.5),))


@pytest.mark.parametrize(
    ("x_m", "y_m", "sd_m", "said"),
    [
        (40.0, 5.0, 1.0, "outside the floor"),
        (2.0, 19.0, 0.5, "inside walls"),
        (15.0, 10.0, 0.3, "inside walls"),
        (15.0, 10.0, 1.0, None),
        (25.0, 10.0, 0.1, None),
    ],
)
def test_a_code_is_read_where_people_can_walk(
    shop: Store, x_m: float, y_m: float, sd_m: float, said: str | None
) -> None:
    hits = [p for p in found(shop, codes=(Code(CodeId("TILL-3"), x_m, y_m, sd_m),)) if p.kind == "code"]
    assert len(hits) == (said is not None)
    for problem in hits:
        assert problem.severity is Severity.ERROR
        assert f"code TILL-3 lies {said}" in problem.text
        assert (problem.x_m, problem.y_m) == (x_m, y_m)


def test_beacons(shop: Store) -> None:
    def with_beacon(x_m: float, y_m: float) -> Level:
        level = shop.level()
        beacon = transmitter("ibeacon:x", x_m, y_m)
        return replace(level, beacons=BeaconMap(level.id, {beacon.key: beacon}))

    for place, expected in (((2.0, 19.0), True), ((60.0, 5.0), True), ((15.0, 10.0), False)):
        level = with_beacon(*place)
        hit = (Severity.WARNING, "beacon") in {
            (problem.severity, problem.kind) for problem in problems(replace(shop, levels=(level,)))
        }
        assert hit is expected


def test_expected_error_grows_with_the_distance_between_beacons() -> None:
    def grid(spacing: float) -> BeaconMap:
        places = [(i * spacing, j * spacing) for i in range(-3, 4) for j in range(-3, 4)]
        made = [transmitter(f"b{n}", x, y) for n, (x, y) in enumerate(places)]
        return BeaconMap(LevelId("ground"), {beacon.key: beacon for beacon in made})

    errors = [expected_sd_m(grid(spacing), 0.3 * spacing, 0.4 * spacing) for spacing in (4.0, 8.0, 16.0)]
    assert errors == sorted(errors)
    assert errors[0] < 1.0 < errors[2]
    assert math.isinf(expected_sd_m(BeaconMap(LevelId("ground"), {}), 0.0, 0.0))


def test_one_direction_or_carried_phones_fix_no_place() -> None:
    """ZONE-7."""
    west, east, north = (
        transmitter("west", -4.0, 0.0),
        transmitter("east", 6.0, 0.0),
        transmitter("n", 0.0, 5.0),
    )
    carried = [transmitter(f"mac:4{n}:00:00:00:00:00", 1.0, 2.0 * n) for n in range(3)]

    def expected(*heard: Transmitter) -> float:
        return expected_sd_m(BeaconMap(LevelId("ground"), {each.key: each for each in heard}), 0.0, 0.0)

    assert math.isinf(expected(west, east))
    assert math.isinf(expected(*carried))
    assert expected(west, east, north, *carried) == expected(west, east, north) < 5.0


def test_where_beacons_are_too_few_no_zone_is_blamed_for_its_size(shop: Store) -> None:
    """Three transmitters in the west corner are hardly heard at the east end."""
    west = [transmitter(f"b{n}", *at_m) for n, at_m in enumerate([(1.0, 1.0), (5.0, 1.0), (1.0, 5.0)])]
    heard = BeaconMap(LevelId("ground"), {each.key: each for each in west})
    assert expected_sd_m(heard, 24.0, 19.0) > TOO_FEW_SD_M > expected_sd_m(heard, 5.0, 4.0)
    tiny = (zone("near", 5, 4, 5.5, 4.5), zone("far", 24, 19, 24.5, 19.5))
    told = {p.text: p.kind for p in found(shop, zones=tiny, faces=(), beacons=heard)}
    assert told.pop("too few beacons here to tell zone far") == "few beacons"
    ((text, kind),) = told.items()
    assert kind == "small zone"
    assert text.startswith("zone near is too small: with ")


def test_no_error_without_a_number_is_told(shop: Store) -> None:
    """One transmitter alone fixes no place: the error to expect is infinite."""
    one = BeaconMap(LevelId("ground"), {BeaconKey("b"): transmitter("b", 15.0, 12.0)})
    texts = [problem.text for problem in found(shop, beacons=one)]
    assert "too few beacons here to tell face Coffee" in texts
    assert not any("inf" in text for text in texts)


def test_a_floor_with_nothing_on_it_has_no_problem(shop: Store) -> None:
    bare = {"units": (), "fixtures": (), "walls": (), "entrances": (), "zones": (), "faces": ()}
    assert found(shop, **bare) == []


def test_what_crosses_itself_does_not_hide_the_rest(shop: Store) -> None:
    """A crossing zone, a beacon deep in a closed unit, a zone off the floor: each is said, with its place."""
    crossed = replace(zone("bow", 0, 0, 1, 1), area=Polygon([(1, 7), (3, 9), (3, 7), (1, 9)]))
    looks_at_it = Face(FaceId("f"), "f", 12, 9.5, 14, 9.5, 0.0, -1.0, 2.0, ZoneId("bow"))
    vault = Unit("vault", "Vault", "", box(20, 0, 30, 10))
    told = found(
        shop,
        zones=(crossed, zone("out", 40, 0, 50, 10)),
        faces=(looks_at_it,),
        units=(vault,),
        beacons=BeaconMap(LevelId("ground"), {BeaconKey("b"): transmitter("b", 25, 5)}),
    )
    places = {problem.kind: (problem.x_m, problem.y_m) for problem in told}
    assert places["crossing"] == (2.0, 8.0)
    assert places["beacon"] == (25.0, 5.0)
    assert places["outside"] == (45.0, 5.0)


def test_a_place_that_no_way_leads_to_is_named(shop: Store) -> None:
    """A wall across the room: what lies behind it can be stood at, but not come to."""
    wall = LineString([(22, 0), (22, 20)])
    behind = (zone("behind", 24, 10, 29, 15), zone("before", 2, 6, 6, 10))
    faces = (
        Face(FaceId("b"), "b", 23, 4, 23, 8, 1.0, 0.0, 2.0),
        Face(FaceId("a"), "a", 21, 4, 21, 8, -1.0, 0.0, 2.0),
    )
    told = [p for p in found(shop, walls=(wall,), zones=behind, faces=faces) if p.kind == "cut off"]
    assert [p.text for p in told] == [
        "no way leads from an entrance to zone behind",
        "no way leads from an entrance to face b",
    ]
    assert all(p.x_m > 22.0 for p in told)
    doorless = found(shop, walls=(wall,), zones=behind, faces=faces, entrances=())
    assert not [p for p in doorless if p.kind == "cut off"]


def test_a_problem_names_the_part_of_the_plan_that_it_is_about(shop: Store) -> None:
    store = replace(shop, levels=(replace(shop.level(), entrances=(Entrance("gate", "Gate", -5.0, -5.0),)),))
    named = {(p.level_id, p.part, p.part_id) for p in found(store) if p.severity is Severity.ERROR}
    assert named == {(shop.level().id, "entrance", "gate")}
    assert all((p.part, p.part_id) != ("", "") for p in problems(shop))
