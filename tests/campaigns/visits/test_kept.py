"""Which visits a map may learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaigns.shoppers.domain import Purpose
from campaigns.visits import repository
from campaigns.visits.kept import kept_visits
from positioning.types import LevelId, SensorFrame
from zones.store import Store

if TYPE_CHECKING:
    from conftest import Shop

    from mapping_tool.visit_walks import RecordedVisit

Walks = list[list[SensorFrame]]
FRAMES = 25


def kept(shop: Shop, most: int = 10) -> list[RecordedVisit]:
    parts = shop.parts
    return parts.database.read(
        lambda s: list(kept_visits(s, parts.stores, parts.shoppers, "demo-shop", LevelId("ground"), most))
    )


def test_only_closed_visits_of_those_who_permit_it_are_kept(
    shop: Shop, walks: Walks, demo_store: Store
) -> None:
    shoppers = [
        shop.register(),
        shop.register(frozenset(Purpose) - {Purpose.MAP_IMPROVEMENT}),
        shop.register(),
    ]
    visits = [shop.open(shopper, number) for number, shopper in enumerate(shoppers)]
    for visit in visits:
        shop.send(visit, walks[0][:FRAMES])
    assert kept(shop) == []
    for visit, shopper in zip(visits[:2], shoppers, strict=False):
        shop.end(visit, shopper)
    shop.parts.visits.closer.finish()
    (only,) = kept(shop)
    assert [frame.t_end_s for frame in only.frames] == [frame.t_end_s for frame in walks[0][:FRAMES]]
    heard = [s.key for frame in walks[0][:FRAMES] for s in frame.sightings]
    assert [s.key for frame in only.frames for s in frame.sightings] == heard
    assert only.prior == demo_store.entrance_prior()
    stored = shop.parts.database.read(lambda s: repository.get(s, str(visits[0])))
    assert only.ended_at == stored.last_frame_at > stored.began_at
    assert str(visits[0]) not in only.name


def test_the_last_ones_come_first_and_no_more_than_asked(shop: Shop, walks: Walks) -> None:
    shopper = shop.register()
    for number in range(3):
        visit = shop.open(shopper, number)
        shop.send(visit, walks[0][: FRAMES - number])
        shop.end(visit, shopper)
    shop.parts.visits.closer.finish()
    assert len(kept(shop)) == 3
    assert len(kept(shop, most=2)) == 2
