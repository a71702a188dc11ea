"""A store at a glance: what the list of stores shows of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from campaigns.errors import NotFound
from campaigns.storage.database import Database
from campaigns.stores.drafts.features import FeatureKey, FeatureKind
from campaigns.stores.drafts.service import Drafts, read_change
from campaigns.stores.health.service import BeaconWatch
from campaigns.stores.jobs.service import Jobs
from campaigns.stores.quality.service import Quality
from campaigns.stores.quality.standing import LevelError, Standings
from campaigns.stores.service import Stores
from tests.console import prepared


def test_a_store_tells_its_map_draft_error_and_beacons(database: Database) -> None:
    stores = Stores()
    drafts = Drafts(stores)
    standings = Standings(stores, drafts, Quality(stores, Jobs(stores)), BeaconWatch(stores))
    now = datetime(2026, 3, 4, 9, tzinfo=UTC)
    database.write(lambda session: prepared.put_all(session, now))
    shop = database.read(lambda session: standings.of_store(session, prepared.SHOP, now))
    known = prepared.predicted().known
    assert shop.worst == LevelError(prepared.whole_shop().level().id, known.median_m, known.q90_m)
    assert (shop.published_at, shop.published_by) == (now, "manager")
    assert (shop.draft_changes, shop.beacons, shop.faulty_beacons) == (0, len(prepared.KEYS), 2)
    bare = database.read(lambda session: standings.of_store(session, prepared.BARE, now))
    assert (bare.beacons, bare.faulty_beacons, bare.worst) == (0, 0, None)

    key = FeatureKey(prepared.whole_shop().level().id, FeatureKind.ENTRANCE, "side")
    change = read_change(key, {"name": "Side door", "x_m": 2.0, "y_m": 2.0}, "change")
    step = database.read(lambda s: drafts.change(s, prepared.SHOP, 1, [change], "", "sam", now))
    database.write(lambda session: drafts.store(session, step, "sam", now))
    drawn = database.read(lambda session: standings.of_store(session, prepared.SHOP, now))
    assert drawn.draft_changes == 1
    with pytest.raises(NotFound):
        database.read(lambda session: standings.of_store(session, "nowhere", now))
