"""What a scanner heard, batch by batch, as it is kept; and a phone's own log of the same."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from campaigns.errors import InvalidInput
from positioning.capture.records import Records, parse
from positioning.types import BeaconKey, BeaconTelemetry

LARGEST_LOG_BYTES = 16 * 1024 * 1024
LARGEST_LOG_TEXT_BYTES = 64 * 1024 * 1024
"""An hour and a half of four sensors at 50 Hz; packed it is an eighth of that."""

GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class HeardBeacon:
    """A sighting at `t_ms` on the listener's own clock."""

    t_ms: float
    key: BeaconKey
    rssi_dbm: float
    advertised: BeaconKey | None = None
    telemetry: BeaconTelemetry | None = None


def packed(heard: Sequence[HeardBeacon]) -> bytes:
    """Return sightings as they are kept."""
    rows = [
        [
            each.t_ms, each.key, each.rssi_dbm, each.advertised,
            None if each.telemetry is None
            else [each.telemetry.battery_mv, each.telemetry.temperature_c, each.telemetry.advert_count,
                  each.telemetry.uptime_s],
        ]
        for each in heard
    ]  # fmt: skip
    return gzip.compress(json.dumps(rows, separators=(",", ":")).encode(), 6, mtime=0)


def unpacked(body: bytes) -> Iterator[HeardBeacon]:
    """Return what `packed` was given."""
    for t_ms, key, rssi_dbm, advertised, telemetry in json.loads(gzip.decompress(body)):
        yield HeardBeacon(
            t_ms,
            BeaconKey(key),
            rssi_dbm,
            None if advertised is None else BeaconKey(advertised),
            None if telemetry is None else BeaconTelemetry(*telemetry),
        )


def read_log(body: bytes) -> tuple[bytes, str]:
    """Return a native log (docs/recordings.md) packed as it is kept, and the digest of its text.

    Raises
    ------
    InvalidInput
        It is no log: neither a sighting nor an accelerometer sample in it; or it unpacks to more than
        `LARGEST_LOG_TEXT_BYTES`.
    """
    text = _unzipped(body)
    records = parse(text)
    if not records.sightings and not records.accel:
        raise InvalidInput(
            "body", "is no recording: it holds neither a beacon nor an accelerometer sample", "log-empty"
        )
    return gzip.compress(text, 6, mtime=0), hashlib.sha256(text).hexdigest()


def log_records(kept: bytes) -> Records:
    """Return the records of a log as it is kept."""
    return parse(gzip.decompress(kept))


def _unzipped(body: bytes) -> bytes:
    if not body.startswith(GZIP_MAGIC):
        return body
    unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        text = unzip.decompress(body, LARGEST_LOG_TEXT_BYTES + 1)
    except zlib.error as error:
        raise InvalidInput("body", "is no whole gzip archive", "log-cut") from error
    if len(text) > LARGEST_LOG_TEXT_BYTES:
        raise InvalidInput(
            "body",
            f"unpacks to more than {LARGEST_LOG_TEXT_BYTES >> 20} MiB",
            "file-too-large",
            most_mb=LARGEST_LOG_TEXT_BYTES >> 20,
        )
    return text
