"""Walks as recordings: the lines that `survey fit`, `track` and `evaluate` read (docs/recordings.md).

Stamps are milliseconds of the service's UTC. A part is one recording; it has inertial lines where the phone
told its motion all along, else taps and sightings alone, which `survey fit` reads and `track` refuses.
"""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from campaigns.stores.surveys.domain import OpenedWalk, Tap
from campaigns.stores.surveys.joining import Heard, Joined, PhoneTime, log_shift_ms
from positioning.capture.clock import RUN_GAP_MS
from positioning.capture.records import Records
from positioning.types import FloatArray

HIDDEN_MAC = "02:00:00:00:00:00"
"""What recordings hold of a beacon that is known by its id alone."""

EDGE_MS = 1_000.0
"""Motion may begin or end this much inside a part; more would lose a tap's steps."""

_IBEACON = re.compile(r"ibeacon:([0-9a-f-]{36})/(\d+)/(\d+)")
_MAC = re.compile(r"mac:(.+)")

Line = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Recording:
    """One part of a walk. `moves`: it holds inertial data, so that `track` and `evaluate` can follow it."""

    name: str
    text: bytes
    moves: bool
    sightings: int
    nameless: int
    """Sightings of beacons whose id a recording has no columns for."""

    @property
    def packed(self) -> bytes:
        return gzip.compress(self.text, 6, mtime=0)


def recordings(walk: OpenedWalk, joined: Joined, phone: PhoneTime, scanner: str = "") -> list[Recording]:
    """Return a walk's parts as recordings, in order of time."""
    return [
        _recording(walk, number, part, joined, phone, scanner)
        for number, part in enumerate(joined.parts, start=1)
    ]


def _recording(
    walk: OpenedWalk,
    number: int,
    part: Sequence[tuple[float, Tap]],
    joined: Joined,
    phone: PhoneTime,
    scanner: str,
) -> Recording:
    first_ms, last_ms = part[0][0], part[-1][0]
    heard = [each for each in joined.heard if first_ms <= each.unix_ms <= last_ms]
    sighted = [line for each in heard if (line := _sighting(each)) is not None]
    moved = _motion(joined.motion, first_ms, last_ms) or _logged(joined.log, phone, first_ms, last_ms)
    lines = [*moved, *sighted, *((ms, f"TYPE_WAYPOINT\t{t.x_m:.3f}\t{t.y_m:.3f}") for ms, t in part)]
    lines.sort(key=itemgetter(0))
    name = f"{walk.walk_id}-{number:02d}"
    device = " + ".join(part for part in (walk.phone, scanner) if part)
    header = f"#\tstartTime:{round(first_ms)}\n#\tBrand:survey\tModel:{_plain(device)}\n#\tname:{name}\n"
    body = "".join(f"{round(ms)}\t{text}\n" for ms, text in lines)
    return Recording(name, (header + body).encode(), bool(moved), len(sighted), len(heard) - len(sighted))


def _plain(text: str) -> str:
    """Return a device's name without what separates the items of a header."""
    return re.sub(r"[\s:]+", " ", text).strip()


def _sighting(heard: Heard) -> Line | None:
    mac = _MAC.fullmatch(heard.key)
    known = _IBEACON.fullmatch(heard.key if mac is None else heard.advertised or "")
    if mac is None and known is None:
        return None
    uuid, major, minor = known.groups() if known else ("", "0", "0")
    address = mac[1] if mac else HIDDEN_MAC
    fields = f"{uuid}\t{major}\t{minor}\t0\t{heard.rssi_dbm:g}\t0\t{address}\t{round(heard.unix_ms)}"
    told = heard.telemetry
    if told is None:
        return heard.unix_ms, f"TYPE_BEACON\t{fields}"
    says = f"{told.battery_mv}\t{told.temperature_c:.10g}\t{told.advert_count}\t{told.uptime_s:.10g}"
    return heard.unix_ms, f"TYPE_BEACON_TELEMETRY\t{fields}\t{says}"


def _motion(motion: FloatArray | None, first_ms: float, last_ms: float) -> list[Line]:
    """Return the lines of the page's motion, none unless it was told all along the part."""
    if motion is None:
        return []
    rows = motion[(motion[:, 0] >= first_ms) & (motion[:, 0] <= last_ms)]
    if not _is_whole(rows[:, 0], first_ms, last_ms):
        return []
    lines: list[Line] = []
    for kind, columns in (
        ("TYPE_ACCELEROMETER", slice(1, 4)),
        ("TYPE_GYROSCOPE", slice(4, 7)),
        ("TYPE_ROTATION_VECTOR", slice(7, 10)),
    ):
        told = rows[np.isfinite(rows[:, columns]).all(axis=1)]
        lines += _inertial(kind, told[:, 0].tolist(), told[:, columns].tolist())
    return lines


def _logged(logs: Sequence[Records], phone: PhoneTime, first_ms: float, last_ms: float) -> list[Line]:
    """Return the inertial lines of a native log of the same phone."""
    for log in logs:
        shift_ms = log_shift_ms(phone, log)
        if shift_ms is None:
            continue
        lines: list[Line] = []
        for kind, rows in (
            ("TYPE_ACCELEROMETER", log.accel),
            ("TYPE_GYROSCOPE", log.gyro),
            ("TYPE_MAGNETIC_FIELD", log.mag),
            ("TYPE_ROTATION_VECTOR", log.rotation),
        ):
            inside = [row for row in rows if first_ms <= row[0] + shift_ms <= last_ms]
            if kind == "TYPE_ACCELEROMETER":
                stamps_ms = np.array([row[0] + shift_ms for row in inside])
                if not _is_whole(stamps_ms, first_ms, last_ms):
                    break
            lines += _inertial(kind, (row[0] + shift_ms for row in inside), (row[1:] for row in inside))
        if lines:
            return lines
    return []


def _inertial(kind: str, stamps_ms: Iterable[float], values: Iterable[Sequence[float]]) -> Iterator[Line]:
    for stamp_ms, (x, y, z) in zip(stamps_ms, values, strict=True):
        yield stamp_ms, f"{kind}\t{x:.7g}\t{y:.7g}\t{z:.7g}\t3"


def _is_whole(stamps_ms: FloatArray, first_ms: float, last_ms: float) -> bool:
    if not len(stamps_ms):
        return False
    holes_ms = float(np.diff(np.sort(stamps_ms)).max()) if len(stamps_ms) > 1 else math.inf
    return bool(
        stamps_ms.min() - first_ms <= EDGE_MS
        and last_ms - stamps_ms.max() <= EDGE_MS
        and holes_ms <= RUN_GAP_MS
    )
