"""What a better tracker must beat, from the nearest beacon to a plain Kalman filter."""

from positioning.baselines.fixes import amidst, heard_lately, least_squares, nearest_beacon, weighted_centroid
from positioning.baselines.steps import dead_reckoned, steps_alone, steps_and_plan
from positioning.baselines.textbook_ekf import plain_ekf
from positioning.baselines.walked import walked

__all__ = [
    "amidst",
    "dead_reckoned",
    "heard_lately",
    "least_squares",
    "nearest_beacon",
    "plain_ekf",
    "steps_alone",
    "steps_and_plan",
    "walked",
    "weighted_centroid",
]
