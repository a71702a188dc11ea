"""Which campaigns have a say in which events: an index by zone, and events as campaigns see them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from campaigns.offers.domain import (
    Campaign,
    Candidate,
    Evidence,
    Happening,
    TriggerKind,
    VisitContext,
    decision_id_of,
)
from campaigns.stores.products.domain import Product
from positioning.types import PoseEstimate
from zones.level import Face, FaceId, ZoneId
from zones.visits import FaceDisengaged, FaceEngaged, VisitEvent, ZoneDwelled, ZoneEntered, ZoneExited

_NOBODY: tuple[Campaign, ...] = ()


@dataclass(frozen=True, slots=True)
class ActiveCampaigns:
    """The active campaigns of one store by what they wait for, and the dwell times among them."""

    by_trigger: Mapping[tuple[TriggerKind, ZoneId], tuple[Campaign, ...]] = field(repr=False)
    dwell_marks_s: Mapping[ZoneId, tuple[float, ...]]
    at_faces: tuple[Campaign, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, campaigns: Iterable[Campaign]) -> ActiveCampaigns:
        """Index campaigns by the zones of their triggers; those about products wait at every face."""
        waiting_at_faces: list[Campaign] = []
        by_trigger: dict[tuple[TriggerKind, ZoneId], list[Campaign]] = defaultdict(list)
        marks_s: dict[ZoneId, set[float]] = defaultdict(set)
        for campaign in campaigns:
            trigger = campaign.plan.trigger
            if trigger.kind is TriggerKind.FACE_ENGAGE:
                waiting_at_faces.append(campaign)
            for zone_id in trigger.zone_ids:
                by_trigger[trigger.kind, zone_id].append(campaign)
                if trigger.dwell_s is not None:
                    marks_s[zone_id].add(trigger.dwell_s)
        return cls(
            {place: tuple(waiting) for place, waiting in by_trigger.items()},
            {zone_id: tuple(sorted(marks)) for zone_id, marks in marks_s.items()},
            tuple(waiting_at_faces),
        )

    def waiting_for(self, happening: Happening) -> Sequence[Campaign]:
        """The campaigns that a happening concerns; at a face, if it has what they are about."""
        if happening.kind is TriggerKind.FACE_ENGAGE:
            return self.at_faces
        waiting = self.by_trigger.get((happening.kind, happening.zone_id), _NOBODY)
        if happening.dwell_s is None:
            return waiting
        return [
            campaign for campaign in waiting if (campaign.plan.trigger.dwell_s or 0.0) <= happening.dwell_s
        ]


def engaged_faces(events: Sequence[VisitEvent]) -> set[FaceId]:
    """The faces that somebody began to look at."""
    return {event.face_id for event in events if isinstance(event, FaceEngaged)}


def happenings_of(events: Sequence[VisitEvent], faces: Mapping[FaceId, Face]) -> Iterator[Happening]:
    """The events that campaigns can wait for, as they see them.

    A stay is one occurrence, however many dwell times pass in it: a campaign decides once a stay, at the
    first dwell time that is long enough for it. Times in its name are milliseconds of the visit.
    """
    over = {
        (
            event.zone_id if isinstance(event, ZoneExited) else event.face_id,
            event.entered_t_s,
            event.decided_t_s,
        )
        for event in events
        if isinstance(event, ZoneExited | FaceDisengaged)
    }
    for event in events:
        if isinstance(event, ZoneEntered):
            kind, entered_t_s, dwell_s = TriggerKind.ZONE_ENTER, event.t_s, None
        elif isinstance(event, ZoneDwelled):
            kind, entered_t_s, dwell_s = TriggerKind.ZONE_DWELL, event.entered_t_s, event.dwell_s
        elif isinstance(event, FaceEngaged):
            yield _looked_at(event, faces, (event.face_id, event.t_s, event.decided_t_s) in over)
            continue
        else:
            continue
        yield Happening(
            kind=kind,
            zone_id=event.zone_id,
            occurrence=f"{kind.value}:{event.zone_id}:{round(entered_t_s * 1000)}",
            t_s=event.t_s,
            decided_t_s=event.decided_t_s,
            probability=event.probability,
            over=(event.zone_id, entered_t_s, event.decided_t_s) in over,
            dwell_s=dwell_s,
        )


def _looked_at(event: FaceEngaged, faces: Mapping[FaceId, Face], over: bool) -> Happening:
    face = faces.get(event.face_id)
    zone_id = None if face is None else face.zone_id
    kind = TriggerKind.FACE_ENGAGE
    return Happening(
        kind=kind,
        zone_id=zone_id or ZoneId(""),
        occurrence=f"{kind.value}:{event.face_id}:{round(event.t_s * 1000)}",
        t_s=event.t_s,
        decided_t_s=event.decided_t_s,
        probability=event.probability,
        over=over,
        face_id=event.face_id,
    )


def candidates(
    active: ActiveCampaigns,
    visit: VisitContext,
    events: Sequence[VisitEvent],
    pose: PoseEstimate,
    now: datetime,
    on_faces: Mapping[FaceId, Sequence[Product]] | None = None,
) -> dict[str, Candidate]:
    """Every campaign that an event concerns, by decision id; the first event of an occurrence counts.

    `on_faces` is what stands on the faces that were engaged.
    """
    found: dict[str, Candidate] = {}
    for happening in happenings_of(events, visit.faces):
        waiting = active.waiting_for(happening)
        if not waiting:
            continue
        age_s = (now - visit.at(happening.decided_t_s)).total_seconds()
        evidence = Evidence(
            zone_id=happening.zone_id,
            probability=happening.probability,
            pose_age_s=round(max(0.0, age_s), 3),
            pose_sd_m=round(math.sqrt((pose.var_x_m2 + pose.var_y_m2) / 2.0), 3),
            dwell_s=happening.dwell_s,
            face_id=happening.face_id,
        )
        for campaign in waiting:
            if happening.face_id is not None:
                here = (on_faces or {}).get(happening.face_id, ())
                product = campaign.plan.trigger.product_among(here)
                if product is None:
                    continue
                evidence = replace(evidence, gtin=product.gtin, product=product.name)
            decision_id = decision_id_of(campaign, visit, happening)
            if decision_id not in found:
                found[decision_id] = Candidate(decision_id, campaign, visit, happening, evidence)
    return found
