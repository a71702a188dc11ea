import math
from dataclasses import replace

import numpy as np
import pytest

from firmware_sim.itinerary import Habits, duration_s, legs_of, shopping
from firmware_sim.shopper import ShopFloor

LONG_LIST = Habits(stops=(8, 8))


def test_a_list_is_bought_where_it_is_stopped_at(floor: ShopFloor) -> None:
    """Every purchase lies on the path: its taker stood there, turned to it, until then."""
    bought = 0
    for k in range(20):
        trip = floor.trip(LONG_LIST, np.random.default_rng(k), period_s=0.5)
        times_s = [purchase.t_s for purchase in trip.purchases]
        assert times_s == sorted(times_s)
        for purchase in trip.purchases:
            face = next(
                d for d in floor.displays if d.face_id == purchase.face_id and d.name == purchase.name
            )
            i = int(np.searchsorted(trip.truth.t_s, purchase.t_s - 1.0))
            assert trip.truth.pace_mps[i] == 0.0
            assert any(
                math.hypot(spot.x_m - trip.truth.x_m[i], spot.y_m - trip.truth.y_m[i]) < 0.3
                and spot.heading_rad in (None, pytest.approx(trip.truth.heading_rad[i]))
                for spot in face.spots
            )
            bought += purchase.units
    assert 60 < bought < 20 * 8 * 2


def test_nothing_is_bought_where_there_is_no_till(floor: ShopFloor) -> None:
    untilled = replace(floor.floor, tills=())
    stops = shopping(untilled, (3.0, 2.0), LONG_LIST, np.random.default_rng(1))
    assert len(stops) == 8
    assert all(stop.units == 0 for stop in stops)


def test_places_are_passed_in_one_round(floor: ShopFloor) -> None:
    """From the door along the racetrack: their bends come in one direction, none a second time."""
    track = floor.floor.racetrack
    begin = track.base(3.0, 2.0)
    for k in range(10):
        stops = shopping(floor.floor, (3.0, 2.0), LONG_LIST, np.random.default_rng(k))
        ahead = [(stop.base - begin) % len(track) for stop in stops if stop.base is not None]
        assert ahead == sorted(ahead) or [-a % len(track) for a in ahead] == sorted(
            -a % len(track) for a in ahead
        )
        assert stops[-1].display is None  # the till comes last


def test_the_racetrack_is_the_home_base(floor: ShopFloor) -> None:
    """Larson, Bradlow, Fader (2005): shoppers go round by the edge more than the straight ways would."""
    track_m = np.array(floor.floor.racetrack.along(0, len(floor.floor.racetrack) - 1, 1))

    def near_track_s(straight: bool) -> float:
        near = total = 0.0
        for k in range(15):
            stops = shopping(floor.floor, (3.0, 2.0), LONG_LIST, np.random.default_rng(k))
            if straight:
                stops = [replace(stop, base=None) for stop in stops]
            for leg in legs_of(floor.floor, (3.0, 2.0), stops):
                for a, b in zip(leg.way_m[:-1], leg.way_m[1:], strict=True):
                    middle, length_m = (a + b) / 2, float(np.hypot(*(b - a)))
                    total += length_m
                    near += length_m * bool(np.hypot(*(track_m - middle).T).min() < 2.5)
        return near / total

    assert near_track_s(straight=False) > near_track_s(straight=True) + 0.1


def test_the_racetrack_goes_round_the_shelves(floor: ShopFloor) -> None:
    track = floor.floor.racetrack
    bends_m = np.array(track.along(0, len(track) - 1, 1))
    assert bends_m[:, 0].min() < 3 < 27 < bends_m[:, 0].max()
    assert bends_m[:, 1].min() < 2.5 < 17 < bends_m[:, 1].max()
    assert track.length_m(2, 9, 1) + track.length_m(9, 2, 1) == pytest.approx(
        track.length_m(2, 9, -1) + track.length_m(9, 2, -1)
    )


def test_no_stop_lasts_for_ever() -> None:
    """Between a tenth of a second and a day one in a thousand would be years."""
    rng = np.random.default_rng(3)
    assert max(duration_s((0.1, 86_000.0), rng) for _ in range(4000)) == 86_000.0
    assert max(duration_s((0.1, 600.0), rng) for _ in range(4000)) == 3600.0


def test_eight_of_ten_durations_lie_between_the_bounds() -> None:
    rng = np.random.default_rng(3)
    drawn_s = np.array([duration_s((8.0, 35.0), rng) for _ in range(4000)])
    assert np.quantile(drawn_s, [0.1, 0.9]) == pytest.approx([8.0, 35.0], rel=0.06)
    assert np.median(drawn_s) == pytest.approx(math.sqrt(8.0 * 35.0), rel=0.05)
