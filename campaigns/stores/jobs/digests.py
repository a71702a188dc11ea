"""What a level's figures depend on, as short digests: the same digest, the same figures."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from positioning.types import BeaconMap
from zones.level import Level
from zones.store import Revision, Store, VenueId
from zones.storefile import dumps

_SAME = Revision(1, datetime(2000, 1, 1, tzinfo=UTC))


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
