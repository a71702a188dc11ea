"""The lines of a recording: tab-separated records, damaged now and then.

A record is `unix_ms  TYPE  values...`, a header line begins with `#`. When a record's end of line was lost,
the next record follows in the same line: both are recovered, since a time stamp has 13 digits and a type
follows it. What cannot be read is counted by reason, never guessed.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from positioning.types import BeaconKey, BeaconTelemetry


class DropReason(StrEnum):
    """Why a record of a recording was left out."""

    TRUNCATED_ARCHIVE = "the archive is cut off or corrupt"
    NOT_TEXT = "NUL bytes or no UTF-8"
    FIELD_COUNT = "wrong number of fields"
    UNKNOWN_TYPE = "unknown record type"
    NOT_A_NUMBER = "not a number"
    NOT_FINITE = "NaN or infinity"
    IMPLAUSIBLE = "implausible value"
    BEACON_ID = "malformed beacon id"
    CLOCK = "time stamp far from the others"
    AFTER_THE_END = "after the last inertial sample"


@dataclass(frozen=True, slots=True)
class DropReport:
    """How much of a recording was left out, by reason, and how many glued records were recovered."""

    by_reason: Mapping[DropReason, int] = field(default_factory=lambda: MappingProxyType({}))
    recovered_glued: int = 0

    @property
    def total(self) -> int:
        return sum(self.by_reason.values())

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {reason}" for reason, count in sorted(self.by_reason.items()))
        return counts or "nothing dropped"


@dataclass(slots=True)
class Records:
    """What the lines say, in the file's order; times are Unix milliseconds. Filled by `parse`."""

    accel: list[tuple[int, float, float, float]] = field(default_factory=list)
    gyro: list[tuple[int, float, float, float]] = field(default_factory=list)
    mag: list[tuple[int, float, float, float]] = field(default_factory=list)
    rotation: list[tuple[int, float, float, float]] = field(default_factory=list)
    sightings: list[tuple[int, BeaconKey, float, BeaconTelemetry | None, BeaconKey | None]] = field(
        default_factory=list
    )
    waypoints: list[tuple[int, float, float]] = field(default_factory=list)
    header: dict[str, str] = field(default_factory=dict)
    dropped: Counter[DropReason] = field(default_factory=Counter)
    recovered_glued: int = 0


MAX_ACCEL_MPS2 = 160.0  # these three as in docs/wire.md: twice the widest common sensor range
MAX_GYRO_RADPS = 40.0
MAX_MAG_UT = 5000.0
MAX_ROTATION_PART = 1.05  # a unit quaternion's vector part, with room for a phone's rounding
MAX_COORDINATE_M = 1e5
RSSI_RANGE_DBM = (-127.0, 20.0)
_TELEMETRY_RANGES = ((0.0, 0xFFFF), (-128.0, 128.0), (0.0, 0xFFFFFFFF), (0.0, 0xFFFFFFFF / 10))
"""Battery in mV, temperature, count of adverts, seconds since the boot: what Eddystone-TLM holds."""

_STAMP_DIGITS = 13  # Unix milliseconds from 2001 to 2286
_GLUED = re.compile(rb"([0-9]{13})\tTYPE_")
_MAC = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HIDDEN_MACS = frozenset({"", "00:00:00:00:00:00", "02:00:00:00:00:00"})
"""Phones that hide addresses write nothing, zeros, or Android's fixed 02:00:00:00:00:00."""

_INERTIAL = {
    b"TYPE_ACCELEROMETER": ("accel", MAX_ACCEL_MPS2),
    b"TYPE_GYROSCOPE": ("gyro", MAX_GYRO_RADPS),
    b"TYPE_MAGNETIC_FIELD": ("mag", MAX_MAG_UT),
    b"TYPE_ROTATION_VECTOR": ("rotation", MAX_ROTATION_PART),
}
_INERTIAL_FIELDS = 6
_BEACON_FIELDS = 10
_TELEMETRY_FIELDS = 14
_WAYPOINT_FIELDS = 4
_UNUSED = frozenset(
    {
        b"TYPE_WIFI",
        b"TYPE_ACCELEROMETER_UNCALIBRATED",
        b"TYPE_GYROSCOPE_UNCALIBRATED",
        b"TYPE_MAGNETIC_FIELD_UNCALIBRATED",
    }
)
"""Types of the same recorder that tracking has no use for: skipped, not counted as damage."""


def parse(text: bytes) -> Records:
    """Read all records of a recording's text, damaged lines counted by reason."""
    records = Records()
    for line in text.split(b"\n"):
        if line.endswith(b"\r"):
            line = line[:-1]
        types = line.count(b"TYPE_")
        if types == 1 and line[_STAMP_DIGITS : _STAMP_DIGITS + 6] == b"\tTYPE_":
            _read_record(line, records)
        elif types:
            _read_glued(line, records)
        elif line.startswith(b"#"):
            _read_header(line, records)
        elif line:
            _read_record(line, records)
    return records


def _read_glued(line: bytes, records: Records) -> None:
    """Split a line at every `stamp TYPE_` that it holds and read the pieces one by one."""
    starts = [found.start() for found in _GLUED.finditer(line)]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        piece = line[start:end]
        if piece.startswith(b"#"):
            _read_header(piece, records)
        elif _read_record(piece, records) and start > 0:
            records.recovered_glued += 1


def _read_header(line: bytes, records: Records) -> None:
    """Keep `name:value` items; a header that cannot be read is no loss to tracking, yet it is counted."""
    try:
        items = line.decode("utf-8").lstrip("#").split("\t")
    except UnicodeDecodeError:
        records.dropped[DropReason.NOT_TEXT] += 1
        return
    for item in items:
        name, colon, value = item.partition(":")
        if colon and name:
            records.header.setdefault(name.strip(), value.strip())


def _read_record(line: bytes, records: Records) -> bool:
    """Read one record; returns whether it was kept."""
    fields = line.split(b"\t")
    if fields[-1] == b"" and len(fields) > 2:
        fields.pop()  # the tab was kept and the end of line lost
    reason = _add(fields, records)
    if reason is None:
        return True
    if b"\0" in line or not _is_text(line):
        reason = DropReason.NOT_TEXT
    records.dropped[reason] += 1
    return False


def _is_text(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _add(fields: list[bytes], records: Records) -> DropReason | None:
    """Put one record's fields where they belong, or say why not."""
    if len(fields) < 2:
        return DropReason.FIELD_COUNT
    kind = fields[1]
    inertial = _INERTIAL.get(kind)
    if inertial is not None:
        wanted = _INERTIAL_FIELDS
    elif kind == b"TYPE_BEACON":
        wanted = _BEACON_FIELDS
    elif kind == b"TYPE_BEACON_TELEMETRY":
        wanted = _TELEMETRY_FIELDS
    elif kind == b"TYPE_WAYPOINT":
        wanted = _WAYPOINT_FIELDS
    else:
        return None if kind in _UNUSED else DropReason.UNKNOWN_TYPE
    if len(fields) != wanted:
        return DropReason.FIELD_COUNT
    stamp = fields[0]
    if not stamp.isdigit() or len(stamp) != _STAMP_DIGITS:
        return DropReason.CLOCK if stamp.isdigit() else DropReason.NOT_A_NUMBER
    try:
        if inertial is not None:
            return _add_inertial(int(stamp), fields, *inertial, records)
        if kind in (b"TYPE_BEACON", b"TYPE_BEACON_TELEMETRY"):
            return _add_sighting(int(stamp), fields, records)
        return _add_waypoint(int(stamp), fields, records)
    except ValueError:
        return DropReason.NOT_A_NUMBER


def _add_inertial(
    stamp_ms: int, fields: list[bytes], column: str, limit: float, records: Records
) -> DropReason | None:
    x, y, z = float(fields[2]), float(fields[3]), float(fields[4])
    if not (abs(x) <= limit and abs(y) <= limit and abs(z) <= limit):
        finite = math.isfinite(x) and math.isfinite(y) and math.isfinite(z)
        return DropReason.IMPLAUSIBLE if finite else DropReason.NOT_FINITE
    if column == "rotation" and x * x + y * y + z * z > MAX_ROTATION_PART**2:
        return DropReason.IMPLAUSIBLE
    getattr(records, column).append((stamp_ms, x, y, z))
    return None


def _add_sighting(stamp_ms: int, fields: list[bytes], records: Records) -> DropReason | None:
    rssi_dbm = float(fields[6])
    if not RSSI_RANGE_DBM[0] <= rssi_dbm <= RSSI_RANGE_DBM[1]:
        return DropReason.IMPLAUSIBLE if math.isfinite(rssi_dbm) else DropReason.NOT_FINITE
    telemetry = None
    if len(fields) == _TELEMETRY_FIELDS:
        told = [float(text) for text in fields[_BEACON_FIELDS:]]
        if not all(low <= value <= high for value, (low, high) in zip(told, _TELEMETRY_RANGES, strict=True)):
            return DropReason.IMPLAUSIBLE if all(map(math.isfinite, told)) else DropReason.NOT_FINITE
        telemetry = BeaconTelemetry(int(told[0]), told[1], int(told[2]), told[3])
    try:
        uuid, major, minor, mac = (fields[i].decode("ascii").strip() for i in (2, 3, 4, 8))
    except UnicodeDecodeError:
        return DropReason.BEACON_ID
    advertised, mac = _advertised(uuid.lower(), major, minor), mac.upper()
    if mac in _HIDDEN_MACS:
        if advertised is None:
            return DropReason.BEACON_ID
        records.sightings.append((stamp_ms, advertised, rssi_dbm, telemetry, None))
        return None
    if not _MAC.fullmatch(mac):
        return DropReason.BEACON_ID
    records.sightings.append((stamp_ms, BeaconKey(f"mac:{mac}"), rssi_dbm, telemetry, advertised))
    return None


def _advertised(uuid: str, major: str, minor: str) -> BeaconKey | None:
    if not (_UUID.fullmatch(uuid) and major.isdecimal() and minor.isdecimal()):
        return None
    if int(major) > 0xFFFF or int(minor) > 0xFFFF:
        return None
    return BeaconKey(f"ibeacon:{uuid}/{int(major)}/{int(minor)}")


def _add_waypoint(stamp_ms: int, fields: list[bytes], records: Records) -> DropReason | None:
    x_m, y_m = float(fields[2]), float(fields[3])
    if not (abs(x_m) <= MAX_COORDINATE_M and abs(y_m) <= MAX_COORDINATE_M):
        finite = math.isfinite(x_m) and math.isfinite(y_m)
        return DropReason.IMPLAUSIBLE if finite else DropReason.NOT_FINITE
    records.waypoints.append((stamp_ms, x_m, y_m))
    return None
