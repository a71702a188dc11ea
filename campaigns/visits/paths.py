"""Walked paths as compact bytes: one chunk a turn while a visit is open, one compressed row when it closed.

Layout, little-endian: magic `AP`, u8 version = 1, u8 flags (1: the columns are deflated), u32 n; then the
columns one after the other, each of n values: u32 time since the visit began in ms; f32 x, y (m), heading
(rad), var_x, var_y, cov_xy (m2), sd_heading (rad); u8 status (0 searching, 1 ok, 2 lost). The level is the
visit's.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from campaigns.errors import CampaignError
from positioning.types import FloatArray, LevelId, PoseEstimate, PoseStatus, Trajectory

_HEADER = struct.Struct("<2sBBI")
_MAGIC = b"AP"
_VERSION = 1
_DEFLATED = 1
_STATUSES = (PoseStatus.SEARCHING, PoseStatus.OK, PoseStatus.LOST)
_CODES = {status: code for code, status in enumerate(_STATUSES)}
_POSE_BYTES = 4 + 7 * 4 + 1


class UnreadablePath(CampaignError):
    """Stored bytes are no path chunk of this version."""


def trajectory_of(poses: Sequence[PoseEstimate], level_id: LevelId) -> Trajectory:
    """Poses, in order of time, as one trajectory."""
    columns = np.array(
        [
            (p.t_s, p.x_m, p.y_m, p.heading_rad, p.var_x_m2, p.var_y_m2, p.cov_xy_m2, p.sd_heading_rad)
            for p in poses
        ],
        dtype=np.float64,
    ).reshape(len(poses), 8)
    return _trajectory(list(columns.T.copy()), tuple(p.status for p in poses), level_id)


def _trajectory(
    columns: Sequence[FloatArray], status: tuple[PoseStatus, ...], level_id: LevelId
) -> Trajectory:
    t_s, x_m, y_m, heading_rad, var_x_m2, var_y_m2, cov_xy_m2, sd_heading_rad = columns
    return Trajectory(
        t_s, x_m, y_m, heading_rad, var_x_m2, var_y_m2, cov_xy_m2, sd_heading_rad, status, level_id
    )  # fmt: skip


def encode(path: Trajectory, *, compress: bool = False) -> bytes:
    """A trajectory as a chunk. Times are rounded to 1 ms, the rest to single precision.

    Examples
    --------
    >>> from positioning.types import PoseEstimate, PoseStatus
    >>> pose = PoseEstimate(1.5, 3.0, 4.0, 0.5, 1.0, 1.0, 0.25, 0.125, PoseStatus.OK)
    >>> chunk = encode(trajectory_of([pose], LevelId("g")))
    >>> len(chunk), next(decode([chunk], LevelId("g")).poses()).cov_xy_m2
    (41, 0.25)
    """
    floats = (
        path.x_m,
        path.y_m,
        path.heading_rad,
        path.var_x_m2,
        path.var_y_m2,
        path.cov_xy_m2,
        path.sd_heading_rad,
    )
    columns = b"".join(
        [
            np.rint(np.asarray(path.t_s) * 1e3).astype("<u4").tobytes(),
            *(np.asarray(column).astype("<f4").tobytes() for column in floats),
            bytes(_CODES[status] for status in path.status),
        ]
    )
    flags = _DEFLATED if compress else 0
    return _HEADER.pack(_MAGIC, _VERSION, flags, len(path)) + (
        zlib.compress(columns) if compress else columns
    )


def _columns(chunk: bytes) -> tuple[list[FloatArray], bytes]:
    if len(chunk) < _HEADER.size:
        raise UnreadablePath(f"a path chunk of {len(chunk)} bytes")
    magic, version, flags, n = _HEADER.unpack_from(chunk)
    if magic != _MAGIC or version != _VERSION or flags & ~_DEFLATED:
        raise UnreadablePath(f"a path chunk with magic {magic!r}, version {version}, flags {flags}")
    body = zlib.decompress(chunk[_HEADER.size :]) if flags & _DEFLATED else chunk[_HEADER.size :]
    if len(body) != n * _POSE_BYTES:
        raise UnreadablePath(f"a path chunk of {n} poses holds {len(body)} bytes")
    t_s = np.frombuffer(body, "<u4", n).astype(np.float64) / 1e3
    floats = [np.frombuffer(body, "<f4", n, offset=4 * n * (i + 1)).astype(np.float64) for i in range(7)]
    return [t_s, *floats], body[32 * n :]


def decode(chunks: Iterable[bytes], level_id: LevelId) -> Trajectory:
    """Chunks, in order of time, as one trajectory.

    Raises
    ------
    UnreadablePath : a chunk is damaged or of another version.
    """
    parts = [_columns(chunk) for chunk in chunks]
    if not parts:
        return trajectory_of((), level_id)
    codes = b"".join(codes for _, codes in parts)
    if max(codes, default=0) >= len(_STATUSES):
        raise UnreadablePath(f"a path chunk with status {max(codes)}")
    columns = [np.concatenate([columns[i] for columns, _ in parts]) for i in range(8)]
    return _trajectory(columns, tuple(_STATUSES[code] for code in codes), level_id)
