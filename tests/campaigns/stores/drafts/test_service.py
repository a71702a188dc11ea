"""Drafts over a real database: a step that others overtook is not stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from campaigns.errors import InvalidInput
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.stores.drafts.domain import DraftConflict
from campaigns.stores.drafts.features import FeatureKey, FeatureKind
from campaigns.stores.drafts.service import DraftMoved, Drafts, read_change
from campaigns.stores.service import Stores
from zones.storefile import dumps, loads

STORE = "corner-shop"


class Bench:
    """A database with the small store, and its drafts."""

    def __init__(self, database: Database, document: bytes, now: datetime) -> None:
        self.database, self.document, self.now = database, document, now
        self.stores = Stores()
        self.drafts = Drafts(self.stores)
        database.write(lambda s: self.stores.create(s, document, StoreKind.LIVE, now, "boss"))

    def step(self, version: int, name: str) -> Any:
        value = {"name": name, "x_m": 2.0, "y_m": 5.0}
        change = read_change(FeatureKey("ground", FeatureKind.ENTRANCE, "door"), value, "change")
        return self.database.read(
            lambda s: self.drafts.change(s, STORE, version, [change], "", "sam", self.now)
        )

    def store(self, step: Any) -> None:
        self.database.write(lambda s: self.drafts.store(s, step, "sam", self.now))

    def publish_elsewhere(self, name: str) -> None:
        document = dumps(replace(loads(self.document), name=name))
        self.database.write(lambda s: self.stores.publish(s, STORE, document, self.now, "command line"))


@pytest.fixture
def bench(database: Database, store_document: bytes, now: datetime) -> Bench:
    return Bench(database, store_document, now)


def test_a_step_that_another_overtook_is_prepared_again(bench: Bench) -> None:
    first, second = bench.step(1, "A"), bench.step(1, "B")
    bench.store(first)
    with pytest.raises(DraftMoved):
        bench.store(second)
    with pytest.raises(DraftConflict):
        bench.step(1, "B")


def test_a_step_over_a_map_that_was_replaced_meanwhile_is_prepared_again(bench: Bench) -> None:
    step = bench.step(1, "A")
    bench.publish_elsewhere("Rebuilt")
    with pytest.raises(DraftMoved):
        bench.store(step)
    again = bench.step(1, "A")
    assert (again.sheet.draft.base, again.after.version) == (2, 3), "an empty draft follows"
    bench.store(again)
    stored = bench.database.read(lambda s: bench.drafts.look(s, STORE))
    assert (stored.stored, stored.draft.base, len(stored.changes)) == (again.after, 2, 1)


def test_a_draft_with_changes_stays_where_it_was_begun(bench: Bench) -> None:
    bench.store(bench.step(1, "A"))
    bench.publish_elsewhere("Rebuilt")
    sheet = bench.database.read(lambda s: bench.drafts.look(s, STORE))
    assert (sheet.draft.base, sheet.current, sheet.draft.version) == (1, 2, 2)


def test_revisions_tell_their_author_and_note(bench: Bench) -> None:
    bench.publish_elsewhere("Rebuilt")
    entries = bench.database.read(lambda s: bench.stores.entries(s, STORE))
    assert [(entry.number, entry.author, entry.radio) for entry in entries] == [
        (2, "command line", False),
        (1, "boss", False),
    ]


def test_a_draft_and_a_newer_revision_together_are_limited_too(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has its limit; together they could have twice as many features."""
    bench.store(bench.step(1, "Side door"))
    bench.publish_elsewhere("Corner shop, rebuilt")
    features = len(bench.database.read(lambda s: bench.drafts.look(s, STORE)).features)
    monkeypatch.setattr("campaigns.stores.drafts.limits.MOST_FEATURES", features - 1)
    with pytest.raises(InvalidInput, match="at most"):
        bench.database.read(lambda s: bench.drafts.rebase(s, STORE, 2, {}))
    monkeypatch.setattr("campaigns.stores.drafts.limits.MOST_FEATURES", features)
    with monkeypatch.context() as few:
        few.setattr("campaigns.stores.drafts.limits.MOST_CORNERS", 3)
        with pytest.raises(InvalidInput, match="at most 3 corners"):
            bench.database.read(lambda s: bench.drafts.rebase(s, STORE, 2, {}))
    assert bench.database.read(lambda s: bench.drafts.rebase(s, STORE, 2, {})).after.base == 2


def test_a_map_that_is_larger_already_may_shrink_but_not_grow(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.stores.drafts.limits.MOST_CORNERS", 3)
    monkeypatch.setattr("campaigns.stores.drafts.limits.MOST_FEATURES", 1)
    bench.store(bench.step(1, "Side door"))
    assert bench.database.read(lambda s: bench.drafts.look(s, STORE)).draft.version == 2
