"""Settings and faults that cannot be: one line that names them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from firmware_sim.beacon import (
    BeaconConfig,
    BeaconUnit,
    BrownOuts,
    ClockJump,
    Cloned,
    Dead,
    EidSlot,
    Fault,
    IntervalChanged,
    InvalidBeacon,
    Moved,
    PowerDrift,
    Telemetry,
)
from positioning.adverts import EddystoneUrl, IBeacon

IDENTITY = IBeacon("e2c56db5-dffb-48d2-b060-d0f5a71096e0", 1, 7, rssi_1m_dbm=-59)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"slots": ()}, "slots: it sends nothing that identifies it"),
        ({"slots": (IBeacon("x", 1, 2, -59),)}, "uuid: 'x' is no UUID in lower case"),
        ({"slots": (EddystoneUrl("https://a-very-long-address.com", 0),)}, "takes 20 octets, not 1 to 17"),
        ({"interval_s": 0.01}, "interval_s: 0.01 is not within 0.02 to 10.24 s"),
        ({"interval_s": math.nan}, "interval_s: nan is not within"),
        ({"interval_s": 0.1001}, "interval_s: 0.1001 s is no multiple of 0.625 ms"),
        ({"tx_power_dbm": 1}, "tx_power_dbm: 1 is none of its steps -30, -20, -16, -12, -8, -4, 0, 4"),
        ({"calibrated_dbm": -5}, "calibrated_dbm: -5 is none of its steps"),
        ({"channels": ()}, "channels: () are not some of 37, 38, 39 in order"),
        ({"channels": (38, 37)}, "channels: (38, 37) are not some of"),
        ({"channels": (37, 40)}, "channels: (37, 40) are not some of"),
        ({"clock_error_ppm": 151.0}, "clock_error_ppm: 151.0 is beyond 150"),
        ({"clock_error_ppm": math.nan}, "clock_error_ppm: nan is beyond 150"),
        ({"temperature_c": 200.0}, "temperature_c: 200.0 is not within -127 to 127"),
        ({"uptime_s": -1.0}, "uptime_s: -1.0 is not within 0 and 2^32 s"),
        ({"uptime_s": 1e300}, "uptime_s: 1e+300 is not within 0 and 2^32 s"),
        (
            {"interval_s": 1.0, "telemetry": Telemetry(every_s=1.5)},
            "telemetry: every 1.5 s leaves no identity at an interval of 1.0 s",
        ),
    ],
)
def test_settings_that_cannot_be_are_named(settings: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidBeacon) as error:
        BeaconConfig(**{"slots": (IDENTITY,)} | settings)
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: Telemetry(), "telemetry: either every_frames or every_s is wanted"),
        (lambda: Telemetry(10, 60.0), "telemetry: either"),
        (lambda: Telemetry(every_frames=1), "telemetry: every 1 frames is not within 2 and 2^32"),
        (lambda: Telemetry(every_frames=10**30), "0 frames is not within 2 and 2^32"),
        (lambda: ClockJump(0.0, -(2**32)), "clock jump: -4294967296 s is more than its 32 bits"),
        (lambda: Telemetry(every_s=0.0), "telemetry: every 0.0 s is no time"),
        (lambda: EidSlot(b"short"), "identity_key: 5 octets are not 16"),
        (lambda: EidSlot(bytes(16), exponent=16), "exponent: 16 is not within 0 to 15"),
        (lambda: EidSlot(bytes(16), clock_s=2**32), "clock_s: 4294967296 does not fit 32 bits"),
        (lambda: EidSlot(bytes(16), tx_power_dbm=30), "tx_power_dbm: 30 is not within -100 to 20"),
        (lambda: Dead(-1.0), "dead: from -1.0 to inf s is no time"),
        (lambda: Dead(5.0, 5.0), "dead: from 5.0 to 5.0 s is no time"),
        (lambda: Dead(math.nan), "dead: from nan to inf s is no time"),
        (lambda: Moved(0.0, math.inf, 1.0), "moved: inf, 1.0: not all finite"),
        (lambda: Cloned(0.0, 1.0, 1.0, gain_db=math.nan), "cloned: 1.0, 1.0, nan: not all finite"),
        (lambda: PowerDrift(0.0, 1.0, -1.0), "power drift: a limit of -1.0 dB is negative"),
        (lambda: BrownOuts(0.0, math.inf), "brown-outs: inf: not all finite"),
        (lambda: BrownOuts(0.0, 60.0, 1.0, 1.0), "brown-outs: off for 1.0 s every 1.0 s cannot be"),
        (lambda: BrownOuts(0.0, 1e7, 10.0), "brown-outs: more than 10000 of them"),
        (lambda: BrownOuts(0.0, 60.0, 0.0), "brown-outs: off for 0.5 s every 0.0 s cannot be"),
    ],
)
def test_parts_that_cannot_be_are_named(make: Any, complaint: str) -> None:
    with pytest.raises(InvalidBeacon) as error:
        make()
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("faults", "place_m", "complaint"),
    [
        ([IntervalChanged(5.0, 20.0)], (0.0, 0.0), "interval_s: 20.0 is not within"),
        ([IntervalChanged(5.0, 10.0)], (0.0, 0.0), "telemetry: every 10.0 s leaves no identity"),
        ([], (math.nan, 0.0), "place: (nan, 0.0) m is none"),
    ],
)
def test_a_beacon_that_cannot_be_is_named(
    faults: list[Fault], place_m: tuple[float, float], complaint: str
) -> None:
    config = BeaconConfig((IDENTITY,), telemetry=Telemetry(every_s=10.0))
    with pytest.raises(InvalidBeacon) as error:
        BeaconUnit(IDENTITY.key, config, *place_m, faults)
    assert complaint in str(error.value)


def test_an_identity_key_is_not_shown() -> None:
    assert "2a2a2a" not in repr(EidSlot(b"*" * 16))
    assert "***" not in repr(EidSlot(b"*" * 16))
