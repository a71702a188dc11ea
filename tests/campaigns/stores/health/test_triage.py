"""What is said of a beacon from what is known of it, and what frames leave of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaigns.commands.beacon_words import told_of
from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.storage.database import Database
from campaigns.stores.health import repository
from campaigns.stores.health.domain import BeaconDay, BeaconRecord, Heard, Mark, MarkKind
from campaigns.stores.health.listening import HEARD_EVERY, TOLD_EVERY, BeaconListener
from campaigns.stores.health.service import BeaconWatch
from campaigns.stores.health.triage import BeaconFacts, TroubleKind, triaged
from campaigns.stores.service import Stores
from mapping_tool.health import Standing
from mapping_tool.silence import Hearing
from mapping_tool.telemetry import Reading
from positioning.types import BeaconKey, BeaconSighting, BeaconTelemetry, LevelId

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEY, OTHER = BeaconKey("ibeacon:a/1/1"), BeaconKey("ibeacon:a/1/2")
GROUND = LevelId("ground")


CHANGED = Mark(MarkKind.BATTERY_CHANGED, NOW, "mika")


def reading(at: datetime, uptime_s: float = 9e6, count: int = 9_000_000, battery_mv: int = 2950) -> Reading:
    return Reading(at, BeaconTelemetry(battery_mv, 21.0, count, uptime_s))


def day(ago: int, battery_mv: float = 2950.0, boots: int = 0, other_units: int = 0) -> BeaconDay:
    return BeaconDay((NOW - timedelta(days=ago)).date(), 20, battery_mv, 21.0, boots, other_units)


def troubles(**facts: Any) -> list[TroubleKind]:
    known = {"record": BeaconRecord(NOW, Hearing(100, 90), reading(NOW), NOW)} | facts
    made = BeaconFacts(KEY, GROUND, 1.0, 2.0, "Shelf 4", "Tea", Standing.WATCHED, **known)
    (state,) = triaged([made], {GROUND: 24}, NOW)
    assert all(told_of([state], NOW))
    return [trouble.kind for trouble in state.troubles]


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        ({}, []),
        ({"days": [day(ago) for ago in range(90, -1, -1)]}, []),
        ({"days": [day(5, boots=1), day(0, boots=1)]}, []),
        ({"days": [day(5, boots=1), day(0, boots=2)]}, [TroubleKind.RESTARTS]),
        ({"days": [day(30, boots=9), day(0)]}, []),
        ({"days": [day(1, boots=5, other_units=5)]}, [TroubleKind.CLONED]),
        ({"days": [day(1, other_units=5)]}, []),
        ({"days": [day(0, 2450.0)]}, [TroubleKind.BATTERY_EMPTY]),
        ({"days": [day(ago, 2640.0 + 5.0 * ago) for ago in range(20, -1, -1)]}, [TroubleKind.BATTERY_LOW]),
        ({"days": [day(0, 0.0)]}, []),
        ({"record": BeaconRecord(NOW, Hearing(100, 90, 8))}, [TroubleKind.SILENT]),
        ({"record": BeaconRecord(NOW, Hearing(100, 90, 2))}, []),
        (
            {"record": BeaconRecord(NOW, Hearing(9, 9), reading(NOW), NOW - timedelta(hours=2))},
            [TroubleKind.TELEMETRY_STUCK],
        ),
        (
            {"days": [day(1, boots=5), day(0, 2400.0)], "marks": [CHANGED]},
            [],
        ),
    ],
)  # fmt: skip
def test_what_is_known_leads_to_what_is_said(facts: dict[str, Any], kinds: list[TroubleKind]) -> None:
    assert troubles(**facts) == kinds


def sighting(key: BeaconKey, told: BeaconTelemetry | None = None) -> BeaconSighting:
    return BeaconSighting(0.5, key, -60.0, told)


def test_few_sightings_are_worth_a_row_and_strangers_none() -> None:
    listener, told = BeaconListener(), BeaconTelemetry(3000, 21.0, 5, 5.0)

    def due(after: timedelta, *sightings: BeaconSighting, late_s: float = 0.0) -> list[Heard]:
        return listener.due("shop", {KEY}, sightings, NOW + after, late_s)

    second = timedelta(seconds=1)
    assert due(second, sighting(OTHER)) == []
    assert due(second, sighting(KEY), late_s=300.0) == []  # kept back offline
    assert [heard.told for heard in due(second, sighting(KEY), sighting(KEY))] == [None]
    assert [heard.told for heard in due(2 * second, sighting(KEY, told))] == [told]
    assert due(3 * second, sighting(KEY, told), sighting(KEY)) == []
    assert [heard.told for heard in due(HEARD_EVERY + 3 * second, sighting(KEY, told))] == [None]
    assert [heard.told for heard in due(TOLD_EVERY + 3 * second, sighting(KEY, told))] == [told]
    listener.forget()
    assert len(due(TOLD_EVERY + 4 * second, sighting(KEY))) == 1


def test_readings_become_days_and_late_ones_change_nothing(database: Database, store_document: bytes) -> None:
    stores = Stores()
    from campaigns.stores.domain import StoreKind

    store_id = database.write(lambda s: stores.create(s, store_document, StoreKind.LIVE, NOW))

    def hear(minutes: float, uptime_s: float, count: int, battery_mv: int = 3000) -> None:
        heard = Heard(
            KEY, NOW + timedelta(minutes=minutes), BeaconTelemetry(battery_mv, 20.0, count, uptime_s)
        )
        database.write(lambda s: repository.note_heard(s, store_id, [heard]))

    hear(0, 1000.0, 100)
    hear(20, 2200.0, 220, 2900)
    hear(10, 1600.0, 160, 2000)  # an older one: says nothing
    hear(40, 300.0, 30, 2950)  # booted
    hear(60, 4600.0, 460, 2950)  # the unit from before
    hear(80, 4600.0, 460, 2950)  # stands still
    days = database.read(lambda s: repository.days(s, store_id, KEY))[KEY]
    assert [(d.readings, d.boots, d.other_units) for d in days] == [(5, 1, 1)]
    assert days[0].battery_mv == pytest.approx(2950.0)
    record = database.read(lambda s: repository.records(s, store_id))[KEY]
    assert record.last_heard_at == NOW + timedelta(minutes=80)
    assert record.still_s == 20 * 60.0


def test_a_proposal_is_accepted_once_and_only_of_the_current_map(
    database: Database, store_document: bytes
) -> None:
    from campaigns.stores.domain import StoreKind

    stores = Stores()
    watch = BeaconWatch(stores)
    store_id = database.write(lambda s: stores.create(s, store_document, StoreKind.LIVE, NOW))
    healed = store_document.replace(b"Ground floor", b"Ground level")

    def propose(document: bytes | None, revision: int) -> int:
        return database.write(
            lambda s: watch.propose(s, store_id, GROUND, revision, NOW, "better", {"held_back": {}}, document)
        )

    refused, good, late = propose(None, 1), propose(healed, 1), propose(healed, 1)

    def accept(number: int) -> int:
        return database.write(lambda s: watch.accept(s, store_id, number, NOW, "mika"))

    with pytest.raises(InvalidInput):
        accept(refused)
    with pytest.raises(NotFound):
        accept(good + 10)
    assert accept(good) == 2
    assert database.read(lambda s: stores.entry(s, store_id, 2)).author == "mika"
    assert database.read(lambda s: stores.current(s, store_id)).store.level().name == "Ground level"
    for number in (good, late):
        with pytest.raises(Conflict):
            accept(number)
    accepted = {p.number: p.accepted_as for p in database.read(lambda s: watch.proposals(s, store_id))}
    assert accepted == {refused: None, good: 2, late: None}
