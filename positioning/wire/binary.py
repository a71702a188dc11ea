"""The binary frame, version 1: a fixed header, int16 columns, packed sightings and scans (docs/wire.md)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from positioning.errors import MalformedFrame
from positioning.types import BeaconKey, BeaconSighting, BeaconTelemetry, CodeScan, FloatArray, SensorFrame
from positioning.wire.frame import (
    MAX_BINARY_BYTES,
    MAX_CODES,
    TIME_STEP_S,
    WireFrame,
    beacon_key,
    check_sizes,
    checked_columns,
    checked_scan,
    checked_sighting,
    code_id,
    encodable,
    offsets_in_frame_s,
)

MAGIC = b"AF"
VERSION = 1
GYRO, MAG, ATTITUDE, DELTA_TIME, CODES = 1, 2, 4, 8, 32
ACCEL_PER_MPS2 = 400.0
GYRO_PER_RADPS = 900.0
MAG_STEP_UT = 0.15
ATTITUDE_PER_UNIT = 32767.0

_HEADER = struct.Struct("<2sBB16sIQIIHH")
_INDEX = struct.Struct("<H")
_HEARD = struct.Struct("<bHB")
_TELEMETRY = struct.Struct("<HhII")
_COUNT = struct.Struct("<B")
_SCAN = struct.Struct("<HB")
_KEY_IN_FULL = 0xFFFF
_HAS_TELEMETRY = 1
_MAX_DELTA = 0xFFFF


def decode_binary(data: bytes, beacons: Sequence[BeaconKey]) -> WireFrame:
    """Read one binary frame.

    Parameters
    ----------
    data : the message, whole.
    beacons : the welcome's list, which sightings point into.

    Raises
    ------
    MalformedFrame : the layout is broken or a value is implausible; `.field` names what.
    """
    if not _HEADER.size <= len(data) <= MAX_BINARY_BYTES:
        raise MalformedFrame(f"{len(data)} bytes", "size")
    (magic, version, flags, visit, sequence, t_start_ns, length_us, _rate, n, m) = _HEADER.unpack_from(data)
    if magic != MAGIC:
        raise MalformedFrame("not a frame", "magic")
    if version != VERSION:
        raise MalformedFrame(f"version {version} is not known", "version")
    if flags & ~(GYRO | MAG | ATTITUDE | DELTA_TIME | CODES):
        raise MalformedFrame(f"unknown bits in {flags:#04x}", "flags")
    length_ns = length_us * 1000
    check_sizes(length_ns, n, m)
    columns_end = _HEADER.size + n * _sample_bytes(flags)
    if columns_end > len(data):
        raise MalformedFrame(f"{len(data)} bytes are too few for {n} samples", "size")
    imu = checked_columns(length_ns, *_read_columns(data, flags, n, length_ns))
    sightings, end = _read_sightings(data, columns_end, m, length_ns, beacons)
    codes, end = _read_codes(data, end, length_ns) if flags & CODES else ((), end)
    if end != len(data):
        raise MalformedFrame(f"{len(data) - end} bytes after the last one", "size")
    return WireFrame(UUID(bytes=visit), sequence, t_start_ns, length_ns, imu, sightings, codes)


def _sample_bytes(flags: int) -> int:
    """Bytes of one sample over all columns that the flags name."""
    values = 3 + 3 * bool(flags & GYRO) + 3 * bool(flags & MAG) + 4 * bool(flags & ATTITUDE)
    return 2 * (values + bool(flags & DELTA_TIME))


def _read_columns(
    data: bytes, flags: int, n: int, length_ns: int
) -> tuple[FloatArray, FloatArray, FloatArray | None, FloatArray | None, FloatArray | None]:
    """Times since the frame's start, accelerometer, and what else the flags name."""
    at = _HEADER.size

    def scaled(width: int, per_unit: float) -> FloatArray:
        nonlocal at
        column: FloatArray = np.ndarray((n, width), "<i2", data, at) / per_unit
        at += 2 * n * width
        return column

    accel_mps2 = scaled(3, ACCEL_PER_MPS2)
    gyro_radps = scaled(3, GYRO_PER_RADPS) if flags & GYRO else None
    mag_ut = scaled(3, 1.0 / MAG_STEP_UT) if flags & MAG else None
    attitude_xyzw = scaled(4, ATTITUDE_PER_UNIT) if flags & ATTITUDE else None
    if flags & DELTA_TIME:
        t_s = np.cumsum(np.frombuffer(data, "<u2", n, at), dtype=np.float64) * TIME_STEP_S
    else:
        t_s = np.arange(1, n + 1, dtype=np.float64) * (length_ns / 1e9 / max(n, 1))
    return t_s, accel_mps2, gyro_radps, mag_ut, attitude_xyzw


def _read_sightings(
    data: bytes, at: int, count: int, length_ns: int, beacons: Sequence[BeaconKey]
) -> tuple[tuple[BeaconSighting, ...], int]:
    """The sightings, and where they end."""
    sightings = []
    try:
        for _ in range(count):
            sighting, at = _read_sighting(data, at, length_ns, beacons)
            sightings.append(sighting)
    except struct.error as error:
        raise MalformedFrame(f"too few bytes for {count} sightings", "size") from error
    return tuple(sightings), at


def _read_sighting(
    data: bytes, at: int, length_ns: int, beacons: Sequence[BeaconKey]
) -> tuple[BeaconSighting, int]:
    (index,) = _INDEX.unpack_from(data, at)
    at += _INDEX.size
    if index == _KEY_IN_FULL:
        (length,) = struct.unpack_from("<B", data, at)
        at += 1
        try:
            key = beacon_key(data[at : at + length].decode("utf-8"))
        except UnicodeDecodeError as error:
            raise MalformedFrame("not UTF-8", "key") from error
        at += length
    elif index < len(beacons):
        key = beacons[index]
    else:
        raise MalformedFrame(f"index {index} in a list of {len(beacons)}", "key")
    rssi_dbm, offset_ms, flags = _HEARD.unpack_from(data, at)
    at += _HEARD.size
    telemetry = None
    if flags & ~_HAS_TELEMETRY:
        raise MalformedFrame(f"unknown bits in {flags:#04x}", "sightings")
    if flags:
        battery_mv, temperature, advert_count, uptime = _TELEMETRY.unpack_from(data, at)
        at += _TELEMETRY.size
        telemetry = BeaconTelemetry(battery_mv, temperature / 256.0, advert_count, uptime / 10.0)
    return checked_sighting(offset_ms / 1e3, key, float(rssi_dbm), telemetry, length_ns), at


def _read_codes(data: bytes, at: int, length_ns: int) -> tuple[tuple[CodeScan, ...], int]:
    """The scans, and where they end."""
    codes = []
    try:
        (count,) = _COUNT.unpack_from(data, at)
        at += _COUNT.size
        if not 1 <= count <= MAX_CODES:
            raise MalformedFrame(f"{count} scans, not 1 to {MAX_CODES}", "codes")
        for _ in range(count):
            offset_ms, length = _SCAN.unpack_from(data, at)
            (text,) = struct.unpack_from(f"{length}s", data, at + _SCAN.size)
            at += _SCAN.size + length
            # Latin-1 has a character for every byte: what is not ASCII is refused as any other character.
            codes.append(checked_scan(offset_ms / 1e3, text.decode("latin-1"), length_ns))
    except struct.error as error:
        raise MalformedFrame("too few bytes for the scans", "size") from error
    return tuple(codes), at


def encode_binary(
    frame: SensorFrame, visit_id: UUID, sequence: int, clock_ns: int, beacons: Sequence[BeaconKey]
) -> bytes:
    """Write one binary frame.

    Values are rounded to the layout's steps and saturated at its range; a sighting or a scan from before the
    frame counts as of its start.

    Parameters
    ----------
    frame : times in seconds since the visit began.
    clock_ns : the phone's monotonic clock at t_s = 0.
    beacons : the welcome's list; a key that is not in it is written in full.

    Raises
    ------
    MalformedFrame : the frame is longer or holds more than a frame may, or a value is not finite.
    """
    t_start_ns, length_us = encodable(frame, sequence, clock_ns)
    imu, n = frame.imu, len(frame.imu)
    flags = 0
    columns = [_packed(imu.accel_mps2, ACCEL_PER_MPS2)]
    optional = (
        (GYRO, imu.gyro_radps, GYRO_PER_RADPS),
        (MAG, imu.mag_ut, 1.0 / MAG_STEP_UT),
        (ATTITUDE, imu.attitude_xyzw, ATTITUDE_PER_UNIT),
    )
    for flag, column, per_unit in optional:
        if n and column is not None:
            flags |= flag
            columns.append(_packed(column, per_unit))
    deltas = _deltas(imu.t_s - frame.t_start_s, length_us / 1e6)
    if deltas is not None:
        flags |= DELTA_TIME
        columns.append(deltas.tobytes())
    if frame.codes:
        flags |= CODES
    header = _HEADER.pack(
        MAGIC, VERSION, flags, visit_id.bytes, sequence, t_start_ns, length_us,
        _nominal_rate_mhz(imu.t_s), n, len(frame.sightings),
    )  # fmt: skip
    return b"".join((header, *columns, *_packed_sightings(frame, beacons), *_packed_codes(frame)))


def _packed(column: FloatArray, per_unit: float) -> bytes:
    return np.clip(np.rint(column * per_unit), -32768, 32767).astype("<i2").tobytes()


def _deltas(offsets_s: FloatArray, length_s: float) -> NDArray[np.uint16] | None:
    """The delta-time column, or None where even spacing says the same to half a step."""
    n = len(offsets_s)
    if not n:
        return None
    even_s = np.arange(1, n + 1) * length_s / n
    if np.max(np.abs(offsets_s - even_s)) <= TIME_STEP_S / 2:
        return None
    # Rounding the times, not the differences: the error does not add up.
    deltas = np.diff(np.rint(offsets_s / TIME_STEP_S), prepend=0.0)
    if deltas.min() < 0:
        raise MalformedFrame("sample times before the frame or decreasing", "t_s")
    if deltas.max() > _MAX_DELTA:
        raise MalformedFrame("a silence of more than 6.5 s needs a frame of its own", "t_s")
    return deltas.astype("<u2")


def _nominal_rate_mhz(t_s: FloatArray) -> int:
    """Sample rate in millihertz from the median spacing; of one sample it is unknown: 1 Hz."""
    if len(t_s) < 2:
        return 1000 * len(t_s)
    period_s = float(np.median(np.diff(t_s)))
    return min(round(1e3 / max(period_s, 1e-6)), 2**32 - 1)


def _packed_sightings(frame: SensorFrame, beacons: Sequence[BeaconKey]) -> list[bytes]:
    if not frame.sightings:
        return []
    index_of = {key: index for index, key in enumerate(beacons[:_KEY_IN_FULL])}
    offsets_s = offsets_in_frame_s([s.t_s for s in frame.sightings], frame)
    parts = []
    for sighting, offset_s in zip(frame.sightings, offsets_s, strict=True):
        known_as = sighting.known_as(index_of)
        index = None if known_as is None else index_of[known_as]
        if index is None:
            name = beacon_key(sighting.key).encode("ascii")
            parts += [_INDEX.pack(_KEY_IN_FULL), bytes((len(name),)), name]
        else:
            parts.append(_INDEX.pack(index))
        rssi_dbm = min(max(round(sighting.rssi_dbm), -127), 20)
        told = sighting.telemetry
        parts.append(_HEARD.pack(rssi_dbm, round(offset_s * 1e3), _HAS_TELEMETRY if told else 0))
        if told:
            parts.append(_packed_telemetry(told))
    return parts


def _packed_codes(frame: SensorFrame) -> list[bytes]:
    """The trailing section of scans; nothing without any."""
    if not frame.codes:
        return []
    offsets_s = offsets_in_frame_s([scan.t_s for scan in frame.codes], frame)
    parts = [_COUNT.pack(len(frame.codes))]
    for scan, offset_s in zip(frame.codes, offsets_s, strict=True):
        text = code_id(scan.code).encode("ascii")
        parts += [_SCAN.pack(round(offset_s * 1e3), len(text)), text]
    return parts


def _packed_telemetry(told: BeaconTelemetry) -> bytes:
    return _TELEMETRY.pack(
        min(max(told.battery_mv, 0), 0xFFFF),
        min(max(round(told.temperature_c * 256), -32768), 32767),
        min(max(told.advert_count, 0), 0xFFFFFFFF),
        min(max(round(told.uptime_s * 10), 0), 0xFFFFFFFF),
    )
