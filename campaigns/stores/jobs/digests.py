"""What a level's figures depend on, as short digests: the same digest, the same figures."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from positioning.types import BeaconMap
from zones.level import Level
from zones.store import Revision, Store, VenueId
from zones.storefile import dumps

_SAME = Revision(1, datetime(2000, 1, 1, tzinfo=UTC))


REMEMBERED = 64
"""Levels whose digests are kept: on a mall's each takes half a second."""


@dataclass(frozen=True, slots=True)
class LevelDigests:
    """Of a level, and of its radio map (None without one)."""

    level: str
    map: str | None


class Digests:
    """The digests of levels at map revisions, which never change. Safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, str], LevelDigests] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, store_id: str, revision: int, level: Level) -> LevelDigests:
        """Return those of a level of a store's revision."""
        key = (store_id, revision, str(level.id))
        with self._lock:
            known = self._kept.get(key)
        if known is not None:
            return known
        of_map = None if level.beacons is None else map_digest(level, level.beacons)
        found = LevelDigests(level_digest(level), of_map)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        return found


def level_digest(level: Level) -> str:
    """Return the digest of all that a level's predicted error comes from, and of the names that say where:
    zones count by their names only there, faces, codes and pictures not at all.
    """
    return _digest(replace(level, faces=(), codes=(), image=None))


def map_digest(level: Level, beacons: BeaconMap) -> str:
    """Return the digest of a level's radio map, whatever its plan."""
    return _digest(
        Level(level.id, "", 0, beacons.north_rad, level.width_m, level.height_m, level.outline,
              beacons=replace(beacons, codes={}))
    )  # fmt: skip


def _digest(level: Level) -> str:
    return hashlib.sha256(dumps(Store(VenueId("-"), "", "UTC", _SAME, (level,)))).hexdigest()
