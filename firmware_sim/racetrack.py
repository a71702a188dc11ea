"""The way round a shop's edge, from which shoppers make excursions into the aisles.

Tracked carts do not weave through all aisles: the perimeter is their home base, from which they go into an
aisle for a short while and come out again, mostly at the same end (Larson, Bradlow and Fader 2005).

References
----------
J. S. Larson, E. T. Bradlow, P. S. Fader, "An exploratory look at supermarket shopping paths", International
Journal of Research in Marketing 22, 2005, 395-414.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from firmware_sim.routes import Routes
from positioning.types import FloatArray

RAYS = 32
"""Bends of the racetrack: in a shop of 60 m x 40 m one every six metres."""

INWARD_M = 1.0
"""The racetrack keeps an arm's length off the outermost place where one can walk: carts and others pass."""

MOST_BASES = 10_000


class Racetrack:
    """A closed way round everything that can be walked to from a door: its bends, counter-clockwise."""

    def __init__(self, routes: Routes, door_x_m: float, door_y_m: float) -> None:
        self._routes = routes
        self._bends_m = list(dict.fromkeys(_outermost(routes.reached_from(door_x_m, door_y_m))))
        ends_m = [*self._bends_m[1:], self._bends_m[0]]
        sides_m = [routes.distance_m(*a, *b) for a, b in zip(self._bends_m, ends_m, strict=True)]
        self._reached_m = np.concatenate([[0.0], np.cumsum(sides_m)])
        self.base = lru_cache(maxsize=MOST_BASES)(self._base)

    def __len__(self) -> int:
        return len(self._bends_m)

    def _base(self, x_m: float, y_m: float) -> int:
        """The bend that is nearest on foot. Raises `NoWay` when none can be walked to."""
        away_m = [self._routes.distance_m(*bend_m, x_m, y_m) for bend_m in self._bends_m]
        return int(np.argmin(away_m))

    def along(self, base: int, to: int, step: int) -> list[tuple[float, float]]:
        """The bends from one to another, both included, counter-clockwise (`step` 1) or back (-1)."""
        count = (to - base) * step % len(self) + 1
        return [self._bends_m[(base + step * k) % len(self)] for k in range(count)]

    def length_m(self, base: int, to: int, step: int) -> float:
        """How long the way from one bend to another is."""
        ahead_m = float(self._reached_m[to] - self._reached_m[base]) * step
        return ahead_m if ahead_m >= 0.0 else ahead_m + float(self._reached_m[-1])


def _outermost(reached_m: FloatArray) -> Iterator[tuple[float, float]]:
    """In each of `RAYS` sectors around the middle the outermost cell, moved inward where there is room."""
    middle_m = reached_m.mean(axis=0)
    away_m = reached_m - middle_m
    distance_m = np.hypot(*away_m.T)
    sector = np.floor((np.arctan2(away_m[:, 1], away_m[:, 0]) + math.pi) / math.tau * RAYS).astype(np.int64)
    for k in range(RAYS):
        there = np.flatnonzero(sector % RAYS == k)
        if len(there):
            out = there[int(np.argmax(distance_m[there]))]
            inward_m = reached_m[out] - INWARD_M * away_m[out] / max(float(distance_m[out]), 1e-9)
            near = int(np.argmin(np.sum((reached_m - inward_m) ** 2, axis=1)))
            yield float(reached_m[near, 0]), float(reached_m[near, 1])
