"""The search for a phone of which nothing is known: what sightings say, and what is published meanwhile."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from positioning.hypotheses import Hypotheses, Stride
from positioning.moments import spatial_median
from positioning.tracker_config import TrackerConfig
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    GaussianPosition,
    LevelId,
    PoseStatus,
    PositionPrior,
    SurveyedGround,
    Transmitter,
    WalkableArea,
)

WEST = Transmitter(BeaconKey("mac:E0:00:00:00:00:01"), 10.0, 20.0, 0.5, -60.0, 2.2, 5.0, 0.5, 10.0, 200)
EAST = replace(WEST, key=BeaconKey("mac:E0:00:00:00:00:02"), x_m=70.0)
CARRIED = replace(WEST, key=BeaconKey("mac:41:00:00:00:00:03"))
HALL = WalkableArea(LevelId("G"), 0.0, 0.0, 0.5, np.ones((80, 160), dtype=bool))


def searching(
    *transmitters: Transmitter, prior: PositionPrior | None = None, ground: SurveyedGround | None = None
) -> Hypotheses:
    beacons = BeaconMap(LevelId("G"), {t.key: t for t in transmitters}, ground=ground, error_m=1.0)
    found = Hypotheses(beacons, HALL, prior or PositionPrior.anywhere(), TrackerConfig(), seed=0)
    found.begin(0.0, is_north_known=True)
    return found


def hear(found: Hypotheses, *heard: tuple[Transmitter, float]) -> None:
    sightings = [BeaconSighting(0.1 * i, t.key, rssi_dbm) for i, (t, rssi_dbm) in enumerate(heard)]
    found.advance(0.0, 1.0, sightings, 0.0)


def west_share(found: Hypotheses) -> float:
    assert found.bank is not None
    return float(found.bank.weights() @ (found.bank.place_m[0] < 40.0))


def test_the_best_guess_between_two_places_is_the_likelier_one() -> None:
    """BANK-5: the mean of two aisles lies in neither."""
    parts = (GaussianPosition(10.0, 20.0, 2.0, weight=2.0), GaussianPosition(70.0, 20.0, 2.0, weight=1.0))
    found = searching(WEST, EAST, prior=PositionPrior(parts))
    assert found.bank is not None
    guess = spatial_median(
        found.bank.place_m, found.bank.mean[0], found.bank.covariance[0, 0], found.bank.weights(), HALL
    )
    assert guess.mean[0] == pytest.approx(10.0, abs=2.0)
    assert math.sqrt(guess.covariance[0, 0]) == pytest.approx(60.0 * math.sqrt(1 / 3), rel=0.1)


def test_a_guess_stands_where_people_can_walk() -> None:
    """BANK-5: between two aisles there is a shelf."""
    free = np.ones((80, 160), dtype=bool)
    free[:, 60:100] = False
    aisles = replace(HALL, free=free)
    place_m = np.stack([np.repeat([29.0, 51.0], 50), np.full(100, 20.0)])
    guess = spatial_median(place_m, np.zeros(100), np.zeros(100), np.full(100, 0.01), aisles)
    assert guess.mean[0] in (29.0, 51.0)


def test_a_guess_among_hypotheses_behind_walls_does_not_claim_to_be_sure() -> None:
    """BANK-5: one of a hundred stands where people can walk."""
    free = np.zeros((80, 160), dtype=bool)
    free[40, 100] = True
    place_m = np.random.default_rng(0).normal(30.0, 3.0, (2, 100))
    place_m[:, 0] = 50.25, 20.25
    guess = spatial_median(
        place_m, np.zeros(100), np.zeros(100), np.full(100, 0.01), replace(HALL, free=free)
    )
    assert guess.mean[:2].tolist() == pytest.approx([50.25, 20.25])
    assert math.sqrt(guess.covariance[0, 0]) > 15.0


def test_a_guess_heeds_no_hypothesis_that_does_not_count() -> None:
    """BANK-5: with hindsight those that stand where people can walk may have no weight left."""
    free = np.zeros((80, 160), dtype=bool)
    free[40, 100] = True
    place_m = np.array([[50.25, 30.0, 32.0], [20.25, 30.0, 30.0]])
    guess = spatial_median(
        place_m, np.zeros(3), np.zeros(3), np.array([0.0, 0.9, 0.1]), replace(HALL, free=free)
    )
    assert guess.mean[:2].tolist() == [30.0, 30.0]


def test_a_sighting_says_where_and_its_repeats_say_less() -> None:
    """BANK-2: the second reading of a transmitter adds less than half of what the first one said."""
    once, twice = searching(WEST, EAST), searching(WEST, EAST)
    hear(once, (WEST, -80.0))
    hear(twice, (WEST, -80.0), (WEST, -80.0))
    first, both = (math.log(west_share(found) / (1.0 - west_share(found))) for found in (once, twice))
    assert first > 0.4
    assert first < both < 1.6 * first


def test_how_often_the_phone_scans_cancels() -> None:
    """BANK-2: twice as much to hear everywhere leaves what one sighting says of the place."""
    quiet = searching(WEST, EAST)
    lively = searching(*(replace(t, heard_rate_hz=20.0 * t.heard_rate_hz) for t in (WEST, EAST)))
    hear(quiet, (WEST, -80.0))
    hear(lively, (WEST, -80.0))
    assert west_share(lively) > west_share(quiet) > 0.6  # only what is heard beside the map counts for less


def test_what_is_carried_about_says_less_than_what_hangs_on_the_wall() -> None:
    fixed, carried = searching(WEST, EAST), searching(CARRIED, EAST)
    hear(fixed, (WEST, -75.0))
    hear(carried, (CARRIED, -75.0))
    assert 0.5 < west_share(carried) < west_share(fixed)


def test_a_search_begins_where_surveyors_walked() -> None:
    """BANK-6."""
    places_m = np.arange(2.0, 30.0, 2.0)
    walked = SurveyedGround(2.0, places_m, np.full(len(places_m), 21.0), np.full(len(places_m), 5.0))
    assert west_share(searching(WEST, EAST, ground=walked)) > 0.9
    assert west_share(searching(WEST, EAST)) == pytest.approx(0.5, abs=0.05)


def test_nothing_is_weighed_that_is_no_number() -> None:
    found = searching(WEST, EAST)
    for _ in range(20):
        hear(found, (WEST, -70.0), (EAST, -90.0), (WEST, -127.0))
        pose = found.posterior()
        assert np.isfinite(pose.mean).all()
        assert np.linalg.eigvalsh(pose.covariance).min() > 0.0


def test_one_transmitter_does_not_say_where_a_phone_is() -> None:
    """BANK-6: it may have been moved; on a map that has no more of them it has to do."""
    room = replace(HALL, free=np.ones((16, 16), dtype=bool))
    shelves = [
        replace(WEST, key=BeaconKey(f"mac:E0:00:00:00:01:{i:02X}"), x_m=2.0 * i, y_m=4.0) for i in range(4)
    ]
    for on_map, needed in ((shelves, 2), (shelves[:1], 1)):
        beacons = BeaconMap(LevelId("G"), {t.key: t for t in on_map})
        found = Hypotheses(beacons, room, PositionPrior.anywhere(), TrackerConfig(), seed=0)
        found.begin(0.0, is_north_known=True)
        for heard in range(needed):
            assert found.status is PoseStatus.SEARCHING
            hear(found, (on_map[heard], -60.0), (on_map[heard], -60.0))
        assert found.status is PoseStatus.OK


def walk_east(found: Hypotheses, walked_m: float) -> None:
    for i in range(round(walked_m / 0.7)):
        found.advance(0.5 * i, 0.5 * i + 0.5, [Stride(0.5 * i + 0.1, 0.7, 0.0)], 0.0)


def test_people_keep_off_walls() -> None:
    """BANK-5: who may have come along the wall or a metre from it is rather a metre from it."""
    along = GaussianPosition(10.0, 0.25, 0.01, heading_rad=0.0, sd_heading_rad=0.01)
    apart = replace(along, y_m=1.5)
    found = searching(prior=PositionPrior((along, apart)))
    found.was_searched = False
    walk_east(found, 7.0)
    assert found.bank is not None
    is_apart = found.bank.place_m[1] > 0.9
    assert float(found.bank.weights() @ is_apart) > 0.6


def test_who_was_searched_for_is_held_less_by_walls() -> None:
    """BANK-5: a search that went wrong has to come out of its corridor again."""
    shares = []
    for was_searched in (False, True):
        inside = GaussianPosition(60.0, 20.0, 0.01, heading_rad=0.0, sd_heading_rad=0.01)
        outside = replace(inside, y_m=41.0)
        found = searching(prior=PositionPrior((inside, outside)))
        found.was_searched = was_searched
        walk_east(found, 3.5)
        assert found.bank is not None
        shares.append(float(found.bank.weights() @ (found.bank.place_m[1] > 40.0)))
    assert 0.0 < shares[0] < shares[1] < 0.5
