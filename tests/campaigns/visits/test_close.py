"""What is left of a visit when it is over: by its shopper, by silence, by exit, after a defect.

Which rows each purpose permits is in `test_consent`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from shapely import box

from campaigns.errors import DatabaseFailed
from campaigns.shoppers.domain import Purpose
from campaigns.stores.health.tables import beacon_watches
from campaigns.visits.domain import CloseReason, VisitClosed
from campaigns.visits.paths import decode
from campaigns.visits.tables import filter_states, frames, path_chunks, visits, zone_stays
from positioning.smoother import smooth
from positioning.types import ImuSamples, LevelId, SensorFrame
from positioning.wire import decode_binary, encode_binary
from zones.level import ZoneKind
from zones.store import Store
from zones.storefile import dumps

if TYPE_CHECKING:
    from conftest import Shop

Walks = list[list[SensorFrame]]
BEGAN_AT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
EVERYTHING = frozenset(Purpose)
FRAMES = 25
CLOCK_NS = 5_000_000_000


def rows_of(shop: Shop, visit: UUID, table: sa.Table) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(table.c.visit_id == str(visit))
    return shop.parts.database.read(lambda s: s.execute(query).scalar_one())


def ending(shop: Shop, visit: UUID) -> tuple[str, str | None, datetime | None]:
    query = sa.select(visits.c.state, visits.c.close_reason, visits.c.closed_at).where(
        visits.c.id == str(visit)
    )
    state, reason, closed_at = shop.parts.database.read(lambda s: s.execute(query).one())
    return state, reason, closed_at


def swept(shop: Shop, after_s: float, listening_since: datetime = BEGAN_AT) -> int:
    """Let time pass and sweep; gives how many visits began to close."""
    shop.clock.now = BEGAN_AT + timedelta(seconds=after_s)
    closer = shop.parts.visits.closer
    closings = shop.parts.database.write(lambda s: closer.sweep(s, shop.clock(), listening_since))
    closer.begun(closings)
    return len(closings)


def test_the_smoothed_path_replaces_the_provisional_one(shop: Shop, walks: Walks, demo_store: Store) -> None:
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:FRAMES])
    shop.end(visit, shopper)
    shop.parts.visits.closer.finish()
    assert ending(shop, visit) == ("closed", "shopper", BEGAN_AT + timedelta(seconds=FRAMES))
    stored = shop.parts.database.read(
        lambda s: s.execute(sa.select(path_chunks.c.poses, path_chunks.c.provisional)).all()
    )
    assert [provisional for _, provisional in stored] == [False]
    path = decode([stored[0].poses], LevelId("ground"))
    keys = shop.visits[visit]
    sensed = [
        decode_binary(encode_binary(frame, visit, i, CLOCK_NS, keys), keys).to_frame(CLOCK_NS)
        for i, frame in enumerate(walks[0][:FRAMES])
    ]
    expected = smooth(sensed, demo_store.beacon_map(), demo_store.entrance_prior(), demo_store.walkable())
    np.testing.assert_allclose(path.x_m, expected.x_m, rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(path.t_s, expected.t_s, atol=5e-4)
    provisional = shop.parts.database.read(
        lambda s: set(s.execute(sa.select(zone_stays.c.provisional)).scalars())
    )
    assert provisional == {False}


def test_silence_ends_a_visit_at_its_last_frame(shop: Shop, walks: Walks) -> None:
    visit = shop.open(shop.register(), 0)
    shop.send(visit, walks[0][:FRAMES])  # the shopper stands in an aisle
    assert swept(shop, 299.0) == 0
    assert swept(shop, 301.0) == 1
    assert swept(shop, 302.0) == 0
    shop.parts.visits.closer.finish()
    assert ending(shop, visit) == ("closed", "silence", BEGAN_AT + timedelta(seconds=FRAMES))


def test_a_visit_that_cannot_be_built_keeps_no_other_open(shop: Shop, walks: Walks) -> None:
    """Neither its state nor its frames can be read: it is named, and ends by its silence alone."""
    broken, whole = shop.open(shop.register(), 0), shop.open(shop.register(), 1)
    for visit in (broken, whole):
        shop.send(visit, walks[0][:FRAMES])
    of_broken = (filter_states.c.visit_id == str(broken), frames.c.visit_id == str(broken))
    shop.write(lambda s: s.execute(sa.update(filter_states).where(of_broken[0]).values(tracker=b"damaged")))
    shop.write(lambda s: s.execute(sa.update(frames).where(of_broken[1]).values(body=b"damaged")))
    shop = shop.kill()
    assert swept(shop, 299.0) == 0
    assert swept(shop, 301.0) == 2
    shop.parts.visits.closer.finish()
    for visit in (broken, whole):
        assert ending(shop, visit) == ("closed", "silence", BEGAN_AT + timedelta(seconds=FRAMES))


def test_a_visit_that_the_database_could_not_close_is_closed_later(shop: Shop, walks: Walks) -> None:
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:FRAMES])
    closer, database = shop.parts.visits.closer, shop.parts.database
    closings = database.write(lambda s: shop.parts.visits.visits.end(s, str(visit), shopper))
    database.condition.failed(DatabaseFailed("database or disk is full"))
    closer.begun(closings)
    while not closer._left:
        time.sleep(0.01)
    assert ending(shop, visit)[0] == "closing"
    database.condition.worked()
    closer.take_up()
    closer.finish()
    assert ending(shop, visit)[0] == "closed"
    assert shop.states() == 0


def test_a_clock_that_was_set_back_does_not_keep_visits_open(shop: Shop, walks: Walks) -> None:
    shop.clock.now = BEGAN_AT + timedelta(days=1)
    visit = shop.open(shop.register(), 0)
    shop.send(visit, walks[0][:FRAMES])
    assert swept(shop, 0.0) == 0
    assert swept(shop, 299.0) == 0
    assert swept(shop, 301.0) == 1
    assert ending(shop, visit)[1] == "silence"


def test_silence_in_the_doorway_is_an_exit(shop: Shop, walks: Walks) -> None:
    """The whole walk: in, through the aisles, out again; then the phone is gone."""
    visit = shop.open(shop.register(), 0)
    for first in range(0, len(walks[0]), 8):
        shop.send(visit, walks[0][first : first + 8], first)
    assert swept(shop, 29.0) == 0
    assert swept(shop, 31.0) == 1
    shop.parts.visits.closer.finish()
    assert ending(shop, visit)[:2] == ("closed", "exit")


def test_staying_outside_is_an_exit_dated_back_to_the_door(
    shop: Shop, walks: Walks, demo_store: Store
) -> None:
    """A strip at the door, wider than estimates err, is outside: begin there, go in, come back to stay."""
    level = demo_store.level()
    door = level.entrances[0]
    strip = box(door.x_m - 3, 0, door.x_m + 3, door.y_m + 4)
    zones = tuple(
        replace(zone, kind=ZoneKind.EXTERIOR, area=strip) if zone.kind is ZoneKind.ENTRANCE else zone
        for zone in level.zones
    )
    outside = replace(demo_store, levels=(replace(level, zones=zones),))
    shop.write(lambda s: shop.parts.stores.publish(s, "demo-shop", dumps(outside), BEGAN_AT))
    visit = shop.open(shop.register(), 0)
    end_s = walks[0][-1].t_end_s
    standing = [SensorFrame(end_s + i, end_s + i + 1, ImuSamples.empty()) for i in range(25)]
    result = shop.send(visit, [*walks[0], *standing])
    (closing,) = result.closings
    assert closing.reason is CloseReason.EXIT
    assert BEGAN_AT + timedelta(seconds=end_s - 15) < closing.closed_at < BEGAN_AT + timedelta(seconds=end_s)
    refused = [answer for answer in result.answers.values() if isinstance(answer, VisitClosed)]
    assert refused
    assert shop.count(frames) + len(refused) == len(walks[0]) + len(standing)
    shop.parts.visits.closer.finish()
    assert ending(shop, visit) == ("closed", "exit", closing.closed_at)


def test_a_service_that_was_down_does_not_take_its_own_silence_for_the_phones(
    shop: Shop, walks: Walks
) -> None:
    visit = shop.open(shop.register(), 0)
    shop.send(visit, walks[0][:FRAMES])
    after = shop.kill()
    started = BEGAN_AT + timedelta(hours=2)
    assert swept(after, 7200.0 + 299.0, listening_since=started) == 0
    assert swept(after, 7200.0 + 301.0, listening_since=started) == 1
    after.settle()


def test_a_log_that_cannot_be_smoothed_leaves_the_live_path(shop: Shop, walks: Walks) -> None:
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:FRAMES])
    live = shop.everything()["paths"]
    shop.write(lambda s: s.execute(sa.update(frames).where(frames.c.sequence == 7).values(body=b"damaged")))
    shop.end(visit, shopper)
    shop.parts.visits.closer.finish()
    assert ending(shop, visit)[0] == "closed"
    assert shop.everything()["paths"] == live
    assert rows_of(shop, visit, path_chunks) == 1
    assert rows_of(shop, visit, zone_stays) > 0


def test_after_a_withdrawal_nothing_new_is_computed(shop: Shop, walks: Walks) -> None:
    """Positioning is withdrawn, analytics stays permitted: the live path and stays are the last word."""
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:FRAMES])
    live = shop.everything()["paths"]
    rest = EVERYTHING - {Purpose.POSITIONING}
    shop.write(lambda s: shop.parts.shoppers.set_consent(s, shopper.shopper_id, rest, "2", BEGAN_AT))
    shop.parts.visits.closer.finish()
    assert ending(shop, visit)[:2] == ("closed", "consent_withdrawn")
    assert shop.everything()["paths"] == live
    assert rows_of(shop, visit, path_chunks) == 1
    assert rows_of(shop, visit, filter_states) == 0
    assert shop.count(beacon_watches) == 0


def test_positioning_alone_tells_of_beacon_health_and_keeps_no_path(shop: Shop, walks: Walks) -> None:
    shopper = shop.register(frozenset({Purpose.POSITIONING}))
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:FRAMES])
    assert shop.count(beacon_watches) == 0
    shop.end(visit, shopper)
    shop.parts.visits.closer.finish()
    assert ending(shop, visit)[0] == "closed"
    assert rows_of(shop, visit, path_chunks) == 0
    watched = shop.parts.database.read(
        lambda s: s.execute(sa.select(beacon_watches.c.beacon, beacon_watches.c.visits)).all()
    )
    assert sum(visits > 0 for _, visits in watched) > 0
