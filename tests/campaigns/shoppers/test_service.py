"""Shoppers: each purpose apart, withdrawal with its consequences in one transaction, erasure."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.errors import NotAuthenticated, NotFound
from campaigns.shoppers.domain import ConsentChange, Purpose, ShopperProfile
from campaigns.shoppers.service import Shoppers
from campaigns.shoppers.tables import consent_grants, shopper_profiles, shoppers
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.stores.service import Stores

ALL = frozenset(Purpose)


@pytest.fixture
def service(database: Database, store_document: bytes, now: datetime) -> Shoppers:
    stores = Stores()
    database.write(lambda session: stores.create(session, store_document, StoreKind.LIVE, now))
    return Shoppers(stores)


def register(
    database: Database, service: Shoppers, now: datetime, purposes: frozenset[Purpose] = ALL
) -> tuple[str, str]:
    return database.write(lambda session: service.register(session, "corner-shop", purposes, "2026-01", now))


def test_a_token_identifies_its_shopper_with_exactly_the_purposes_given(
    database: Database, service: Shoppers, now: datetime
) -> None:
    granted = frozenset({Purpose.POSITIONING, Purpose.OFFERS})
    shopper_id, token = register(database, service, now, granted)
    shopper = database.read(lambda session: service.identify(session, token))
    assert (shopper.shopper_id, shopper.store_id, shopper.purposes) == (shopper_id, "corner-shop", granted)
    stored = database.read(lambda session: session.scalar(sa.select(shoppers.c.token_hash)))
    assert stored is not None
    assert token not in stored


def test_an_unknown_token_or_store_is_refused(database: Database, service: Shoppers, now: datetime) -> None:
    with pytest.raises(NotAuthenticated):
        database.read(lambda session: service.identify(session, "no-such-token"))
    with pytest.raises(NotFound, match="nowhere"):
        database.write(lambda session: service.register(session, "nowhere", ALL, "1", now))


def test_a_change_names_what_was_granted_and_withdrawn(
    database: Database, service: Shoppers, now: datetime
) -> None:
    shopper_id, _ = register(database, service, now, frozenset({Purpose.POSITIONING, Purpose.OFFERS}))
    seen: list[tuple[str, ConsentChange]] = []
    for purpose in Purpose:
        service.on_withdrawn(purpose, lambda _, change, name=purpose.value: seen.append((name, change)))
    service.on_changed(lambda _, change: seen.append(("changed", change)))
    later = now + timedelta(hours=1)
    wanted = frozenset({Purpose.POSITIONING, Purpose.ANALYTICS})
    change = database.write(
        lambda session: service.set_consent(session, shopper_id, wanted, "2026-02", later)
    )
    assert change == ConsentChange(
        shopper_id, "corner-shop", later, frozenset({Purpose.ANALYTICS}), frozenset({Purpose.OFFERS}), wanted
    )
    assert seen == [("offers", change), ("changed", change)]
    grants = database.read(lambda session: service.grants(session, shopper_id))
    assert {(g.purpose.value, g.text_version, g.withdrawn_at) for g in grants} == {
        ("positioning", "2026-01", None),
        ("offers", "2026-01", later),
        ("analytics", "2026-02", None),
    }


def test_the_same_consent_again_changes_nothing(database: Database, service: Shoppers, now: datetime) -> None:
    shopper_id, _ = register(database, service, now)
    seen: list[ConsentChange] = []
    service.on_changed(lambda _, change: seen.append(change))
    database.write(lambda session: service.set_consent(session, shopper_id, ALL, "2026-02", now))
    assert seen == []
    assert len(database.read(lambda session: service.grants(session, shopper_id))) == len(Purpose)


def test_a_consequence_that_fails_leaves_the_consent_as_it_was(
    database: Database, service: Shoppers, now: datetime
) -> None:
    shopper_id, _ = register(database, service, now)

    def fail(_: Session, __: ConsentChange) -> None:
        raise RuntimeError("the disk is full")

    service.on_withdrawn(Purpose.OFFERS, fail)
    with pytest.raises(RuntimeError, match="disk"):
        database.write(lambda session: service.set_consent(session, shopper_id, frozenset(), "1", now))
    assert database.read(lambda session: service.purposes(session, shopper_id)) == ALL


def test_a_profile_is_kept_with_personalisation_only(
    database: Database, service: Shoppers, now: datetime
) -> None:
    with_it, _ = register(database, service, now)
    without, _ = register(database, service, now, ALL - {Purpose.PERSONALISATION})
    later = now + timedelta(days=3)
    for began_at in (later, now):
        for shopper_id in (with_it, without):
            database.write(lambda session, who=shopper_id, at=began_at: service.note_visit(session, who, at))
    assert database.read(lambda session: service.profile(session, with_it)) == ShopperProfile(2, later)
    assert database.read(lambda session: service.profile(session, without)) is None
    wanted = ALL - {Purpose.PERSONALISATION}
    database.write(lambda session: service.set_consent(session, with_it, wanted, "1", later))
    assert database.read(lambda session: service.profile(session, with_it)) is None


def test_erasing_withdraws_everything_first_and_leaves_no_row(
    database: Database, service: Shoppers, now: datetime
) -> None:
    shopper_id, token = register(database, service, now)
    database.write(lambda session: service.note_visit(session, shopper_id, now))
    seen: list[frozenset[Purpose]] = []
    service.on_withdrawn(Purpose.POSITIONING, lambda _, change: seen.append(change.withdrawn))
    database.write(lambda session: service.erase(session, shopper_id, now))
    assert seen == [ALL]
    for table in (shoppers, consent_grants, shopper_profiles):
        assert database.read(lambda session, t=table: session.execute(sa.select(t)).all()) == []
    with pytest.raises(NotAuthenticated):
        database.read(lambda session: service.identify(session, token))
