import numpy as np
import pytest

from firmware_sim.beacon import BeaconConfig, BeaconUnit
from firmware_sim.radio import IntervalEmitter
from positioning.adverts import IBeacon
from positioning.types import BeaconKey

KEY = BeaconKey("mac:02:00:00:00:00:01")


def emitter(seed: int = 7) -> IntervalEmitter:
    return IntervalEmitter.drawn(KEY, 1.0, 2.0, 0.1, np.random.SeedSequence(seed))


def test_events_are_the_same_however_the_time_is_cut() -> None:
    whole, cut = emitter().events(0.0, 2000.0).t_s, emitter()
    parts = [cut.events(a, b).t_s for a, b in ((430.05, 2000.0), (0.0, 17.3), (17.3, 430.05))]
    assert np.array_equal(np.concatenate([*parts[1:], parts[0]]), whole)


def test_gaps_are_the_interval_and_up_to_ten_milliseconds() -> None:
    gaps_s = np.diff(emitter().events(50.0, 1500.0).t_s)
    assert gaps_s.mean() == pytest.approx(0.105, abs=1e-4)
    assert 0.1 - 1e-9 < gaps_s.min() < 0.1002
    assert 0.1098 < gaps_s.max() < 0.11 + 1e-9


def test_beacons_of_other_seeds_are_out_of_step() -> None:
    first_s = [emitter(seed).events(0.0, 1.0).t_s[0] for seed in range(20)]
    assert 0.0 <= min(first_s) < 0.03
    assert 0.07 < max(first_s) < 0.1


def test_it_sends_as_a_beacon_without_settings_does() -> None:
    """Gaps as long as often, of other chances: both go by the clock of BEACON-1."""
    advert = IBeacon("e2c56db5-dffb-48d2-b060-d0f5a71096e0", 1, 7, rssi_1m_dbm=-59)
    unit = BeaconUnit(advert.key, BeaconConfig((advert,), interval_s=0.1), 1.0, 2.0)
    plain, made = emitter().events(0.0, 600.0), unit.events(0.0, 600.0)
    assert np.quantile(np.diff(plain.t_s), [0.1, 0.5, 0.9]) == pytest.approx(
        np.quantile(np.diff(made.t_s), [0.1, 0.5, 0.9]), abs=3e-4
    )
    assert set(zip(plain.gain_db, plain.x_m, plain.y_m, plain.frame, strict=True)) == {(0.0, 1.0, 2.0, 0)}
