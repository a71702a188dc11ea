"""What goes wrong with a beacon, and when (BEACON-8). Times are seconds on the store's clock."""

from __future__ import annotations

import math
from dataclasses import dataclass

from firmware_sim.beacon.eid import CLOCK_WRAP_S
from firmware_sim.beacon.errors import InvalidBeacon

MOST_BOOTS = 10_000
"""On average, of one fault: one each ten minutes for more than two months."""


@dataclass(frozen=True, slots=True)
class Dead:
    """It sends nothing in [at_s, until_s), and boots when that is over."""

    at_s: float
    until_s: float = math.inf

    def __post_init__(self) -> None:
        _check_times("dead", self.at_s, self.until_s)


@dataclass(frozen=True, slots=True)
class Moved:
    """It hangs elsewhere from then on. Floor frame."""

    at_s: float
    x_m: float
    y_m: float

    def __post_init__(self) -> None:
        _check_times("moved", self.at_s)
        _check_finite("moved", self.x_m, self.y_m)


@dataclass(frozen=True, slots=True)
class Cloned:
    """A second transmitter sends the same at another place in [at_s, until_s), `gain_db` louder."""

    at_s: float
    x_m: float
    y_m: float
    until_s: float = math.inf
    gain_db: float = 0.0

    def __post_init__(self) -> None:
        _check_times("cloned", self.at_s, self.until_s)
        _check_finite("cloned", self.x_m, self.y_m, self.gain_db)


@dataclass(frozen=True, slots=True)
class PowerDrift:
    """From then on its power drifts by `db_per_day`, up to `limit_db` either way."""

    at_s: float
    db_per_day: float
    limit_db: float = 12.0

    def __post_init__(self) -> None:
        _check_times("power drift", self.at_s)
        _check_finite("power drift", self.db_per_day, self.limit_db)
        if self.limit_db < 0.0:
            raise InvalidBeacon("power drift", f"a limit of {self.limit_db} dB is negative")


@dataclass(frozen=True, slots=True)
class BrownOuts:
    """Its voltage fails now and then in [at_s, until_s): it is off for `off_s` and boots anew, on average
    `mean_gap_s` apart, at times from its seed.
    """

    at_s: float
    until_s: float
    mean_gap_s: float = 600.0
    off_s: float = 0.5

    def __post_init__(self) -> None:
        _check_times("brown-outs", self.at_s, self.until_s)
        _check_finite("brown-outs", self.until_s)
        if not (0.0 < self.off_s < self.mean_gap_s < math.inf):
            raise InvalidBeacon("brown-outs", f"off for {self.off_s} s every {self.mean_gap_s} s cannot be")
        if (self.until_s - self.at_s) / self.mean_gap_s > MOST_BOOTS:
            raise InvalidBeacon("brown-outs", f"more than {MOST_BOOTS} of them")


@dataclass(frozen=True, slots=True)
class ClockJump:
    """Its counter of seconds jumps: identifiers and encrypted telemetry are of another time from then on."""

    at_s: float
    by_s: int

    def __post_init__(self) -> None:
        _check_times("clock jump", self.at_s)
        if not abs(self.by_s) < CLOCK_WRAP_S:
            raise InvalidBeacon("clock jump", f"{self.by_s} s is more than its 32 bits")


@dataclass(frozen=True, slots=True)
class StuckTelemetry:
    """In [at_s, until_s) its telemetry says what it said at the beginning, boots or not."""

    at_s: float
    until_s: float = math.inf

    def __post_init__(self) -> None:
        _check_times("stuck telemetry", self.at_s, self.until_s)


@dataclass(frozen=True, slots=True)
class IntervalChanged:
    """It advertises at another interval from then on; its counters go on."""

    at_s: float
    interval_s: float

    def __post_init__(self) -> None:
        _check_times("interval changed", self.at_s)


Fault = Dead | Moved | Cloned | PowerDrift | BrownOuts | ClockJump | StuckTelemetry | IntervalChanged


def _check_times(name: str, at_s: float, until_s: float = math.inf) -> None:
    if not 0.0 <= at_s < until_s:  # a NaN fails it too
        raise InvalidBeacon(name, f"from {at_s} to {until_s} s is no time")


def _check_finite(name: str, *values: float) -> None:
    if not all(math.isfinite(value) for value in values):
        raise InvalidBeacon(name, f"{', '.join(str(value) for value in values)}: not all finite")
