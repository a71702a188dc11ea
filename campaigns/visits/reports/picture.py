"""The heatmap as a picture over the floor plan, with a legend in seconds."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from shapely import MultiPolygon, Polygon

from campaigns.visits.reports.domain import HeatReport
from zones.level import Area, Level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_PX = 1600
LARGEST_HEIGHT_PX = 2400
DPI = 100
BLUR_M = 1.0
"""Half a cell's walk beyond the cell: smooths single steps, well below the positions' own sd (2-3 m)."""

PLAN_GREYS = {"outline": "#f5f5f5", "unit": "#e2e2e2", "fixture": "#cfcfcf", "line": "#b0b0b0"}


def heat_png(report: HeatReport, level: Level) -> bytes:
    """Draw the report over its level as PNG.

    Colour is the time spent a square metre (viridis, square-root scale, since a few places hold most of the
    time); suppressed cells are hatched, cells without visits stay bare.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    ratio = level.height_m / level.width_m
    height_px = min(LARGEST_HEIGHT_PX, max(500, WIDTH_PX * ratio * 0.86 + 120))
    figure = Figure(figsize=(WIDTH_PX / DPI, height_px / DPI), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw_plan(axes, level)
    _draw_heat(axes, report)
    axes.set(xlim=(0, level.width_m), ylim=(0, level.height_m), aspect="equal")
    axes.set(xlabel="x (m)", ylabel="y (m)")
    axes.set_title(_title(report, level), loc="left", fontsize=11)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": "Aislecast"})
    return out.getvalue()


def _title(report: HeatReport, level: Level) -> str:
    head = report.head
    days = [head.period.first, head.period.last][: 1 if head.period.first == head.period.last else 2]
    facts = [
        f"{head.store_name}, {level.name}",
        " to ".join(map(str, days)),
        f"{head.visits} visits",
        f"{report.seconds.sum() / 60:.0f} min in all",
    ]
    if head.k > 1:
        facts.append(f"cells with fewer than {head.k} shoppers a day suppressed")
    trial = "TRIAL STORE: recordings or simulations\n" if head.is_trial else ""
    return trial + "  ·  ".join(facts)


def draw_plan(axes: Axes, level: Level) -> None:
    """Draw a level's outline, units, fixtures and walls in greys, as ground for what is the point."""
    _fill(axes, [level.outline], PLAN_GREYS["outline"], 0)
    _fill(axes, [unit.area for unit in level.units], PLAN_GREYS["unit"], 1)
    _fill(axes, [fixture.area for fixture in level.fixtures], PLAN_GREYS["fixture"], 1)
    for wall in level.walls:
        axes.plot(*wall.xy, color=PLAN_GREYS["line"], linewidth=1, zorder=1)


def _fill(axes: Axes, areas: Iterable[Area], colour: str, zorder: int) -> None:
    """Fill polygons, their holes left open."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import PathPatch

    patches = [PathPatch(_outline_path(polygon)) for area in areas for polygon in _polygons(area)]
    axes.add_collection(
        PatchCollection(patches, facecolor=colour, edgecolor=PLAN_GREYS["line"], linewidth=0.4, zorder=zorder)
    )


def _polygons(area: Area) -> list[Polygon]:
    return list(area.geoms) if isinstance(area, MultiPolygon) else [area]


def _outline_path(polygon: Polygon):  # type: ignore[no-untyped-def]  # matplotlib is imported where it is needed
    from matplotlib.path import Path

    rings = [polygon.exterior, *polygon.interiors]
    return Path.make_compound_path(*(Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in rings))


def _draw_heat(axes: Axes, report: HeatReport) -> None:
    from matplotlib.colors import PowerNorm

    grid = report.grid
    extent = (0.0, grid.columns * grid.cell_m, 0.0, grid.rows * grid.cell_m)
    density = report.seconds / grid.cell_m**2
    if report.head.k == 1:
        density = _blurred(density, BLUR_M / grid.cell_m)
    shown = np.ma.masked_less(density, 0.05)
    if shown.count() == 0:
        axes.text(0.5, 0.5, "no released time in this period", transform=axes.transAxes, ha="center")
    else:
        top = float(np.quantile(shown.compressed(), 0.995))
        image = axes.imshow(
            shown,
            origin="lower",
            extent=extent,
            cmap="viridis",
            norm=PowerNorm(0.5, vmin=0.0, vmax=max(top, 0.1)),
            interpolation="nearest",
            alpha=0.85,
            zorder=2,
        )
        legend = axes.figure.colorbar(image, ax=axes, shrink=0.8, pad=0.01, extend="max")
        legend.set_label("time spent (seconds a square metre)")
    if report.suppressed.any():
        hidden = report.suppressed.astype(np.float64)
        columns = (np.arange(grid.columns) + 0.5) * grid.cell_m
        rows = (np.arange(grid.rows) + 0.5) * grid.cell_m
        levels, hatches = [0.5, 1.5], ["////"]
        axes.contourf(columns, rows, hidden, levels=levels, colors="none", hatches=hatches, zorder=3)


def _blurred(density: np.ndarray, sigma_cells: float) -> np.ndarray:
    """Gaussian blur that keeps the sum. Only where nothing is suppressed: it would leak into hidden cells."""
    from scipy.ndimage import gaussian_filter

    return np.asarray(gaussian_filter(density, sigma_cells, mode="constant"))
