"""Ground truth of all visits as files: who came, their stays by zone and face, what they took.

`visits.csv`, `stays.csv` and `purchases.csv` hold a row a visit, stay and purchase; times are UTC in ms.
`paths.npz` is written on days without inertial data: columns of poses with the tracker's error. `visits.csv`
comes last: a folder that has it has everything.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from firmware_sim.crowd import Person
from firmware_sim.errors import SimulationError
from firmware_sim.stays import TrueStay
from firmware_sim.tracked import TrackerError
from firmware_sim.visit import SimulatedVisit, Trip
from positioning.types import Trajectory
from zones.storefile import replacing, write_whole

VISITS = ("visit", "role", "party", "began_ms", "ended_ms", "walked_m")
STAYS = ("visit", "kind", "place_id", "name", "entered_ms", "left_ms", "dwell_s")
PURCHASES = ("visit", "taken_ms", "name", "zone_id", "face_id", "units")


VISITS_FILE, STAYS_FILE, PURCHASES_FILE, PATHS_FILE = "visits.csv", "stays.csv", "purchases.csv", "paths.npz"
PATHS = ("visit", "t_ms", "x_m", "y_m", "heading_rad", "sd_m", "sd_heading_rad")
MOST_HEADER = 1000
"""Characters; ours have 72 at most."""
TABLES = {STAYS_FILE: STAYS, PURCHASES_FILE: PURCHASES, VISITS_FILE: VISITS}
"""Each with its columns, in the order in which they are written."""
TRUTH_ENDING = ".truth.csv"
NAMED = re.compile(r"(?:shopper|staff)-\d+(?:\.truth\.csv|\.txt)")
CUT_OFF = re.compile(
    r"\.(?:(?:shopper|staff)-\d+|visits|stays|purchases|paths)\.(?:truth\.csv|txt|csv|npz)\.\w{8}"
)
"""What a run that was killed was about to put in place (`zones.storefile.replacing`)."""
SIMULATED, TRUTH_BEGIN = b"#\tsimulated:by Aislecast", b"t_ms,x_m,y_m,heading_rad\n"
"""What recordings and true paths of a run have in their first lines."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make a folder for a run and hold it: two at once would mix their people.

    Raises
    ------
    SimulationError
        When the folder cannot be made, or another run writes to it.
    """
    with _told_of(folder):
        folder.mkdir(parents=True, exist_ok=True)
        held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(held)
        raise SimulationError(f"{folder}: another run is writing to it") from error
    try:
        yield
    finally:
        os.close(held)


def empty(folder: Path) -> None:
    """Take away what an earlier run wrote to a folder: its people are not this one's. Other files stay.

    Raises
    ------
    SimulationError
        When the folder cannot be written to, or has a table of one of our names that no run wrote: nothing is
        taken away then.
    """
    with _told_of(folder):
        for name, header in TABLES.items():
            _require_ours(folder / name, header)
        _require_ours(folder / PATHS_FILE, PATHS)
        recordings = [path for path in folder.iterdir() if NAMED.fullmatch(path.name)]
        for recording in recordings:
            _require_simulated(recording)
        left = [path for path in folder.glob(".*") if CUT_OFF.fullmatch(path.name)]
        for path in (*(folder / name for name in (*TABLES, PATHS_FILE)), *recordings, *left):
            path.unlink(missing_ok=True)


def _require_simulated(file: Path) -> None:
    """Let nobody lose a recording of their own, or what they noted beside one."""
    begin = TRUTH_BEGIN if file.name.endswith(TRUTH_ENDING) else SIMULATED
    with file.open("rb") as opened:
        if begin not in opened.read(MOST_HEADER):
            raise SimulationError(f"{file}: no run wrote it; choose another folder, or move it away")


def _require_ours(table: Path, columns: Sequence[str]) -> None:
    """Let nobody lose a table of their own that happens to be called as one of ours."""
    if table.exists() and _columns(table) != tuple(columns):
        raise SimulationError(f"{table}: no run wrote it; choose another folder, or move it away")


def _columns(table: Path) -> tuple[str, ...]:
    """The names that a table begins with, an archive's those of its members; none where it is no table."""
    try:
        if table.suffix == ".npz":
            with zipfile.ZipFile(table) as archive:
                return tuple(name.removesuffix(".npy") for name in archive.namelist())
        with table.open(encoding="utf-8") as file:
            return tuple(file.readline(MOST_HEADER).rstrip("\n").split(","))
    except (zipfile.BadZipFile, UnicodeDecodeError):
        return ()


@contextmanager
def _told_of(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SimulationError(f"{error.filename or folder}: {error.strerror}") from error


@dataclass(frozen=True, slots=True, eq=False)
class _Path:
    """Poses of the visit in row `visit` of visits.csv: times (n,); x_m, y_m, heading_rad as rows (3, n)."""

    visit: int
    times_ms: NDArray[np.int64]
    places: NDArray[np.float32]


class TruthFiles:
    """Collects rows visit by visit and writes them to a folder.

    Parameters
    ----------
    begins : when the scenario begins.
    """

    def __init__(self, begins: datetime) -> None:
        self._begins_ms = round(begins.timestamp() * 1000)
        self.visits: list[tuple[Any, ...]] = []
        self.stays: list[tuple[Any, ...]] = []
        self.purchases: list[tuple[Any, ...]] = []
        self._paths: list[_Path] = []

    def began_ms(self, person: Person) -> int:
        """When a visit begins, UTC."""
        return self._begins_ms + round(person.begins_s * 1000)

    def add(self, person: Person, trip: Trip | SimulatedVisit, stays: Sequence[TrueStay]) -> None:
        """Take the truth of one visit."""
        truth, began_ms = trip.truth, self.began_ms(person)
        walked_m = float(np.hypot(np.diff(truth.x_m), np.diff(truth.y_m)).sum())
        ended_ms = began_ms + round(float(truth.t_s[-1]) * 1000)
        self.visits.append((person.name, person.role, person.party, began_ms, ended_ms, f"{walked_m:.1f}"))
        for stay in stays:
            entered_ms, left_ms = (began_ms + round(t_s * 1000) for t_s in (stay.entered_t_s, stay.left_t_s))
            dwell_s = f"{(left_ms - entered_ms) / 1000:.1f}"
            self.stays.append(
                (person.name, stay.kind, stay.place_id, stay.name, entered_ms, left_ms, dwell_s)
            )
        for bought in trip.purchases:
            taken_ms = began_ms + round(bought.t_s * 1000)
            zone_id, face_id = bought.zone_id or "", bought.face_id or ""
            self.purchases.append((person.name, taken_ms, bought.name, zone_id, face_id, bought.units))

    def add_path(self, person: Person, path: Trajectory) -> None:
        """Take the poses of the visit that was added last."""
        times_ms = self.began_ms(person) + np.rint(path.t_s * 1000).astype(np.int64)
        places = np.stack([path.x_m, path.y_m, path.heading_rad]).astype(np.float32)
        self._paths.append(_Path(len(self.visits) - 1, times_ms, places))

    def write(self, folder: Path, error: TrackerError | None = None) -> None:
        """Write all files; with an `error` the paths too, which have it.

        Raises
        ------
        SimulationError, UnwritableFile
            When the folder cannot be written to.
        """
        if error is not None:
            with replacing(folder / PATHS_FILE) as file:
                self._write_paths(file, error)
        rows_of = {STAYS_FILE: self.stays, PURCHASES_FILE: self.purchases, VISITS_FILE: self.visits}
        for name, header in TABLES.items():
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows_of[name])
            write_whole(folder / name, text.getvalue().encode())

    def _write_paths(self, file: BinaryIO, error: TrackerError) -> None:
        x_m, y_m, heading_rad = np.concatenate([path.places for path in self._paths], axis=1)
        np.savez(
            file,
            allow_pickle=False,
            visit=np.concatenate([np.full(len(p.times_ms), p.visit, dtype=np.int32) for p in self._paths]),
            t_ms=np.concatenate([path.times_ms for path in self._paths]),
            x_m=x_m,
            y_m=y_m,
            heading_rad=heading_rad,
            sd_m=np.float64(error.sd_m),
            sd_heading_rad=np.float64(error.heading_sd_rad),
        )
