"""A survey walk that somebody recorded elsewhere and uploaded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

MOST_RECORDINGS = 500
"""Of one level: a mall floor of 25,000 m2 was surveyed with 93."""

_NAME = re.compile(r"[\w.-]{1,112}\.txt(\.gz)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class UploadedWalk:
    """What is told of an uploaded walk without reading it again."""

    name: str
    waypoints: int
    sightings: int
    duration_s: float
    uploaded_by: str
    uploaded_at: datetime


def is_recording_name(name: str) -> bool:
    """Whether a name can be a recording's: a file's, of letters, digits, `.`, `-` and `_`, ending in .txt or
    .txt.gz.

    >>> is_recording_name("walk-1.txt.gz"), is_recording_name("../walk.txt"), is_recording_name("walk.csv")
    (True, False, False)
    """
    return _NAME.fullmatch(name) is not None and not name.startswith(".")
