"""The predicted error over the plan, with the beacons that it comes from."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from campaigns.visits.reports.picture import draw_plan
from mapping_tool.predicted_error import ErrorSpot, PredictedError
from positioning.types import BeaconMap
from zones.level import Level

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

    from mapping_tool.beacon_plan import BeaconPlan

WIDTH_IN, LEAST_HEIGHT_IN, DPI = 13.0, 5.0, 120

FARTHEST_SHOWN_SHARE = 0.98
"""The colours end where so many of the places do: a dark corner must not wash out the rest."""

BEACON_COLOUR, ADDED_COLOUR = "#222222", "#cc3311"


def error_png(level: Level, error: PredictedError, beacons: BeaconMap, worst: Sequence[ErrorSpot]) -> bytes:
    """Draw a level's predicted error as PNG; the worst places carry the numbers of the report."""

    def draw(axes: Axes) -> None:
        _draw_map(axes, beacons)
        box = {"boxstyle": "circle,pad=0.2", "fc": "white", "lw": 1.2}
        for number, spot in enumerate(worst, start=1):
            axes.annotate(str(number), (spot.x_m, spot.y_m), ha="center", va="center", fontsize=8, zorder=6,
                          bbox=box)  # fmt: skip

    return _png(level, error, f"{level.name}: predicted error once people have walked a while", draw)


def plan_png(level: Level, plan: BeaconPlan, beacons: BeaconMap | None) -> bytes:
    """Draw planned beacons over the error that they would give; those to add next carry their order."""

    def draw(axes: Axes) -> None:
        if beacons is not None:
            _draw_map(axes, beacons)
        planned_m = np.array([(spot.x_m, spot.y_m) for spot in plan.beacons]).reshape(-1, 2)
        if len(planned_m):
            axes.plot(*planned_m.T, "^", color=ADDED_COLOUR, markersize=7, zorder=5, label="planned beacon")
        for number, added in enumerate(plan.further, start=1):
            axes.annotate(f"+{number}", (added.spot.x_m, added.spot.y_m), ha="center", va="center",
                          fontsize=8, zorder=6, bbox={"boxstyle": "circle,pad=0.2", "fc": "white",
                          "ec": ADDED_COLOUR})  # fmt: skip

    return _png(level, plan.error, f"{level.name}: planned beacons, predicted error", draw)


def _png(level: Level, error: PredictedError, title: str, draw: Callable[[Axes], None]) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height_in = max(LEAST_HEIGHT_IN, 0.8 * WIDTH_IN * level.height_m / level.width_m)
    figure = Figure(figsize=(WIDTH_IN, height_in), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw_plan(axes, level)
    shown = _draw_error(axes, error)
    figure.colorbar(shown, ax=axes, label="mean error (m)", extend="max", shrink=0.8)
    draw(axes)
    axes.set(xlim=(0.0, level.width_m), ylim=(0.0, level.height_m), aspect="equal")
    axes.set(xlabel="x (m)", ylabel="y (m)")
    figures = f"half within {error.quantile_m(0.5):.1f} m, nine of ten within {error.quantile_m(0.9):.1f} m"
    axes.set_title(f"{title}; {figures}", loc="left", fontsize=11)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": "Aislecast"})
    return out.getvalue()


def _draw_error(axes: Axes, error: PredictedError) -> AxesImage:
    mean_m, half_m = error.mean_m, 0.5 * error.cell_m
    left_m, bottom_m = float(error.x_m.min()) - half_m, float(error.y_m.min()) - half_m
    column = np.round((error.x_m - half_m - left_m) / error.cell_m).astype(np.intp)
    row = np.round((error.y_m - half_m - bottom_m) / error.cell_m).astype(np.intp)
    pixels = np.full((int(row.max()) + 1, int(column.max()) + 1), np.nan)
    pixels[row, column] = mean_m
    rows, columns = pixels.shape
    extent = (left_m, left_m + columns * error.cell_m, bottom_m, bottom_m + rows * error.cell_m)
    return axes.imshow(pixels, origin="lower", extent=extent, interpolation="nearest", zorder=2, alpha=0.7,
                       cmap="viridis", vmin=float(mean_m.min()),
                       vmax=float(np.quantile(mean_m, FARTHEST_SHOWN_SHARE)))  # fmt: skip


def _draw_map(axes: Axes, beacons: BeaconMap) -> None:
    places_m = np.array([(t.x_m, t.y_m) for t in beacons.transmitters.values()]).reshape(-1, 2)
    axes.plot(*places_m.T, "^", color=BEACON_COLOUR, markersize=4, alpha=0.7, zorder=4, label="transmitter")
