"""The figures of `evaluate` as tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from campaigns.commands.evaluation.walks import Method
from campaigns.commands.tracking import Start
from positioning.metrics import COVERED_WITHIN_M, LEAST_SEGMENT_M
from positioning.types import PoseStatus

Figures = Mapping[str, Any]

NAMES = {
    Method.TRACKER: "tracker",
    Method.STEPS_AND_PLAN: "steps + plan*",
    Method.STEPS_ALONE: "steps alone*",
    Method.PLAIN_EKF: "plain EKF",
    Method.LEAST_SQUARES: "least squares",
    Method.WEIGHTED_CENTROID: "weighted centroid",
    Method.NEAREST_BEACON: "nearest beacon",
}
SETS = {
    None: "all waypoints",
    "covered": "covered",
    "uncovered": "uncovered",
    "from_first_ok": "from the first ok on",
}
STATUSES = (PoseStatus.OK, PoseStatus.SEARCHING, PoseStatus.LOST)
FILE_WIDTH = 120  # where no terminal says how wide it is


def print_report(report: Figures) -> None:
    """Print all tables of a run, or why there are none."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=FILE_WIDTH)
    walked = "simulated" if report["simulated"] else "recorded"
    console.print(
        f"{walked} walks: {report['walks']}, {report['mode']}, start {report['start']}."
        f" In brackets: 95 % interval over {report['bootstrap']['resamples']} draws of whole walks,"
        f" seed {report['bootstrap']['seed']}",
        highlight=False,
    )
    if report["tracker"] is None:
        console.print("no waypoint was scored")
    else:
        for title, make in TABLES.items():
            table = make(report)
            if table.row_count:
                console.print(f"\n[bold]{title}[/bold]", highlight=False)
                console.print(table)
        console.print()
    for line in _lines(report):
        console.print(line, highlight=False)


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", caption_justify="left")
    table.add_column("", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _errors(report: Figures) -> Table:
    table = _table("n", "mean", "median", "75 %", "90 %", "95 %")
    for key, title in SETS.items():
        rows = _methods(report, key)
        if not rows or (key is not None and _is_all(report, key, "waypoints")):
            continue
        table.add_section()
        table.add_row(title, style="italic")
        for method, figures in rows:
            cells = [_metres(figures, q) for q in ("mean_m", "median_m", "q75_m", "q90_m", "q95_m")]
            table.add_row(f"  {NAMES[method]}", str(figures["waypoints"]), *cells)
    return table


def _is_all(report: Figures, key: str, count: str) -> bool:
    """Whether what a key chooses of the tracker is everything: then it is said once."""
    tracker = report["tracker"]
    everything = tracker["heading"] if count == "segments" else tracker
    chosen = tracker[key]
    return chosen is not None and chosen[count] == everything[count]


def _differences(report: Figures) -> Table:
    table = _table("n", "mean", "", "median", "")
    for key, figures in report["differences"].items():
        if figures is not None:
            cells = []
            for name in ("mean_m", "median_m"):
                cells += [_metres(figures, name, sign="+"), figures["verdict"][name]]
            table.add_row(NAMES[Method(key)], str(figures["waypoints"]), *cells)
            if "not worse" in figures["verdict"].values():
                table.caption = "not worse: the interval does not lie above zero"
    return table


def _honesty(report: Figures) -> Table:
    """Coverage of the claimed 95 % ellipse, and NEES, which is 2 when the claimed sd is honest."""
    table = _table("n", "in 95 % ellipse", "NEES (honest: 2)")
    everything, found = report["honesty"]["all"], report["honesty"]["ok"]
    chosen = [("tracker", everything)]
    if found is not None and found["waypoints"] < everything["waypoints"]:
        chosen.append(("tracker, ok rows", found))
    for title, figures in chosen:
        table.add_row(title, *_honest(figures))
        for third in filter(_has_waypoints, figures["thirds"]):
            table.add_row(f"  sd {third['sd_from_m']:.1f} to {third['sd_to_m']:.1f} m", *_honest(third))
    for method, figures in _methods(report, None):
        if method is not Method.TRACKER and "mean_nees" in figures:
            table.add_row(NAMES[method], *_honest(figures))
    return table


def _has_waypoints(figures: Figures) -> bool:
    return bool(figures["waypoints"])


def _honest(figures: Figures) -> tuple[str, str, str]:
    return str(figures["waypoints"]), _percent(figures, "within_95"), _figure(figures, "mean_nees", 2, 1)


def _headings(report: Figures) -> Table:
    table = _table("n", "median", "90 %")
    rows = [(NAMES[method], figures) for method, figures in _methods(report, "heading")]
    found = report["tracker"]["heading_ok"]
    if found is not None and not _is_all(report, "heading_ok", "segments"):
        rows.insert(1, ("tracker, ok throughout", found))
    for name, figures in rows:
        cells = [_figure(figures, q, 1, 1) for q in ("median_deg", "q90_deg")]
        table.add_row(name, str(figures["segments"]), *cells)
    return table


def _lines(report: Figures) -> Iterator[str]:
    """What is no table: availability, and what a reader must know of the rows above."""
    available = report["availability"]
    for key, of in (("waypoints", "scored waypoints"), ("time", "time")):
        if available[key]["ok"] is not None:
            shares = [f"{status.value} {_percent(available[key], status.value)}" for status in STATUSES]
            yield f"share of {of}: {', '.join(shares)}"
    if report["start"] == Start.UNKNOWN:  # a known one is found from its first row on
        yield from _search_lines(report)
    if "waypoints_before_first_sighting" in report:
        yield f"waypoints before the first sighting, not scored: {report['waypoints_before_first_sighting']}"
    if report["coverage_known"] and report["tracker"] is not None:
        covered = report["tracker"]["covered"]
        count = f"{covered['waypoints'] if covered else 0} of {report['tracker']['waypoints']} waypoints"
        yield f"covered, within {COVERED_WITHIN_M:.0f} m of where the survey walked: {count}"
    if not report["coverage_known"]:
        yield "unknown coverage: this store does not say where a survey walked"
    if Method.STEPS_ALONE in report:
        yield "* without beacons, from the true first waypoint; all methods but the tracker are always live"
    yield f"tracked at {report['times_real_time']} times real time"


def _search_lines(report: Figures) -> Iterator[str]:
    first = report["availability"]["first_ok"]
    if first["walks"]:
        median, q90 = (_figure(first, name, 1, 1) for name in ("median_s", "q90_s"))
        yield f"time to the first ok: median {median} s, 90 % {q90} s"
    yield f"walks never ok: {report['walks'] - first['walks']}"


TABLES = {
    "Errors in metres": _errors,
    "Tracker minus other, paired by walk (m)": _differences,
    "Claimed uncertainty": _honesty,
    f"Heading error over segments of {LEAST_SEGMENT_M:.0f} m and more (degrees)": _headings,
}


def _methods(report: Figures, key: str | None) -> Sequence[tuple[Method, Figures]]:
    """Return the methods with figures under a key (None: all waypoints)."""
    found = [(method, report.get(method)) for method in NAMES]
    chosen = [(method, own if key is None or own is None else own.get(key)) for method, own in found]
    return [(method, figures) for method, figures in chosen if figures is not None]


def _metres(figures: Figures, name: str, sign: str = "") -> str:
    """Return `3.33 (2.9-3.8)`, with a digit less from 10 on; of a signed difference each digit counts."""
    digits = 2 if abs(figures[name]) < 10.0 else 1
    return _figure(figures, name, digits, digits if sign else digits - 1, sign)


def _percent(figures: Figures, name: str) -> str:
    limits = figures["intervals"][name]
    ends = "" if limits is None else f" ({100.0 * limits[0]:.0f}-{100.0 * limits[1]:.0f})"
    return f"{100.0 * figures[name]:.0f}{ends} %"


def _figure(figures: Figures, name: str, digits: int, limit_digits: int, sign: str = "") -> str:
    limits = figures["intervals"][name]
    shown = f"{figures[name]:{sign}.{digits}f}"
    if limits is None:
        return shown
    ends = [f"{limit:{sign}.{limit_digits}f}" for limit in limits]
    return f"{shown} ({' to '.join(ends) if sign else '-'.join(ends)})"
