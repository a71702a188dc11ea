"""Nearest beacon, weighted centroid and least squares on beacons whose answer is known (EVAL-9)."""

from __future__ import annotations

import numpy as np
import pytest

from positioning.baselines import heard_lately, least_squares, nearest_beacon, weighted_centroid
from positioning.baselines.fixes import Heard
from positioning.radio_map import expected_rssi_dbm
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, LevelId, Transmitter

SQUARE = [(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0)]


def transmitter(name: str, x_m: float, y_m: float) -> Transmitter:
    return Transmitter(BeaconKey(name), x_m, y_m, sd_m=0.1, rssi_1m_dbm=-60.0, exponent=2.0, sigma_db=4.0)


@pytest.fixture
def square() -> BeaconMap:
    corners = [transmitter(f"mac:{k}", x_m, y_m) for k, (x_m, y_m) in enumerate(SQUARE)]
    return BeaconMap(LevelId("G"), {corner.key: corner for corner in corners})


def heard_at(beacons: BeaconMap, x_m: float, y_m: float) -> list[Heard]:
    """What the log-distance law gives at a place."""
    at = np.array(x_m), np.array(y_m)
    return [Heard(each, float(expected_rssi_dbm(each, *at))) for each in beacons.transmitters.values()]


def test_the_nearest_is_the_loudest(square: BeaconMap) -> None:
    assert nearest_beacon(heard_at(square, 15.0, 4.0)) == (20.0, 0.0)


def test_the_centroid_of_equals_is_the_middle(square: BeaconMap) -> None:
    assert weighted_centroid(heard_at(square, 10.0, 10.0)) == pytest.approx((10.0, 10.0))


def test_the_centroid_weighs_by_one_over_the_distance() -> None:
    """At 20 log10(10) and 20 log10(30) dB below one metre: weights 1/10 and 1/30."""
    near, far = transmitter("mac:a", 0.0, 0.0), transmitter("mac:b", 40.0, 0.0)
    heard = [Heard(near, -80.0), Heard(far, -60.0 - 20.0 * np.log10(30.0))]
    assert weighted_centroid(heard) == pytest.approx((10.0, 0.0))


def test_least_squares_finds_the_place(square: BeaconMap) -> None:
    assert least_squares(heard_at(square, 13.0, 4.0)) == pytest.approx((13.0, 4.0), abs=1e-3)


def test_least_squares_needs_three_transmitters(square: BeaconMap) -> None:
    two = heard_at(square, 13.0, 4.0)[:2]
    assert least_squares(two) == weighted_centroid(two)


def test_the_window_ends_at_the_last_mapped_sighting_before(square: BeaconMap) -> None:
    sightings = [
        BeaconSighting(1.0, BeaconKey("mac:0"), -70.0),
        BeaconSighting(4.0, BeaconKey("mac:1"), -70.0),
        BeaconSighting(6.5, BeaconKey("mac:1"), -74.0),
        BeaconSighting(7.0, BeaconKey("mac:unmapped"), -50.0),
        BeaconSighting(9.0, BeaconKey("mac:2"), -70.0),
    ]
    heard = heard_lately(sightings, square, t_s=8.0, window_s=5.0)
    assert [(each.transmitter.key, each.rssi_dbm) for each in heard] == [("mac:1", -72.0)]
    assert heard_lately(sightings, square, t_s=0.9) == ()


def test_a_transmitter_is_known_by_its_advertised_id_too() -> None:
    beacon = transmitter("ibeacon:u/1/2", 3.0, 4.0)
    sighting = BeaconSighting(1.0, BeaconKey("mac:5"), -70.0, advertised=BeaconKey("ibeacon:u/1/2"))
    heard = heard_lately([sighting], BeaconMap(LevelId("G"), {beacon.key: beacon}), t_s=1.0)
    assert [each.transmitter.key for each in heard] == ["ibeacon:u/1/2"]
