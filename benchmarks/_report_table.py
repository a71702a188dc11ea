"""The figures of `aislecast evaluate --json` as lines of two tables: errors, and how honest they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ERRORS_HEADING = f"{'':40}" + "".join(
    f"{name:>10}"
    for name in ("n", "mean", "median", "75 %", "90 %", "95 %", "NEES", "in 95 %", "ok", "searching", "lost")
)
HONESTY_HEADING = (
    f"{'':40}{'heading: n':>11}{'median':>8}{'90 %':>8}{'once ok: median':>17}{'90 %':>8}{'in 95 %':>9}"
    f"{'thirds':>17}"
)
LEGEND = """\
in 95 %: share inside the claimed 95 % ellipse; NEES is 2 when the claimed sd is honest.
second table: heading in degrees, over segments of 8 m and more; in 95 %: of ok rows, then of those in each
third of published sd, the smallest first.
unknown start: waypoints from the first sighting on."""


def error_line(name: str, figures: Mapping[str, Any]) -> str:
    """Return one method's errors in metres and the shares of its rows by status."""
    keys = ("mean_m", "median_m", "q75_m", "q90_m", "q95_m", "mean_nees")
    errors = "".join(f"{figures[key]:10.2f}" if key in figures else f"{'-':>10}" for key in keys)
    shares = [
        figures.get("within_95"),
        *(figures.get("status", {}).get(s) for s in ("ok", "searching", "lost")),
    ]
    cells = [f"{'-':>10}" if share is None else f"{share:10.0%}" for share in shares]
    return f"{name:40}{figures['waypoints']:10d}{errors}{''.join(cells)}"


def honesty_line(name: str, report: Mapping[str, Any]) -> str:
    """Return heading, errors once `ok`, and the share inside the claimed ellipse while `ok`."""
    heading, found, ok = (
        report["tracker"]["heading"],
        report["tracker"]["from_first_ok"],
        report["honesty"]["ok"],
    )
    line = f"{name:40}{heading['segments']:11d}{heading['median_deg']:8.1f}{heading['q90_deg']:8.1f}"
    if ok is None:
        return line + "   never ok"
    line += f"{found['median_m']:17.2f}{found['q90_m']:8.2f}{ok['within_95']:9.0%}"
    shares = (third["within_95"] for third in ok["thirds"])
    return line + "".join(f"{'-':>6}" if share is None else f"{share:6.0%}" for share in shares).rjust(17)
