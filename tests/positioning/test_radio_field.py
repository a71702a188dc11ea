"""The radio map on cells: the law where no survey went, and what the survey heard where it did."""

from __future__ import annotations

import gc
import math

import numpy as np
import pytest

from positioning.radio_field import FieldConfig, RadioField, field_of
from positioning.radio_map import MOUNT_HEIGHT_M, expected_rssi_dbm, sighting_rate_hz
from positioning.surveyed import SurveyWalk, heard_ground, walked_ground
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, LevelId, Transmitter

KEY = BeaconKey("mac:E0:00:00:00:00:01")
BEACON = Transmitter(KEY, 20.0, 20.0, 1.0, -60.0, 2.2, 5.0, 0.5, 10.0, 200)


def walk(level_db: float, times: int) -> SurveyWalk:
    """From (10, 20) to (30, 20) in 40 s, the beacon heard `times` at x = 26, `level_db` above its law."""
    law_dbm = float(expected_rssi_dbm(BEACON, np.array(26.0), np.array(20.0)))
    heard = tuple(BeaconSighting(32.0, KEY, law_dbm + level_db) for _ in range(times))
    return SurveyWalk("w", np.array([0.0, 40.0]), np.array([10.0, 30.0]), np.array([20.0, 20.0]), heard)


def drawn(*walks: SurveyWalk) -> RadioField:
    ground = heard_ground(walks, {KEY: BEACON}) if walks else None
    return RadioField(BeaconMap(LevelId("G"), {KEY: BEACON}, ground=ground))


def heard_at(field: RadioField, x_m: float, y_m: float) -> tuple[float, float, float]:
    found = field.reception(KEY, *field.index(np.array([x_m]), np.array([y_m])))
    return float(found.rate_hz[0]), float(found.expected_dbm[0]), float(found.variance_db2[0])


def test_without_a_survey_it_is_the_law() -> None:
    """RADIO-1, RADIO-4 and RADIO-14, at the middle of a cell."""
    rate_hz, expected_dbm, variance_db2 = heard_at(drawn(), 25.0, 21.0)
    at = np.array(25.0), np.array(21.0)
    assert rate_hz == pytest.approx(float(sighting_rate_hz(BEACON, *at)), rel=1e-6)
    assert expected_dbm == pytest.approx(float(expected_rssi_dbm(BEACON, *at)), abs=1e-4)
    squared_m2 = (25.0 - BEACON.x_m) ** 2 + (21.0 - BEACON.y_m) ** 2 + MOUNT_HEIGHT_M**2
    place_db2 = (10.0 / math.log(10.0) * BEACON.exponent * BEACON.sd_m) ** 2 / squared_m2
    assert variance_db2 == pytest.approx(BEACON.sigma_db**2 + place_db2, rel=1e-5)  # RADIO-14


def test_where_a_survey_heard_it_louder_it_is_expected_louder() -> None:
    """RADIO-13: n sightings of an excess weigh n / (n + prior) of it, less with distance."""
    law, louder = drawn(), drawn(walk(6.0, 12))
    near, far = (heard_at(louder, x, 20.0)[1] - heard_at(law, x, 20.0)[1] for x in (26.0, 36.0))
    assert near == pytest.approx(6.0 * 12.0 / (12.0 + FieldConfig().excess_prior), rel=0.1)
    assert 0.0 <= far < 0.3 * near
    assert heard_at(louder, 26.0, 20.0)[2] < heard_at(law, 26.0, 20.0)[2]


def test_silence_of_a_survey_lowers_the_rate() -> None:
    """RADIO-13."""
    assert heard_at(drawn(walk(0.0, 0)), 18.0, 20.0)[0] < 0.6 * heard_at(drawn(), 18.0, 20.0)[0]


def test_out_of_reach_nothing_is_heard() -> None:
    assert heard_at(drawn(), 20.0 + 10.0 * 5.0, 20.0)[0] == 0.0


def test_the_rates_add_up_to_what_is_heard() -> None:
    field = drawn(walk(3.0, 5))
    row, column = field.index(np.array([26.0]), np.array([20.0]))
    assert field.hearing_hz[row, column][0] == pytest.approx(heard_at(field, 26.0, 20.0)[0], rel=1e-6)


def test_a_survey_keeps_its_time_and_its_sightings() -> None:
    ground = heard_ground([walk(3.0, 7), walk(5.0, 7)], {KEY: BEACON})
    assert walked_ground([walk(0.0, 0)]).duration_s.sum() == pytest.approx(40.0)
    assert ground.duration_s.sum() == pytest.approx(80.0)
    assert ground.heard[KEY].count.tolist() == [14.0]
    assert ground.heard[KEY].excess_db.tolist() == [pytest.approx(4.0, abs=0.01)]
    cell = ground.heard[KEY].cell[0]
    assert math.hypot(ground.x_m[cell] - 26.0, ground.y_m[cell] - 20.0) <= math.sqrt(2.0)


def test_a_map_is_drawn_once_and_forgotten_with_it() -> None:
    beacons = BeaconMap(LevelId("G"), {KEY: BEACON})
    first = field_of(beacons)
    assert field_of(beacons) is first
    other = field_of(BeaconMap(LevelId("G"), {KEY: BEACON}))
    assert other is not first
    del beacons
    gc.collect()
    assert field_of(BeaconMap(LevelId("G"), {KEY: BEACON})) is not first
