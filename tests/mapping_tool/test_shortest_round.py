"""Short rounds: every place once, never longer than the nearest-neighbour round, short on known ground."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping_tool.shortest_round import short_round
from positioning.types import FloatArray


def between_m(places_m: FloatArray) -> FloatArray:
    return np.asarray(np.hypot(*(places_m[:, None] - places_m).T))


def length_m(order: list[int], distance_m: FloatArray) -> float:
    return float(sum(distance_m[a, b] for a, b in pairwise(order)))


def nearest_next(distance_m: FloatArray) -> list[int]:
    order = [0]
    while len(order) < len(distance_m):
        left = [k for k in range(len(distance_m)) if k not in order]
        order.append(min(left, key=lambda k: distance_m[order[-1], k]))
    return order


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_every_place_is_visited_once_from_the_first_on(count: int, seed: int) -> None:
    distance_m = between_m(np.random.default_rng(seed).uniform(0.0, 50.0, (count, 2)))
    order = short_round(distance_m).tolist()
    assert order[0] == 0
    assert sorted(order) == list(range(count))
    assert length_m(order, distance_m) <= length_m(nearest_next(distance_m), distance_m) + 1e-9


@pytest.mark.parametrize("seed", range(3))
def test_a_circle_is_walked_round(seed: int) -> None:
    turns = np.random.default_rng(seed).permutation(24) / 24 * math.tau
    distance_m = between_m(20.0 * np.column_stack([np.cos(turns), np.sin(turns)]))
    once_round_m = 23 * 40.0 * math.sin(math.pi / 24)
    assert length_m(short_round(distance_m).tolist(), distance_m) == pytest.approx(once_round_m)
