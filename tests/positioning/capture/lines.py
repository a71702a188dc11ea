"""Recordings as lines, whole and damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from positioning.capture import Trace, read_trace

T0_MS = 1_700_000_000_000
BEACON = "9195B3AD-A9D0-4500-85FF-9FB0F65A5201\t1\t2\t-56\t-71\t4.5"
MAC = "E0:78:a3:3e:93:35"


def accel(ms: int, x: float = 0.5) -> str:
    return f"{T0_MS + ms}\tTYPE_ACCELEROMETER\t{x}\t0.25\t9.81\t2"


def gyro(ms: int, z: float = 0.125) -> str:
    return f"{T0_MS + ms}\tTYPE_GYROSCOPE\t0.0\t0.0\t{z}\t3"


def rotation(ms: int, z: float = 0.6) -> str:
    return f"{T0_MS + ms}\tTYPE_ROTATION_VECTOR\t0.0\t0.0\t{z}\t3"


def beacon(ms: int, mac: str = MAC) -> str:
    return f"{T0_MS + ms}\tTYPE_BEACON\t{BEACON}\t{mac}\t{T0_MS + ms}"


def telling(ms: int, says: str) -> str:
    return f"{beacon(ms)}\t{says}".replace("TYPE_BEACON", "TYPE_BEACON_TELEMETRY")


def waypoint(ms: int, x_m: float = 216.74796) -> str:
    return f"{T0_MS + ms}\tTYPE_WAYPOINT\t208.86206\t{x_m}"


def walk(seconds: float = 3.0, period_ms: int = 20) -> list[str]:
    """A whole recording without damage: header, waypoint, 50 Hz of three sensors, a beacon each second."""
    lines = ["#\tstartTime:1", "#\tBrand:ACME\tModel:One", waypoint(-120)]
    for ms in range(0, int(seconds * 1000), period_ms):
        lines += [accel(ms, 0.001 * ms), gyro(ms), rotation(ms)]
        if ms % 1000 == 500:
            lines.append(beacon(ms + 3))
    return lines


def write(folder: Path, lines: list[str], name: str = "walk.txt") -> Path:
    path = folder / name
    path.write_bytes("\n".join(lines).encode() + b"\n")
    return path


def damaged(folder: Path, *extra: str | bytes) -> Trace:
    """A whole walk with damaged lines put into its middle."""
    lines = [line.encode() for line in walk()]
    lines[60:60] = [line.encode() if isinstance(line, str) else line for line in extra]
    path = folder / "damaged.txt"
    path.write_bytes(b"\n".join(lines))
    return read_trace(path)


def same_frames(one: Trace, other: Trace, until_s: float) -> int:
    """Compare all frames that end by `until_s`, to the bit; returns how many there were."""
    compared = 0
    for a, b in zip(one, other, strict=False):
        if a.t_end_s > until_s:
            break
        assert (a.t_start_s, a.t_end_s, a.sightings) == (b.t_start_s, b.t_end_s, b.sightings)
        for column in ("t_s", "accel_mps2", "gyro_radps", "mag_ut", "attitude_xyzw"):
            left, right = getattr(a.imu, column), getattr(b.imu, column)
            assert (left is None) == (right is None), column
            assert left is None or np.array_equal(left, right), column
        compared += 1
    return compared
