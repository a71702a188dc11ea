"""Beacon health on simulated visits: beacons of a known law along known paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from mapping_tool.evidence import LEVELS_DB, FaultKind, VisitEvidence
from mapping_tool.health import DEAD, BeaconHealth, Finding, Standing, Tally, Watch, record_of, standing
from mapping_tool.looks import looks_of
from positioning.radio_map import expected_rssi_dbm, sighting_rate_hz
from positioning.trajectory import collect
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    FloatArray,
    LevelId,
    PoseEstimate,
    PoseStatus,
    Trajectory,
    Transmitter,
)

BEGAN_AT = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
SPREAD_DB = 6.0
SUBJECT = BeaconKey("mac:C0:00:00:00:00:02")

Hear = Callable[[Transmitter], tuple[Transmitter, ...]]
"""What stands in the shop in place of a transmitter of the map."""


def transmitter(number: int, x_m: float, y_m: float) -> Transmitter:
    return Transmitter(
        key=BeaconKey(f"mac:C0:00:00:00:00:{number:02X}"), x_m=x_m, y_m=y_m, sd_m=1.0, rssi_1m_dbm=-60.0,
        exponent=2.0, sigma_db=SPREAD_DB, heard_rate_hz=0.8, heard_range_m=12.0, samples=200,
    )  # fmt: skip


@pytest.fixture(scope="module")
def beacons() -> BeaconMap:
    """Two rows of eight beacons along a corridor of 120 m."""
    placed = [transmitter(number, 8.0 + 15.0 * (number // 2), 12.0 * (number % 2)) for number in range(16)]
    return BeaconMap(LevelId("G"), {t.key: t for t in placed})


def walked(rng: np.random.Generator, duration_s: float = 40.0) -> Trajectory:
    """Somebody walks along the corridor, at 1 m/s, from somewhere to the left or right."""
    t_s = np.arange(0.5, duration_s, 0.5)
    start_m, sign = rng.uniform(30.0, 90.0), rng.choice([-1.0, 1.0])
    x_m, y_m = start_m + sign * t_s, np.full_like(t_s, rng.uniform(3.0, 9.0))
    return collect(
        PoseEstimate(float(t), float(x), float(y), 0.0, 1.0, 1.0, 0.0, 0.1, PoseStatus.OK, LevelId("G"))
        for t, x, y in zip(t_s, x_m, y_m, strict=True)
    )


def heard(
    rng: np.random.Generator, path: Trajectory, beacons: BeaconMap, stands: Hear
) -> list[BeaconSighting]:
    """A phone with an offset and a scan rate of its own, and shadowing that a visit's readings share."""
    offset_db, scan = rng.normal(0.0, 4.0), rng.uniform(0.3, 2.0)
    found = []
    for of_map in beacons.transmitters.values():
        for source in stands(of_map):
            shadow_db = rng.normal(0.0, 0.55 * SPREAD_DB)
            rate_hz = scan * sighting_rate_hz(source, path.x_m, path.y_m)
            for row in np.flatnonzero(rng.random(len(path)) < 0.5 * rate_hz):
                law_dbm: FloatArray = expected_rssi_dbm(source, path.x_m[row], path.y_m[row])
                noise_db = shadow_db + rng.normal(0.0, 0.8 * SPREAD_DB)
                at_s = float(path.t_s[row]) - 0.1
                found.append(BeaconSighting(at_s, source.key, float(law_dbm) + offset_db + noise_db))
    return found


def watch_visits(
    beacons: BeaconMap, stands: Hear, visits: int, seed: int = 0, health: BeaconHealth | None = None
) -> tuple[BeaconHealth, list[Finding]]:
    """Take visits until something is found; return the health and the findings."""
    rng = np.random.default_rng(seed)
    health = health or BeaconHealth(beacons)
    for number in range(visits):
        path = walked(rng)
        health.take(path, heard(rng, path, beacons, stands), BEGAN_AT + timedelta(hours=number))
        if found := health.findings():
            return health, found
    return health, []


def as_mapped(of_map: Transmitter) -> tuple[Transmitter, ...]:
    return (of_map,)


def faulty(change: Callable[[Transmitter], tuple[Transmitter, ...]]) -> Hear:
    return lambda of_map: change(of_map) if of_map.key == SUBJECT else (of_map,)


def test_healthy_beacons_are_left_alone(beacons: BeaconMap) -> None:
    health, found = watch_visits(beacons, as_mapped, visits=40)
    assert found == []
    assert all(watch.visits > 5 for watch in health.watches.values())


FAULTS = {
    FaultKind.DEAD: lambda t: (),
    FaultKind.LOUDER: lambda t: (replace(t, rssi_1m_dbm=t.rssi_1m_dbm + 8.0),),
    FaultKind.QUIETER: lambda t: (replace(t, rssi_1m_dbm=t.rssi_1m_dbm - 8.0),),
    FaultKind.MOVED: lambda t: (replace(t, x_m=t.x_m + 25.0, y_m=t.y_m + 12.0),),
    FaultKind.CLONED: lambda t: (t, replace(t, x_m=t.x_m + 75.0)),
}


@pytest.mark.parametrize("kind", FaultKind)
def test_each_fault_is_found_and_named(beacons: BeaconMap, kind: FaultKind) -> None:
    """HEALTH-9, and HEALTH-5 by which the kinds compete."""
    health, found = watch_visits(beacons, faulty(FAULTS[kind]), visits=40)
    assert [(finding.key, finding.kind) for finding in found] == [(SUBJECT, kind)]
    (finding,) = found
    assert finding.evidence_nats >= health.threshold_nats
    assert finding.visits >= 4
    assert finding.since >= BEGAN_AT
    of_map = beacons.transmitters[SUBJECT]
    if kind in (FaultKind.LOUDER, FaultKind.QUIETER):
        assert finding.level_db is not None
        assert abs(finding.level_db) in (5.0, 8.0, 12.0)
    if kind in (FaultKind.MOVED, FaultKind.CLONED):
        assert finding.place_m is not None
        truth = FAULTS[kind](of_map)[-1]
        assert abs(finding.place_m[0] - truth.x_m) < 8.0  # from a corridor, left and right sound alike
    else:
        assert finding.place_m is None


def test_a_beacon_that_is_back_is_no_longer_found(beacons: BeaconMap) -> None:
    health, found = watch_visits(beacons, faulty(FAULTS[FaultKind.DEAD]), visits=40)
    assert found
    rng = np.random.default_rng(9)
    for number in range(20):
        path = walked(rng)
        at = BEGAN_AT + timedelta(days=9, hours=number)
        health.take(path, heard(rng, path, beacons, as_mapped), at)
    assert health.findings() == []


def test_what_is_carried_about_or_hardly_known_is_not_watched(beacons: BeaconMap) -> None:
    carried = replace(transmitter(1, 5.0, 5.0), key=BeaconKey("mac:5A:00:00:00:00:01"))
    vague = replace(transmitter(1, 5.0, 5.0), key=BeaconKey("mac:C0:00:00:00:00:99"), samples=3)
    assert (standing(carried), standing(vague)) == (Standing.CARRIED, Standing.VAGUE)
    extended = replace(beacons, transmitters={**beacons.transmitters, carried.key: carried, vague.key: vague})
    _, found = watch_visits(extended, lambda t: () if t.key in (carried.key, vague.key) else (t,), visits=25)
    assert found == []


def test_a_visit_whose_path_is_wrong_is_left_out(beacons: BeaconMap) -> None:
    """HEALTH-6: the whole path is displaced along the corridor: every beacon seems to be elsewhere."""
    rng = np.random.default_rng(3)
    path = walked(rng)
    sightings = heard(rng, path, beacons, as_mapped)
    health = BeaconHealth(beacons)
    assert health.take(path, sightings, BEGAN_AT)
    before = dict(health.watches)
    assert not health.take(replace(path, x_m=path.x_m + 60.0), sightings, BEGAN_AT)
    assert not health.take(collect([]), [], BEGAN_AT)
    assert dict(health.watches) == before


def test_a_visit_of_a_single_moment_tells_nothing(beacons: BeaconMap) -> None:
    rng = np.random.default_rng(4)
    moment = walked(rng, duration_s=0.75)
    assert len(moment.t_s) == 1
    there = [BeaconSighting(float(moment.t_s[0]), key, -70.0) for key in beacons.transmitters]
    health = BeaconHealth(beacons)
    assert not health.take(moment, there, BEGAN_AT)
    assert all(watch == Watch(watch.record) for watch in health.watches.values())


def test_sums_go_on_from_what_was_stored_and_end_with_the_record(beacons: BeaconMap) -> None:
    half, found = watch_visits(beacons, faulty(FAULTS[FaultKind.DEAD]), visits=4)
    assert found == []
    assert half.watches[SUBJECT].tallies[DEAD].nats > 0.0
    assert BeaconHealth(beacons, half.watches).watches == half.watches
    resurveyed = replace(beacons.transmitters[SUBJECT], x_m=1.0)
    changed = replace(beacons, transmitters={**beacons.transmitters, SUBJECT: resurveyed})
    fresh = BeaconHealth(changed, half.watches).watches
    assert fresh[SUBJECT] == Watch(record_of(resurveyed))
    assert {k: w for k, w in fresh.items() if k != SUBJECT} == {
        k: w for k, w in half.watches.items() if k != SUBJECT
    }


def test_where_nothing_is_wrong_likelihood_ratios_are_one_on_average(beacons: BeaconMap) -> None:
    """HEALTH-7: which bounds the false alarms. Five standard errors of the mean are allowed for."""
    rng = np.random.default_rng(5)
    ways = {FaultKind.DEAD: np.zeros(1)} | {
        kind: np.array(levels_db) for kind, levels_db in LEVELS_DB.items()
    }
    rows: dict[FaultKind, list[FloatArray]] = {kind: [] for kind in ways}
    for _ in range(60):
        path = walked(rng)
        sightings = heard(rng, path, beacons, as_mapped)
        evidence = VisitEvidence(looks_of(path, sightings, beacons), beacons.transmitters)
        for subject in beacons.transmitters.values():
            for kind, of_kind in ways.items():
                rows[kind].append(np.exp(evidence.of(subject).ratios(kind, of_kind)))
    for of_kind in rows.values():
        ratios = np.array(of_kind)
        assert np.all(ratios.mean(axis=0) < 1.0 + 5.0 * ratios.std(axis=0) / np.sqrt(len(ratios)))
        assert np.all(np.median(ratios, axis=0) < 1.1)


def test_the_phones_own_traits_are_taken_off(beacons: BeaconMap) -> None:
    """HEALTH-3: a deaf phone that scans at a fifth of the rate accuses nobody of silence or weakness."""
    rng = np.random.default_rng(6)
    path = walked(rng, 60.0)
    sightings = [
        replace(s, rssi_dbm=s.rssi_dbm - 15.0)
        for s in heard(rng, path, beacons, as_mapped)
        if rng.random() < 0.2
    ]
    evidence = VisitEvidence(looks_of(path, sightings, beacons), beacons.transmitters)
    everybody = list(beacons.transmitters.values())
    offsets_db = [evidence.offset_db(t.key)[0] for t in everybody]
    assert np.ptp(offsets_db) < 8.0
    assert np.median(offsets_db) < -8.0
    heard_in_all = sum(len(h.look) > 0 for h in evidence.looks.heard.values())
    silent = [t for t in everybody if t.key not in evidence.looks.heard]
    assert heard_in_all >= 3
    assert all(evidence.of(t).ratios(FaultKind.DEAD, np.zeros(1))[0] < 2.0 for t in silent)


def test_the_threshold_grows_with_what_is_watched(beacons: BeaconMap) -> None:
    """HEALTH-8: ln(visits between false alarms x transmitters x kinds)."""
    half = BeaconMap(beacons.level_id, dict(list(beacons.transmitters.items())[:8]))
    assert BeaconHealth(beacons).threshold_nats == pytest.approx(np.log(3_000 * 16 * 5))
    assert BeaconHealth(half).threshold_nats == pytest.approx(np.log(3_000 * 8 * 5))


def test_a_finding_says_since_when(beacons: BeaconMap) -> None:
    rng = np.random.default_rng(2)
    health = BeaconHealth(beacons)
    number, died = 0, 12
    while not health.findings():
        assert number < 50
        path = walked(rng)
        stands = as_mapped if number < died else faulty(FAULTS[FaultKind.DEAD])
        health.take(path, heard(rng, path, beacons, stands), BEGAN_AT + timedelta(hours=number))
        number += 1
    (finding,) = health.findings()
    assert BEGAN_AT + timedelta(hours=died - 4) <= finding.since <= BEGAN_AT + timedelta(hours=died + 8)
    tally = health.watches[SUBJECT].tallies[DEAD]
    assert tally == Tally(finding.evidence_nats, finding.since, finding.visits)
