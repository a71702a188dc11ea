"""How far off a map says it is: the least error with which its claims are honest on held-back walks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mapping_tool.held_back import LEAST_JUDGED, MAP_ERRORS_M, map_error
from positioning.metrics import WaypointScore
from positioning.types import USUAL_MAP_ERROR_M, PoseStatus

ScoresAt = Callable[[float], list[WaypointScore]]


def walks_off_by(spread_m: float, count: int = 200) -> ScoresAt:
    """Held-back waypoints whose NEES is uniform up to 6 when the map is said to be off by `spread_m`."""

    def scores_at(error_m: float) -> list[WaypointScore]:
        scale = 6.0 * (spread_m / error_m) ** 2 / count
        return [WaypointScore(1.0, scale * k, PoseStatus.OK, 1.0, 0.0, 0.0) for k in range(count)]

    return scores_at


@pytest.mark.parametrize("error_m", MAP_ERRORS_M)
def test_the_least_honest_error_is_found(error_m: float) -> None:
    """RADIO-15, the first and the last among them."""
    found = map_error(walks_off_by(0.99 * error_m))
    assert (found.error_m, found.is_honest) == (error_m, True)
    assert found.share is not None
    assert found.share >= 0.97


def test_when_no_error_is_enough_the_share_says_so() -> None:
    found = map_error(walks_off_by(8.0))
    assert (found.error_m, found.is_honest) == (MAP_ERRORS_M[-1], False)
    assert found.share == pytest.approx(0.25, abs=0.01)


def test_of_too_few_waypoints_nothing_is_told() -> None:
    found = map_error(walks_off_by(0.1, count=LEAST_JUDGED - 1))
    assert (found.error_m, found.share, found.is_honest) == (USUAL_MAP_ERROR_M, None, False)
