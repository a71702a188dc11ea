"""Advertising events: what a beacon puts on the air, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from positioning.types import BeaconKey, FloatArray


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
    frame: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.t_s)


class Emitter(Protocol):
    """What a phone may hear by one name: one beacon, or several that carry the same id."""

    @property
    def key(self) -> BeaconKey: ...

    def events(self, from_s: float, to_s: float) -> AdvertEvents:
        """Return the events of [from_s, to_s): the same ones whoever asks, however the time is cut."""
        ...
