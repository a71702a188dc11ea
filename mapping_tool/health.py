"""Beacon health: which transmitters no longer are what the map says, noticed from ordinary visits.

One cumulative sum for each fault that a transmitter may have (`mapping_tool/evidence.py`), all against its
record on the map. Nothing of a visit is kept but what it added to these sums. Derivation, design rate and
limits: `docs/theory/beacon_health.md`; `HEALTH-n` below points there.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy.special import logsumexp

from mapping_tool.evidence import CELL_M, LEVELS_DB, FaultKind, TransmitterEvidence, VisitEvidence
from mapping_tool.looks import HeardLooks, VisitLooks, looks_of
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, FloatArray, Trajectory, Transmitter

VISITS_BETWEEN_FALSE_ALARMS = 3_000.0
"""Design rate: over the whole map at most one false alarm in so many visits, as far as the model holds
(HEALTH-8). A shop of 100 visits a day: one a month."""

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

MOVED_NEARBY, NEARBY_M = 0.5, 30.0
"""Every other moved transmitter is believed to be within 30 m of where it was, an aisle or a shop front on;
the others anywhere on the floor."""

MOST_SUM_NATS = 40.0
"""A sum stops there, more than twice what convicts (14.1 nats of 89 transmitters): a beacon that is back is
cleared within some visits (HEALTH-7)."""

LEAST_AWAY_M = {FaultKind.MOVED: 6.0, FaultKind.CLONED: 20.0}
"""A smaller move is within what a survey leaves open (three sd of a well heard transmitter's place); two
transmitters of one name that are nearer are heard together and cannot be told from one."""


class Standing(StrEnum):
    """Whether a transmitter can be watched."""

    WATCHED = "watched"
    VAGUE = "vague"  # the survey heard too little of it
    CARRIED = "carried"  # its name is a changing address: carried about, it has no place to leave


class Fault(NamedTuple):
    """One alternative to the map's record: a kind, and of a level its change in dB, of a place its cell.

    Cell (i, j) is the square of `CELL_M` whose lower left corner is at (i, j) `CELL_M`.
    """

    kind: FaultKind
    level_db: float = 0.0
    cell: tuple[int, int] | None = None


DEAD = Fault(FaultKind.DEAD)


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
        self._places = _places(beacons)
        self.threshold_nats = math.log(
            VISITS_BETWEEN_FALSE_ALARMS * max(len(self.watched), 1) * len(FaultKind)
        )
        """What the evidence for a kind must reach: the design rate, over all transmitters and kinds alike."""

    @property
    def watches(self) -> Mapping[BeaconKey, Watch]:
        """The sums of each watched transmitter: what is stored between visits."""
        return self._watches

    def take(self, path: Trajectory, sightings: Iterable[BeaconSighting], at: datetime) -> bool:
        """Add a smoothed visit that ended `at`. False when it is left out: it has no usable path, of some
        duration, or its path contradicts the map as a whole (HEALTH-6).
        """
        looks = looks_of(path, sightings, self.beacons)
        suspects = {finding.key for finding in self.findings()}
        judges = {key: judge for key, judge in self.watched.items() if key not in suspects}
        evidence = VisitEvidence(looks, judges)
        if not looks.duration_s.any() or not evidence.is_consistent:
            return False
        for key, transmitter in self.watched.items():
            self._watches[key] = self._updated(self._watches[key], transmitter, evidence, at)
        return True

    def findings(self) -> list[Finding]:
        """Return what stands above its threshold, the likeliest fault of each transmitter."""
        found = [self._finding(key, watch) for key, watch in self._watches.items() if watch.tallies]
        return sorted((f for f in found if f is not None), key=lambda f: (f.since, f.key))

    def _updated(
        self, watch: Watch, transmitter: Transmitter, evidence: VisitEvidence, at: datetime
    ) -> Watch:
        found = evidence.of(transmitter)
        if found.heard is None and found.expected < NEGLIGIBLE_SIGHTINGS and not watch.tallies:
            return watch
        matters = found.heard is not None or found.expected >= MATTERING_SIGHTINGS
        tallies: dict[Fault, Tally] = {}
        for fault, ratio in _ratios(watch, transmitter, found, evidence.looks):
            before = watch.tallies.get(fault, Tally(0.0, at, 0))
            nats = min(before.nats + min(ratio, MOST_NATS), MOST_SUM_NATS)
            if nats > 0.0:
                tallies[fault] = Tally(nats, before.since, before.visits + matters)
        return Watch(watch.record, watch.visits + matters, tallies)

    def _finding(self, key: BeaconKey, watch: Watch) -> Finding | None:
        """Return the kind of most evidence, the mean of its ways by their priors (HEALTH-9), if enough."""
        if max(tally.nats for tally in watch.tallies.values()) < self.threshold_nats:
            return None  # a mean is not above the most
        by_kind: dict[FaultKind, list[tuple[float, Fault]]] = {}
        for fault, tally in watch.tallies.items():
            believed = tally.nats + self._log_prior(fault, self.watched[key])
            by_kind.setdefault(fault.kind, []).append((believed, fault))
        nats_of = {kind: float(logsumexp([nats for nats, _ in ways])) for kind, ways in by_kind.items()}
        kind = max(nats_of, key=lambda kind: nats_of[kind])
        if nats_of[kind] < self.threshold_nats:
            return None
        _, likeliest = max(by_kind[kind])
        tally = watch.tallies[likeliest]
        return Finding(
            key=key,
            kind=kind,
            since=tally.since,
            evidence_nats=nats_of[kind],
            visits=tally.visits,
            place_m=_mean_place_m(by_kind[kind]),
            level_db=likeliest.level_db or None,
        )

    def _log_prior(self, fault: Fault, transmitter: Transmitter) -> float:
        """Return how likely a way is among those of its kind (HEALTH-8)."""
        if fault.kind in LEVELS_DB:
            return -math.log(len(LEVELS_DB[fault.kind]))
        if fault.cell is None:
            return 0.0
        if fault.kind is FaultKind.CLONED:
            return -math.log(self._places)
        ((x_m, y_m),) = _centres_m([fault.cell])
        nearby = MOVED_NEARBY * CELL_M**2 / (math.pi * NEARBY_M**2)
        is_nearby = math.hypot(x_m - transmitter.x_m, y_m - transmitter.y_m) <= NEARBY_M
        return math.log(is_nearby * nearby + (1.0 - MOVED_NEARBY) / self._places)


def _ratios(
    watch: Watch, transmitter: Transmitter, found: TransmitterEvidence, looks: VisitLooks
) -> Iterator[tuple[Fault, float]]:
    """Yield what a visit says of every fault that has a sum, or for which it begins one."""
    yield DEAD, float(found.ratios(FaultKind.DEAD, np.zeros(1))[0])
    for kind, levels_db in LEVELS_DB.items():
        ratios = found.ratios(kind, np.array(levels_db)).tolist()
        yield from ((Fault(kind, level_db), ratio) for level_db, ratio in zip(levels_db, ratios, strict=True))
    for kind in LEAST_AWAY_M:
        begun = [fault.cell for fault in watch.tallies if fault.kind is kind and fault.cell is not None]
        if begun:
            ratios = found.ratios(kind, _centres_m(begun)).tolist()
            yield from ((Fault(kind, cell=cell), ratio) for cell, ratio in zip(begun, ratios, strict=True))
        if found.heard is not None:
            about = _cells_about(kind, transmitter, found.heard, looks)
            known = set(begun)
            for cell, ratio in zip(about, found.ratios(kind, _centres_m(about)).tolist(), strict=True):
                if ratio > 0.0 and cell not in known:
                    yield Fault(kind, cell=cell), ratio


def _places(beacons: BeaconMap) -> int:
    """Count the candidate places of a level."""
    if not beacons.transmitters:
        return 1
    at_m = np.array([(t.x_m, t.y_m) for t in beacons.transmitters.values()])
    return math.ceil(float(np.prod(np.ptp(at_m, axis=0) + 2.0 * SURROUNDINGS_M)) / CELL_M**2)


def _cells_about(
    kind: FaultKind, transmitter: Transmitter, heard: HeardLooks, looks: VisitLooks
) -> list[tuple[int, int]]:
    """Return the cells from where a transmitter could have been heard in these looks, moved or cloned."""
    reach_m = REACH_RANGES * transmitter.heard_range_m
    x_m, y_m = looks.x_m[heard.look], looks.y_m[heard.look]
    i = np.arange(math.floor((x_m.min() - reach_m) / CELL_M), math.floor((x_m.max() + reach_m) / CELL_M) + 1)
    j = np.arange(math.floor((y_m.min() - reach_m) / CELL_M), math.floor((y_m.max() + reach_m) / CELL_M) + 1)
    cells = np.stack(np.meshgrid(i, j, indexing="ij"), axis=-1).reshape(-1, 2)
    at_m = (cells + 0.5) * CELL_M
    to_looks_m = np.hypot(at_m[:, :1] - x_m, at_m[:, 1:] - y_m).min(axis=1)
    from_record_m = np.hypot(at_m[:, 0] - transmitter.x_m, at_m[:, 1] - transmitter.y_m)
    near = cells[(to_looks_m <= reach_m) & (from_record_m >= LEAST_AWAY_M[kind])]
    return [(int(cell[0]), int(cell[1])) for cell in near]


def _centres_m(cells: Sequence[tuple[int, int]]) -> FloatArray:
    return np.asarray((np.array(cells).reshape(-1, 2) + 0.5) * CELL_M)


def _mean_place_m(ways: Sequence[tuple[float, Fault]]) -> tuple[float, float] | None:
    """Return the mean of a kind's places, each weighed by its evidence; None of a kind without places."""
    cells = [fault.cell for _, fault in ways if fault.cell is not None]
    if not cells:
        return None
    nats = np.array([nats for nats, _ in ways])
    x_m, y_m = np.average(_centres_m(cells), axis=0, weights=np.exp(nats - nats.max()))
    return float(x_m), float(y_m)
