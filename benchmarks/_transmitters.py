"""What a mall's transmitters send: some come and go, others have an address for a while (SIM-15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from firmware_sim.beacon.events import AdvertEvents, Told
from firmware_sim.beacon.timing import AdvertClock
from firmware_sim.radio import IntervalEmitter
from positioning.types import BeaconKey

OFF_SHARE = 0.05
"""Share of the slots of time in which a transmitter that keeps its address sends nothing. Chosen on the
survey walks of site1-B1: SIM-15 says how often passes bring nothing, there and simulated."""
SLOT_S = 600.0


@dataclass(frozen=True, slots=True)
class ComingAndGoing:
    """A transmitter that is off in a share of all slots of time, drawn from `seed`."""

    key: BeaconKey
    x_m: float
    y_m: float
    interval_s: float
    seed: int

    def events(self, from_s: float, to_s: float) -> AdvertEvents:
        """The events of [from_s, to_s), but for slots in which it is off."""
        slots = range(int(from_s // SLOT_S), int(to_s // SLOT_S) + 1)
        return _joined([self._of_slot(slot, from_s, to_s) for slot in slots])

    def _of_slot(self, slot: int, from_s: float, to_s: float) -> AdvertEvents:
        for_times, for_slot = np.random.SeedSequence((self.seed, slot)).spawn(2)
        is_off = np.random.default_rng(for_slot).random() < OFF_SHARE
        clock = AdvertClock.begun(for_times, slot * SLOT_S, self.interval_s, self.interval_s)
        from_s, to_s = max(from_s, slot * SLOT_S), min(to_s, (slot + 1) * SLOT_S)
        emitter = IntervalEmitter(self.key, self.x_m, self.y_m, clock)
        return emitter.events(from_s, from_s if is_off else to_s)

    def told(self, t_s: float) -> Told:
        """Its name: it sends nothing else."""
        return Told(self.key)


@dataclass(frozen=True, slots=True)
class ForAWhile:
    """A transmitter that sends from `begin_s` to `end_s` alone; by another address it is another one."""

    sent: IntervalEmitter
    begin_s: float
    end_s: float

    @classmethod
    def drawn(
        cls, key: BeaconKey, place_m: tuple[float, float], interval_s: float, life_s: tuple[float, float],
        seed: int,
    ) -> ForAWhile:  # fmt: skip
        """One whose first event comes at any moment of the first interval of its life."""
        begin_s, end_s = life_s
        clock = AdvertClock.begun(np.random.SeedSequence(seed), begin_s, interval_s, interval_s)
        return cls(IntervalEmitter(key, *place_m, clock), begin_s, end_s)

    @property
    def key(self) -> BeaconKey:
        """Its address."""
        return self.sent.key

    def events(self, from_s: float, to_s: float) -> AdvertEvents:
        """The events of [from_s, to_s) that lie in its life."""
        from_s = max(from_s, self.begin_s)
        return self.sent.events(from_s, max(from_s, min(to_s, self.end_s)))

    def told(self, t_s: float) -> Told:
        """Its name: it sends nothing else."""
        return Told(self.key)


def _joined(parts: Sequence[AdvertEvents]) -> AdvertEvents:
    if len(parts) == 1:
        return parts[0]
    columns = ([getattr(part, each.name) for part in parts] for each in fields(AdvertEvents))
    return AdvertEvents(*map(np.concatenate, columns))
