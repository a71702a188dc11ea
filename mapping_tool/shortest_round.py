"""The order in which places are walked to: an open round from a given first place, made short by local moves.

Nearest neighbour first, then 2-opt (a stretch is walked the other way round) and Or-opt (up to three places
are moved elsewhere) until neither helps.

References
----------
G. A. Croes, "A method for solving traveling-salesman problems", Operations Research 6, 1958 (2-opt).
I. Or, "Traveling salesman-type combinatorial problems and their relation to the logistics of regional blood
banking", dissertation, Northwestern University, 1976 (Or-opt).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from positioning.types import FloatArray

MOST_SWEEPS = 8
"""A supermarket needs four, the largest mall of the recordings (1,850 places) six."""

LEAST_GAIN_M = 0.3
"""Half a step is not worth a change."""

LEAST_SAVED_M = 1.0
"""Leaving out a place that lies on the way saves less: where else it could go is not worth trying."""


def short_round(distance_m: FloatArray) -> NDArray[np.intp]:
    """Return the order (n,) in which to visit places, from the first one on, ending anywhere.

    Parameters
    ----------
    distance_m : (n, n) symmetric, finite.

    Examples
    --------
    >>> import numpy as np
    >>> at_m = np.array([0.0, 7.0, 2.0, 5.0])
    >>> short_round(np.abs(at_m[:, None] - at_m)).tolist()
    [0, 2, 3, 1]
    """
    order = _nearest_next(distance_m)
    for _ in range(MOST_SWEEPS):
        if not (_turn_stretches(order, distance_m) | _move_places(order, distance_m)):
            break
    return order


def _nearest_next(distance_m: FloatArray) -> NDArray[np.intp]:
    left = np.ones(len(distance_m), dtype=np.bool_)
    order = np.zeros(len(distance_m), dtype=np.intp)
    for k in range(len(order)):
        if k:
            order[k] = np.argmin(np.where(left, distance_m[order[k - 1]], np.inf))
        left[order[k]] = False
    return order


def _turn_stretches(order: NDArray[np.intp], distance_m: FloatArray) -> bool:
    """2-opt: of every place the best stretch that begins there is turned; the way after the last is free."""
    n, helped = len(order), False
    for i in range(1, n - 1):
        before, first, lasts = order[i - 1], order[i], order[i + 1 :]
        gain_m = distance_m[before, first] - distance_m[before, lasts]
        gain_m[:-1] += distance_m[lasts[:-1], lasts[1:]] - distance_m[first, lasts[1:]]
        best = int(np.argmax(gain_m))
        if gain_m[best] > LEAST_GAIN_M:
            end = i + 2 + best
            order[i:end] = order[i:end][::-1].copy()
            helped = True
    return helped


def _move_places(order: NDArray[np.intp], distance_m: FloatArray) -> bool:
    """Or-opt: every stretch of one to three places goes to where it saves most."""
    helped = False
    for length in range(1, 4):
        for i in range(1, len(order) - length + 1):
            before, first, last = order[i - 1], order[i], order[i + length - 1]
            saved_m = distance_m[before, first]
            if i + length < len(order):
                after = order[i + length]
                saved_m += distance_m[last, after] - distance_m[before, after]
            if saved_m <= LEAST_SAVED_M:
                continue
            others = np.concatenate([order[:i], order[i + length :]])
            ahead_m, back_m = distance_m[others, first], distance_m[others, last]
            between_m = distance_m[others[:-1], others[1:]]
            ahead_m[:-1] += distance_m[others[1:], last] - between_m
            back_m[:-1] += distance_m[others[1:], first] - between_m
            costs_m = np.minimum(ahead_m, back_m)
            best = int(np.argmin(costs_m))
            if saved_m - costs_m[best] > LEAST_GAIN_M:
                stretch = order[i : i + length].copy()
                stretch = stretch[::-1] if back_m[best] < ahead_m[best] else stretch
                order[:] = np.concatenate([others[: best + 1], stretch, others[best + 1 :]])
                helped = True
    return helped
