"""What is told of a survey walk: how it stands, and what its recordings hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.stores.surveys.domain import OpenedWalk, Walked
from campaigns.stores.surveys.joining import Joined
from campaigns.stores.surveys.recording import Recording

MOTION_HZ = 50.0
"""At which pages tell motion."""


@dataclass(frozen=True, slots=True)
class WalkState:
    """A walk, what it amounts to, and how much came of what belongs to it."""

    walk: OpenedWalk
    walked: Walked
    received: int
    missing: tuple[int, ...]
    sightings: int
    motion_samples: int
    logs: int

    @property
    def motion_s(self) -> float:
        """How many seconds of motion came."""
        return self.motion_samples / MOTION_HZ


@dataclass(frozen=True, slots=True)
class WalkReport:
    """A walk joined: what its recordings hold."""

    state: WalkState
    joined: Joined
    recordings: Sequence[Recording]
