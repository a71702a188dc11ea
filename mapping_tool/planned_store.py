"""A store with planned beacons on its map, before the first one hangs: to try a shop, and to hang them by."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice
from uuid import NAMESPACE_URL, uuid5

from mapping_tool.beacon_plan import PLANNED_ERROR_M, BeaconPlan
from mapping_tool.beacon_spots import Spot
from mapping_tool.survey import with_beacons
from mapping_tool.usual_beacon import usual_beacon
from positioning.types import BeaconKey, BeaconMap, LevelId
from zones.store import Store

MOST_MINOR = 0xFFFF
"""A minor number of an iBeacon has 16 bits (Apple, Proximity Beacon Specification, R1)."""


def planned_spots(plan: BeaconPlan) -> tuple[Spot, ...]:
    """Return all that a plan says to hang, those to add next last."""
    return (*plan.beacons, *(added.spot for added in plan.further))


def free_keys(store: Store, level_id: LevelId, count: int) -> list[BeaconKey]:
    """Return unused iBeacon ids for new beacons of a level: the store's own UUID, the level's place in the
    store as major, minors counted from 1. The same store is given the same ids.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from shapely import box
    >>> from zones.level import Level
    >>> from zones.store import Revision, VenueId
    >>> level = Level(LevelId("G"), "G", 0, 0.0, 9.0, 9.0, box(0, 0, 9, 9))
    >>> shop = Store(VenueId("shop"), "Shop", "UTC", Revision(1, datetime(2026, 1, 1, tzinfo=UTC)), (level,))
    >>> free_keys(shop, LevelId("G"), 2)[1].rsplit("/", 2)[1:]
    ['1', '2']
    """
    used = {key for level in store.levels if level.beacons for key in level.beacons.transmitters}
    major = 1 + [level.id for level in store.levels].index(level_id)
    uuid = uuid5(NAMESPACE_URL, f"aislecast:{store.venue_id}")
    keys = (BeaconKey(f"ibeacon:{uuid}/{major}/{minor}") for minor in range(1, MOST_MINOR + 1))
    return list(islice((key for key in keys if key not in used), count))


def with_planned(store: Store, level_id: LevelId, plan: BeaconPlan, now: datetime, note: str) -> Store:
    """Return the store's next revision with the planned beacons, as beacons that nobody has surveyed: beside
    those that hang where the plan adds to them, else in their place.
    """
    level = store.level(level_id)
    spots = planned_spots(plan)
    before = store.beacon_map(level_id)
    if not plan.kept:
        before = BeaconMap(level_id, {}, north_rad=level.north_rad, error_m=PLANNED_ERROR_M)
    keys = free_keys(store, level_id, len(spots))
    hung = {
        key: usual_beacon(key, round(spot.x_m, 2), round(spot.y_m, 2))
        for key, spot in zip(keys, spots, strict=True)
    }
    beacons = replace(before, transmitters={**before.transmitters, **hung})
    return with_beacons(store, level_id, beacons, now, note)
