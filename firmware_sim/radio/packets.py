"""Advertising packets as columns, and which of them are on the air at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from firmware_sim.beacon.events import AdvertEvents, Kinds
from firmware_sim.waves import Singles
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

    link: NDArray[np.int32]
    sent_s: FloatArray
    gain_db: Singles
    frame: Kinds

    @classmethod
    def of(cls, sent: Sequence[AdvertEvents], rows: Sequence[Index]) -> Packets:
        """Some of the events that came by each link."""
        nothing = np.empty(0)
        events = list(zip(sent, rows, strict=True))
        return cls(
            np.repeat(np.arange(len(sent), dtype=np.int32), [len(taken) for taken in rows]),
            np.concatenate([nothing, *(each.t_s[taken] for each, taken in events)]),
            np.concatenate([nothing, *(each.gain_db[taken] for each, taken in events)], dtype=np.float32),
            np.concatenate(
                [nothing, *(each.frame[taken] for each, taken in events)], dtype=np.int8, casting="unsafe"
            ),
        )

    def taken(self, kept: BoolArray | Index) -> Packets:
        """The packets of a mask or an index."""
        return Packets(*(getattr(self, each.name)[kept] for each in fields(self)))


def overlaps(packets: Packets, sent: Sequence[AdvertEvents]) -> Iterator[tuple[Index, Packets]]:
    """Rows of packets, and for each another one, of all that was sent by each link, in the same moment.

    Of many at one moment the two before and the two after are looked at.
    """
    near = Packets.of(sent, _near(packets.sent_s, sent))
    order = np.argsort(near.sent_s)
    near_s = np.concatenate([[-np.inf, -np.inf], near.sent_s[order], [np.inf, np.inf]])
    at = np.searchsorted(near_s, packets.sent_s)
    for step in (-2, -1, 1, 2):
        rows = np.flatnonzero(np.abs(near_s[at + step] - packets.sent_s) < PACKET_S)
        yield rows, near.taken(order[at[rows] + step - 2])


def _near(t_s: FloatArray, sent: Sequence[AdvertEvents]) -> list[Index]:
    """What was sent within `PACKET_S` of some few times, and little more: found by slots, without sorting."""
    begin_s = min((float(events.t_s[0]) for events in sent), default=0.0)
    until_s = max((float(events.t_s[-1]) for events in sent), default=0.0)
    is_near = np.zeros(int((until_s - begin_s) / PACKET_S) + 3, dtype=np.bool_)
    own = _slots(t_s, begin_s)
    for step in (0, 1, 2):
        is_near[own + step] = True
    is_near = is_near[1:]
    return [is_near.take(_slots(events.t_s, begin_s)).nonzero()[0] for events in sent]


def _slots(t_s: FloatArray, begin_s: float) -> Index:
    """In which `PACKET_S` since the begin times lie, (n,)."""
    return np.asarray(((t_s - begin_s) * (1.0 / PACKET_S)).astype(np.intp))
