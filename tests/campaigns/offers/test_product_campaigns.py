"""Campaigns about products: asked when somebody looks at a face that has one, wherever it stands then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from campaigns.errors import InvalidInput
from campaigns.offers.domain import TriggerKind, VisitContext
from campaigns.offers.schemas import CampaignBody
from campaigns.stores.domain import StoreKind
from campaigns.stores.products.domain import Product
from campaigns.stores.products.gtin import gtin_of
from zones.level import Face, FaceId, ZoneId
from zones.storefile import dumps
from zones.visits import FaceDisengaged, FaceEngaged

if TYPE_CHECKING:
    from conftest import Shop

GREEN, BLACK, BEANS = gtin_of("4901234567894"), gtin_of("96385074"), gtin_of("4006381333931")
SHELF = Face(FaceId("shelf"), "Tea shelf", 0.0, 5.0, 5.0, 5.0, 0.0, -1.0, 2.0, ZoneId("tea"))
TABLE = Face(FaceId("table"), "Table", 6.0, 5.0, 9.0, 5.0, 0.0, -1.0)
FACES = {face.id: face for face in (SHELF, TABLE)}


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """Two teas, coffee; the shelf has green tea and coffee."""
    store_id = "tea-house"
    current = shop.database.read(lambda s: shop.stores.current(s, store_id)).store
    level = replace(current.level(), faces=tuple(FACES.values()))
    document = dumps(replace(current, levels=(level,)))
    shop.database.write(lambda s: shop.stores.publish(s, store_id, document, shop.opened_at))
    assert shop.database.read(lambda s: shop.stores.settings(s, store_id)).kind is StoreKind.TRIAL
    for gtin, name, category in (
        (GREEN, "Green tea", "Tea"),
        (BLACK, "Black tea", "Tea"),
        (BEANS, "Beans", "Coffee"),
    ):
        product = Product(gtin, name, category)
        shop.database.write(lambda s, product=product: shop.products.put(s, store_id, product))
    place(shop, (GREEN, SHELF.id), (BEANS, SHELF.id))
    return shop


def place(shop: Shop, *added: Any, removed: Any = ()) -> None:
    shop.database.write(lambda s: shop.products.place(s, "tea-house", added, removed))


def about(**target: Any) -> dict[str, Any]:
    return {
        "trigger": {"kind": "face_engage", **target},
        "creative": {"title": "{product} at {store}", "text": "On {zone}"},
    }


def looking(shop: Shop) -> VisitContext:
    return replace(shop.visit(shop.shopper()), faces=FACES)


def engaged(face: Face, t_s: float = 10.0) -> FaceEngaged:
    return FaceEngaged(face.id, t_s, t_s + 3.0, 0.8)


def test_the_offer_names_the_product_and_the_decision_cites_it(stocked: Shop) -> None:
    campaign = stocked.campaign(**about(categories=["Tea"]))
    (offer,) = stocked.decide(looking(stocked), engaged(SHELF))
    assert (offer.title, offer.text) == ("Green tea at Tea House", "On Tea shelf")
    assert (offer.zone_id, offer.zone_name) == ("tea", "Tea shelf")
    assert offer.why.startswith("You seem to be looking at Tea shelf, where Green tea is, and this offer")
    (evaluated,) = stocked.decisions(campaign)
    evidence = dict(evaluated.decision.evidence)
    assert (evidence["face_id"], evidence["gtin"], evidence["product"]) == ("shelf", GREEN, "Green tea")
    assert evaluated.decision.occurrence == "face_engage:shelf:10000"


def test_it_follows_the_product_from_face_to_face(stocked: Shop) -> None:
    stocked.campaign(**about(gtins=["4901234567894"]))
    assert stocked.decide(looking(stocked), engaged(TABLE)) == []
    place(stocked, (GREEN, TABLE.id), removed=[(GREEN, SHELF.id)])
    assert stocked.decide(looking(stocked), engaged(SHELF)) == []
    (offer,) = stocked.decide(looking(stocked), engaged(TABLE))
    assert (offer.zone_id, offer.zone_name) == ("", "Table")


def test_named_products_come_before_categories_and_the_gates_hold(stocked: Shop) -> None:
    campaign = stocked.campaign(**about(categories=["Tea"], gtins=[BEANS], min_probability=0.9))
    visit = looking(stocked)
    assert stocked.decide(visit, engaged(SHELF)) == []
    crossing = FaceEngaged(SHELF.id, 50.0, 53.0, 0.95), FaceDisengaged(SHELF.id, 53.0, 53.0, 50.0, 3.0)
    assert stocked.decide(visit, *crossing) == []
    assert stocked.reasons(campaign) == ["left", "improbable"]
    assert {evaluated.decision.evidence["product"] for evaluated in stocked.decisions(campaign)} == {"Beans"}


def test_what_the_store_has_not_is_refused(stocked: Shop) -> None:
    for target in ({"gtins": ["5901234123457"]}, {"categories": ["Cocoa"]}):
        with pytest.raises(InvalidInput, match="not among the store's products"):
            stocked.campaign(**about(**target))
    campaign = stocked.campaign(**about(categories=["Coffee"]))
    stocked.database.write(lambda s: stocked.products.remove(s, "tea-house", BEANS))
    assert stocked.decide(looking(stocked), engaged(SHELF)) == []
    assert stocked.decisions(campaign) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"trigger": {"kind": "face_engage"}}, ("trigger", "categories")),
        (
            {"trigger": {"kind": "face_engage", "zone_ids": ["tea"], "gtins": ["96385074"]}},
            ("trigger", "zone_ids"),
        ),
        ({"trigger": {"kind": "face_engage", "gtins": ["96385075"]}}, ("trigger", "gtins", 0)),
        ({"trigger": {"kind": "face_engage", "gtins": ["96385074"], "dwell_s": 3}}, ("trigger", "dwell_s")),
        (
            {"trigger": {"kind": "zone_enter", "zone_ids": ["tea"], "categories": ["Tea"]}},
            ("trigger", "categories"),
        ),
        ({"trigger": {"kind": "zone_enter"}}, ("trigger", "zone_ids")),
        ({"trigger": {"kind": "zone_enter", "zone_ids": ["tea"]}}, ("creative",)),
    ],
)
def test_what_does_not_go_together_is_refused_with_its_place(
    changes: dict[str, Any], where: tuple[Any, ...]
) -> None:
    plain = {"name": "Tea", "creative": {"title": "{product}", "text": "x"}}
    with pytest.raises(ValidationError) as refused:
        CampaignBody.model_validate(plain | changes)
    assert [tuple(error["loc"]) for error in refused.value.errors()] == [where]


def test_a_plan_from_before_products_is_read(stocked: Shop) -> None:
    from campaigns.offers.documents import document_from_plan, plan_from_document

    plan = stocked.campaign().plan
    document = document_from_plan(plan)
    for name in ("gtins", "categories"):
        del document["trigger"][name]
    assert plan_from_document(document) == plan
    assert plan.trigger.kind is TriggerKind.ZONE_ENTER
