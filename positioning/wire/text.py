"""The JSON frame: the same as the binary one, for people and small SDKs (docs/wire.md)."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np

from positioning.errors import MalformedFrame
from positioning.types import (
    BeaconKey,
    BeaconSighting,
    BeaconTelemetry,
    CodeScan,
    FloatArray,
    ImuSamples,
    SensorFrame,
)
from positioning.wire.frame import (
    MAX_CLOCK_NS,
    MAX_LENGTH_NS,
    MAX_SEQUENCE,
    WireFrame,
    beacon_key,
    check_magnitudes,
    check_sizes,
    checked_columns,
    checked_scan,
    checked_sighting,
    code_id,
    encodable,
    offsets_in_frame_s,
)

_DECIMALS = 6
MAX_UPTIME_S = 0xFFFFFFFF / 10.0
"""A beacon counts its uptime in 32 bits of 0.1 s."""
_COLUMNS = {"accel_mps2": 3, "gyro_radps": 3, "mag_ut": 3, "attitude_xyzw": 4}


def encode_json(
    frame: SensorFrame, visit_id: UUID, sequence: int, clock_ns: int, beacons: Sequence[BeaconKey]
) -> dict[str, Any]:
    """Write one frame as a JSON object; values are rounded to six decimals, sample times to microseconds.

    Parameters
    ----------
    frame : times in seconds since the visit began.
    clock_ns : the phone's monotonic clock at t_s = 0.
    beacons : the welcome's list, which says by which of its names a transmitter is sent.

    Raises
    ------
    MalformedFrame : the frame is longer or holds more than a frame may, or a value is not finite.
    """
    t_start_ns, length_us = encodable(frame, sequence, clock_ns)
    imu: dict[str, Any] = {
        "t_offset_us": np.rint((frame.imu.t_s - frame.t_start_s) * 1e6).astype(np.int64).tolist()
    }
    for name in _COLUMNS:
        column = getattr(frame.imu, name)
        if column is not None:
            imu[name] = np.round(column, _DECIMALS).tolist()
    offsets_s = offsets_in_frame_s([s.t_s for s in frame.sightings], frame)
    known = frozenset(beacons)
    message: dict[str, Any] = {
        "type": "frame",
        "visit_id": str(visit_id),
        "sequence": sequence,
        "t_start_ns": t_start_ns,
        "length_us": length_us,
        "imu": imu,
        "sightings": [_told(s, t, known) for s, t in zip(frame.sightings, offsets_s, strict=True)],
    }
    if frame.codes:
        offsets_s = offsets_in_frame_s([scan.t_s for scan in frame.codes], frame)
        message["codes"] = [
            {"code": code_id(scan.code), "t_offset_ms": round(t_s * 1e3, 3)}
            for scan, t_s in zip(frame.codes, offsets_s, strict=True)
        ]
    return message


def _told(sighting: BeaconSighting, offset_s: float, known: Container[BeaconKey]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "key": sighting.known_as(known) or sighting.key,
        "rssi_dbm": sighting.rssi_dbm,
        "t_offset_ms": round(offset_s * 1e3, 3),
    }
    if sighting.telemetry:
        told["telemetry"] = {name: getattr(sighting.telemetry, name) for name in BeaconTelemetry.__slots__}
    return told


def decode_json(message: object) -> WireFrame:
    """Read one frame from its JSON object, already parsed.

    Raises
    ------
    MalformedFrame : the layout is broken or a value is implausible; `.field` names what.
    """
    if not isinstance(message, Mapping) or message.get("type") != "frame":
        raise MalformedFrame("not a frame", "type")
    visit_id = _uuid(message.get("visit_id"))
    sequence = _integer(message, "sequence", MAX_SEQUENCE)
    t_start_ns = _integer(message, "t_start_ns", MAX_CLOCK_NS)
    length_ns = _integer(message, "length_us", MAX_LENGTH_NS // 1000) * 1000
    columns = message.get("imu")
    if not isinstance(columns, Mapping):
        raise MalformedFrame("not an object", "imu")
    heard, offsets_us = _listed(message, "sightings"), _listed(columns, "t_offset_us")
    read = [] if message.get("codes") is None else _listed(message, "codes")
    check_sizes(length_ns, len(offsets_us), len(heard), len(read))
    imu = _samples(columns, offsets_us, length_ns)
    sightings = tuple(_sighting(told, length_ns) for told in heard)
    codes = tuple(_scan(told, length_ns) for told in read)
    return WireFrame(visit_id, sequence, t_start_ns, length_ns, imu, sightings, codes)


def _uuid(value: object) -> UUID:
    if not isinstance(value, str):
        raise MalformedFrame("not a string", "visit_id")
    try:
        return UUID(value)
    except ValueError as error:
        raise MalformedFrame("not a UUID", "visit_id") from error


def _listed(owner: Mapping[str, Any], name: str) -> list[Any]:
    value = owner.get(name)
    if not isinstance(value, list):
        raise MalformedFrame("not an array", name)
    return value


def _integer(owner: Mapping[str, Any], name: str, largest: int) -> int:
    value = owner.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise MalformedFrame("not an integer", name)
    if not 0 <= value <= largest:
        raise MalformedFrame(f"not between 0 and {largest}", name)
    return value


def _number(owner: Mapping[str, Any], name: str, least: float = -math.inf, most: float = math.inf) -> float:
    value = owner.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise MalformedFrame("not a number", name)
    try:
        number = float(value)
    except OverflowError as error:
        raise MalformedFrame("not finite", name) from error
    if not math.isfinite(number):
        raise MalformedFrame("not finite", name)
    if not least <= number <= most:
        raise MalformedFrame(f"not between {least:g} and {most:g}", name)
    return number


def _samples(columns: Mapping[str, Any], offsets_us: list[Any], length_ns: int) -> ImuSamples:
    n = len(offsets_us)
    t_s = _array(offsets_us, "t_offset_us", (n,)) / 1e6
    accel_mps2 = _array(columns.get("accel_mps2"), "accel_mps2", (n, 3))
    optional = {
        name: None if columns.get(name) is None else _array(columns[name], name, (n, width))
        for name, width in _COLUMNS.items()
        if name != "accel_mps2"
    }
    check_magnitudes(accel_mps2, **optional)
    return checked_columns(length_ns, t_s, accel_mps2, **optional)


def _array(value: object, name: str, shape: tuple[int, ...]) -> FloatArray:
    """A column of numbers, exactly of the shape; text, nulls and ragged rows are refused."""
    if not isinstance(value, list) or len(value) != shape[0]:
        raise MalformedFrame(f"not an array of {shape[0]}", name)
    if not value:
        return np.empty(shape)
    try:
        array = np.array(value)
    except (ValueError, OverflowError) as error:
        raise MalformedFrame("rows of unequal length", name) from error
    if array.dtype.kind not in "iuf" or array.shape != shape:
        raise MalformedFrame(f"not numbers of shape {shape}", name)
    return array.astype(np.float64)


def _sighting(told: object, length_ns: int) -> BeaconSighting:
    if not isinstance(told, Mapping):
        raise MalformedFrame("not an object", "sightings")
    key = told.get("key")
    if not isinstance(key, str):
        raise MalformedFrame("not a string", "key")
    return checked_sighting(
        _number(told, "t_offset_ms") / 1e3,
        beacon_key(key),
        _number(told, "rssi_dbm"),
        _telemetry(told.get("telemetry")),
        length_ns,
    )


def _scan(told: object, length_ns: int) -> CodeScan:
    if not isinstance(told, Mapping):
        raise MalformedFrame("not an object", "codes")
    code = told.get("code")
    if not isinstance(code, str):
        raise MalformedFrame("not a string", "code")
    return checked_scan(_number(told, "t_offset_ms") / 1e3, code, length_ns)


def _telemetry(told: object) -> BeaconTelemetry | None:
    if told is None:
        return None
    if not isinstance(told, Mapping):
        raise MalformedFrame("not an object", "telemetry")
    return BeaconTelemetry(
        battery_mv=_integer(told, "battery_mv", 0xFFFF),
        temperature_c=_number(told, "temperature_c", -128.0, 128.0),
        advert_count=_integer(told, "advert_count", 0xFFFFFFFF),
        uptime_s=_number(told, "uptime_s", 0.0, MAX_UPTIME_S),
    )
