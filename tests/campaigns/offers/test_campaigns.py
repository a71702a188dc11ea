"""What marketers do: create, change, delete, read decisions; who did it is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from campaigns.accounts.tables import audit_entries
from campaigns.delivery.domain import CancelReason, DeliveryState
from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.offers.domain import CampaignState, Outcome
from campaigns.offers.tables import campaign_revisions, decisions

Shop = Any
Events = Callable[..., Any]


def test_a_campaign_is_stored_as_it_was_made(shop: Shop) -> None:
    campaign = shop.campaign(priority=3, cap={"per_days": {"count": 2, "days": 7}})
    assert campaign.revision == 1
    assert shop.database.read(lambda s: shop.offers.campaign(s, campaign.id)) == campaign
    assert shop.database.read(lambda s: shop.offers.of_store(s, "tea-house")) == [campaign]


def test_zones_must_be_on_the_stores_map(shop: Shop) -> None:
    with pytest.raises(InvalidInput, match="moon") as caught:
        shop.campaign(trigger={"kind": "zone_enter", "zone_ids": ["tea", "moon"]})
    assert caught.value.where == "trigger.zone_ids"
    assert shop.database.read(lambda s: shop.offers.of_store(s, "tea-house")) == []


def test_a_schedule_must_open_some_day(shop: Shop) -> None:
    with pytest.raises(InvalidInput) as caught:
        shop.campaign(schedule={"starts_on": "2026-02-02", "ends_on": "2026-02-03", "weekdays": [5, 6]})
    assert caught.value.where == "schedule.weekdays"


def test_a_change_makes_a_revision_and_keeps_the_earlier_one(shop: Shop) -> None:
    campaign = shop.campaign()
    changed = shop.change(campaign, name="Coffee week")
    assert (changed.id, changed.revision, changed.plan.name) == (campaign.id, 2, "Coffee week")
    assert shop.change(changed, name="Coffee week") == changed
    query = sa.select(campaign_revisions.c.number, campaign_revisions.c.document["name"].as_string())
    stored = shop.database.read(lambda s: s.execute(query.order_by("number")).all())
    assert [tuple(row) for row in stored] == [(1, "Tea week"), (2, "Coffee week")]


def test_a_stale_change_is_refused(shop: Shop) -> None:
    campaign = shop.campaign()
    changed = shop.change(campaign, name="Coffee week")
    with pytest.raises(Conflict, match="revision 2, not 1"):
        shop.database.write(
            lambda s: shop.offers.change(
                s, campaign.id, campaign.plan, "mika", shop.opened_at, seen_revision=1
            )
        )
    assert shop.database.read(lambda s: shop.offers.campaign(s, campaign.id)) == changed


@pytest.mark.parametrize("stop", ["pause", "draft", "delete"])
def test_a_campaign_that_stops_takes_back_what_is_not_on_a_phone(
    shop: Shop, enter: Events, stop: str
) -> None:
    campaign = shop.campaign()
    visit = shop.visit(shop.shopper())
    (message,) = shop.decide(visit, enter("tea", 10.0))
    if stop == "delete":
        shop.database.write(lambda s: shop.offers.delete(s, campaign.id, "mika", shop.opened_at))
    else:
        shop.change(campaign, state=CampaignState.PAUSED if stop == "pause" else CampaignState.DRAFT)
    (delivery,) = shop.database.read(lambda s: shop.deliveries.of_visit(s, visit.visit_id))
    assert delivery.state is DeliveryState.CANCELLED
    assert delivery.cancelled_because is CancelReason.CAMPAIGN_STOPPED
    assert shop.database.read(lambda s: shop.deliveries.pending(s, visit.visit_id)) == []
    sent = shop.database.write(lambda s: shop.deliveries.mark_sent(s, [message.delivery_id], visit.at(13.0)))
    assert sent == []


def test_a_deleted_campaign_is_gone_and_its_decisions_stay(shop: Shop, enter: Events) -> None:
    campaign = shop.campaign()
    shop.decide(shop.visit(shop.shopper()), enter("tea", 10.0))
    shop.database.write(lambda s: shop.offers.delete(s, campaign.id, "mika", shop.opened_at))
    assert shop.database.read(lambda s: shop.offers.of_store(s, "tea-house")) == []
    with pytest.raises(NotFound):
        shop.decisions(campaign)
    with pytest.raises(NotFound):
        shop.change(campaign)
    assert shop.decide(shop.visit(shop.shopper()), enter("tea", 10.0)) == []
    count = sa.select(sa.func.count()).select_from(decisions)
    assert shop.database.read(lambda s: s.scalar(count)) == 1


def test_every_change_is_in_the_audit_log(shop: Shop) -> None:
    campaign = shop.campaign()
    shop.change(campaign, name="Coffee week")
    shop.database.write(lambda s: shop.offers.delete(s, campaign.id, "aki", shop.opened_at))
    entries = shop.database.read(lambda s: s.execute(sa.select(audit_entries).order_by("id")).all())
    assert [(entry.actor, entry.action, entry.subject) for entry in entries] == [
        ("mika", "campaign.create", campaign.id),
        ("mika", "campaign.change", campaign.id),
        ("aki", "campaign.delete", campaign.id),
    ]
    assert entries[1].detail["plan"]["name"] == "Coffee week"


def test_an_unknown_store_is_named(shop: Shop) -> None:
    with pytest.raises(NotFound, match="no store moon"):
        shop.database.read(lambda s: shop.offers.of_store(s, "moon"))


def test_decisions_come_in_pages_that_miss_and_repeat_nothing(shop: Shop, enter: Events) -> None:
    campaign = shop.campaign(cap={"per_visit": 3})
    other = shop.campaign(priority=-1)
    visit = shop.visit(shop.shopper(), pushes=9)
    for i in range(10):
        shop.decide(visit, enter("tea", 10.0 * (i // 2) + i))  # pairs become known at almost the same time
    for outcome, expected in ((None, 10), (Outcome.SENT, 3), (Outcome.SKIPPED, 7), (Outcome.LOST, 0)):
        whole = shop.decisions(campaign, outcome=outcome)
        assert len(whole) == expected
        pages: list[Any] = []
        while page := shop.decisions(
            campaign, outcome=outcome, limit=3, before=pages[-1].decision.id if pages else None
        ):
            pages += page
        assert pages == whole
        times = [evaluated.decision.decided_at for evaluated in whole]
        assert times == sorted(times, reverse=True)
    foreign = shop.decisions(other)[0].decision.id
    with pytest.raises(InvalidInput, match="before"):
        shop.decisions(campaign, before=foreign)


def test_decisions_of_one_moment_are_paged_too(shop: Shop, enter: Events) -> None:
    campaign = shop.campaign(trigger={"kind": "zone_enter", "zone_ids": ["tea", "coffee", "door"]})
    visit = shop.visit(shop.shopper())
    shop.decide(visit, enter("tea", 10.0), enter("coffee", 10.0), enter("door", 10.0))
    first = shop.decisions(campaign, limit=2)
    second = shop.decisions(campaign, limit=2, before=first[-1].decision.id)
    assert {evaluated.decision.evidence["zone_id"] for evaluated in first + second} == {
        "tea",
        "coffee",
        "door",
    }
    assert len(first + second) == 3


def test_sent_offers_of_a_store_are_counted_from_a_moment_on(shop: Shop, enter: Events) -> None:
    shop.campaign()
    visit = shop.visit(shop.shopper())
    shop.decide(visit, enter("tea", 10.0))

    def counted(since_s: float) -> int:
        since = visit.began_at + timedelta(seconds=since_s)
        count: int = shop.database.read(lambda s: shop.offers.sent_count(s, "tea-house", since))
        return count

    assert (counted(0.0), counted(12.0), counted(12.5)) == (1, 1, 0)
