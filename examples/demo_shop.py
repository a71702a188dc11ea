"""Build the demo shop, a supermarket of 30 x 20 m: `python examples/demo_shop.py` writes its store files.

It shows how a shop is described: shelves are fixtures, each side of a shelf is a face, and zones are drawn
around the aisles from shelf centre to shelf centre, 5 m wide, so that a position good to 1-1.5 m finds the
right one. Their borders lie where people cross them, not where they walk along them.

    y 20 +--------- dairy ---------- meat and fish ---------- bakery ------+   wall shelves
         |                                                                 |
    14.5 |     [1]      [2]      [3]      [4]      [5]                     |   five gondolas, 1.2 x 9 m, at
         |  |  [1]  |   [2]  |   [3]  |   [4]  |   [5]  |                  |   x = 5, 10, 15, 20, 25; aisles
     5.5 |     [1]      [2]      [3]      [4]      [5]                     |   3.8 m wide
         |  entrance        checkout (three counters)        seasonal      |
       0 +---door----------------------------------------------------------+ x 30
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from shapely import box

from firmware_sim.itinerary import Habits
from firmware_sim.recording import write_recording
from firmware_sim.scenario import Scenario
from firmware_sim.shopper import ShopFloor
from mapping_tool.held_back import WAYPOINT_SD_M
from mapping_tool.survey import fit_level, read_survey, with_beacons
from positioning.types import BeaconKey, BeaconMap, CodeId, LevelId, Transmitter, Waypoint
from zones import (
    Code,
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

STORES = Path(__file__).parents[1] / "firmware_sim" / "stores"
INSTALLED = STORES / "demo_shop_installed.json"
SURVEYED = STORES / "demo_shop.json"

SURVEY_WALKS = 64
"""An hour and three quarters."""
SURVEY_SEED = 20260101
CHECKPOINT_EVERY_S = 4.0
"""Surveyors tap about where they are (SIM-14) about every five metres; between taps they are taken to walk
straight."""

TAP_INSIDE_M = 0.1
"""Nobody taps beside the plan."""

WALK_EVERY_MS = 240_000

LEVEL = LevelId("ground")
WIDTH_M, HEIGHT_M = 30.0, 20.0
SHELF_DEPTH_M = 0.6
SHELVES_FROM_M, SHELVES_TO_M = 5.5, 14.5
AISLES_FROM_M, AISLES_TO_M = (
    6.5,
    13.5,
)  # zones begin inside the mouth: people cut the corners at the shelves' ends
PITCH_M = 5.0
REACH_M = 2.0
BEACON_UUID = "6b1c6f1e-52a4-4f0c-9d5e-0d6b1f6c2a10"

AISLES = ("Fruit and vegetables", "Coffee and tea", "Pasta and rice", "Snacks", "Drinks", "Household")

# What stands on the shelf to the left and right of a person looking up the plan: front half, back half.
GOODS = (
    (("Apples", "Salad"), ("Tomatoes", "Herbs")),
    (("Coffee", "Espresso"), ("Tea", "Cocoa")),
    (("Pasta", "Sauces"), ("Rice", "Oil and vinegar")),
    (("Chocolate", "Biscuits"), ("Crisps", "Nuts")),
    (("Water", "Juice"), ("Beer", "Wine")),
    (("Cleaning", "Paper goods"), ("Pet food", "Kitchenware")),
)
BACK_WALL = (("dairy", "Dairy"), ("meat-fish", "Meat and fish"), ("bakery", "Bakery"))


def fixtures() -> tuple[Fixture, ...]:
    """Wall shelves, gondolas, checkout counters."""
    gondolas = [
        Fixture(f"gondola-{n}", f"Gondola {n}", box(x - 0.6, SHELVES_FROM_M, x + 0.6, SHELVES_TO_M))
        for n, x in enumerate((PITCH_M * k for k in range(1, len(AISLES))), start=1)
    ]
    counters = [
        Fixture(f"counter-{n}", f"Checkout counter {n}", box(x, 1.6, x + 0.8, 4.0))
        for n, x in enumerate((12.0, 15.0, 18.0), start=1)
    ]
    walls = [
        Fixture("wall-left", "Left wall shelf", box(0, SHELVES_FROM_M, SHELF_DEPTH_M, SHELVES_TO_M)),
        Fixture("wall-right", "Right wall shelf", box(29.4, SHELVES_FROM_M, WIDTH_M, SHELVES_TO_M)),
        Fixture("wall-back", "Back wall shelf", box(0, HEIGHT_M - SHELF_DEPTH_M, WIDTH_M, HEIGHT_M)),
    ]
    return (*gondolas, *counters, *walls)


def aisle_id(index: int) -> ZoneId:
    return ZoneId(f"aisle-{index + 1}")


def zones() -> tuple[Zone, ...]:
    """Every place of the floor belongs to one zone."""
    aisles = [
        Zone(
            aisle_id(i), name, ZoneKind.SHELF, box(i * PITCH_M, AISLES_FROM_M, (i + 1) * PITCH_M, AISLES_TO_M)
        )
        for i, name in enumerate(AISLES)
    ]
    back = [
        Zone(ZoneId(id_), name, ZoneKind.SHELF, box(10.0 * i, AISLES_TO_M, 10.0 * (i + 1), HEIGHT_M))
        for i, (id_, name) in enumerate(BACK_WALL)
    ]
    front = [
        Zone(ZoneId("entrance"), "Entrance", ZoneKind.ENTRANCE, box(0, 0, 9, AISLES_FROM_M)),
        Zone(ZoneId("checkout"), "Checkout", ZoneKind.CHECKOUT, box(9, 0, 21, AISLES_FROM_M)),
        Zone(ZoneId("seasonal"), "Seasonal offers", ZoneKind.AREA, box(21, 0, WIDTH_M, AISLES_FROM_M)),
    ]
    return (*aisles, *back, *front)


def faces() -> tuple[Face, ...]:
    """Both sides of every aisle in two halves, and the back wall."""
    middle = (AISLES_FROM_M + AISLES_TO_M) / 2
    halves = ((AISLES_FROM_M, middle), (middle, AISLES_TO_M))
    made: list[Face] = []
    for i, sides in enumerate(GOODS):
        left = i * PITCH_M + SHELF_DEPTH_M
        right = (i + 1) * PITCH_M - SHELF_DEPTH_M
        for x, normal_x, goods in ((left, 1.0, sides[0]), (right, -1.0, sides[1])):
            for (y1, y2), name in zip(halves, goods, strict=True):
                id_ = FaceId(name.lower().replace(" ", "-"))
                made.append(Face(id_, name, x, y1, x, y2, normal_x, 0.0, REACH_M, aisle_id(i)))
    y = HEIGHT_M - SHELF_DEPTH_M
    for i, (zone_id, name) in enumerate(BACK_WALL):
        x1, x2 = 10.0 * i, 10.0 * (i + 1)
        made.append(Face(FaceId(f"{zone_id}-wall"), name, x1, y, x2, y, 0.0, -1.0, REACH_M, ZoneId(zone_id)))
    return tuple(made)


def codes() -> tuple[Code, ...]:
    """One at each checkout counter, read in the passage to its left."""
    return tuple(Code(CodeId(f"till-{n}"), x, 2.8) for n, x in enumerate((11.4, 14.4, 17.4), start=1))


def beacons() -> BeaconMap:
    """Twenty-four beacons under the ceiling, one every 5 m: what 1-1.5 m of error takes.

    Staff hang them to half a metre of where the plan has them.
    Signal values are assumed, not measured: near what ITU-R P.1238 gives for commercial floors at 2.4 GHz.
    """
    places = [(x, y) for y in (2.5, 7.5, 12.5, 17.5) for x in (2.5, 7.5, 12.5, 17.5, 22.5, 27.5)]
    made = {}
    for minor, (x_m, y_m) in enumerate(places, start=1):
        key = BeaconKey(f"ibeacon:{BEACON_UUID}/1/{minor}")
        made[key] = Transmitter(
            key, x_m, y_m, sd_m=0.5, rssi_1m_dbm=-60.0, exponent=2.2, sigma_db=4.0,
            heard_rate_hz=1.0, heard_range_m=12.0,
        )  # fmt: skip
    return BeaconMap(LEVEL, made, frozenset(), NORTH_RAD)


NORTH_RAD = math.radians(72.0)


def build() -> Store:
    """The demo shop."""
    level = Level(
        id=LEVEL,
        name="Ground floor",
        ordinal=0,
        north_rad=NORTH_RAD,
        width_m=WIDTH_M,
        height_m=HEIGHT_M,
        outline=box(0, 0, WIDTH_M, HEIGHT_M),
        fixtures=fixtures(),
        entrances=(Entrance("door", "Door", 3.0, 0.5, sd_m=1.0, heading_rad=math.pi / 2),),
        zones=zones(),
        faces=faces(),
        beacons=beacons(),
        codes=codes(),
    )
    revision = Revision(1, datetime(2026, 1, 1, tzinfo=UTC), "examples/demo_shop.py")
    rules = VisitRules(enter_probability=0.4, exit_probability=0.25, enter_hold_s=3.0, exit_hold_s=4.0)
    return Store(VenueId("demo-shop"), "Demo shop", "Asia/Tokyo", revision, (level,), rules)


def surveyed(installed: Store, walks: int = SURVEY_WALKS) -> Store:
    """The shop after its survey: the next revision, with the radio map that staff learnt on their walks.

    Simulated like everything in this shop: the walks go through the radio world that shoppers meet later, and
    only what a surveyor brings home (recordings with checkpoints) reaches the fit.
    """
    with TemporaryDirectory(prefix="aislecast-survey-") as folder:
        _walk(installed, Path(folder), walks)
        fit = fit_level(read_survey(Path(folder)), installed.level(), installed.walkable())
    print(f"off by {fit.report.map_error.error_m} m on held-back walks; {fit.report.tracking}")
    note = f"radio map of {walks} simulated survey walks"
    return with_beacons(installed, LEVEL, fit.beacons, installed.revision.created, note)


def _walk(installed: Store, folder: Path, walks: int) -> None:
    """Record the survey's walks, a few minutes apart."""
    radio = np.random.default_rng(Scenario(store=Path()).radio_seed)
    floor = ShopFloor(installed, radio)
    brisk = Habits(stops=(12, 14), dwell_s=(0.5, 1.0), checkout_s=(1.0, 2.0))
    began_ms = round(installed.revision.created.timestamp() * 1e3)
    for k, stream in enumerate(np.random.SeedSequence(SURVEY_SEED).spawn(walks)):
        rng = np.random.default_rng(stream)
        visit = floor.visit(f"survey-{k + 1}", brisk, rng)
        truth = visit.truth
        tapped_s = np.append(np.arange(truth.t_s[0], truth.t_s[-1], CHECKPOINT_EVERY_S), truth.t_s[-1])
        x_m, y_m = np.interp(tapped_s, truth.t_s, truth.x_m), np.interp(tapped_s, truth.t_s, truth.y_m)
        beside_m = rng.normal(0.0, WAYPOINT_SD_M, (2, len(tapped_s)))
        seem_x_m, seem_y_m = np.array([x_m, y_m]) + beside_m
        checkpoints = list(
            map(
                Waypoint,
                tapped_s.tolist(),
                np.clip(seem_x_m, TAP_INSIDE_M, WIDTH_M - TAP_INSIDE_M).tolist(),
                np.clip(seem_y_m, TAP_INSIDE_M, HEIGHT_M - TAP_INSIDE_M).tolist(),
            )
        )
        write_recording(visit, folder, began_ms + k * WALK_EVERY_MS, checkpoints)


if __name__ == "__main__":
    planned = build()
    for store, path in ((planned, INSTALLED), (surveyed(planned), SURVEYED)):
        save_store(store, path)
        print(f"wrote {path}")
