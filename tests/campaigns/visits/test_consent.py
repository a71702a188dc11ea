"""The table of docs/consent.md, walked for every combination of purposes, and what withdrawing takes away."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain, combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from campaigns.delivery.tables import deliveries
from campaigns.offers.domain import TriggerKind
from campaigns.offers.tables import decisions
from campaigns.shoppers.domain import Purpose
from campaigns.shoppers.tables import shopper_profiles
from campaigns.storage.database import metadata
from campaigns.visits.domain import ConsentMissing
from campaigns.visits.tables import frames, path_chunks, visits, zone_stays
from positioning.types import SensorFrame

if TYPE_CHECKING:
    from conftest import Shop

Walks = list[list[SensorFrame]]
DOCUMENT = Path(__file__).parents[3] / "docs" / "consent.md"
AT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
EVERYTHING = frozenset(Purpose)
FRAMES = 25
COMBINATIONS = [
    frozenset(chosen)
    for chosen in chain.from_iterable(combinations(Purpose, count) for count in range(len(Purpose) + 1))
]
ROW = re.compile(r"^\| `(\w+)` \| (`\w+`|nobody) \| (`\w+`|nobody) \|$", re.MULTILINE)


def documented() -> dict[str, tuple[Purpose | None, Purpose | None]]:
    """For each table the purpose that permits its rows, while a visit is open and after it closed."""

    def purpose(cell: str) -> Purpose | None:
        return None if cell == "nobody" else Purpose(cell.strip("`"))

    return {
        table: (purpose(while_open), purpose(closed))
        for table, while_open, closed in ROW.findall(DOCUMENT.read_text("utf-8"))
    }


def tables_with_rows(shop: Shop, shopper_id: str) -> set[str]:
    """Which tables of the document hold rows of a shopper."""
    own_visits = sa.select(visits.c.id).where(visits.c.shopper_id == shopper_id)
    found = set()
    for name in documented():
        table = metadata.tables[name]
        owned = (
            table.c.shopper_id == shopper_id if "shopper_id" in table.c else table.c.visit_id.in_(own_visits)
        )
        query = sa.select(sa.func.count()).select_from(table).where(owned)
        if shop.parts.database.read(lambda s, query=query: s.execute(query).scalar_one()):
            found.add(name)
    return found


def permitted(chosen: frozenset[Purpose], *, closed: bool) -> set[str]:
    if Purpose.POSITIONING not in chosen:
        return set()
    return {table for table, purposes in documented().items() if purposes[closed] in chosen}


def test_the_document_tells_of_every_table_that_a_visit_or_a_shopper_has() -> None:
    personal = {
        table.name
        for table in metadata.tables.values()
        if {"shopper_id", "visit_id"} & set(table.c.keys()) or table.name == "visits"
    }
    assert set(documented()) == personal - {"consent_grants"}


def test_each_purpose_permits_its_rows_and_no_other(shop: Shop, walks: Walks) -> None:
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_ENTER))
    shoppers = {chosen: shop.register(chosen) for chosen in COMBINATIONS}
    opened = {}
    for number, (chosen, shopper) in enumerate(shoppers.items()):
        if Purpose.POSITIONING in chosen:
            opened[chosen] = shop.open(shopper, number)
        else:
            with pytest.raises(ConsentMissing):
                shop.open(shopper, number)
    assert (len(shoppers), len(opened)) == (32, 16)
    shop.take([shop.pending(visit, i, walks[0][i]) for visit in opened.values() for i in range(FRAMES)])
    for chosen, shopper in shoppers.items():
        assert tables_with_rows(shop, shopper.shopper_id) == permitted(chosen, closed=False), sorted(chosen)
    for chosen, visit in opened.items():
        shop.end(visit, shoppers[chosen])
    shop.settle()
    for chosen, shopper in shoppers.items():
        assert tables_with_rows(shop, shopper.shopper_id) == permitted(chosen, closed=True), sorted(chosen)


@pytest.mark.parametrize("withdrawn", sorted(Purpose))
def test_withdrawing_after_the_visit_takes_what_it_permitted(
    shop: Shop, walks: Walks, withdrawn: Purpose
) -> None:
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_ENTER))
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:FRAMES])
    shop.end(visit, shopper)
    shop.parts.visits.closer.finish()
    before = tables_with_rows(shop, shopper.shopper_id)
    rest = EVERYTHING - {withdrawn}
    shop.write(lambda s: shop.parts.shoppers.set_consent(s, shopper.shopper_id, rest, "2", AT))
    gone = before - tables_with_rows(shop, shopper.shopper_id)
    assert (
        gone
        == {
            Purpose.POSITIONING: set(),
            Purpose.OFFERS: set(),
            Purpose.ANALYTICS: {"zone_stays", "path_chunks"},
            Purpose.PERSONALISATION: {"shopper_profiles"},
            Purpose.MAP_IMPROVEMENT: {"frames"},
        }[withdrawn]
    )


@pytest.mark.parametrize(
    ("withdrawn", "at_once", "at_close"),
    [
        (Purpose.ANALYTICS, {"zone_stays"}, {"zone_stays", "path_chunks"}),
        (Purpose.MAP_IMPROVEMENT, set(), {"frames"}),
        (Purpose.PERSONALISATION, set(), {"shopper_profiles"}),
    ],
)
def test_withdrawing_during_the_visit(
    shop: Shop, walks: Walks, withdrawn: Purpose, at_once: set[str], at_close: set[str]
) -> None:
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_ENTER))
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:FRAMES])
    rest = EVERYTHING - {withdrawn}
    shop.write(lambda s: shop.parts.shoppers.set_consent(s, shopper.shopper_id, rest, "2", AT))
    assert tables_with_rows(shop, shopper.shopper_id) == permitted(EVERYTHING, closed=False) - at_once
    shop.send(visit, walks[0][FRAMES : FRAMES + 10], first=FRAMES)
    assert tables_with_rows(shop, shopper.shopper_id) == permitted(EVERYTHING, closed=False) - at_once
    shop.end(visit, shopper)
    shop.parts.visits.closer.finish()
    assert tables_with_rows(shop, shopper.shopper_id) == permitted(EVERYTHING, closed=True) - at_close


def test_withdrawing_offers_cancels_what_waits_and_asks_no_campaign_again(shop: Shop, walks: Walks) -> None:
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_ENTER))
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:FRAMES])
    decided = shop.count(decisions)
    assert decided > 0
    rest = EVERYTHING - {Purpose.OFFERS}
    shop.write(lambda s: shop.parts.shoppers.set_consent(s, shopper.shopper_id, rest, "2", AT))
    states = shop.parts.database.read(lambda s: set(s.execute(sa.select(deliveries.c.state)).scalars()))
    assert states == {"cancelled"}
    shop.send(visit, walks[0][FRAMES:], first=FRAMES)
    assert shop.count(decisions) == decided


def test_one_shoppers_withdrawal_leaves_the_others_alone(shop: Shop, walks: Walks) -> None:
    first, second = shop.register(), shop.register()
    for number, shopper in enumerate((first, second)):
        visit = shop.open(shopper, number)
        shop.send(visit, walks[0][:FRAMES])
        shop.end(visit, shopper)
    shop.parts.visits.closer.finish()
    kept = tables_with_rows(shop, second.shopper_id)
    assert {frames.name, path_chunks.name, zone_stays.name, shopper_profiles.name} <= kept
    shop.write(lambda s: shop.parts.shoppers.erase(s, first.shopper_id, AT))
    assert tables_with_rows(shop, first.shopper_id) == set()
    assert tables_with_rows(shop, second.shopper_id) == kept
