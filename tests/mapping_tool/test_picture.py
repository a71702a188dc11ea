"""Pictures: what their headers say, what is refused unread, and the floor they make."""

from __future__ import annotations

import io
import math
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mapping_tool.align import MeasuredDistance, PlacedPoint
from mapping_tool.errors import ContradictingScales, UnreadablePlan
from mapping_tool.geometry import ImportCounts
from mapping_tool.mall_folder import read_mall_level
from mapping_tool.picture import Picture, read_picture
from mapping_tool.plan_import import SaidOfPlan, import_plan
from zones.level import GeoOrigin
from zones.storefile import dumps, loads

NOW = datetime(2026, 2, 1, tzinfo=UTC)
ORIENTATION = 0x0112


def encoded(width_px: int, height_px: int, form: str, orientation: int = 1) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    Image.linear_gradient("L").resize((width_px, height_px)).save(out, form, exif=exif)
    return out.getvalue()


def png_of_header(width_px: int, height_px: int, pixels: bytes = b"") -> bytes:
    """A PNG that says its size; the pixels are whatever stands behind it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))
        )

    header = struct.pack(">LLBBBBB", width_px, height_px, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "F2.png"
    path.write_bytes(encoded(300, 200, "PNG"))
    return path


def test_sizes_come_from_the_header(tmp_path: Path) -> None:
    for name, content, size in (
        ("a.png", encoded(30, 20, "PNG"), (30, 20)),
        ("a.jpg", encoded(30, 20, "JPEG"), (30, 20)),
        ("b.jpeg", encoded(30, 20, "JPEG", orientation=6), (20, 30)),
        ("really a png.jpg", encoded(30, 20, "PNG"), (30, 20)),
    ):
        (tmp_path / name).write_bytes(content)
        assert read_picture(tmp_path / name) == Picture(name, *size)


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.png", png_of_header(30_000, 30_000), "has 30000 x 30000 pixels; at most 16384 a side"),
        ("a.png", png_of_header(16_000, 16_000), "has 16000 x 16000 pixels; .* 89 million"),
        ("a.png", png_of_header(2**31 - 1, 1), "has 2147483647 x 1 pixels"),
        ("a.svg", SVG, "is an SVG drawing, which may carry scripts: a picture has to be PNG or JPEG"),
        ("a.png", SVG, "is an SVG drawing"),
        ("a.png", b"#!/bin/sh\nrm -rf /", "is no picture"),
        ("a.jpg", b"", "is no picture"),
        ("a.gif", b"GIF89a....", "is a GIF"),
        ("a.pdf", b"%PDF-1.7", "is a PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "is no whole picture"),
        ("a.png", encoded(300, 200, "PNG")[:-40], "is no whole picture"),
        ("a.png", encoded(30, 20, "PNG").replace(b"IDAT", b"IDAX"), "is no whole picture"),
        ("a.jpg", encoded(300, 200, "JPEG")[:-400], "is no whole picture"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(100), "is no whole picture"),
    ],
)  # fmt: skip
def test_what_is_no_picture_of_a_plan_is_refused(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadablePlan, match=reason) as caught:
        import_plan(tmp_path / name, NOW)
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bomb_is_never_inflated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text that inflates to 50 MB, in 50 kB; and pixels far beyond the size that the header says."""
    text = b"a\0\0" + zlib.compress(bytes(50_000_000), 9)
    zipped_text = (
        struct.pack(">L", len(text)) + b"zTXt" + text + struct.pack(">L", zlib.crc32(b"zTXt" + text))
    )
    whole = encoded(30, 20, "PNG")
    (tmp_path / "text.png").write_bytes(whole[:33] + zipped_text + whole[33:])
    with pytest.raises(UnreadablePlan, match="is no whole picture"):
        read_picture(tmp_path / "text.png")
    (tmp_path / "pixels.png").write_bytes(png_of_header(30, 20, zlib.compress(bytes(50_000_000), 9)))
    monkeypatch.setattr(Image.Image, "load", None)  # whoever decodes fails
    assert read_picture(tmp_path / "pixels.png").width_px == 30


def test_a_picture_with_a_scale_is_a_floor(plan: Path) -> None:
    """PLAN-1, and the dial: north 30 degrees clockwise from up is 60 counter-clockwise from +x."""
    said = SaidOfPlan([MeasuredDistance((0, 0), (300, 0), 60.0)], north_deg=30.0, origin=GeoOrigin(10, 50))
    store, report = import_plan(plan, NOW, "Europe/Berlin", said=said)
    level = store.level()
    assert (store.venue_id, store.time_zone, level.name, level.ordinal) == ("F2", "Europe/Berlin", "F2", 1)
    assert (level.width_m, level.height_m) == pytest.approx((60.0, 40.0))
    assert level.outline.bounds == (0.0, 0.0, 60.0, 40.0)
    assert level.north_rad == pytest.approx(math.pi / 3)
    assert level.origin == GeoOrigin(10, 50)
    assert level.image is not None
    assert (level.image.file, level.image.width_px, level.image.height_px) == ("F2.png", 300, 200)
    assert level.image.floor_from_image == pytest.approx((0.2, 0.0, 0.0, 0.0, -0.2, 40.0))
    assert any("0.2 m a pixel; the floor is 60.0 x 40.0 m" in note for note in report.notes)
    assert any("residual: none" in note for note in report.notes)
    assert loads(dumps(store)) == store


def test_a_turned_picture_keeps_its_affine_and_its_north(plan: Path) -> None:
    """PLAN-2: by a quarter turn counter-clockwise, and moved so that its corners are round numbers."""
    points = [
        PlacedPoint((0, 200), (40.0, 0.0)),
        PlacedPoint((300, 200), (40.0, 60.0)),
        PlacedPoint((0, 0), (0.0, 0.0)),
    ]
    store, report = import_plan(plan, NOW, said=SaidOfPlan(points=points))
    level = store.level()
    assert level.outline.bounds == pytest.approx((0.0, 0.0, 40.0, 60.0))
    assert math.remainder(level.north_rad - math.pi, 2 * math.pi) == pytest.approx(0.0, abs=1e-9)
    assert any("residual: 0.00 m" in note for note in report.notes)
    assert level.image is not None
    a, b, c, d, e, f = level.image.floor_from_image
    np.testing.assert_allclose([a * 300 + b * 200 + c, d * 300 + e * 200 + f], [40.0, 60.0], atol=1e-9)


def test_what_lies_before_the_origin_is_not_on_the_floor(plan: Path) -> None:
    said = SaidOfPlan([MeasuredDistance((0, 0), (300, 0), 60.0)], [PlacedPoint((50, 200), (0.0, 0.0))])
    level = import_plan(plan, NOW, said=said)[0].level()
    assert level.outline.bounds == (0.0, 0.0, 50.0, 40.0)
    assert level.width_m == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("said", "error", "reason"),
    [
        (SaidOfPlan([MeasuredDistance((0, 0), (300, 0), 60_000.0)]), UnreadablePlan, "large: no floor"),
        (
            SaidOfPlan([MeasuredDistance((0, 0), (300, 0), 0.5)]),
            UnreadablePlan,
            "0.5 x 0.333 m large: no floor",
        ),
        (
            SaidOfPlan([MeasuredDistance((0, 0), (300, 0), 60.0)], [PlacedPoint((0, 0), (-90.0, -90.0))]),
            UnreadablePlan,
            "wholly left of or below",
        ),
        (
            SaidOfPlan([MeasuredDistance((0, 0), (300, 0), 60.0), MeasuredDistance((0, 0), (0, 200), 60.0)]),
            ContradictingScales,
            r"0\.2 m a pixel .* 0\.3 m a pixel",
        ),
    ],
)
def test_a_scale_that_makes_no_floor_is_refused(
    plan: Path, said: SaidOfPlan, error: type[Exception], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        import_plan(plan, NOW, said=said)


@pytest.mark.recordings
def test_a_real_picture_lies_on_the_mall_that_it_shows(recordings: Path) -> None:
    """The white of the picture where the imported plan says that people walk, its blue where shops are."""
    folder = recordings / "malls" / "site2-F6"
    floor = read_mall_level(folder, np.empty((0, 2)), ImportCounts())
    with Image.open(folder / "floor_image.png") as opened:
        pixels = np.asarray(opened.convert("RGBA"), dtype=np.float64)
    height_px, width_px = pixels.shape[:2]
    said = SaidOfPlan([MeasuredDistance((0, height_px), (width_px, height_px), floor.width_m)])
    level = import_plan(folder / "floor_image.png", NOW, said=said)[0].level()
    assert level.height_m == pytest.approx(floor.height_m, rel=0.005)
    assert level.image is not None
    a, _, c, _, e, f = level.image.floor_from_image
    inside = []
    for unit in floor.units:
        if unit.area.area > 20.0 and not unit.walkable:
            spot = unit.area.representative_point()
            inside.append(pixels[int((spot.y - f) / e), int((spot.x - c) / a)])
    blue = np.array(inside)
    assert len(blue) > 50
    assert np.mean((blue[:, 2] - blue[:, 0] > 10) | (blue[:, :3].max(axis=1) < 200)) > 0.9  # or a name on it
