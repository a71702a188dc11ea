"""Reads the parts of a scenario file that say what hangs there and who carries what (docs/simulator.md)."""

from __future__ import annotations

import math
from collections.abc import Callable

from firmware_sim.beacon.config import TX_POWER_STEPS_DBM
from firmware_sim.beacon.eid import GREATEST_EXPONENT
from firmware_sim.beacon.errors import InvalidBeacon
from firmware_sim.beacon.faults import (
    BrownOuts,
    ClockJump,
    Cloned,
    Dead,
    Fault,
    IntervalChanged,
    Moved,
    PowerDrift,
    StuckTelemetry,
)
from firmware_sim.fields import Table
from firmware_sim.installation import BeaconSetting, ScheduledFault
from firmware_sim.keys import named_by
from firmware_sim.phone import POSES
from firmware_sim.phones import PhoneKind
from firmware_sim.scanner import PRESETS
from positioning.types import BeaconKey

FARTHEST_M = 10_000.0
WEEK_S = 7 * 86_400.0


def beacon_setting(table: Table) -> BeaconSetting:
    """Read one table of [[beacons]]."""
    keys = tuple(_key(table, "keys", text) for text in table.texts("keys"))
    placed = table.has("x_m") or table.has("y_m")
    place_m = (_place(table, "x_m"), _place(table, "y_m")) if placed else None
    if placed and len(keys) != 1:
        raise table.fault("keys", "one key is wanted for a beacon with a place")
    setting = BeaconSetting(
        where=table.where,
        keys=keys,
        place_m=place_m,
        interval_s=_wanted(table, "interval_s", 0.0, 60.0),
        tx_power_dbm=_power(table),
        telemetry_every_s=_wanted(table, "telemetry_every_s", 0.0, 86_400.0),
        clock_error_ppm=_wanted(table, "clock_error_ppm", -1e6, 1e6),
        battery_mah=_wanted(table, "battery_mah", 0.0, 1e6),
        eid_exponent=table.whole("eid_exponent", 0, 0, GREATEST_EXPONENT)
        if table.has("eid_exponent")
        else None,
    )
    table.close()
    return setting


def planned_setting(table: Table) -> BeaconSetting:
    """Read one beacon of a plan: its id and its place. What else a plan says of it the radio does not ask."""
    text = table.text("key")
    if text is None:
        raise table.fault("key", "is missing: a plan of this version names its beacons")
    key = _key(table, "key", text)
    return BeaconSetting(where=table.where, keys=(key,), place_m=(_place(table, "x_m"), _place(table, "y_m")))


def scheduled_fault(table: Table) -> ScheduledFault:
    """Read one table of [[faults]]."""
    text = table.text("beacon")
    if text is None:
        raise table.fault("beacon", "the key of a beacon is missing")
    key = _key(table, "beacon", text)
    kind = table.choice("kind", tuple(_FAULTS), "")
    try:
        fault = _FAULTS[kind](table)
    except InvalidBeacon as error:
        raise table.fault("kind", str(error)) from error
    table.close()
    return ScheduledFault(table.where, key, fault)


def phone_kind(table: Table) -> PhoneKind:
    """Read one table of [[phones]]."""
    kind = PhoneKind(
        share=table.number("share", 1.0, 0.0, 1e6),
        pose=POSES[table.choice("pose", tuple(POSES), "hand")],
        scanner=PRESETS[table.choice("scanner", tuple(PRESETS), "android-low-latency")],
    )
    table.close()
    return kind


def _key(table: Table, name: str, text: str) -> BeaconKey:
    key = BeaconKey(text)
    try:
        named_by(key)
    except InvalidBeacon as error:
        raise table.fault(name, error.reason) from error
    return key


def _wanted(table: Table, name: str, low: float, high: float) -> float | None:
    return table.number(name, math.nan, low, high) if table.has(name) else None


def _power(table: Table) -> int | None:
    if not table.has("tx_power_dbm"):
        return None
    value = table.take("tx_power_dbm")
    if isinstance(value, bool) or not isinstance(value, int) or value not in TX_POWER_STEPS_DBM:
        steps = ", ".join(str(step) for step in TX_POWER_STEPS_DBM)
        raise table.fault("tx_power_dbm", f"{value!r} is none of its steps, whole numbers: {steps}")
    return value


def _place(table: Table, name: str) -> float:
    if not table.has(name):
        raise table.fault(name, "is missing beside the other coordinate")
    return table.number(name, 0.0, -FARTHEST_M, FARTHEST_M)


def _at(table: Table, name: str = "at_s", usual: float = 0.0) -> float:
    return table.number(name, usual, 0.0, WEEK_S)


def _until(table: Table) -> float:
    return _at(table, "until_s") if table.has("until_s") else math.inf


_FAULTS: dict[str, Callable[[Table], Fault]] = {
    "dead": lambda t: Dead(_at(t), _until(t)),
    "moved": lambda t: Moved(_at(t), _place(t, "x_m"), _place(t, "y_m")),
    "cloned": lambda t: Cloned(
        _at(t), _place(t, "x_m"), _place(t, "y_m"), _until(t), t.number("gain_db", 0.0, -60.0, 60.0)
    ),
    "power-drift": lambda t: PowerDrift(
        _at(t), t.number("db_per_day", -1.0, -1000.0, 1000.0), t.number("limit_db", 12.0, 0.0, 60.0)
    ),
    "brown-outs": lambda t: BrownOuts(
        _at(t),
        _at(t, "until_s", WEEK_S),
        t.number("mean_gap_s", 600.0, 1.0, WEEK_S),
        t.number("off_s", 0.5, 0.01, WEEK_S),
    ),
    "clock-jump": lambda t: ClockJump(_at(t), t.whole("by_s", 3600, -(2**31), 2**31)),
    "stuck-telemetry": lambda t: StuckTelemetry(_at(t), _until(t)),
    "interval": lambda t: IntervalChanged(_at(t), t.number("interval_s", 1.0, 0.0, 60.0)),
}
