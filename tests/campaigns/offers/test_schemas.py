"""What the edge refuses, and where it says the fault is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from campaigns.offers.documents import document_from_plan, plan_from_document
from campaigns.offers.domain import CampaignState, TriggerKind, Visitors
from campaigns.offers.schemas import LONGEST_TEXT, CampaignBody


def body(**changes: Any) -> dict[str, Any]:
    plain = {
        "name": "Tea week",
        "trigger": {"kind": "zone_enter", "zone_ids": ["tea"]},
        "creative": {"title": "Tea", "text": "20 % off in {zone}"},
    }
    return plain | changes


def trigger(**changes: Any) -> dict[str, Any]:
    return {"trigger": {"kind": "zone_enter", "zone_ids": ["tea"]} | changes}


def test_what_is_not_said_has_a_default() -> None:
    plan = CampaignBody.model_validate(body()).plan()
    assert plan.state is CampaignState.DRAFT
    assert plan.visitors is Visitors.ANY
    assert plan.schedule.whole_day
    assert plan.schedule.weekdays == frozenset(range(7))
    assert (plan.cap.per_visit, plan.cap.per_days, plan.cap.cool_down_s) == (1, None, 0.0)


def test_a_window_past_midnight_is_fine() -> None:
    schedule = CampaignBody.model_validate(body(schedule={"from": "22:00", "to": "02:00"})).plan().schedule
    assert schedule.overnight


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "half \ud83d"}, "name"),
        ({"state": "deleted"}, "state"),
        ({"priority": 1001}, "priority"),
        ({"priority": True}, "priority"),
        ({"colour": "red"}, "colour"),
        (trigger(zone_ids=[]), "trigger.zone_ids"),
        (trigger(zone_ids=["tea", "tea"]), "trigger.zone_ids"),
        (trigger(zone_ids=["z" * 65]), "trigger.zone_ids.0"),
        (trigger(zone_ids=[f"z{i}" for i in range(501)]), "trigger.zone_ids"),
        (trigger(min_probability=0.0), "trigger.min_probability"),
        (trigger(min_probability=1.01), "trigger.min_probability"),
        (trigger(min_probability=float("nan")), "trigger.min_probability"),
        (trigger(dwell_s=20.0), "trigger.dwell_s"),
        (trigger(kind="zone_dwell"), "trigger.dwell_s"),
        (trigger(kind="zone_dwell", dwell_s=0), "trigger.dwell_s"),
        (trigger(kind="zone_dwell", dwell_s=float("inf")), "trigger.dwell_s"),
        (trigger(kind="zone_dwell", dwell_s=20_000_000), "trigger.dwell_s"),
        (trigger(kind="zone_leave"), "trigger.kind"),
        ({"schedule": {"starts_on": "2026-02-30"}}, "schedule.starts_on"),
        ({"schedule": {"starts_on": 20260201}}, "schedule.starts_on"),
        ({"schedule": {"starts_on": "2026-02-02", "ends_on": "2026-02-01"}}, "schedule.ends_on"),
        ({"schedule": {"weekdays": []}}, "schedule.weekdays"),
        ({"schedule": {"weekdays": [7]}}, "schedule.weekdays.0"),
        ({"schedule": {"weekdays": [1, 1]}}, "schedule.weekdays"),
        ({"schedule": {"from": "24:00"}}, "schedule.from"),
        ({"schedule": {"from": "9:00"}}, "schedule.from"),
        ({"schedule": {"from": "10:00\n"}}, "schedule.from"),
        ({"schedule": {"to": "10:60"}}, "schedule.to"),
        ({"schedule": {"from": "10:00", "to": "10:00"}}, "schedule.to"),
        ({"schedule": {"from": "10:00", "to": "00:00"}}, "schedule.to"),
        ({"cap": {"per_visit": 0}}, "cap.per_visit"),
        ({"cap": {"per_days": {"count": 0, "days": 7}}}, "cap.per_days.count"),
        ({"cap": {"per_days": {"count": 1, "days": 367}}}, "cap.per_days.days"),
        ({"cap": {"cool_down_s": -1}}, "cap.cool_down_s"),
        ({"audience": {"visitors": "vip"}}, "audience.visitors"),
        ({"creative": {"title": "", "text": "x"}}, "creative.title"),
        ({"creative": {"title": "x", "text": " \t"}}, "creative.text"),
        ({"creative": {"title": "x", "text": "y" * (LONGEST_TEXT + 1)}}, "creative.text"),
        ({"creative": {"title": "x", "text": "{zone.__class__}"}}, "creative.text"),
        ({"creative": {"title": "x"}}, "creative.text"),
    ],
)
def test_a_fault_is_named_with_its_place(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CampaignBody.model_validate(body(**changes))
    assert [".".join(map(str, fault["loc"])) for fault in caught.value.errors()] == [where]


days = st.dates().map(lambda day: day.isoformat())
clocks = st.times().map(lambda time: time.strftime("%H:%M"))
texts = st.text(
    st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="{}"), min_size=1, max_size=80
)
bodies = st.builds(
    body,
    name=texts,
    state=st.sampled_from(CampaignState),
    priority=st.integers(-1000, 1000),
    trigger=st.fixed_dictionaries(
        {
            "kind": st.just(TriggerKind.ZONE_DWELL),
            "zone_ids": st.lists(st.text("abc", min_size=1), min_size=1, unique=True),
            "min_probability": st.floats(0.01, 1.0),
            "dwell_s": st.floats(0.1, 14400.0),
        }
    ),
    schedule=st.fixed_dictionaries(
        {},
        optional={
            "starts_on": days,
            "ends_on": days,
            "weekdays": st.lists(st.integers(0, 6), min_size=1, unique=True),
            "from": clocks,
            "to": clocks,
        },
    ),
    cap=st.fixed_dictionaries(
        {},
        optional={
            "per_days": st.fixed_dictionaries({"count": st.integers(1, 100), "days": st.integers(1, 366)}),
            "cool_down_s": st.floats(0.0, 1e6),
        },
    ),
    audience=st.fixed_dictionaries({"visitors": st.sampled_from(Visitors)}),
    creative=st.fixed_dictionaries({"title": texts, "text": texts}),
)


@given(bodies)
def test_what_is_accepted_is_stored_and_read_back_unchanged(spoken: dict[str, Any]) -> None:
    try:
        plan = CampaignBody.model_validate(spoken).plan()
    except ValidationError:
        return
    document = document_from_plan(plan)
    assert plan_from_document(document) == plan
    assert CampaignBody.model_validate(document).plan() == plan
