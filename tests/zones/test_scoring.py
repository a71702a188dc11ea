"""Stays made from true paths, and how detected ones are counted against them."""

from __future__ import annotations

import math

import pytest

from zones.level import ZoneId
from zones.scoring import EventScore, ScoredStay, score, stays_of, true_stays
from zones.store import Store
from zones.visits import ZoneEntered, ZoneExited

A, B = ZoneId("a"), ZoneId("b")


def stay(zone: ZoneId, entered: float, exited: float, decided: float | None = None) -> ScoredStay:
    return ScoredStay(zone, entered, exited, entered if decided is None else decided)


def test_true_stays_follow_the_path_and_the_rules(shop: Store) -> None:
    """Up the north aisle at 0.5 m/s: in at y = 10.5 (t = 1), out, margin included, at y = 14.5 (t = 9)."""
    stays = true_stays(shop, [0.0, 20.0], [15.0, 15.0], [10.0, 20.0])
    assert [s.zone_id for s in stays] == ["north"]
    assert stays[0].entered_t_s == pytest.approx(1.0, abs=0.11)
    assert stays[0].exited_t_s == pytest.approx(9.0, abs=0.11)


def test_a_path_that_only_crosses_makes_no_stay(shop: Store) -> None:
    assert true_stays(shop, [0.0, 5.0], [15.0, 15.0], [19.0, 9.0]) == []
    assert true_stays(shop, [], [], []) == []


def test_counts_and_delays() -> None:
    truth = [stay(A, 0, 10), stay(B, 10, 20), stay(A, 40, 50)]
    found = [stay(A, 1, 11, decided=3), stay(B, 30, 35), stay(A, 39, 60, decided=44)]
    result = score(truth, found)
    assert (result.true_stays, result.detected_stays, result.matched_stays) == (3, 3, 2)
    assert sorted(result.delays_s) == [3, 4]
    assert result.precision == result.recall == pytest.approx(2 / 3)


def test_a_stay_counts_once() -> None:
    result = score([stay(A, 0, 100)], [stay(A, 0, 40), stay(A, 50, 100)])
    assert (result.precision, result.recall) == (0.5, 1.0)


def test_scores_add_up_and_nothing_is_no_score() -> None:
    total = EventScore(1, 2, 1, (1.0,)) + EventScore(3, 1, 1, (3.0,))
    assert total == EventScore(4, 3, 2, (1.0, 3.0))
    assert total.median_delay_s == 2.0
    assert math.isnan(EventScore(0, 0, 0).precision)
    assert "recall 0.50 (2/4)" in str(total)


def test_stays_from_events() -> None:
    events = [ZoneEntered(A, 1.0, 3.0, 0.9), ZoneExited(A, 8.0, 13.0, 1.0, 7.0)]
    assert stays_of(events) == [ScoredStay(A, 1.0, 8.0, 3.0)]
