"""Writes simulated visits as recordings: the line format of the mall walks, the truth beside it.

`NAME.txt` holds what the phone sensed, with what it heard beacons say of themselves, and, as `TYPE_WAYPOINT`,
where the shopper stood still; `NAME.truth.csv` the true path. The format has no line for a code that was
read. The header says that the recording is simulated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

import numpy as np

from firmware_sim.errors import SimulationError, UnreadableScenario
from firmware_sim.keys import IBEACON, MAC, NO_UUID, named_by
from firmware_sim.scenario import Scenario
from firmware_sim.shopper import ShopFloor
from firmware_sim.truth_files import SIMULATED, TRUTH_BEGIN, TRUTH_ENDING
from firmware_sim.visit import SimulatedVisit
from positioning.types import BeaconKey, BeaconSighting, FloatArray, Waypoint
from zones.storefile import write_whole

TRUTH_PERIOD_S = 0.2
HIDDEN_MAC = "02:00:00:00:00:00"
"""What Android tells apps that may not know an address (since 6.0)."""


def require_recordable(scenario: Scenario, floor: ShopFloor) -> None:
    """Refuse a beacon whose key a recording has no columns for, before anybody is simulated.

    Raises
    ------
    UnreadableScenario
        Naming the field that adds the beacon, or the store file whose map has it.
    """
    added = {key: f"{each.where}.keys" for each in scenario.beacons if each.place_m for key in each.keys}
    for key in sorted(floor.installed.transmitters):
        try:
            _identity(key)
        except SimulationError as error:
            where = added.get(key, str(scenario.installed or scenario.store))
            raise UnreadableScenario(where, str(error)) from error


def write_recording(
    visit: SimulatedVisit, folder: Path, began_unix_ms: int, waypoints: Sequence[Waypoint] | None = None
) -> Path:
    """Write one visit into `folder`, each file whole or not at all; returns the path of the recording.

    It notes these waypoints; by default where the shopper stood still.

    Raises
    ------
    SimulationError, UnwritableFile
        When the folder cannot be made or written to.
    """
    recording = folder / f"{visit.name}.txt"
    lines = [
        *_inertial(visit, began_unix_ms),
        *_sighted(visit.sightings, began_unix_ms),
        *_noted(_waypoints(visit) if waypoints is None else waypoints, began_unix_ms),
    ]
    lines.sort(key=itemgetter(0))
    header = f"#\tstartTime:{began_unix_ms}\n{SIMULATED.decode()}\tname:{visit.name}\n"
    body = "".join([text for _, text in lines])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SimulationError(f"{folder}: {error.strerror}") from error
    write_whole(folder / f"{visit.name}{TRUTH_ENDING}", _truth(visit, began_unix_ms).encode())
    write_whole(recording, (header + body).encode())
    return recording


def _inertial(visit: SimulatedVisit, began_unix_ms: int) -> Iterable[tuple[float, str]]:
    """The lines of all sensors, a sample at a time."""
    imu = visit.imu
    columns: dict[str, FloatArray | None] = {
        "TYPE_ACCELEROMETER": imu.accel_mps2,
        "TYPE_GYROSCOPE": imu.gyro_radps,
        "TYPE_MAGNETIC_FIELD": imu.mag_ut,
        "TYPE_ROTATION_VECTOR": None if imu.attitude_xyzw is None else imu.attitude_xyzw[:, :3],
    }
    sensed = {kind: rows for kind, rows in columns.items() if rows is not None}
    stamps_ms = began_unix_ms + np.rint(imu.t_s * 1e3)
    values = np.hstack([part for rows in sensed.values() for part in (stamps_ms[:, None], rows)])
    lines = "".join(f"%d\t{kind}\t%.7g\t%.7g\t%.7g\t3\n" for kind in sensed)
    return zip(imu.t_s.tolist(), map(lines.__mod__, map(tuple, values.tolist())), strict=True)


def _sighted(sightings: Iterable[BeaconSighting], began_unix_ms: int) -> Iterable[tuple[float, str]]:
    for sighting in sightings:
        uuid, major, minor, mac = _identity(sighting.key)
        stamp_ms, level_dbm = began_unix_ms + round(sighting.t_s * 1e3), round(sighting.rssi_dbm)
        heard = f"{uuid}\t{major}\t{minor}\t-59\t{level_dbm}\t0\t{mac}\t0"
        told = sighting.telemetry
        if told is None:
            yield sighting.t_s, f"{stamp_ms}\tTYPE_BEACON\t{heard}\n"
            continue
        says = f"{told.battery_mv}\t{told.temperature_c:.10g}\t{told.advert_count}\t{told.uptime_s:.10g}"
        yield sighting.t_s, f"{stamp_ms}\tTYPE_BEACON_TELEMETRY\t{heard}\t{says}\n"


@lru_cache(maxsize=4096)
def _identity(key: BeaconKey) -> tuple[str, str, str, str]:
    """uuid, major, minor and MAC as a phone notes them; one that hides addresses notes `HIDDEN_MAC`."""
    kind, parts = named_by(key)
    if kind == IBEACON:
        uuid, major, minor = parts
        return uuid, major, minor, HIDDEN_MAC
    if kind == MAC and parts[0] != HIDDEN_MAC:
        return NO_UUID, "0", "0", parts[0]
    raise SimulationError(f"a recording has no column for the id of beacon {key}")


def _noted(waypoints: Iterable[Waypoint], began_unix_ms: int) -> Iterable[tuple[float, str]]:
    for waypoint in waypoints:
        stamp_ms = began_unix_ms + round(waypoint.t_s * 1e3)
        yield waypoint.t_s, f"{stamp_ms}\tTYPE_WAYPOINT\t{waypoint.x_m:.3f}\t{waypoint.y_m:.3f}\n"


def _waypoints(visit: SimulatedVisit) -> Iterable[Waypoint]:
    """The place at the begin, a tenth of a second before the first sample, and every end of a halt."""
    truth = visit.truth
    still = truth.pace_mps == 0
    rows = [0, *np.flatnonzero(still[:-1] & ~still[1:]).tolist(), len(truth) - 1]
    times_s = [visit.imu.t_s[0] - 0.1, *truth.t_s[rows[1:]].tolist()]
    for t_s, i in zip(times_s, rows, strict=True):
        yield Waypoint(float(t_s), float(truth.x_m[i]), float(truth.y_m[i]))


def _truth(visit: SimulatedVisit, began_unix_ms: int) -> str:
    truth = visit.truth
    every = max(1, math.floor(TRUTH_PERIOD_S / float(truth.t_s[0])))
    rows = zip(
        *(column[::every].tolist() for column in (truth.t_s, truth.x_m, truth.y_m, truth.heading_rad)),
        strict=True,
    )
    return TRUTH_BEGIN.decode() + "".join(
        f"{began_unix_ms + round(t_s * 1e3)},{x_m:.3f},{y_m:.3f},{heading_rad:.4f}\n"
        for t_s, x_m, y_m, heading_rad in rows
    )
