"""The file form of a store: `store.json`, versioned, readable, in an order that does not change.

`docs/store-file.md` describes the format. Reading is strict: what is broken, unknown or implausible raises
`UnreadableStore` with the path to it; what was written by a newer Aislecast raises `NewerStoreVersion`.
Writing and reading again gives an equal store.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zones.document import Node, flat_from_json, flat_to_json, layout, parse
from zones.errors import NewerStoreVersion, UnreadableStore, UnwritableFile
from zones.level_document import LevelReader, level_to_json
from zones.store import Revision, Store, VenueId, VisitRules

FORMAT = "aislecast-store"
VERSION = 1
VENUE_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def load_store(path: str | Path) -> Store:
    """Read a store file.

    Raises
    ------
    UnreadableStore
        When the file is missing, no store file, or broken somewhere.
    NewerStoreVersion
        When a newer Aislecast wrote it.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableStore(str(path), error.strerror or "cannot be read") from error
    return loads(data, str(path))


def save_store(store: Store, path: str | Path) -> None:
    """Write a store file, whole or not at all."""
    write_whole(path, dumps(store))


def write_whole(path: str | Path, document: bytes) -> None:
    """Put a document in place of a file at once, so that no reader ever meets half of it.

    Raises
    ------
    UnwritableFile
    """
    with replacing(path) as file:
        file.write(document)


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of another one at once, when all of it is written.

    Raises
    ------
    UnwritableFile
    """
    target = Path(path)
    with _told_of(target):
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        partial = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            partial.chmod(0o644)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def require_writable(path: str | Path) -> None:
    """Raise `UnwritableFile` now, before long work, where `write_whole` would afterwards."""
    target = Path(path)
    with _told_of(target):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=target.parent):
            pass


@contextmanager
def _told_of(target: Path) -> Iterator[None]:
    """The system's complaint told of the file that was asked for, not of the partial one beside it."""
    try:
        yield
    except OSError as error:
        raise UnwritableFile(str(target), error.strerror or "unknown reason") from error


def dumps(store: Store) -> bytes:
    """The store as a document; equal stores give equal bytes."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "venue": {"id": store.venue_id, "name": store.name, "time_zone": store.time_zone},
        "revision": {
            "number": store.revision.number,
            "created": store.revision.created.isoformat(),
            "note": store.revision.note,
        },
        "rules": flat_to_json(store.rules),
        "levels": [level_to_json(level) for level in store.levels],
    }
    return (layout(document) + "\n").encode()


def loads(data: bytes, source: str = "store.json", *, allow_crossing: bool = False) -> Store:
    """Read a document.

    Parameters
    ----------
    source : what to call the document in complaints.
    allow_crossing : let polygons whose boundary crosses itself pass. Only for `zones.validate`, which shows
        where they cross; nothing else can compute with such polygons.
    """
    root = parse(data, source)
    if not root.has("format") or root.take("format") != FORMAT:
        raise UnreadableStore(source, f'is no store file: "format" is not "{FORMAT}"', "no-store-file")
    version = root.integer("version", 1, 10**6)
    if version > VERSION:
        raise NewerStoreVersion(source, version, VERSION)
    venue, revision = root.child("venue"), root.child("revision")
    store = Store(
        venue_id=_venue_id(venue),
        name=venue.text("name", 200),
        time_zone=time_zone_from_json(venue),
        revision=Revision(revision.integer("number", 0, 10**9), _created(revision), revision.text("note")),
        levels=tuple(LevelReader(allow_crossing).level(node) for node in root.children("levels")),
        rules=flat_from_json(VisitRules, root.child("rules")) if root.has("rules") else VisitRules(),
    )
    for node in (venue, revision, root):
        node.finish()
    if not store.levels:
        raise root.complaint("a store has at least one level", "levels", "last-level")
    check_references(root, store)
    return store


def _venue_id(venue: Node) -> VenueId:
    value = venue.identity("id")
    if not set(value) <= VENUE_ID_CHARACTERS:
        raise venue.complaint("only letters, digits, '.', '_' and '-' (it becomes part of addresses)", "id")
    if not value.strip("."):
        raise venue.complaint("dots alone mean a folder in an address", "id")
    return VenueId(value)


def time_zone_from_json(venue: Node) -> str:
    """The IANA time zone of a venue."""
    value = venue.text("time_zone", 64)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise venue.complaint(f"no time zone {value!r}", "time_zone") from error
    return value


def _created(revision: Node) -> datetime:
    value = revision.text("created", 64)
    try:
        created = datetime.fromisoformat(value)
    except ValueError as error:
        raise revision.complaint(f"{value!r} is no ISO 8601 time", "created") from error
    if created.tzinfo is None:
        raise revision.complaint("a time needs its offset from UTC", "created")
    return created


def check_references(root: Node, store: Store) -> None:
    """Ids are unique where something refers to them; faces refer to zones that exist.

    Raises
    ------
    UnreadableStore
        With the place below `root`.
    """
    _check_unique(root, "levels", (level.id for level in store.levels))
    _check_unique(root, "levels[*].zones", (zone.id for level in store.levels for zone in level.zones))
    _check_unique(root, "levels[*].faces", (face.id for level in store.levels for face in level.faces))
    _check_unique(root, "levels[*].codes", (code.id for level in store.levels for code in level.codes))
    for i, level in enumerate(store.levels):
        for kind in ("units", "fixtures", "entrances"):
            _check_unique(root, f"levels[{i}].{kind}", (part.id for part in getattr(level, kind)))
        zone_ids = {zone.id for zone in level.zones}
        for j, face in enumerate(level.faces):
            if face.zone_id is not None and face.zone_id not in zone_ids:
                reason = f"no zone {face.zone_id} on this level, which face {face.id} looks out on"
                raise root.complaint(reason, f"levels[{i}].faces[{j}].zone_id", "no-zone", zone=face.zone_id)


def _check_unique(root: Node, where: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise root.complaint(f"the id {id_} is used twice", where, "id-twice", id=id_)
        seen.add(id_)
