"""A picture of a floor plan: what it is by its header, and the bare level that it makes.

Pictures come from anywhere. Only PNG and JPEG are read, by magic number, not by name; sizes come from the
header, and the pixels are not decoded here (`mapping_tool.pixels` does).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from shapely import Polygon, box

from mapping_tool.align import Alignment
from mapping_tool.errors import OversizedPicture, UnreadablePlan
from mapping_tool.geojson import LARGEST_SIDE_M, ordinal_of, text_of
from mapping_tool.geometry import GRID_M
from mapping_tool.pixels import BROKEN, JPEG_MAGIC, PNG_MAGIC
from positioning.types import LevelId
from zones.floor import area_of
from zones.level import Level, PlanImage

SUFFIXES = frozenset(
    [".png", ".jpg", ".jpeg", ".svg", ".svgz", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".pdf"]
)
"""Names of pictures; of these only PNG and JPEG are read, the others are told what they are."""

LARGEST_SIDE_PX = 16_384
"""What a browser's canvas can show (Chromium, Firefox); A0 at 300 dpi is 14,043 high."""

LARGEST_PIXELS = 89_478_485
"""A quarter of a gigabyte of RGB, Pillow's own limit; A0 at 200 dpi has 62 million pixels."""

LARGEST_BYTES = 100_000_000

ORIENTATION = 0x0112
"""EXIF: from 5 on the picture is shown lying on its side (CIPA DC-008)."""

OTHERS = {b"<svg": "an SVG drawing, which may carry scripts", b"%PDF": "a PDF", b"GIF8": "a GIF",
          b"RIFF": "a WebP", b"\x1f\x8b": "compressed", b"BM": "a BMP", b"II*": "a TIFF",
          b"MM\x00*": "a TIFF"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is shown: its file's name, and its size in pixels."""

    file: str
    width_px: int
    height_px: int


def read_picture(path: Path) -> Picture:
    """Read what a picture says of itself.

    Raises
    ------
    UnreadablePlan
        When it is neither PNG nor JPEG, too large to be shown, or broken.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnreadablePlan(
                str(path), f"has more than {LARGEST_BYTES / 1e6:.0f} MB: no picture of a plan",
                "file-too-large", most_mb=LARGEST_BYTES // 1_000_000,
            )  # fmt: skip
        content = path.read_bytes()
    except OSError as error:
        raise UnreadablePlan(str(path), error.strerror or "cannot be read") from error
    if not content.startswith((PNG_MAGIC, JPEG_MAGIC)):
        raise UnreadablePlan(str(path), f"is {_told(content)}: a picture has to be PNG or JPEG", "no-picture")
    try:
        size = _png_size(path) if content.startswith(PNG_MAGIC) else _jpeg_size(path, content)
    except BROKEN as error:
        raise UnreadablePlan(str(path), f"is no whole picture ({error})", "picture-broken") from error
    return Picture(path.name, *size)


def _png_size(path: Path) -> tuple[int, int]:
    with PngImageFile(path) as picture:
        width_px, height_px = _bounded(path, *picture.size)
        picture.verify()  # the check sums of its parts, without inflating them
    return width_px, height_px


def _jpeg_size(path: Path, content: bytes) -> tuple[int, int]:
    with JpegImageFile(path) as picture:
        width_px, height_px = _bounded(path, *picture.size)
        lies = picture.getexif().get(ORIENTATION, 1) >= 5
    if content.rfind(b"\xff\xd9") < len(content) // 2:  # earlier ones end the thumbnail
        raise EOFError("it ends early")
    return (height_px, width_px) if lies else (width_px, height_px)


def _bounded(path: Path, width_px: int, height_px: int) -> tuple[int, int]:
    if max(width_px, height_px) > LARGEST_SIDE_PX or width_px * height_px > LARGEST_PIXELS:
        raise OversizedPicture(str(path), (width_px, height_px), LARGEST_SIDE_PX, LARGEST_PIXELS)
    return width_px, height_px


def _told(content: bytes) -> str:
    head = content[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"<svg" in head:
        head = b"<svg"
    return next((name for magic, name in OTHERS.items() if head.startswith(magic)), "no picture")


def picture_level(picture: Picture, alignment: Alignment, name: str, up_north_rad: float) -> Level:
    """The level that a picture makes: as wide as it is, nothing on it yet.

    What of the picture lies left of or below the floor's origin is not on the level.

    Parameters
    ----------
    up_north_rad : how far north is turned counter-clockwise from the picture's up.

    Raises
    ------
    UnreadablePlan
        When the floor would be smaller than 1 m or larger than 5 km, or lie wholly beyond its origin.
    """
    width_px, height_px = picture.width_px, picture.height_px
    corners_px = np.array([(0.0, height_px), (width_px, height_px), (width_px, 0.0), (0.0, 0.0)])
    corners_m = np.round(alignment.floor(corners_px), 3)
    sides_m = np.ptp(corners_m, axis=0)
    if not 1.0 <= sides_m.max() <= LARGEST_SIDE_M:
        raise UnreadablePlan(
            picture.file, f"is {sides_m[0]:.3g} x {sides_m[1]:.3g} m large: no floor",
            "floor-size", width_m=float(sides_m[0]), height_m=float(sides_m[1]),
        )  # fmt: skip
    right_m, top_m = (float(edge) for edge in corners_m.max(axis=0))
    outline = None
    if right_m > GRID_M and top_m > GRID_M:
        outline = area_of(Polygon(corners_m).intersection(box(0.0, 0.0, right_m, top_m)))
    if outline is None:
        raise UnreadablePlan(
            picture.file, "lies wholly left of or below the origin of the floor", "floor-left-of-origin"
        )
    return Level(
        id=LevelId(name),
        name=name,
        ordinal=ordinal_of(name),
        north_rad=math.remainder(0.5 * math.pi + alignment.turned_rad + up_north_rad, 2.0 * math.pi),
        width_m=right_m,
        height_m=top_m,
        outline=outline,
        image=PlanImage(text_of(picture.file), width_px, height_px, alignment.floor_from_image),
    )
