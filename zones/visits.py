"""What a visit does: zones entered, dwelt in and left, faces looked at (VISIT-1 .. VISIT-5).

`advance` is a pure state machine over matches. A place is entered when its probability stays high enough
for the hold time, and the entry is dated back to where that began; it is left when the probability of even
the widened place stays low for the exit hold, dated back likewise. What "high enough" is follows the pose's
own uncertainty: no more than a share of what the place could reach at best. `zones.visit_tracker` adds
matching.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from positioning.types import PoseEstimate, PoseStatus
from zones.level import FaceId, ZoneId
from zones.matching import Evidence, Match
from zones.store import VisitRules

REACHABLE_SHARE = 0.7
"""A place counts as entered at this share of its reachable probability, where that is less than the rule's
own threshold. Swept on simulated paths (docs/zones.md): less buys recall with precision, more the reverse."""

LEAST_REACHABLE = 0.2
"""A place that could at best reach this cannot be told apart with such a pose: nothing is entered. Swept
likewise: in malls at 2.5 m sd, 0.3 takes a third of the recall for a tenth of precision."""

STOP_RADIUS_M = 1.0
"""Somebody who stays within this (or one sd, if larger) has stopped; a standing shopper's reach is about
that."""

NO_EVIDENCE = Evidence(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class ZoneEntered:
    """Somebody is in a zone since `t_s`; known at `decided_t_s`."""

    zone_id: ZoneId
    t_s: float
    decided_t_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class ZoneDwelled:
    """A stay reached a dwell mark: at `t_s` it had lasted `dwell_s`. Once a mark and stay."""

    zone_id: ZoneId
    t_s: float
    decided_t_s: float
    entered_t_s: float
    dwell_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class ZoneExited:
    """A stay ended at `t_s`, having lasted `dwell_s`."""

    zone_id: ZoneId
    t_s: float
    decided_t_s: float
    entered_t_s: float
    dwell_s: float


@dataclass(frozen=True, slots=True)
class FaceEngaged:
    """Somebody stopped and seems to look at a face since `t_s` (an estimate: the body's heading stands for
    gaze)."""

    face_id: FaceId
    t_s: float
    decided_t_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class FaceDisengaged:
    """The look at a face ended at `t_s`."""

    face_id: FaceId
    t_s: float
    decided_t_s: float
    entered_t_s: float
    dwell_s: float


VisitEvent: TypeAlias = ZoneEntered | ZoneDwelled | ZoneExited | FaceEngaged | FaceDisengaged


@dataclass(frozen=True, slots=True)
class Stay:
    """One place's part of the state.

    Attributes
    ----------
    since_s : when the probability became high enough.
    held : whether the stay has been announced; before that it is pending.
    leaving_s : when the probability fell too low, if it did.
    over : whether it has been too low for so long that the stay is over.
    marks_s : dwell marks announced so far.
    """

    since_s: float
    held: bool = False
    leaving_s: float | None = None
    over: bool = False
    marks_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitState:
    """Everything a visit remembers.

    Attributes
    ----------
    pose : the last one.
    ok_t_s : time of the last pose whose status was `ok`.
    anchor : (t_s, x_m, y_m) since when and around where somebody has not moved.
    zones, faces : stays, pending ones included.
    """

    pose: PoseEstimate | None = None
    ok_t_s: float | None = None
    anchor: tuple[float, float, float] | None = None
    zones: Mapping[ZoneId, Stay] = field(default_factory=dict)
    faces: Mapping[FaceId, Stay] = field(default_factory=dict)


def advance(
    state: VisitState,
    match: Match,
    pose: PoseEstimate,
    rules: VisitRules,
    dwell_marks_s: Mapping[ZoneId, Sequence[float]],
    decided_t_s: float | None = None,
) -> tuple[VisitState, list[VisitEvent]]:
    """Take one pose and its match into account.

    Parameters
    ----------
    match : of `pose`.
    decided_t_s : when this became known, if later than the pose (a bridged one).

    Returns
    -------
    The next state and what happened. A pose that is not later than the last one changes nothing.
    """
    if state.pose is not None and pose.t_s <= state.pose.t_s:
        return state, []
    decided_s = pose.t_s if decided_t_s is None else decided_t_s
    events: list[VisitEvent] = []
    if state.ok_t_s is not None and pose.t_s - state.ok_t_s > rules.gap_timeout_s:
        events = _close_all(state, state.ok_t_s, decided_s, dwell_marks_s)
        state = VisitState()
    ok = pose.status is PoseStatus.OK
    anchor = _anchor(state.anchor, pose)
    moved = anchor != state.anchor
    stopped = pose.t_s - anchor[0] >= rules.stop_s
    zones: dict[ZoneId, Stay] = {}
    for zone_id in dict.fromkeys([*state.zones, *match.zones]):
        evidence = match.zones.get(zone_id, NO_EVIDENCE)
        before = state.zones.get(zone_id)
        after = _follow(before, evidence, pose.t_s, _zone_limits(rules), ok)
        marks = dwell_marks_s.get(zone_id, ())
        events += _zone_events(zone_id, before, after, evidence, pose.t_s, decided_s, ok, marks)
        if after is not None and not after.over:
            zones[zone_id] = _with_marks(after, pose.t_s, ok, marks)
    faces: dict[FaceId, Stay] = {}
    for face_id in dict.fromkeys([*state.faces, *match.faces]):
        evidence = NO_EVIDENCE if moved else match.faces.get(face_id, NO_EVIDENCE)
        before = state.faces.get(face_id)
        after = _follow(before, evidence, pose.t_s, _face_limits(rules), ok, may_enter=stopped)
        events += _face_events(face_id, before, after, evidence, decided_s)
        if after is not None and not after.over:
            faces[face_id] = after
    ok_t_s = pose.t_s if ok else state.ok_t_s
    return VisitState(pose, ok_t_s, anchor, zones, faces), events


def close(
    state: VisitState, t_s: float, dwell_marks_s: Mapping[ZoneId, Sequence[float]]
) -> tuple[VisitState, list[VisitEvent]]:
    """End the visit: every stay is left at `t_s`, or at the last certain pose if that is earlier."""
    end_s = t_s if state.ok_t_s is None else min(t_s, state.ok_t_s)
    return VisitState(), _close_all(state, end_s, t_s, dwell_marks_s)


def threshold(evidence: Evidence, rule_probability: float) -> float:
    """How probable a place must be to be entered, given the pose's uncertainty (VISIT-1)."""
    return min(rule_probability, REACHABLE_SHARE * evidence.reachable_probability)


@dataclass(frozen=True, slots=True)
class _Limits:
    """The rules of one sort of place. `keep_share`: the exit threshold as a share of the entry threshold."""

    probability: float
    keep_share: float
    enter_hold_s: float
    exit_hold_s: float


def _zone_limits(rules: VisitRules) -> _Limits:
    return _Limits(rules.enter_probability, _keep_share(rules), rules.enter_hold_s, rules.exit_hold_s)


def _face_limits(rules: VisitRules) -> _Limits:
    """A look ends sooner than a stay: after the hold that begins a stay."""
    return _Limits(rules.facing_probability, _keep_share(rules), rules.engage_s, rules.enter_hold_s)


def _keep_share(rules: VisitRules) -> float:
    return min(1.0, rules.exit_probability / max(rules.enter_probability, 1e-9))


def _follow(
    stay: Stay | None, evidence: Evidence, t_s: float, limits: _Limits, ok: bool, may_enter: bool = True
) -> Stay | None:
    """The next state of one place; None when nobody is there (VISIT-2, VISIT-3)."""
    enter = threshold(evidence, limits.probability)
    high = evidence.probability >= enter and evidence.reachable_probability >= LEAST_REACHABLE
    low = evidence.near_probability <= 0.0 or evidence.near_probability < limits.keep_share * enter
    if stay is not None and stay.held:
        if not low:
            return replace(stay, leaving_s=None)
        leaving_s = t_s if stay.leaving_s is None else stay.leaving_s
        return replace(stay, leaving_s=leaving_s, over=t_s - leaving_s >= limits.exit_hold_s)
    if not ok or low or (stay is None and not high):
        return None
    pending = Stay(since_s=t_s) if stay is None else stay
    return replace(pending, held=high and may_enter and t_s - pending.since_s >= limits.enter_hold_s)


def _zone_events(
    zone_id: ZoneId, before: Stay | None, after: Stay | None, evidence: Evidence,
    t_s: float, decided_s: float, ok: bool, marks: Sequence[float],
) -> list[VisitEvent]:  # fmt: skip
    if after is None or not after.held:
        return []
    events: list[VisitEvent] = []
    if before is None or not before.held:
        events.append(ZoneEntered(zone_id, after.since_s, decided_s, evidence.probability))
    if after.over:
        return events + _zone_left(zone_id, after, t_s, decided_s, marks)
    for mark_s in _due(after, t_s, ok, marks):
        reached_s = after.since_s + mark_s
        events.append(ZoneDwelled(zone_id, reached_s, decided_s, after.since_s, mark_s, evidence.probability))
    return events


def _due(stay: Stay, t_s: float, ok: bool, marks: Sequence[float]) -> list[float]:
    """The dwell marks that a stay has reached and not announced; none while it may be over or is
    uncertain."""
    if not ok or not stay.held or stay.leaving_s is not None:
        return []
    return sorted(mark for mark in set(marks) - set(stay.marks_s) if t_s - stay.since_s >= mark)


def _with_marks(stay: Stay, t_s: float, ok: bool, marks: Sequence[float]) -> Stay:
    due = _due(stay, t_s, ok, marks)
    return replace(stay, marks_s=(*stay.marks_s, *due)) if due else stay


def _zone_left(
    zone_id: ZoneId, stay: Stay, end_s: float, decided_s: float, marks: Sequence[float]
) -> list[VisitEvent]:
    """The end of a stay; marks that it turns out to have reached come first."""
    left_s = end_s if stay.leaving_s is None else min(stay.leaving_s, end_s)
    left_s = max(left_s, stay.since_s)
    dwell_s = left_s - stay.since_s
    late = sorted(mark for mark in set(marks) - set(stay.marks_s) if mark <= dwell_s)
    events: list[VisitEvent] = [
        ZoneDwelled(zone_id, stay.since_s + mark, decided_s, stay.since_s, mark, 0.0) for mark in late
    ]
    return [*events, ZoneExited(zone_id, left_s, decided_s, stay.since_s, dwell_s)]


def _face_events(
    face_id: FaceId, before: Stay | None, after: Stay | None, evidence: Evidence, decided_s: float
) -> list[VisitEvent]:
    if after is None or not after.held:
        return []
    events: list[VisitEvent] = []
    if before is None or not before.held:
        events.append(FaceEngaged(face_id, after.since_s, decided_s, evidence.probability))
    if after.over:
        events.append(_face_left(face_id, after, decided_s, decided_s))
    return events


def _face_left(face_id: FaceId, stay: Stay, end_s: float, decided_s: float) -> FaceDisengaged:
    left_s = max(end_s if stay.leaving_s is None else min(stay.leaving_s, end_s), stay.since_s)
    return FaceDisengaged(face_id, left_s, decided_s, stay.since_s, left_s - stay.since_s)


def _close_all(
    state: VisitState, end_s: float, decided_s: float, dwell_marks_s: Mapping[ZoneId, Sequence[float]]
) -> list[VisitEvent]:
    events: list[VisitEvent] = []
    for zone_id, stay in state.zones.items():
        if stay.held:
            events += _zone_left(zone_id, stay, end_s, decided_s, dwell_marks_s.get(zone_id, ()))
    for face_id, stay in state.faces.items():
        if stay.held:
            events.append(_face_left(face_id, stay, end_s, decided_s))
    return events


def _anchor(anchor: tuple[float, float, float] | None, pose: PoseEstimate) -> tuple[float, float, float]:
    """Where somebody has been since when, give or take the stop radius (VISIT-5)."""
    radius_m = max(STOP_RADIUS_M, pose.sd_x_m, pose.sd_y_m)
    if anchor is None or (pose.x_m - anchor[1]) ** 2 + (pose.y_m - anchor[2]) ** 2 > radius_m**2:
        return pose.t_s, pose.x_m, pose.y_m
    return anchor
