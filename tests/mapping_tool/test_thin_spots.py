"""Where to survey again: a made hall of which one half was walked."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import box

from mapping_tool.place_names import PlaceNames
from mapping_tool.thin_spots import LEAST_HEARD, ThinReason, coverage, find_thin, thin_spots
from positioning.radio_field import field_of
from positioning.surveyed import SurveyWalk, heard_ground
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, LevelId, Transmitter, WalkableArea
from zones.level import Level, Unit

B1 = LevelId("B1")
HALL = WalkableArea(B1, 0.0, 0.0, 0.5, np.ones((20, 80), dtype=bool))
"""40 m by 10 m."""

LEVEL = Level(
    B1, "B1", 0, np.pi / 2, 40.0, 10.0, box(0, 0, 40, 10),
    units=(Unit("1", "Bakery", "", box(30, 8, 40, 10)), Unit("2", "", "", box(20, 8, 30, 10))),
)  # fmt: skip
KEYS = tuple(BeaconKey(f"mac:AA:00:00:00:00:{k:02X}") for k in range(5))


def walk(name: str, from_m: float, to_m: float, sightings: tuple[BeaconSighting, ...] = ()) -> SurveyWalk:
    """One metre a second along the middle of the hall."""
    ends_m = np.array([from_m, to_m])
    return SurveyWalk(name, np.array([0.0, to_m - from_m]), ends_m, np.array([5.0, 5.0]), sightings)


def surveyed(*walks: SurveyWalk, samples: int = 30) -> BeaconMap:
    """Five transmitters at the left end, heard for a few metres."""
    transmitters = {
        key: Transmitter(key, 2.0 + k, 5.0, 1.0, -60.0, 2.2, 6.0, 1.0, 8.0, samples + k)
        for k, key in enumerate(KEYS)
    }
    return BeaconMap(B1, transmitters, ground=heard_ground(walks, transmitters))


def heard_evenly(seconds: int) -> tuple[BeaconSighting, ...]:
    """All five are heard each second."""
    return tuple(BeaconSighting(float(s), key, -70.0) for s in range(seconds) for key in KEYS)


def test_each_place_is_thin_for_one_reason_or_none() -> None:
    """RADIO-16."""
    walks = [walk("there", 0.0, 20.0, heard_evenly(10)), walk("back", 0.0, 8.0, heard_evenly(8))]
    found = coverage(HALL, surveyed(*walks), walks)
    reasons = np.sum([found.is_thin(reason) for reason in ThinReason], axis=0)
    assert reasons.max() == 1
    assert found.area_m2 == pytest.approx(400.0)
    unwalked = found.is_thin(ThinReason.UNWALKED)
    assert unwalked[found.x_m > 24.0].all()
    assert not unwalked[(found.x_m < 19.0) & (abs(found.y_m - 5.0) < 2.0)].any()
    middle = abs(found.y_m - 5.0) < 1.0
    assert found.walks is not None
    assert (found.walks[middle & (found.x_m < 7.0)] == 2).all()
    assert found.is_thin(ThinReason.ONCE)[middle & (found.x_m > 12.0) & (found.x_m < 14.0)].all()
    assert not found.is_thin(ThinReason.ONCE)[found.x_m < 7.0].any()


def test_where_nothing_is_heard_is_thin_though_walked() -> None:
    """RADIO-16."""
    there, back = walk("there", 0.0, 40.0, heard_evenly(6)), walk("back", 0.0, 40.0, heard_evenly(6))
    found = coverage(HALL, surveyed(there, back), [there, back])
    middle = abs(found.y_m - 5.0) < 1.0
    unheard = found.is_thin(ThinReason.UNHEARD)
    assert unheard[middle & (found.x_m > 30.0)].all()
    assert not unheard[middle & (found.x_m < 5.0)].any()
    assert found.heard[found.x_m > 35.0].max() < LEAST_HEARD < found.heard[middle & (found.x_m < 5.0)].min()


def test_spots_hold_most_of_the_thin_ground_and_none_twice() -> None:
    """RADIO-16: the greedy cover."""
    only = walk("only", 0.0, 10.0, heard_evenly(10))
    found = coverage(HALL, surveyed(only), [only])
    spots = [spot for spot in thin_spots(found, LEVEL) if spot.reason is ThinReason.UNWALKED]
    gathered_m2 = sum(spot.area_m2 for spot in spots)
    assert 0.8 * found.thin_m2(ThinReason.UNWALKED) < gathered_m2 <= found.thin_m2(ThinReason.UNWALKED)
    assert all(spot.area_m2 <= np.pi * 5.5**2 for spot in spots)
    assert [spot.gain for spot in spots] == sorted((spot.gain for spot in spots), reverse=True)
    assert all(spot.near.endswith("Bakery") for spot in spots)


def test_without_the_walks_nothing_is_said_of_how_many_there_were() -> None:
    found = coverage(HALL, surveyed(walk("only", 0.0, 40.0, heard_evenly(10))))
    assert found.walks is None
    assert found.thin_m2(ThinReason.ONCE) == 0.0


def test_a_level_without_survey_is_unwalked_everywhere() -> None:
    found = coverage(HALL, BeaconMap(B1, {}))
    assert found.is_thin(ThinReason.UNWALKED).all()
    assert field_of(BeaconMap(B1, {})).is_empty


def test_rarely_heard_transmitters_are_named_the_rarest_first() -> None:
    only = walk("only", 0.0, 10.0)
    thin = find_thin(LEVEL, HALL, surveyed(only, samples=2), [only])
    assert [transmitter.samples for transmitter in thin.rare] == [2, 3, 4]


def test_places_are_named_by_the_nearest_name() -> None:
    names = PlaceNames(LEVEL)
    assert names.near(35.0, 9.0) == "in Bakery"
    assert names.near(25.0, 9.0) == "5 m from Bakery"
    assert PlaceNames(Level(B1, "B1", 0, 0.0, 1.0, 1.0, box(0, 0, 1, 1))).near(0.5, 0.5) == ""
