"""The packets of an advertising event: the same octets on one channel after the other (BEACON-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

OCTET_S: Final = 8e-6
AROUND_PAYLOAD: Final = 16
"""At 1 Mbit/s; preamble, access address, header, address and check around a payload (Part B, 2.1)."""

START_UP_S: Final = 132e-6
"""From the end of a packet to the next on another channel: the start-up of an nRF51822's radio. The
specification allows 10 ms from begin to begin (Part B, 4.4.2.6)."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet on the air in [t_s, end_s), on channel 37, 38 or 39."""

    channel: int
    t_s: float
    end_s: float
    payload: bytes


def on_channels(payload: bytes, t_s: float, channels: Sequence[int]) -> tuple[Packet, ...]:
    """The packets of an event at `t_s`, in the order of the channels."""
    air_s = (AROUND_PAYLOAD + len(payload)) * OCTET_S
    begins_s = (t_s + k * (air_s + START_UP_S) for k in range(len(channels)))
    return tuple(
        Packet(channel, begin_s, begin_s + air_s, payload)
        for channel, begin_s in zip(channels, begins_s, strict=True)
    )
