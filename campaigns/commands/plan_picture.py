"""A store's levels drawn: the picture that a level was made from, what is on it, and where north is."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from campaigns.visits.reports.picture import draw_plan
from zones.level import Level, PlanImage, ZoneKind
from zones.store import Store

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_IN, DPI = 13.0, 120
LARGEST_HEIGHT_IN = 100.0
SHOWN_PX = 2_000
"""The side of a background: what the drawing's own pixels can show."""

ZONE_COLOURS = dict(
    zip(
        ZoneKind,
        ("#4477aa", "#228833", "#aa3377", "#ccbb44", "#ee6677", "#bbbbbb", "#66ccee"),
        strict=True,
    )
)
"""Told apart by colour-blind readers too (Tol 2021)."""
FACE_COLOUR, WALL_COLOUR = "#117733", "#222222"


def plan_png(store: Store, pictures: Path) -> bytes:
    """Draw all levels below each other as PNG.

    Parameters
    ----------
    pictures : the folder that the levels' pictures lie in; a picture that is not there is left out.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    heights_in = [max(4.0, 0.82 * WIDTH_IN * level.height_m / level.width_m) for level in store.levels]
    whole_in = min(sum(heights_in), LARGEST_HEIGHT_IN)
    figure = Figure(figsize=(WIDTH_IN, whole_in), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    stacked = figure.subplots(len(store.levels), 1, squeeze=False, height_ratios=heights_in)
    for axes, level in zip(stacked[:, 0], store.levels, strict=True):
        if level.image is not None:
            _draw_image(axes, level.image, pictures)
        _draw_level(axes, level)
        axes.set_title(f"{store.name}, {level.name}", loc="left", fontsize=11)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": "Aislecast"})
    return out.getvalue()


def _draw_image(axes: Axes, image: PlanImage, pictures: Path) -> None:
    """Lay the picture where its affine puts it, through the plan's own colours."""
    from matplotlib.transforms import Affine2D
    from PIL import Image, ImageOps

    path = pictures / Path(image.file).name
    if not path.is_file():
        return
    with Image.open(path, formats=("PNG", "JPEG")) as picture:
        picture.draft("RGB", (SHOWN_PX, SHOWN_PX))
        shown = ImageOps.exif_transpose(picture).convert("RGBA")
    shown.thumbnail((SHOWN_PX, SHOWN_PX))
    a, b, c, d, e, f = image.floor_from_image
    drawn = axes.imshow(
        np.asarray(shown), extent=(0.0, image.width_px, image.height_px, 0.0), zorder=0.5, alpha=0.6
    )
    drawn.set_transform(Affine2D(np.array([[a, b, c], [d, e, f], [0.0, 0.0, 1.0]])) + axes.transData)


def _draw_level(axes: Axes, level: Level) -> None:
    draw_plan(axes, level)
    for zone in level.zones:
        for x_m, y_m in (ring.exterior.xy for ring in getattr(zone.area, "geoms", [zone.area])):
            axes.fill(x_m, y_m, color=ZONE_COLOURS[zone.kind], alpha=0.25, linewidth=0, zorder=2)
    for wall in level.walls:
        axes.plot(*wall.xy, color=WALL_COLOUR, linewidth=0.8, zorder=3)
    for face in level.faces:
        axes.plot(
            [face.x1_m, face.x2_m], [face.y1_m, face.y2_m], "-", color=FACE_COLOUR, linewidth=1, zorder=3
        )
    transmitters = [] if level.beacons is None else list(level.beacons.transmitters.values())
    axes.plot(
        [t.x_m for t in transmitters], [t.y_m for t in transmitters], "^", color="#777777", markersize=4
    )
    axes.plot(
        [e.x_m for e in level.entrances],
        [e.y_m for e in level.entrances],
        "D",
        mfc="none",
        mec="black",
        zorder=4,
    )
    axes.set(
        xlim=(0.0, level.width_m), ylim=(0.0, level.height_m), aspect="equal", xlabel="x (m)", ylabel="y (m)"
    )
    reach_px = 26.0
    north = (reach_px * math.cos(level.north_rad), reach_px * math.sin(level.north_rad))
    axes.annotate(
        "N", (0.96, 0.93), north, xycoords="axes fraction", textcoords="offset points", ha="center",
        va="center", arrowprops={"arrowstyle": "<-"}, zorder=5,
    )  # fmt: skip
