"""Advertising events: what a beacon puts on the air, as columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from positioning.types import BeaconKey, BeaconTelemetry, BoolArray, FloatArray

Kinds = NDArray[np.int8]
Number = TypeVar("Number", bound=np.number)


@dataclass(frozen=True, slots=True, eq=False)
class AdvertEvents:
    """Columns (n,) in order of time, one row an advertising event.

    Attributes
    ----------
    t_s : when its first packet is sent, on the store's clock; the other channels follow within milliseconds.
    gain_db : how much louder than the transmitter's calibrated level it is sent.
    x_m, y_m : from where, floor frame: a moved beacon and a clone send from elsewhere.
    frame : which of the beacon's frame kinds it carries (`firmware_sim.beacon`).
    """

    t_s: FloatArray
    gain_db: FloatArray
    x_m: FloatArray
    y_m: FloatArray
    frame: Kinds

    def __len__(self) -> int:
        return len(self.t_s)

    def of_each_place(self) -> Iterator[tuple[AdvertEvents, float, float]]:
        """The events of each place, with the place, in order of the first."""
        left = self
        while len(left):
            x_m, y_m = float(left.x_m[0]), float(left.y_m[0])
            here = (left.x_m == x_m) & (left.y_m == y_m)
            if here.all():
                yield left, x_m, y_m
                return
            yield left._taken(here), x_m, y_m
            left = left._taken(~here)

    def _taken(self, kept: BoolArray) -> AdvertEvents:
        return AdvertEvents(*(getattr(self, each.name)[kept] for each in fields(self)))


def throughout(values: NDArray[Number], n: int) -> tuple[NDArray[Number], ...]:
    """A read-only column (n,) for each value (k,) that says it throughout, in its memory.

    As `np.broadcast_to`, several times as quick: a shop's beacons want thousands an hour.
    """
    columns = np.ndarray((len(values), n), values.dtype, values, strides=(values.itemsize, 0))
    columns.flags.writeable = False
    return tuple(columns)


@dataclass(frozen=True, slots=True)
class Told:
    """What an event tells: whose it is, and what the beacon says of itself where it does and can be read."""

    key: BeaconKey
    telemetry: BeaconTelemetry | None = None


class Emitter(Protocol):
    """What a phone may hear by one name: one beacon, or several that carry the same id."""

    @property
    def key(self) -> BeaconKey: ...

    def events(self, from_s: float, to_s: float) -> AdvertEvents:
        """Return the events of [from_s, to_s): the same ones whoever asks, however the time is cut."""
        ...

    def told(self, t_s: float) -> Told | None:
        """Return what the event at exactly this time tells; None where nobody can say whose it is."""
        ...
