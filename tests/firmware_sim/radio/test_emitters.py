import numpy as np
import pytest

from firmware_sim.radio import IntervalEmitter
from positioning.types import BeaconKey

EMITTER = IntervalEmitter(BeaconKey("mac:02:00:00:00:00:01"), 1.0, 2.0, 0.1, seed=7)


def test_events_are_the_same_however_the_time_is_cut() -> None:
    whole = EMITTER.events(0.0, 2000.0).t_s
    parts = [EMITTER.events(a, b).t_s for a, b in ((0.0, 17.3), (17.3, 430.05), (430.05, 2000.0))]
    assert np.array_equal(np.concatenate(parts), whole)


def test_gaps_are_the_interval_and_up_to_ten_milliseconds() -> None:
    gaps_s = np.diff(EMITTER.events(50.0, 1500.0).t_s)
    assert gaps_s.mean() == pytest.approx(0.105, abs=1e-4)
    assert 0.0999 < gaps_s.min() < 0.1002
    assert 0.1098 < gaps_s.max() < 0.1101


def test_beacons_of_other_seeds_are_out_of_step() -> None:
    other = IntervalEmitter(EMITTER.key, 1.0, 2.0, 0.1, seed=2**31)
    assert other.events(0.0, 1.0).t_s[0] != pytest.approx(EMITTER.events(0.0, 1.0).t_s[0], abs=1e-3)
