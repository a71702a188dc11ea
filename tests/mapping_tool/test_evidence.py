"""What one visit says of one transmitter: rates, silence, loudness (HEALTH-1, 2, 4, 5)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from mapping_tool.evidence import (
    LEAST_SILENCE,
    STRAY_HZ,
    FaultKind,
    TransmitterEvidence,
    rates_hz,
    silence,
)
from mapping_tool.looks import HeardLooks, VisitLooks
from positioning.radio_map import expected_rssi_dbm, sighting_rate_hz
from positioning.types import BeaconKey, Transmitter

BEACON = Transmitter(BeaconKey("mac:C0:00:00:00:00:01"), 3.0, -1.0, 1.5, -60.0, 2.2, 5.0, 0.8, 9.0, 200)


def looks(count: int, residual_db: float | None, variance_m2: float = 1.0) -> VisitLooks:
    """So many looks of five seconds at one place; in each the beacon is so much louder than its law, or
    silent.
    """
    x_m, y_m = np.full(count, 8.0), np.full(count, 2.0)
    heard = {}
    if residual_db is not None:
        rssi_dbm = expected_rssi_dbm(BEACON, x_m, y_m) + residual_db
        heard = {BEACON.key: HeardLooks(np.arange(count), rssi_dbm, sightings=count)}
    return VisitLooks(x_m, y_m, np.full(count, variance_m2), np.full(count, 5.0), heard)


def ratio(visit: VisitLooks, kind: FaultKind, way: float = 0.0) -> float:
    evidence = TransmitterEvidence(BEACON, visit, 1.0, offset_db=0.0, offset_variance_db2=0.0)
    return float(evidence.ratios(kind, np.array([way]))[0])


def test_a_rate_is_the_laws_mean_over_where_the_phone_and_the_transmitter_may_be() -> None:
    """HEALTH-1, against 400,000 draws."""
    rng = np.random.default_rng(1)
    x_m, y_m = rng.normal([[8.0], [2.0]], math.sqrt(4.0 + BEACON.sd_m**2), (2, 400_000))
    drawn_hz = float(sighting_rate_hz(replace(BEACON, sd_m=0.0), x_m, y_m).mean())
    assert rates_hz(BEACON, looks(1, None, variance_m2=4.0))[0] == pytest.approx(drawn_hz, rel=0.01)


@pytest.mark.parametrize("count", [2, 7])
def test_looks_that_repeat_each_other_are_worth_less(count: int) -> None:
    """HEALTH-2: k looks as much as k / (1 + 0.34 (k - 1))."""
    one, several = (ratio(looks(n, 8.0), FaultKind.LOUDER, 8.0) for n in (1, count))
    assert one > 0.5
    assert several == pytest.approx(one * count / (1.0 + 0.34 * (count - 1)))


def test_loudness_says_less_where_the_path_is_less_certain() -> None:
    """HEALTH-2: the gradient times what the path may be off widens the law."""
    sure, unsure = (ratio(looks(3, 8.0, variance_m2=v), FaultKind.LOUDER, 8.0) for v in (0.1, 16.0))
    assert 0.0 < unsure < sure


def test_silence_is_likelier_than_by_poisson_and_never_impossible() -> None:
    """HEALTH-4."""
    expected = np.array([0.0, 2.0, 5.0, 20.0, 1e4])
    found = silence(expected)
    assert found[0] == 1.0
    assert (np.diff(found) < 0.0).all()
    assert (found[1:] > 1.2 * np.exp(-expected[1:])).all()
    assert found[-1] == pytest.approx(LEAST_SILENCE)


def test_a_dead_beacon_is_as_likely_as_its_silence() -> None:
    """HEALTH-5."""
    silent = looks(6, None)
    strays = STRAY_HZ * 30.0
    expected = float(rates_hz(BEACON, silent) @ silent.duration_s)
    found = ratio(silent, FaultKind.DEAD)
    assert found == pytest.approx(
        math.log(float(silence(np.array(strays))) / float(silence(np.array(expected + strays))))
    )
    assert ratio(looks(6, 0.0), FaultKind.DEAD) < -5.0 < 0.0 < found
