"""What people ask of a plan: so many beacons, as many as an error takes, or the next ones to add."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mapping_tool.beacon_plan import JUDGED_SHARE, PLANNED_ERROR_M, BeaconPlan, BeaconPlanner
from mapping_tool.predicted_error import WalkModel
from mapping_tool.progress import Advance, unwatched
from positioning.types import BeaconMap, LevelId
from zones.store import Store

HALF = 0.5
"""An error that is wanted is a median, as accuracies are told."""


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """At most one of `count` (so many beacons) and `error_m` (as many as bring half of all people within so
    much); without either, `further` are the next to add to the beacons that hang. `map_error_m` is how far
    off the map will be at a place, None where that is for the map or the usual one to say.

    Raises
    ------
    ValueError : both are asked for, or nothing is.
    """

    count: int | None = None
    error_m: float | None = None
    further: int = 0
    map_error_m: float | None = None

    def __post_init__(self) -> None:
        if self.count is not None and self.error_m is not None:
            raise ValueError("give either a number of beacons or an error")
        if self.is_adding and not self.further:
            raise ValueError("say how many beacons, which error, or how many to add next")

    @property
    def is_adding(self) -> bool:
        return self.count is None and self.error_m is None

    def map_error_of(self, hanging: BeaconMap) -> float:
        """Return how far off the map is taken to be, where `hanging` are the beacons on it."""
        if self.map_error_m is not None:
            return self.map_error_m
        return hanging.error_m if self.is_adding else PLANNED_ERROR_M


def plan_for(
    store: Store, level_id: LevelId, request: PlanRequest, advance: Advance = unwatched
) -> BeaconPlan:
    """Return the plan that is asked for. Beacons on the map stay only where the next ones are added to them.

    Raises
    ------
    OutOfReach : no number of beacons gives the error.
    """
    level, on_map = store.level(level_id), store.beacon_map(level_id)
    error_m = request.map_error_of(on_map)
    planner = BeaconPlanner(
        level,
        store.walkable(level_id),
        hanging=replace(on_map, error_m=error_m) if request.is_adding else None,
        error_m=error_m,
        share=JUDGED_SHARE if request.error_m is None else HALF,
        model=WalkModel(is_searched=len(level.entrances) != 1),
    )
    if request.error_m is not None:
        return planner.for_error(request.error_m, request.further, advance)
    return planner.with_count(request.count or 0, request.further, advance)
