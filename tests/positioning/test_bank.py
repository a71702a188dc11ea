"""The bank of hypotheses against the filter of one: the same arithmetic, and draws that are worth it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positioning.bank import OFFSET, WALK_STATES, EkfBank, systematic_draw
from positioning.ekf import STATE_SIZE, EkfNoise, ReferenceEkf, State

NOISE = EkfNoise()
angles = st.floats(-math.pi, math.pi)
SIZE = 3


def bank_and_oracles(seed: int) -> tuple[EkfBank, list[ReferenceEkf]]:
    """Hypotheses that know their place, as a bank and as filters."""
    random = np.random.default_rng(seed)
    place_m = random.normal(0.0, 10.0, (2, SIZE))
    mean = np.stack([random.normal(0.0, 0.5, SIZE), random.normal(1.0, 0.1, SIZE), random.normal(0, 3, SIZE)])
    roots = random.normal(0.0, 0.2, (SIZE, WALK_STATES, WALK_STATES)) + np.diag([0.3, 0.1, 4.0])
    covariances = roots @ roots.transpose(0, 2, 1)
    bank = EkfBank(
        place_m.copy(),
        np.zeros((2, SIZE)),
        mean.copy(),
        covariances.transpose(1, 2, 0).copy(),
        np.zeros(SIZE),
    )
    oracles = []
    for i in range(SIZE):
        whole = np.zeros((STATE_SIZE, STATE_SIZE))
        whole[State.TURN :, State.TURN :] = covariances[i]
        oracle = ReferenceEkf(0.0, 0.0, 1.0, noise=NOISE)
        oracle.assign(np.concatenate([place_m[:, i], mean[:, i]]), whole)
        oracles.append(oracle)
    return bank, oracles


def assert_same(bank: EkfBank, oracles: list[ReferenceEkf]) -> None:
    for i, oracle in enumerate(oracles):
        np.testing.assert_allclose(bank.place_m[:, i], oracle.mean[:2], rtol=0, atol=1e-9)
        np.testing.assert_allclose(bank.mean[:, i], oracle.mean[State.TURN :], rtol=0, atol=1e-9)
        inner = oracle.covariance[State.TURN :, State.TURN :]
        np.testing.assert_allclose(bank.covariance[:, :, i], inner, rtol=0, atol=1e-9)


@given(st.integers(0, 10_000), angles, st.floats(0.3, 1.2))
@settings(max_examples=40, deadline=None)
def test_a_step_is_the_filters_with_a_place_drawn_and_assumed(
    seed: int, yaw_rad: float, length_m: float
) -> None:
    """BANK-1: EKF-1 and EKF-2, then EKF-8 with a place that has no spread."""
    bank, oracles = bank_and_oracles(seed)
    bank.predict_step(length_m, yaw_rad, NOISE, np.random.default_rng(seed).standard_normal((2, SIZE)))
    for i, oracle in enumerate(oracles):
        oracle.predict_step(length_m, yaw_rad)
        oracle.assume_position(bank.place_m[:, i], np.zeros((2, 2)))
    assert_same(bank, oracles)


def test_the_places_drawn_have_the_filters_spread() -> None:
    """BANK-1: the mean and covariance of EKF-1 and EKF-2, over many draws."""
    many = 200_000
    bank, (oracle, *_) = bank_and_oracles(7)
    bank = bank.picked(np.zeros(many, dtype=np.intp))
    bank.predict_step(0.7, 0.4, NOISE, np.random.default_rng(0).standard_normal((2, many)))
    oracle.predict_step(0.7, 0.4)
    np.testing.assert_allclose(bank.place_m.mean(axis=1), oracle.mean[:2], atol=3e-3)
    np.testing.assert_allclose(np.cov(bank.place_m), oracle.covariance[:2, :2], atol=2e-3)


@given(st.integers(0, 10_000), st.floats(-60.0, 60.0), st.floats(10.0, 400.0))
@settings(max_examples=40, deadline=None)
def test_loudness_is_the_filters_update_with_the_same_gate(
    seed: int, residual_db: float, R_db2: float
) -> None:
    """BANK-3: EKF-6 and EKF-7 with H of the offset alone."""
    bank, oracles = bank_and_oracles(seed)
    bank.update_offset(np.full(SIZE, residual_db), np.full(SIZE, R_db2), np.full(SIZE, 40.0), NOISE.gate_sd)
    H = np.zeros((1, STATE_SIZE))
    H[0, State.OFFSET] = 1.0
    for oracle in oracles:
        oracle.update_scalar(residual_db - float(oracle.mean[State.OFFSET]), H, R_db2, gate_R=40.0)
    assert_same(bank, oracles)


def test_time_passes_as_in_the_filter() -> None:
    """EKF-3."""
    bank, oracles = bank_and_oracles(3)
    bank.predict_idle(4.0, NOISE)
    for i, oracle in enumerate(oracles):
        oracle.predict_idle(4.0)
        inner = oracle.covariance[State.TURN :, State.TURN :]
        np.testing.assert_allclose(bank.covariance[:, :, i], inner, rtol=0, atol=1e-9)


def test_the_maps_error_keeps_its_spread_and_forgets_its_direction() -> None:
    """BANK-4."""
    many = 100_000
    bank = bank_and_oracles(0)[0].picked(np.zeros(many, dtype=np.intp))
    random = np.random.default_rng(0)
    bank.shift_m[...] = 3.0 * random.standard_normal((2, many))
    before_m = bank.shift_m.copy()
    for _ in range(20):
        bank.drift(0.75, 3.0, NOISE, random.standard_normal((2, many)))
    assert bank.shift_m.std() == pytest.approx(3.0, rel=0.02)
    kept = float((bank.shift_m * before_m).mean() / (before_m**2).mean())
    assert kept == pytest.approx(math.exp(-15.0 / NOISE.map_length_m), abs=0.02)


def test_a_drawn_share_is_within_one_of_the_weight() -> None:
    weights = np.random.default_rng(1).dirichlet(np.ones(50))
    drawn = np.bincount(systematic_draw(weights, 1000, 0.3), minlength=50)
    assert np.abs(drawn - 1000 * weights).max() < 1.0 + 1e-9


def test_what_a_snapshot_holds_is_what_goes_on() -> None:
    bank = bank_and_oracles(5)[0].rounded()
    again = EkfBank.from_bytes(bank.to_bytes(), bank.size)
    for name in ("place_m", "shift_m", "mean", "covariance", "log_weight"):
        assert np.array_equal(getattr(again, name), getattr(bank, name))
    with pytest.raises(ValueError, match="reshape"):
        EkfBank.from_bytes(bank.to_bytes()[:-4], bank.size)
    assert bank.covariance[OFFSET, OFFSET].min() > 0.0
