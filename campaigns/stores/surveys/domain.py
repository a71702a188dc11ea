"""A survey walk as it was told: taps, and what was taken back; the legs that are left of it.

A phone tells entries by sequence number, in any order, each as often as it likes. The walk is what all of
them amount to, in the order of their numbers, so that an hour without a network changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from campaigns.stores.surveys.clocks import UTC_STEP_S
from mapping_tool.survey_ground import WalkedLeg

MOST_ENTRIES = 5_000
"""A tap every three seconds for four hours."""

LONGEST_WALK_S = 4 * 3600.0
"""An afternoon. Whoever forgot to end a walk did not walk all night."""

LONGEST_LEG_S = 120.0
"""Legs are ten metres: who takes two minutes for one stood or went elsewhere."""

FASTEST_MPS = 3.0
"""Nobody who surveys runs; a leg that needs this was tapped in a wrong place."""

LONGEST_BATCH_MS = 600_000.0
"""Of what a scanner sends at once: one reading of its clock goes for all of it."""

PART_S = 60.0
"""How much of a walk is held back at a time when its map is judged: twice a walk of the mall recordings."""


class EntryKind(StrEnum):
    """What a phone tells of a walk."""

    TAP = "tap"
    MOVE = "move"
    UNDO = "undo"
    REDO = "redo"
    PAUSE = "pause"
    END = "end"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done on the phone: at `t_ms` of its `clock` (each page load counts from its own zero), at
    `utc_ms` of its own UTC.

    `tap` and `move` have a place, `move` says `of` which tap; `redo` takes back the legs from tap `of` to tap
    `to`.
    """

    sequence: int
    kind: EntryKind
    clock: str
    t_ms: float
    utc_ms: float
    x_m: float | None = None
    y_m: float | None = None
    of: int | None = None
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Tap:
    """ "I am here." `joins`: a leg leads here from the tap before. Floor frame."""

    sequence: int
    clock: str
    t_ms: float
    utc_ms: float
    x_m: float
    y_m: float
    joins: bool


class WalkFlaw(StrEnum):
    """Why a tap or a leg counts for nothing."""

    BACKWARDS = "backwards"
    CLOCK_SET = "clock-set"
    TOO_LONG = "too-long"
    TOO_SLOW = "too-slow"
    TOO_FAST = "too-fast"
    NO_SUCH_TAP = "no-such-tap"
    AFTER_THE_END = "after-the-end"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with an entry."""

    sequence: int
    flaw: WalkFlaw


@dataclass(slots=True)
class Walked:
    """A walk as far as it was told."""

    taps: list[Tap] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    has_ended: bool = False
    is_broken: bool = True
    """The next tap begins anew: nothing leads to it."""

    @property
    def legs(self) -> list[tuple[Tap, Tap]]:
        return [(before, after) for before, after in pairwise(self.taps) if after.joins]

    @property
    def walked_legs(self) -> list[WalkedLeg]:
        return [WalkedLeg(a.x_m, a.y_m, b.x_m, b.y_m) for a, b in self.legs]

    @property
    def length_m(self) -> float:
        return sum(math.hypot(b.x_m - a.x_m, b.y_m - a.y_m) for a, b in self.legs)

    @property
    def duration_s(self) -> float:
        return sum(lasted_s(a, b) for a, b in self.legs)


def walked(entries: Iterable[Entry]) -> Walked:
    """Return what a walk's entries amount to, in the order of their sequence numbers."""
    walk = Walked()
    for entry in sorted(entries, key=lambda entry: entry.sequence):
        if walk.has_ended:
            walk.flaws.append(Flaw(entry.sequence, WalkFlaw.AFTER_THE_END))
        else:
            flaw = _STEPS[entry.kind](walk, entry)
            if flaw is not None:
                walk.flaws.append(Flaw(entry.sequence, flaw))
    return walk


def _tap(walk: Walked, entry: Entry) -> WalkFlaw | None:
    assert entry.x_m is not None
    assert entry.y_m is not None
    flaw = None if not walk.taps else _flaw_of_leg(walk.taps[0], walk.taps[-1], entry)
    if flaw in (WalkFlaw.BACKWARDS, WalkFlaw.TOO_LONG):
        return flaw
    joins = flaw is None and not walk.is_broken
    tap = Tap(entry.sequence, entry.clock, entry.t_ms, entry.utc_ms, entry.x_m, entry.y_m, joins)
    told = flaw if not walk.is_broken else None
    walk.taps.append(tap)
    walk.is_broken = False
    return told


def _flaw_of_leg(first: Tap, before: Tap, entry: Entry) -> WalkFlaw | None:
    assert entry.x_m is not None
    assert entry.y_m is not None
    if entry.utc_ms - first.utc_ms > LONGEST_WALK_S * 1e3:
        return WalkFlaw.TOO_LONG
    leg_s = lasted_s(before, entry)
    if leg_s <= 0.0:
        return WalkFlaw.BACKWARDS
    if abs((entry.utc_ms - before.utc_ms) / 1e3 - leg_s) > UTC_STEP_S:
        return WalkFlaw.CLOCK_SET
    if leg_s > LONGEST_LEG_S:
        return WalkFlaw.TOO_SLOW
    if math.hypot(entry.x_m - before.x_m, entry.y_m - before.y_m) > FASTEST_MPS * leg_s:
        return WalkFlaw.TOO_FAST
    return None


def lasted_s(before: Tap, after: Tap | Entry) -> float:
    """Return the time between two taps, by the phone's UTC where the page was loaded again between them."""
    if before.clock == after.clock:
        return (after.t_ms - before.t_ms) / 1e3
    return (after.utc_ms - before.utc_ms) / 1e3


def _move(walk: Walked, entry: Entry) -> WalkFlaw | None:
    assert entry.x_m is not None
    assert entry.y_m is not None
    for k, tap in enumerate(walk.taps):
        if tap.sequence == entry.of:
            walk.taps[k] = replace(tap, x_m=entry.x_m, y_m=entry.y_m)
            return None
    return WalkFlaw.NO_SUCH_TAP


def _undo(walk: Walked, entry: Entry) -> WalkFlaw | None:
    """The last tap is gone; where the surveyor has been since is not known, so the next one begins anew."""
    if not walk.taps:
        return WalkFlaw.NO_SUCH_TAP
    walk.taps.pop()
    walk.is_broken = True
    return None


def _redo(walk: Walked, entry: Entry) -> WalkFlaw | None:
    """The legs between two taps are gone, and the taps between them."""
    at = {tap.sequence: k for k, tap in enumerate(walk.taps)}
    first, last = at.get(entry.of or 0), at.get(entry.to or 0)
    if first is None or last is None or first >= last:
        return WalkFlaw.NO_SUCH_TAP
    walk.taps[first + 1 : last + 1] = [replace(walk.taps[last], joins=False)]
    walk.is_broken = True  # who walks a piece again has gone back to it
    return None


def _pause(walk: Walked, entry: Entry) -> WalkFlaw | None:
    walk.is_broken = True
    return None


def _end(walk: Walked, entry: Entry) -> WalkFlaw | None:
    walk.has_ended = True
    return None


_STEPS = {
    EntryKind.TAP: _tap,
    EntryKind.MOVE: _move,
    EntryKind.UNDO: _undo,
    EntryKind.REDO: _redo,
    EntryKind.PAUSE: _pause,
    EntryKind.END: _end,
}


def missing(sequences: Iterable[int]) -> list[int]:
    """Return the sequence numbers below the highest that did not come, at most a hundred.

    Examples
    --------
    >>> missing([1, 2, 5])
    [3, 4]
    """
    came = set(sequences)
    return [each for each in range(1, max(came, default=0)) if each not in came][:100]


def parts(walk: Walked) -> list[Sequence[Tap]]:
    """Cut a walk into recordings: at every break, and at a tap about every `PART_S`.

    A tap at which a stretch is cut ends one part and begins the next. Single taps are no walk.
    """
    stretches: list[list[Tap]] = []
    for tap in walk.taps:
        if tap.joins:
            stretches[-1].append(tap)
        else:
            stretches.append([tap])
    return [part for stretch in stretches if len(stretch) > 1 for part in _cut(stretch)]


def _cut(stretch: Sequence[Tap]) -> list[Sequence[Tap]]:
    found: list[Sequence[Tap]] = []
    first = 0
    for k, tap in enumerate(stretch):
        is_full = lasted_s(stretch[first], tap) >= PART_S
        left_s = lasted_s(tap, stretch[-1])
        if k == len(stretch) - 1 or (is_full and left_s >= PART_S / 2):
            found.append(stretch[first : k + 1])
            first = k
    return found


@dataclass(frozen=True, slots=True)
class OpenedWalk:
    """A walk as it was opened: on which level's plan, on whose phone (`device`: the page's own id)."""

    walk_id: str
    store_id: str
    level_id: str
    revision: int
    device: str
    phone: str
    opened_by: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class PairedScanner:
    """A laptop or Pi that hears for one phone, until another is paired."""

    scanner_id: int
    store_id: str
    device: str
    name: str
    paired_at: datetime
    replaced_at: datetime | None
    heard_at: datetime | None
    sightings: int
