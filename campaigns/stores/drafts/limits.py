"""What a change of a draft may name and how far it may reach."""

from __future__ import annotations

from collections.abc import Iterator

from campaigns.errors import InvalidInput
from campaigns.stores.drafts.domain import Change
from campaigns.stores.drafts.features import (
    LONGEST_ID,
    FeatureKey,
    FeatureKind,
    Features,
    Value,
    level_key,
    outline_key,
    store_key,
)
from zones.document import ID_LIMIT

MOST_FEATURES = 20_000
"""Of a store: four times what the editor has to stay fluid with."""

MOST_CORNERS = 400_000
"""Of all areas and walls of a store: 7 MB of the 16 MB that a store file may have, at 17 bytes each. The six
floors of the university of `floor-plans/ulm-imdf` have 9,400.
"""

_ALWAYS_THERE = {FeatureKind.STORE: "a store", FeatureKind.OUTLINE: "a level's outline"}


def key_of(store_id: str, level_id: str | None, kind: FeatureKind, id_: str, where: str) -> FeatureKey:
    """Which feature a change means. Raises `InvalidInput`."""
    longest = LONGEST_ID if kind is FeatureKind.BEACON else ID_LIMIT
    if not 0 < len(id_) <= longest or not id_.isprintable():
        raise InvalidInput(f"{where}.id", f"an id has 1 to {longest} printable characters")
    if kind is FeatureKind.STORE:
        if level_id or id_ != store_id:
            raise InvalidInput(f"{where}.id", f"the store has the id {store_id} and no level")
        return store_key(store_id)
    if not level_id or len(level_id) > ID_LIMIT or not level_id.isprintable():
        raise InvalidInput(f"{where}.level_id", f"an id has 1 to {ID_LIMIT} printable characters")
    if kind in (FeatureKind.LEVEL, FeatureKind.OUTLINE) and id_ != level_id:
        raise InvalidInput(f"{where}.id", f"a {kind} has the id of its level, {level_id}")
    return FeatureKey(level_id, kind, id_)


def require_there(key: FeatureKey, value: object, where: str) -> None:
    """Raise `InvalidInput` when a change takes away what every map has."""
    if value is None and key.kind in _ALWAYS_THERE:
        raise InvalidInput(
            f"{where}.value", f"{_ALWAYS_THERE[key.kind]} cannot be taken away", "always-there"
        )


def require_room(features: Features, before: Features, where: str) -> None:
    """Raise `InvalidInput` when a map has more features, or corners, than one may have, and more than before:
    what was imported larger may still shrink.
    """
    if len(features) > max(MOST_FEATURES, len(before)):
        raise InvalidInput(
            where, f"a store has at most {MOST_FEATURES:,} features", "features-full", most=MOST_FEATURES
        )
    corners, had = (sum(map(_corners, some.values())) for some in (features, before))
    if corners > max(MOST_CORNERS, had):
        raise InvalidInput(
            where, f"a store has at most {MOST_CORNERS:,} corners", "corners-full", most=MOST_CORNERS
        )


def check_reach(change: Change, features: Features, where: str) -> None:
    """Raise `InvalidInput` when a feature is on no level, or farther from it than the level is large.

    Canopies and car parks lie beside a floor; what lies a whole floor away is a slip of the decimal point.
    """
    key = change.key
    if not key.level_id or change.value is None:
        return
    level = features.get(level_key(key.level_id))
    if level is None:
        raise InvalidInput(
            f"{where}.level_id", f"the draft has no level {key.level_id}", "no-level", level=key.level_id
        )
    if key == level_key(key.level_id):
        if outline_key(key.level_id) not in features:
            raise InvalidInput(f"{where}.id", f"level {key.level_id} needs its outline in the same request")
        return
    width_m, height_m = level["width_m"], level["height_m"]
    reach_m = max(width_m, height_m)
    for x_m, y_m in _points(change.value):
        if not (-reach_m <= x_m <= width_m + reach_m and -reach_m <= y_m <= height_m + reach_m):
            raise InvalidInput(
                f"{where}.value",
                f"({x_m:g}, {y_m:g}) is far outside the level of {width_m:g} x {height_m:g} m",
                "far-outside",
                x_m=x_m,
                y_m=y_m,
                width_m=width_m,
                height_m=height_m,
            )


def _corners(value: Value) -> int:
    area = value.get("area")
    if area is None:
        return len(value.get("line", ()))
    polygons = area["coordinates"] if area["type"] == "MultiPolygon" else [area["coordinates"]]
    return sum(len(ring) for polygon in polygons for ring in polygon)


def _points(value: Value) -> Iterator[tuple[float, float]]:
    for x, y in (("x_m", "y_m"), ("x1_m", "y1_m"), ("x2_m", "y2_m")):
        if x in value:
            yield value[x], value[y]
    yield from value.get("line", ())
    area = value.get("area", {"type": "Polygon", "coordinates": ()})
    polygons = area["coordinates"] if area["type"] == "MultiPolygon" else [area["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield from ring
