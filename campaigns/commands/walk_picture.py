"""One tracked walk over the plan: path by status, 95 % ellipses, true waypoints, errors (EVAL-12)."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from campaigns.commands.tracking import Plan, trace_name
from campaigns.errors import InvalidInput
from campaigns.visits.reports.picture import draw_plan
from positioning.metrics import CHI2_95_2DOF, WaypointScore, error_ellipse
from positioning.types import BeaconMap, PoseStatus, Trajectory, Waypoint
from zones.level import Level
from zones.storefile import require_writable, write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STATUS_COLOURS = {PoseStatus.OK: "#0072b2", PoseStatus.SEARCHING: "#e69f00", PoseStatus.LOST: "#cc3311"}
"""Told apart by colour-blind readers too (Okabe and Ito 2008; Tol 2021)."""

ERROR_COLOUR = "#aa3377"
ELLIPSE_EVERY_S = 3.0
"""Four steps: neighbouring ellipses overlap without hiding the path."""

MARGIN_M = 4.0
LEAST_SIDE_M = 25.0
LONG_SIDE_IN, LEAST_SIDE_IN, DPI = 9.0, 5.0, 120
LEGEND_IN = 2.4
CORNERS_PT = ((7.0, 6.0), (-7.0, 6.0), (7.0, -6.0), (-7.0, -6.0))
MARK_PX = 6.0
"""Half of a waypoint's mark."""


@dataclass(frozen=True, slots=True, eq=False)
class WalkPicture:
    """What is drawn of a walk. `judged` are true waypoints with the score of the estimate for each.

    `given` is the waypoint that was handed over as the start, None when none was.
    """

    name: str
    how: str
    path: Trajectory
    given: Waypoint | None = None
    judged: Sequence[tuple[Waypoint, WaypointScore]] = ()


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where pictures go: a file, or a folder with one named as each trace."""

    target: Path
    is_folder: bool

    @classmethod
    def into(cls, target: Path, traces: Sequence[Path]) -> Pictures:
        """Tell a file from a folder, make the folder, and see that it can be written.

        Raises
        ------
        InvalidInput : several traces for one file, a file that is no PNG, a folder that cannot be.
        UnwritableFile
        """
        is_folder = target.is_dir() or not target.suffix
        if is_folder:
            try:
                target.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise InvalidInput("--plot", f"{target}: {error.strerror}") from error
        elif target.suffix.lower() != ".png":
            raise InvalidInput("--plot", f"{target}: must end in .png, or be a folder")
        elif len(traces) > 1:
            raise InvalidInput("--plot", f"{target}: one file for {len(traces)} traces; name a folder")
        pictures = cls(target, is_folder)
        for trace in traces:
            require_writable(pictures.file_of(trace))
        return pictures

    def file_of(self, trace: Path) -> Path:
        """Return the picture's file for a trace."""
        return self.target / f"{trace_name(trace)}.png" if self.is_folder else self.target

    def draw(self, trace: Path, picture: WalkPicture, plan: Plan) -> None:
        """Draw a walk into its file."""
        write_whole(self.file_of(trace), walk_png(picture, plan.level, plan.beacons))


def walk_png(picture: WalkPicture, level: Level, beacons: BeaconMap) -> bytes:
    """Draw a walk over its level as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    left_m, right_m, bottom_m, top_m = _view(picture)
    per_m = LONG_SIDE_IN / max(right_m - left_m, top_m - bottom_m)
    width_in, height_in = (max(side * per_m, LEAST_SIDE_IN) for side in (right_m - left_m, top_m - bottom_m))
    figure = Figure(figsize=(width_in + LEGEND_IN, height_in), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw_plan(axes, level)
    axes.set(xlim=(left_m, right_m), ylim=(bottom_m, top_m), aspect="equal", xlabel="x (m)", ylabel="y (m)")
    _draw_transmitters(axes, beacons)
    _draw_ellipses(axes, picture.path, right_m - left_m, top_m - bottom_m)
    _draw_path(axes, picture.path)
    _draw_truth(axes, picture)
    _draw_scale_bar(axes, left_m, right_m, bottom_m, top_m)
    axes.set_title(_title(picture), loc="left", fontsize=10)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9)
    figure.draw_without_rendering()  # from here on the axes stay where they are
    _label_waypoints(axes, picture.judged)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": "Aislecast"})
    return out.getvalue()


def _title(picture: WalkPicture) -> str:
    if not picture.judged:
        return f"{picture.name}\n{picture.how}"
    errors_m = [score.error_m for _, score in picture.judged]
    inside = sum(score.nees <= CHI2_95_2DOF for _, score in picture.judged)
    figures = f"error mean {np.mean(errors_m):.1f} m, largest {max(errors_m):.1f} m"
    return f"{picture.name}\n{picture.how}; {figures}; {inside} of {len(errors_m)} inside the ellipse"


def _view(picture: WalkPicture) -> tuple[float, float, float, float]:
    """Return left, right, bottom, top around the path, the truth and the ellipses of `ok` rows; those of the
    search may be as wide as the level.
    """
    truth = [*([picture.given] if picture.given else []), *(waypoint for waypoint, _ in picture.judged)]
    path = picture.path
    is_ok = np.array([status is PoseStatus.OK for status in path.status])
    limits: list[float] = []
    for row_m, variance_m2, truth_m in (
        (path.x_m, path.var_x_m2, [waypoint.x_m for waypoint in truth]),
        (path.y_m, path.var_y_m2, [waypoint.y_m for waypoint in truth]),
    ):
        reach_m = np.where(is_ok, np.sqrt(CHI2_95_2DOF * variance_m2), 0.0)
        values_m = np.concatenate([row_m - reach_m, row_m + reach_m, truth_m])
        low_m, high_m = float(values_m.min()) - MARGIN_M, float(values_m.max()) + MARGIN_M
        short_m = 0.5 * max(LEAST_SIDE_M - (high_m - low_m), 0.0)
        limits += [low_m - short_m, high_m + short_m]
    return limits[0], limits[1], limits[2], limits[3]


def _draw_transmitters(axes: Axes, beacons: BeaconMap) -> None:
    places_m = np.array([(t.x_m, t.y_m) for t in beacons.transmitters.values()]).reshape(-1, 2)
    axes.plot(*places_m.T, "^", color="#777777", markersize=4, alpha=0.6, zorder=2, label="transmitter")


def _draw_path(axes: Axes, path: Trajectory) -> None:
    """Draw rows as dots, and lines in the colour of the row that they lead to.

    None leads to or from a row of the search: its best guess leaps where nobody walked.
    """
    from matplotlib.collections import LineCollection

    points = np.column_stack([path.x_m, path.y_m])
    colours = [STATUS_COLOURS[status] for status in path.status]
    walked = [PoseStatus.SEARCHING not in ends for ends in pairwise(path.status)]
    lines = [line for line, is_walked in zip(pairwise(points), walked, strict=True) if is_walked]
    of_lines = [colour for colour, is_walked in zip(colours[1:], walked, strict=True) if is_walked]
    axes.add_collection(LineCollection(lines, colors=of_lines, linewidths=1.8, zorder=5))
    for status, colour in STATUS_COLOURS.items():
        rows = points[[row is status for row in path.status]]
        if len(rows):
            axes.plot(*rows.T, ".", color=colour, markersize=5, zorder=5, label=f"estimate, {status.value}")
    axes.plot(
        *points[0], "o", mfc="white", mec=colours[0], mew=1.8, markersize=8, zorder=6, label="first row"
    )
    axes.plot(*points[-1], "s", color=colours[-1], markersize=7, zorder=6, label="last row")


def _draw_ellipses(axes: Axes, path: Trajectory, width_m: float, height_m: float) -> None:
    """Draw the claimed 95 % ellipse every few seconds, and at the end, but for those that are wider or
    higher than the view: of them nothing but stray arcs would be seen.
    """
    from matplotlib.patches import Ellipse

    marks_s = np.arange(path.t_s[0], path.t_s[-1], ELLIPSE_EVERY_S)
    rows = np.unique(np.append(np.searchsorted(path.t_s, marks_s), len(path) - 1))
    across_m = 2.0 * np.sqrt(CHI2_95_2DOF * np.stack([path.var_x_m2, path.var_y_m2]))
    rows = rows[(across_m[0, rows] <= width_m) & (across_m[1, rows] <= height_m)]
    label: str | None = f"95 % ellipse, each {ELLIPSE_EVERY_S:.0f} s"
    for row in rows:
        long_m, short_m, angle_rad = error_ellipse(
            float(path.var_x_m2[row]), float(path.var_y_m2[row]), float(path.cov_xy_m2[row])
        )
        ellipse = Ellipse(
            (path.x_m[row], path.y_m[row]), 2.0 * long_m, 2.0 * short_m, angle=math.degrees(angle_rad),
            facecolor="none", edgecolor=STATUS_COLOURS[path.status[row]], alpha=0.6, linewidth=1.0, zorder=3,
            label=label,
        )  # fmt: skip
        axes.add_patch(ellipse)
        label = None


def _draw_truth(axes: Axes, picture: WalkPicture) -> None:
    """Draw waypoints, each joined to the estimate for it."""
    if picture.given is not None:
        start = picture.given
        axes.plot(start.x_m, start.y_m, "D", mfc="none", mec="black", markersize=12, zorder=7,
                  label="true start, given")  # fmt: skip
    for number, (waypoint, score) in enumerate(picture.judged, start=1):
        axes.plot([waypoint.x_m, score.x_m], [waypoint.y_m, score.y_m], "-", color=ERROR_COLOUR,
                  linewidth=1.4, zorder=6, label="error" if number == 1 else None)  # fmt: skip
    if picture.judged:
        places_m = [(waypoint.x_m, waypoint.y_m) for waypoint, _ in picture.judged]
        axes.plot(*zip(*places_m, strict=True), "D", color="black", markersize=6, zorder=7,
                  label="true waypoint")  # fmt: skip


def _label_waypoints(axes: Axes, judged: Sequence[tuple[Waypoint, WaypointScore]]) -> None:
    """Write each waypoint's error at that corner of it where the label hides fewest waypoints and labels;
    those at one place share a label. The axes are where they will be drawn.
    """
    from matplotlib.transforms import Bbox

    labels: dict[tuple[float, float], list[str]] = {}
    for number, (waypoint, score) in enumerate(judged, start=1):
        labels.setdefault((waypoint.x_m, waypoint.y_m), []).append(f"{number}: {score.error_m:.1f} m")
    places_px = [axes.transData.transform(place_m) for place_m in labels]
    taken = [
        Bbox.from_bounds(x_px - MARK_PX, y_px - MARK_PX, 2 * MARK_PX, 2 * MARK_PX) for x_px, y_px in places_px
    ]
    box = {"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.75}
    for place_m, lines in labels.items():
        tried = [
            axes.annotate("\n".join(lines), place_m, (right, up), textcoords="offset points", fontsize=8,
                          ha="left" if right > 0 else "right", va="bottom" if up > 0 else "top", zorder=8,
                          bbox=box)
            for right, up in CORNERS_PT
        ]  # fmt: skip
        best = min(tried, key=lambda label: label.get_window_extent().count_overlaps(taken))
        taken.append(best.get_window_extent())
        for label in tried:
            if label is not best:
                label.remove()


def _draw_scale_bar(axes: Axes, left_m: float, right_m: float, bottom_m: float, top_m: float) -> None:
    """Draw a bar of 1, 2 or 5 times a power of ten metres, at most a quarter of the width."""
    room_m = 0.25 * (right_m - left_m)
    power = 10.0 ** math.floor(math.log10(room_m))
    length_m = max(step * power for step in (1.0, 2.0, 5.0) if step * power <= room_m)
    x_m, y_m = left_m + 0.04 * (right_m - left_m), bottom_m + 0.04 * (top_m - bottom_m)
    axes.plot([x_m, x_m + length_m], [y_m, y_m], "-", color="black", linewidth=4, zorder=9,
              solid_capstyle="butt")  # fmt: skip
    axes.annotate(f"{length_m:g} m", (x_m + 0.5 * length_m, y_m), (0, 6), textcoords="offset points",
                  ha="center", fontsize=9, zorder=9)  # fmt: skip
