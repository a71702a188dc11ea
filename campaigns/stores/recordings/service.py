"""Uploaded survey walks: checked, kept, handed to a fit."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.stores.recordings import repository
from campaigns.stores.recordings.domain import MOST_RECORDINGS, UploadedWalk, is_recording_name
from campaigns.stores.service import Stores
from mapping_tool.tapped_walk import read_survey_walk
from positioning.capture.archive import read_bytes
from positioning.errors import UnreadableTrace
from positioning.types import LevelId
from zones.errors import UnknownLevel

LEAST_WAYPOINTS = 2
"""Of one alone nobody knows where the walk went."""


@dataclass(frozen=True, slots=True)
class CheckedWalk:
    """A recording that can be read, with its body as it is kept."""

    walk: UploadedWalk
    sha256: str
    body: bytes


def check(name: str, body: bytes, by: str, now: datetime) -> CheckedWalk:
    """Read a recording as a fit would.

    Raises
    ------
    InvalidInput
        Its name can be none, it is no recording, or has fewer than two waypoints.
    """
    if not is_recording_name(name):
        raise InvalidInput("name", "letters, digits, . - and _, ending in .txt or .txt.gz", "walk-name")
    with TemporaryDirectory(prefix="aislecast-walk-") as folder:
        file = Path(folder) / name
        file.write_bytes(body)
        try:
            trace = read_survey_walk(file)
            text, _ = read_bytes(file)
        except UnreadableTrace as error:
            reason = str(error).removeprefix(f"{file}: ")
            if error.fault is not None:
                raise InvalidInput("body", reason, error.fault) from error
            raise InvalidInput("body", reason, "unreadable-walk", reason=reason) from error
    if len(trace.waypoints) < LEAST_WAYPOINTS:
        raise InvalidInput(
            "body",
            f"{len(trace.waypoints)} waypoints: a survey walk has two and more",
            "few-waypoints",
            count=len(trace.waypoints),
        )
    plain = name.removesuffix(".gz")
    walk = UploadedWalk(plain, len(trace.waypoints), len(trace.sightings), trace.duration_s, by, now)
    return CheckedWalk(walk, hashlib.sha256(text).hexdigest(), gzip.compress(text, 6, mtime=0))


class Recordings:
    """The uploaded walks of every store.

    Methods read and write through the session they are given; the caller commits.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def of_level(self, session: Session, store_id: str, level_id: str | None) -> Sequence[UploadedWalk]:
        """The walks of a level, by name. Raises `NotFound`, `InvalidInput`."""
        return repository.of_level(session, store_id, self._level(session, store_id, level_id))

    def add(self, session: Session, store_id: str, level_id: str | None, found: CheckedWalk) -> UploadedWalk:
        """Keep a walk; the same again changes nothing.

        Raises
        ------
        NotFound, InvalidInput
            There is no such store, or level; it has `MOST_RECORDINGS` walks.
        Conflict
            Another walk has this name, or this one lies there under another.
        """
        level = self._level(session, store_id, level_id)
        kept = {walk.name: walk for walk in repository.of_level(session, store_id, level)}
        same = repository.name_of_same(session, store_id, level, found.sha256)
        if same is not None:
            if same != found.walk.name:
                raise Conflict(f"the same walk is there as {same}", "walk-there", name=same)
            return kept[same]
        if found.walk.name in kept:
            raise Conflict(
                f"another walk has the name {found.walk.name}", "walk-name-taken", name=found.walk.name
            )
        if len(kept) >= MOST_RECORDINGS:
            raise InvalidInput(
                "body", f"{MOST_RECORDINGS} walks of a level are the most", "walks-full", most=MOST_RECORDINGS
            )
        repository.insert(session, store_id, level, found.walk, found.sha256, found.body)
        return found.walk

    def remove(self, session: Session, store_id: str, level_id: str | None, name: str) -> None:
        """Forget a walk. Raises `NotFound`, `InvalidInput`."""
        if not repository.delete(session, store_id, self._level(session, store_id, level_id), name):
            raise NotFound("recording", name)

    def write(self, session: Session, store_id: str, level_id: str, folder: Path) -> int:
        """Write the walks of a level into a folder, and tell how many there were."""
        count = 0
        for name, body in repository.bodies(session, store_id, level_id):
            (folder / f"{name}.gz").write_bytes(body)
            count += 1
        return count

    def _level(self, session: Session, store_id: str, level_id: str | None) -> LevelId:
        store = self._stores.current(session, store_id).store
        try:
            return store.level(LevelId(level_id) if level_id else None).id
        except UnknownLevel as error:
            raise InvalidInput("level", str(error), "no-level", level=str(level_id)) from error
