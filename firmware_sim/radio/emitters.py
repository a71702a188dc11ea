"""A beacon of a map that nobody described further: it advertises at an interval from one place (SIM-1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firmware_sim.beacon.events import AdvertEvents, Told, throughout
from firmware_sim.beacon.timing import AdvertClock
from positioning.types import BeaconKey

_NO_KIND = np.zeros(1, dtype=np.int8)


@dataclass(frozen=True, slots=True, eq=False)
class IntervalEmitter:
    """Sends whenever its clock says so, at the level of the map. It has been running before time zero."""

    key: BeaconKey
    x_m: float
    y_m: float
    clock: AdvertClock

    @classmethod
    def drawn(
        cls, key: BeaconKey, x_m: float, y_m: float, interval_s: float, stream: np.random.SeedSequence
    ) -> IntervalEmitter:
        """One that is anywhere in its interval at time zero."""
        return cls(key, x_m, y_m, AdvertClock.begun(stream, 0.0, interval_s, interval_s))

    def events(self, from_s: float, to_s: float) -> AdvertEvents:
        """The events of [from_s, to_s)."""
        _, times_s = self.clock.between(from_s, to_s)
        n = len(times_s) - 1
        gain_db, x_m, y_m = throughout(np.array([0.0, self.x_m, self.y_m]), n)
        (kind,) = throughout(_NO_KIND, n)
        return AdvertEvents(times_s[:-1], gain_db, x_m, y_m, kind)

    def told(self, t_s: float) -> Told:
        """Its name: it sends nothing else."""
        return Told(self.key)
