"""Survey walks that hold no inertial data: taps on the plan and what a scanner heard.

A page in a browser may not be allowed to read the phone's motion. Such a walk is known at its taps and
straight, at even speed, between them: enough for the fit, while `track` and `evaluate`, which follow steps,
cannot read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import numpy as np

from positioning.capture import DropReason, DropReport, Trace, read_trace
from positioning.capture.archive import read_bytes
from positioning.capture.clock import OUTAGE_MS
from positioning.capture.records import Records, parse
from positioning.capture.trace import SensorColumn
from positioning.errors import UnreadableTrace
from positioning.types import BeaconSighting, Waypoint

PERIOD_S = 0.5


def read_survey_walk(path: Path) -> Trace:
    """Read a survey walk, with inertial data or with taps alone.

    Raises
    ------
    UnreadableTrace : it has neither an accelerometer sample nor two taps.
    """
    try:
        return read_trace(path)
    except UnreadableTrace:
        text, _ = read_bytes(path)
        records = parse(text)
        taps = _of_one_walk(sorted(records.waypoints))
        if len(taps) < 2 or records.accel:
            raise
        return _tapped(path, records, taps)


def has_motion(trace: Trace) -> bool:
    """Tell whether a walk holds what steps are found in."""
    return len(trace.accel.t_s) > 0


def _tapped(path: Path, records: Records, taps: Sequence[tuple[int, float, float]]) -> Trace:
    """Return the walk from its first tap to its last; what was heard later is left out and counted."""
    t0_ms, end_ms = taps[0][0], taps[-1][0]
    dropped = dict(records.dropped)
    for reason, count in (
        (DropReason.CLOCK, len(records.waypoints) - len(taps)),
        (DropReason.AFTER_THE_END, sum(not t0_ms <= row[0] <= end_ms for row in records.sightings)),
    ):
        if count:
            dropped[reason] = dropped.get(reason, 0) + count
    heard = sorted((row for row in records.sightings if t0_ms <= row[0] <= end_ms), key=lambda row: row[0])
    nothing = SensorColumn(np.empty(0), np.empty((0, 3)))
    header = records.header
    return Trace(
        name=path.name.removesuffix(".gz").removesuffix(".txt"),
        t0_unix_ms=t0_ms,
        duration_s=(end_ms - t0_ms) / 1e3,
        period_s=PERIOD_S,
        device=f"{header.get('Brand', '')} {header.get('Model', '')}".strip(),
        waypoints=tuple(Waypoint((ms - t0_ms) / 1e3, x_m, y_m) for ms, x_m, y_m in taps),
        sightings=tuple(
            BeaconSighting((ms - t0_ms) / 1e3, key, rssi_dbm, telemetry, advertised)
            for ms, key, rssi_dbm, telemetry, advertised in heard
        ),
        dropped=DropReport(MappingProxyType(dropped), records.recovered_glued),
        accel=nothing,
        gyro=nothing,
        mag=nothing,
        attitude=SensorColumn(np.empty(0), np.empty((0, 4))),
    )


def _of_one_walk(taps: Sequence[tuple[int, float, float]]) -> Sequence[tuple[int, float, float]]:
    """Return the first taps, in order of time, up to a silence that no walk has."""
    for k, (before, after) in enumerate(pairwise(taps), start=1):
        if after[0] - before[0] > OUTAGE_MS:
            return taps[:k]
    return taps
