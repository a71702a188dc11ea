"""From zone and face events to stays: who was where, from when to when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from campaigns.visits.domain import Progress
from zones.level import ZoneId, ZoneKind
from zones.visits import FaceDisengaged, FaceEngaged, VisitEvent, ZoneDwelled, ZoneEntered, ZoneExited

PlaceKind = Literal["zone", "face"]


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a zone, or one engagement with a face; times in seconds of the visit."""

    kind: PlaceKind
    place_id: str
    entered_s: float
    left_s: float | None
    probability: float
    map_revision: int


@dataclass(frozen=True, slots=True)
class StayChanges:
    """What a turn's events mean for the stays: some began (and perhaps ended), earlier ones ended."""

    begun: tuple[Stay, ...]
    ended: tuple[Stay, ...]


def stay_changes(events: Iterable[tuple[int, VisitEvent]]) -> StayChanges:
    """Fold events, each with the map revision it cites, into stays.

    A stay cites the revision it began under.
    """
    begun: dict[tuple[str, str], Stay] = {}
    whole: list[Stay] = []
    ended: list[Stay] = []
    for revision, event in events:
        match event:
            case ZoneEntered():
                stay = Stay("zone", event.zone_id, event.t_s, None, event.probability, revision)
                begun["zone", event.zone_id] = stay
            case FaceEngaged():
                stay = Stay("face", event.face_id, event.t_s, None, event.probability, revision)
                begun["face", event.face_id] = stay
            case ZoneExited() | FaceDisengaged():
                kind: PlaceKind = "zone" if isinstance(event, ZoneExited) else "face"
                place_id = event.zone_id if isinstance(event, ZoneExited) else event.face_id
                here = begun.pop((kind, place_id), None)
                if here is not None:
                    whole.append(replace(here, left_s=event.t_s))
                else:
                    ended.append(Stay(kind, place_id, event.entered_t_s, event.t_s, 0.0, revision))
            case ZoneDwelled():
                pass
    return StayChanges(begun=(*whole, *begun.values()), ended=tuple(ended))


def follow(progress: Progress, events: Iterable[VisitEvent], kinds: Mapping[ZoneId, ZoneKind]) -> Progress:
    """Carry on which zones the shopper is in, and when they last came in."""
    entered_s = dict(progress.entered_s)
    inside_s = progress.inside_s
    for event in events:
        if isinstance(event, ZoneEntered):
            entered_s[event.zone_id] = event.t_s
            if kinds.get(event.zone_id) not in (ZoneKind.ENTRANCE, ZoneKind.EXTERIOR):
                inside_s = event.t_s
        elif isinstance(event, ZoneExited):
            entered_s.pop(event.zone_id, None)
            if not entered_s and kinds.get(event.zone_id) is ZoneKind.ENTRANCE:
                inside_s = event.t_s  # through the door, to where no zone is drawn
    return replace(progress, entered_s=entered_s, inside_s=inside_s)
