"""A map as the API shows it."""

from __future__ import annotations

from dataclasses import replace

from campaigns.stores.domain import StoreKind, StoreRevision
from campaigns.stores.geometry import PictureView, map_view
from tests.campaigns.conftest import small_store
from zones.level import PlanImage

AFFINE = (0.05, 0.0, 0.0, 0.0, -0.05, 10.0)


def test_the_picture_of_a_level_is_told_by_an_address_that_can_be_fetched() -> None:
    store = small_store("corner shop")
    level = replace(store.level(), image=PlanImage("Plan 2. OG.png", 400, 200, AFFINE))
    revision = StoreRevision(
        store_id="corner shop",
        kind=StoreKind.TRIAL,
        time_zone="UTC",
        number=1,
        store=replace(store, levels=(level,)),
        privacy_k=20,
        pushes_per_visit=1,
    )
    picture = PictureView(
        address="/v1/stores/corner%20shop/pictures/Plan%202.%20OG.png", floor_from_image=list(AFFINE)
    )
    assert map_view(revision).levels[0].image == picture
    assert map_view(replace(revision, store=store)).levels[0].image is None
