import math

import numpy as np
import pytest

from firmware_sim.radio.model import RadioModel
from firmware_sim.waves import WaveField, WaveFields, rough_chances, rough_waves
from positioning.types import FloatArray


def correlation(fields: list[WaveField], away_m: float, later_s: float = 0.0) -> float:
    here = np.array([f.at(np.zeros(1), np.zeros(1), np.zeros(1))[0] for f in fields])
    there = np.array([f.at(np.full(1, away_m), np.zeros(1), np.full(1, later_s))[0] for f in fields])
    return float(np.corrcoef(here, there)[0, 1])


def drawn(kind: str, **how: float) -> list[WaveField]:
    make = {"smooth": WaveField.smooth, "rough": WaveField.rough}[kind]
    return [make(4.0, 2.0, np.random.default_rng(k), **how) for k in range(4000)]  # type: ignore[operator]


@pytest.mark.parametrize("away_m", [0.5, 2.0, 5.0])
def test_correlation_falls_with_distance_as_said(away_m: float) -> None:
    assert correlation(drawn("smooth"), away_m) == pytest.approx(math.exp(-(away_m**2) / 8.0), abs=0.05)
    assert correlation(drawn("rough"), away_m) == pytest.approx(math.exp(-away_m / 2.0), abs=0.05)


def test_a_field_that_lasts_changes_with_time() -> None:
    fields = drawn("rough", lasting_s=3.0)
    assert correlation(fields, 0.0, 0.1) > 0.98
    assert correlation(fields, 0.0, 3.0) == pytest.approx(math.exp(-0.5), abs=0.05)


def test_values_spread_by_the_sd() -> None:
    x_m, y_m = np.random.default_rng(0).uniform(0.0, 500.0, (2, 20_000))
    values: FloatArray = np.concatenate(
        [field.at(x_m, y_m, np.zeros(20_000)) for field in drawn("rough")[:20]]
    )
    assert values.std() == pytest.approx(4.0, rel=0.05)


def test_scattered_waves_differ_within_half_a_wavelength() -> None:
    fields = [WaveField.scattered(1.0, 0.125, np.random.default_rng(k)) for k in range(3000)]
    assert correlation(fields, 0.005) > 0.9
    assert correlation(fields, 0.05) < 0.2


def test_faces_of_a_field_are_the_same_waves_in_other_phases() -> None:
    """Two faces have nothing in common at a place, and each is like a field alone."""
    fields = [WaveField.scattered(1.0, 0.125, np.random.default_rng(k), faces=3) for k in range(3000)]
    x_m, face = np.array([0.0, 0.0, 0.005]), np.array([0, 2, 2])
    values = np.array([WaveFields.beside([f], 3).at(x_m, 0 * x_m, 0 * x_m, face)[:, 0] for f in fields])
    assert values.std(axis=0) == pytest.approx(1.0, rel=0.05)
    alike = np.corrcoef(values.T)
    assert abs(alike[0, 1]) < 0.06
    assert alike[1, 2] > 0.9


def test_fields_reckoned_together_are_those_reckoned_alone() -> None:
    rng = np.random.default_rng(1)
    fields = [WaveField.rough(4.0, 2.0, rng, lasting_s=3.0), WaveField.smooth(2.0, 5.0, rng)]
    x_m, y_m, t_s = rng.uniform(0.0, 50.0, (3, 100))
    together = WaveFields.beside(fields[:1]).with_another(fields[1]).at(x_m, y_m, t_s)
    alone = np.stack([field.at(x_m, y_m, t_s) for field in fields], axis=1)
    assert together == pytest.approx(alone, abs=1e-4)


def test_fields_made_together_are_those_made_alone() -> None:
    alone = [WaveField.rough(4.0, 2.0, np.random.default_rng(k), lasting_s=3.0).waves for k in range(5)]
    chances = np.array([rough_chances(np.random.default_rng(k)) for k in range(5)])
    assert rough_waves(chances, 2.0, 3.0) == pytest.approx(np.array(alone), rel=1e-6)


@pytest.mark.parametrize(("away_m", "later_s"), [(3.0, 0.0), (12.0, 0.0), (0.0, 30.0)])
def test_what_passes_is_in_half_of_its_waves_wide_and_lasting(away_m: float, later_s: float) -> None:
    model = RadioModel.fitted()
    halves = [
        math.exp(-away_m / length_m - (later_s / lasting_s) ** 2 / 2.0)
        for length_m, lasting_s in (
            (model.passing_length_m, model.passing_s),
            (model.lasting_length_m, model.lasting_s),
        )
    ]
    chances = np.array([rough_chances(np.random.default_rng(k)) for k in range(4000)])
    fields = [WaveField(model.passing_db, waves) for waves in rough_waves(chances, *model.passing_scales)]
    assert correlation(fields, away_m, later_s) == pytest.approx(sum(halves) / 2.0, abs=0.05)
