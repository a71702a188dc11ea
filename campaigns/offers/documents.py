"""A campaign's plan as a JSON document: the form in which it is stored and spoken over the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from campaigns.offers.domain import (
    CampaignPlan,
    CampaignState,
    Cap,
    Creative,
    DaysCap,
    Trigger,
    TriggerKind,
    Visitors,
)
from campaigns.offers.schedule import Schedule
from campaigns.stores.products.gtin import Gtin
from zones.level import ZoneId


def plan_from_document(document: Mapping[str, Any]) -> CampaignPlan:
    """Read a document that was checked at the edge, or that we stored ourselves."""
    trigger, schedule, cap = document["trigger"], document["schedule"], document["cap"]
    per_days = cap["per_days"]
    return CampaignPlan(
        name=document["name"],
        state=CampaignState(document["state"]),
        priority=document["priority"],
        trigger=Trigger(
            kind=TriggerKind(trigger["kind"]),
            zone_ids=tuple(ZoneId(zone_id) for zone_id in trigger["zone_ids"]),
            min_probability=trigger["min_probability"],
            dwell_s=trigger["dwell_s"],
            # Plans from before there were products have neither.
            gtins=tuple(Gtin(gtin) for gtin in trigger.get("gtins", ())),
            categories=tuple(trigger.get("categories", ())),
        ),
        schedule=Schedule(
            starts_on=_day(schedule["starts_on"]),
            ends_on=_day(schedule["ends_on"]),
            weekdays=frozenset(schedule["weekdays"]),
            opens_min=_minute(schedule["from"]),
            closes_min=_minute(schedule["to"]),
        ),
        cap=Cap(
            per_visit=cap["per_visit"],
            per_days=None if per_days is None else DaysCap(per_days["count"], per_days["days"]),
            cool_down_s=cap["cool_down_s"],
        ),
        visitors=Visitors(document["audience"]["visitors"]),
        creative=Creative(**document["creative"]),
    )


def document_from_plan(plan: CampaignPlan) -> dict[str, Any]:
    """The inverse of `plan_from_document`."""
    trigger, schedule, cap = plan.trigger, plan.schedule, plan.cap
    return {
        "name": plan.name,
        "state": plan.state.value,
        "priority": plan.priority,
        "trigger": {
            "kind": trigger.kind.value,
            "zone_ids": list(trigger.zone_ids),
            "min_probability": trigger.min_probability,
            "dwell_s": trigger.dwell_s,
            "gtins": list(trigger.gtins),
            "categories": list(trigger.categories),
        },
        "schedule": {
            "starts_on": schedule.starts_on and schedule.starts_on.isoformat(),
            "ends_on": schedule.ends_on and schedule.ends_on.isoformat(),
            "weekdays": sorted(schedule.weekdays),
            "from": _clock(schedule.opens_min),
            "to": _clock(schedule.closes_min),
        },
        "cap": {
            "per_visit": cap.per_visit,
            "per_days": cap.per_days and {"count": cap.per_days.count, "days": cap.per_days.days},
            "cool_down_s": cap.cool_down_s,
        },
        "audience": {"visitors": plan.visitors.value},
        "creative": {"title": plan.creative.title, "text": plan.creative.text},
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
