"""How a beacon is set up: what it sends, how often and how loud."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from firmware_sim.beacon.battery import TRANSMIT_MA, Battery
from firmware_sim.beacon.eid import CLOCK_WRAP_S, GREATEST_EXPONENT, KEY_OCTETS, WORST_DRIFT_PPM
from firmware_sim.beacon.errors import InvalidBeacon
from firmware_sim.beacon.frames import encode
from positioning.adverts import AltBeacon, EddystoneEid, EddystoneUid, EddystoneUrl, IBeacon

INTERVAL_RANGE_S: Final = (0.02, 10.24)
INTERVAL_STEP_S: Final = 0.625e-3
"""Legacy advertising (Core 5.4, Vol 4, Part E, 7.8.5)."""

COUNTER_WRAP: Final = 2**32
"""Of the counter of frames (Eddystone-TLM)."""

CHANNELS: Final = (37, 38, 39)
TX_POWER_STEPS_DBM: Final = tuple(TRANSMIT_MA)


class FrameKind(IntEnum):
    """What an advertising event carries: the values of `AdvertEvents.frame`."""

    IBEACON = 0
    ALTBEACON = 1
    EDDYSTONE_UID = 2
    EDDYSTONE_URL = 3
    EDDYSTONE_TLM = 4
    EDDYSTONE_ETLM = 5
    EDDYSTONE_EID = 6


TELEMETRY_KINDS: Final = (FrameKind.EDDYSTONE_TLM, FrameKind.EDDYSTONE_ETLM)
NAMELESS_KINDS: Final = (*TELEMETRY_KINDS, FrameKind.EDDYSTONE_EID)
"""What does not say by itself whose it is."""


@dataclass(frozen=True, slots=True)
class EidSlot:
    """Ephemeral identifiers: `exponent` K turns them every 2^K seconds of the beacon's clock, which shows
    `clock_s` at time zero. Telemetry of a beacon with such a slot is encrypted.
    """

    identity_key: bytes = field(repr=False)
    exponent: int = 10
    clock_s: int = 0
    tx_power_dbm: int = -18

    def __post_init__(self) -> None:
        if len(self.identity_key) != KEY_OCTETS:
            raise InvalidBeacon("identity_key", f"{len(self.identity_key)} octets are not {KEY_OCTETS}")
        if not 0 <= self.exponent <= GREATEST_EXPONENT:
            raise InvalidBeacon("exponent", f"{self.exponent} is not within 0 to {GREATEST_EXPONENT}")
        if not 0 <= self.clock_s < CLOCK_WRAP_S:
            raise InvalidBeacon("clock_s", f"{self.clock_s} does not fit 32 bits")
        encode(EddystoneEid("00" * 8, self.tx_power_dbm))


Slot = IBeacon | AltBeacon | EddystoneUid | EddystoneUrl | EidSlot
"""What identifies the beacon in turn, each slot an event."""

KINDS: Final[dict[type[Slot], FrameKind]] = {
    IBeacon: FrameKind.IBEACON,
    AltBeacon: FrameKind.ALTBEACON,
    EddystoneUid: FrameKind.EDDYSTONE_UID,
    EddystoneUrl: FrameKind.EDDYSTONE_URL,
    EidSlot: FrameKind.EDDYSTONE_EID,
}


@dataclass(frozen=True, slots=True)
class Telemetry:
    """When an event carries telemetry instead of a slot: every N-th, or the last of every so many seconds."""

    every_frames: int | None = None
    every_s: float | None = None

    def __post_init__(self) -> None:
        if (self.every_frames is None) == (self.every_s is None):
            raise InvalidBeacon("telemetry", "either every_frames or every_s is wanted")
        if self.every_frames is not None and not 2 <= self.every_frames < COUNTER_WRAP:
            raise InvalidBeacon("telemetry", f"every {self.every_frames} frames is not within 2 and 2^32")
        if self.every_s is not None and not 0.0 < self.every_s < math.inf:
            raise InvalidBeacon("telemetry", f"every {self.every_s} s is no time")


@dataclass(frozen=True, slots=True)
class BeaconConfig:
    """A beacon's settings.

    Attributes
    ----------
    slots : its identities, sent in turn.
    interval_s : advertising interval, a multiple of 0.625 ms; 0-10 ms of chance are added to each.
    tx_power_dbm : one of `TX_POWER_STEPS_DBM`.
    calibrated_dbm : the step at which it was calibrated, when the map and the levels in its slots were
        measured; None where it was left at that. At another step it is louder by the difference (BEACON-11).
    channels : of 37, 38 and 39, in the order of sending.
    telemetry : when telemetry is sent; None for never.
    clock_error_ppm : how much its crystal is fast; at most 150.
    temperature_c : what its thermometer says; None without one.
    uptime_s : how long it has been running at time zero.

    Raises
    ------
    InvalidBeacon : the first setting that cannot be.
    """

    slots: tuple[Slot, ...]
    interval_s: float = 0.1
    tx_power_dbm: int = 0
    calibrated_dbm: int | None = None
    channels: tuple[int, ...] = CHANNELS
    telemetry: Telemetry | None = None
    clock_error_ppm: float = 0.0
    temperature_c: float | None = 21.0
    uptime_s: float = 0.0
    battery: Battery = field(default_factory=Battery)

    def __post_init__(self) -> None:
        if not self.slots:
            raise InvalidBeacon("slots", "it sends nothing that identifies it")
        for slot in self.slots:
            if not isinstance(slot, EidSlot):
                encode(slot)
        check_interval(self.interval_s, self.telemetry)
        _check_step("tx_power_dbm", self.tx_power_dbm)
        if self.calibrated_dbm is not None:
            _check_step("calibrated_dbm", self.calibrated_dbm)
        if not self.channels or list(self.channels) != sorted(set(self.channels) & set(CHANNELS)):
            raise InvalidBeacon("channels", f"{self.channels} are not some of 37, 38, 39 in order")
        if not abs(self.clock_error_ppm) <= WORST_DRIFT_PPM:
            raise InvalidBeacon("clock_error_ppm", f"{self.clock_error_ppm} is beyond {WORST_DRIFT_PPM:g}")
        if self.temperature_c is not None and not -127.0 <= self.temperature_c <= 127.0:
            raise InvalidBeacon("temperature_c", f"{self.temperature_c} is not within -127 to 127")
        if not 0.0 <= self.uptime_s < CLOCK_WRAP_S:
            raise InvalidBeacon("uptime_s", f"{self.uptime_s} is not within 0 and 2^32 s")

    @property
    def gain_db(self) -> float:
        """How much louder it is sent than it was at calibration."""
        return 0.0 if self.calibrated_dbm is None else float(self.tx_power_dbm - self.calibrated_dbm)

    @property
    def eid(self) -> EidSlot | None:
        """Its slot of ephemeral identifiers, whose key its telemetry is encrypted with."""
        return next((slot for slot in self.slots if isinstance(slot, EidSlot)), None)


def check_interval(interval_s: float, telemetry: Telemetry | None) -> None:
    """Refuse an advertising interval that the radio has not, or that is too long for the telemetry.

    Raises
    ------
    InvalidBeacon : naming it.
    """
    least_s, most_s = INTERVAL_RANGE_S
    if not least_s <= interval_s <= most_s:
        raise InvalidBeacon("interval_s", f"{interval_s} is not within {least_s} to {most_s} s")
    steps = interval_s / INTERVAL_STEP_S
    if abs(steps - round(steps)) > 1e-6:
        raise InvalidBeacon("interval_s", f"{interval_s} s is no multiple of 0.625 ms")
    if telemetry is not None and telemetry.every_s is not None and telemetry.every_s < 2 * interval_s + 0.02:
        raise InvalidBeacon(
            "telemetry", f"every {telemetry.every_s} s leaves no identity at an interval of {interval_s} s"
        )


def _check_step(name: str, power_dbm: int) -> None:
    if power_dbm not in TX_POWER_STEPS_DBM:
        steps = ", ".join(str(step) for step in TX_POWER_STEPS_DBM)
        raise InvalidBeacon(name, f"{power_dbm} is none of its steps {steps}")
