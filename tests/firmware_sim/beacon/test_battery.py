"""BEACON-3, BEACON-4: currents as measured, and what they come to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_sim.beacon.battery import (
    END_MV,
    TRANSMIT_MA,
    TRANSMIT_MS,
    Battery,
    event_charge_uc,
    life_days,
    mean_current_ua,
)
from firmware_sim.beacon.errors import InvalidBeacon
from firmware_sim.beacon.packets import START_UP_S, on_channels


@pytest.mark.parametrize(
    ("interval_s", "tx_power_dbm", "measured_ua"), [(0.1, 0, 220.0), (1.0, 0, 25.0), (0.1, -20, 173.0)]
)
def test_the_measured_currents(interval_s: float, tx_power_dbm: int, measured_ua: float) -> None:
    assert mean_current_ua(interval_s, tx_power_dbm) == pytest.approx(measured_ua, rel=0.002)


def test_what_transmit_power_takes_is_the_time_on_the_air() -> None:
    """The time that the measured currents give is that of three packets of 31 octets with their start-ups."""
    packets = on_channels(bytes(31), 0.0, (37, 38, 39))
    sending_s = sum(each.end_s - each.t_s + START_UP_S for each in packets)
    assert pytest.approx(sending_s * 1e3, rel=0.03) == TRANSMIT_MS


@settings(deadline=None)
@given(st.floats(0.02, 10.24), st.sampled_from([*TRANSMIT_MA]), st.sampled_from([1, 2, 3]))
def test_current_falls_with_interval_and_rises_with_power_and_channels(
    interval_s: float, tx_power_dbm: int, channels: int
) -> None:
    ua = mean_current_ua(interval_s, tx_power_dbm, channels)
    assert ua > mean_current_ua(interval_s * 1.1, tx_power_dbm, channels) > 2.0
    assert ua <= mean_current_ua(interval_s, 4, channels)
    assert (ua < mean_current_ua(interval_s, tx_power_dbm, 3)) == (channels < 3)
    assert event_charge_uc(tx_power_dbm, channels) > 10.0, "waking up costs, whatever is sent"


def test_a_coin_cell_lasts_half_a_year_at_100_ms_and_four_and_a_half_years_at_1_s() -> None:
    """As the measurements' source reckons it: 1,000 mAh through 220 and 25 uA."""
    assert life_days(Battery(1000.0), 0.1) == pytest.approx(1000e3 / 220 / 24, rel=0.002)
    assert life_days(Battery(1000.0), 1.0) == pytest.approx(1000e3 / 25 / 24, rel=0.002)
    assert life_days(Battery(1000.0, used_mah=500.0), 0.1) == pytest.approx(94.7, abs=0.3)


def test_the_voltage_never_rises_and_ends_at_two_volts() -> None:
    cell = Battery(1000.0, used_mah=100.0)
    volts = [cell.voltage_mv(drawn) for drawn in range(0, 901, 10)]
    assert volts == sorted(volts, reverse=True)
    assert 2900 < volts[0] < 3000
    assert volts[-1] == END_MV == cell.voltage_mv(2000.0)
    assert Battery().voltage_mv(0.0) > 3000


@pytest.mark.parametrize(
    ("capacity_mah", "used_mah"), [(0.0, 0.0), (-1.0, 0.0), (float("nan"), 0.0), (10.0, 10.0), (10.0, -1.0)]
)
def test_a_battery_that_cannot_be_is_refused(capacity_mah: float, used_mah: float) -> None:
    with pytest.raises(InvalidBeacon, match="beacon battery: "):
        Battery(capacity_mah, used_mah)
