"""The search for a phone of which nothing is known: what sightings say, and what is published meanwhile."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from positioning.search import PositionGrid, SearchConfig
from positioning.types import BeaconKey, BeaconMap, GaussianPosition, LevelId, PositionPrior, Transmitter

WEST = Transmitter(BeaconKey("mac:E0:00:00:00:00:01"), 10.0, 20.0, 0.5, -60.0, 2.2, 5.0, 0.5, 10.0, 200)
EAST = replace(WEST, key=BeaconKey("mac:E0:00:00:00:00:02"), x_m=70.0)
CARRIED = replace(WEST, key=BeaconKey("mac:41:00:00:00:00:03"))


def grid(*transmitters: Transmitter, prior: PositionPrior | None = None) -> PositionGrid:
    beacons = BeaconMap(LevelId("G"), {t.key: t for t in transmitters})
    return PositionGrid(beacons, None, prior or PositionPrior.anywhere(), SearchConfig())


def west_share(found: PositionGrid) -> float:
    return float(found.probability[:, :, found.cells.x_m < 40.0].sum())


def test_the_best_guess_between_two_places_is_the_likelier_one() -> None:
    """GRID-6: the mean of two aisles lies in neither."""
    parts = (GaussianPosition(10.0, 20.0, 2.0, weight=2.0), GaussianPosition(70.0, 20.0, 2.0, weight=1.0))
    found = grid(WEST, EAST, prior=PositionPrior(parts))
    assert found.posterior().mean[0] == pytest.approx(30.0, abs=2.0)
    guess = found.best_guess()
    assert guess.mean[0] == pytest.approx(10.0, abs=2.0)
    assert math.sqrt(guess.covariance[0, 0]) == pytest.approx(60.0 * math.sqrt(1 / 3), rel=0.1)


def test_a_sighting_says_where_and_its_repeats_say_less() -> None:
    """GRID-3."""
    once, again = grid(WEST, EAST), grid(WEST, EAST)
    once.hear([(WEST, -80.0, 1.0)])
    again.hear([(WEST, -80.0, 0.25)])
    assert 0.5 < west_share(again) < west_share(once)


def test_how_often_the_phone_scans_cancels() -> None:
    """GRID-3: twice as much to hear everywhere leaves what one sighting says of the place."""
    quiet = grid(WEST, EAST)
    lively = grid(*(replace(t, heard_rate_hz=20.0 * t.heard_rate_hz) for t in (WEST, EAST)))
    quiet.hear([(WEST, -80.0, 1.0)])
    lively.hear([(replace(WEST, heard_rate_hz=20.0 * WEST.heard_rate_hz), -80.0, 1.0)])
    assert west_share(lively) > west_share(quiet) > 0.5  # only what is heard beside the map counts for less


def test_what_is_carried_about_says_less_than_what_hangs_on_the_wall() -> None:
    fixed, carried = grid(WEST, EAST), grid(CARRIED, EAST)
    fixed.hear([(WEST, -75.0, 1.0)])
    carried.hear([(CARRIED, -75.0, 1.0)])
    assert 0.5 < west_share(carried) < west_share(fixed)


def test_probability_stays_one() -> None:
    found = grid(WEST, EAST)
    for _ in range(20):
        found.predict(1.0, 0.0, 1.0)
        found.hear([(WEST, -70.0, 1.0), (EAST, -90.0, 1.0)])
        assert found.probability.sum(dtype=np.float64) == pytest.approx(1.0, abs=1e-5)
        assert not np.isnan(found.best_guess().covariance).any()
