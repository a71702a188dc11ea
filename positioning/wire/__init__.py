"""The sensor stream's frames, binary and JSON, as docs/wire.md lays them out.

A decoded `WireFrame` is well-formed and plausible in itself; `check` tells whether it also fits its visit.
"""

from positioning.wire.binary import decode_binary, encode_binary
from positioning.wire.frame import (
    MAX_BINARY_BYTES,
    MAX_CODES,
    MAX_JSON_BYTES,
    MAX_LENGTH_NS,
    MAX_SAMPLES,
    MAX_SIGHTINGS,
    WireFrame,
    check,
)
from positioning.wire.text import decode_json, encode_json

__all__ = [
    "MAX_BINARY_BYTES",
    "MAX_CODES",
    "MAX_JSON_BYTES",
    "MAX_LENGTH_NS",
    "MAX_SAMPLES",
    "MAX_SIGHTINGS",
    "WireFrame",
    "check",
    "decode_binary",
    "decode_json",
    "encode_binary",
    "encode_json",
]
