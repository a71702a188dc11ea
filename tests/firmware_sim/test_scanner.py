from dataclasses import replace

import numpy as np
import pytest

from firmware_sim.scanner import (
    ANDROID_BALANCED,
    ANDROID_LOW_LATENCY,
    ANDROID_LOW_POWER,
    LOOK_S,
    ScanHabits,
    Scanner,
)

EVERY_S = np.arange(0.0, 2000.0, 0.01)


def noted(
    scanner: Scanner, rng: np.random.Generator, t_s: np.ndarray = EVERY_S, clear: float = 1.0
) -> np.ndarray:
    """Which packets of these times a phone notes where the air is everywhere as clear as that."""
    listening = scanner.listening(t_s[-1], rng)
    clearness = np.full(int(t_s[-1] / LOOK_S) + 1, clear, dtype=np.float32)
    return listening.notes(t_s, rng.random(len(t_s), np.float32), listening.reception(clearness))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


@pytest.mark.parametrize(
    ("preset", "share"), [(ANDROID_LOW_POWER, 0.1), (ANDROID_BALANCED, 0.25), (ANDROID_LOW_LATENCY, 1.0)]
)
def test_presets_listen_for_their_share_of_time(
    preset: Scanner, share: float, rng: np.random.Generator
) -> None:
    assert noted(preset, rng).mean() == pytest.approx(share, abs=0.01)


def test_channels_take_turns() -> None:
    listening = ANDROID_BALANCED.listening(60.0, np.random.default_rng(1))
    channels = listening.channel(np.arange(0.0, 60.0, ANDROID_BALANCED.interval_s))
    assert set(np.diff(channels) % 3) == {1}


def test_losses_come_in_runs(rng: np.random.Generator) -> None:
    """A channel that forgets has as many changes as chance has it; one with spells fewer."""
    spells = replace(ANDROID_LOW_LATENCY, reception=0.8, good_s=1.0, bad_s=1.0, bad_share=0.1)
    heard = noted(spells, rng)
    mean = heard.mean()
    assert mean == pytest.approx(0.8 * (0.5 + 0.5 * 0.1), abs=0.04)
    changes = np.mean(heard[1:] != heard[:-1])
    assert changes < 0.6 * 2 * mean * (1 - mean)


def test_a_scanner_that_sleeps_hears_nothing_for_as_long(rng: np.random.Generator) -> None:
    sleepy = replace(ANDROID_LOW_LATENCY, awake_s=30.0, asleep_s=15.0)
    heard_s = EVERY_S[noted(sleepy, rng)]
    silences_s = np.diff(heard_s)
    silences_s = silences_s[silences_s > 0.5]
    assert len(silences_s) == pytest.approx(2000 / 45, rel=0.4)
    assert silences_s.mean() == pytest.approx(15.0, rel=0.4)


def test_phones_scan_differently() -> None:
    habits = ScanHabits.fitted()
    drawn = [habits.drawn(np.random.default_rng(k)).reception for k in range(400)]
    assert np.median(drawn) == pytest.approx(habits.median_reception, rel=0.1)
    assert np.std(np.log(drawn)) == pytest.approx(habits.reception_sd, rel=0.1)


def test_the_usual_reception_is_the_mean_over_phones_places_and_spells() -> None:
    habits, clarity_sd = replace(ScanHabits.fitted(), median_reception=0.4), 0.8
    t_s = np.arange(0.0, 3000.0, 1.0)
    shares = []
    for k in range(400):
        rng = np.random.default_rng(k)
        phone = habits.drawn(rng)
        clear = float(np.exp(rng.normal(0.0, clarity_sd)))
        shares.append(noted(phone, rng, t_s, clear).mean())
    assert np.mean(shares) == pytest.approx(habits.usual_reception(clarity_sd), rel=0.1)
    assert habits.usual_reception(clarity_sd) < 0.9 * habits.median_reception * np.exp((0.8**2 + 0.4**2) / 2)
