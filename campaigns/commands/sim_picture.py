"""A simulated store with everybody's way through it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from campaigns.visits.reports.picture import draw_plan
from firmware_sim.motion import Truth
from firmware_sim.shopper import ShopFloor
from zones.level import Level
from zones.store import Store

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_IN, LEAST_HEIGHT_IN, DPI = 13.0, 5.0, 120

WAY_COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377")
"""Told apart by colour-blind readers too (Tol 2021)."""
FACE_COLOUR, STOP_COLOUR, BEACON_COLOUR = "#117733", "#222222", "#777777"


def crowd_png(store: Store, floor: ShopFloor, truths: Sequence[Truth], of: int) -> bytes:
    """Draw ways over the floor's level as PNG: a dot where somebody stood, its area the time. They are the
    first `of` so many visits.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    level = store.level(floor.level_id)
    height_in = max(LEAST_HEIGHT_IN, 0.82 * WIDTH_IN * level.height_m / level.width_m + 1.0)
    figure = Figure(figsize=(WIDTH_IN, height_in), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw_plan(axes, level)
    _draw_places(axes, level, floor)
    for k, truth in enumerate(truths):
        _draw_way(axes, truth, WAY_COLOURS[k % len(WAY_COLOURS)])
    axes.set(xlim=(0.0, level.width_m), ylim=(0.0, level.height_m), aspect="equal")
    axes.set(xlabel="x (m)", ylabel="y (m)")
    drawn = str(of) if of == len(truths) else f"{len(truths)} of {of}"
    axes.set_title(f"{store.name}, {level.name}: {drawn} simulated visits", loc="left", fontsize=11)
    figure.legend(loc="outside lower center", ncols=5, frameon=False, fontsize=9)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": "Aislecast"})
    return out.getvalue()


def _draw_places(axes: Axes, level: Level, floor: ShopFloor) -> None:
    places_m = np.array([(t.x_m, t.y_m) for t in floor.installed.transmitters.values()]).reshape(-1, 2)
    axes.plot(*places_m.T, "^", color=BEACON_COLOUR, markersize=4, alpha=0.6, zorder=2,
              label="beacon" if len(places_m) else None)  # fmt: skip
    for k, face in enumerate(level.faces):
        axes.plot([face.x1_m, face.x2_m], [face.y1_m, face.y2_m], "-", color=FACE_COLOUR, linewidth=2.0,
                  zorder=3, label="face" if k == 0 else None)  # fmt: skip
    tills_m = np.array([(till.x_m, till.y_m) for till in floor.floor.tills]).reshape(-1, 2)
    axes.plot(*tills_m.T, "s", mfc="none", mec="black", markersize=9, zorder=5,
              label="till" if len(tills_m) else None)  # fmt: skip
    doors_m = np.array([(door.x_m, door.y_m) for door in level.entrances]).reshape(-1, 2)
    axes.plot(*doors_m.T, "D", mfc="none", mec="black", markersize=9, zorder=5, label="entrance")


def _draw_way(axes: Axes, truth: Truth, colour: str) -> None:
    axes.plot(truth.x_m, truth.y_m, "-", color=colour, linewidth=0.9, alpha=0.7, zorder=4)
    period_s = float(truth.t_s[0])
    standing = truth.pace_mps == 0.0
    places, samples = np.unique(
        np.round(np.column_stack([truth.x_m, truth.y_m])[standing], 1), axis=0, return_counts=True
    )
    axes.scatter(
        places[:, 0], places[:, 1], s=samples * period_s, color=colour, alpha=0.5, linewidths=0, zorder=4
    )
