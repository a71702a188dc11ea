import numpy as np
import pytest

from firmware_sim.company import APART_M, beside
from firmware_sim.itinerary import Habits
from firmware_sim.motion import Gait
from firmware_sim.shopper import ShopFloor


def test_a_companion_keeps_beside_and_off_the_shelves(floor: ShopFloor) -> None:
    leader = floor.trip(Habits(stops=(5, 5)), np.random.default_rng(2)).truth
    companion = beside(leader, 1, Gait(0.6, 0.5), floor.floor.routes)
    apart_m = np.hypot(companion.x_m - leader.x_m, companion.y_m - leader.y_m)
    assert apart_m.max() < APART_M + 0.2
    assert np.median(apart_m) > 0.9 * APART_M
    walkable = floor.floor.routes.floor
    rows = ((companion.y_m - walkable.y0_m) / walkable.cell_m).astype(int)
    columns = ((companion.x_m - walkable.x0_m) / walkable.cell_m).astype(int)
    assert walkable.free[rows, columns].all()


def test_a_companion_has_steps_of_their_own(floor: ShopFloor) -> None:
    leader = floor.trip(Habits(stops=(5, 5)), np.random.default_rng(2)).truth
    companion = beside(leader, -1, Gait(0.5, 0.5), floor.floor.routes)
    walked_m = np.hypot(np.diff(companion.x_m), np.diff(companion.y_m)).sum()
    assert abs(companion.steps[-1] * 0.5 - walked_m) < 0.1
    assert companion.pace_mps.max() < 3.0
    assert (companion.pace_mps == 0.0).mean() > 0.9 * (leader.pace_mps == 0.0).mean()


@pytest.mark.parametrize("period_s", [None, 1.0])
@pytest.mark.parametrize("places", [1, -1, 2])
def test_nobody_is_pushed_into_a_shelf_or_runs(floor: ShopFloor, places: int, period_s: float | None) -> None:
    walkable = floor.floor.routes.floor
    for seed in range(20):
        leader = floor.trip(Habits(stops=(5, 5)), np.random.default_rng(seed), period_s).truth
        companion = beside(leader, places, Gait(0.6, 0.5), floor.floor.routes)
        rows = ((companion.y_m - walkable.y0_m) / walkable.cell_m).astype(int)
        columns = ((companion.x_m - walkable.x0_m) / walkable.cell_m).astype(int)
        assert walkable.free[rows, columns].all()
        walked_m = np.hypot(np.diff(companion.x_m), np.diff(companion.y_m))
        assert (walked_m / np.diff(companion.t_s)).max() < 2.6
