"""Silence: how many misses in a row are too many, and how seldom a healthy beacon has so many."""

from __future__ import annotations

import numpy as np

from mapping_tool.silence import MOST_REMEMBERED, Hearing


def visits_until_silent(heard: Hearing, beacons: int) -> int:
    missed = 0
    while not heard.is_silent(beacons):
        heard = heard.after(False)
        missed += 1
    return missed


def test_the_more_often_it_was_heard_the_sooner_it_is_missed() -> None:
    always, often, seldom = (visits_until_silent(Hearing(100, heard), 24) for heard in (100, 80, 20))
    assert always < often < seldom
    assert always <= 5
    assert 6 <= often <= 12
    assert visits_until_silent(Hearing(3, 3), 24) > 20  # three visits prove little
    assert not Hearing(0, 0, 10_000).is_silent(1)  # never heard: nobody knows how often it would be


def test_healthy_beacons_are_hardly_ever_called_silent() -> None:
    rng = np.random.default_rng(0)
    alarms = 0
    for share in rng.uniform(0.05, 1.0, 24):
        heard, was_silent = Hearing(), False
        for is_heard in rng.random(3000) < share:
            heard = heard.after(bool(is_heard))
            is_silent = heard.missed > 0 and heard.is_silent(24)
            alarms += is_silent and not was_silent
            was_silent = is_silent
    assert alarms <= 3  # designed for one


def test_old_visits_are_forgotten_in_proportion() -> None:
    heard = Hearing()
    for _ in range(3 * MOST_REMEMBERED):
        heard = heard.after(True).after(False)
    assert heard.visits <= MOST_REMEMBERED
    assert abs(heard.heard / heard.visits - 0.5) < 0.02
