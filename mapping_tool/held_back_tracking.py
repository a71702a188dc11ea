"""The live tracker on walks that their map does not know: fold by fold, in two processes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import TypeVar

from mapping_tool.continued_walk import followed_walks
from mapping_tool.error_agreement import JudgedWaypoint, judge_fold
from mapping_tool.held_back import FoldFit, Placed, finish_fold, folds, track_fold
from mapping_tool.progress import Countdown
from mapping_tool.tapped_walk import has_motion
from positioning.capture import Trace
from positioning.metrics import WaypointScore
from positioning.surveyed import SurveyWalk
from positioning.types import WalkableArea

T = TypeVar("T")

MOST_ERRORS_TRIED = 3
"""Of the five that a map can be off by, a halving search tries two or three."""

WHOLE_FIT_WEIGHT = 2.0
"""Two rounds on all walks, beside one on four fifths; tracking a fold takes about as long as fitting it
(site1-B1, 82 walks: 3.3 s a first round, 7.6 s the whole, 3.2 s a fold's second round, 2.5 to 6 s a fold's
tracking)."""


def tracking_weight(walks: int) -> float:
    """Return how much work `HeldBackTracking` is beside the whole map's fit, in first rounds on a fold."""
    return (1 + MOST_ERRORS_TRIED + 2) * len(folds(walks)) + WHOLE_FIT_WEIGHT


class HeldBackTracking:
    """The live tracker on walks that their map does not know. Those without inertial data are left out: there
    are no steps to follow. Each is followed from the begin of the one that it goes on from, where there is
    one, which the map may know: who begins at a known place relies on the map less than who has walked on.
    """

    def __init__(
        self,
        executor: Executor,
        traces: Sequence[Trace],
        walks: Sequence[SurveyWalk],
        fits: Sequence[FoldFit],
        floor: WalkableArea,
        placed: Placed,
        work: Countdown,
    ) -> None:
        self._executor, self._floor, self._work = executor, floor, work
        self._scores: dict[float, Sequence[WaypointScore]] = {}
        self._folds = folds(len(walks))
        self._followed = [tuple(i for i in fold.held if has_motion(traces[i])) for fold in self._folds]
        self._held = [followed_walks(traces, followed) for followed in self._followed]
        finished = [
            executor.submit(finish_fold, fit.beacons, [walks[i] for i in fold.others], placed)
            for fold, fit in zip(self._folds, fits, strict=True)
        ]
        self._maps = []
        work.done(WHOLE_FIT_WEIGHT)  # submitted before these, and so done about now
        for task in finished:
            self._maps.append(task.result())
            work.done()

    def scores_at(self, error_m: float) -> Sequence[WaypointScore]:
        """Return the scores of all held walks, from known starts, on maps said to be off by `error_m`."""
        if error_m not in self._scores:
            self._work.begin(f"tracking of held-back walks, maps said to be off by {error_m:g} m")
            tasks = [
                self._executor.submit(track_fold, replace(beacons, error_m=error_m), held, self._floor)
                for beacons, held in zip(self._maps, self._held, strict=True)
            ]
            self._scores[error_m] = [score for task in tasks for score in self._done(task.result())]
        return self._scores[error_m]

    def judged_at(self, error_m: float) -> tuple[list[JudgedWaypoint], list[JudgedWaypoint]]:
        """Return the waypoints of all held walks beside what is predicted there: from known starts, and from
        unknown ones.
        """
        self._work.done((MOST_ERRORS_TRIED - len(self._scores)) * len(self._folds))  # that were not needed
        self._work.begin("predicted and measured error of held-back walks")
        known, searched = (
            [
                self._executor.submit(
                    judge_fold,
                    replace(beacons, error_m=error_m),
                    self._floor,
                    held,
                    followed,
                    is_start_known=is_start_known,
                )
                for beacons, held, followed in zip(self._maps, self._held, self._followed, strict=True)
            ]
            for is_start_known in (True, False)
        )
        return self._waypoints(known), self._waypoints(searched)

    def _waypoints(self, tasks: Sequence[Future[list[JudgedWaypoint]]]) -> list[JudgedWaypoint]:
        return [waypoint for task in tasks for waypoint in self._done(task.result())]

    def _done(self, results: list[T]) -> list[T]:
        self._work.done()
        return results
