"""A map healed with visits: what is learnt from a smoothed path, and that a worse map is never proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from shapely import box

from mapping_tool.doubtful_legs import NoSoundWalk
from mapping_tool.evidence import FaultKind
from mapping_tool.healing import STAGES, Healing, Verdict, WalkScores, compare, heal, verdict_of
from mapping_tool.health import BeaconHealth, Fault, Finding
from mapping_tool.visit_walks import RecordedVisit, stretches, take_visits, visit_as_now, walks_without
from positioning.capture import Trace
from positioning.metrics import WaypointScore
from positioning.surveyed import SurveyWalk
from positioning.trajectory import collect
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    FloatArray,
    ImuSamples,
    LevelId,
    PoseEstimate,
    PoseStatus,
    PositionPrior,
    SensorFrame,
    Trajectory,
    Transmitter,
)
from zones.floor import walkable_raster
from zones.level import Level

if TYPE_CHECKING:
    from conftest import MakeWalk

AT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
KEY, NEW = BeaconKey("mac:C0:00:00:00:00:01"), BeaconKey("mac:C0:00:00:00:00:77")
CARRIED, SHARED = BeaconKey("mac:5A:00:00:00:00:01"), BeaconKey("ibeacon:u/1/1")


def visit(seconds: int = 36, ended_at: datetime = AT) -> RecordedVisit:
    """Every half second each of four names is heard."""
    frames = tuple(
        SensorFrame(
            0.5 * row,
            0.5 * row + 0.5,
            ImuSamples.empty(),
            tuple(BeaconSighting(0.5 * row + 0.5, key, -70.0) for key in (KEY, NEW, CARRIED, SHARED)),
        )
        for row in range(2 * seconds)
    )
    return RecordedVisit("v", frames, PositionPrior.anywhere(), ended_at)


def walked(sd_m: Sequence[float], status: Sequence[PoseStatus]) -> Trajectory:
    """A path along x at 1 m/s, a row every half second."""
    return collect(
        PoseEstimate(0.5 * row, 0.5 * row, 0.0, 0.0, sd * sd, sd * sd, 0.0, 0.1, of_row, LevelId("G"))
        for row, (sd, of_row) in enumerate(zip(sd_m, status, strict=True), start=1)
    )


def test_only_sure_stretches_of_a_path_become_walks() -> None:
    """HEAL-2: below 3 m, found, 5 s and more; each transmitter by the name that tells it from others."""
    path = walked(
        [9.0] * 10 + [1.0] * 20 + [4.0] * 4 + [1.0] * 8 + [2.0] * 30,
        [PoseStatus.OK] * 42 + [PoseStatus.LOST] * 10 + [PoseStatus.OK] * 20,
    )
    known = Transmitter(KEY, 0.0, 0.0, 1.0, -60.0, 2.0, 6.0)
    walks = stretches(visit(), path, BeaconMap(LevelId("G"), {KEY: known}, frozenset({SHARED})))
    assert [(walk.t_s[0], walk.t_s[-1]) for walk in walks] == [(5.5, 15.0), (26.5, 36.0)]
    assert {sighting.key for sighting in walks[0].sightings} == {KEY, NEW}


@pytest.mark.parametrize(
    ("kind", "ended_at", "is_left_out"),
    [
        (FaultKind.CLONED, AT + timedelta(days=1), True),
        (FaultKind.MOVED, AT + timedelta(days=1), False),
        (FaultKind.MOVED, AT - timedelta(days=1), True),
        (FaultKind.LOUDER, AT, False),
    ],
)
def test_a_visit_says_of_a_changed_beacon_only_what_holds_now(
    kind: FaultKind, ended_at: datetime, is_left_out: bool
) -> None:
    """HEAL-1."""
    found = {KEY: Finding(KEY, kind, since=AT, evidence_nats=20.0, visits=9)}
    left = [s.key for frame in visit_as_now(visit(2, ended_at), found).frames for s in frame.sightings]
    assert (KEY not in left) is is_left_out
    assert left.count(NEW) == 4


def test_evidence_begins_when_the_visit_ended_that_ended_first() -> None:
    """HEALTH-7: of two visits that hear a beacon far louder than it was, in the wrong order."""
    near = Transmitter(KEY, 22.0, 20.0, 0.5, -80.0, 2.4, 4.0, heard_rate_hz=2.0, samples=100)
    others = [
        replace(near, key=BeaconKey(f"mac:C0:00:00:00:01:0{i}"), y_m=20.0 + 3.0 * i) for i in range(1, 4)
    ]
    health = BeaconHealth(BeaconMap(LevelId("G"), {each.key: each for each in (near, *others)}))
    visits = [
        replace(visit(8, AT + timedelta(hours=hours)), prior=PositionPrior.known(20.0, 20.0))
        for hours in (3, 1)
    ]
    assert take_visits(health, visits, walkable_raster(LEVEL)) == 0
    assert health.watches[KEY].visits == 2
    tally = health.watches[KEY].tallies[Fault(FaultKind.LOUDER, 12.0)]
    assert (tally.since, tally.visits) == (AT + timedelta(hours=1), 2)


def judged(before_m: FloatArray, after_m: FloatArray) -> list[WalkScores]:
    """A walk for each row, its waypoints' errors in the columns; the same from both starts."""

    def scores(errors_m: FloatArray) -> list[WaypointScore]:
        return [WaypointScore(float(e), 2.0, PoseStatus.OK, 2.0, 0.0, 0.0) for e in errors_m]

    return [
        {
            (start, which): scores(of_walk)
            for start in ("known", "unknown")
            for which, of_walk in (("before", before), ("after", after))
        }
        for before, after in zip(before_m, after_m, strict=True)
    ]


def test_held_back_walks_decide() -> None:
    """HEAL-3: the interval of the paired change, against a twentieth of the error before."""
    rng = np.random.default_rng(0)
    before_m = rng.gamma(2.0, 1.5, (40, 5))

    def verdict(after_m: FloatArray) -> Verdict:
        return verdict_of(compare(judged(before_m, after_m), seed=0), learnt=3)

    assert verdict(0.9 * before_m) is Verdict.BETTER
    assert verdict(before_m + rng.normal(0.0, 0.05, before_m.shape)) is Verdict.NOT_WORSE
    assert verdict(1.1 * before_m) is Verdict.NOT_SHOWN
    unsure_m = np.abs(before_m + rng.normal(0.0, 3.0, (40, 1)))
    assert verdict(unsure_m) is Verdict.NOT_SHOWN
    assert verdict_of(compare(judged(before_m, 0.5 * before_m), seed=0), learnt=0) is Verdict.NOTHING_NEW
    assert verdict_of({}, learnt=3) is Verdict.NOT_SHOWN


def test_a_walk_that_was_lost_either_way_does_not_decide() -> None:
    """HEAL-3: errors count to 20 m; the summary tells them as they are."""
    before_m = np.full((30, 4), 3.0)
    before_m[0], after_m = 400.0, before_m.copy()
    after_m[0] = 900.0
    held_back = compare(judged(before_m, after_m), seed=0)
    assert held_back["unknown"].is_not_worse
    assert held_back["unknown"].after.mean_m > held_back["unknown"].before.mean_m


def test_a_walk_that_was_lost_either_way_does_not_widen_the_margin() -> None:
    """HEAL-3: 29 walks of 30 a sixth worse are worse, however far off the thirtieth is."""
    before_m = np.full((30, 4), 3.0)
    after_m = np.full((30, 4), 3.5)
    before_m[0] = after_m[0] = 400.0
    held_back = compare(judged(before_m, after_m), seed=0)["known"]
    assert held_back.counted_before_m == pytest.approx((29 * 3.0 + 20.0) / 30)
    assert 0.4 < held_back.change_m.low < held_back.change_m.high <= 0.5
    assert not held_back.is_not_worse


def test_better_from_one_start_and_worse_from_the_other_is_not_proposed() -> None:
    before_m = np.random.default_rng(1).gamma(2.0, 1.5, (40, 5))
    good = compare(judged(before_m, 0.8 * before_m), seed=0)
    bad = compare(judged(before_m, 1.2 * before_m), seed=0)
    mixed = {"known": good["known"], "unknown": bad["unknown"]}
    assert verdict_of(mixed, learnt=3) is Verdict.NOT_SHOWN
    assert not verdict_of(mixed, learnt=3).is_proposed
    assert verdict_of(good, learnt=3).is_proposed


@pytest.mark.parametrize("start", ["known", "unknown"])
def test_a_start_that_too_few_walks_score_shows_nothing(start: str) -> None:
    """HEAL-3: walks that hear no beacon say nothing of an unknown start."""
    before_m = np.random.default_rng(2).gamma(2.0, 1.5, (40, 5))
    walks = [dict(scores) for scores in judged(before_m, 0.8 * before_m)]
    for scores in walks[1:]:
        scores[start, "before"], scores[start, "after"] = [], []
    held_back = compare(walks, seed=0)
    assert len(held_back) == 1
    assert verdict_of(held_back, learnt=3) is Verdict.NOT_SHOWN


LEVEL = Level(LevelId("B1"), "B1", 0, np.pi / 2, 400.0, 300.0, outline=box(0.0, 0.0, 400.0, 300.0))


def test_the_survey_keeps_nothing_of_a_beacon_that_changed() -> None:
    """HEAL-1."""
    heard = tuple(BeaconSighting(float(k), key, -70.0) for k in range(3) for key in (KEY, NEW))
    walk = SurveyWalk("w", np.array([0.0, 9.0]), np.zeros(2), np.zeros(2), heard)
    (left,) = walks_without([walk], {KEY})
    assert [(s.t_s, s.key) for s in left.sightings] == [(0.0, NEW), (1.0, NEW), (2.0, NEW)]


AISLES_Y_M = (8.0, 46.0)
"""Too far apart to hear one from the other."""

SHOP = replace(LEVEL, width_m=30.0, height_m=54.0, outline=box(0.0, 0.0, 30.0, 54.0))
SHOP = replace(SHOP, beacons=BeaconMap(SHOP.id, {}, error_m=0.5))
BEACONS_M = {
    BeaconKey(f"mac:C0:00:00:00:{row:02X}:{k:02X}"): (6.0 + 5.0 * (k // 2), y_m - 2.0 + 4.0 * (k % 2))
    for row, y_m in enumerate(AISLES_Y_M)
    for k in range(8)
}


def aisle(make_walk: MakeWalk, name: str, y_m: float, held_rad: float = 0.0) -> Trace:
    """A walk along an aisle."""
    return make_walk(name, [(6.0, y_m), (22.0, y_m)], BEACONS_M, np.linspace(0.0, 1.0, 5), held_rad)


def healed(make_walk: MakeWalk, held_rad: float, begun_at_y_m: Sequence[float]) -> Healing:
    """Heal from one survey walk and one visit an aisle; the visits are said to begin where they are."""
    survey = [aisle(make_walk, f"survey {y_m}", y_m, held_rad) for y_m in AISLES_Y_M]
    visits = [
        RecordedVisit(name, tuple(aisle(make_walk, name, y_m)), PositionPrior.known(6.0, begun_m), AT)
        for y_m, begun_m in zip(AISLES_Y_M, begun_at_y_m, strict=True)
        for name in (f"visit {y_m}",)
    ]
    stages: list[str] = []
    healing = heal(survey, visits, SHOP, walkable_raster(SHOP), advance=stages.append)
    assert len(stages) == STAGES
    assert healing.report.visits == 2
    assert set(healing.report.held_back) == {"known", "unknown"}
    return healing


def test_visits_that_know_an_aisle_better_are_proposed(make_walk: MakeWalk) -> None:
    """HEAL-3: the map without a walk knows nothing of its aisle, and its phone points aside; the visit does
    know.
    """
    healing = healed(make_walk, np.radians(40.0), AISLES_Y_M)
    assert healing.report.verdict is Verdict.BETTER
    cold = healing.report.held_back["unknown"]
    assert cold.after.mean_m < 0.5 * cold.before.mean_m
    assert healing.beacons is not None
    for key, (x_m, y_m) in BEACONS_M.items():
        found = healing.beacons.transmitters[key]
        assert np.hypot(found.x_m - x_m, found.y_m - y_m) < 6.0


def test_visits_that_began_elsewhere_are_not_proposed(make_walk: MakeWalk) -> None:
    """HEAL-3: they teach the beacons 28 m off, and walks that went well are led astray."""
    healing = healed(make_walk, 0.0, (AISLES_Y_M[0] + 28.0, AISLES_Y_M[1] - 28.0))
    known = healing.report.held_back["known"]
    assert known.after.mean_m > 2.0 * known.before.mean_m
    assert (healing.report.verdict, healing.beacons) == (Verdict.NOT_SHOWN, None)


def test_a_survey_walk_whose_taps_its_steps_contradict_teaches_nothing(make_walk: MakeWalk) -> None:
    """RADIO-18: nothing else was surveyed, so there is nothing to heal with."""
    way_m = [(6.0, AISLES_Y_M[0]), (22.0, AISLES_Y_M[0])]
    first, last = make_walk("wrong", way_m, BEACONS_M).waypoints
    wrong = replace(
        make_walk("wrong", way_m, BEACONS_M), waypoints=(first, replace(last, x_m=last.x_m + 90.0))
    )
    deaf = replace(make_walk("right", way_m, BEACONS_M, (0.0, 0.5, 1.0)), sightings=())
    with pytest.raises(NoSoundWalk, match="the steps of every walk contradict its taps"):
        heal([wrong, deaf], [], SHOP, walkable_raster(SHOP))


def test_without_visits_there_is_nothing_to_propose(make_walk: MakeWalk) -> None:
    survey = [aisle(make_walk, f"survey {y_m}", y_m) for y_m in AISLES_Y_M]
    nothing = heal(survey, [], SHOP, walkable_raster(SHOP))
    assert (nothing.report.verdict, nothing.beacons) == (Verdict.NOTHING_NEW, None)
