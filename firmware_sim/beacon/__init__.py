"""Beacons as their firmware runs them: what they send, when, how loud, and what goes wrong with them.

The model is docs/theory/beacons.md.
"""

from firmware_sim.beacon.battery import Battery
from firmware_sim.beacon.config import BeaconConfig, EidSlot, FrameKind, Telemetry
from firmware_sim.beacon.errors import InvalidBeacon, NothingSent
from firmware_sim.beacon.events import AdvertEvents, Emitter, Told
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
from firmware_sim.beacon.resolver import EidResolver, Registration, Resolution
from firmware_sim.beacon.unit import BeaconUnit

__all__ = [
    "AdvertEvents",
    "Battery",
    "BeaconConfig",
    "BeaconUnit",
    "BrownOuts",
    "ClockJump",
    "Cloned",
    "Dead",
    "EidResolver",
    "EidSlot",
    "Emitter",
    "Fault",
    "FrameKind",
    "IntervalChanged",
    "InvalidBeacon",
    "Moved",
    "NothingSent",
    "PowerDrift",
    "Registration",
    "Resolution",
    "StuckTelemetry",
    "Telemetry",
    "Told",
]
