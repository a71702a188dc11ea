"""What a store is: its levels and the rules of visits there, as one immutable map revision.

Terms follow IMDF (Venue, Level). The file form is in `zones.storefile`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from positioning.types import BeaconMap, GaussianPosition, LevelId, PositionPrior, WalkableArea
from zones.errors import UnknownLevel
from zones.floor import walkable_raster
from zones.level import Level

VenueId = NewType("VenueId", str)

ENTRANCE_SD_HEADING_RAD = 0.7
"""People come through a door within some 40 degrees of straight on: the door's own geometry, not a fit."""


@dataclass(frozen=True, slots=True)
class VisitRules:
    """When a place counts as entered, left, faced. Starting values of the design; kept per store.

    Probabilities are those of a match; times are seconds of the pose's own clock. `exit_margin_m`
    widens the boundary for leaving; a gap longer than `gap_timeout_s` closes all stays, back-dated
    to the last pose before it. `facing_half_angle_rad` and `facing_reach_m` hold for faces that do not
    bring their own.
    """

    enter_probability: float = 0.6
    exit_probability: float = 0.3
    enter_hold_s: float = 2.0
    exit_hold_s: float = 5.0
    exit_margin_m: float = 0.5
    gap_timeout_s: float = 60.0
    facing_probability: float = 0.5
    facing_half_angle_rad: float = math.pi / 4
    facing_reach_m: float = 2.0
    stop_s: float = 3.0
    engage_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Revision:
    """Which state of the map this is."""

    number: int
    created: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """A venue with its levels: one immutable map revision."""

    venue_id: VenueId
    name: str
    time_zone: str
    revision: Revision
    levels: tuple[Level, ...]
    rules: VisitRules = field(default_factory=VisitRules)

    def level(self, level_id: LevelId | None = None) -> Level:
        """The level of that id; without one the first.

        Raises
        ------
        UnknownLevel
            When the store has no such level.
        """
        if level_id is None:
            return self.levels[0]
        for level in self.levels:
            if level.id == level_id:
                return level
        raise UnknownLevel(level_id)

    def beacon_map(self, level_id: LevelId | None = None) -> BeaconMap:
        """The level's transmitters and codes; without transmitters while nothing has been surveyed."""
        level = self.level(level_id)
        if level.beacons is not None:
            return level.beacons
        return BeaconMap(level.id, {}, north_rad=level.north_rad, codes=level.code_places)

    def entrance_prior(self, level_id: LevelId | None = None) -> PositionPrior:
        """Where visits begin: a mixture of the level's entrances, or anywhere when it has none."""
        entrances = self.level(level_id).entrances
        return PositionPrior(
            tuple(
                GaussianPosition(
                    x_m=e.x_m,
                    y_m=e.y_m,
                    sd_m=e.sd_m,
                    weight=1.0 / len(entrances),
                    heading_rad=e.heading_rad,
                    sd_heading_rad=None if e.heading_rad is None else ENTRANCE_SD_HEADING_RAD,
                )
                for e in entrances
            )
        )

    def walkable(self, level_id: LevelId | None = None) -> WalkableArea:
        """Where people can walk on the level, as a raster; see `zones.floor`."""
        return walkable_raster(self.level(level_id))
