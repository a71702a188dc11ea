"""What a beacon's telemetry says from one reading to the next: it went on, booted, stood still, or another
unit of the same id answered.

Ids `TLM-n` point to `docs/theory/beacon_health.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from positioning.types import BeaconTelemetry

CLOCK_SLACK_S = 120.0
"""Two phones whose clocks are right to a minute each (TLM-1)."""

CRYSTAL_ERROR = 2e-4
"""A beacon's seconds are right to 150 ppm (Eddystone-EID, "EID Computation"), a phone's to some 20."""

STANDS_STILL_S = 60.0
"""A beacon that lives sends within this: the longest advertising interval is 10.24 s (Core 5.4, Vol 4,
Part E, 7.8.5)."""


class Step(StrEnum):
    """What lies between two readings of one id."""

    WENT_ON = "went_on"
    BOOTED = "booted"
    STOOD_STILL = "stood_still"  # time passed, its counters did not
    OTHER_UNIT = "other_unit"  # it has been on for longer than the one before can have been


@dataclass(frozen=True, slots=True)
class Reading:
    """What a beacon told of itself, and when."""

    at: datetime
    told: BeaconTelemetry


def step_between(before: Reading, now: Reading) -> Step:
    """Tell what happened between two readings, the later one second (TLM-1).

    A beacon that counts nothing (both counters zero) has gone on, for all that is known.

    Examples
    --------
    >>> from datetime import UTC
    >>> def read(minute, uptime_s, count):
    ...     at = datetime(2026, 1, 1, 0, minute, tzinfo=UTC)
    ...     return Reading(at, BeaconTelemetry(3000, 20.0, count, uptime_s))
    >>> step_between(read(0, 5000.0, 900), read(10, 5600.0, 1500)).value
    'went_on'
    >>> step_between(read(0, 5000.0, 900), read(10, 90.0, 80)).value
    'booted'
    >>> step_between(read(0, 5000.0, 900), read(10, 5000.0, 900)).value
    'stood_still'
    >>> step_between(read(0, 90.0, 80), read(10, 5600.0, 1500)).value
    'other_unit'
    """
    passed_s = (now.at - before.at).total_seconds()
    slack_s = CLOCK_SLACK_S + CRYSTAL_ERROR * passed_s
    uptime_s, uptime_before_s = now.told.uptime_s, before.told.uptime_s
    if uptime_s == 0.0 and uptime_before_s == 0.0:
        return Step.WENT_ON
    if uptime_s == uptime_before_s and now.told.advert_count == before.told.advert_count:
        return Step.STOOD_STILL if passed_s >= STANDS_STILL_S else Step.WENT_ON
    if uptime_s < uptime_before_s + passed_s - slack_s:
        return Step.BOOTED
    return Step.OTHER_UNIT if uptime_s > uptime_before_s + passed_s + slack_s else Step.WENT_ON
