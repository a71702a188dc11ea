"""Benchmarks are scripts that are run from their own folder; their parts are imported from there."""

import sys
from pathlib import Path

import numpy as np

from positioning.capture.records import DropReport
from positioning.capture.trace import SensorColumn, Trace
from positioning.types import BeaconKey, BeaconSighting, Waypoint

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

ONE, OTHER = BeaconKey("mac:00:00:00:00:00:01"), BeaconKey("mac:00:00:00:00:00:02")


def walk(*sightings: tuple[float, BeaconKey, float]) -> Trace:
    """Four seconds along x at 1 m/s."""
    nothing = SensorColumn(np.empty(0), np.empty((0, 3)))
    return Trace(
        "walk", 0, 4.0, 0.5, "", (Waypoint(0.0, 0.0, 0.0), Waypoint(4.0, 4.0, 0.0)),
        tuple(BeaconSighting(t_s, key, rssi_dbm) for t_s, key, rssi_dbm in sightings),
        DropReport(), nothing, nothing, nothing, nothing,
    )  # fmt: skip
