"""The filter of one hypothesis: Jacobians, gating, covariance, consistency."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positioning.ekf import STATE_SIZE, EkfNoise, ReferenceEkf, State
from positioning.errors import CovarianceNotPositive
from positioning.radio_map import expected_rssi_dbm, rssi_around
from positioning.types import BeaconKey, Transmitter

BEACON = Transmitter(BeaconKey("mac:A"), 3.0, -2.0, 0.5, -60.0, 2.3, 5.0)
coordinates = st.floats(-30.0, 30.0)
angles = st.floats(-math.pi, math.pi)


def ekf_at(x_m: float, y_m: float, turn_rad: float = 0.2) -> ReferenceEkf:
    ekf = ReferenceEkf(x_m, y_m, sd_m=1.5, turn_rad=turn_rad)
    mean, covariance = ekf.mean, ekf.covariance
    mean[State.SCALE], mean[State.OFFSET] = 1.1, 3.0
    ekf.assign(mean, covariance)
    return ekf


def nudged(ekf: ReferenceEkf, row: int, by: float) -> ReferenceEkf:
    mean = ekf.mean
    mean[row] += by
    other = ReferenceEkf(0.0, 0.0, 1.0)
    other.assign(mean, ekf.covariance)
    return other


@given(coordinates, coordinates, angles, angles)
@settings(max_examples=40, deadline=None)
def test_the_step_jacobian_is_the_finite_difference(
    x_m: float, y_m: float, turn_rad: float, yaw_rad: float
) -> None:
    """EKF-2."""
    ekf = ekf_at(x_m, y_m, turn_rad)
    _, F = ekf.step_motion(0.7, yaw_rad)
    for row in range(STATE_SIZE):
        h = 1e-6
        ahead, behind = nudged(ekf, row, h), nudged(ekf, row, -h)
        moved = (ahead.mean + ahead.step_motion(0.7, yaw_rad)[0]) - (
            behind.mean + behind.step_motion(0.7, yaw_rad)[0]
        )
        np.testing.assert_allclose(F[:, row], moved / (2 * h), atol=1e-6)


@given(coordinates, coordinates)
@settings(max_examples=40, deadline=None)
def test_the_rssi_jacobian_is_the_finite_difference(x_m: float, y_m: float) -> None:
    """EKF-4."""
    ekf = ekf_at(x_m, y_m)
    H = ekf.rssi_model(BEACON).H
    for row in range(STATE_SIZE):
        h = 1e-5
        ahead, behind = (nudged(ekf, row, step).rssi_model(BEACON) for step in (h, -h))
        change = ahead.expected_dbm - behind.expected_dbm
        assert H[0, row] == pytest.approx(change / (2 * h), abs=1e-5)


@given(coordinates, coordinates)
@settings(max_examples=40, deadline=None)
def test_the_hessian_is_the_gradients_finite_difference(x_m: float, y_m: float) -> None:
    """RADIO-3."""
    hessian = rssi_around(BEACON, x_m, y_m).hessian_db_per_m2
    h = 1e-5
    for column, (dx_m, dy_m) in enumerate(((h, 0.0), (0.0, h))):
        ahead = rssi_around(BEACON, x_m + dx_m, y_m + dy_m).gradient_db_per_m
        behind = rssi_around(BEACON, x_m - dx_m, y_m - dy_m).gradient_db_per_m
        np.testing.assert_allclose(hessian[:, column], (ahead - behind) / (2 * h), atol=1e-5)


@pytest.mark.parametrize(("x_m", "y_m"), [(12.0, 4.0), (3.0, -8.0)])
def test_a_transmitter_that_may_be_elsewhere_widens_its_law(x_m: float, y_m: float) -> None:
    """RADIO-2, against 200,000 draws of the transmitter's place."""
    away_m = np.random.default_rng(1).normal(0.0, BEACON.sd_m, (2, 200_000))
    drawn_dbm = expected_rssi_dbm(BEACON, x_m - away_m[0], y_m - away_m[1])
    place_db2 = rssi_around(BEACON, x_m, y_m).variance_db2 - BEACON.sigma_db**2
    assert place_db2 == pytest.approx(float(drawn_dbm.var()), rel=0.05)


def test_the_point_and_the_grid_forms_of_the_map_agree() -> None:
    grid = expected_rssi_dbm(BEACON, np.array([0.0, 5.0]), np.array([1.0, -2.0]))
    assert grid.tolist() == [
        pytest.approx(rssi_around(BEACON, x, y).rssi_dbm) for x, y in ((0.0, 1.0), (5.0, -2.0))
    ]


def test_a_step_backwards_undoes_a_step() -> None:
    ekf = ekf_at(2.0, 3.0)
    ekf.predict_step(0.8, 1.0)
    ekf.predict_step(-0.8, 1.0)
    assert (ekf.x_m, ekf.y_m) == (pytest.approx(2.0), pytest.approx(3.0))
    assert ekf.position_sd_m > 1.5


def test_a_sighting_outside_the_gate_changes_nothing() -> None:
    """EKF-6."""
    ekf = ekf_at(4.0, 4.0)
    mean, covariance = ekf.mean, ekf.covariance
    innovation = ekf.update_rssi(BEACON, rssi_dbm=40.0)
    assert not innovation.accepted
    assert innovation.nis > EkfNoise().gate_sd ** 2
    np.testing.assert_array_equal(ekf.mean, mean)
    np.testing.assert_array_equal(ekf.covariance, covariance)


def test_a_sighting_that_is_no_number_is_gated() -> None:
    ekf = ekf_at(4.0, 4.0)
    assert not ekf.update_rssi(BEACON, math.nan).accepted
    assert np.isfinite(ekf.mean).all()


def test_a_louder_sighting_draws_the_phone_closer_and_shrinks_the_covariance() -> None:
    ekf = ekf_at(15.0, -2.0)
    before_sd_m = ekf.position_sd_m
    expected_dbm = ekf.rssi_model(BEACON).expected_dbm
    assert ekf.update_rssi(BEACON, expected_dbm + 8.0).accepted
    assert ekf.x_m < 15.0
    assert ekf.position_sd_m < before_sd_m


def test_a_repeated_reading_weighs_less() -> None:
    """EKF-5."""
    assert ekf_at(9.0, 0.0).rssi_model(BEACON, repeats=3.0).R > 2 * ekf_at(9.0, 0.0).rssi_model(BEACON).R


def test_the_laws_bend_over_the_filters_own_spread_is_noise_too() -> None:
    """EKF-5: right below a beacon the law has no slope, and varies all the same; against 200,000 draws."""
    ekf = ReferenceEkf(BEACON.x_m, BEACON.y_m, sd_m=0.1)
    x_m, y_m = np.random.default_rng(1).normal([[BEACON.x_m], [BEACON.y_m]], 0.1, (2, 200_000))
    curvature_db2 = ekf.rssi_model(BEACON).single_R - rssi_around(BEACON, ekf.x_m, ekf.y_m).variance_db2
    assert curvature_db2 == pytest.approx(float(expected_rssi_dbm(BEACON, x_m, y_m).var()), rel=0.15)


@pytest.mark.parametrize("broken", [-1.0, math.nan])
def test_a_covariance_that_is_not_positive_raises(broken: float) -> None:
    covariance = np.eye(STATE_SIZE)
    covariance[1, 1] = broken
    with pytest.raises(CovarianceNotPositive):
        ReferenceEkf(0.0, 0.0, 1.0).assign(np.zeros(STATE_SIZE), covariance)


@given(st.lists(st.tuples(st.floats(0.3, 1.0), angles, st.floats(-110.0, -30.0)), min_size=1, max_size=30))
@settings(max_examples=25, deadline=None)
def test_the_covariance_stays_symmetric_and_positive(events: list[tuple[float, float, float]]) -> None:
    ekf = ReferenceEkf(1.0, 2.0, 5.0)
    for length_m, yaw_rad, rssi_dbm in events:
        ekf.predict_idle(0.5)
        ekf.predict_step(length_m, yaw_rad)
        ekf.update_rssi(BEACON, rssi_dbm)
    P = ekf.covariance
    np.testing.assert_array_equal(P, P.T)
    assert np.linalg.eigvalsh(P)[0] > -1e-9 * np.trace(P)


def test_the_filter_is_consistent_on_its_own_model() -> None:
    """NEES of 60 runs on data drawn from the filter's own model, inside the chi-square bounds (99.9 %).

    Bar-Shalom, Li, Kirubarajan 2001, section 5.4: the sum over N runs is chi-square with 2 N degrees.
    """
    runs, rng = 60, np.random.default_rng(7)
    beacons = [
        Transmitter(BeaconKey(f"mac:{i}"), x, y, 0.0, -60.0, 2.0, 4.0)
        for i, (x, y) in enumerate([(0, 15), (20, -15), (40, 15), (12, -20)])
    ]
    total = 0.0
    for _ in range(runs):
        turn_rad, scale, offset_db = rng.normal(0, 0.1), rng.normal(1, 0.1), rng.normal(0, 3.0)
        noise = EkfNoise(
            rssi_temper=1.0, gate_sd=6.0, turn_sd_rad=0.1, scale_sd=0.1, offset_sd_db=3.0, stand_sd_m=0.0,
            turn_per_step_sd_rad=0.0, turn_per_s_sd_rad=0.0, offset_per_s_sd_db=0.0,
        )  # fmt: skip
        x_m, y_m = rng.normal(0, 1.0, 2)
        ekf = ReferenceEkf(0.0, 0.0, 1.0, noise=noise)
        for step in range(40):
            along, across = rng.normal(0.0, 0.15 * 0.7), rng.normal(0.0, 0.10 * 0.7)
            cos, sin = math.cos(turn_rad), math.sin(turn_rad)
            walked_m = 0.7 * scale + along
            x_m, y_m = x_m + walked_m * cos - across * sin, y_m + walked_m * sin + across * cos
            ekf.predict_step(0.7, 0.0)
            beacon = beacons[step % 4]
            level_dbm = rssi_around(beacon, x_m, y_m).rssi_dbm + offset_db + rng.normal(0.0, 4.0)
            ekf.update_rssi(beacon, level_dbm)
        error = np.array([x_m, y_m]) - ekf.mean[:2]
        total += float(error @ np.linalg.solve(ekf.covariance[:2, :2], error))
    spread = 3.3 * math.sqrt(2 * 2 * runs)  # chi-square: variance is twice the degrees
    assert 2 * runs - spread < total < 2 * runs + spread


SPREAD = np.array([[2.0, 0.6], [0.6, 1.0]])


def test_a_filter_that_assumes_moments_has_them_and_turns_with_them() -> None:
    ekf = ReferenceEkf(10.0, 10.0, sd_m=0.5)
    for _ in range(10):
        ekf.predict_step(0.7, yaw_rad=0.0)
    before = ekf.mean
    moved, narrowed = before[:2] + np.array([0.0, 1.0]), 0.5 * ekf.covariance[:2, :2]
    ekf.assume_position(moved, narrowed)
    np.testing.assert_allclose(ekf.mean[:2], moved)
    np.testing.assert_allclose(ekf.covariance[:2, :2], narrowed)
    assert ekf.mean[2] > before[2] + 0.01  # walked east and is farther north: it went more to the left
