"""Where a surveyor was when: paths of survey walks, pinned to their waypoints.

Between them a path follows either the dead-reckoned steps, bent so that they hit the waypoints, or a straight
line at even speed: whichever predicts the loudness on held-back walks better (`docs/theory/radio_map.md`,
RADIO-10).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from mapping_tool.held_back import FoldFit, Placed, fit_fold, folds
from mapping_tool.identity import Identities
from positioning.capture import Trace
from positioning.motion import StrideTracker
from positioning.surveyed import SurveyWalk
from positioning.types import FloatArray
from zones.level import Level

PATH_PERIOD_S = 0.25
"""A quarter of a second is 0.3 m of walking, finer than waypoints are set."""


class PathRule(StrEnum):
    """How a survey walk's path runs between its waypoints."""

    STEPS = "steps, bent to the waypoints"
    EVEN = "straight, at even speed"


def survey_walk(trace: Trace, north_rad: float, rule: PathRule) -> SurveyWalk:
    """Return a walk with its path: waypoints joined by the rule."""
    at_s, at_x_m, at_y_m = _columns([(w.t_s, w.x_m, w.y_m) for w in trace.waypoints])
    if rule is PathRule.EVEN:
        return SurveyWalk(trace.name, at_s, at_x_m, at_y_m, trace.sightings)
    strides = StrideTracker(north_rad)
    steps = [stride for frame in trace for stride in strides.advance(frame.imu) if stride.yaw_rad is not None]
    directed = [
        (s.t_s, s.length_m * np.cos(s.yaw_rad or 0.0), s.length_m * np.sin(s.yaw_rad or 0.0)) for s in steps
    ]
    step_s, dx_m, dy_m = _columns([(at_s[0] - 1.0, 0.0, 0.0), *directed])
    walked_x_m, walked_y_m, walked = (
        np.cumsum(dx_m),
        np.cumsum(dy_m),
        np.arange(len(step_s), dtype=np.float64),
    )
    t_s = np.union1d(np.arange(at_s[0], at_s[-1], PATH_PERIOD_S), at_s)
    # The misfit at the waypoints is spread over the steps between them, and where there are none over the
    # time.
    by_step = np.interp(t_s, step_s, walked) + 1e-6 * np.interp(t_s, at_s, np.arange(len(at_s)))
    knots = by_step[np.searchsorted(t_s, at_s)]
    misfit_x_m = at_x_m - np.interp(at_s, step_s, walked_x_m)
    misfit_y_m = at_y_m - np.interp(at_s, step_s, walked_y_m)
    x_m = np.interp(t_s, step_s, walked_x_m) + np.interp(by_step, knots, misfit_x_m)
    y_m = np.interp(t_s, step_s, walked_y_m) + np.interp(by_step, knots, misfit_y_m)
    return SurveyWalk(trace.name, t_s, x_m, y_m, trace.sightings)


def placed_walk(trace: Trace, north_rad: float, rule: PathRule, names: Identities) -> SurveyWalk:
    """Return the walk with its path, each sighting named as its transmitter is, without the nameless."""
    walk = survey_walk(trace, north_rad, rule)
    named = ((sighting, names.key_of(sighting)) for sighting in walk.sightings)
    return replace(walk, sightings=tuple(replace(s, key=key) for s, key in named if key is not None))


@dataclass(frozen=True, slots=True)
class ChosenPaths:
    """The walks by the rule that predicts held-back loudness better; `first_fits` are its folds' fits, and
    `spreads_db` what each rule left of spread.
    """

    rule: PathRule
    walks: Sequence[SurveyWalk]
    first_fits: Sequence[FoldFit]
    spreads_db: dict[PathRule, float]


def choose_paths(
    executor: Executor,
    traces: Sequence[Trace],
    names: Identities,
    level: Level,
    placed: Placed,
    on_fitted: Callable[[], None] = lambda: None,
) -> ChosenPaths:
    """Lay the walks' paths by every rule and keep the better one, judged over all folds (RADIO-10).

    `on_fitted` is called after each fold of each rule.
    """
    walks = {
        rule: [placed_walk(trace, level.north_rad, rule, names) for trace in traces] for rule in PathRule
    }
    pending = {
        rule: [
            executor.submit(
                fit_fold, [of_rule[i] for i in fold.others], [of_rule[i] for i in fold.held], level.id,
                level.north_rad, placed,
            )
            for fold in folds(len(of_rule))
        ]
        for rule, of_rule in walks.items()
    }  # fmt: skip
    fits: dict[PathRule, list[FoldFit]] = {rule: [] for rule in PathRule}
    for rule, tasks in pending.items():
        for task in tasks:
            fits[rule].append(task.result())
            on_fitted()
    spreads_db = {rule: _spread_db(of_rule) for rule, of_rule in fits.items()}
    rule = min(PathRule, key=lambda rule: spreads_db[rule])
    return ChosenPaths(rule, walks[rule], fits[rule], spreads_db)


def _spread_db(fits: Sequence[FoldFit]) -> float:
    """Return the spread of the residuals on walks that the maps were not fitted to."""
    joined = np.concatenate([fit.residuals_db for fit in fits])
    return float(joined.std()) if len(joined) else float("inf")


def _columns(rows: Sequence[tuple[float, float, float]]) -> tuple[FloatArray, FloatArray, FloatArray]:
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()
