"""How many times the predicted error people were off by on walks that the map does not know
(`docs/theory/predicted_error.md`, PRED-9).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from mapping_tool.error_agreement import JudgedWaypoint
from mapping_tool.held_back import LEAST_JUDGED, WAYPOINT_SD_M
from mapping_tool.predicted_error import WalkModel
from positioning.types import PredictionRatio

LEAST_OWN_SHARE = 0.25
"""Of the measured error that is the tracker's at least, however little it is."""


def prediction_ratio(
    known: Sequence[JudgedWaypoint], searched: Sequence[JudgedWaypoint], spread: float = 1.0
) -> PredictionRatio:
    """Return how many times the prediction held-back walks were off by, one where too few can tell.

    Parameters
    ----------
    known : from known starts. Only those count who were followed for as long as it takes to forget the start.
    searched : from unknown ones, all.
    spread : how many times its hypotheses' covariance the tracker publishes on this map (BANK-7).

    Examples
    --------
    >>> judged = [JudgedWaypoint(k, 0.0, 0.0, measured_m=3.0, predicted_m=2.0) for k in range(20)]
    >>> found = prediction_ratio([], judged)
    >>> found.known, round(found.searched, 2)
    (1.0, 1.46)
    """
    drift_m2_per_s = WalkModel().drift_m2_per_s * spread
    return PredictionRatio(
        known=_ratio(
            [each for each in known if each.followed_s >= _settled_s(each.predicted_m, drift_m2_per_s)]
        ),
        searched=_ratio(searched),
    )


def _settled_s(predicted_m: float, drift_m2_per_s: float) -> float:
    """How long somebody has to drift to be as far off as predicted: the variance of one axis over its growth
    (PRED-5)."""
    return 2.0 / math.pi * predicted_m**2 / drift_m2_per_s


def _ratio(judged: Sequence[JudgedWaypoint]) -> float:
    if len(judged) < LEAST_JUDGED:
        return 1.0
    measured_m = math.fsum(each.measured_m for each in judged) / len(judged)
    predicted_m = math.fsum(each.predicted_m for each in judged) / len(judged)
    # Mean lengths of Gaussian errors that add up go by their squares: Rayleigh's mean is sqrt(pi / 2) sd.
    own_m = math.sqrt(
        max(measured_m**2 - math.pi / 2.0 * WAYPOINT_SD_M**2, (LEAST_OWN_SHARE * measured_m) ** 2)
    )
    return own_m / predicted_m
