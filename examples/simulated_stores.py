"""Build the stores to simulate in: `python examples/simulated_stores.py` writes their store files.

Three of them, all invented: a supermarket of 60 x 40 m, a drugstore of 20 x 15 m, a mall floor of 100 x 60 m.
Their beacon maps are those of a plan: places and levels as assumed, not surveyed. Zones are as wide as the
error that `aislecast plan validate` expects there allows. Scenarios for them lie beside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from shapely import Polygon, box

from positioning.types import BeaconKey, BeaconMap, LevelId, Transmitter
from zones import (
    Entrance,
    Face,
    FaceId,
    Fixture,
    Level,
    Revision,
    Store,
    VenueId,
    VisitRules,
    Zone,
    ZoneId,
    ZoneKind,
    save_store,
)
from zones.level import Unit

STORES = Path(__file__).parents[1] / "firmware_sim" / "stores"
LEVEL = LevelId("ground")
BEACON_UUID = "6b1c6f1e-52a4-4f0c-9d5e-0d6b1f6c2a10"
RULES = VisitRules(enter_probability=0.45, exit_probability=0.25, enter_hold_s=3.0, exit_hold_s=4.0)
REACH_M = 2.0

Row = tuple[str, str, str, str]
"""What stands to the left and right of a person who looks up the plan: left front, left back, right front,
right back."""

FRONT_AISLES: tuple[Row, ...] = (
    ("Bread", "Rolls", "Jam", "Honey"),
    ("Coffee", "Espresso", "Tea", "Cocoa"),
    ("Muesli", "Cereals", "Milk powder", "Baking"),
    ("Pasta", "Noodles", "Tomato sauces", "Pesto"),
    ("Rice", "Pulses", "Oil", "Vinegar"),
    ("Canned fruit", "Canned vegetables", "Soups", "Canned fish"),
    ("Spices", "Sauces", "Mustard", "Pickles"),
    ("Baby food", "Nappies", "Wipes", "Children's drinks"),
)
BACK_AISLES: tuple[Row, ...] = (
    ("Chocolate", "Sweets", "Biscuits", "Wafers"),
    ("Crisps", "Nuts", "Crackers", "Popcorn"),
    ("Water", "Sparkling water", "Lemonade", "Cola"),
    ("Juice", "Smoothies", "Iced tea", "Syrups"),
    ("Beer", "Alcohol-free beer", "Wine", "Sparkling wine"),
    ("Detergents", "Softeners", "Cleaners", "Dishwashing"),
    ("Paper towels", "Tissues", "Bags", "Foils"),
    ("Pet food", "Cat litter", "Kitchenware", "Candles"),
)
DRUGSTORE_AISLES: tuple[Row, ...] = (
    ("Shampoo", "Conditioner", "Hair colour", "Styling"),
    ("Face care", "Sun care", "Body care", "Deodorants"),
    ("Baby care", "Baby milk", "Vitamins", "Plasters"),
    ("Detergents", "Cleaners", "Paper", "Pet food"),
)
MALL_SHOPS = (
    "Shoes", "Books", "Toys", "Optician", "Jeweller", "Sports", "Phones", "Flowers", "Perfumery", "Tea house",
    "Menswear", "Womenswear", "Bags", "Watches", "Bakery", "Ice cream", "Pharmacy", "Travel", "Kitchen",
    "Linen",
)  # fmt: skip


def main() -> None:
    """Write all stores."""
    for store in (supermarket(), drugstore(), mall_floor()):
        path = STORES / f"{store.venue_id.replace('-', '_')}.json"
        save_store(store, path)
        print(f"wrote {path}")


def supermarket() -> Store:
    """Two rows of nine gondolas, a cross aisle between them, goods along three walls, six tills.

    y 40 +-- meat -------- fish ------- dairy ------- cheese -----+
         |   [1] [2] [3] [4] [5] [6] [7] [8] [9]                  |   back gondolas, y 24 to 35
    left |   cross aisle                                          | right wall: fruit, vegetables
         |   [1] [2] [3] [4] [5] [6] [7] [8] [9]                  |   front gondolas, y 9 to 20
         |   frozen      tills                         entrance   |
       0 +----------------------------------------------door------+ x 60
    """
    width_m, height_m = 60.0, 40.0
    columns = [10.0 + 5.0 * k for k in range(9)]
    rows = ((9.0, 20.0, "front", FRONT_AISLES), (24.0, 35.0, "back", BACK_AISLES))
    fixtures = [
        Fixture(f"gondola-{name}-{n}", f"Gondola {n}, {name}", box(x - 0.6, y1, x + 0.6, y2))
        for y1, y2, name, _ in rows
        for n, x in enumerate(columns, start=1)
    ]
    fixtures += [
        Fixture("wall-left", "Left wall shelf", box(0, 9, 0.6, 35)),
        Fixture("wall-right", "Right wall shelf", box(59.4, 9, 60, 35)),
        Fixture("wall-back", "Back wall shelf", box(0, 39.4, 60, 40)),
    ]
    fixtures += _counters(range(14, 44, 5), 2.0, 5.5)
    zones, faces = list[Zone](), list[Face]()
    for y1, y2, name, goods in rows:
        _add_aisles(zones, faces, columns, (y1, y2), name, goods)
    _add_walls(
        zones, faces,
        (
            ("left-front", "Frozen food", box(0, 9, 10, 22), (0.6, 10, 0.6, 21), ("Ice cream", "Pizza")),
            ("left-back", "Chilled food", box(0, 22, 10, 35), (0.6, 23, 0.6, 34), ("Yoghurt", "Butter")),
            ("right-front", "Fruit", box(50, 9, 60, 22), (59.4, 21, 59.4, 10), ("Apples", "Bananas")),
            ("right-back", "Vegetables", box(50, 22, 60, 35), (59.4, 34, 59.4, 23), ("Salads", "Tomatoes")),
            ("meat", "Meat", box(0, 35, 15, 40), (1, 39.4, 14, 39.4), ("Beef", "Poultry")),
            ("fish", "Fish", box(15, 35, 30, 40), (16, 39.4, 29, 39.4), ("Fresh fish", "Smoked fish")),
            ("dairy", "Dairy", box(30, 35, 45, 40), (31, 39.4, 44, 39.4), ("Milk", "Cream")),
            ("cheese", "Cheese", box(45, 35, 60, 40), (46, 39.4, 59, 39.4), ("Cheese", "Cheese counter")),
        ),
    )  # fmt: skip
    zones += [
        Zone(ZoneId("cross-aisle"), "Cross aisle", ZoneKind.AREA, box(10, 20, 50, 24)),
        Zone(ZoneId("checkout"), "Checkout", ZoneKind.CHECKOUT, box(10, 0, 45, 9)),
        Zone(ZoneId("entrance"), "Entrance", ZoneKind.ENTRANCE, box(45, 0, 60, 9)),
        Zone(ZoneId("seasonal"), "Seasonal offers", ZoneKind.AREA, box(0, 0, 10, 9)),
    ]
    doors = (Entrance("door", "Door", 54.0, 0.6, sd_m=1.0, heading_rad=math.pi / 2),)
    level = _level("Ground floor", (width_m, height_m), fixtures, zones, faces, doors, spacing_m=5.0)
    return _store("supermarket", "Supermarket", level)


def drugstore() -> Store:
    """Three gondolas, goods along three walls, two tills beside the door."""
    columns = [5.0, 10.0, 15.0]
    fixtures = [
        Fixture(f"gondola-{n}", f"Gondola {n}", box(x - 0.6, 4.5, x + 0.6, 11))
        for n, x in enumerate(columns, start=1)
    ]
    fixtures += [
        Fixture("wall-left", "Left wall shelf", box(0, 4.5, 0.5, 11)),
        Fixture("wall-right", "Right wall shelf", box(19.5, 4.5, 20, 11)),
        Fixture("wall-back", "Back wall shelf", box(0, 14.5, 20, 15)),
    ]
    fixtures += _counters((7, 11), 1.2, 3.0)
    zones, faces = list[Zone](), list[Face]()
    _add_aisles(zones, faces, [0.0, *columns, 20.0], (4.5, 11.0), "aisle", DRUGSTORE_AISLES)
    _add_walls(
        zones, faces,
        (
            ("make-up", "Make-up", box(0, 11, 10, 15), (0.5, 14.5, 9.5, 14.5), ("Lips", "Eyes")),
            ("perfume", "Perfume", box(10, 11, 20, 15), (10.5, 14.5, 19.5, 14.5), ("Women's", "Men's")),
        ),
    )  # fmt: skip
    zones += [
        Zone(ZoneId("checkout"), "Checkout", ZoneKind.CHECKOUT, box(6, 0, 15, 4.5)),
        Zone(ZoneId("entrance"), "Entrance", ZoneKind.ENTRANCE, box(15, 0, 20, 4.5)),
        Zone(ZoneId("offers"), "Offers", ZoneKind.AREA, box(0, 0, 6, 4.5)),
    ]
    doors = (Entrance("door", "Door", 17.5, 0.6, sd_m=1.0, heading_rad=math.pi / 2),)
    level = _level("Ground floor", (20.0, 15.0), fixtures, zones, faces, doors, spacing_m=5.0)
    return _store("drugstore", "Drugstore", level)


def mall_floor() -> Store:
    """A ring of 12 m wide malls round an island of shops; shops along the outside; three entrances.

    People walk before the shops, not in them: a shop's zone is its half of the mall, six metres deep.
    """
    units, zones, faces = list[Unit](), list[Zone](), list[Face]()
    fronts: list[tuple[Polygon, Polygon, tuple[float, float, float, float]]] = []
    for k in range(5):  # along the lower and the upper side
        x, end = 12.0 + 15.2 * k, 27.2 + 15.2 * k
        fronts += [
            (box(x, 0, end, 12), box(x, 12, end, 18), (end - 1, 12, x + 1, 12)),
            (box(x, 48, end, 60), box(x, 42, end, 48), (x + 1, 48, end - 1, 48)),
        ]
    for k in range(4):  # the island, both sides
        x, end = 24.0 + 13.0 * k, 37.0 + 13.0 * k
        fronts += [
            (box(x, 24, end, 30), box(x, 18, end, 24), (x + 1, 24, end - 1, 24)),
            (box(x, 30, end, 36), box(x, 36, end, 42), (end - 1, 36, x + 1, 36)),
        ]
    fronts += [
        (box(0, 24, 12, 36), box(12, 24, 18, 36), (12, 25, 12, 35)),
        (box(88, 24, 100, 36), box(82, 24, 88, 36), (88, 35, 88, 25)),
    ]
    for (shop, frontage, edge), name in zip(fronts, MALL_SHOPS, strict=True):
        id_ = _id(name)
        units.append(Unit(id_, name, "shop", shop))
        zones.append(Zone(ZoneId(f"{id_}-front"), f"In front of {name}", ZoneKind.AREA, frontage, id_))
        faces.append(_face(f"{id_}-window", f"{name} window", edge, ZoneId(f"{id_}-front"), reach_m=4.0))
    for n, corner in enumerate(
        (box(0, 0, 12, 12), box(0, 48, 12, 60), box(88, 0, 100, 12), box(88, 48, 100, 60))
    ):
        units.append(Unit(f"back-of-house-{n + 1}", "Back of house", "service", corner))
    for n, side in enumerate(
        (box(0, 18, 12, 24), box(0, 36, 12, 42), box(88, 18, 100, 24), box(88, 36, 100, 42))
    ):
        units.append(Unit(f"store-room-{n + 1}", "Store room", "service", side))
    zones += [
        Zone(ZoneId("west"), "West entrance", ZoneKind.ENTRANCE, box(0, 12, 12, 18)),
        Zone(ZoneId("east"), "East entrance", ZoneKind.ENTRANCE, box(88, 12, 100, 18)),
        Zone(ZoneId("north-west"), "North-west entrance", ZoneKind.ENTRANCE, box(0, 42, 12, 48)),
    ]
    doors = (
        Entrance("west", "West door", 0.8, 15.0, sd_m=1.5, heading_rad=0.0),
        Entrance("east", "East door", 99.2, 15.0, sd_m=1.5, heading_rad=math.pi),
        Entrance("north-west", "North-west door", 0.8, 45.0, sd_m=1.5, heading_rad=0.0),
    )
    units.append(Unit("north-east", "Cinema", "service", box(88, 42, 100, 48)))
    level = _level("Upper floor", (100.0, 60.0), (), zones, faces, doors, spacing_m=6.0, units=units)
    return _store("mall_floor", "Mall floor", level)


def _add_aisles(
    zones: list[Zone], faces: list[Face], columns: Sequence[float], span: tuple[float, float], name: str,
    goods: Sequence[Row],
) -> None:  # fmt: skip
    """A zone between two gondolas each, from shelf centre to shelf centre; on both sides two faces.

    A column at the edge of the floor is a wall shelf of 0.5 m.
    """
    y1, y2 = span
    middle = (y1 + y2) / 2
    for n, (left, right, row) in enumerate(zip(columns[:-1], columns[1:], goods, strict=True), start=1):
        zone_id = ZoneId(f"{name}-{n}")
        zones.append(
            Zone(zone_id, f"{row[0]} and {row[2].lower()}", ZoneKind.SHELF, box(left, y1, right, y2))
        )
        x_left = left + (0.6 if left > 0.0 else 0.5)
        x_right = right - (0.6 if right < 20.0 or name != "aisle" else 0.5)
        for edge, shown in (
            ((x_left, y1, x_left, middle), row[0]),
            ((x_left, middle, x_left, y2), row[1]),
            ((x_right, middle, x_right, y1), row[2]),
            ((x_right, y2, x_right, middle), row[3]),
        ):
            faces.append(_face(f"{name}-{_id(shown)}", shown, edge, zone_id))


def _add_walls(
    zones: list[Zone],
    faces: list[Face],
    walls: Iterable[tuple[str, str, Polygon, tuple[float, float, float, float], tuple[str, str]]],
) -> None:
    """A zone along a wall with two faces on its shelf, one after the other."""
    for id_, name, area, (x1, y1, x2, y2), goods in walls:
        zones.append(Zone(ZoneId(id_), name, ZoneKind.SHELF, area))
        middle = ((x1 + x2) / 2, (y1 + y2) / 2)
        faces.append(_face(f"{id_}-1", goods[0], (x1, y1, *middle), ZoneId(id_)))
        faces.append(_face(f"{id_}-2", goods[1], (*middle, x2, y2), ZoneId(id_)))


def _face(
    id_: str, name: str, edge: tuple[float, float, float, float], zone_id: ZoneId, reach_m: float = REACH_M
) -> Face:
    """A face on an edge whose people stand to the right of the way from its first end to its second.

    The edge of a left-hand shelf thus runs up the plan, that of a right-hand one down, a back wall's to the
    right.
    """
    x1, y1, x2, y2 = edge
    length_m = math.hypot(x2 - x1, y2 - y1)
    normal_x, normal_y = (y2 - y1) / length_m, -(x2 - x1) / length_m
    return Face(FaceId(id_), name, x1, y1, x2, y2, normal_x, normal_y, reach_m, zone_id)


def _counters(places_m: Iterable[float], y1: float, y2: float) -> list[Fixture]:
    return [
        Fixture(f"counter-{n}", f"Checkout counter {n}", box(x, y1, x + 0.8, y2))
        for n, x in enumerate(places_m, start=1)
    ]


def _level(
    name: str,
    size_m: tuple[float, float],
    fixtures: Sequence[Fixture],
    zones: Sequence[Zone],
    faces: Sequence[Face],
    doors: tuple[Entrance, ...],
    *,
    spacing_m: float,
    units: Sequence[Unit] = (),
) -> Level:
    width_m, height_m = size_m
    return Level(
        id=LEVEL,
        name=name,
        ordinal=0,
        north_rad=math.pi / 2,
        width_m=width_m,
        height_m=height_m,
        outline=box(0, 0, width_m, height_m),
        units=tuple(units),
        fixtures=tuple(fixtures),
        entrances=doors,
        zones=tuple(zones),
        faces=tuple(faces),
        beacons=_beacons(size_m, spacing_m, units),
    )


def _beacons(size_m: tuple[float, float], spacing_m: float, units: Sequence[Unit]) -> BeaconMap:
    """Beacons under the ceiling at even distances, none inside a closed unit. Levels as in the demo shop."""
    across, up = (math.floor(side_m / spacing_m) for side_m in size_m)
    places = [
        ((i + 0.5) * size_m[0] / across, (j + 0.5) * size_m[1] / up) for j in range(up) for i in range(across)
    ]
    open_places = [p for p in places if not any(unit.area.contains(box(*p, *p)) for unit in units)]
    made = {}
    for minor, (x_m, y_m) in enumerate(open_places, start=1):
        key = BeaconKey(f"ibeacon:{BEACON_UUID}/2/{minor}")
        made[key] = Transmitter(
            key, round(x_m, 2), round(y_m, 2), sd_m=0.5, rssi_1m_dbm=-60.0, exponent=2.2, sigma_db=4.0,
            heard_rate_hz=1.0, heard_range_m=12.0,
        )  # fmt: skip
    return BeaconMap(LEVEL, made, frozenset(), math.pi / 2)


def _store(id_: str, name: str, level: Level) -> Store:
    revision = Revision(1, datetime(2026, 1, 1, tzinfo=UTC), "examples/simulated_stores.py")
    return Store(VenueId(id_.replace("_", "-")), name, "Europe/Berlin", revision, (level,), RULES)


def _id(name: str) -> str:
    return name.lower().replace(" ", "-").replace("'", "")


if __name__ == "__main__":
    main()
