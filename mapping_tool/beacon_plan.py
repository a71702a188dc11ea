"""Where to put so many beacons, how many for an error, and which to add next: greedy, then local exchange
over the predicted error (`docs/theory/predicted_error.md`, PLAN-1 .. PLAN-5).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from mapping_tool.beacon_spots import Spot, beacon_spots, mount_at, regular_grids
from mapping_tool.error_distance import error_quantile_m, mean_distance_m
from mapping_tool.errors import MappingError
from mapping_tool.predicted_error import (
    PREDICTED_CELL_M,
    PredictedError,
    PredictedGround,
    WalkModel,
)
from mapping_tool.progress import Advance, Countdown, Progress, unwatched, within
from mapping_tool.usual_beacon import USUAL_BEACON
from positioning.radio_field import Reception
from positioning.radio_map import DB_PER_NEPER, MOUNT_HEIGHT_M, expected_rssi_dbm, sighting_rate_hz
from positioning.types import BeaconMap, FloatArray, LevelId, WalkableArea
from zones.level import Level

PLANNED_ERROR_M = 1.0
"""How far off the map of a shop is taken to be that will be surveyed by taps every few metres."""

MOST_PLACES = 1000
"""On larger floors the places that a plan is judged at lie farther apart."""

JUDGED_SHARE = 0.9
"""Plans are compared by the error that nine of ten people stay within, where nothing else is asked for."""

LEAST_GAIN = 1e-3
"""An exchange that makes the error smaller by less than a thousandth is no gain."""

MOST_SWEEPS, USUAL_SWEEPS = 8, 4
"""Exchanges over all beacons; most plans stand still after three or four."""

GREEDY_SHARE, GRIDS_SHARE = 0.16, 0.28
"""Of a plan's time, when its first places and the grids are done: 1.2 and 0.9 s of 7.5 s for twelve beacons
in the supermarket; the rest are exchanges."""

LEAST_APART_M = 1.0
"""Two beacons nearer to one another tell what one does: nobody hangs the second."""

MOST_BEACONS = 200
"""More would be more than one for each ten square metres of a shop of 2,000."""

BATCH = 64
"""Spots that are tried at once: as many as keep the columns in 100 MB."""


class OutOfReach(MappingError):
    """No number of beacons brings a share of all people within an error: the map itself is farther off."""

    def __init__(
        self, level_id: LevelId, share: float, wanted_m: float, reached_m: float, beacons: int
    ) -> None:
        super().__init__(
            f"level {level_id}: {100 * share:.0f} % of all people within {wanted_m:g} m is out of reach;"
            f" {beacons} beacons give {reached_m:.2f} m"
        )
        self.level_id = level_id
        self.share = share
        self.wanted_m = wanted_m
        self.reached_m = reached_m
        self.beacons = beacons


@dataclass(frozen=True, slots=True)
class PlannedBeacon:
    """A beacon to hang, and the error that the judged share of people is within once it and all before it
    hang.
    """

    spot: Spot
    error_m: float


@dataclass(frozen=True, slots=True)
class BeaconPlan:
    """`beacons` hang at once, beside `kept` of the map; `further` are the next ones to add, in that order.
    What was made small is the error of `share` of all people.

    `error` is the predicted one with `beacons`, without `further`; `grid` the best regular grid of as many
    beacons and `grid_error` what it would give, None beside beacons that hang already.
    """

    beacons: tuple[Spot, ...]
    kept: int
    share: float
    error: PredictedError
    further: tuple[PlannedBeacon, ...]
    grid: tuple[Spot, ...] | None
    grid_error: PredictedError | None


class BeaconPlanner:
    """Plans the beacons of one level.

    Parameters
    ----------
    level, floor : the plan, and where people walk on it.
    hanging : the map of the beacons that stay; without it there are none.
    error_m : how far off the map is taken to be, sd in each axis; of beacons that hang, what their map says.
    share : of all people, whose largest error is made small.
    """

    def __init__(
        self,
        level: Level,
        floor: WalkableArea,
        *,
        hanging: BeaconMap | None = None,
        error_m: float = PLANNED_ERROR_M,
        share: float = JUDGED_SHARE,
        model: WalkModel | None = None,
    ) -> None:
        model = model or WalkModel()
        beacons = hanging or BeaconMap(level.id, {}, error_m=error_m)
        apart_m = max(PREDICTED_CELL_M, math.sqrt(float(floor.free.sum()) * floor.cell_m**2 / MOST_PLACES))
        self.level = level
        self.share = share
        self.kept = len(beacons.transmitters)
        self.ground = PredictedGround.of(floor, beacons, model, apart_m)
        self._standing = self.ground.evidence_of_map(beacons)
        self.spots = beacon_spots(level)
        places_m = np.array([(spot.x_m, spot.y_m) for spot in self.spots]).reshape(-1, 2).T
        self._evidence = self._of(places_m)
        self._spots_m = places_m
        self._hanging_m = np.array([(t.x_m, t.y_m) for t in beacons.transmitters.values()]).reshape(-1, 2).T

    def with_count(self, count: int, further: int = 0, advance: Advance = unwatched) -> BeaconPlan:
        """Return the plan of `count` beacons, never worse than any regular grid of as many (PLAN-4)."""
        if not count:
            return self._plan(np.empty((2, 0)), further, None)
        advance(Progress(f"first places of {count} beacons", 0.0))
        first = self._spots_m[:, self._greedy(count)]
        advance(Progress("regular grids", GREEDY_SHARE))
        grid = self.best_grid(count) if not self.kept else None
        plans = [self._exchanged(first, within(advance, GRIDS_SHARE, 0.5 * (GRIDS_SHARE + 1.0)))]
        if grid is not None:
            plans.append(self._exchanged(grid, within(advance, 0.5 * (GRIDS_SHARE + 1.0), 1.0)))
        return self._plan(min(plans, key=self.error_m), further, grid)

    def for_error(self, wanted_m: float, further: int = 0, advance: Advance = unwatched) -> BeaconPlan:
        """Return the plan of the fewest beacons found with which the share of people is within an error.

        Raises
        ------
        OutOfReach : no number of beacons gets there.
        """
        advance(Progress(f"how many it takes for {wanted_m:g} m", 0.0))
        order = self._greedy(MOST_BEACONS, lambda sums: self._error_m(sums) <= wanted_m)
        reached_m = self.error_m(self._spots_m[:, order])
        if reached_m > wanted_m:
            raise OutOfReach(self.level.id, self.share, wanted_m, reached_m, len(order))
        begun = GREEDY_SHARE
        plan = self.with_count(len(order), further, within(advance, begun, 0.5 * (begun + 1.0)))
        while plan.beacons:  # how often is not known: each time takes half of what is left
            begun = 0.5 * (begun + 1.0)
            fewer = self.with_count(
                len(plan.beacons) - 1, further, within(advance, begun, 0.5 * (begun + 1.0))
            )
            if fewer.error.quantile_m(self.share) > wanted_m:
                break
            plan = fewer
        return plan

    def best_grid(self, count: int) -> FloatArray | None:
        """Return the best regular grid (2, count), None where none has as many (PLAN-3)."""
        return min(regular_grids(self.level, count), key=self.error_m, default=None)

    def error_m(self, places_m: FloatArray) -> float:
        """Return the predicted error that the share of people stays within, with beacons at places (2, n)."""
        return self._error_m(self._sums(places_m))

    def error_with(self, places_m: FloatArray) -> PredictedError:
        """Return the predicted error everywhere, with beacons at places (2, n)."""
        variances_m2 = self.ground.variances_m2(self._sums(places_m))
        return PredictedError(self.ground.cell_m, self.ground.x_m, self.ground.y_m, variances_m2)

    def _plan(self, places_m: FloatArray, further: int, grid: FloatArray | None) -> BeaconPlan:
        return BeaconPlan(
            beacons=self._named(places_m),
            kept=self.kept,
            share=self.share,
            error=self.error_with(places_m),
            further=self._next(places_m, further),
            grid=None if grid is None else self._named(grid),
            grid_error=None if grid is None else self.error_with(grid),
        )

    def _next(self, places_m: FloatArray, count: int) -> tuple[PlannedBeacon, ...]:
        """Return the beacons to add to a plan, each time the one that gains most (PLAN-5)."""
        sums, added = self._sums(places_m), list[PlannedBeacon]()
        while len(added) < count and len(free := self._free(places_m)):
            errors_m = self._tried(sums, free, self._judged)
            best = int(free[np.argmin(errors_m)])
            sums = sums + self._evidence[:, best]
            places_m = np.column_stack([places_m, self._spots_m[:, best]])
            added.append(PlannedBeacon(self.spots[best], float(errors_m.min())))
        return tuple(added)

    def _greedy(self, count: int, is_enough: Callable[[FloatArray], bool] | None = None) -> list[int]:
        """Return spots by index, each time the one after which the mean logarithm of the error is least
        (PLAN-2).
        """
        sums = self._standing
        chosen: list[int] = []
        while len(chosen) < count and not (is_enough and is_enough(sums)):
            free = self._free(self._spots_m[:, chosen])
            if not len(free):
                break
            best = int(free[np.argmin(self._tried(sums, free, _mean_log))])
            sums = sums + self._evidence[:, best]
            chosen.append(best)
        return chosen

    def _free(self, taken_m: FloatArray) -> NDArray[np.intp]:
        """Return the spots, by index, where no beacon of these places (2, n) or of the map hangs."""
        taken = KDTree(np.column_stack([taken_m, self._hanging_m]).T)
        apart_m, _ = taken.query(self._spots_m.T)
        return np.flatnonzero(apart_m >= LEAST_APART_M)

    def _exchanged(self, places_m: FloatArray, advance: Advance = unwatched) -> FloatArray:
        """Move one beacon after the other to the best spot around until none gains (PLAN-2)."""
        places_m = places_m.copy()
        reach_m = 2.0 * math.sqrt(len(self.ground.x_m) * self.ground.cell_m**2 / places_m.shape[1])
        parts = self._of(places_m)
        sums = self._standing + parts.sum(axis=1)
        found_m = self._error_m(sums)
        work = Countdown(USUAL_SWEEPS * places_m.shape[1], advance)
        work.begin("better places, beacon by beacon")
        for _ in range(MOST_SWEEPS):
            before_m = found_m
            for i in range(places_m.shape[1]):
                work.done()
                free = self._free(np.delete(places_m, i, axis=1))
                near = free[np.hypot(*(self._spots_m[:, free] - places_m[:, i : i + 1])) < reach_m]
                if not len(near):
                    continue
                errors_m = self._tried(sums - parts[:, i], near, self._judged)
                best = int(np.argmin(errors_m))
                if errors_m[best] < (1.0 - LEAST_GAIN) * found_m:
                    sums = sums - parts[:, i] + self._evidence[:, near[best]]
                    parts[:, i], places_m[:, i] = self._evidence[:, near[best]], self._spots_m[:, near[best]]
                    found_m = float(errors_m[best])
            if found_m == before_m:
                break
        return places_m

    def _tried(
        self, sums: FloatArray, spots: ArrayLike, judge: Callable[[FloatArray], FloatArray]
    ) -> FloatArray:
        """Return the verdict (n,) on mean errors with one more beacon at each of n spots."""
        index = np.asarray(spots, dtype=np.intp)
        verdicts = []
        for start in range(0, len(index), BATCH):
            more = sums[:, None] + self._evidence[:, index[start : start + BATCH]]
            verdicts.append(judge(mean_distance_m(self.ground.variances_m2(more))))
        return np.concatenate(verdicts)

    def _judged(self, mean_m: FloatArray) -> FloatArray:
        return error_quantile_m(mean_m, self.share)

    def _error_m(self, sums: FloatArray) -> float:
        return float(self._judged(mean_distance_m(self.ground.variances_m2(sums))))

    def _sums(self, places_m: FloatArray) -> FloatArray:
        return np.asarray(self._standing + self._of(places_m).sum(axis=1))

    def _of(self, places_m: FloatArray) -> FloatArray:
        """Return the evidence (16, k, n) of usual beacons at places (2, k)."""
        planned = USUAL_BEACON

        def hear(x_m: FloatArray, y_m: FloatArray) -> Reception:
            from_x_m, from_y_m = x_m - places_m[0][:, None], y_m - places_m[1][:, None]
            slant_m2 = from_x_m**2 + from_y_m**2 + MOUNT_HEIGHT_M**2
            place_db2 = (DB_PER_NEPER * planned.exponent * planned.sd_m) ** 2 / slant_m2  # RADIO-14
            return Reception(
                sighting_rate_hz(planned, from_x_m, from_y_m),
                expected_rssi_dbm(planned, from_x_m, from_y_m),
                planned.sigma_db**2 + place_db2,
            )

        return self.ground.evidence(hear)

    def _named(self, places_m: FloatArray) -> tuple[Spot, ...]:
        """Return places as spots, in the order in which people read a plan: from the left, upwards."""
        order = np.lexsort((places_m[1], places_m[0].round()))
        return tuple(
            Spot(float(x_m), float(y_m), mount_at(self.level, x_m, y_m)) for x_m, y_m in places_m.T[order]
        )


def _mean_log(mean_m: FloatArray) -> FloatArray:
    return np.asarray(np.log(mean_m).mean(axis=-1))
