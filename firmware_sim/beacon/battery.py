"""What a beacon takes from its battery, and what the battery makes of it (BEACON-3, BEACON-4).

References
----------
Nordic Semiconductor DevZone, question 13119: measured mean currents of an nRF51822 that advertises with its
converter on: 220 uA at 100 ms and 25 uA at 1 s at 0 dBm, 173 uA at 100 ms at -20 dBm.
nRF51822 Product Specification 3.1, table 37: current while transmitting, by power.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from firmware_sim.beacon.errors import InvalidBeacon

ADVERT_DELAY_S: Final = 0.01
"""A random time of up to this is added to every interval (Core 5.4, Vol 6, Part B, 4.4.2.2.1)."""

TRANSMIT_MA: Final = {-30: 4.7, -20: 4.7, -16: 5.0, -12: 5.3, -8: 5.6, -4: 6.3, 0: 8.0, 4: 11.8}
"""Supply current while transmitting, by the steps of transmit power in dBm (table 37)."""

SLEEP_UA: Final = 2.25
EVENT_UC: Final = 22.86
"""Between events, and the charge of an event on three channels at 0 dBm: the two measured currents at 0 dBm,
solved for a mean gap of the interval and 5 ms. The sleep current agrees with the 2.6 uA of the table for a
chip that is on with its clock running."""

TRANSMIT_MS: Final = 1.495
"""Of an event on three channels: what makes -20 dBm draw 173 uA. Three packets of 31 octets are 3 x 0.376 ms
on the air, after 3 x 0.132 ms of starting up."""

ALL_CHANNELS: Final = 3

END_MV: Final = 2000
"""Where a lithium-manganese coin cell counts as empty."""

_USED_SHARE = (0.0, 0.03, 0.75, 0.9, 0.97, 1.0)
_VOLTAGE_MV = (3200, 3000, 2900, 2750, 2500, END_MV)
"""A fresh cell, the plateau, the knee and the end, by the share of the charge that is used. Fresh, nominal
and end voltage are those of data sheets; the plateau's slope and the knee are the shape that light loads at
room temperature give, not one maker's curve."""


@dataclass(frozen=True, slots=True)
class Battery:
    """A coin cell: what it holds when new (a CR2477 about 1,000 mAh), and what was used before time zero."""

    capacity_mah: float = 1000.0
    used_mah: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 < self.capacity_mah < math.inf:
            raise InvalidBeacon("battery", f"a capacity of {self.capacity_mah} mAh is none")
        if not 0.0 <= self.used_mah < self.capacity_mah:
            raise InvalidBeacon(
                "battery", f"{self.used_mah} mAh used is not within 0 and its {self.capacity_mah} mAh"
            )

    @property
    def remaining_mah(self) -> float:
        """What is left at time zero."""
        return self.capacity_mah - self.used_mah

    def voltage_mv(self, drawn_mah: float) -> int:
        """The cell's voltage after this much was drawn since time zero."""
        share = (self.used_mah + drawn_mah) / self.capacity_mah
        return round(float(np.interp(share, _USED_SHARE, _VOLTAGE_MV)))


def event_charge_uc(tx_power_dbm: int, channels: int = ALL_CHANNELS) -> float:
    """Charge of one advertising event in microcoulombs: BEACON-3."""
    packets = TRANSMIT_MS * channels / ALL_CHANNELS * TRANSMIT_MA[tx_power_dbm]
    return EVENT_UC - TRANSMIT_MS * TRANSMIT_MA[0] + packets


def mean_current_ua(interval_s: float, tx_power_dbm: int = 0, channels: int = ALL_CHANNELS) -> float:
    """Mean current of a beacon that advertises at an interval.

    Examples
    --------
    >>> round(mean_current_ua(0.1)), round(mean_current_ua(1.0)), round(mean_current_ua(0.1, -20))
    (220, 25, 173)
    """
    return SLEEP_UA + event_charge_uc(tx_power_dbm, channels) / (interval_s + ADVERT_DELAY_S / 2)


def life_days(battery: Battery, interval_s: float, tx_power_dbm: int = 0) -> float:
    """How long what is left lasts. Self-discharge, about 1 % a year, is left out.

    Examples
    --------
    >>> round(life_days(Battery(), 0.1)), round(life_days(Battery(), 1.0))
    (189, 1667)
    """
    return battery.remaining_mah * 1000.0 / mean_current_ua(interval_s, tx_power_dbm) / 24.0
