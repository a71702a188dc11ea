"""A fix while standing still: found, with an honest sd, whatever the phone's level; walls respected."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from positioning.fix import Locator, PositionFix
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    HeardCells,
    LevelId,
    SurveyedGround,
    Transmitter,
    WalkableArea,
)

LEVEL = LevelId("hall")
PLACES_M = [(x, y) for x in (2.0, 8.0, 14.0, 20.0) for y in (2.0, 8.0, 14.0)]
KEYS = [BeaconKey(f"mac:0{i:X}") for i in range(len(PLACES_M))]
BEACONS = BeaconMap(
    LEVEL,
    {
        key: Transmitter(key, x, y, 0.1, -60.0, 2.4, 5.0, heard_rate_hz=1.0, heard_range_m=9.0)
        for key, (x, y) in zip(KEYS, PLACES_M, strict=True)
    },
)


@pytest.fixture(scope="module")
def hall() -> Locator:
    return Locator(BEACONS, WalkableArea(LEVEL, 0.0, 0.0, 0.5, np.ones((32, 44), dtype=bool)))


def scan(
    rng: np.random.Generator, x_m: float, y_m: float, offset_db: float = 0.0, look_s: float = 2.0
) -> list[BeaconSighting]:
    """What a phone hears in `look_s`: log-distance with 5 dB of shadowing, each transmitter by its rate."""
    heard = []
    for key, (bx_m, by_m) in zip(KEYS, PLACES_M, strict=True):
        squared_m2 = (x_m - bx_m) ** 2 + (y_m - by_m) ** 2
        if rng.random() < 1.0 - math.exp(-look_s * 2.0 ** (-squared_m2 / 81.0)):
            level_dbm = -60.0 - 12.0 * math.log10(squared_m2 + 4.0) + offset_db + rng.normal(0.0, 5.0)
            heard.append(BeaconSighting(0.0, key, level_dbm))
    return heard


def located(locator: Locator, scans: list[list[BeaconSighting]]) -> PositionFix:
    fix = locator.locate(scans)
    assert fix is not None
    return fix


@pytest.mark.parametrize("offset_db", [-18.0, 0.0, 15.0])
def test_places_and_levels_are_found_with_an_honest_sd(hall: Locator, offset_db: float) -> None:
    """FIX-2: the level; FIX-4: the mean and its second moments."""
    rng = np.random.default_rng(4)
    errors_m, centroids_m, nees, offsets_db = [], [], [], []
    for _ in range(60):
        x_m, y_m = rng.uniform(2.0, 20.0), rng.uniform(2.0, 14.0)
        heard = scan(rng, x_m, y_m, offset_db)
        if not heard:
            continue
        fix = located(hall, [heard])
        away_m = np.array([fix.x_m - x_m, fix.y_m - y_m])
        covariance = np.array([[fix.var_x_m2, fix.cov_xy_m2], [fix.cov_xy_m2, fix.var_y_m2]])
        errors_m.append(math.hypot(*away_m))
        nees.append(float(away_m @ np.linalg.solve(covariance, away_m)))
        offsets_db.append(fix.offset_db)
        weights = [10.0 ** (each.rssi_dbm / 10.0) for each in heard]
        centroid_m = np.average([PLACES_M[KEYS.index(each.key)] for each in heard], axis=0, weights=weights)
        centroids_m.append(math.hypot(centroid_m[0] - x_m, centroid_m[1] - y_m))
    assert np.mean(errors_m) < np.mean(centroids_m)
    assert np.median(offsets_db) == pytest.approx(offset_db, abs=3.0)
    assert np.mean(np.array(nees) < 5.99) > 0.88  # 95 % of chi-square, two degrees


def test_several_scans_of_a_place_are_better_than_one(hall: Locator) -> None:
    """FIX-1: readings of several scans are averaged."""
    rng = np.random.default_rng(5)
    single: list[float] = []
    several: list[float] = []
    for _ in range(40):
        x_m, y_m = rng.uniform(2.0, 20.0), rng.uniform(2.0, 14.0)
        scans = [heard for _ in range(8) if (heard := scan(rng, x_m, y_m))]
        for taken, errors in ((scans[:1], single), (scans, several)):
            fix = located(hall, taken)
            errors.append(math.hypot(fix.x_m - x_m, fix.y_m - y_m))
    assert np.mean(several) < 0.7 * np.mean(single)


def test_what_is_not_heard_says_where_the_phone_is_not() -> None:
    """FIX-3: a row of beacons alone sounds alike from both sides, and one that is silent tells the side."""
    floor = WalkableArea(LEVEL, 0.0, 0.0, 0.5, np.ones((32, 32), dtype=bool))
    of_column = {x_m: [key for key, at in zip(KEYS, PLACES_M, strict=True) if at[0] == x_m] for x_m in (2, 8)}
    heard = [BeaconSighting(0.0, key, -80.0) for key in of_column[8]]

    def fix_among(keys: list[BeaconKey]) -> PositionFix:
        known = {key: BEACONS.transmitters[key] for key in keys}
        return located(Locator(replace(BEACONS, transmitters=known), floor), [heard])

    assert fix_among(of_column[8]).x_m == pytest.approx(8.0, abs=0.1)
    assert fix_among(of_column[2] + of_column[8]).x_m > 9.0


def test_who_hears_nothing_of_the_map_gets_no_fix(hall: Locator) -> None:
    stranger = BeaconSighting(0.0, BeaconKey("mac:FF"), -50.0)
    assert hall.locate([]) is None
    assert hall.locate([[], [stranger]]) is None
    assert Locator(BeaconMap(LEVEL, {})).locate([[stranger]]) is None


def test_nobody_is_put_where_nobody_can_stand() -> None:
    free = np.ones((32, 44), dtype=bool)
    free[:, 20:44] = False  # x from 10 m on is a shelf
    locator = Locator(BEACONS, WalkableArea(LEVEL, 0.0, 0.0, 0.5, free))
    rng = np.random.default_rng(6)
    for _ in range(20):
        fix = located(locator, [scan(rng, 9.5, rng.uniform(2.0, 14.0))])
        assert fix.x_m < 10.0


def test_a_transmitter_is_known_by_its_id_when_its_address_is_new(hall: Locator) -> None:
    heard = scan(np.random.default_rng(7), 8.0, 8.0)
    renamed = [replace(s, key=BeaconKey(f"mac:4{i}"), advertised=s.key) for i, s in enumerate(heard)]
    assert hall.locate([renamed]) == hall.locate([heard])


def test_what_a_survey_heard_at_a_place_corrects_the_law() -> None:
    """A wall takes 12 dB from the first beacon in one cell; a map that knows so places the phone there."""
    ground = SurveyedGround(
        2.0,
        np.array([5.0, 11.0]),
        np.array([5.0, 5.0]),
        np.array([60.0, 60.0]),
        {
            key: HeardCells(np.array([0]), np.array([40.0]), np.array([-12.0 if key == KEYS[0] else 0.0]))
            for key in KEYS
        },
    )
    muffled = []
    for key, (x_m, y_m) in zip(KEYS, PLACES_M, strict=True):
        squared_m2 = (5.0 - x_m) ** 2 + (5.0 - y_m) ** 2
        wall_db = 12.0 if key == KEYS[0] else 0.0
        muffled.append(BeaconSighting(0.0, key, -60.0 - 12.0 * math.log10(squared_m2 + 4.0) - wall_db))
    plain = located(Locator(BEACONS), [muffled])
    surveyed = located(Locator(replace(BEACONS, ground=ground)), [muffled])
    assert math.hypot(surveyed.x_m - 5.0, surveyed.y_m - 5.0) < math.hypot(plain.x_m - 5.0, plain.y_m - 5.0)
