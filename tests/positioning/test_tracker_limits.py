"""What the tracker admits not to know: unseen time, damaged states, what is no number."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from positioning import LiveTracker
from positioning.errors import InvalidState
from positioning.hypotheses import Hypotheses, Stride
from positioning.tracker_config import TrackerConfig
from positioning.types import (
    BeaconKey,
    BeaconSighting,
    CodeId,
    CodeScan,
    GaussianPosition,
    ImuSamples,
    PoseStatus,
    PositionPrior,
    SensorFrame,
)


def test_a_phone_that_gets_lost_is_not_surer_than_before(ring_map, ring_floor) -> None:
    """BANK-7: a minute without samples."""
    silent = ImuSamples.empty()
    tracker = LiveTracker(replace(ring_map, error_m=3.0), PositionPrior.known(30.0, 20.0), ring_floor)
    poses = [tracker.step(SensorFrame(4.0 * i, 4.0 * i + 4.0, silent)) for i in range(15)]
    lost = next(i for i, pose in enumerate(poses) if pose.status is PoseStatus.LOST)
    sds_m = [math.sqrt(pose.var_x_m2 + pose.var_y_m2) for pose in poses]
    assert all(later >= before for before, later in pairwise(sds_m))
    assert poses[lost].x_m == pytest.approx(poses[lost - 1].x_m, abs=3.0)


def test_unseen_time_is_as_long_in_short_frames_as_in_long_ones(ring_map) -> None:
    """ATT-7: ten seconds without samples."""
    sds_m = []
    for length_s in (0.5, 10.0):
        tracker = LiveTracker(ring_map, PositionPrior.known(30.0, 20.0))
        for i in range(round(10.0 / length_s)):
            pose = tracker.step(SensorFrame(length_s * i, length_s * (i + 1), ImuSamples.empty()))
        sds_m.append(math.sqrt(pose.var_x_m2))
    assert sds_m[0] == pytest.approx(sds_m[1], rel=0.1)


def test_a_known_start_stays_known_while_north_is_not(make_walk, ring_map, ring_floor) -> None:
    """BANK-3, BANK-7: what the map says counts less, and its errors are not added twice."""
    walk = make_walk(1, duration_s=5.0)
    later, at_once = (LiveTracker(ring_map, walk.known_start, ring_floor) for _ in range(2))
    later.step(SensorFrame(walk.frames[0].t_start_s - 0.5, walk.frames[0].t_start_s, ImuSamples.empty()))
    for frame in walk.frames:
        later.step(frame)
        at_once.step(frame)
    assert later.spread == at_once.spread


def test_a_damaged_state_is_refused_wherever_the_damage_is(make_walk, ring_map, ring_floor) -> None:
    walk = make_walk(1, duration_s=2.0)
    tracker = LiveTracker(ring_map, PositionPrior.anywhere(), ring_floor)
    for frame in walk.frames:
        tracker.step(frame)
    state = tracker.snapshot()
    for at in range(0, len(state), 997):
        damaged = bytearray(state)
        damaged[at] ^= 0x40
        with pytest.raises(InvalidState):
            LiveTracker.restore(bytes(damaged), ring_map, ring_floor)


def test_a_code_scanned_beyond_walls_is_believed(ring_map, ring_floor) -> None:
    """BANK-8: ten metres walked through walls are forgotten where a code says so."""
    till = CodeId("till")
    beacons = replace(ring_map, transmitters={}, codes={till: GaussianPosition(30.0, 10.0, 1.0)})
    hypotheses = Hypotheses(beacons, ring_floor, PositionPrior.known(59.0, 20.0), TrackerConfig(), seed=0)
    hypotheses.begin(0.0, is_north_known=True)
    walked = [Stride(0.1 * i, 0.7, 0.0) for i in range(1, 40)]
    hypotheses.advance(0.0, 4.0, [*walked, CodeScan(3.95, till)], 0.0)
    assert hypotheses.status is PoseStatus.OK


@pytest.mark.parametrize(
    "broken",
    [
        lambda: BeaconSighting(0.1, BeaconKey("mac:00"), math.nan),
        lambda: BeaconSighting(math.inf, BeaconKey("mac:00"), -60.0),
        lambda: SensorFrame(0.0, math.nan, ImuSamples.empty()),
        lambda: SensorFrame(1.0, 0.5, ImuSamples.empty()),
        lambda: GaussianPosition(0.0, 0.0, 0.0),
        lambda: GaussianPosition(math.nan, 0.0, 1.0),
    ],
)
def test_what_is_no_number_does_not_come_in(broken) -> None:
    with pytest.raises(ValueError, match="no "):
        broken()
