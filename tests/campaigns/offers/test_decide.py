"""Every way through the gates, over a real database: what is stored, queued and said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from campaigns.delivery.domain import DeliveryState
from campaigns.delivery.tables import deliveries
from campaigns.offers.domain import CampaignState, Outcome, Reason
from campaigns.offers.tables import decisions
from campaigns.shoppers.domain import Purpose
from positioning.types import PoseEstimate, PoseStatus
from zones.level import ZoneId
from zones.visits import ZoneExited

Shop = Any
Events = Callable[..., Any]


def rows(shop: Shop, table: sa.Table) -> list[dict[str, Any]]:
    query = sa.select(table).order_by(table.c.id)
    return [dict(row) for row in shop.database.read(lambda s: s.execute(query).mappings().all())]


def test_an_offer_goes_out_with_its_decision_and_says_why(shop: Shop, enter: Events) -> None:
    campaign = shop.campaign(schedule={"from": "10:00", "to": "18:00"})
    visit = shop.visit(shop.shopper())
    (message,) = shop.decide(visit, enter("tea", 10.0))
    assert message.title == "Tea at Tea House"
    assert message.why == "You are at Tea, and this offer is for people there today until 18:00."
    (evaluated,) = shop.decisions(campaign)
    decision, delivery = evaluated.decision, evaluated.delivery
    assert (decision.outcome, decision.reason) == (Outcome.SENT, Reason.SENT)
    assert (decision.campaign_revision, decision.map_revision) == (1, 1)
    assert decision.event_at == visit.at(10.0)
    assert decision.evidence == {"zone_id": "tea", "probability": 0.9, "pose_age_s": 0.0, "pose_sd_m": 1.0}
    assert delivery.state is DeliveryState.QUEUED
    assert delivery.message == message
    assert delivery.valid_until.hour == 17  # 18:00 in Berlin, in winter


@pytest.mark.parametrize(
    ("changes", "probability", "age_s", "reason"),
    [
        ({"schedule": {"starts_on": "2026-02-01"}}, 0.9, 0, "outside_dates"),
        ({"schedule": {"ends_on": "2026-01-30"}}, 0.9, 0, "outside_dates"),
        ({"schedule": {"weekdays": [0, 1, 2, 3, 4, 6]}}, 0.9, 0, "outside_weekdays"),
        ({"schedule": {"from": "13:00", "to": "18:00"}}, 0.9, 0, "outside_hours"),
        ({"audience": {"visitors": "new"}}, 0.9, 0, "visitor_unknown"),
        ({"audience": {"visitors": "returning"}}, 0.9, 0, "visitor_unknown"),
        ({}, 0.49, 0, "improbable"),
        ({}, 0.9, 30.1, "late"),
    ],
)
def test_the_first_gate_that_refuses_gives_the_reason(
    shop: Shop, enter: Events, changes: dict[str, Any], probability: float, age_s: float, reason: str
) -> None:
    campaign = shop.campaign(**changes)
    visit = shop.visit(shop.shopper())
    assert shop.decide(visit, enter("tea", 10.0, probability), age_s=age_s) == []
    (evaluated,) = shop.decisions(campaign)
    assert evaluated.decision.outcome is Outcome.SKIPPED
    assert evaluated.decision.reason == reason
    assert evaluated.decision.evidence["probability"] == probability
    assert evaluated.delivery is None


def test_gates_are_asked_in_order(shop: Shop, enter: Events) -> None:
    wrong = {"schedule": {"ends_on": "2026-01-30"}, "audience": {"visitors": "new"}}
    campaign = shop.campaign(**wrong)
    visit = shop.visit(shop.shopper())
    for t_s, faults in ((10.0, wrong), (20.0, {"audience": wrong["audience"]}), (30.0, {})):
        shop.change(campaign, **faults)
        shop.decide(visit, enter("tea", t_s, 0.1), age_s=100)
    assert shop.reasons(campaign) == ["improbable", "visitor_unknown", "outside_dates"]


def test_without_consent_to_offers_nothing_is_asked_or_stored(shop: Shop, enter: Events) -> None:
    shop.campaign()
    visit = replace(shop.visit(shop.shopper()), purposes=frozenset({Purpose.POSITIONING}))
    assert shop.decide(visit, enter("tea", 10.0)) == []
    assert rows(shop, decisions) == []


def test_an_event_that_runs_ahead_of_the_clock_is_fresh(shop: Shop, enter: Events) -> None:
    campaign = shop.campaign()
    assert len(shop.decide(shop.visit(shop.shopper()), enter("tea", 500.0), age_s=-400)) == 1
    assert shop.decisions(campaign)[0].decision.evidence["pose_age_s"] == 0.0


def test_new_and_returning_visitors_are_told_apart_where_they_permit_it(shop: Shop, enter: Events) -> None:
    welcome = shop.campaign(audience={"visitors": "new"})
    thanks = shop.campaign(audience={"visitors": "returning"})
    shopper_id = shop.shopper(Purpose.PERSONALISATION)
    first = shop.visit(shopper_id)
    (message,) = shop.decide(first, enter("tea", 10.0))
    assert message.campaign_id == welcome.id
    assert message.why == "You are at Tea, and this offer is for first-time visitors there today."
    shop.database.write(lambda s: shop.shoppers.note_visit(s, shopper_id, first.began_at))
    second = shop.visit(shopper_id, first.began_at + timedelta(days=1))
    (message,) = shop.decide(second, enter("tea", 10.0))
    assert message.campaign_id == thanks.id
    assert shop.reasons(welcome) == ["not_new", "sent"]
    assert shop.reasons(thanks) == ["sent", "not_returning"]


def test_of_several_campaigns_the_highest_wins_and_all_are_recorded(shop: Shop, enter: Events) -> None:
    low, high, younger = shop.campaign(priority=1), shop.campaign(priority=5), shop.campaign(priority=5)
    closed = shop.campaign(priority=9, schedule={"from": "01:00", "to": "02:00"})
    elsewhere = shop.campaign(priority=9, trigger={"kind": "zone_enter", "zone_ids": ["coffee"]})
    visit = shop.visit(shop.shopper(), pushes=5)
    (message,) = shop.decide(visit, enter("tea", 10.0))
    winner, loser = sorted((high, younger), key=lambda campaign: campaign.rank)
    assert message.campaign_id == winner.id
    assert shop.reasons(loser) == ["outranked"]
    assert shop.reasons(low) == ["outranked"]
    assert shop.decisions(low)[0].decision.outcome is Outcome.LOST
    assert shop.reasons(closed) == ["outside_hours"]
    assert shop.reasons(elsewhere) == []


def test_one_pose_sends_one_offer_even_when_it_enters_two_zones(shop: Shop, enter: Events) -> None:
    tea = shop.campaign()
    coffee = shop.campaign(priority=1, trigger={"kind": "zone_enter", "zone_ids": ["coffee"]})
    visit = shop.visit(shop.shopper(), pushes=5)
    (message,) = shop.decide(visit, enter("tea", 10.0), enter("coffee", 10.0))
    assert message.campaign_id == coffee.id
    assert shop.reasons(tea) == ["outranked"]


def test_two_poses_in_one_call_are_decided_one_after_the_other(shop: Shop, enter: Events) -> None:
    shop.campaign()
    coffee = shop.campaign(priority=1, trigger={"kind": "zone_enter", "zone_ids": ["coffee"]})
    visit = shop.visit(shop.shopper())
    (message,) = shop.decide(visit, enter("coffee", 20.0), enter("tea", 10.0))
    assert message.zone_id == "tea"
    assert shop.reasons(coffee) == ["visit_ceiling"]


def test_the_stores_ceiling_counts_all_campaigns_of_a_visit(shop: Shop, enter: Events) -> None:
    tea, coffee, door = (
        shop.campaign(trigger={"kind": "zone_enter", "zone_ids": [zone]})
        for zone in ("tea", "coffee", "door")
    )
    visit = shop.visit(shop.shopper(), pushes=2)
    sent = [shop.decide(visit, enter(zone, t_s)) for zone, t_s in (("tea", 10), ("coffee", 20), ("door", 30))]
    assert [len(messages) for messages in sent] == [1, 1, 0]
    assert (shop.reasons(tea), shop.reasons(coffee)) == (["sent"], ["sent"])
    assert shop.reasons(door) == ["visit_ceiling"]


def test_caps_and_cool_down_name_themselves(shop: Shop, enter: Events) -> None:
    cap = {"per_visit": 2, "per_days": {"count": 3, "days": 2}, "cool_down_s": 60}
    campaign = shop.campaign(cap=cap)
    shopper_id = shop.shopper()
    first = shop.visit(shopper_id, pushes=9)
    for t_s in (10.0, 50.0, 80.0, 200.0):
        shop.decide(first, enter("tea", t_s))
    assert shop.reasons(campaign) == ["cap_visit", "sent", "cool_down", "sent"]
    second = shop.visit(shopper_id, first.began_at + timedelta(hours=20), pushes=9)
    for t_s in (10.0, 100.0):
        shop.decide(second, enter("tea", t_s))
    assert shop.reasons(campaign)[:2] == ["cap_days", "sent"]


def test_days_of_a_cap_are_the_stores_days(shop: Shop, enter: Events) -> None:
    campaign = shop.campaign(cap={"per_days": {"count": 1, "days": 1}})
    shopper_id = shop.shopper()
    late = shop.opened_at.replace(hour=22, minute=50)  # 23:50 in Berlin
    for minutes in (0, 5, 15):
        shop.decide(shop.visit(shopper_id, late + timedelta(minutes=minutes)), enter("tea", 1.0))
    assert shop.reasons(campaign) == ["sent", "cap_days", "sent"]


def test_a_dwell_campaign_waits_for_its_time(shop: Shop, enter: Events, dwell: Events) -> None:
    quick = shop.campaign(trigger={"kind": "zone_dwell", "zone_ids": ["tea"], "dwell_s": 20})
    patient = shop.campaign(trigger={"kind": "zone_dwell", "zone_ids": ["tea"], "dwell_s": 120})
    marks = shop.database.read(lambda s: shop.offers.dwell_marks(s, "tea-house"))
    assert marks == {"tea": (20.0, 120.0)}
    visit = shop.visit(shop.shopper(), pushes=2)
    assert shop.decide(visit, enter("tea", 10.0)) == []
    (first,) = shop.decide(visit, dwell("tea", 10.0, 20.0))
    (second,) = shop.decide(visit, dwell("tea", 10.0, 120.0))
    assert first.why == "You have been at Tea for 20 seconds, and this offer is for people there today."
    assert second.why == "You have been at Tea for 2 minutes, and this offer is for people there today."
    assert (first.campaign_id, second.campaign_id) == (quick.id, patient.id)
    assert shop.reasons(quick) == ["sent"]  # the later mark is the same stay
    assert shop.decisions(quick)[0].decision.evidence["dwell_s"] == 20.0


def test_a_zone_that_was_only_crossed_between_two_poses_sends_nothing(shop: Shop, enter: Events) -> None:
    campaign = shop.campaign()
    visit = shop.visit(shop.shopper())
    crossing = enter("tea", 10.0)
    exited = ZoneExited(ZoneId("tea"), 11.0, crossing.decided_t_s, 10.0, 1.0)
    assert shop.decide(visit, crossing, exited) == []
    assert shop.reasons(campaign) == ["left"]
    left_before = ZoneExited(ZoneId("tea"), 11.0, 22.0, 10.0, 1.0)
    assert len(shop.decide(visit, enter("tea", 20.0), left_before)) == 1


def test_events_that_no_campaign_can_wait_for_store_nothing(shop: Shop) -> None:
    shop.campaign()
    assert shop.decide(shop.visit(shop.shopper()), ZoneExited(ZoneId("tea"), 30.0, 35.0, 10.0, 20.0)) == []
    assert rows(shop, decisions) == []


def test_asking_again_changes_nothing(shop: Shop, enter: Events) -> None:
    for priority in (1, 2):
        shop.campaign(priority=priority, cap={"per_visit": 5})
    visit = shop.visit(shop.shopper(), pushes=5)
    events = (enter("tea", 10.0), enter("tea", 30.0))
    assert len(shop.decide(visit, *events)) == 2
    before = rows(shop, decisions), rows(shop, deliveries)
    assert len(before[0]) == 4
    for repeat in (events, events[:1], events[1:], events[::-1]):
        assert shop.decide(visit, *repeat, age_s=300) == []
    assert (rows(shop, decisions), rows(shop, deliveries)) == before


def test_after_a_crash_the_same_offers_come_with_the_same_ids(shop: Shop, enter: Events) -> None:
    shop.campaign()
    visit = shop.visit(shop.shopper())

    class PowerCut(Exception):
        pass

    pose = PoseEstimate(12.0, 2.0, 2.0, 0.0, 1.0, 1.0, 0.0, 0.5, PoseStatus.OK)
    lost: list[Any] = []

    def crash(session: Any) -> None:
        lost.extend(shop.offers.decide(session, visit, [enter("tea", 10.0)], pose, visit.at(12.0)))
        raise PowerCut

    with pytest.raises(PowerCut):
        shop.database.write(crash)
    assert rows(shop, decisions) == []
    assert shop.decide(visit, enter("tea", 10.0)) == lost


def test_the_database_refuses_a_second_decision_about_the_same(shop: Shop, enter: Events) -> None:
    shop.campaign()
    shop.decide(shop.visit(shop.shopper()), enter("tea", 10.0))
    (decision,), (delivery,) = rows(shop, decisions), rows(shop, deliveries)
    with pytest.raises(sa.exc.IntegrityError):
        shop.database.write(lambda s: s.execute(sa.insert(decisions), decision | {"id": "another"}))
    with pytest.raises(sa.exc.IntegrityError):
        shop.database.write(lambda s: s.execute(sa.insert(deliveries), delivery | {"id": "another"}))


def test_a_zone_that_the_visits_map_does_not_name_leaves_its_place(shop: Shop, enter: Events) -> None:
    nameless = shop.campaign(priority=5)
    other = shop.campaign(trigger={"kind": "zone_enter", "zone_ids": ["coffee"]})
    visit = replace(shop.visit(shop.shopper()), zone_names={ZoneId("coffee"): "Coffee"})
    (message,) = shop.decide(visit, enter("tea", 10.0), enter("coffee", 10.0))
    assert message.campaign_id == other.id
    assert shop.reasons(nameless) == ["zone_unnamed"]


def test_only_active_campaigns_are_asked_and_changes_are_seen_at_once(shop: Shop, enter: Events) -> None:
    campaign = shop.campaign(state="draft")
    shopper_id = shop.shopper()
    assert shop.decide(shop.visit(shopper_id), enter("tea", 10.0)) == []
    shop.change(campaign, state="active")
    assert len(shop.decide(shop.visit(shopper_id), enter("tea", 10.0))) == 1
    shop.change(campaign, state="paused")
    assert shop.decide(shop.visit(shopper_id), enter("tea", 10.0)) == []
    assert shop.reasons(campaign) == ["sent"]


def test_a_change_that_is_rolled_back_was_never_seen(shop: Shop, enter: Events) -> None:
    campaign = shop.campaign()
    shop.decide(shop.visit(shop.shopper()), enter("tea", 10.0))

    visit = shop.visit(shop.shopper())
    pose = PoseEstimate(12.0, 2.0, 2.0, 0.0, 1.0, 1.0, 0.0, 0.5, PoseStatus.OK)

    def pause_then_fail(session: Any) -> None:
        paused = replace(campaign.plan, state=CampaignState.PAUSED)
        shop.offers.change(session, campaign.id, paused, "mika", shop.opened_at)
        assert shop.offers.decide(session, visit, [enter("tea", 10.0)], pose, visit.at(12.0)) == []
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        shop.database.write(pause_then_fail)
    assert len(shop.decide(visit, enter("tea", 10.0))) == 1
