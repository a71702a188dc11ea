"""The bytes of a recording: plain or gzip, whole or cut off."""

from __future__ import annotations

import zlib
from pathlib import Path

from positioning.errors import UnreadableTrace

MAX_TRACE_BYTES = 1 << 30
"""A whole day of four sensors at 50 Hz is about 1 GB of text; more is no walk."""

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW_BITS = 16 + zlib.MAX_WBITS
_CHUNK_BYTES = 1 << 16


def read_bytes(path: Path) -> tuple[bytes, bool]:
    """Read a recording and unpack it when it is gzip, whatever its name says.

    Returns
    -------
    The text and whether the archive was whole. Of a truncated or corrupt archive everything before the
    damage is returned.

    Raises
    ------
    UnreadableTrace : the file cannot be opened, or holds more than `MAX_TRACE_BYTES`.
    """
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise UnreadableTrace(str(path), error.strerror or type(error).__name__) from error
    if not packed.startswith(_GZIP_MAGIC):
        text, whole = packed, True
    else:
        text, whole = _gunzip(packed, MAX_TRACE_BYTES + 1)
    if len(text) > MAX_TRACE_BYTES:
        raise UnreadableTrace(str(path), f"more than {MAX_TRACE_BYTES >> 20} MiB of text", "walk-too-large")
    return text, whole


def _gunzip(packed: bytes, limit_bytes: int) -> tuple[bytes, bool]:
    """Unpack all members of a gzip file (RFC 1952) up to the first damage or the limit."""
    parts: list[bytes] = []
    size = 0
    member = zlib.decompressobj(_GZIP_WINDOW_BITS)
    at = 0
    while at < len(packed) and size < limit_bytes:
        chunk = packed[at : at + _CHUNK_BYTES]
        before = member.copy()
        try:
            part = member.decompress(chunk, limit_bytes - size)
        except zlib.error:
            parts.append(_before_damage(before, chunk))
            return b"".join(parts), False
        parts.append(part)
        size += len(part)
        at += len(chunk) - len(member.unused_data)
        if member.eof:
            rest = packed[at : at + len(_GZIP_MAGIC)]
            if not rest.strip(b"\0"):  # the end, or padding after it
                return b"".join(parts), True
            if rest != _GZIP_MAGIC:
                return b"".join(parts), False
            member = zlib.decompressobj(_GZIP_WINDOW_BITS)
    return b"".join(parts), member.eof


def _before_damage(member: zlib._Decompress, chunk: bytes) -> bytes:
    """Unpack byte by byte: zlib throws away what it made of a chunk in which it fails."""
    parts: list[bytes] = []
    for i in range(len(chunk)):
        try:
            parts.append(member.decompress(chunk[i : i + 1]))
        except zlib.error:
            break
    return b"".join(parts)
