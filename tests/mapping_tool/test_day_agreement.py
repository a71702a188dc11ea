"""Surveys of different days: made walks past known beacons, with changes between two days, and without."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from scipy.stats import binom

from mapping_tool.day_agreement import FALSE_SHARE, Change, compare_days
from positioning.surveyed import SurveyWalk
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, LevelId, Transmitter

FIRST, SECOND, THIRD = date(2026, 2, 1), date(2026, 2, 3), date(2026, 3, 1)
DAYS = [FIRST] * 12 + [SECOND] * 8 + [THIRD] * 8
BEACONS = {
    key: Transmitter(key, 8.0 * k, 0.0, 1.0, -60.0, 2.2, 6.0, 0.5, 10.0, 60)
    for k, key in enumerate(BeaconKey(f"mac:AA:00:00:00:00:{k:02X}") for k in range(20))
}
KEYS = list(BEACONS)
MAP = BeaconMap(LevelId("B1"), BEACONS)

Hearing = Callable[[int, BeaconKey], float | None]
"""How much louder a walk hears a beacon; None: not at all."""


def survey(seed: int, hearing: Hearing = lambda walk, key: 0.0) -> list[SurveyWalk]:
    """Walks of 60 m past twenty beacons in a row; each walk's phone, and each beacon on it, differs."""
    rng = np.random.default_rng(seed)
    walks = []
    for number in range(len(DAYS)):
        from_m, phone_db = rng.uniform(0.0, 100.0), rng.normal(0.0, 4.0)
        sightings = []
        for key, beacon in BEACONS.items():
            louder_db, of_walk_db = hearing(number, key), rng.normal(0.0, 2.5)
            for t_s in np.flatnonzero(
                rng.random(60) < 0.5 * 2.0 ** -(((from_m + np.arange(60) - beacon.x_m) / 10) ** 2)
            ):
                away_m = math.hypot(from_m + t_s - beacon.x_m, 2.0)
                rssi_dbm = -60.0 - 22.0 * math.log10(away_m) + rng.normal(0.0, 5.0) + of_walk_db + phone_db
                if louder_db is not None:
                    sightings.append(BeaconSighting(float(t_s), key, rssi_dbm + louder_db))
        sightings.sort(key=lambda sighting: sighting.t_s)
        ends_m = np.array([from_m, from_m + 60.0])
        walks.append(SurveyWalk(f"{number}", np.array([0.0, 60.0]), ends_m, np.zeros(2), tuple(sightings)))
    return walks


def changed(key: BeaconKey, since: date, before: float | None, after: float | None) -> Hearing:
    return lambda walk, of: (after if DAYS[walk] >= since else before) if of == key else 0.0


@pytest.mark.parametrize("shift_db", [10.0, -10.0])
def test_a_changed_level_is_named_with_its_interval_and_its_day(shift_db: float) -> None:
    """RADIO-17."""
    walks = survey(1, changed(KEYS[9], SECOND, 0.0, shift_db))
    changes = compare_days(MAP, walks, DAYS).changes
    found = {change.key: change for change in changes}[KEYS[9]]
    assert found.change is (Change.LOUDER if shift_db > 0.0 else Change.QUIETER)
    assert found.since == SECOND
    assert found.level is not None
    assert abs(found.level.sigmas) >= 3.0
    assert found.level.low_db < shift_db < found.level.high_db
    assert {change.key for change in changes} == {KEYS[9]}


@pytest.mark.parametrize(
    ("before", "after", "change"), [(0.0, None, Change.VANISHED), (None, 0.0, Change.APPEARED)]
)
def test_who_vanished_or_appeared_is_named(before: float | None, after: float | None, change: Change) -> None:
    """RADIO-17."""
    walks = survey(2, changed(KEYS[9], SECOND, before, after))
    changes = compare_days(MAP, walks, DAYS).changes
    assert [(found.key, found.change, found.since) for found in changes] == [(KEYS[9], change, SECOND)]
    silent = changes[0].after if after is None else changes[0].before
    assert silent.heard == 0


def test_days_that_agree_are_hardly_ever_said_not_to() -> None:
    """RADIO-17."""
    surveys = 20
    named = sum(bool(compare_days(MAP, survey(100 + seed), DAYS).changes) for seed in range(surveys))
    assert named <= binom.ppf(0.99, surveys, FALSE_SHARE)


def test_the_spread_between_walks_is_found() -> None:
    """RADIO-17: tau."""
    assert compare_days(MAP, survey(3), DAYS).walk_sd_db == pytest.approx(2.5, abs=0.8)


def test_readings_without_any_spread_are_no_certainty() -> None:
    """Every walk hears the law, to the whole decibel: no variance can be estimated from that."""
    ends_m = np.array([0.0, 8.0])
    walks = [
        SurveyWalk(str(number), ends_m, ends_m, np.zeros(2), 2 * (BeaconSighting(0.0, KEYS[0], rssi_dbm),))
        for number, rssi_dbm in enumerate([-67.0] * 12 + [-66.0] * 16)
    ]
    agreement = compare_days(MAP, walks, DAYS)
    assert agreement.walk_sd_db is not None
    assert [found.change for found in agreement.changes] == [Change.LOUDER]
    level = agreement.changes[0].level
    assert level is not None
    assert level.shift_db == pytest.approx(1.0)
    assert level.high_db - level.low_db > 0.1


def test_walks_of_one_day_say_nothing() -> None:
    agreement = compare_days(MAP, survey(4)[:5], [FIRST] * 5)
    assert agreement.is_one_day
    assert agreement.walks == ((FIRST, 5),)
    assert not agreement.changes
    assert not compare_days(MAP, [], []).walks


def test_what_may_be_carried_about_is_not_judged() -> None:
    carried = BeaconKey("mac:4A:00:00:00:00:00")
    map_ = BeaconMap(MAP.level_id, {**BEACONS, carried: Transmitter(carried, 0.0, 0.0, 1.0, -60.0, 2.2, 6.0)})
    agreement = compare_days(map_, survey(5), DAYS)
    assert (agreement.judged, agreement.carried) == (20, 1)
