"""What each fault does to events, octets and counters: BEACON-8."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from firmware_sim.beacon import (
    Battery,
    BeaconUnit,
    BrownOuts,
    ClockJump,
    Cloned,
    Dead,
    EidResolver,
    EidSlot,
    Fault,
    FrameKind,
    IntervalChanged,
    Moved,
    NothingSent,
    PowerDrift,
    Registration,
    StuckTelemetry,
    Telemetry,
)
from firmware_sim.beacon.battery import END_MV, mean_current_ua
from positioning.adverts import EddystoneEid, EddystoneEncryptedTlm, IBeacon, decode
from positioning.types import BeaconKey

MakeUnit = Callable[..., BeaconUnit]
IDENTITY_KEY = bytes(range(16))
REGISTERED = Registration(BeaconKey("mac:A"), IDENTITY_KEY, 4, 0, at_s=0.0)


def test_a_dead_beacon_is_silent_and_boots_when_it_comes_back(make_unit: MakeUnit) -> None:
    unit = make_unit([Dead(100.0, 200.0)])
    t_s = unit.events(0.0, 300.0).t_s
    assert not ((t_s >= 100.0) & (t_s < 200.0)).any()
    assert t_s[t_s >= 200.0][0] < 200.01
    assert unit.telemetry(99.0).advert_count > 900
    with pytest.raises(NothingSent):
        unit.telemetry(150.0)
    told = unit.telemetry(210.0)
    assert told.uptime_s == 10.0
    assert told.advert_count == ((t_s >= 200.0) & (t_s < 210.0)).sum()


def test_a_beacon_that_dies_for_good_and_one_that_never_lived(make_unit: MakeUnit) -> None:
    assert make_unit([Dead(100.0)]).events(0.0, 1e6).t_s.max() < 100.0
    assert len(make_unit([Dead(0.0)]).events(0.0, 1e4)) == 0
    assert len(make_unit([Dead(0.0, 50.0), Dead(40.0, 60.0)]).events(0.0, 60.0)) == 0
    assert len(make_unit([Dead(0.0, 60.0), Dead(10.0, 20.0)]).events(0.0, 60.0)) == 0


def test_before_a_fault_nothing_differs(make_unit: MakeUnit) -> None:
    healthy = make_unit().events(0.0, 100.0)
    for fault in (
        Dead(100.0),
        Moved(100.0, 9.0, 9.0),
        Cloned(100.0, 9.0, 9.0),
        PowerDrift(100.0, 3.0),
        BrownOuts(100.0, 500.0),
        ClockJump(100.0, 60),
        StuckTelemetry(100.0),
        IntervalChanged(100.0, 1.0),
    ):
        events = make_unit([fault]).events(0.0, 100.0)
        assert np.array_equal(events.t_s, healthy.t_s), fault
        assert np.array_equal(events.x_m, healthy.x_m), fault
        assert np.array_equal(events.gain_db, healthy.gain_db), fault


@pytest.mark.parametrize(
    ("early", "late"),
    [
        (BrownOuts(10.0, 900.0, mean_gap_s=20.0), BrownOuts(500.0, 900.0, mean_gap_s=30.0)),
        (Cloned(10.0, 1.0, 1.0), Cloned(500.0, 2.0, 2.0)),
        (Moved(10.0, 1.0, 1.0), Moved(500.0, 2.0, 2.0)),
        (IntervalChanged(10.0, 0.2), IntervalChanged(500.0, 0.1)),
    ],
)
def test_a_schedule_may_be_written_in_any_order(make_unit: MakeUnit, early: Fault, late: Fault) -> None:
    events, other = (make_unit(faults).events(0.0, 900.0) for faults in ([early, late], [late, early]))
    assert np.array_equal(events.t_s, other.t_s)
    assert np.array_equal(events.x_m, other.x_m)
    before = make_unit([early]).events(0.0, 500.0)
    assert np.array_equal(before.t_s, events.t_s[events.t_s < 500.0]), "what comes later changes nothing"


def test_a_moved_beacon_sends_from_elsewhere_at_the_same_times(make_unit: MakeUnit) -> None:
    events = make_unit([Moved(200.0, 7.0, 8.0), Moved(100.0, 5.0, 6.0)]).events(0.0, 300.0)
    assert np.array_equal(events.t_s, make_unit().events(0.0, 300.0).t_s)
    where = np.select([events.t_s < 100.0, events.t_s < 200.0], [3.0, 5.0], 7.0)
    assert np.array_equal(events.x_m, where)
    assert np.array_equal(events.y_m, where + 1.0)


def test_a_clone_sends_the_same_beside_the_original(make_unit: MakeUnit) -> None:
    unit = make_unit([Cloned(100.0, 50.0, 60.0, until_s=200.0, gain_db=4.0)])
    events = unit.events(0.0, 300.0)
    cloned = events.x_m == 50.0
    assert np.array_equal(events.t_s[~cloned], make_unit().events(0.0, 300.0).t_s)
    assert (events.t_s[cloned].min(), events.t_s[cloned].max()) == pytest.approx((100.0, 200.0), abs=0.2)
    assert cloned.sum() == pytest.approx(100 / 0.105, abs=5)
    assert set(events.gain_db[cloned]) == {4.0}
    assert (np.diff(events.t_s) >= 0.0).all()
    assert {unit.payload(t_s) for t_s in events.t_s[cloned][:5]} == {unit.payload(events.t_s[0])}


def test_power_drifts_to_its_limit(make_unit: MakeUnit) -> None:
    day_s = 86400.0
    unit = make_unit([PowerDrift(day_s, -2.0, limit_db=5.0)], interval_s=10.0)
    events = unit.events(0.0, 5 * day_s)
    for at_day, gain_db in ((0.5, 0.0), (1.5, -1.0), (3.0, -4.0), (4.9, -5.0)):
        at = np.searchsorted(events.t_s, at_day * day_s)
        assert events.gain_db[at] == pytest.approx(gain_db, abs=0.01)


def test_brown_outs_reset_the_counters(make_unit: MakeUnit) -> None:
    fault = BrownOuts(1000.0, 4600.0, mean_gap_s=300.0, off_s=2.0)
    unit = make_unit([fault], telemetry=Telemetry(every_frames=10))
    events = unit.events(0.0, 6000.0)
    gaps = np.flatnonzero(np.diff(events.t_s) > 1.0)
    assert 6 <= len(gaps) <= 20  # twelve are expected
    assert events.t_s[gaps].min() > 1000.0
    assert events.t_s[gaps].max() < 4600.0
    told = [decode(unit.payload(t)) for t in events.t_s[events.frame == FrameKind.EDDYSTONE_TLM]]
    counts = [each.advert_count for each in told]  # type: ignore[union-attr]
    uptimes = [each.uptime_s for each in told]  # type: ignore[union-attr]
    falls = np.flatnonzero(np.diff(counts) < 0)
    assert len(falls) == len(gaps)
    assert np.array_equal(falls, np.flatnonzero(np.diff(uptimes) < 0))
    assert {counts[k + 1] for k in falls} == {9}, "the tenth event after a boot carries telemetry"


def test_a_changed_interval_keeps_the_counters(make_unit: MakeUnit) -> None:
    unit = make_unit([IntervalChanged(100.0, 1.0)])
    t_s = unit.events(0.0, 200.0).t_s
    assert np.diff(t_s[t_s < 100.0]).max() <= 0.11
    assert np.diff(t_s[t_s >= 100.0]).min() >= 1.0 - 1e-9
    assert unit.telemetry(200.0).advert_count == len(t_s)
    assert unit.telemetry(200.0).uptime_s == 200.0
    twice = make_unit([IntervalChanged(100.0, 1.0), IntervalChanged(150.0, 0.5)])
    assert twice.telemetry(200.0).advert_count == len(twice.events(0.0, 200.0))


def test_stuck_telemetry_says_the_same_until_it_is_over(make_unit: MakeUnit) -> None:
    unit = make_unit([StuckTelemetry(100.0, 200.0), Dead(150.0, 160.0)])
    assert {unit.telemetry(t_s) for t_s in (100.0, 120.0, 149.0, 165.0, 199.9)} == {
        make_unit().telemetry(100.0)
    }
    assert unit.telemetry(99.0).advert_count < unit.telemetry(100.0).advert_count
    assert unit.telemetry(200.0).uptime_s == 40.0


def test_telemetry_that_stuck_while_the_beacon_was_off(make_unit: MakeUnit) -> None:
    unit = make_unit([StuckTelemetry(150.0), Dead(100.0, 200.0)])
    assert unit.telemetry(300.0) == make_unit().telemetry(100.0)
    told = make_unit([StuckTelemetry(0.0), Dead(0.0, 200.0)]).telemetry(300.0)
    assert (told.advert_count, told.uptime_s) == (0, 0.0)


def resolved(unit: BeaconUnit, at_s: float, resolver: EidResolver) -> int | None:
    """The clock that the resolver finds for what the beacon sends next, None where it finds none."""
    events = unit.events(at_s, at_s + 5.0)
    t_s = float(events.t_s[events.frame == FrameKind.EDDYSTONE_EID][0])
    advert = decode(unit.payload(t_s))
    assert isinstance(advert, EddystoneEid)
    found = resolver.resolve(advert, t_s)
    return None if found is None else found.clock_s


@pytest.fixture
def resolver() -> EidResolver:
    return EidResolver([REGISTERED])


SLOT = EidSlot(IDENTITY_KEY, exponent=4)


def test_a_drifting_clock_is_followed_and_a_jump_is_not(make_unit: MakeUnit, resolver: EidResolver) -> None:
    day_s = 86400.0
    drifting = make_unit(slots=(SLOT,), interval_s=1.0, clock_error_ppm=150.0)
    assert resolved(drifting, 10 * day_s, resolver) == pytest.approx(10 * day_s * (1 + 150e-6), abs=16.0)
    jumped = make_unit([ClockJump(500.0, 3600)], slots=(SLOT,), interval_s=1.0)
    assert resolved(jumped, 400.0, resolver) == pytest.approx(400.0, abs=16.0)
    assert resolved(jumped, 600.0, resolver) is None


def test_a_boot_loses_the_clock_since_the_day_it_was_saved(
    make_unit: MakeUnit, resolver: EidResolver
) -> None:
    day_s = 86400.0
    unit = make_unit([Dead(2.75 * day_s, 2.8 * day_s)], slots=(SLOT,), interval_s=1.0)
    tolerant = EidResolver([REGISTERED], behind_s=day_s)
    assert resolved(unit, 2.9 * day_s, resolver) is None
    assert resolved(unit, 2.9 * day_s, tolerant) == pytest.approx(2.1 * day_s, abs=20.0)


def test_a_clock_stands_while_the_beacon_is_off(make_unit: MakeUnit) -> None:
    day_s = 86400.0
    unit = make_unit([Dead(2.75 * day_s, 5.5 * day_s)], slots=(SLOT,), interval_s=1.0)
    patient = EidResolver([REGISTERED], behind_s=4 * day_s)
    assert resolved(unit, 6.0 * day_s, patient) == pytest.approx(2.5 * day_s, abs=20.0)


def test_a_jump_that_was_saved_outlives_a_boot_and_counts_once(make_unit: MakeUnit) -> None:
    two_days_s = 2 * 86400
    unit = make_unit([ClockJump(100.0, two_days_s), Dead(200.0, 300.0)], slots=(SLOT,))
    generous = EidResolver([REGISTERED], ahead_s=5.0 * two_days_s)
    assert resolved(unit, 150.0, generous) == pytest.approx(two_days_s + 150.0, abs=20.0)
    assert resolved(unit, 400.0, generous) == pytest.approx(two_days_s + 100.0, abs=20.0)


@pytest.mark.parametrize(("at_s", "uptime_s"), [(0.0, 0.0), (40_000.0, 0.0), (40_000.0, 90_000.0)])
def test_a_clone_has_the_clock_of_the_original(make_unit: MakeUnit, at_s: float, uptime_s: float) -> None:
    """As it was when the clone was made: else nobody could take one for the other."""
    unit = make_unit([Cloned(at_s, 50.0, 60.0)], slots=(SLOT,), interval_s=1.0, uptime_s=uptime_s)
    events = unit.events(at_s + 5000.0, at_s + 5100.0)
    cloned = events.x_m == 50.0
    windows = [
        {int(t_s) // 16: unit.payload(t_s) for t_s in times_s if 2.0 < t_s % 16 < 14.0}
        for times_s in (events.t_s[cloned], events.t_s[~cloned])
    ]
    assert windows[0] == windows[1]
    assert len(set(windows[0].values())) >= 6


def test_a_clone_of_a_beacon_that_never_ran_has_its_first_clock(
    make_unit: MakeUnit, resolver: EidResolver
) -> None:
    unit = make_unit([Dead(0.0), Cloned(0.0, 50.0, 60.0)], slots=(SLOT,))
    assert resolved(unit, 100.0, resolver) == pytest.approx(100.0, abs=16.0)


def test_encrypted_telemetry_is_read_with_the_identifier_beside_it(
    make_unit: MakeUnit, resolver: EidResolver
) -> None:
    unit = make_unit(slots=(SLOT,), telemetry=Telemetry(every_frames=5))
    events = unit.events(1000.0, 1010.0)
    salts = set()
    for k in np.flatnonzero(events.frame == FrameKind.EDDYSTONE_ETLM):
        frame = decode(unit.payload(events.t_s[k]))
        assert isinstance(frame, EddystoneEncryptedTlm)
        salts.add(frame.salt)
        beside = decode(unit.payload(events.t_s[k - 1]))
        assert isinstance(beside, EddystoneEid)
        found = resolver.resolve(beside, events.t_s[k - 1])
        assert found is not None
        if int(events.t_s[k]) // 16 == int(events.t_s[k - 1]) // 16:
            assert found.telemetry(frame) == unit.telemetry(events.t_s[k])
    assert len(salts) > 10


def test_the_battery_ends_the_beacon(make_unit: MakeUnit) -> None:
    unit = make_unit(battery=Battery(1000.0, used_mah=999.9))
    life_s = 0.1 * 3.6e6 / mean_current_ua(0.1)
    events = unit.events(0.0, 2 * life_s)
    assert events.t_s[-1] == pytest.approx(life_s, abs=0.2)
    assert unit.telemetry(life_s - 1.0).battery_mv == pytest.approx(END_MV, abs=5)
    longer = make_unit([IntervalChanged(0.0, 1.0)], battery=Battery(1000.0, used_mah=999.9))
    assert longer.events(0.0, 10 * life_s).t_s[-1] == pytest.approx(
        life_s * mean_current_ua(0.1) / mean_current_ua(1.0), rel=0.01
    )
    assert len(unit.events(2 * life_s, 3 * life_s)) == 0


def test_a_silent_beacon_takes_nothing(make_unit: MakeUnit) -> None:
    battery = Battery(1000.0, used_mah=999.9)
    alive = make_unit(battery=battery).events(0.0, 1e4).t_s[-1]
    paused = make_unit([Dead(100.0, 600.0)], battery=battery).events(0.0, 1e4).t_s[-1]
    assert paused - alive == pytest.approx(500.0, abs=0.3)


def test_what_is_heard_of_a_clone_is_the_identity(make_unit: MakeUnit) -> None:
    unit = make_unit([Cloned(0.0, 50.0, 60.0)])
    assert all(isinstance(decode(unit.payload(t_s)), IBeacon) for t_s in unit.events(0.0, 2.0).t_s)
