import numpy as np
import pytest

from firmware_sim.motion import Gait, Leg, Truth, walk
from firmware_sim.phone import Phone
from firmware_sim.radio import RadioWorld
from positioning.types import BeaconKey, BeaconMap, LevelId, Transmitter

NEAR, FAR = BeaconKey("mac:02:00:00:00:00:01"), BeaconKey("mac:02:00:00:00:00:02")


def beacons() -> BeaconMap:
    return BeaconMap(
        LevelId("0"),
        {
            key: Transmitter(key, x_m, 0.0, 0.5, -60.0, 2.2, 5.0, 2.0, 12.0)
            for key, x_m in ((NEAR, 2.0), (FAR, 60.0))
        },
    )


def standing(seconds: float) -> Truth:
    leg = Leg(np.array([[0.0, 0.0], [0.1, 0.0]]), dwell_s=seconds)
    return walk([leg], Gait(0.7, 0.5), LevelId("0"), heading_rad=0.0)


def phone(offset_db: float) -> Phone:
    return Phone(0.0, 0.3, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.1, offset_db)


def test_a_near_beacon_is_heard_at_about_its_rate_a_far_one_hardly() -> None:
    rng = np.random.default_rng(5)
    heard = RadioWorld(beacons(), rng).heard(standing(120.0), phone(0.0), rng)
    near = [s for s in heard if s.key == NEAR]
    assert len(near) / 120 == pytest.approx(2.0, rel=0.5)
    assert len([s for s in heard if s.key == FAR]) < 5
    assert [s.t_s for s in heard] == sorted(s.t_s for s in heard)
    assert -90 < np.mean([s.rssi_dbm for s in near]) < -50


def test_a_louder_phone_hears_louder() -> None:
    def mean_dbm(offset_db: float) -> float:
        rng = np.random.default_rng(5)
        heard = RadioWorld(beacons(), rng).heard(standing(60.0), phone(offset_db), rng)
        return float(np.mean([s.rssi_dbm for s in heard if s.key == NEAR]))

    assert mean_dbm(10.0) - mean_dbm(0.0) == pytest.approx(10.0, abs=1.5)
