"""Places on a floor that a person finds again without measuring: doors, corners of shelves, shops, walls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from positioning.types import BoolArray, FloatArray
from zones.level import Level

LEAST_TURN_RAD = 0.6
"""35 degrees: a curve is drawn in smaller steps (16 corners a circle make 22 degrees each)."""

LEAST_EDGE_M = 0.4
"""An edge that a person sees as one: half the depth of a shelf."""


class LandmarkKind(StrEnum):
    """What a checkpoint lies at."""

    DOOR = "door"
    CORNER = "corner"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Landmark:
    """A point to stand by. `name` is the entrance, shelf or shop, empty for the corner of a wall."""

    kind: LandmarkKind
    name: str
    x_m: float
    y_m: float


class Landmarks:
    """All landmarks of a level, to be asked for the nearest."""

    def __init__(self, level: Level) -> None:
        self.all: tuple[Landmark, ...] = tuple(_landmarks(level))
        self.places_m: FloatArray = np.array([(each.x_m, each.y_m) for each in self.all]).reshape(-1, 2)
        self._tree = KDTree(self.places_m) if self.all else None

    def nearest(self, x_m: float, y_m: float, within_m: float) -> Landmark | None:
        """Return the landmark nearest to a place, None when none is as near as `within_m`."""
        if self._tree is None:
            return None
        away_m, at = self._tree.query((x_m, y_m), distance_upper_bound=within_m)
        return self.all[int(at)] if np.isfinite(away_m) else None

    def away_m(self, places_m: FloatArray) -> FloatArray:
        """Return how far the nearest landmark is from places (n, 2): infinite on a level without any."""
        if self._tree is None:
            return np.full(len(places_m), np.inf)
        return np.asarray(self._tree.query(places_m)[0])


def _landmarks(level: Level) -> Iterable[Landmark]:
    for entrance in level.entrances:
        yield Landmark(LandmarkKind.DOOR, entrance.name, entrance.x_m, entrance.y_m)
    for fixture in level.fixtures:
        yield from _corners(fixture.area, fixture.name)
    for unit in level.units:
        if not unit.walkable:
            yield from _corners(unit.area, unit.name)
    yield from _corners(level.outline, "")
    for wall in level.walls:
        for x_m, y_m in (wall.coords[0], wall.coords[-1]):
            yield Landmark(LandmarkKind.CORNER, "", float(x_m), float(y_m))


def _corners(area: BaseGeometry, name: str) -> Iterable[Landmark]:
    """Return the corners of an area that turn sharply between two edges of some length."""
    for ring in shapely.get_rings(area):
        corners_m = shapely.get_coordinates(ring)[:-1]
        for x_m, y_m in corners_m[_is_sharp(corners_m)]:
            yield Landmark(LandmarkKind.CORNER, name, float(x_m), float(y_m))


def _is_sharp(corners_m: FloatArray) -> BoolArray:
    before = corners_m - np.roll(corners_m, 1, axis=0)
    after = np.roll(corners_m, -1, axis=0) - corners_m
    crossed = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    turned_rad = np.abs(np.arctan2(crossed, np.sum(before * after, axis=1)))
    is_long = np.minimum(np.hypot(*before.T), np.hypot(*after.T)) >= LEAST_EDGE_M
    return np.asarray((turned_rad >= LEAST_TURN_RAD) & is_long)
