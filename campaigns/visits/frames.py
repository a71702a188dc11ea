"""The gate of frames: size, layout, values, and that a frame names its visit, before it waits or is stored.

A JSON frame is turned into the binary frame that is logged, and *that* is decoded and tracked: after a
restart the filter sees the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from campaigns.errors import InvalidInput
from campaigns.visits.domain import TooLarge
from campaigns.visits.turn import PendingFrame
from positioning import wire
from positioning.types import BeaconKey


def binary_frame(
    body: bytes, visit_id: str, beacons: Sequence[BeaconKey], heard_at: datetime
) -> PendingFrame:
    """A binary frame of a visit.

    Raises
    ------
    TooLarge, MalformedFrame
    InvalidInput
        It names another visit.
    """
    if len(body) > wire.MAX_BINARY_BYTES:
        raise TooLarge(len(body), wire.MAX_BINARY_BYTES)
    frame = wire.decode_binary(body, beacons)
    if str(frame.visit_id) != visit_id:
        raise InvalidInput("visit_id", f"the frame is of another visit than {visit_id}")
    return PendingFrame(visit_id, frame, body, heard_at)


def json_frame(
    message: Mapping[str, Any], visit_id: str, beacons: Sequence[BeaconKey], heard_at: datetime
) -> PendingFrame:
    """A JSON frame of a visit, parsed; raises as `binary_frame` does."""
    frame = wire.decode_json(message)
    sensed = frame.to_frame(frame.t_start_ns)
    body = wire.encode_binary(sensed, frame.visit_id, frame.sequence, frame.t_start_ns, beacons)
    return binary_frame(body, visit_id, beacons, heard_at)


def parsed(text: str | bytes, most_bytes: int) -> Any:
    """JSON from outside, of a bounded size.

    Raises
    ------
    TooLarge
    InvalidInput
        It is no JSON (NaN and infinities are none), or nested beyond reason.
    """
    size_bytes = len(text) if isinstance(text, bytes) else len(text.encode())
    if size_bytes > most_bytes:
        raise TooLarge(size_bytes, most_bytes)
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise InvalidInput("message", f"no JSON: {error}") from error
