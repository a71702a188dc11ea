"""A beacon's events: BEACON-1 and BEACON-2, what each carries, and what its counters say."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from firmware_sim.beacon import (
    AdvertEvents,
    BeaconConfig,
    BeaconUnit,
    BrownOuts,
    Cloned,
    Dead,
    EidSlot,
    Emitter,
    FrameKind,
    IntervalChanged,
    NothingSent,
    Telemetry,
)
from positioning.adverts import (
    AltBeacon,
    EddystoneEid,
    EddystoneTlm,
    EddystoneUid,
    EddystoneUrl,
    IBeacon,
    decode,
)

IDENTITY = IBeacon("e2c56db5-dffb-48d2-b060-d0f5a71096e0", 1, 7, rssi_1m_dbm=-59)
ALL_SLOTS = (
    IDENTITY,
    AltBeacon(280, "2f234454cf6d4a0fadf2f4911ba9ffa600010002", -59, 9),
    EddystoneUid("12345678901234678901", "000000000001", -18),
    EddystoneUrl("https://a.com/", -18),
    EidSlot(bytes(range(16)), exponent=4),
)

MakeUnit = Callable[..., BeaconUnit]


def same(one: AdvertEvents, other: AdvertEvents) -> bool:
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(AdvertEvents))


def joined(parts: list[AdvertEvents]) -> AdvertEvents:
    return AdvertEvents(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(AdvertEvents))
    )


def test_it_is_an_emitter(make_unit: MakeUnit) -> None:
    emitter: Emitter = make_unit()
    events = emitter.events(0.0, 10.0)
    assert emitter.key == IDENTITY.key
    assert (np.diff(events.t_s) > 0).all()
    assert {len(getattr(events, f.name)) for f in fields(events)} == {len(events)}
    assert set(zip(events.x_m, events.y_m, events.gain_db, events.frame, strict=True)) == {(3.0, 4.0, 0.0, 0)}


def test_a_beacon_at_another_step_than_calibrated_is_that_much_louder(make_unit: MakeUnit) -> None:
    assert set(make_unit(tx_power_dbm=4).events(0.0, 1.0).gain_db) == {0.0}
    assert set(make_unit(tx_power_dbm=-12, calibrated_dbm=0).events(0.0, 1.0).gain_db) == {-12.0}


@pytest.mark.parametrize("interval_s", [0.02, 0.1, 1.0, 10.24])
def test_gaps_are_the_interval_and_a_uniform_delay(make_unit: MakeUnit, interval_s: float) -> None:
    t_s = make_unit(interval_s=interval_s).events(0.0, 5000 * (interval_s + 0.005)).t_s
    delay_s = np.diff(t_s) - interval_s
    sd_s = 0.01 / math.sqrt(12) * math.sqrt(5000)  # of the sum of as many delays
    assert len(t_s) == pytest.approx(5000, abs=1 + 4 * sd_s / interval_s)
    assert delay_s.min() > -1e-9
    assert delay_s.max() < 0.01 + 1e-9
    assert stats.kstest(delay_s, stats.uniform(0.0, 0.01).cdf).pvalue > 0.001
    assert abs(np.corrcoef(delay_s[:-1], delay_s[1:])[0, 1]) < 0.06, "independent"


def test_delays_do_not_come_again(make_unit: MakeUnit) -> None:
    delays_s = np.diff(make_unit().events(0.0, 3600.0).t_s) - 0.1
    assert len(np.unique(np.round(delays_s, 9))) > 0.99 * len(delays_s)


def test_a_fast_crystal_shortens_the_interval(make_unit: MakeUnit) -> None:
    """Same chances, so that the events differ by the crystal alone."""
    exact, fast = (make_unit(clock_error_ppm=ppm, interval_s=1.0).events(0.0, 3600.0) for ppm in (0.0, 150.0))
    count = min(len(exact), len(fast)) - 1
    lasted_s = exact.t_s[count] - exact.t_s[0]
    assert exact.t_s[count] - fast.t_s[count] == pytest.approx(lasted_s / 1.005 * 150e-6, rel=0.01)


FAULTS = (
    Dead(400.0, 460.0),
    BrownOuts(0.0, 900.0, mean_gap_s=120.0),
    IntervalChanged(500.0, 0.2),
    Cloned(100.0, 9.0, 9.0, until_s=700.0),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(0.0, 1000.0), max_size=6), st.randoms(use_true_random=False))
def test_the_same_events_however_the_time_is_cut_and_in_whatever_order(cuts: list[float], chance) -> None:
    def unit() -> BeaconUnit:
        config = BeaconConfig(ALL_SLOTS, telemetry=Telemetry(every_s=20.0))
        return BeaconUnit(IDENTITY.key, config, 3.0, 4.0, FAULTS, seed=5)

    bounds = [0.0, *sorted(cuts), 1000.0]
    pieces = list(pairwise(bounds))
    asked = unit()
    order = list(range(len(pieces)))
    chance.shuffle(order)
    found = {k: asked.events(*pieces[k]) for k in order}
    assert same(joined([found[k] for k in range(len(pieces))]), unit().events(0.0, 1000.0))


def test_a_cut_at_an_event_belongs_to_what_follows(make_unit: MakeUnit) -> None:
    unit = make_unit()
    whole = unit.events(0.0, 1000.0).t_s
    for k in (1, 4095, 4096, 4097, 9000):
        at_s = float(whole[k])
        assert unit.events(0.0, at_s).t_s[-1] == whole[k - 1]
        assert unit.events(at_s, 1000.0).t_s[0] == at_s


def test_nothing_before_time_zero_and_nothing_in_no_time(make_unit: MakeUnit) -> None:
    unit = make_unit()
    assert len(unit.events(-10.0, 0.0)) == len(unit.events(5.0, 5.0)) == len(unit.events(5.0, 4.0)) == 0
    assert same(unit.events(-10.0, 5.0), unit.events(0.0, 5.0))
    with pytest.raises(ValueError, match="no time"):
        unit.events(0.0, float("inf"))


def test_seeds_and_keys_have_chances_of_their_own(make_unit: MakeUnit) -> None:
    other = BeaconUnit(ALL_SLOTS[2].key, BeaconConfig((IDENTITY,)), 3.0, 4.0)  # type: ignore[union-attr]
    units = [make_unit(seed=0), make_unit(seed=1), other]
    assert len({unit.events(0.0, 1.0).t_s[0] for unit in units}) == 3
    assert same(make_unit(seed=1).events(0.0, 100.0), units[1].events(0.0, 100.0))


def test_slots_take_turns_and_telemetry_skips_none(make_unit: MakeUnit) -> None:
    frame = make_unit(slots=ALL_SLOTS, telemetry=Telemetry(every_frames=7)).events(0.0, 100.0).frame
    told = frame == FrameKind.EDDYSTONE_ETLM
    assert (np.flatnonzero(told) % 7 == 6).all()
    assert told.sum() == len(frame) // 7
    turns = [0, 1, 2, 3, 6]
    assert frame[~told].tolist() == [turns[k % 5] for k in range((~told).sum())]


def test_telemetry_once_a_minute(make_unit: MakeUnit) -> None:
    unit = make_unit(telemetry=Telemetry(every_s=60.0), uptime_s=30.0)
    events = unit.events(0.0, 3600.0)
    told_s = events.t_s[events.frame == FrameKind.EDDYSTONE_TLM]
    assert len(told_s) == 60
    assert ((told_s + 30.0) % 60.0 > 59.88).all(), "the last event of each minute since the boot"


def test_every_payload_says_what_the_event_promises(make_unit: MakeUnit) -> None:
    unit = make_unit(slots=ALL_SLOTS[:4], telemetry=Telemetry(every_frames=5))
    events = unit.events(50.0, 60.0)
    adverts = [decode(unit.payload(t_s)) for t_s in events.t_s]
    kinds = {
        FrameKind.IBEACON: IBeacon,
        FrameKind.ALTBEACON: AltBeacon,
        FrameKind.EDDYSTONE_UID: EddystoneUid,
        FrameKind.EDDYSTONE_URL: EddystoneUrl,
        FrameKind.EDDYSTONE_TLM: EddystoneTlm,
    }
    assert [type(advert) for advert in adverts] == [kinds[FrameKind(k)] for k in events.frame]
    identities = [advert for advert in adverts if not isinstance(advert, EddystoneTlm)]
    assert set(identities) == set(ALL_SLOTS[:4])


def test_telemetry_counts_events_and_time_since_the_boot(make_unit: MakeUnit) -> None:
    unit = make_unit(telemetry=Telemetry(every_frames=10), temperature_c=-12.5)
    events = unit.events(0.0, 100.0)
    for k in np.flatnonzero(events.frame == FrameKind.EDDYSTONE_TLM):
        told = decode(unit.payload(events.t_s[k]))
        assert isinstance(told, EddystoneTlm)
        assert (told.advert_count, told.temperature_c) == (k, -12.5)
        assert 0.0 <= events.t_s[k] - told.uptime_s < 0.1 + 1e-9
        assert told == unit.telemetry(events.t_s[k])


def test_counters_of_a_beacon_that_has_been_running(make_unit: MakeUnit) -> None:
    told = make_unit(uptime_s=86400.0).telemetry(0.0)
    assert told.uptime_s == 86400.0
    assert told.advert_count == round(86400.0 / 0.105)


def test_there_is_no_payload_between_events(make_unit: MakeUnit) -> None:
    unit = make_unit()
    t_s = float(unit.events(0.0, 1.0).t_s[3])
    assert decode(unit.payload(t_s)) == IDENTITY
    with pytest.raises(NothingSent, match=r"beacon ibeacon:.* sends nothing at "):
        unit.payload(np.nextafter(t_s, 1.0))


def test_identifiers_rotate_with_the_beacons_clock(make_unit: MakeUnit) -> None:
    unit = make_unit(slots=(EidSlot(bytes(range(16)), exponent=4, clock_s=100),))
    heard = {}
    for t_s in unit.events(0.0, 64.0).t_s:
        advert = decode(unit.payload(t_s))
        assert isinstance(advert, EddystoneEid)
        heard.setdefault(advert.eid, []).append(100 + t_s)
    assert len(heard) == 5
    assert all(int(clock[0]) // 16 == int(clock[-1]) // 16 for clock in heard.values())


def test_packets_go_out_on_the_channels_in_turn(make_unit: MakeUnit) -> None:
    unit = make_unit()
    t_s = float(unit.events(0.0, 1.0).t_s[0])
    packets = unit.packets(t_s)
    assert [packet.channel for packet in packets] == [37, 38, 39]
    assert packets[0].t_s == t_s
    assert packets[0].end_s - t_s == pytest.approx((16 + 30) * 8e-6)
    assert all(b.t_s > a.end_s and b.t_s - a.t_s <= 0.01 for a, b in pairwise(packets))
    assert {decode(packet.payload) for packet in packets} == {IDENTITY}
    (only,) = make_unit(channels=(38,)).packets(t_s)
    assert only.channel == 38


def test_a_late_hour_of_a_late_day_is_as_any_other(make_unit: MakeUnit) -> None:
    unit = make_unit(interval_s=1.0)
    begin_s = 30 * 86400.0
    events = unit.events(begin_s, begin_s + 1000.0)
    assert len(events) == pytest.approx(1000 / 1.005, abs=2)
    assert same(make_unit(interval_s=1.0).events(begin_s, begin_s + 1000.0), events)
