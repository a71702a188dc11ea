"""A decision as the API shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from campaigns.offers.domain import CampaignState
from campaigns.offers.schemas import DecisionView

Shop = Any
Events = Callable[..., Any]


def view(shop: Shop, campaign: Any) -> dict[str, Any]:
    evaluated = shop.decisions(campaign)[0]
    return DecisionView.of(evaluated.decision, evaluated.delivery).model_dump(mode="json")


def test_it_has_its_reason_in_words_and_what_became_of_it(shop: Shop, enter: Events) -> None:
    campaign = shop.campaign()
    visit = shop.visit(shop.shopper())
    (message,) = shop.decide(visit, enter("tea", 10.0))
    shown = view(shop, campaign)
    assert (shown["outcome"], shown["reason"], shown["sentence"]) == ("sent", "sent", "The offer went out.")
    assert (shown["delivery"]["id"], shown["delivery"]["state"]) == (message.delivery_id, "queued")
    assert shown["event_at"] == "2026-01-31T11:00:10Z"
    shop.change(campaign, state=CampaignState.PAUSED)
    shown = view(shop, campaign)
    assert shown["delivery"]["cancelled_because"] == "campaign_stopped"
    assert shown["sentence"] == "The campaign was paused or deleted before it reached the phone."


def test_a_skipped_one_has_no_delivery(shop: Shop, dwell: Events) -> None:
    campaign = shop.campaign(
        trigger={"kind": "zone_dwell", "zone_ids": ["tea"], "dwell_s": 20, "min_probability": 0.9}
    )
    shop.decide(shop.visit(shop.shopper()), dwell("tea", 10.0, 20.0, 0.4))
    shown = view(shop, campaign)
    assert shown["delivery"] is None
    assert shown["sentence"] == "The position was not certain enough to say that the shopper was in the zone."
    assert shown["evidence"] == {
        "zone_id": "tea",
        "probability": 0.4,
        "pose_age_s": 0.0,
        "pose_sd_m": 1.0,
        "dwell_s": 20.0,
        "face_id": None,
        "gtin": None,
        "product": None,
    }
