"""The plain filter: step and update by hand, with a start and without one; steps alone (EVAL-10, EVAL-11)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from positioning.baselines import dead_reckoned, plain_ekf, steps_alone, steps_and_plan, walked
from positioning.baselines.textbook_ekf import PlainEkf
from positioning.metrics import score_live, summarise
from positioning.radio_map import rssi_around
from positioning.types import (
    BeaconKey,
    GaussianPosition,
    PoseStatus,
    PositionPrior,
    Transmitter,
)

BEACON = Transmitter(BeaconKey("mac:a"), 8.0, 3.0, sd_m=0.5, rssi_1m_dbm=-60.0, exponent=2.0, sigma_db=4.0)


def test_a_step_moves_by_its_jacobian() -> None:
    """The Jacobian against differences of the motion itself."""

    def moved(state: np.ndarray) -> np.ndarray:
        ekf = PlainEkf(GaussianPosition(state[0], state[1], 1.0), 0.2, turn_rad=state[2])
        ekf.x[3] = state[3]
        ekf.walk(0.7, 0.4)
        return ekf.x

    at = np.array([1.0, 2.0, 0.3, 1.1])
    F = np.column_stack([(moved(at + e) - moved(at - e)) / 2e-6 for e in 1e-6 * np.eye(4)])
    assert moved(at) == pytest.approx([1 + 0.77 * math.cos(0.7), 2 + 0.77 * math.sin(0.7), 0.3, 1.1])
    ekf = PlainEkf(GaussianPosition(1.0, 2.0, 1.0), 0.2, turn_rad=0.3)
    ekf.x[3] = 1.1
    before = ekf.P
    ekf.walk(0.7, 0.4)
    noise = ekf.P - F @ before @ F.T
    assert noise == pytest.approx(np.diag([0.105**2, 0.105**2, 0.04**2, 0.0]), abs=1e-9)


def test_an_update_is_the_posterior_of_the_linearised_model() -> None:
    """Information form: P'^-1 = P^-1 + H' R^-1 H, x' = x + P' H' R^-1 residual."""
    ekf = PlainEkf(GaussianPosition(2.0, 1.0, 2.0), 0.2)
    model = rssi_around(BEACON, 2.0, 1.0)
    H = np.append(model.gradient_db_per_m, [0.0, 0.0])
    posterior = np.linalg.inv(np.linalg.inv(ekf.P) + np.outer(H, H) / model.variance_db2)
    expected = ekf.x + posterior @ H / model.variance_db2 * 3.0
    ekf.hear(BEACON, model.rssi_dbm + 3.0)
    assert ekf.x == pytest.approx(expected)
    assert pytest.approx(posterior) == ekf.P


def test_what_is_outside_the_gate_is_not_used() -> None:
    ekf = PlainEkf(GaussianPosition(2.0, 1.0, 2.0), 0.2)
    x, P = ekf.x.tolist(), ekf.P.tolist()
    ekf.hear(BEACON, rssi_around(BEACON, 2.0, 1.0).rssi_dbm + 40.0)
    assert (ekf.x.tolist(), ekf.P.tolist()) == (x, P)


def test_steps_alone_hear_nothing(make_walk, ring_map) -> None:
    with_radio, without = make_walk(3), make_walk(3, radio=False)
    paths = [steps_alone(walk.frames, ring_map, walk.known_start) for walk in (with_radio, without)]
    assert paths[0].x_m.tolist() == paths[1].x_m.tolist()
    assert set(paths[0].status) == {PoseStatus.OK}
    assert paths[0].var_x_m2[-1] > 4.0 * paths[0].var_x_m2[0]


def test_beacons_help_a_known_start(make_walk, ring_map) -> None:
    plain, alone = [], []
    for seed in range(6):
        walk = make_walk(seed)
        frames = walked(walk.frames, ring_map.north_rad)
        plain += score_live(plain_ekf(frames, ring_map, walk.known_start), walk.waypoints(every_s=3.0))
        alone += score_live(dead_reckoned(frames, ring_map, walk.known_start), walk.waypoints(every_s=3.0))
    with_beacons, without = summarise(plain), summarise(alone)
    assert with_beacons is not None
    assert without is not None
    assert with_beacons.mean_m < without.mean_m


def test_an_unknown_start_waits_for_the_first_sighting(make_walk, ring_map) -> None:
    walk = make_walk(1)
    frames = walked([replace(f, sightings=()) if f.t_end_s < 5 else f for f in walk.frames], math.pi / 2)
    path = plain_ekf(frames, ring_map, PositionPrior.anywhere())
    found = path.status.index(PoseStatus.OK)
    assert path.t_s[found] >= 5.0
    assert set(path.status[:found]) == {PoseStatus.SEARCHING}
    assert path.x_m[:found] == pytest.approx(30.5)  # the middle of the transmitters
    assert set(path.status[found:]) == {PoseStatus.OK}
    late = summarise(score_live(path, [w for w in walk.waypoints(every_s=3.0) if w.t_s > 15.0]))
    assert late is not None
    assert late.mean_m < 6.0


def test_neither_start_nor_beacons_is_refused(make_walk, ring_map) -> None:
    frames = walked(make_walk(1).frames, math.pi / 2)
    with pytest.raises(ValueError, match="no transmitter is known"):
        plain_ekf(frames, replace(ring_map, transmitters={}), PositionPrior.anywhere())


def test_a_heading_at_the_start_replaces_the_compass(make_walk, ring_map) -> None:
    walk = make_walk(2)
    x_m, y_m = walk.truth_at(0.0)
    start = GaussianPosition(x_m, y_m, 1.0, heading_rad=1.0, sd_heading_rad=0.1)
    path = steps_alone(walk.frames, ring_map, PositionPrior((start,)))
    assert path.heading_rad[0] == pytest.approx(1.0, abs=0.01)


def test_without_a_yaw_the_place_spreads(make_walk, ring_map) -> None:
    walk = make_walk(2, attitude=False, gyro=False)
    path = steps_alone(walk.frames, ring_map, walk.known_start)
    assert path.x_m == pytest.approx(walk.truth_at(0.0)[0])
    assert path.var_x_m2[-1] > 10.0


def test_the_plan_keeps_steps_out_of_the_walls(make_walk, ring_map, ring_floor) -> None:
    alone, with_plan = [], []
    for seed in range(4):
        walk = make_walk(seed, 60.0)
        alone += score_live(steps_alone(walk.frames, ring_map, walk.known_start), walk.waypoints(every_s=3.0))
        planned = steps_and_plan(walk.frames, ring_map, walk.known_start, ring_floor)
        with_plan += score_live(planned, walk.waypoints(every_s=3.0))
    one, other = summarise(with_plan), summarise(alone)
    assert one is not None
    assert other is not None
    assert one.mean_m < other.mean_m
