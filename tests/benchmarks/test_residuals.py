"""What steps tell of taps, and beacons of each other, in walks that were made so."""

import math
from dataclasses import replace

import numpy as np
import pytest
from _beacon_residuals import covariances, windows
from _leg_residuals import LegResiduals, Legs
from _north_residuals import north_figures

from firmware_sim.motion import Gait, Leg, walk
from firmware_sim.phone import MagneticField, Phone, sense
from firmware_sim.phone.sensing import NORTH_FOUND_S
from positioning.capture.records import DropReport
from positioning.capture.trace import SensorColumn, Trace
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, LevelId, Transmitter, Waypoint

TURNED_RAD = 0.1
QUIET = Phone(0.0, 0.3, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.0)


def trace_of(taps: tuple[Waypoint, ...], duration_s: float, heard: tuple[BeaconSighting, ...] = ()) -> Trace:
    none = SensorColumn(np.empty(0), np.empty((0, 3)))
    return Trace("walk", 0, duration_s, 0.5, "", taps, heard, DropReport(), none, none, none, none)


def test_a_walk_whose_plan_is_turned_and_stretched_shows_it() -> None:
    """Taps after 10 m each are noted 11 m apart on a plan that is turned."""
    found, plain = (
        _followed(by * np.exp(1j * turned_rad)) for by, turned_rad in ((1.1, TURNED_RAD), (1.0, 0.0))
    )
    assert found.walks[0].heading_rad - plain.walks[0].heading_rad == pytest.approx(TURNED_RAD, abs=1e-6)
    assert plain.walks[0].heading_rad == pytest.approx(0.0, abs=0.03)
    assert found.walks[0].scale - plain.walks[0].scale == pytest.approx(math.log(1.1), abs=1e-6)
    assert np.all(found.about_taps_s > 1.0)
    assert found.walks[0].steps == pytest.approx(10.0 / 0.7, abs=1.5)


def _followed(plan: complex) -> LegResiduals:
    """40 m with a stop of 1 s after every 10, their taps times `plan`."""
    legs = [Leg(np.array([[10.0 * k, 0.0], [10.0 * k + 10.0, 0.0]]), 1.0) for k in range(4)]
    truth = walk(legs, Gait(0.7, 0.5), LevelId("0"), 0.0)
    imu = sense(truth, QUIET, math.pi / 2, np.random.default_rng(1))
    assert imu.attitude_xyzw is not None
    each_s = truth.t_s[-1] / 4
    taps = tuple(Waypoint(max(k * each_s, 0.1), 10.0 * k * plan.real, 10.0 * k * plan.imag) for k in range(5))
    trace = replace(
        trace_of(taps, float(truth.t_s[-1])),
        accel=SensorColumn(imu.t_s, imu.accel_mps2),
        attitude=SensorColumn(imu.t_s, imu.attitude_xyzw),
    )
    return LegResiduals.of([trace], math.pi / 2)


@pytest.mark.parametrize("turn", [1j, -1j])
def test_a_corner_that_is_cut_shows_on_both_of_its_legs(turn: complex) -> None:
    """Two legs of 8 m, left or right; the way goes through a place half a metre inside of both."""
    tapped = np.array([8.0, 8.0 * turn])
    cut = 0.5 * (-1.0 + turn)
    legs = Legs(
        np.arange(2), np.array([4.0, 12.0]), tapped, tapped, tapped + np.array([cut, -cut]), np.full(2, 7.6),
        np.full(2, 11.0),
    )  # fmt: skip
    found = LegResiduals([legs], np.array([0.5])).corners()
    scale = 16.0 / (2.0 * abs(tapped[0] + cut))
    assert found["corners"] == 1
    assert found["  passed inside by the leg before, m"] == pytest.approx(0.5 * scale)
    assert found["  by the leg after, m"] == pytest.approx(0.5 * scale)


def test_a_rotation_vector_is_seen_to_follow_its_needle_as_it_was_made_to() -> None:
    traces = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        truth = walk([Leg(np.array([[0.0, 0.0], [120.0, 0.0]]), 0.0)], Gait(0.7, 0.5), LevelId("0"), 0.0)
        imu = sense(truth, QUIET, math.pi / 2, rng, MagneticField.drawn(rng))
        assert imu.attitude_xyzw is not None
        assert imu.gyro_radps is not None
        assert imu.mag_ut is not None
        traces.append(
            replace(
                trace_of((), float(truth.t_s[-1])),
                gyro=SensorColumn(imu.t_s, imu.gyro_radps),
                mag=SensorColumn(imu.t_s, imu.mag_ut),
                attitude=SensorColumn(imu.t_s, imu.attitude_xyzw),
            )
        )
    found = north_figures(traces)
    assert found["the rotation vector turns to it by, 1/s"] == pytest.approx(1.0 / NORTH_FOUND_S, rel=0.1)
    assert found["  with a correlation of"] > 0.8


def test_beacons_on_one_side_go_together_and_those_on_the_other_apart() -> None:
    """Two beacons in the west and one in the east of people who stand: the west is louder by as much as the
    east is fainter.
    """
    rng = np.random.default_rng(4)
    places_m = ((-20.0, 0.3), (-20.0, -0.3), (20.0, 0.0))
    keys = [BeaconKey(f"mac:00:00:00:00:00:0{k}") for k in range(3)]
    beacons = {
        key: Transmitter(key, x_m, y_m, 0.5, -60.0, 2.0, 5.0, 2.0, 40.0)
        for key, (x_m, y_m) in zip(keys, places_m, strict=True)
    }
    tables = []
    for _ in range(300):
        louder_db = rng.normal(0.0, 4.0)
        heard = tuple(
            BeaconSighting(t_s, key, -86.02 + louder_db * (1.0 if k < 2 else -1.0))
            for t_s in (1.0, 2.0, 3.0)
            for k, key in enumerate(keys)
        )
        taps = (Waypoint(0.0, 0.0, 0.0), Waypoint(4.0, 0.0, 0.1))
        tables += windows([trace_of(taps, 4.0, heard)], BeaconMap(LevelId("0"), beacons))
    found = covariances(tables)
    assert found["beacons within 5 m of each other, at once"] == pytest.approx(16.0, rel=0.2)
    assert found["beacons on one side (45 degrees), at once"] == pytest.approx(16.0, rel=0.2)
    assert found["beacons on opposite sides, at once"] == pytest.approx(-16.0, rel=0.2)
    assert found["beacons over 30 m apart, at once"] == pytest.approx(-16.0, rel=0.2)


def test_what_dims_one_place_alone_shows_by_how_far_people_have_gone() -> None:
    """A beacon 30 m beside a way of 16 m: louder or fainter at its beginning, by nothing at its end."""
    rng, key = np.random.default_rng(5), BeaconKey("mac:00:00:00:00:00:01")
    beacons = BeaconMap(LevelId("0"), {key: Transmitter(key, 8.0, 30.0, 0.5, -60.0, 2.0, 5.0, 2.0, 40.0)})
    taps = (Waypoint(0.0, 0.0, 0.0), Waypoint(16.0, 16.0, 0.0))
    tables = []
    for _ in range(300):
        louder_db = rng.normal(0.0, 4.0)
        heard = tuple(
            BeaconSighting(t_s, key, -90.0 + louder_db * (t_s < 8.0))
            for t_s in (1.0, 3.0, 5.0, 7.0, 9.0, 15.0)
        )
        tables += windows([trace_of(taps, 16.0, heard)], beacons)
    found = covariances(tables)
    assert found["a beacon with itself, 2 to 5 m on"] == pytest.approx(8.0, rel=0.3)
    assert abs(found["a beacon with itself, 10 to 20 m on"]) < 1.0


def test_a_covariance_is_that_of_legs_with_no_tap_in_common() -> None:
    """Every second leg is turned left, the others right: those two apart go together."""
    rng = np.random.default_rng(2)
    walks = []
    for _ in range(400):
        size = rng.normal(0.0, 0.1)
        headings = size * np.array([1.0, -1.0, 1.0, -1.0])
        tapped = 8.0 * np.exp(1j * headings)
        stepped, felt_m = np.full(4, 8.0 + 0j), rng.uniform(7.0, 9.0, 4)
        walks.append(
            Legs(
                np.arange(4),
                6.0 * np.arange(4),
                np.cumsum(tapped),
                tapped,
                stepped,
                felt_m,
                rng.uniform(10.0, 14.0, 4),
            )
        )
    found = LegResiduals(walks, np.array([0.5, 1.0])).figures()
    variance = found["heading, deg2, variance"]
    assert variance == pytest.approx(math.degrees(0.1) ** 2, rel=0.25)
    assert found["heading, deg2, legs under 15 s apart"] == pytest.approx(variance, rel=1e-6)
    assert found["heading, deg2, legs 15 to 35 s apart"] == pytest.approx(-variance, rel=1e-6)
    assert found["share of taps with a halt"] == 0.5
