"""How long a coin cell lasts: ranges that hold what they promise, and no range where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest

from mapping_tool.battery import LIGHT_LOAD, NORDIC, BatteryDay, outlook

THIRD = ((0.0, 3100.0), (0.02, 2970.0), (0.5, 2930.0), (0.8, 2820.0), (0.92, 2620.0), (1.0, 2000.0))
"""A cell that the forecast does not know."""


def told(
    curve: tuple[tuple[float, float], ...], life_days: float, first: int, last: int, off_mv: float
) -> list[BatteryDay]:
    shares, volts_mv = zip(*curve, strict=True)
    return [
        BatteryDay(day, float(np.interp(day / life_days, shares, volts_mv)) + off_mv)
        for day in range(first, last + 1)
    ]


@pytest.mark.parametrize("is_marked", [False, True])
def test_ranges_hold_the_truth_as_often_as_they_say(is_marked: bool) -> None:
    """Over two curves that the forecast knows and one that it does not."""
    rng = np.random.default_rng(0)
    held, over_low = [], []
    for curve in (NORDIC, LIGHT_LOAD, THIRD) * 60:
        life_days = float(np.exp(rng.uniform(np.log(60), np.log(2500))))
        age_days = int(rng.uniform(0.0, 1.0) * life_days)
        first = 0 if is_marked else max(0, age_days - int(rng.integers(1, 300)))
        days = told(curve, life_days, first, age_days, float(rng.normal(0.0, 25.0)))
        found = outlook(days, 0 if is_marked else None)
        assert found is not None
        left_days = life_days - age_days
        over_low.append(left_days >= found.low_days)
        if found.high_days is not None:
            held.append(found.low_days <= left_days <= found.high_days + 1)
    assert len(held) >= 20
    assert np.mean(held) >= 0.8
    assert np.mean(over_low) >= 0.9


def test_nearly_empty_is_told_from_fresh() -> None:
    fresh = outlook(told(NORDIC, 1500.0, 0, 60, 0.0), 0)
    ending = outlook(told(NORDIC, 200.0, 100, 188, 0.0))
    assert fresh is not None
    assert ending is not None
    assert ending.median_days is not None
    assert ending.median_days < 30 < fresh.low_days


@pytest.mark.parametrize("mean_mv", [0.0, 1500.0, 3600.0, 5000.0])
def test_another_supply_or_none_told_says_nothing(mean_mv: float) -> None:
    assert outlook([BatteryDay(day, mean_mv) for day in range(5)]) is None
    assert outlook([]) is None


def test_voltages_that_no_cell_has_say_nothing() -> None:
    rising = [BatteryDay(day, 2000.0 + 25.0 * day) for day in range(50)]
    assert outlook(rising) is None


def test_what_lies_before_a_change_does_not_count() -> None:
    old = told(NORDIC, 100.0, 60, 99, 0.0)
    new = [BatteryDay(100 + day.day, day.mean_mv) for day in told(NORDIC, 1000.0, 1, 5, 0.0)]
    assert outlook([*old, *new], 100) == outlook(new, 100)
