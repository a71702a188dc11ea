"""What many weighted hypotheses say together: mean or median, and how far off it may be (BANK-5, BANK-7)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from positioning.types import FloatArray, WalkableArea
from positioning.walkable import is_free

ANY_DIRECTION_SD_RAD = math.pi / math.sqrt(3.0)
"""The sd of a direction that may be any: uniform over the circle."""

MEDIAN_ROUNDS = 8
"""Weiszfeld's iteration halves its error in about two rounds: eight bring 20 m to about one."""

MEDIAN_GRAIN_M = 1.0
"""Hypotheses nearer than this pull alike: one that the median falls on would hold it there."""

MEDIAN_STILL_M = 0.02
"""A round that moves the median by less is the last one: all further ones would move it by 5 cm."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean (x, y, turn) (3,) and covariance (3, 3): metres and radians."""

    mean: FloatArray
    covariance: FloatArray

    @property
    def position_sd_m(self) -> float:
        """Root of the mean of both axes' variances: the sd of one axis, whatever the direction."""
        return math.sqrt(0.5 * float(self.covariance[0, 0] + self.covariance[1, 1]))

    def spread(self, factor: float) -> Moments:
        """Return the same mean with `factor` times the position's covariance (BANK-7)."""
        covariance = self.covariance.copy()
        covariance[:2, :2] *= factor
        covariance[:2, 2] *= math.sqrt(factor)
        covariance[2, :2] *= math.sqrt(factor)
        return Moments(self.mean, covariance)


def moments(place_m: FloatArray, turn_rad: FloatArray, turn_rad2: FloatArray, weights: FloatArray) -> Moments:
    """Return mean and covariance of weighted places (2, n) and turns (n,), these with variances of their
    own; turns are averaged on the circle.
    """
    mean_rad = math.atan2(float(weights @ np.sin(turn_rad)), float(weights @ np.cos(turn_rad)))
    mean = np.array([*(place_m @ weights), mean_rad])
    away = np.empty((3, len(weights)))
    away[:2] = place_m - mean[:2, None]
    away[2] = np.remainder(turn_rad - mean_rad + math.pi, math.tau) - math.pi
    covariance = (away * weights) @ away.T
    covariance[2, 2] += float(weights @ turn_rad2)
    return Moments(mean, covariance)


def spatial_median(
    place_m: FloatArray,
    turn_rad: FloatArray,
    turn_rad2: FloatArray,
    weights: FloatArray,
    floor: WalkableArea | None,
) -> Moments:
    """Return about the place with the least mean distance to all hypotheses, and the second moments about
    it (BANK-5).

    The mean of two aisles lies in the shelf between them; the median lies in the likelier one, and of the
    hypotheses that stand where people can walk.

    References
    ----------
    E. Weiszfeld, "Sur le point pour lequel la somme des distances de n points donnés est minimum", Tohoku
    Mathematical Journal 43, 1937.
    """
    found = moments(place_m, turn_rad, turn_rad2, weights)
    indoors = weights
    if floor is not None:
        indoors = np.where(is_free(floor, place_m), weights, 0.0)
        if not indoors.any():
            indoors = weights
    median_m = found.mean[:2].copy()
    for _ in range(MEDIAN_ROUNDS):
        away_m = place_m - median_m[:, None]
        pull = indoors / np.sqrt(np.maximum(away_m[0] * away_m[0] + away_m[1] * away_m[1], MEDIAN_GRAIN_M**2))
        last_m, median_m = median_m, place_m @ pull / pull.sum()
        if math.dist(last_m, median_m) < MEDIAN_STILL_M:
            break
    if floor is not None and not is_free(floor, median_m[:, None])[0]:
        squared_m2 = ((place_m - median_m[:, None]) ** 2).sum(axis=0)
        median_m = place_m[:, int(np.argmin(np.where(indoors > 0.0, squared_m2, np.inf)))].copy()
    offset_m = found.mean[:2] - median_m
    found.mean[:2] = median_m
    found.covariance[:2, :2] += np.outer(offset_m, offset_m)
    return found
