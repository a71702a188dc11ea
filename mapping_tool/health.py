"""Beacon health: which transmitters no longer are what the map says, noticed from ordinary visits.

One cumulative sum for each fault that a transmitter may have (`mapping_tool/evidence.py`), all against its
record on the map. Nothing of a visit is kept but what it added to these sums. Derivation, design rate and
limits: `docs/theory/beacon_health.md`; `HEALTH-n` below points there.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import datetime
from enum import StrEnum

import numpy as np

from mapping_tool.evidence import (
    CELL_M,
    DEAD,
    LEAST_CLONE_M,
    LEAST_MOVE_M,
    LEVEL_FAULTS,
    Fault,
    FaultKind,
    VisitEvidence,
)
from mapping_tool.looks import HeardLooks, VisitLooks, looks_of
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, Trajectory, Transmitter

VISITS_BETWEEN_FALSE_ALARMS = 10_000.0
"""Design rate: over the whole map at most one false alarm in so many visits, as far as the model holds
(HEALTH-8). A shop of 300 visits a day: one a month."""

MOST_NATS = 4.0
"""What one visit may add to a sum: a path that went wrong must not convict a beacon alone (HEALTH-7)."""

FEWEST_SAMPLES = 20
LARGEST_PLACE_SD_M = 5.0
"""A record from fewer samples, or less certain of its place, is too vague to be contradicted."""

MATTERING_SIGHTINGS = 1.0
"""A visit matters to a transmitter when it should hear it so often, or does hear it."""

NEGLIGIBLE_SIGHTINGS = 0.02
"""Of fewer expected sightings silence is no news: it adds less than 0.02 nats."""

REACH_RANGES = 1.5
"""How far from where it was heard a transmitter is looked for: it is heard from farther off one time in five
at most (RADIO-4)."""

SURROUNDINGS_M = 20.0
"""How far beyond the map's transmitters one may have been moved, for the count of places."""


class Standing(StrEnum):
    """Whether a transmitter can be watched."""

    WATCHED = "watched"
    VAGUE = "vague"  # the survey heard too little of it
    CARRIED = "carried"  # its name is a changing address: carried about, it has no place to leave


@dataclass(frozen=True, slots=True)
class Tally:
    """The sum of one fault: its log-likelihood ratio since `since`, over `visits` that mattered."""

    nats: float
    since: datetime
    visits: int


@dataclass(frozen=True, slots=True)
class Watch:
    """What visits said of one transmitter against its record on the map: the sums above zero, and how many
    visits mattered.
    """

    record: str
    visits: int = 0
    tallies: Mapping[Fault, Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A transmitter that is not what the map says.

    `since` is the first visit that spoke for it, `visits` those that mattered from then on; `place_m` is
    where the moved one or its clone is, floor frame, within half a `CELL_M`; `level_db` how much louder it
    is.
    """

    key: BeaconKey
    kind: FaultKind
    since: datetime
    evidence_nats: float
    threshold_nats: float
    visits: int
    place_m: tuple[float, float] | None = None
    level_db: float | None = None


def standing(transmitter: Transmitter) -> Standing:
    """Tell whether a transmitter can be watched, or why not."""
    if transmitter.may_have_moved:
        return Standing.CARRIED
    is_known = transmitter.samples >= FEWEST_SAMPLES and transmitter.sd_m <= LARGEST_PLACE_SD_M
    return Standing.WATCHED if is_known else Standing.VAGUE


def record_of(transmitter: Transmitter) -> str:
    """Return the fingerprint of a transmitter's record: evidence holds against this one alone."""
    return hashlib.sha256(repr(astuple(transmitter)).encode()).hexdigest()[:16]


class BeaconHealth:
    """The sums over all transmitters of a level, and what they amount to.

    Sums against another record than the map's are dropped: a transmitter whose record a new revision changed
    begins anew.

    Examples
    --------
    >>> from positioning.types import LevelId
    >>> BeaconHealth(BeaconMap(LevelId("G"), {})).findings()
    []
    """

    def __init__(self, beacons: BeaconMap, watches: Mapping[BeaconKey, Watch] | None = None) -> None:
        self.beacons = beacons
        self.watched = {
            key: transmitter
            for key, transmitter in beacons.transmitters.items()
            if standing(transmitter) is Standing.WATCHED
        }
        earlier = watches or {}
        self._watches = {}
        for key, transmitter in self.watched.items():
            record = record_of(transmitter)
            before = earlier.get(key)
            self._watches[key] = before if before is not None and before.record == record else Watch(record)
        self.threshold_nats = _thresholds_nats(len(self.watched), _places(beacons))
        """What the sum of each kind must reach."""

    @property
    def watches(self) -> Mapping[BeaconKey, Watch]:
        """The sums of each watched transmitter: what is stored between visits."""
        return self._watches

    def take(self, path: Trajectory, sightings: Iterable[BeaconSighting], at: datetime) -> bool:
        """Add a smoothed visit that ended `at`. False when it is left out: it has no usable path, or its path
        contradicts the map as a whole (HEALTH-6).
        """
        looks = looks_of(path, sightings, self.beacons)
        suspects = {finding.key for finding in self.findings()}
        judges = {key: judge for key, judge in self.watched.items() if key not in suspects}
        evidence = VisitEvidence(looks, judges)
        if not len(looks) or not evidence.is_consistent:
            return False
        for key, transmitter in self.watched.items():
            self._watches[key] = self._updated(self._watches[key], transmitter, evidence, at)
        return True

    def findings(self) -> list[Finding]:
        """Return what stands above its threshold, for each transmitter the fault that does so most."""
        found = [self._finding(key, watch) for key, watch in self._watches.items() if watch.tallies]
        return sorted((f for f in found if f is not None), key=lambda f: (f.since, f.key))

    def _updated(
        self, watch: Watch, transmitter: Transmitter, evidence: VisitEvidence, at: datetime
    ) -> Watch:
        heard = evidence.looks.heard.get(transmitter.key)
        expected = evidence.expected_sightings(transmitter)
        if heard is None and expected < NEGLIGIBLE_SIGHTINGS and not watch.tallies:
            return watch
        matters = heard is not None or expected >= MATTERING_SIGHTINGS
        faults = dict.fromkeys((*watch.tallies, DEAD))
        if heard is not None:
            faults |= dict.fromkeys((*LEVEL_FAULTS, *_faults_about(transmitter, heard, evidence.looks)))
        tallies: dict[Fault, Tally] = {}
        for fault, ratio in evidence.ratios(transmitter, faults).items():
            before = watch.tallies.get(fault, Tally(0.0, at, 0))
            nats = min(before.nats + min(ratio, MOST_NATS), 2.0 * self.threshold_nats[fault.kind])
            if nats > 0.0:
                tallies[fault] = Tally(nats, before.since, before.visits + matters)
        return Watch(watch.record, watch.visits + matters, tallies)

    def _finding(self, key: BeaconKey, watch: Watch) -> Finding | None:
        def excess_nats(fault: Fault) -> float:
            return watch.tallies[fault].nats - self.threshold_nats[fault.kind]

        fault = max(watch.tallies, key=excess_nats)
        if excess_nats(fault) < 0.0:
            return None
        tally = watch.tallies[fault]
        return Finding(
            key=key,
            kind=fault.kind,
            since=tally.since,
            evidence_nats=tally.nats,
            threshold_nats=self.threshold_nats[fault.kind],
            visits=tally.visits,
            place_m=None if fault.cell is None else _mean_place_m(fault.kind, watch.tallies),
            level_db=fault.level_db or None,
        )


def _thresholds_nats(watched: int, places: int) -> dict[FaultKind, float]:
    """Return ln(visits between false alarms x sums), kinds alike (HEALTH-8)."""
    ways = {FaultKind.DEAD: 1, FaultKind.MOVED: places, FaultKind.CLONED: places}
    for fault in LEVEL_FAULTS:
        ways[fault.kind] = ways.get(fault.kind, 0) + 1
    each = VISITS_BETWEEN_FALSE_ALARMS * max(watched, 1) * len(FaultKind)
    return {kind: math.log(each * ways[kind]) for kind in FaultKind}


def _places(beacons: BeaconMap) -> int:
    """Count the candidate places of a level."""
    if not beacons.transmitters:
        return 1
    at_m = np.array([(t.x_m, t.y_m) for t in beacons.transmitters.values()])
    return math.ceil(float(np.prod(np.ptp(at_m, axis=0) + 2.0 * SURROUNDINGS_M)) / CELL_M**2)


def _faults_about(transmitter: Transmitter, heard: HeardLooks, looks: VisitLooks) -> list[Fault]:
    """Return the places from where a transmitter could have been heard in these looks, moved or cloned."""
    reach_m = REACH_RANGES * transmitter.heard_range_m
    x_m, y_m = looks.x_m[heard.look], looks.y_m[heard.look]
    i = np.arange(math.floor((x_m.min() - reach_m) / CELL_M), math.floor((x_m.max() + reach_m) / CELL_M) + 1)
    j = np.arange(math.floor((y_m.min() - reach_m) / CELL_M), math.floor((y_m.max() + reach_m) / CELL_M) + 1)
    centre_x_m, centre_y_m = np.meshgrid((i + 0.5) * CELL_M, (j + 0.5) * CELL_M, indexing="ij")
    to_looks_m = np.hypot(centre_x_m[..., None] - x_m, centre_y_m[..., None] - y_m)
    from_record_m = np.hypot(centre_x_m - transmitter.x_m, centre_y_m - transmitter.y_m)
    is_near = to_looks_m.min(axis=-1) <= reach_m
    return [
        Fault(kind, cell=(int(i[row]), int(j[column])))
        for kind, least_m in ((FaultKind.MOVED, LEAST_MOVE_M), (FaultKind.CLONED, LEAST_CLONE_M))
        for row, column in np.argwhere(is_near & (from_record_m >= least_m))
    ]


def _mean_place_m(kind: FaultKind, tallies: Mapping[Fault, Tally]) -> tuple[float, float]:
    """Return the mean of the places of a kind, each weighed by its likelihood."""
    places = [(fault.place_m, tally.nats) for fault, tally in tallies.items() if fault.kind is kind]
    at_m = np.array([place_m for place_m, _ in places])
    nats = np.array([nats for _, nats in places])
    x_m, y_m = np.average(at_m, axis=0, weights=np.exp(nats - nats.max()))
    return float(x_m), float(y_m)
