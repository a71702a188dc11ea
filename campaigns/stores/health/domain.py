"""What staff see of beacon health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mapping_tool.health import Finding, Standing, Watch
from positioning.types import BeaconKey, LevelId


@dataclass(frozen=True, slots=True)
class HealthUpdate:
    """What a visit changed in the sums of a level."""

    store_id: str
    level_id: LevelId
    watches: Mapping[BeaconKey, Watch]


@dataclass(frozen=True, slots=True)
class LevelHealth:
    """The beacons of a level: what was found, how many visits spoke of those watched, and who cannot be."""

    level_id: LevelId
    findings: tuple[Finding, ...]
    visits: Mapping[BeaconKey, int]
    unwatched: Mapping[BeaconKey, Standing]


@dataclass(frozen=True, slots=True)
class MapProposal:
    """A healed map as it was tried: its verdict, the figures, and whether there is a document to publish."""

    number: int
    store_id: str
    level_id: LevelId
    from_revision: int
    made_at: datetime
    verdict: str
    report: Mapping[str, Any]
    is_publishable: bool
