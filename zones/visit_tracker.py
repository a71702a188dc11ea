"""A visit, pose by pose: matching, bridging between distant poses, and a state that survives a restart."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from positioning.types import LevelId, PoseEstimate, PoseStatus
from zones.errors import InvalidVisitState
from zones.level import FaceId, ZoneId
from zones.matching import NOWHERE, matcher_of
from zones.store import Store
from zones.visits import Stay, VisitEvent, VisitState, advance, close

SUBSTEP_S = 1.0
"""Poses further apart than this are bridged: at 1.4 m/s nobody crosses a 2 m place within one step."""

BRIDGE_DIFFUSION_M2PS = 0.5
"""How unsure a straight line between two poses is: v^2 tau for a walker at 1 m/s whose velocity is correlated
over half a second (VISIT-4)."""

STATE_VERSION = 1


class VisitTracker:
    """Turns the poses of one visit into events.

    Parameters
    ----------
    store : may be replaced between steps, by a later revision of the map.
    dwell_marks_s : stays of a zone are announced when they reach these lengths; may be replaced between
        steps.

    Examples
    --------
    >>> from positioning.types import PoseEstimate, PoseStatus
    >>> from zones import load_store
    >>> visits = VisitTracker(load_store("firmware_sim/stores/demo_shop.json"))
    >>> for t_s in range(4):
    ...     pose = PoseEstimate(t_s, 7.5, 10.0, 0.0, 0.5, 0.5, 0.0, 0.3, PoseStatus.OK)
    ...     for event in visits.step(pose):
    ...         print(type(event).__name__, event.zone_id, event.t_s, event.decided_t_s)
    ZoneEntered aisle-2 0 3
    """

    def __init__(self, store: Store, dwell_marks_s: Mapping[ZoneId, Sequence[float]] | None = None) -> None:
        self.store = store
        self.dwell_marks_s: Mapping[ZoneId, Sequence[float]] = dwell_marks_s or {}
        self._state = VisitState()

    @property
    def state(self) -> VisitState:
        """What the visit remembers: among others the zones it is in."""
        return self._state

    def step(self, pose: PoseEstimate) -> list[VisitEvent]:
        """The events that this pose makes known; none for a pose that is not later than the last.

        Raises
        ------
        UnknownLevel
            When the pose lies on a level that the store does not have.
        """
        last = self._state.pose
        if last is not None and pose.t_s <= last.t_s:
            return []
        matcher = matcher_of(self.store, pose.level_id or None)
        events: list[VisitEvent] = []
        for between in _bridged(last, pose, self.store.rules.gap_timeout_s):
            # A pose that is not certain begins no stay: with none to keep, there is nothing to weigh.
            matters = between.status is PoseStatus.OK or self._state.zones or self._state.faces
            match = matcher.match(between) if matters else NOWHERE
            self._state, happened = advance(
                self._state, match, between, self.store.rules, self.dwell_marks_s, pose.t_s
            )
            events += happened
        return events

    def close(self, t_s: float) -> list[VisitEvent]:
        """End the visit at `t_s`: every stay is left, at the last certain pose if that is earlier."""
        self._state, events = close(self._state, t_s, self.dwell_marks_s)
        return events

    def snapshot(self) -> bytes:
        """The state, for `restore` by this or a later version."""
        state = self._state
        document = {
            "version": STATE_VERSION,
            "pose": None if state.pose is None else asdict(state.pose),
            "ok_t_s": state.ok_t_s,
            "anchor": state.anchor,
            "zones": {zone_id: asdict(stay) for zone_id, stay in state.zones.items()},
            "faces": {face_id: asdict(stay) for face_id, stay in state.faces.items()},
        }
        return json.dumps(document, separators=(",", ":")).encode()

    def restore(self, state: bytes) -> None:
        """Go on from a snapshot.

        Raises
        ------
        InvalidVisitState
            When it is none that this version can read; the tracker is then unchanged.
        """
        try:
            document = json.loads(state)
            if document["version"] != STATE_VERSION:
                raise InvalidVisitState(f"version {document['version']}")
            pose, anchor = document["pose"], document["anchor"]
            self._state = VisitState(
                pose=None if pose is None else _pose(pose),
                ok_t_s=document["ok_t_s"],
                anchor=None if anchor is None else (anchor[0], anchor[1], anchor[2]),
                zones={ZoneId(id_): _stay(stay) for id_, stay in document["zones"].items()},
                faces={FaceId(id_): _stay(stay) for id_, stay in document["faces"].items()},
            )
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            raise InvalidVisitState(f"{type(error).__name__}: {error}") from error


def _pose(document: dict[str, Any]) -> PoseEstimate:
    fields = {**document, "status": PoseStatus(document["status"]), "level_id": LevelId(document["level_id"])}
    return PoseEstimate(**fields)


def _stay(document: dict[str, Any]) -> Stay:
    return Stay(**{**document, "marks_s": tuple(document["marks_s"])})


def _bridged(last: PoseEstimate | None, pose: PoseEstimate, gap_timeout_s: float) -> Iterator[PoseEstimate]:
    """The pose, before it as many on the way from the last as it takes to have one every `SUBSTEP_S`
    (VISIT-4).

    Between two known places a random walk is a Brownian bridge: its mean is the straight line, its variance
    grows by D s (T - s) / T in the middle. Over a gap or from one level to another there is no bridge.
    """
    span_s = 0.0 if last is None else pose.t_s - last.t_s
    if last is not None and span_s > SUBSTEP_S and span_s <= gap_timeout_s and last.level_id == pose.level_id:
        count = math.ceil(span_s / SUBSTEP_S)
        turn_rad = math.remainder(pose.heading_rad - last.heading_rad, 2.0 * math.pi)
        both_ok = last.status is PoseStatus.OK and pose.status is PoseStatus.OK
        for k in range(1, count):
            part = k / count
            widening_m2 = BRIDGE_DIFFUSION_M2PS * span_s * part * (1.0 - part)
            yield replace(
                pose,
                t_s=last.t_s + part * span_s,
                x_m=_mix(last.x_m, pose.x_m, part),
                y_m=_mix(last.y_m, pose.y_m, part),
                heading_rad=math.remainder(last.heading_rad + part * turn_rad, 2.0 * math.pi),
                var_x_m2=_mix(last.var_x_m2, pose.var_x_m2, part) + widening_m2,
                var_y_m2=_mix(last.var_y_m2, pose.var_y_m2, part) + widening_m2,
                cov_xy_m2=_mix(last.cov_xy_m2, pose.cov_xy_m2, part),
                sd_heading_rad=_mix(last.sd_heading_rad, pose.sd_heading_rad, part),
                status=PoseStatus.OK if both_ok else PoseStatus.LOST,
            )
    yield pose


def _mix(a: float, b: float, part: float) -> float:
    return a + part * (b - a)
