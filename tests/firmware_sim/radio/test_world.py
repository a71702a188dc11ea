from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from firmware_sim.beacon.events import AdvertEvents, Told
from firmware_sim.errors import NotInstalled
from firmware_sim.motion import RATE_HZ, Gait, Leg, Truth, walk
from firmware_sim.phone import POSES, Phone
from firmware_sim.radio import RadioModel, RadioWorld
from firmware_sim.scanner import ANDROID_LOW_LATENCY, IOS_RANGING, Scanner
from firmware_sim.waves import WaveField
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    FloatArray,
    LevelId,
    Transmitter,
    WalkableArea,
)

NEAR, FAR = BeaconKey("mac:02:00:00:00:00:01"), BeaconKey("mac:02:00:00:00:00:02")
MODEL = replace(RadioModel.fitted(), place_sd_m=0.0, level_sd_db=0.0)
PLAIN = replace(
    MODEL, shadow_db=0.0, passing_db=0.0, multipath_db=0.0, event_db=0.0, body_loss_db=0.0, wall_loss_db=0.0,
    clarity_sd=0.0,
)  # fmt: skip
FAINT = replace(PLAIN, sensitivity_sd_db=0.1)
SHARP = replace(PLAIN, sensitivity_dbm=-110.0, sensitivity_sd_db=0.1)
SPARE = replace(ANDROID_LOW_LATENCY, reception=0.3)
"""A scanner that can do with better air."""


def beacons(interval_s: float = 0.1, range_m: float = 12.0) -> BeaconMap:
    rate_hz = MODEL.usual_reception / (interval_s + 0.005)
    return BeaconMap(
        LevelId("0"),
        {
            key: Transmitter(key, x_m, 0.0, 0.5, -60.0, 2.2, 5.0, rate_hz, range_m)
            for key, x_m in ((NEAR, 2.0), (FAR, 900.0))
        },
    )


def standing(seconds: float, heading_rad: float = 0.0) -> Truth:
    leg = Leg(np.array([[0.0, 0.0], [0.1, 0.0]]), dwell_s=seconds)
    return walk([leg], Gait(0.7, 0.5), LevelId("0"), heading_rad=heading_rad)


def held_at(x_m: float, y_m: float, heading_rad: float = 0.0, seconds: float = 20.0) -> Truth:
    n = round(seconds * RATE_HZ)
    one = np.ones(n)
    return Truth(
        LevelId("0"), np.arange(1, n + 1) / RATE_HZ, x_m * one, y_m * one, heading_rad * one, 0 * one, 0 * one
    )


def phone(offset_db: float = 0.0, scanner: Scanner = ANDROID_LOW_LATENCY) -> Phone:
    return Phone(0.0, 0.3, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), offset_db, scanner=scanner)


def heard(
    truth: Truth, of_phone: Phone, model: RadioModel = MODEL, floor: WalkableArea | None = None
) -> tuple[BeaconSighting, ...]:
    world = RadioWorld(beacons(), np.random.default_rng(5), floor, model=model)
    return world.heard(truth, of_phone, np.random.default_rng(6)).sightings


def mean_dbm(sightings: tuple[BeaconSighting, ...]) -> float:
    return float(np.mean([s.rssi_dbm for s in sightings if s.key == NEAR]))


def test_of_a_near_beacon_nearly_every_packet_is_heard_of_a_far_one_none() -> None:
    sightings = heard(standing(120.0), phone(), SHARP)
    near = [s.t_s for s in sightings if s.key == NEAR]
    assert len(near) / 120 == pytest.approx(1 / 0.105, rel=0.03)
    assert not [s for s in sightings if s.key == FAR]
    assert [s.t_s for s in sightings] == sorted(s.t_s for s in sightings)


def test_what_a_phone_notes_repeats_bit_for_bit() -> None:
    assert heard(standing(60.0), phone()) == heard(standing(60.0), phone())


def test_a_louder_phone_hears_louder() -> None:
    louder = mean_dbm(heard(standing(60.0), phone(10.0), SHARP))
    assert louder - mean_dbm(heard(standing(60.0), phone(), SHARP)) == pytest.approx(10.0, abs=0.5)


def test_what_a_phone_favours_is_heard_louder_and_the_other_side_fainter() -> None:
    """The near beacon is ahead of who is turned to 0, on the left of who is turned to -pi / 2."""
    plain = replace(SHARP, body_loss_db=0.0)
    favouring = replace(phone(), favours_db=(6.0, -4.0))
    for heading_rad, louder_db in ((0.0, 6.0), (math.pi, -6.0), (-math.pi / 2, -4.0), (math.pi / 2, 4.0)):
        truth = held_at(-5.0, 0.0, heading_rad)
        apart_db = mean_dbm(heard(truth, favouring, plain)) - mean_dbm(heard(truth, phone(), plain))
        assert apart_db == pytest.approx(louder_db, abs=0.3)


@pytest.mark.parametrize("kind", ["passing_db", "shadow_db"])
def test_beacons_beside_each_other_are_dimmed_together(kind: str) -> None:
    """Half a metre and 60 m apart, in 60 worlds."""
    keys = [BeaconKey(f"mac:00:00:00:00:00:0{k}") for k in range(3)]
    places_m = dict(zip(keys, (0.0, 0.5, 60.0), strict=True))
    installed = BeaconMap(
        LevelId("0"),
        {key: Transmitter(key, x_m, 0.0, 0.5, -40.0, 2.2, 5.0, 2.0, 60.0) for key, x_m in places_m.items()},
    )
    shaded = replace(SHARP, body_loss_db=0.0, **{kind: 3.0})
    apart_db: list[list[float]] = []
    for seed in range(60):
        world = RadioWorld(installed, np.random.default_rng(seed), model=shaded)
        sightings = world.heard(held_at(30.0, 10.0), phone(), np.random.default_rng(seed)).sightings
        apart_db.append([float(np.mean([s.rssi_dbm for s in sightings if s.key == key])) for key in keys])
    beside, other = (np.corrcoef(np.transpose(apart_db))[0, k] for k in (1, 2))
    assert beside > 0.85
    assert abs(other) < 0.4


class Louder:
    """A room that is known to be so much louder everywhere."""

    def __init__(self, louder_db: float) -> None:
        self.louder_db = louder_db

    def agreeing(self, louder_db: float, shadow: WaveField, rng: np.random.Generator) -> Louder:
        return self

    def at(self, x_m: FloatArray, y_m: FloatArray, t_s: FloatArray) -> FloatArray:
        return np.full(len(x_m), self.louder_db)


def test_what_is_known_of_a_room_is_added_to_its_beacon_alone() -> None:
    plain, known = (
        RadioWorld(beacons(), np.random.default_rng(5), model=SHARP, rooms=rooms).heard(
            standing(60.0), phone(), np.random.default_rng(6)
        )
        for rooms in ({}, {NEAR: Louder(7.0), FAR: Louder(1.0)})
    )
    assert mean_dbm(known.sightings) - mean_dbm(plain.sightings) == pytest.approx(7.0, abs=0.1)


def test_a_beacon_is_heard_half_as_often_where_its_range_of_hearing_ends() -> None:
    near = len(heard(held_at(1.5, 0.0, seconds=200.0), phone(), replace(PLAIN, sensitivity_sd_db=2.0)))
    edge = len(heard(held_at(14.0, 0.0, seconds=200.0), phone(), replace(PLAIN, sensitivity_sd_db=2.0)))
    assert edge / near == pytest.approx(0.5, abs=0.12)


def test_a_body_between_dims() -> None:
    model = replace(SHARP, body_loss_db=8.0)
    ahead = mean_dbm(heard(held_at(-3.0, 0.0, 0.0), phone(), model))
    behind = mean_dbm(heard(held_at(-3.0, 0.0, np.pi), phone(), model))
    assert ahead - behind == pytest.approx(8.0, abs=0.6)


def test_a_wall_between_dims_but_not_beside() -> None:
    free = np.ones((40, 40), dtype=np.bool_)
    free[20:, 22:24] = False  # from (-1, 0) up: x from 1 to 2 m
    floor = WalkableArea(LevelId("0"), -10.0, -10.0, 0.5, free)
    model = replace(SHARP, wall_loss_db=5.0)
    behind_wall = held_at(-2.0, 3.0)
    dimmed = mean_dbm(heard(behind_wall, phone(), model)) - mean_dbm(
        heard(behind_wall, phone(), model, floor)
    )
    assert dimmed == pytest.approx(5.0, abs=0.6)
    beside = held_at(-2.0, -3.0)
    assert mean_dbm(heard(beside, phone(), model, floor)) == mean_dbm(heard(beside, phone(), model))


def test_a_pocket_dims() -> None:
    pocketed = replace(phone(), pose=POSES["pocket"])
    lost_db = mean_dbm(heard(standing(30.0), phone(), SHARP)) - mean_dbm(
        heard(standing(30.0), pocketed, SHARP)
    )
    assert lost_db == pytest.approx(POSES["pocket"].loss_db, abs=0.6)


def test_a_channel_has_its_own_pattern() -> None:
    """One who stands still hears three levels, one a scan interval."""
    scanner = replace(ANDROID_LOW_LATENCY, reception=0.5)
    sightings = [
        s
        for s in heard(standing(120.0), phone(0.0, scanner), replace(SHARP, multipath_db=4.0))
        if s.key == NEAR
    ]
    assert 2 <= len({s.rssi_dbm for s in sightings if s.t_s > 2.0}) <= 4


def test_an_iphone_tells_of_each_beacon_once_a_second() -> None:
    sightings = heard(standing(30.0), phone(0.0, IOS_RANGING), SHARP)
    times_s = [s.t_s for s in sightings if s.key == NEAR]
    assert len(times_s) == pytest.approx(30, abs=1)
    assert np.diff(times_s) == pytest.approx(1.0)


def test_packets_collide_where_many_beacons_send() -> None:
    around_rad = np.arange(100) * (np.pi / 50)
    crowd = {
        (key := BeaconKey(f"mac:02:00:00:00:00:{k:02X}")): Transmitter(
            key,
            3.0 * np.cos(angle_rad),
            3.0 * np.sin(angle_rad),
            0.5,
            -60.0,
            2.2,
            5.0,
            MODEL.usual_reception / 0.025,
        )
        for k, angle_rad in enumerate(around_rad.tolist())
    }
    world = RadioWorld(BeaconMap(LevelId("0"), crowd), np.random.default_rng(5), model=SHARP)
    received = len(world.heard(held_at(0.0, 0.0, seconds=20.0), phone(), np.random.default_rng(6)).t_s)
    sent = 100 * 20.0 / 0.025
    # No other one of 4,000 equally loud packets a second within 376 us to either side.
    assert received / sent == pytest.approx(np.exp(-2 * 4000 * 376e-6), rel=0.15)


@dataclass(frozen=True)
class Moved:
    """Sends ten times a second from 2 m away, from 10 s on 6 dB louder from 8 m away."""

    key: BeaconKey = NEAR

    def events(self, from_s: float, to_s: float) -> AdvertEvents:
        t_s = np.arange(np.ceil(from_s * 10), np.ceil(to_s * 10)) / 10
        later = t_s >= 10.0
        return AdvertEvents(
            t_s, np.where(later, 6.0, 0.0), np.where(later, 8.0, 2.0), 0.0 * t_s, np.zeros(len(t_s), np.int8)
        )

    def told(self, t_s: float) -> Told:
        return Told(self.key)


def test_an_emitter_says_when_from_where_and_how_loud_a_beacon_sends() -> None:
    world = RadioWorld(beacons(), np.random.default_rng(5), emitters={NEAR: Moved()}, model=FAINT)
    sightings = world.heard(held_at(0.0, 0.0), phone(), np.random.default_rng(6), began_s=0.0).sightings
    first = np.mean([s.rssi_dbm for s in sightings if s.t_s < 10.0])
    then = np.mean([s.rssi_dbm for s in sightings if s.t_s >= 10.0])
    exponent = (-60.0 - FAINT.sensitivity_dbm) / (10 * np.log10(np.hypot(12.0, 2.0)))
    fallen_db = 10 * exponent * (np.log10(np.hypot(8.0, 2.0)) - np.log10(np.hypot(2.0, 2.0)))
    assert first - then == pytest.approx(fallen_db - 6.0, abs=1.0)
    later = world.heard(held_at(0.0, 0.0), phone(), np.random.default_rng(6), began_s=30.0).sightings
    assert np.mean([s.rssi_dbm for s in later]) == pytest.approx(then, abs=1.0)


@dataclass(frozen=True)
class ThickAir:
    """Beyond 5 m along x a phone notes a quarter of what it notes elsewhere."""

    def at(self, x_m: FloatArray, _y_m: FloatArray, _t_s: FloatArray) -> FloatArray:
        return np.where(x_m > 5.0, np.log(0.25), 0.0)


def test_the_air_of_a_place_takes_its_share_whatever_the_loudness() -> None:
    world = RadioWorld(beacons(), np.random.default_rng(5), model=SHARP, clarity=ThickAir())
    here, there = (
        [
            s
            for s in world.heard(held_at(x_m, 0.0), phone(), np.random.default_rng(6)).sightings
            if s.key == NEAR
        ]
        for x_m in (-1.0, 6.0)
    )
    assert len(there) / len(here) == pytest.approx(0.25, abs=0.05)


def test_the_air_is_the_same_for_all_visits_and_differs_by_place() -> None:
    world = RadioWorld(
        beacons(), np.random.default_rng(5), model=replace(SHARP, clarity_sd=1.0, clarity_length_m=1.0)
    )
    counts = [
        [
            len(
                world.heard(
                    held_at(x_m, 0.0, seconds=100.0), phone(scanner=SPARE), np.random.default_rng(seed)
                ).t_s
            )
            for x_m in (-6.0, -3.0, 0.0, 3.0, 6.0, 9.0)
        ]
        for seed in (1, 2)
    ]
    assert counts[1] == pytest.approx(counts[0], rel=0.25)
    assert max(counts[0]) > 2 * min(counts[0])


def test_an_emitter_that_the_map_does_not_know_is_named() -> None:
    with pytest.raises(NotInstalled, match="mac:02:00:00:00:00:01"):
        RadioWorld(BeaconMap(LevelId("0"), {}), np.random.default_rng(0), emitters={NEAR: Moved()})


def test_residuals_are_alike_close_by_and_not_far_off() -> None:
    """Along a walk past a beacon: fast spread of some dB, correlation that falls over metres."""
    model = replace(MODEL, sensitivity_dbm=-130.0, sensitivity_sd_db=0.1)
    n = round(60 * RATE_HZ)
    t_s = np.arange(1, n + 1) / RATE_HZ
    rows = []
    for k in range(60):
        truth = replace(held_at(0.0, 0.0, 0.0, 60.0), x_m=1.25 * t_s, y_m=np.full(n, 3.0))
        world = RadioWorld(beacons(range_m=200.0), np.random.default_rng(k), model=model)
        sightings = [
            s for s in world.heard(truth, phone(), np.random.default_rng(1000 + k)).sightings if s.key == NEAR
        ]
        level = np.interp(t_s, [s.t_s for s in sightings], [s.rssi_dbm for s in sightings])
        rows.append(level[50::50])
    residual_db = np.array(rows) - np.mean(rows, axis=0)
    by_lag = [float(np.mean(residual_db[:, : 58 - lag] * residual_db[:, lag:58])) for lag in (0, 1, 4, 16)]
    assert np.sqrt(by_lag[0]) == pytest.approx(
        np.sqrt(model.passing_db**2 + model.shadow_db**2 + model.event_db**2 + model.multipath_db**2),
        rel=0.15,
    )
    assert by_lag[0] > by_lag[1] > by_lag[2] > by_lag[3]
    assert by_lag[1] / by_lag[0] > 0.35
    assert by_lag[3] / by_lag[0] < 0.25


def test_one_more_beacon_changes_no_other_but_by_collisions() -> None:
    """Levels, shadows and what is noted come from the world's seed, the visit's, key and place alone."""
    few = {
        (key := BeaconKey(f"mac:02:00:00:00:00:{k:02X}")): Transmitter(
            key, 4.0 * k, 3.0, 0.5, -60.0, 2.2, 5.0, 1.0, 12.0
        )
        for k in (3, 5, 7)
    }
    more_keys = [BeaconKey(f"mac:02:00:00:00:00:{k:02X}") for k in (1, 4, 9)]
    more = few | {key: Transmitter(key, 9.0, 1.0, 0.5, -60.0, 2.2, 5.0, 1.0, 12.0) for key in more_keys}
    truth = replace(held_at(0.0, 0.0, seconds=60.0), x_m=np.linspace(0.0, 30.0, 3000))
    alone, joined = (
        set(
            RadioWorld(BeaconMap(LevelId("0"), each), np.random.default_rng(5), model=MODEL)
            .heard(truth, phone(), np.random.default_rng(6))
            .sightings
        )
        for each in (few, more)
    )
    others = {sighting for sighting in joined if sighting.key in few}
    assert others <= alone
    assert 0.95 * len(alone) < len(others)
    assert {sighting.key for sighting in joined} == more.keys()
