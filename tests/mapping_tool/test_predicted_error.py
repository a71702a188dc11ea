"""Predicted error: its information against sums written out by hand, its filter against a Riccati solver."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import solve_continuous_are

from mapping_tool.error_distance import error_quantile_m, mean_distance_m
from mapping_tool.predicted_error import (
    GRADIENT_STEP_M,
    NoWalkableGround,
    PredictedGround,
    WalkModel,
    predict_error,
    steady_variance_m2,
)
from mapping_tool.thin_spots import LISTEN_S
from positioning.radio_field import Reception, field_of
from positioning.types import (
    BeaconKey,
    BeaconMap,
    FloatArray,
    LevelId,
    PredictionRatio,
    Transmitter,
    WalkableArea,
)

G = LevelId("G")
MODEL = WalkModel()
HALL = WalkableArea(G, 0.0, 0.0, 0.5, np.ones((40, 80), dtype=bool))
"""40 m by 20 m."""


def beacons(*places_m: tuple[float, float], error_m: float = 1.0, prefix: str = "ibeacon:") -> BeaconMap:
    keys = [BeaconKey(f"{prefix}{k}") for k in range(len(places_m))]
    return BeaconMap(
        G,
        {
            key: Transmitter(key, x, y, 0.5, -60.0, 2.2, 6.0, 1.0, 12.0)
            for key, (x, y) in zip(keys, places_m, strict=True)
        },
        error_m=error_m,
    )


CORNERS = ((2.0, 2.0), (38.0, 2.0), (2.0, 18.0), (38.0, 18.0))


def written_out(beacon_map: BeaconMap, x_m: float, y_m: float) -> FloatArray:
    """The information rate (2, 2) at one place: PRED-2 and PRED-3, one transmitter after the other."""
    tracker, drawn = MODEL.tracker, field_of(beacon_map)

    def at(dx_m: float, dy_m: float) -> list[Reception]:
        index = drawn.index(np.array([x_m + dx_m]), np.array([y_m + dy_m]))
        return [drawn.reception(key, *index) for key in beacon_map.transmitters]

    def log_shares(heard: list[Reception]) -> FloatArray:
        rates_hz = np.array([each.rate_hz[0] for each in heard])
        return np.asarray(
            np.log((rates_hz + tracker.stray_rate_hz) / (rates_hz.sum() + tracker.stray_hearing_hz))
        )

    def levels(heard: list[Reception]) -> FloatArray:
        return np.array([each.expected_dbm[0] for each in heard])

    step_m = GRADIENT_STEP_M
    sides = [(at(step_m, 0.0), at(-step_m, 0.0)), (at(0.0, step_m), at(0.0, -step_m))]
    shares = np.array([log_shares(a) - log_shares(b) for a, b in sides]) / (2.0 * step_m)
    slopes = np.array([levels(a) - levels(b) for a, b in sides]) / (2.0 * step_m)
    which, loud = np.zeros((2, 2)), np.zeros((3, 3))
    loud[2, 2] = 1.0 / (LISTEN_S * tracker.noise.offset_sd_db**2)
    for k, here in enumerate(at(0.0, 0.0)):
        fresh_hz = tracker.searched_weight * here.rate_hz[0] / (1.0 + here.rate_hz[0] * tracker.repeat_s)
        which += tracker.detection_weight * fresh_hz * np.outer(shares[:, k], shares[:, k])
        row = np.append(slopes[:, k], 1.0)
        loud += tracker.rssi_weight * fresh_hz / here.variance_db2[0] * np.outer(row, row)
    return which + np.linalg.inv(np.linalg.inv(loud)[:2, :2])


def test_the_information_is_that_of_both_likelihoods_with_the_offset_unknown() -> None:
    """PRED-2, PRED-3: here averaged over nothing but the place itself."""
    found = beacons(*CORNERS, (20.0, 10.0))
    ground = PredictedGround.of(HALL, found, replace(MODEL, around_m=1e-3))
    variances_m2 = ground.variances_m2(ground.evidence_of_map(found))
    for place in (0, 57, 111, len(ground.x_m) - 1):
        rates = np.linalg.eigvalsh(written_out(found, ground.x_m[place], ground.y_m[place])).astype(
            np.float64
        )
        steady_m2 = ground.spread * steady_variance_m2(rates, found.error_m, MODEL)
        expected = 1.0 / (1.0 / steady_m2 + 1.0 / ground.floor_m2)
        assert variances_m2[:, place] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("rate", [1e-4, 3e-3, 0.2])
@pytest.mark.parametrize("error_m", [0.5, 3.0])
def test_the_variance_is_the_stationary_one_of_the_filter(rate: float, error_m: float) -> None:
    """PRED-5: the closed form against the algebraic Riccati equation of place and map error."""
    forget_hz = MODEL.pace_mps / MODEL.tracker.noise.map_length_m
    F = np.diag([0.0, -forget_hz])
    H = np.array([[1.0, 1.0]])
    Q = np.diag([MODEL.drift_m2_per_s, 2.0 * forget_hz * error_m**2])
    P = solve_continuous_are(F.T, H.T, Q, np.array([[1.0 / rate]]))
    assert float(steady_variance_m2(np.array(rate), error_m, MODEL)) == pytest.approx(P[0, 0], rel=1e-6)


def test_the_mean_length_is_that_of_drawn_errors() -> None:
    """PRED-7."""
    errors_m = np.random.default_rng(0).normal(size=(2, 200_000)) * [[3.0], [1.0]]
    drawn_m = float(np.hypot(*errors_m).mean())
    assert float(mean_distance_m(np.array([9.0, 1.0]))) == pytest.approx(drawn_m, rel=0.01)
    assert float(mean_distance_m(np.array([4.0, 4.0]))) == pytest.approx(2.0 * math.sqrt(math.pi / 2.0))


def test_the_quantile_is_that_of_people_all_over_the_floor() -> None:
    """PRED-7: Rayleigh's for one place, and between both for two."""
    rayleigh_q90 = math.sqrt(2.0 * math.log(10.0)) / math.sqrt(math.pi / 2.0)
    assert float(error_quantile_m(np.array([2.0]), 0.9)) == pytest.approx(2.0 * rayleigh_q90, rel=1e-5)
    drawn = np.random.default_rng(1).rayleigh(size=(2, 200_000)) * math.sqrt(2.0 / math.pi) * [[1.0], [5.0]]
    both = float(error_quantile_m(np.array([1.0, 5.0]), 0.9))
    assert both == pytest.approx(float(np.quantile(drawn, 0.9)), rel=0.01)


def test_people_are_farther_off_where_less_is_heard() -> None:
    found = predict_error(HALL, beacons((2.0, 2.0), (8.0, 2.0), (2.0, 10.0), (8.0, 10.0), (5.0, 18.0)))
    near, far = found.mean_m[found.x_m < 10.0], found.mean_m[found.x_m > 32.0]
    assert near.max() < far.min()
    assert np.median(near) < 0.7 * np.median(far)


def test_without_beacons_people_may_be_anywhere_on_the_floor() -> None:
    """PRED-6."""
    found = predict_error(HALL, BeaconMap(G, {}))
    anywhere_m2 = 0.5 * (found.x_m.var() + found.y_m.var())
    assert found.variances_m2 == pytest.approx(np.full_like(found.variances_m2, anywhere_m2), rel=1e-3)


def test_who_changes_the_address_tells_the_next_visitor_nothing() -> None:
    """PRED-6."""
    carried = predict_error(HALL, beacons(*CORNERS, prefix="mac:4A:00:00:00:00:0"))
    kept = predict_error(HALL, beacons(*CORNERS, prefix="mac:CA:00:00:00:00:0"))
    assert np.array_equal(carried.mean_m, predict_error(HALL, BeaconMap(G, {}, error_m=1.0)).mean_m)
    assert kept.quantile_m(0.9) < 0.6 * carried.quantile_m(0.9)


def test_a_map_that_is_farther_off_makes_people_farther_off() -> None:
    sure, unsure = (predict_error(HALL, beacons(*CORNERS, error_m=e)).mean_m for e in (0.5, 3.0))
    assert (sure < unsure).all()


def test_held_back_walks_scale_it_and_nobody_is_farther_off_than_anywhere() -> None:
    """PRED-9: each start by its own ratio."""
    plain = beacons((5.0, 5.0), (15.0, 5.0), (5.0, 15.0), (15.0, 15.0))
    known, searched = WalkModel(is_searched=False), WalkModel()
    scaled = replace(plain, prediction_ratio=PredictionRatio(known=0.5, searched=100.0))
    halved = predict_error(HALL, scaled, known).mean_m / predict_error(HALL, plain, known).mean_m
    assert ((halved > 0.49) & (halved < 0.56)).all()
    nowhere = predict_error(HALL, beacons(), searched).mean_m
    assert predict_error(HALL, scaled, searched).mean_m == pytest.approx(nowhere, rel=0.01)


def test_who_came_in_by_the_one_door_is_known_better_than_who_was_searched_for() -> None:
    """BANK-7: what is found by the map alone errs with the map."""
    found = beacons(*CORNERS)
    at_door = predict_error(HALL, found, replace(MODEL, is_searched=False))
    assert (at_door.mean_m < predict_error(HALL, found).mean_m).all()


def test_a_hall_that_is_turned_has_the_same_errors() -> None:
    turned_hall = WalkableArea(G, 0.0, 0.0, 0.5, np.ones((80, 40), dtype=bool))
    places_m = ((4.0, 4.0), (30.0, 6.0), (22.0, 16.0))
    straight = predict_error(HALL, beacons(*places_m))
    turned = predict_error(turned_hall, beacons(*((y, x) for x, y in places_m)))
    expected = {(x, y): e for x, y, e in zip(straight.x_m, straight.y_m, straight.mean_m, strict=True)}
    assert [expected[y, x] for x, y in zip(turned.x_m, turned.y_m, strict=True)] == pytest.approx(
        list(turned.mean_m), rel=1e-5
    )


def test_a_floor_without_ground_is_refused() -> None:
    with pytest.raises(NoWalkableGround):
        predict_error(WalkableArea(G, 0.0, 0.0, 0.5, np.zeros((4, 4), dtype=bool)), beacons(*CORNERS))
