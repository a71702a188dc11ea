"""Whether surveys of different days heard the same: transmitters whose level changed, that vanished or
appeared between two days (`docs/theory/radio_map.md`, RADIO-17).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

import numpy as np
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from mapping_tool.heard_walks import HeardWalks, heard_walks
from positioning.surveyed import SurveyWalk
from positioning.types import BeaconKey, BeaconMap, BoolArray, FloatArray, Transmitter

FALSE_SHARE = 0.05
"""Of the changes named, that may be none: bounded by Benjamini and Hochberg's procedure."""

LEAST_P = 0.0027
"""Three standard deviations, both sides: what a change must reach however few transmitters are tested."""

READING_DB2 = 1.0 / 12.0
"""Phones report whole decibels: readings of a walk cannot be known to agree better."""

LEAST_WALKS = 2
"""On each side of a day, for a level: a single walk may have been walked with the phone behind a body."""


class Change(StrEnum):
    """What happened to a transmitter between two days of the survey."""

    LOUDER = "louder"
    QUIETER = "quieter"
    VANISHED = "vanished"
    APPEARED = "appeared"


@dataclass(frozen=True, slots=True)
class LevelShift:
    """How much louder a transmitter became, with its 95 % interval, and that in standard deviations."""

    shift_db: float
    low_db: float
    high_db: float
    sigmas: float


@dataclass(frozen=True, slots=True)
class Share:
    """On how many of some walks a transmitter was heard."""

    heard: int
    walks: int


@dataclass(frozen=True, slots=True)
class BeaconChange:
    """A transmitter that walks from the day `since` on heard otherwise than those before.

    `p_value` is that of the test alone; what is named passed the bound over all tests. `level` is None
    where too few walks of either side heard it.
    """

    key: BeaconKey
    change: Change
    since: date
    x_m: float
    y_m: float
    before: Share
    after: Share
    level: LevelShift | None
    p_value: float


@dataclass(frozen=True, slots=True)
class DayAgreement:
    """What walks of several days say of one another.

    `walks` counts each day's walks; `judged` transmitters were tested, `tests` times in all; those that are
    `carried`, whose name is an address that changes, were not. `walk_sd_db` is by how much the level of one
    transmitter differs between walks of one day; None when there was nothing to compare.
    """

    walks: tuple[tuple[date, int], ...]
    judged: int
    carried: int
    tests: int
    walk_sd_db: float | None
    changes: tuple[BeaconChange, ...]

    @property
    def is_one_day(self) -> bool:
        """Whether all walks are of one day, so that nothing can be said."""
        return len(self.walks) < 2


def compare_days(beacons: BeaconMap, walks: Sequence[SurveyWalk], days: Sequence[date]) -> DayAgreement:
    """Compare walks (w) of the given days (w), before and since each day but the first, on their map."""
    counted = tuple((day, len(list(group))) for day, group in groupby(sorted(days)))
    lasting = {key: t for key, t in beacons.transmitters.items() if not t.may_have_moved}
    carried = len(beacons.transmitters) - len(lasting)
    if len(counted) < 2:
        return DayAgreement(counted, 0, carried, 0, None, ())
    heard = heard_walks(lasting, walks)
    of_day = np.array([day.toordinal() for day in days])
    spread = _spread(heard, of_day)
    candidates = [
        candidate
        for day, _ in counted[1:]
        for row in range(len(lasting))
        for candidate in _tested(lasting[heard.keys[row]], heard, row, day, of_day >= day.toordinal(), spread)
    ]
    return DayAgreement(
        walks=counted,
        judged=len(lasting),
        carried=carried,
        tests=len(candidates),
        walk_sd_db=spread.walk_db2**0.5 if spread.dof else None,
        changes=_named(candidates),
    )


@dataclass(frozen=True, slots=True)
class _Spread:
    """Variance of a transmitter's level between walks of one day, and between readings of one walk; `dof`
    of the first.
    """

    walk_db2: float
    reading_db2: float
    dof: int


def _spread(heard: HeardWalks, of_day: np.ndarray) -> _Spread:
    """Estimate both from walks of the same day, over all transmitters: the method of moments for unequal
    groups (Searle, Casella, McCulloch, *Variance Components*, 1992, section 3.6).
    """
    freedom = np.maximum(heard.count - 1.0, 0.0).sum()
    reading_db2 = max(float(heard.within_db2.sum() / freedom), READING_DB2) if freedom else READING_DB2
    between_db2, noise_db2, dof = 0.0, 0.0, 0
    for row in range(len(heard.count)):
        for day in np.unique(of_day):
            walks = (of_day == day) & (heard.count[row] > 0.0)
            if (groups := int(walks.sum())) < 2:
                continue
            between_db2 += groups * float(np.var(heard.mean_db[row, walks]))
            noise_db2 += (1.0 - 1.0 / groups) * reading_db2 * float(np.sum(1.0 / heard.count[row, walks]))
            dof += groups - 1
    walk_db2 = max(between_db2 - noise_db2, 0.0) / dof if dof else 0.0
    return _Spread(walk_db2, reading_db2, dof)


def _tested(
    transmitter: Transmitter, heard: HeardWalks, row: int, day: date, is_after: BoolArray, spread: _Spread
) -> list[BeaconChange]:
    """Return both tests of one transmitter and one day, where they can be made, as if a change was found."""
    is_heard = heard.count[row] > 0.0
    before = Share(int(is_heard[~is_after].sum()), int((~is_after).sum()))
    after = Share(int(is_heard[is_after].sum()), int(is_after.sum()))
    level = _level_shift(heard, row, is_after, spread)
    tests: list[tuple[Change, float]] = []
    if level is not None:
        p_value = 2.0 * float(student.sf(abs(level.sigmas), spread.dof))
        tests.append((Change.LOUDER if level.shift_db > 0.0 else Change.QUIETER, p_value))
    if is_heard.any():
        none_before, none_after = _silences(heard.chance[row], int(is_heard.sum()), is_after)
        if not after.heard:
            tests.append((Change.VANISHED, min(1.0, 2.0 * none_after)))
        else:
            tests.append((Change.APPEARED, 1.0 if before.heard else min(1.0, 2.0 * none_before)))
    return [
        BeaconChange(
            transmitter.key, change, day, transmitter.x_m, transmitter.y_m, before, after, level, p_value
        )
        for change, p_value in tests
    ]


def _level_shift(heard: HeardWalks, row: int, is_after: BoolArray, spread: _Spread) -> LevelShift | None:
    """Compare the means of both sides, each walk weighed by what it knows; None where too few heard it."""
    if not spread.dof:
        return None
    means_db, variances_db2 = [], []
    for side in (~is_after, is_after):
        walks = side & (heard.count[row] > 0.0)
        if walks.sum() < LEAST_WALKS:
            return None
        weights = 1.0 / (spread.walk_db2 + spread.reading_db2 / heard.count[row, walks])
        means_db.append(float(np.average(heard.mean_db[row, walks], weights=weights)))
        variances_db2.append(1.0 / float(weights.sum()))
    shift_db, sd_db = means_db[1] - means_db[0], float(np.sqrt(sum(variances_db2)))
    reach_db = sd_db * float(student.ppf(0.975, spread.dof))
    return LevelShift(shift_db, shift_db - reach_db, shift_db + reach_db, shift_db / sd_db)


def _silences(chance: FloatArray, in_all: int, is_after: BoolArray) -> tuple[float, float]:
    """Return the probabilities that no walk before, and that none after, hears a transmitter, given how many
    walks `in_all` do and each walk's `chance` (w,) to.

    Given the number in all, how often the transmitter sends drops out: only the odds between walks count.
    """
    of_before, of_after = _number_heard(chance[~is_after]), _number_heard(chance[is_after])
    after = np.arange(max(0, in_all - len(of_before) + 1), min(in_all, len(of_after) - 1) + 1)
    weights = of_after[after] * of_before[in_all - after]
    total = float(weights.sum())
    if not total:
        return 1.0, 1.0
    return float(weights[after == in_all].sum()) / total, float(weights[after == 0].sum()) / total


def _number_heard(chance: FloatArray) -> FloatArray:
    """Return the distribution (w + 1,) of how many of independent walks hear (the Poisson binomial)."""
    distribution = np.ones(1)
    for each in chance:
        distribution = np.convolve(distribution, (1.0 - each, each))
    return distribution


def _named(candidates: Sequence[BeaconChange]) -> tuple[BeaconChange, ...]:
    """Return what passes the bound on false changes, the surest first. Levels and silence are two questions,
    each with half of it: the many silences that were never in doubt say nothing about levels.
    """
    levels = [c for c in candidates if c.change in (Change.LOUDER, Change.QUIETER)]
    silences = [c for c in candidates if c.change in (Change.VANISHED, Change.APPEARED)]
    return tuple(sorted([*_passed(levels), *_passed(silences)], key=lambda change: change.p_value))


def _passed(candidates: Sequence[BeaconChange]) -> list[BeaconChange]:
    """Return of tests of one kind what passes the bound, of each transmitter the surest day."""
    if not candidates:
        return []
    adjusted = false_discovery_control([candidate.p_value for candidate in candidates], method="bh")
    surest: dict[BeaconKey, BeaconChange] = {}
    for candidate, p_value in zip(candidates, adjusted, strict=True):
        known = surest.get(candidate.key, candidate)
        if p_value <= FALSE_SHARE / 2.0 and candidate.p_value <= min(LEAST_P, known.p_value):
            surest[candidate.key] = candidate
    return list(surest.values())
