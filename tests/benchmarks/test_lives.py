"""Transmitters that come and go, addresses that change, and what of them a survey missed (SIM-15)."""

from itertools import pairwise

import numpy as np
import pytest
from _lives import LIFE_S, FoundLife, MissedAddresses, found_lives
from _transmitters import OFF_SHARE, SLOT_S, ComingAndGoing, ForAWhile

from mapping_tool.identity import Identities
from positioning.capture.records import DropReport
from positioning.capture.trace import SensorColumn, Trace
from positioning.types import BeaconKey, BeaconSighting, FloatArray, Transmitter, is_changing_address

FIXED, CHANGING = BeaconKey("mac:C0:00:00:00:00:01"), BeaconKey("mac:40:00:00:00:00:02")
NOTHING = SensorColumn(np.empty(0), np.empty((0, 3)))
AT = Transmitter(CHANGING, 5.0, 6.0, 0.5, -58.0, 2.3, 6.0)


def walk(t0_s: float, *sightings: BeaconSighting) -> Trace:
    return Trace(
        "walk",
        int(t0_s * 1e3),
        60.0,
        0.5,
        "",
        (),
        sightings,
        DropReport(),
        NOTHING,
        NOTHING,
        NOTHING,
        NOTHING,
    )


def test_a_transmitter_is_off_in_its_share_of_slots_and_repeats() -> None:
    transmitter = ComingAndGoing(FIXED, 1.0, 2.0, 0.1, seed=3)
    begins_s = SLOT_S * np.arange(4000) + 17.0
    sent = [len(transmitter.events(begin_s, begin_s + 1.0)) for begin_s in begins_s]
    assert np.mean(np.array(sent) == 0) == pytest.approx(OFF_SHARE, abs=0.01)
    assert max(sent) <= 10
    from_s = float(begins_s[np.flatnonzero(sent)[0]])
    until_s = from_s + 2 * SLOT_S
    whole = transmitter.events(from_s, until_s).t_s
    cut_s = (from_s, from_s + 4.0, from_s + SLOT_S + 1.0, until_s)
    parts = [transmitter.events(*span).t_s for span in pairwise(cut_s)]
    assert len(whole) > 5000
    assert np.array_equal(np.concatenate(parts), whole)


def test_an_address_is_sent_during_its_life_alone() -> None:
    transmitter = ForAWhile.drawn(CHANGING, (1.0, 2.0), 0.1, (1000.0, 1720.0), seed=5)
    whole = transmitter.events(0.0, 3000.0).t_s
    assert (whole[0], whole[-1]) == pytest.approx((1000.0, 1720.0), abs=0.2)
    assert np.array_equal(whole[whole >= 1300.0], transmitter.events(1300.0, 1e6).t_s)
    assert not len(transmitter.events(0.0, 1000.0)) + len(transmitter.events(1720.0, 3000.0))
    assert transmitter.told(1500.0).key == CHANGING


def test_a_life_is_from_the_first_to_the_last_sighting_of_all_walks() -> None:
    heard = [
        walk(1000.0, BeaconSighting(5.0, CHANGING, -80.0), BeaconSighting(9.0, FIXED, -80.0)),
        walk(1200.0, BeaconSighting(40.0, CHANGING, -85.0)),
    ]
    assert found_lives(heard, Identities({}, {})) == {CHANGING: FoundLife(1005.0, 1240.0)}


@pytest.mark.parametrize(("heard_s", "spare_s"), [(0.0, LIFE_S), (500.0, LIFE_S - 500.0), (5000.0, LIFE_S)])
def test_an_address_is_in_use_as_likely_as_lives_that_hold_its_sightings(
    heard_s: float, spare_s: float
) -> None:
    life, rng = FoundLife(10_000.0, 10_000.0 + heard_s), np.random.default_rng(1)
    lives_s = np.array([life.drawn(rng) for _ in range(4000)])
    assert np.diff(lives_s) == pytest.approx(heard_s + spare_s)
    t_s = np.array(
        [10_000.0 - 0.7 * spare_s, 10_000.0, 10_000.0 + heard_s, 10_000.0 + heard_s + 0.2 * spare_s]
    )
    drawn = [np.mean((lives_s[:, 0] <= t) & (t <= lives_s[:, 1])) for t in t_s]
    assert life.in_use(t_s) == pytest.approx([0.3, 1.0, 1.0, 0.8])
    assert drawn == pytest.approx(life.in_use(t_s), abs=0.03)


def missed(heard: FloatArray, found: int) -> MissedAddresses:
    """Two places; two walks, an hour and a half apart."""
    return MissedAddresses.by(
        np.array([0.0, 50.0]), np.zeros(2), np.array([10_000.0, 15_400.0]), heard, [AT] * found
    )


def test_a_survey_misses_what_it_does_not_look_at() -> None:
    """Where both walks hear all, 20 found in two lives of walks mean 10 a life at each time and place."""
    half = missed(np.array([[0.999999, 0.999999], [0.0, 0.0]]), found=20)
    assert half.came_hz * LIFE_S == pytest.approx(10.0, rel=1e-3)
    rng = np.random.default_rng(2)
    drawn = [
        (t.x_m, begin_s, t.key)
        for _ in range(200)
        for t, begin_s in half.drawn([(9_990.0, 10_010.0)], rng).values()
    ]
    assert all(is_changing_address(key) for _, _, key in drawn)
    assert all(9_990.0 - LIFE_S <= begin_s <= 10_010.0 for _, begin_s, _ in drawn)
    looked_at = [begin_s for x_m, begin_s, _ in drawn if x_m == 0.0]
    assert all(begin_s + LIFE_S < 10_000.1 or begin_s > 9_999.9 for begin_s in looked_at)
    elsewhere = len(drawn) - len(looked_at)
    assert elsewhere / 200 == pytest.approx(10.0 * (LIFE_S + 20.0) / LIFE_S, rel=0.1)


def test_found_and_missed_are_together_as_many_as_came() -> None:
    """Those whom half of the looks find stand for twice as many."""
    surely, by_half = missed(np.full((2, 2), 0.999999), 40), missed(np.full((2, 2), 0.5), 40)
    assert by_half.came_hz == pytest.approx(2.0 * surely.came_hz, rel=1e-3)
    assert missed(np.full((2, 2), 0.5), 0).drawn([(0.0, 9e4)], np.random.default_rng(3)) == {}


def test_walks_at_the_same_time_have_the_same_missed_addresses_once() -> None:
    addresses, rng = missed(np.full((2, 2), 0.5), 30), np.random.default_rng(4)
    one = [(20_000.0, 20_100.0)]
    alone, together = (
        np.mean([len(addresses.drawn(walks_s, rng)) for _ in range(300)])
        for walks_s in (one, [*one, (20_000.0, 20_090.0), (20_050.0, 20_100.0)])
    )
    assert alone == pytest.approx(together, rel=0.05)
    assert alone > 10.0
