"""A survey over the plan: where it walked, where its map is thin, and where to walk again."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from campaigns.commands.survey_report import REASONS, numbered
from campaigns.visits.reports.picture import draw_plan
from mapping_tool.thin_spots import Coverage, ThinGround, ThinReason
from positioning.types import BeaconMap
from zones.level import Level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {ThinReason.UNWALKED: "#cc3311", ThinReason.UNHEARD: "#ee7733", ThinReason.ONCE: "#eecc66"}
WELL_COLOUR = "#44aa99"
"""Told apart by colour-blind readers too (Tol 2021)."""

OPACITY = 0.55

WIDTH_IN, LEAST_HEIGHT_IN, DPI = 13.0, 5.0, 120


def survey_png(thin: ThinGround, level: Level, beacons: BeaconMap) -> bytes:
    """Draw a level's survey as PNG; the spots that the report lists carry their numbers."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height_in = max(LEAST_HEIGHT_IN, 0.8 * WIDTH_IN * level.height_m / level.width_m)
    figure = Figure(figsize=(WIDTH_IN, height_in), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw_plan(axes, level)
    _draw_ground(axes, thin.coverage)
    _draw_survey(axes, beacons)
    _draw_spots(axes, thin)
    axes.set(xlim=(0.0, level.width_m), ylim=(0.0, level.height_m), aspect="equal")
    axes.set(xlabel="x (m)", ylabel="y (m)")
    axes.set_title(f"{level.name}: where to survey again, numbered as in the report", loc="left", fontsize=11)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": "Aislecast"})
    return out.getvalue()


def _draw_ground(axes: Axes, found: Coverage) -> None:
    """Colour each walkable place by why it is thin, or as well known."""
    from matplotlib.colors import to_rgba

    masks = {REASONS[reason]: (found.is_thin(reason), COLOURS[reason]) for reason in ThinReason}
    surveyed = "surveyed by two walks or more"
    if found.walks is None:  # a store knows where the survey walked, not how often
        del masks[REASONS[ThinReason.ONCE]]
        surveyed = "surveyed by one walk or more"
    is_thin = np.any([mask for mask, _ in masks.values()], axis=0)
    masks[surveyed] = (~is_thin, WELL_COLOUR)
    if not len(found.x_m):
        return
    half_m = 0.5 * found.cell_m
    left_m, bottom_m = float(found.x_m.min()) - half_m, float(found.y_m.min()) - half_m
    column = np.round((found.x_m - half_m - left_m) / found.cell_m).astype(np.intp)
    row = np.round((found.y_m - half_m - bottom_m) / found.cell_m).astype(np.intp)
    pixels = np.zeros((int(row.max()) + 1, int(column.max()) + 1, 4))
    for label, (mask, colour) in masks.items():
        pixels[row[mask], column[mask]] = to_rgba(colour, OPACITY)
        label = f"{label}: {mask.sum() * found.cell_m**2:.0f} m²"
        axes.plot([], [], "s", color=colour, alpha=OPACITY, markersize=9, label=label)
    rows, columns = pixels.shape[:2]
    extent = (left_m, left_m + columns * found.cell_m, bottom_m, bottom_m + rows * found.cell_m)
    axes.imshow(pixels, origin="lower", extent=extent, interpolation="nearest", zorder=2)


def _draw_survey(axes: Axes, beacons: BeaconMap) -> None:
    places_m = np.array([(t.x_m, t.y_m) for t in beacons.transmitters.values()]).reshape(-1, 2)
    if beacons.ground is not None:
        axes.plot(beacons.ground.x_m, beacons.ground.y_m, "s", color="#004488", markersize=1.6, zorder=3,
                  label="walked")  # fmt: skip
    axes.plot(*places_m.T, "^", color="#222222", markersize=4, alpha=0.7, zorder=4, label="transmitter")


def _draw_spots(axes: Axes, thin: ThinGround) -> None:
    """Number the spots that the report lists as it does."""
    box = {"boxstyle": "circle,pad=0.2", "fc": "white", "lw": 1.6}
    for reason, colour in COLOURS.items():
        for number, spot in numbered(thin, reason):
            axes.annotate(str(number), (spot.x_m, spot.y_m), ha="center", va="center", fontsize=8, zorder=6,
                          bbox={**box, "ec": colour})  # fmt: skip
