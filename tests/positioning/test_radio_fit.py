"""Fitting a radio map: known transmitters are found again, thin ones counted, phone offsets learned."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from positioning.radio_fit import FitPriors, _Heard, _Posterior, fit_radio_map
from positioning.surveyed import SurveyWalk
from positioning.types import BeaconKey, BeaconSighting, LevelId, SurveyedGround, Transmitter

TRUTH = {BeaconKey("mac:A"): (12.0, 8.0), BeaconKey("mac:B"): (30.0, 14.0)}


def survey(offsets_db: list[float], seed: int = 4) -> list[SurveyWalk]:
    """Walks criss-cross over 40 x 20 m; exponent 2.4, -60 dBm at 1 m, 4 dB spread, half heard at 12 m."""
    rng = np.random.default_rng(seed)
    walks = []
    for number, offset_db in enumerate(offsets_db):
        t_s = np.arange(0.0, 60.0, 0.5)
        x_m = 20.0 + 20.0 * np.sin(t_s / 9.0 + number)
        y_m = 10.0 + 10.0 * np.cos(t_s / 7.0 + 2.0 * number)
        heard = []
        for key, (bx_m, by_m) in TRUTH.items():
            for t, x, y in zip(t_s, x_m, y_m, strict=True):
                away_m = math.hypot(x - bx_m, y - by_m)
                if rng.random() < 0.5 * 2.0 ** (-((away_m / 12.0) ** 2)):
                    level_dbm = (
                        -60.0 - 24.0 * math.log10(math.hypot(away_m, 2.0)) + offset_db + rng.normal(0, 4)
                    )
                    heard.append(BeaconSighting(float(t), key, level_dbm))
        heard.append(BeaconSighting(1.0, BeaconKey("mac:THIN"), -90.0))
        walks.append(SurveyWalk(f"walk{number}", t_s, x_m, y_m, tuple(heard)))
    return walks


def test_transmitters_are_found_again() -> None:
    """RADIO-9: with an sd that holds what is left."""
    fit = fit_radio_map(survey([0.0] * 4), LevelId("G"))
    assert fit.thin == 1
    vague = fit.beacons.transmitters.keys() - TRUTH.keys()
    assert vague == {"mac:THIN"}
    for key, (x_m, y_m) in TRUTH.items():
        found = fit.beacons.transmitters[key]
        error_m = math.hypot(found.x_m - x_m, found.y_m - y_m)
        assert error_m < 2.0
        assert error_m < 4.0 * found.sd_m
        assert found.heard_range_m == pytest.approx(12.0, rel=0.35)
        assert found.exponent == pytest.approx(2.4, abs=0.6)


def test_a_phone_that_hears_more_is_told_from_a_louder_beacon() -> None:
    """RADIO-8."""
    fit = fit_radio_map(survey([0.0, 0.0, 0.0, 6.0]), LevelId("G"))
    offsets_db = [fit.walk_offsets_db[f"walk{i}"] for i in range(4)]
    assert offsets_db[3] - np.mean(offsets_db[:3]) == pytest.approx(6.0, abs=2.5)


def test_a_placed_beacon_stays_where_staff_hung_it() -> None:
    """RADIO-11."""
    free = fit_radio_map(survey([0.0, 0.0]), LevelId("G")).beacons.transmitters
    key, found = next(iter(free.items()))
    hung = replace(found, x_m=found.x_m + 3.0, sd_m=0.2, samples=0)
    fitted = fit_radio_map(survey([0.0, 0.0]), LevelId("G"), placed={key: hung}).beacons.transmitters[key]
    assert abs(fitted.x_m - hung.x_m) < 0.6
    assert fitted.sd_m < found.sd_m
    assert fitted.samples == found.samples


def posterior(placed: Transmitter | None = None) -> _Posterior:
    rng = np.random.default_rng(0)
    x_m, y_m = rng.uniform(0, 20, (2, 30))
    samples = _Heard(x_m, y_m, rng.uniform(-95, -60, 30), np.zeros(30, dtype=np.intp))
    exposure = SurveyedGround(2.0, *rng.uniform(0, 30, (2, 50)), rng.uniform(0.5, 9.0, 50))
    return _Posterior(samples, samples.rssi_dbm, exposure, FitPriors(), placed)


@pytest.mark.parametrize("placed", [None, Transmitter(BeaconKey("mac:AA"), 6.0, 5.0, 0.5, -60.0, 2.0, 6.0)])
def test_the_posteriors_gradient_is_the_finite_difference(placed: Transmitter | None) -> None:
    """RADIO-5 .. RADIO-7, RADIO-11."""
    value_of = posterior(placed)
    theta = np.array([7.0, 4.0, -63.0, 2.1, -1.0, 2.4])
    _, gradient = value_of(theta)
    for row in range(6):
        h = np.zeros(6)
        h[row] = 1e-6
        assert gradient[row] == pytest.approx(
            (value_of(theta + h)[0] - value_of(theta - h)[0]) / 2e-6, rel=1e-4
        )


@pytest.mark.parametrize(("log_rate", "log_range"), [(1e3, 2.4), (-1e3, 2.4), (-1.0, 1e3), (-1.0, -1e3)])
def test_a_line_search_that_goes_too_far_is_turned_back(log_rate: float, log_range: float) -> None:
    """Rates and ranges that no exponential holds are far worse, finite, and point the way back."""
    value_of = posterior()
    usual, _ = value_of(np.array([7.0, 4.0, -63.0, 2.1, -1.0, 2.4]))
    value, gradient = value_of(np.array([7.0, 4.0, -63.0, 2.1, log_rate, log_range]))
    assert usual < value < np.inf
    assert np.isfinite(gradient).all()
    beyond = np.array([log_rate + 1.0, log_range - 2.4])
    assert np.sign(gradient[4:][abs(beyond) > 0.1]) == np.sign(beyond[abs(beyond) > 0.1])
