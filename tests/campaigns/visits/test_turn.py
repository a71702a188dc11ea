"""Turns over a real database: sequence, refusals, visits that fail apart, a database that fails for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from campaigns.delivery.tables import deliveries
from campaigns.errors import DatabaseFailed, InvalidInput, NotFound
from campaigns.offers.domain import TriggerKind
from campaigns.offers.tables import decisions
from campaigns.shoppers.domain import Purpose
from campaigns.stores.domain import StoreKind
from campaigns.visits.domain import (
    CloseReason,
    ConsentMissing,
    FrameFailed,
    SequenceGap,
    VisitClosed,
)
from campaigns.visits.tables import frames, visits, zone_stays
from campaigns.visits.turn import Answer, TurnResult
from positioning.errors import MalformedFrame
from positioning.types import ImuSamples, SensorFrame
from zones.store import Store
from zones.storefile import dumps

if TYPE_CHECKING:
    from conftest import Shop

Walks = list[list[SensorFrame]]
BEGAN_AT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
EVERYTHING = frozenset(Purpose)


def answers(result: TurnResult) -> list[Answer]:
    """In order of their frames' sequence numbers."""
    ordered = sorted(result.answers.items(), key=lambda item: item[0].frame.sequence)
    return [answer for _, answer in ordered]


def test_frames_are_stored_once_in_order_and_acknowledged(shop: Shop, walks: Walks) -> None:
    visit = shop.open(shop.register(), 0)
    batch = [shop.pending(visit, i, frame) for i, frame in enumerate(walks[0][:6])]
    shuffled = [batch[i] for i in (3, 0, 5, 1, 4, 2)]
    assert answers(shop.take(shuffled)) == [1, 2, 3, 4, 5, 6]
    before = shop.everything()
    assert set(answers(shop.take(batch))) == {6}  # sent again: acknowledged, nothing changed
    assert shop.everything() == before
    stored = shop.parts.database.read(
        lambda s: s.execute(sa.select(frames.c.body).order_by(frames.c.sequence)).scalars().all()
    )
    assert stored == [pending.body for pending in batch]


def test_a_gap_names_the_number_to_go_on_from(shop: Shop, walks: Walks) -> None:
    visit = shop.open(shop.register(), 0)
    batch = [shop.pending(visit, i, walks[0][i]) for i in (0, 1, 3, 4)]
    told = answers(shop.take(batch))
    assert told[:2] == [1, 2]
    assert [(gap.sequence, gap.next_sequence) for gap in told[2:] if isinstance(gap, SequenceGap)] == [
        (3, 2),
        (4, 2),
    ]
    assert shop.count(frames) == 2


def test_an_overlapping_frame_is_refused_and_the_next_is_a_gap(shop: Shop, walks: Walks) -> None:
    visit = shop.open(shop.register(), 0)
    first, second = walks[0][:2]
    told = answers(shop.send(visit, [first, first, second]))
    assert told[0] == 1
    assert isinstance(told[1], MalformedFrame)
    assert "t_start_ns" in str(told[1])
    assert isinstance(told[2], SequenceGap)
    assert shop.count(frames) == 1


def test_an_unknown_visit_is_not_found(shop: Shop, walks: Walks) -> None:
    visit = shop.open(shop.register(), 0)
    pending = replace(shop.pending(visit, 0, walks[0][0]), visit_id="00000000-0000-0000-0000-000000000000")
    assert isinstance(answers(shop.take([pending]))[0], NotFound)


def test_unknown_beacons_are_stored_counted_and_ignored(shop: Shop, walks: Walks) -> None:
    visit = shop.open(shop.register(), 0)
    at = next(i for i, frame in enumerate(walks[0]) if len(frame.sightings) > 1)
    known, *others = walks[0][at].sightings
    heard = (known, *(replace(sighting, key="mac:00:00:00:00:00:01") for sighting in others))
    shop.send(visit, [*walks[0][:at], replace(walks[0][at], sightings=heard)])
    counted = shop.parts.database.read(
        lambda s: s.execute(sa.select(visits.c.unknown_sightings)).scalar_one()
    )
    assert counted == len(heard) - 1


def test_a_silence_on_the_phones_clock_ends_the_visit(shop: Shop, walks: Walks) -> None:
    visit = shop.open(shop.register(), 0)
    late = SensorFrame(500.0, 501.0, ImuSamples.empty())
    told = answers(shop.send(visit, [*walks[0][:2], late]))
    assert told[:2] == [1, 2]
    assert isinstance(told[2], VisitClosed)
    assert told[2].reason is CloseReason.SILENCE
    shop.settle()
    ((state, closed_at),) = shop.parts.database.read(
        lambda s: s.execute(sa.select(visits.c.state, visits.c.closed_at)).all()
    )
    assert (state, closed_at) == ("closed", BEGAN_AT + timedelta(seconds=2))


def test_a_closed_visit_takes_nothing_more(shop: Shop, walks: Walks) -> None:
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:2])
    shop.end(visit, shopper)
    told = answers(shop.send(visit, walks[0][:3]))
    assert [type(answer) for answer in told] == [VisitClosed] * 3
    with pytest.raises(VisitClosed):
        shop.open(shopper, 0)
    shop.settle()


def test_a_live_store_refuses_frames_from_the_future(shop: Shop, walks: Walks, demo_store: Store) -> None:
    document = dumps(replace(demo_store, venue_id="live-shop"))  # type: ignore[arg-type]
    shop.create(document, StoreKind.LIVE)
    shopper = shop.register(store_id="live-shop")
    visit = shop.open(shopper, 0, store_id="live-shop")
    assert answers(shop.send(visit, walks[0][:1])) == [1]
    ahead = SensorFrame(121.0, 122.0, ImuSamples.empty())
    (told,) = answers(shop.send(visit, [ahead], first=1))
    assert isinstance(told, InvalidInput)
    assert told.where == "t_start_ns"
    with pytest.raises(InvalidInput, match="utc"):
        shop.open(shopper, 1, began_at=BEGAN_AT + timedelta(hours=1), store_id="live-shop")


def test_one_visits_defect_fails_alone(shop: Shop, walks: Walks) -> None:
    """A frame that breaks the tracker is rolled back with its visit's savepoint; the others are stored."""
    good, bad = shop.open(shop.register(), 0), shop.open(shop.register(), 1)
    batch = [shop.pending(v, i, walks[k][i]) for k, v in enumerate((good, bad)) for i in range(4)]
    # What the gate never lets through, put behind it: the tracker fails on it.
    batch[6] = replace(batch[6], frame=replace(batch[6].frame, imu=None))  # type: ignore[arg-type]
    result = shop.take(batch)
    told = [result.answers[pending] for pending in batch]
    assert told[:4] == [1, 2, 3, 4]
    assert told[4:6] == [1, 2]
    assert isinstance(told[6], FrameFailed)
    assert isinstance(told[7], SequenceGap)
    assert shop.count(frames) == 6
    # The visit goes on from its stored state as if nothing had been.
    assert answers(shop.send(bad, walks[1][2:10], first=2)) == list(range(3, 11))


def test_a_database_that_fails_acknowledges_nothing(shop: Shop, walks: Walks, demo_store: Store) -> None:
    """A full disk in the middle of a turn: nothing is stored, and afterwards it goes on as without it."""
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_ENTER))
    visit = shop.open(shop.register(), 0)
    shop.send(visit, walks[0][:5])
    before = shop.everything()

    def limit(pages: int) -> None:
        with shop.parts.database.engine.connect() as connection:  # the pool has the one connection
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    size = shop.parts.database.read(lambda s: s.execute(sa.text("PRAGMA page_count")).scalar_one())
    limit(size)
    with pytest.raises(DatabaseFailed, match="full"):  # noqa: PT012 which frame it meets depends on SQLite
        for i in range(5, 60):
            shop.send(visit, walks[0][i : i + 1], first=i)
    with pytest.raises(DatabaseFailed):  # not tried again within a second: others wait for the writer
        shop.send(visit, walks[0][:1])
    limit(1_000_000)
    shop.parts.database.condition.worked()
    after = shop.parts.database.read(lambda s: s.execute(sa.select(visits.c.next_sequence)).scalar_one())
    assert shop.count(frames) == after
    assert before["frames"] == shop.rows(frames)[:5]
    assert answers(shop.send(visit, walks[0][after:], first=after))[-1] == len(walks[0])


def test_decisions_follow_from_events_and_only_with_consent(
    shop: Shop, walks: Walks, demo_store: Store
) -> None:
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_ENTER))
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_DWELL, 5.0))
    offered = shop.open(shop.register(), 0)
    shop.send(offered, walks[0])
    assert shop.count(deliveries) == 1  # the ceiling: one push a visit
    decided = shop.count(decisions)
    assert decided > 1
    unasked = shop.open(shop.register(EVERYTHING - {Purpose.OFFERS, Purpose.ANALYTICS}), 1)
    stays = shop.count(zone_stays)
    assert stays > 1
    shop.send(unasked, walks[0])
    assert shop.count(decisions) == decided
    assert shop.count(zone_stays) == stays


def test_without_positioning_no_visit_and_no_frame(shop: Shop, walks: Walks) -> None:
    with pytest.raises(ConsentMissing):
        shop.open(shop.register(EVERYTHING - {Purpose.POSITIONING}), 0)
    assert shop.count(visits) == 0


def test_a_new_map_reaches_open_visits_with_the_next_frame(
    shop: Shop, walks: Walks, demo_store: Store
) -> None:
    """Zones of a newer revision hold from the next frame on; what was entered before cites the older one."""
    visit = shop.open(shop.register(), 0)
    shop.send(visit, walks[0][:30])
    level = demo_store.level()
    renamed = tuple(replace(zone, id=f"new-{zone.id}") for zone in level.zones)  # type: ignore[arg-type]
    faces = tuple(replace(face, zone_id=None) for face in level.faces)
    newer = replace(demo_store, levels=(replace(level, zones=renamed, faces=faces),))
    shop.write(lambda s: shop.parts.stores.publish(s, "demo-shop", dumps(newer), BEGAN_AT))
    shop.send(visit, walks[0][30:], first=30)
    found = shop.parts.database.read(
        lambda s: s.execute(
            sa.select(zone_stays.c.place_id, zone_stays.c.map_revision).where(zone_stays.c.kind == "zone")
        ).all()
    )
    assert {revision for _, revision in found} == {1, 2}
    assert {place.startswith("new-") for place, revision in found if revision == 2} == {True}
    assert {place.startswith("new-") for place, revision in found if revision == 1} == {False}


def test_withdrawing_positioning_ends_the_visit_in_the_same_transaction(shop: Shop, walks: Walks) -> None:
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:20])
    rest = EVERYTHING - {Purpose.POSITIONING}
    shop.write(lambda s: shop.parts.shoppers.set_consent(s, shopper.shopper_id, rest, "2", BEGAN_AT))
    told = answers(shop.send(visit, walks[0][20:22], first=20))
    assert [type(answer) for answer in told] == [VisitClosed] * 2
    assert isinstance(told[0], VisitClosed)
    assert told[0].reason is CloseReason.CONSENT_WITHDRAWN
    shop.settle()
    assert shop.states() == 0


def test_an_erased_shopper_leaves_nothing(shop: Shop, walks: Walks) -> None:
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0][:20])
    shop.write(lambda s: shop.parts.shoppers.erase(s, shopper.shopper_id, BEGAN_AT))
    assert shop.count(visits) == shop.count(frames) == shop.count(zone_stays) == 0
    assert isinstance(answers(shop.send(visit, walks[0][20:21], first=20))[0], NotFound)
    shop.settle()
