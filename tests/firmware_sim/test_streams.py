import numpy as np

from firmware_sim.streams import KeyedChances, key_number, keyed_stream
from positioning.types import BeaconKey

KEY, OTHER = BeaconKey("mac:02:00:00:00:00:01"), BeaconKey("mac:02:00:00:00:00:02")


def test_a_key_has_the_same_number_on_every_machine() -> None:
    """As `printf mac:02:00:00:00:00:01 | b2sum -l 64` has it."""
    assert key_number(KEY) == 0x92130FFBF33FA2F1


def test_chances_depend_on_seed_and_key_and_on_who_was_asked_for_before_not() -> None:
    alone = KeyedChances(5).of(key_number(KEY)).random(4)
    after = KeyedChances(5)
    after.of(key_number(OTHER)).standard_normal(7)
    assert np.array_equal(after.of(key_number(KEY)).random(4), alone)
    assert np.array_equal(after.of(key_number(KEY)).random(4), alone), "from their begin on"
    assert not np.array_equal(after.of(key_number(OTHER)).random(4), alone)
    assert not np.array_equal(KeyedChances(6).of(key_number(KEY)).random(4), alone)


def test_neighbouring_numbers_and_seeds_have_nothing_in_common() -> None:
    chances = [KeyedChances(seed) for seed in range(20)]
    drawn = np.array([each.of(number).random(500) for each in chances for number in range(20)])
    apart = np.corrcoef(drawn)[np.triu_indices(len(drawn), 1)]
    assert np.abs(apart).max() < 6.0 / np.sqrt(500)
    assert abs(apart.mean()) < 6.0 / np.sqrt(500 * len(apart))


def test_a_stream_is_of_its_key() -> None:
    words = [keyed_stream(seed, key).generate_state(2).tolist() for seed in (0, 1) for key in (KEY, OTHER)]
    assert len({tuple(each) for each in words}) == 4
