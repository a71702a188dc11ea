"""What a beacon's firmware refuses."""

from __future__ import annotations

from firmware_sim.errors import SimulationError


class InvalidBeacon(SimulationError):
    """A setting or a fault of a beacon is out of its range; `setting` names it."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"beacon {setting}: {reason}")
        self.setting = setting
        self.reason = reason


class NothingSent(SimulationError):
    """A beacon was asked for what it sends at a time at which it sends nothing."""

    def __init__(self, key: str, t_s: float) -> None:
        super().__init__(f"beacon {key} sends nothing at {t_s!r} s")
        self.key = key
        self.t_s = t_s
