"""Pixels that are there, pixels that are missing, and more of them than a header says."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from mapping_tool.errors import UnreadablePlan
from mapping_tool.pixels import PIECE_BYTES, PNG_MAGIC, require_pixels


def png(width_px: int, height_px: int, pixels: bytes, *, colour: int = 0, interlaced: bool = False) -> bytes:
    """A PNG of 8 bits a channel that holds these bytes for pixels, in two parts."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    packed = zlib.compress(pixels, 9)
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, colour, 0, 0, interlaced)
    parts = (b"IHDR", header), (b"IDAT", packed[:9]), (b"IDAT", packed[9:]), (b"IEND", b"")
    return PNG_MAGIC + b"".join(chunk(kind, content) for kind, content in parts)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
@pytest.mark.parametrize("size_px", [(1, 1), (33, 7)])
def test_pictures_of_every_kind_pass_when_whole(tmp_path: Path, mode: str, size_px: tuple[int, int]) -> None:
    Image.new(mode, size_px).save(tmp_path / "plan.png")
    require_pixels(tmp_path / "plan.png")
    whole = (tmp_path / "plan.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: whole.index(b"IDAT") + 6])
    with pytest.raises(UnreadablePlan, match="no whole picture"):
        require_pixels(tmp_path / "cut.png")


def test_a_photograph_passes_and_half_of_it_does_not(tmp_path: Path) -> None:
    Image.effect_noise((300, 200), 60.0).save(tmp_path / "plan.jpg", progressive=True)
    require_pixels(tmp_path / "plan.jpg")
    (tmp_path / "half.jpg").write_bytes((tmp_path / "plan.jpg").read_bytes()[:9_000])
    with pytest.raises(UnreadablePlan, match="no whole picture"):
        require_pixels(tmp_path / "half.jpg")


ADAM7_BYTES = 2 + 2 + 3 + 2 * 3 + 2 * 5 + 4 * 5 + 4 * 9
"""Of 8 x 8 pixels in seven passes, each row behind its filter byte."""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (png(40, 20, bytes(20 * 41)), None),
        (png(40, 20, bytes(20 * 41 + 100)), None),
        (png(40, 20, bytes(20 * 41 - 1)), "pixels are missing"),
        (png(40, 20, b""), "pixels are missing"),
        (png(40, 20, b"\x09" * 20 * 41), "no whole picture"),
        (png(8, 8, bytes(ADAM7_BYTES), interlaced=True), None),
        (png(8, 8, bytes(ADAM7_BYTES - 1), interlaced=True), "pixels are missing"),
        (png(40, 20, bytes(20 * 41 + 3 * PIECE_BYTES)), "far more pixels"),
        (png(1, 1, bytes(1 << 28)), "far more pixels"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_header_and_its_pixels_belong_together(tmp_path: Path, content: bytes, reason: str | None) -> None:
    (tmp_path / "plan.png").write_bytes(content)
    if reason is None:
        require_pixels(tmp_path / "plan.png")
        return
    with pytest.raises(UnreadablePlan, match=reason):
        require_pixels(tmp_path / "plan.png")


def test_packed_pixels_that_are_damaged_are_no_picture(tmp_path: Path) -> None:
    """Their check sums fit: somebody made them so."""
    whole = png(40, 20, bytes(range(41)) * 20)
    at = whole.index(b"IDAT", whole.index(b"IDAT") + 4) + 6
    (tmp_path / "plan.png").write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
    with pytest.raises(UnreadablePlan, match="no whole picture"):
        require_pixels(tmp_path / "plan.png")
