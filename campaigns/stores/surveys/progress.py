"""How far a level's survey is: the ground, what walks covered of it, and what to walk next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from campaigns.stores.domain import StoreRevision
from mapping_tool.survey_ground import SurveyGround, WalkedLeg
from mapping_tool.survey_route import SurveyPlan, plan_survey
from positioning.types import BoolArray, WalkableArea
from zones.floor import walkable_raster
from zones.level import Level

K = TypeVar("K")
V = TypeVar("V")

GROUNDS_KEPT, PLANS_KEPT = 8, 32
"""Levels that are surveyed at a time, and plans of each: of the whole, and of what some walks left."""

FREE_BIT, RIGHT_BIT, UP_BIT, UP_RIGHT_BIT, UP_LEFT_BIT = 1, 2, 4, 8, 16


@dataclass(frozen=True, slots=True)
class Progress:
    """What is walked and what is not. `cells` is the ground for a page that has no network: a byte a place,
    row by row from the lowest, telling whether it can be walked and which of four ways from it are open.
    """

    revision: int
    level: Level
    ground: SurveyGround
    cells: NDArray[np.uint8]
    covered: BoolArray
    share: float
    plan: SurveyPlan


class SurveyGrounds:
    """Grounds and plans of levels, remembered by map revision. Safe to use from several threads."""

    def __init__(self) -> None:
        self._grounds: OrderedDict[tuple[str, int, str], tuple[WalkableArea, SurveyGround]] = OrderedDict()
        self._plans: OrderedDict[tuple[object, ...], SurveyPlan] = OrderedDict()
        self._lock = threading.Lock()

    def progress(
        self,
        revision: StoreRevision,
        level: Level,
        legs: Sequence[WalkedLeg],
        start_m: tuple[float, float] | None,
        *,
        afresh: bool = False,
    ) -> Progress:
        """Return how far the legs bring the survey of a level, and the way past what is left, or `afresh`,
        past everything.
        """
        key = (revision.store_id, revision.number, str(level.id))
        floor, ground = self._ground(key, level)
        covered = ground.covered(legs)
        walked = np.zeros_like(covered) if afresh else covered
        plan_key = (*key, walked.tobytes(), start_m)
        with self._lock:
            plan = self._plans.get(plan_key)
        if plan is None:
            plan = plan_survey(level, floor, ground, walked, start_m)
            with self._lock:
                _keep(self._plans, plan_key, plan, PLANS_KEPT)
        return Progress(
            revision.number, level, ground, cells_of(ground), covered, ground.share(covered), plan
        )

    def _ground(self, key: tuple[str, int, str], level: Level) -> tuple[WalkableArea, SurveyGround]:
        with self._lock:
            found = self._grounds.get(key)
        if found is None:
            floor = walkable_raster(level)
            found = floor, SurveyGround(level, floor)
            with self._lock:
                _keep(self._grounds, key, found, GROUNDS_KEPT)
        return found


def cells_of(ground: SurveyGround) -> NDArray[np.uint8]:
    """Return the grid (rows, columns) of a ground, a byte a place."""
    if not len(ground):
        return np.zeros((0, 0), dtype=np.uint8)
    cells = np.zeros((int(ground.rows.max()) + 1, int(ground.columns.max()) + 1), dtype=np.uint8)
    cells[ground.rows, ground.columns] = FREE_BIT
    ways = ground.ways.tocoo()
    down = ground.rows[ways.col] - ground.rows[ways.row]
    right = ground.columns[ways.col] - ground.columns[ways.row]
    for bit, step in ((RIGHT_BIT, (0, 1)), (UP_BIT, (1, 0)), (UP_RIGHT_BIT, (1, 1)), (UP_LEFT_BIT, (1, -1))):
        along = ways.row[(down == step[0]) & (right == step[1])]
        cells[ground.rows[along], ground.columns[along]] |= bit
    return cells


def _keep(kept: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)
