"""One frame off the wire: its limits and what is plausible in it (docs/wire.md)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from positioning.errors import MalformedFrame
from positioning.types import (
    BeaconKey,
    BeaconSighting,
    BeaconTelemetry,
    CodeId,
    CodeScan,
    FloatArray,
    ImuSamples,
    SensorFrame,
    is_code_id,
)

MAX_BINARY_BYTES = 64 * 1024
MAX_JSON_BYTES = 256 * 1024
MAX_SAMPLES = 4096
MAX_SIGHTINGS = 512
MAX_CODES = 8
MAX_LENGTH_NS = 10_000_000_000
MAX_SEQUENCE = 2**32 - 1
MAX_CLOCK_NS = 2**64 - 1

MAX_ACCEL_MPS2 = 160.0
MAX_GYRO_RADPS = 40.0
MAX_MAG_UT = 5000.0
ATTITUDE_NORM_TOLERANCE = 0.1
RSSI_RANGE_DBM = (-127.0, 20.0)

MAX_OVERLAP_NS = 200_000_000
MAX_EARLY_NS = 10_000_000_000
MAX_VISIT_NS = 24 * 3600 * 1_000_000_000

TIME_STEP_S = 1e-4
"""The step of the binary delta-time column: a last sample may round to this far past the frame's end."""

EVENT_STEP_S = 1e-3
"""The step of a sighting's and a scan's time: it may round to this far past the frame's end."""

_KEY = re.compile(r"[a-z]{1,16}:[!-~]{1,230}")


@dataclass(frozen=True, slots=True, eq=False)
class WireFrame:
    """A frame as it was sent: well-formed and plausible in itself.

    Attributes
    ----------
    t_start_ns : the phone's monotonic clock at the frame's start.
    length_ns : the frame covers (t_start_ns, t_start_ns + length_ns].
    imu, sightings, codes : times are seconds since the frame's start.
    """

    visit_id: UUID
    sequence: int
    t_start_ns: int
    length_ns: int
    imu: ImuSamples
    sightings: tuple[BeaconSighting, ...]
    codes: tuple[CodeScan, ...] = ()

    @property
    def t_end_ns(self) -> int:
        return self.t_start_ns + self.length_ns

    def to_frame(self, clock_ns: int) -> SensorFrame:
        """The same with times in seconds since the visit began, `clock_ns` on the phone's clock."""
        start_s = (self.t_start_ns - clock_ns) / 1e9
        return SensorFrame(
            t_start_s=start_s,
            t_end_s=(self.t_end_ns - clock_ns) / 1e9,
            imu=ImuSamples(
                self.imu.t_s + start_s,
                self.imu.accel_mps2,
                self.imu.gyro_radps,
                self.imu.mag_ut,
                self.imu.attitude_xyzw,
            ),
            sightings=tuple(
                BeaconSighting(s.t_s + start_s, s.key, s.rssi_dbm, s.telemetry) for s in self.sightings
            ),
            codes=tuple(CodeScan(scan.t_s + start_s, scan.code) for scan in self.codes),
        )


def check(frame: WireFrame, clock_ns: int, previous_end_ns: int | None = None) -> None:
    """Refuse a frame that does not fit its visit.

    Parameters
    ----------
    clock_ns : the phone's monotonic clock when the visit began (the first hello's).
    previous_end_ns : end of the frame before, None for a visit's first frame.

    Raises
    ------
    MalformedFrame : naming `t_start_ns`.
    """
    since_begin_ns = frame.t_start_ns - clock_ns
    if since_begin_ns < -MAX_EARLY_NS:
        raise MalformedFrame(f"{-since_begin_ns / 1e9:.3f} s before the visit began", "t_start_ns")
    if since_begin_ns > MAX_VISIT_NS:
        raise MalformedFrame("more than 24 h after the visit began", "t_start_ns")
    if previous_end_ns is not None and frame.t_start_ns < previous_end_ns - MAX_OVERLAP_NS:
        overlap_s = (previous_end_ns - frame.t_start_ns) / 1e9
        raise MalformedFrame(f"{overlap_s:.3f} s before the end of the frame before it", "t_start_ns")


def checked_columns(
    length_ns: int,
    t_s: FloatArray,
    accel_mps2: FloatArray,
    gyro_radps: FloatArray | None,
    mag_ut: FloatArray | None,
    attitude_xyzw: FloatArray | None,
) -> ImuSamples:
    """Inertial columns in order of time within the frame; the attitude is brought to unit norm."""
    if not len(t_s):
        return ImuSamples.empty()
    _check_times(t_s, length_ns / 1e9)
    if attitude_xyzw is not None:
        attitude_xyzw = _unit_quaternions(attitude_xyzw)
    if t_s[-1] > length_ns / 1e9:
        t_s = np.minimum(t_s, length_ns / 1e9)
    return ImuSamples(t_s, accel_mps2, gyro_radps, mag_ut, attitude_xyzw)


def _check_times(t_s: FloatArray, length_s: float) -> None:
    # Comparisons that a NaN fails: each test asks for what must hold.
    if not (t_s[0] >= 0.0 and t_s[-1] <= length_s + TIME_STEP_S):
        raise MalformedFrame("sample times outside the frame", "t_s")
    if not (t_s[1:] >= t_s[:-1]).all():
        raise MalformedFrame("sample times decrease", "t_s")


def check_magnitudes(
    accel_mps2: FloatArray,
    gyro_radps: FloatArray | None,
    mag_ut: FloatArray | None,
    attitude_xyzw: FloatArray | None,
) -> None:
    """Refuse readings that no phone's sensor gives. (The binary columns cannot hold any.)"""
    _check_magnitude("accel_mps2", accel_mps2, MAX_ACCEL_MPS2)
    if gyro_radps is not None:
        _check_magnitude("gyro_radps", gyro_radps, MAX_GYRO_RADPS)
    if mag_ut is not None:
        _check_magnitude("mag_ut", mag_ut, MAX_MAG_UT)
    if attitude_xyzw is not None:
        _check_magnitude("attitude_xyzw", attitude_xyzw, 1.0 + ATTITUDE_NORM_TOLERANCE)


def _check_magnitude(name: str, column: FloatArray, limit: float) -> None:
    if not column.size:
        return
    if not (column.max() <= limit and column.min() >= -limit):  # also when a NaN made both NaN
        fact = f"beyond {limit:g}" if np.isfinite(column).all() else "not finite"
        raise MalformedFrame(fact, name)


def _unit_quaternions(attitude_xyzw: FloatArray) -> FloatArray:
    norms = np.sqrt(np.einsum("ij,ij->i", attitude_xyzw, attitude_xyzw))
    if not np.abs(norms - 1.0).max() <= ATTITUDE_NORM_TOLERANCE:
        raise MalformedFrame("norm not within 0.1 of 1", "attitude_xyzw")
    unit: FloatArray = attitude_xyzw / norms[:, None]
    return unit


def checked_sighting(
    offset_s: float, key: BeaconKey, rssi_dbm: float, telemetry: BeaconTelemetry | None, length_ns: int
) -> BeaconSighting:
    """A sighting that a phone can have heard in this frame."""
    t_s = _time_in_frame_s(offset_s, length_ns, "a sighting")
    if not RSSI_RANGE_DBM[0] <= rssi_dbm <= RSSI_RANGE_DBM[1]:
        raise MalformedFrame(f"{rssi_dbm:g} outside [-127, 20]", "rssi_dbm")
    return BeaconSighting(t_s, key, rssi_dbm, telemetry)


def checked_scan(offset_s: float, text: str, length_ns: int) -> CodeScan:
    """A scan that a phone can have made in this frame."""
    return CodeScan(_time_in_frame_s(offset_s, length_ns, "a scan"), code_id(text))


def _time_in_frame_s(offset_s: float, length_ns: int, what: str) -> float:
    """A time within the frame; one that was rounded past its end is the end."""
    length_s = length_ns / 1e9
    if not 0.0 <= offset_s <= length_s + EVENT_STEP_S:
        raise MalformedFrame(f"time of {what} outside the frame", "t_offset_ms")
    return min(offset_s, length_s)


def check_sizes(length_ns: int, samples: int, sightings: int, codes: int = 0) -> None:
    """Refuse a frame that spans or holds more than a frame may."""
    if not 0 <= length_ns <= MAX_LENGTH_NS:
        raise MalformedFrame("not between 0 and 10 s", "length_us")
    if samples > MAX_SAMPLES:
        raise MalformedFrame(f"{samples} samples, more than {MAX_SAMPLES}", "imu")
    if sightings > MAX_SIGHTINGS:
        raise MalformedFrame(f"{sightings} sightings, more than {MAX_SIGHTINGS}", "sightings")
    if codes > MAX_CODES:
        raise MalformedFrame(f"{codes} scans, more than {MAX_CODES}", "codes")


def beacon_key(text: str) -> BeaconKey:
    """A key in full: a kind, a colon and an id without spaces."""
    if not _KEY.fullmatch(text):
        raise MalformedFrame("not a beacon key", "key")
    return BeaconKey(text)


def code_id(text: str) -> CodeId:
    """What a code says: printable ASCII, not too long."""
    if not is_code_id(text):
        raise MalformedFrame("not 1 to 64 characters of printable ASCII", "code")
    return CodeId(text)


def encodable(frame: SensorFrame, sequence: int, clock_ns: int) -> tuple[int, int]:
    """Check that a frame can be sent at all; returns its start in ns and its length in us."""
    t_start_ns = clock_ns + round(frame.t_start_s * 1e9)
    length_us = round((frame.t_end_s - frame.t_start_s) * 1e6)
    if not 0 <= sequence <= MAX_SEQUENCE:
        raise MalformedFrame(f"{sequence} does not fit", "sequence")
    if not 0 <= t_start_ns <= MAX_CLOCK_NS:
        raise MalformedFrame(f"{t_start_ns} does not fit", "t_start_ns")
    check_sizes(length_us * 1000, len(frame.imu), len(frame.sightings), len(frame.codes))
    columns = (frame.imu.accel_mps2, frame.imu.gyro_radps, frame.imu.mag_ut, frame.imu.attitude_xyzw)
    if not all(column is None or np.isfinite(column).all() for column in columns):
        raise MalformedFrame("not finite", "imu")
    return t_start_ns, length_us


def offsets_in_frame_s(times_s: Sequence[float], frame: SensorFrame) -> list[float]:
    """Times since the frame's start; what was heard or read before the frame counts as of its start."""
    length_s = frame.t_end_s - frame.t_start_s
    return [min(max(t_s - frame.t_start_s, 0.0), length_s) for t_s in times_s]
