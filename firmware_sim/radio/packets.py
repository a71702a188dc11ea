"""Advertising packets as columns, and which of them are on the air at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from firmware_sim.beacon.events import AdvertEvents, Kinds
from positioning.types import BoolArray, FloatArray

Index = NDArray[np.intp]

PACKET_S = 376e-6
"""A full advertising packet: 47 bytes at 1 Mbit/s (Bluetooth Core 5.4, volume 6, part B, 2.1)."""

CAPTURE_DB = 6.0
"""A receiver follows the stronger of two packets from about this difference on: the capture effect
of frequency modulation (J. Arnbak, W. van Blitterswijk, IEEE J. Selected Areas in Communications 5, 1987: 3
to 10 dB)."""


@dataclass(frozen=True, slots=True, eq=False)
class Packets:
    """Packets as columns (n,), those of a link together.

    Attributes
    ----------
    link : the way by which it came.
    sent_s : when, on the store's clock, to the last bit as the emitter has it.
    gain_db : how much louder than calibrated it was sent.
    frame : which of the beacon's frame kinds it carries.
    """

    link: Index
    sent_s: FloatArray
    gain_db: FloatArray
    frame: Kinds

    @classmethod
    def of(cls, sent: Sequence[AdvertEvents]) -> Packets:
        """The events that came by each link."""
        none = np.empty(0)
        nothing = AdvertEvents(none, none, none, none, np.empty(0, dtype=np.int8))
        parts = (nothing, *sent)
        return cls(
            np.repeat(np.arange(-1, len(sent)), [len(part) for part in parts]),
            np.concatenate([part.t_s for part in parts]),
            np.concatenate([part.gain_db for part in parts]),
            np.concatenate([part.frame for part in parts]),
        )

    def taken(self, kept: BoolArray | Index) -> Packets:
        """The packets of a mask or an index."""
        return Packets(*(getattr(self, each.name)[kept] for each in fields(self)))


def overlaps(packets: Packets, on_air: Packets) -> Iterator[tuple[Index, Index]]:
    """Rows of packets, and for each the row of another one on the air in the same moment.

    Of many at one moment the two before and the two after are looked at.
    """
    near = _near(packets.sent_s, on_air.sent_s)
    order = np.argsort(on_air.sent_s[near])
    near_s = np.concatenate([[-np.inf, -np.inf], on_air.sent_s[near[order]], [np.inf, np.inf]])
    at = np.searchsorted(near_s, packets.sent_s)
    for step in (-2, -1, 1, 2):
        rows = np.flatnonzero(np.abs(near_s[at + step] - packets.sent_s) < PACKET_S)
        yield rows, near[order[at[rows] + step - 2]]


def _near(t_s: FloatArray, among_s: FloatArray) -> Index:
    """Those of many times that may lie within `PACKET_S` of some few: by slots, so that none is sorted."""
    if not len(t_s):
        return np.empty(0, dtype=np.intp)
    begin_s = among_s.min()
    slots = ((among_s - begin_s) / PACKET_S).astype(np.intp) + 1
    own = ((t_s - begin_s) / PACKET_S).astype(np.intp) + 1
    is_near = np.zeros(slots.max() + 2, dtype=np.bool_)
    for step in (-1, 0, 1):
        is_near[own + step] = True
    return np.flatnonzero(is_near[slots])
