"""A recorded walk as the frames that a phone would have sent."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from positioning.capture.archive import read_bytes
from positioning.capture.clock import coherent_span, within
from positioning.capture.records import DropReason, DropReport, Records, parse
from positioning.errors import UnreadableTrace
from positioning.types import BeaconSighting, FloatArray, ImuSamples, SensorFrame, Waypoint

Row = TypeVar("Row", bound=tuple[Any, ...])

MAX_VALUE_AGE_S = 0.5
"""A value of a slower sensor is carried this far: 5 Hz is the slowest rate that Android offers (200 ms),
with room for a late sample. A turn rate held for longer would turn a walker who goes straight."""

SIMULATED = "simulated"
"""The header's item that says that nobody walked (docs/recordings.md)."""

SURROUND_MS = 60_000
"""Sightings and waypoints this far before the first inertial sample still belong to the walk."""


@dataclass(frozen=True, slots=True, eq=False)
class SensorColumn:
    """One sensor's own samples: `t_s` (n,) since the first inertial sample, `values` (n, 3) or (n, 4)."""

    t_s: FloatArray
    values: FloatArray

    def held_at(self, t_s: FloatArray) -> FloatArray | None:
        """The last value at or before each time, or None unless every time has one that is fresh enough."""
        if not len(t_s) or not len(self.t_s):
            return None
        index = np.searchsorted(self.t_s, t_s, side="right") - 1
        if index[0] < 0 or np.any(t_s - self.t_s[index] > MAX_VALUE_AGE_S):
            return None
        return self.values[index]


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A recorded walk; iterating it gives its frames.

    Times are seconds since the first inertial sample of any sensor.

    Attributes
    ----------
    name : the file's name without `.txt` or `.txt.gz`.
    t0_unix_ms : the recording's own clock at t_s = 0.
    duration_s : time of the last inertial sample.
    device : what the header says of the phone, may be empty.
    is_simulated : whether the header says that nobody walked.
    waypoints : true positions that the recording notes, in order of time. Floor frame.
    sightings : all sightings up to the end, in order of time.
    dropped : what was left out, by reason.
    """

    name: str
    t0_unix_ms: int
    duration_s: float
    period_s: float
    device: str
    waypoints: tuple[Waypoint, ...]
    sightings: tuple[BeaconSighting, ...]
    dropped: DropReport
    accel: SensorColumn
    gyro: SensorColumn
    mag: SensorColumn
    attitude: SensorColumn
    is_simulated: bool = False

    @property
    def first_sighting_s(self) -> float | None:
        """When the first beacon was heard, or None when none was."""
        return self.sightings[0].t_s if self.sightings else None

    @property
    def damage(self) -> str | None:
        """What of the recording could not be used, in one line; None when all could."""
        records = dict(self.dropped.by_reason)
        is_cut = records.pop(DropReason.TRUNCATED_ARCHIVE, 0) > 0
        counted = DropReport(records)
        told = [f"records left out: {counted}"] if counted.total else []
        if is_cut:
            told.append(f"{DropReason.TRUNCATED_ARCHIVE}, read up to {self.duration_s:.1f} s")
        return f"{self.name}: {'; '.join(told)}" if told else None

    def __iter__(self) -> Iterator[SensorFrame]:
        return self.frames(self.period_s)

    def frames(self, period_s: float) -> Iterator[SensorFrame]:
        """Cut the walk into frames of `period_s`, the last one shorter.

        The grid begins at the first inertial sample and goes on through silences; the last frame ends at
        the last inertial sample. What was heard before the grid begins is in the first frame. No frame
        depends on anything later than its end.

        Raises
        ------
        ValueError : `period_s` is not positive.
        """
        if not period_s > 0:
            raise ValueError(f"period_s must be positive, not {period_s}")
        # Times are whole milliseconds: rounding keeps a sample at 0.9 s in the frame that ends at 3 x 0.3 s.
        inner = np.round(np.arange(1, int(self.duration_s / period_s) + 2) * period_s, 9)
        ends = np.append(inner[inner < self.duration_s], self.duration_s)
        sample_ends = np.searchsorted(self.accel.t_s, ends, side="right")
        sighting_ends = np.searchsorted([s.t_s for s in self.sightings], ends, side="right")
        sample, sighting, start_s = 0, 0, 0.0
        for end_s, next_sample, next_sighting in zip(ends, sample_ends, sighting_ends, strict=True):
            yield SensorFrame(
                t_start_s=start_s,
                t_end_s=float(end_s),
                imu=self._imu(sample, int(next_sample)),
                sightings=self.sightings[sighting:next_sighting],
            )
            sample, sighting, start_s = int(next_sample), int(next_sighting), float(end_s)

    def between(self, from_s: float, to_s: float, name: str) -> Trace:
        """Return the part of the walk from one time to another, with all that lies in it, under its own name.

        Its recording's clock begins at the last whole millisecond up to `from_s`.
        """
        later_ms = max(0, math.floor(from_s * 1e3))
        later_s = later_ms / 1e3

        def inside(t_s: float) -> bool:
            return from_s <= t_s <= to_s

        def part(column: SensorColumn) -> SensorColumn:
            rows = slice(*np.searchsorted(column.t_s, (from_s, np.nextafter(to_s, np.inf))))
            return SensorColumn(column.t_s[rows] - later_s, column.values[rows])

        return replace(
            self,
            name=name,
            t0_unix_ms=self.t0_unix_ms + later_ms,
            duration_s=min(to_s, self.duration_s) - later_s,
            waypoints=tuple(replace(w, t_s=w.t_s - later_s) for w in self.waypoints if inside(w.t_s)),
            sightings=tuple(replace(s, t_s=s.t_s - later_s) for s in self.sightings if inside(s.t_s)),
            accel=part(self.accel),
            gyro=part(self.gyro),
            mag=part(self.mag),
            attitude=part(self.attitude),
        )

    def _imu(self, start: int, end: int) -> ImuSamples:
        """The samples of one frame, slower sensors held on the accelerometer's times."""
        t_s = self.accel.t_s[start:end]
        return ImuSamples(
            t_s=t_s,
            accel_mps2=self.accel.values[start:end],
            gyro_radps=self.gyro.held_at(t_s),
            mag_ut=self.mag.held_at(t_s),
            attitude_xyzw=self.attitude.held_at(t_s),
        )


def read_trace(path: str | Path, period_s: float = 0.5) -> Trace:
    """Read a recorded walk, plain text or gzip, leaving out what is damaged.

    Parameters
    ----------
    path : the recording (format: docs/recordings.md).
    period_s : length of the frames that iterating the trace gives.

    Raises
    ------
    UnreadableTrace : the file cannot be opened or holds no accelerometer samples.
    """
    path = Path(path)
    text, whole = read_bytes(path)
    records = parse(text)
    if not whole:
        records.dropped[DropReason.TRUNCATED_ARCHIVE] += 1
    return _trace(records, path, period_s)


def _trace(records: Records, path: Path, period_s: float) -> Trace:
    if not records.accel:
        found = f" ({DropReport(dict(records.dropped))})" if records.dropped else ""
        raise UnreadableTrace(str(path), f"no accelerometer samples{found}", "walk-without-motion")
    columns = [
        np.array(rows).reshape(-1, 4) for rows in (records.accel, records.gyro, records.mag, records.rotation)
    ]
    spans_ms = coherent_span(np.concatenate([rows[:, 0] for rows in columns]).astype(np.int64))
    t0_ms, end_ms = int(spans_ms[0, 0]), int(spans_ms[-1, 1])
    accel, gyro, mag, rotation = (_column(rows, spans_ms, records) for rows in columns)
    if not len(accel.t_s):
        reason = f"no accelerometer samples ({DropReport(dict(records.dropped))})"
        raise UnreadableTrace(str(path), reason, "walk-without-motion")
    waypoints = _in_time(records.waypoints, t0_ms - SURROUND_MS, end_ms + SURROUND_MS, records)
    heard = _in_time(records.sightings, t0_ms - SURROUND_MS, end_ms + SURROUND_MS, records)
    sightings = tuple(
        BeaconSighting((ms - t0_ms) / 1e3, key, rssi, telemetry, advertised)
        for ms, key, rssi, telemetry, advertised in heard
        if ms <= end_ms
    )
    if len(sightings) < len(heard):
        records.dropped[DropReason.AFTER_THE_END] += len(heard) - len(sightings)
    header = records.header
    return Trace(
        name=path.name.removesuffix(".gz").removesuffix(".txt"),
        t0_unix_ms=t0_ms,
        duration_s=(end_ms - t0_ms) / 1e3,
        period_s=period_s,
        device=f"{header.get('Brand', '')} {header.get('Model', '')}".strip(),
        waypoints=tuple(Waypoint((ms - t0_ms) / 1e3, x_m, y_m) for ms, x_m, y_m in waypoints),
        sightings=sightings,
        dropped=DropReport(MappingProxyType(dict(records.dropped)), records.recovered_glued),
        accel=accel,
        gyro=gyro,
        mag=mag,
        attitude=SensorColumn(rotation.t_s, _quaternions(rotation.values)),
        is_simulated=SIMULATED in header,
    )


def _column(rows: FloatArray, spans_ms: NDArray[np.int64], records: Records) -> SensorColumn:
    """Rows (n, 4) of stamp and values that belong to the recording, in order of time."""
    stamps_ms = rows[:, 0].astype(np.int64)
    kept = within(stamps_ms, spans_ms)
    if not kept.all():
        records.dropped[DropReason.CLOCK] += int(np.count_nonzero(~kept))
        rows, stamps_ms = rows[kept], stamps_ms[kept]
    order = np.argsort(stamps_ms, kind="stable")
    return SensorColumn((stamps_ms[order] - spans_ms[0, 0]) / 1e3, rows[order, 1:])


def _in_time(rows: Sequence[Row], first_ms: int, last_ms: int, records: Records) -> list[Row]:
    """Rows whose stamp lies within the walk's surroundings, in order of time."""
    kept = sorted((row for row in rows if first_ms <= row[0] <= last_ms), key=lambda row: row[0])
    if len(kept) < len(rows):
        records.dropped[DropReason.CLOCK] += len(rows) - len(kept)
    return kept


def _quaternions(vector_parts: FloatArray) -> FloatArray:
    """Complete rotation vectors (n, 3) = axis sin(angle/2) to unit quaternions (n, 4) x y z w with w >= 0.

    References
    ----------
    Android Open Source Project, "Sensor types", rotation vector: cos(angle/2) follows from the unit norm.
    """
    w = np.sqrt(np.maximum(0.0, 1.0 - np.sum(vector_parts**2, axis=1)))
    quaternions = np.column_stack((vector_parts, w))
    unit: FloatArray = quaternions / np.linalg.norm(quaternions, axis=1, keepdims=True)
    return unit
