"""The pixels of a picture: whether they are there, and no more than its header says.

For the largest pictures this takes seconds and some hundred megabytes; those of strangers belong into a
process of their own, which is why nothing heavy is imported here.

References
----------
Portable Network Graphics (PNG) Specification, Third Edition, W3C 2025: sections 8.1 (interlacing), 9.2
(filter bytes) and 11.2.1 (header).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from mapping_tool.errors import UnreadablePlan

PNG_MAGIC, JPEG_MAGIC = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"

BROKEN = (SyntaxError, OSError, ValueError, IndexError, TypeError, KeyError, EOFError, RuntimeError,
          struct.error, zlib.error)  # fmt: skip
"""What Pillow raises on files that are no pictures, or end early."""

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Of each colour type of a PNG."""

PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Adam7: the first column and row of each pass, and the steps from there."""

PIECE_BYTES = 1 << 20
"""Unpacked at a time; so much beyond the picture is taken for a careless writer's."""


def require_pixels(path: Path) -> None:
    """Decode all of a PNG or JPEG that `read_picture` has read.

    Raises
    ------
    UnreadablePlan
        When pixels are missing or broken, or much more is packed into it than it shows.
    """
    content = path.read_bytes()
    try:
        if content.startswith(PNG_MAGIC):
            _require_as_much_as_shown(path, content)
        with PngImageFile(path) if content.startswith(PNG_MAGIC) else JpegImageFile(path) as picture:
            picture.load()
    except BROKEN as error:
        raise UnreadablePlan(str(path), f"is no whole picture ({error})", "picture-broken") from error


def _require_as_much_as_shown(path: Path, content: bytes) -> None:
    """Pillow neither misses rows nor minds what follows the last one."""
    left, unzip = _shown_bytes(content), zlib.decompressobj()
    for packed in _packed_pixels(content):
        while packed and not unzip.eof:
            left -= len(unzip.decompress(packed, PIECE_BYTES))
            packed = unzip.unconsumed_tail
            if left < -PIECE_BYTES:
                raise UnreadablePlan(
                    str(path), "unpacks to far more pixels than it says to have", "picture-inflates"
                )
    if left > 0:
        raise EOFError("pixels are missing")


def _packed_pixels(content: bytes) -> Iterator[bytes]:
    at = len(PNG_MAGIC)
    while at + 8 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        if content[at + 4 : at + 8] == b"IDAT":
            yield content[at + 8 : at + 8 + length]
        at += length + 12


def _shown_bytes(content: bytes) -> int:
    """Return how much the pixels of a PNG are, unpacked: rows of whole bytes, each behind a filter byte."""
    width_px, height_px, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", content[16:29])
    bits = depth * CHANNELS[colour]
    shown = 0
    for column, row, across, down in PASSES if interlaced else ((0, 0, 1, 1),):
        columns, rows = -((column - width_px) // across), -((row - height_px) // down)
        if columns > 0 and rows > 0:
            shown += rows * (1 + (columns * bits + 7) // 8)
    return shown
