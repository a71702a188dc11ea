"""A way over the ground as straight legs between places where a surveyor taps."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from mapping_tool.landmarks import Landmarks
from positioning.types import BoolArray, FloatArray, WalkableArea
from positioning.walkable import clearance_m

BESIDE_M = 0.7
"""A leg may pass what the way went over at this distance: hardly more than a surveyor strays from a line."""

CLEARANCE_M = 0.4
"""Half a shoulder breadth (0.29 m: EN 547-3, 95th percentile 0.576 m) and a hand's breadth to the shelf."""

LONGEST_LEG_M = 10.0
"""People keep to a straight line and an even pace over some ten steps; the legs of the mall walks are 6 m."""

LEAST_LEG_M = 4.0
"""Who has to tap more often looks at the phone and not at the way."""

CUT_M = 1.0
"""A third of what counts as near a walk."""

SHIFT_M = 2.0
"""A tap is moved this far to stand by a corner, along its leg or about its bend."""

BY_M = 3.0
"""Nearer than this a tap stands by a landmark: two steps, and clearly nearer than the next shelf end."""

AHEAD = 80
"""Places of a way that one leg may replace: 40 m at half a metre."""


class Sight:
    """Tells where one can walk straight."""

    def __init__(self, floor: WalkableArea) -> None:
        self._floor = floor

    def is_open(self, here_m: FloatArray, there_m: FloatArray) -> BoolArray:
        """Tell of places (n, 2) whether a straight walk leads there: off the shelves by `CLEARANCE_M`, or by
        as much as there is at both ends.
        """
        farthest_m = float(np.hypot(*(there_m - here_m).T).max())
        steps = 2 + math.ceil(2.0 * farthest_m / self._floor.cell_m)
        along = here_m + np.linspace(0.0, 1.0, steps)[:, None, None] * (there_m - here_m)
        room_m = clearance_m(self._floor, along.reshape(-1, 2).T).reshape(steps, -1)
        least_m = np.minimum(CLEARANCE_M, np.minimum(room_m[0], room_m[-1]))
        return np.asarray((room_m >= np.maximum(least_m, 1e-9)).all(axis=0))

    def room_m(self, places_m: FloatArray) -> FloatArray:
        """Return how far places (n, 2) are from what stands in the way."""
        return clearance_m(self._floor, places_m.T)


def pulled_straight(way_m: FloatArray, sight: Sight) -> FloatArray:
    """Return the corners (k, 2) that are left of a way when legs pass within `BESIDE_M` of all of it."""
    corners = [0]
    while corners[-1] < len(way_m) - 1:
        at = corners[-1]
        ahead_m = way_m[at + 1 : at + 1 + AHEAD]
        passes = _passes(way_m[at], ahead_m)
        last = int(np.argmin(passes)) if not passes.all() else len(passes)
        seen = np.flatnonzero(sight.is_open(way_m[at], ahead_m[:last])) if last else np.empty(0, np.intp)
        corners.append(at + 1 + (int(seen[-1]) if len(seen) else 0))
    return way_m[corners]


def tapped_often(corners_m: FloatArray, sight: Sight, landmarks: Landmarks) -> FloatArray:
    """Return the taps (k, 2): bends beside a landmark where one is near, and taps between them on legs longer
    than `LONGEST_LEG_M`, abeam of a landmark where there is one. Between parts that no way on the ground
    joins nobody walks straight, and nobody can tap.
    """
    bends_m = _thinned(_beside_landmarks(_thinned(corners_m, sight), sight, landmarks), sight)
    taps = [bends_m[0]]
    for start_m, end_m in pairwise(bends_m):
        if sight.is_open(start_m, end_m[None])[0]:
            taps += _between(start_m, end_m, landmarks)
        taps.append(end_m)
    return np.array(taps)


def _thinned(corners_m: FloatArray, sight: Sight) -> FloatArray:
    """Leave out bends nearer than `LEAST_LEG_M` to another, where the way without them is open and passes
    within `CUT_M` of them.
    """
    kept = [corners_m[0]]
    for i in range(1, len(corners_m) - 1):
        before_m, here_m, after_m = kept[-1], corners_m[i], corners_m[i + 1]
        to_m, from_m = here_m - before_m, after_m - here_m
        if min(np.hypot(*to_m), np.hypot(*from_m)) < LEAST_LEG_M:
            straight_m = after_m - before_m
            along = np.clip(to_m @ straight_m / max(float(straight_m @ straight_m), 1e-9), 0.0, 1.0)
            if np.hypot(*(to_m - along * straight_m)) <= CUT_M and sight.is_open(before_m, after_m[None])[0]:
                continue
        kept.append(here_m)
    return np.array([*kept, corners_m[-1]])


def _passes(here_m: FloatArray, ahead_m: FloatArray) -> BoolArray:
    """Tell of each place (n, 2) of a way whether a leg from here to it passes all before it within
    `BESIDE_M`.
    """
    leg_m = ahead_m - here_m
    length_m = np.maximum(np.hypot(*leg_m.T), 1e-9)
    unit = leg_m / length_m[:, None]
    along_m = np.clip(unit @ leg_m.T, 0.0, length_m[:, None])
    away_m = np.hypot(leg_m[None, :, 0] - along_m * unit[:, :1], leg_m[None, :, 1] - along_m * unit[:, 1:])
    return np.asarray((np.tril(away_m) <= BESIDE_M).all(axis=1))


def _beside_landmarks(corners_m: FloatArray, sight: Sight, landmarks: Landmarks) -> FloatArray:
    """Move each bend up to `SHIFT_M` towards the landmark that is nearest, while its legs stay open."""
    moved_m = corners_m.copy()
    away_m = landmarks.away_m(moved_m)
    for i in range(1, len(moved_m)):
        found = (
            landmarks.nearest(moved_m[i, 0], moved_m[i, 1], SHIFT_M + BY_M)
            if away_m[i] > CLEARANCE_M
            else None
        )
        if found is None:
            continue
        towards = np.array([found.x_m, found.y_m]) - moved_m[i]
        most_m = min(SHIFT_M, float(away_m[i]))
        tries_m = moved_m[i] + np.linspace(1.0, 0.0, 9)[:, None] * most_m * towards / away_m[i]
        tries_m = tries_m[sight.room_m(tries_m) > CLEARANCE_M]
        if not len(tries_m):
            continue
        is_open = sight.is_open(moved_m[i - 1], tries_m)
        if i + 1 < len(moved_m):
            is_open &= sight.is_open(moved_m[i + 1], tries_m)
        if is_open.any():
            moved_m[i] = tries_m[int(np.argmax(is_open))]
    return moved_m


def _between(start_m: FloatArray, end_m: FloatArray, landmarks: Landmarks) -> list[FloatArray]:
    """Return the taps on a leg, so many that none is farther than `LONGEST_LEG_M` from the next."""
    length_m = float(np.hypot(*(end_m - start_m)))
    pieces = math.ceil(length_m / LONGEST_LEG_M)
    if pieces < 2:
        return []
    unit = (end_m - start_m) / length_m
    offsets_m = landmarks.places_m - start_m
    abeam_m = offsets_m @ unit
    aside_m = np.abs(offsets_m @ np.array([-unit[1], unit[0]]))
    abeam_m = abeam_m[aside_m <= BY_M]
    taps, at_m = list[FloatArray](), 0.0
    for k in range(1, pieces):
        left = pieces - k
        earliest_m, latest_m = length_m - left * LONGEST_LEG_M, at_m + LONGEST_LEG_M
        wanted_m = at_m + (length_m - at_m) / (left + 1)
        usable_m = abeam_m[
            (np.abs(abeam_m - wanted_m) <= SHIFT_M) & (abeam_m >= earliest_m) & (abeam_m <= latest_m)
        ]
        at_m = float(usable_m[np.argmin(np.abs(usable_m - wanted_m))]) if len(usable_m) else wanted_m
        taps.append(start_m + at_m * unit)
    return taps
