"""Stores: created once, changed by revisions only, checked before anything is stored."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import numpy as np
import pytest
import sqlalchemy as sa

from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.stores.service import PARSED_KEPT, Stores
from mapping_tool.usual_beacon import usual_beacon
from positioning.types import BeaconKey, BeaconMap, LevelId, SurveyedGround
from zones.storefile import dumps, loads


@pytest.fixture
def stores() -> Stores:
    return Stores()


def renamed(document: bytes, name: str) -> bytes:
    return dumps(dataclasses.replace(loads(document), name=name))


def test_a_created_store_comes_back_with_its_first_revision(
    database: Database, stores: Stores, store_document: bytes, now: datetime
) -> None:
    store_id = database.write(lambda session: stores.create(session, store_document, StoreKind.LIVE, now))
    current = database.read(lambda session: Stores().current(session, store_id))
    assert (current.store_id, current.number, current.kind) == ("corner-shop", 1, StoreKind.LIVE)
    assert (current.time_zone, current.privacy_k, current.pushes_per_visit) == ("Europe/London", 20, 1)
    assert current.store.level(LevelId("ground")).zones[0].id == "tea"


def test_revisions_are_stored_packed_and_those_of_earlier_versions_are_read(
    database: Database, stores: Stores, store_document: bytes, now: datetime
) -> None:
    database.write(lambda session: stores.create(session, store_document, StoreKind.LIVE, now))
    stored = sa.text("SELECT document FROM map_revisions")
    packed: bytes = database.read(lambda session: session.execute(stored).scalar_one())
    assert len(packed) < len(store_document) / 2
    assert database.read(lambda session: stores.document(session, "corner-shop", 1)) == store_document
    plain = sa.text("UPDATE map_revisions SET document = :document")
    database.write(lambda session: session.execute(plain, {"document": store_document}))
    assert database.read(lambda session: Stores().document(session, "corner-shop", 1)) == store_document


def test_only_a_trial_store_is_without_a_privacy_gate(
    database: Database, stores: Stores, store_document: bytes, now: datetime
) -> None:
    database.write(lambda session: stores.create(session, store_document, StoreKind.TRIAL, now))
    assert database.read(lambda session: stores.settings(session, "corner-shop")).privacy_k == 1


def test_a_store_is_created_once(
    database: Database, stores: Stores, store_document: bytes, now: datetime
) -> None:
    database.write(lambda session: stores.create(session, store_document, StoreKind.LIVE, now))
    with pytest.raises(Conflict, match="corner-shop"):
        database.write(lambda session: stores.create(session, store_document, StoreKind.TRIAL, now))


def test_publishing_adds_a_revision_and_keeps_the_one_before(
    database: Database, stores: Stores, store_document: bytes, now: datetime
) -> None:
    database.write(lambda session: stores.create(session, store_document, StoreKind.LIVE, now))
    second = renamed(store_document, "Corner shop and bakery")
    assert database.write(lambda session: stores.publish(session, "corner-shop", second, now)) == 2
    assert database.write(lambda session: stores.publish(session, "corner-shop", second, now)) == 2
    assert (
        database.read(lambda session: stores.settings(session, "corner-shop")).name
        == "Corner shop and bakery"
    )
    first = database.read(lambda session: stores.revision(session, "corner-shop", 1))
    assert first.store.name == "Corner shop"
    with pytest.raises(NotFound):
        database.read(lambda session: stores.revision(session, "corner-shop", 3))


def test_a_map_of_another_store_is_refused(
    database: Database, stores: Stores, store_document: bytes, now: datetime
) -> None:
    database.write(lambda session: stores.create(session, store_document, StoreKind.LIVE, now))
    other = dumps(dataclasses.replace(loads(store_document), venue_id="elsewhere"))
    with pytest.raises(InvalidInput, match="elsewhere"):
        database.write(lambda session: stores.publish(session, "corner-shop", other, now))


@pytest.mark.parametrize(
    "document", [b"", b"{}", b"\xff\x00", b'{"format": "aislecast-store", "version": 999}']
)
def test_a_broken_document_stores_nothing(
    database: Database, stores: Stores, document: bytes, now: datetime
) -> None:
    with pytest.raises(InvalidInput):
        database.write(lambda session: stores.create(session, document, StoreKind.LIVE, now))
    assert database.read(stores.all) == []


def test_a_parsed_map_is_remembered_and_the_memory_is_bounded(
    database: Database, stores: Stores, store_document: bytes, now: datetime
) -> None:
    database.write(lambda session: stores.create(session, store_document, StoreKind.LIVE, now))
    first = database.read(lambda session: stores.current(session, "corner-shop")).store
    assert database.read(lambda session: stores.current(session, "corner-shop")).store is first
    for number in range(PARSED_KEPT):
        stores.read_document(renamed(store_document, f"Shop {number}"))
    again = database.read(lambda session: stores.current(session, "corner-shop")).store
    assert again is not first
    assert again.name == first.name


def test_beacons_placed_by_hand_are_no_radio_map(
    database: Database, stores: Stores, store_document: bytes, now: datetime
) -> None:
    """Only what a survey fitted is told as one."""
    store = loads(store_document)
    hung = {BeaconKey("mac:aa"): usual_beacon(BeaconKey("mac:aa"), 3.0, 4.0)}
    by_hand = BeaconMap(store.level().id, hung)
    ground = SurveyedGround(1.0, np.array([3.0]), np.array([4.0]), np.array([9.0]), {})

    def with_map(beacons: BeaconMap) -> bytes:
        return dumps(
            dataclasses.replace(store, levels=(dataclasses.replace(store.level(), beacons=beacons),))
        )

    surveyed = dataclasses.replace(by_hand, ground=ground)
    database.write(lambda session: stores.create(session, store_document, StoreKind.LIVE, now))
    for document in (with_map(by_hand), with_map(surveyed), with_map(by_hand)):
        database.write(lambda s, document=document: stores.publish(s, "corner-shop", document, now))
    told = database.read(lambda session: stores.entries(session, "corner-shop"))
    assert [(entry.number, entry.radio) for entry in told] == [(4, False), (3, True), (2, False), (1, False)]
