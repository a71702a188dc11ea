"""What frames say of the beacons themselves: that they were heard, and the telemetry that some send.

Of each beacon a row is written every few minutes at most, in the transaction of the visit whose frame said
so, however many shoppers hear it; what is due is remembered in memory alone, so that nearly every sighting
costs one look into a dictionary. The rows say nothing of whose phone it was (docs/consent.md).
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.stores.health import repository
from campaigns.stores.health.domain import Heard
from positioning.types import BeaconKey, BeaconSighting

HEARD_EVERY = timedelta(minutes=5)
"""How exactly "last heard" is known. With 96 beacons and a busy shop a write every 3 s, shared by a turn."""

TOLD_EVERY = timedelta(minutes=10)
"""Batteries fall over weeks; a beacon that boots more often than this is noticed all the same."""

CLOCK_WITHIN_S = 60.0
"""A frame of a live store that arrives later than that after its own time, or before it, says nothing of a
beacon's clock: it was kept back offline, or its phone's clock is wrong (TLM-1)."""


class BeaconListener:
    """Notes what is due. One for a process; belongs to the writer's thread."""

    def __init__(self) -> None:
        self._next: dict[str, dict[BeaconKey, tuple[datetime, datetime]]] = {}
        """By store and beacon: when being heard, and when telemetry, is worth a row again."""

    def due(
        self,
        store_id: str,
        known: Container[BeaconKey],
        sightings: Iterable[BeaconSighting],
        at: datetime,
        late_s: float,
    ) -> list[Heard]:
        """Return what of a frame's sightings is worth a row.

        Parameters
        ----------
        known : the beacons of the visit's map; strangers are not noted.
        at : when the frame ended.
        late_s : how much later it arrived; 0 where event time need not be the service's (trial stores).
        """
        following = self._next.setdefault(store_id, {})
        found: list[Heard] = []
        for sighting in sightings:
            after = following.get(sighting.key)
            if after is not None and at < after[0] and (sighting.telemetry is None or at < after[1]):
                continue
            if sighting.key not in known or abs(late_s) > CLOCK_WITHIN_S:
                continue
            told_after = after[1] if after is not None else at
            told = sighting.telemetry if at >= told_after else None
            following[sighting.key] = (at + HEARD_EVERY, told_after if told is None else at + TOLD_EVERY)
            found.append(Heard(sighting.key, at, told))
        return found

    def keep(self, session: Session, store_id: str, heard: Iterable[Heard]) -> None:
        """Store what was due."""
        repository.note_heard(session, store_id, heard)

    def forget(self) -> None:
        """What was noted may not have been stored: all is due again."""
        self._next.clear()
