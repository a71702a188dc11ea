"""Where people work at drafts: every step is prepared off the event loop and stored by the one writer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

from sqlalchemy.orm import Session

from campaigns.accounts.service import Accounts
from campaigns.errors import Conflict, InvalidInput
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.domain import RevisionEntry
from campaigns.stores.drafts.checking import (
    FEATURES_CHECKED_AT_ONCE,
    PATIENCE_S,
    CheckedVersion,
    Checks,
)
from campaigns.stores.drafts.domain import Change, Difference, Made
from campaigns.stores.drafts.features import FeatureKey
from campaigns.stores.drafts.merging import Side, differences
from campaigns.stores.drafts.service import DraftMoved, Drafts, Sheet, Step, store_of
from campaigns.stores.service import Stores, radio_sha256
from campaigns.web.heavy import HeavyWork
from zones.validate import Problem, Severity

T = TypeVar("T")


class Prepare(Protocol):
    """Makes a step ready in a read."""

    def __call__(self, session: Session, at: datetime) -> Step: ...


TRIES = 5
"""Steps of one store wait for each other; only other processes (the command line) can come in between."""


class UnpublishableDraft(InvalidInput):
    """A draft has errors; a map that cannot be meant is not published."""

    def __init__(self, errors: Sequence[Problem]) -> None:
        told = "; ".join(str(error) for error in errors[:3])
        more = f"; and {len(errors) - 3} more" if len(errors) > 3 else ""
        super().__init__("draft", f"{len(errors)} error{'s' if len(errors) > 1 else ''}: {told}{more}")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Seen:
    """A draft with its problems; None when they are still being looked for."""

    sheet: Sheet
    problems: Sequence[Problem] | None
    others: Sequence[Made] = ()


@dataclass(frozen=True, slots=True)
class RevisionDifference:
    """What two states of a map differ by."""

    changes: Sequence[Difference]
    radio_changed: bool


class DraftDesk:
    """The drafts and revisions of all stores for the event loop. What changes them is audited.

    Parameters
    ----------
    on_published : called with a store and its new map revision, once that is committed.
    threads : where drafts are read, prepared and told.
    """

    def __init__(
        self,
        stores: Stores,
        accounts: Accounts,
        database: Database,
        writer: Writer,
        clock: Callable[[], datetime],
        on_published: Callable[[str, int], None],
        threads: HeavyWork,
    ) -> None:
        self._stores = stores
        self._drafts = Drafts(stores)
        self._accounts = accounts
        self._database = database
        self._writer = writer
        self._clock = clock
        self._on_published = on_published
        self.threads = threads
        self._checks = Checks()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def look(self, store_id: str) -> Seen:
        """The draft of a store, with its problems when they are known soon. Raises `NotFound`.

        Those of a large floor are looked for when they are asked for: the floor is drawn meanwhile.
        """
        sheet = await self._read(lambda session: self._drafts.look(session, store_id))
        if len(sheet.features) > FEATURES_CHECKED_AT_ONCE:
            return Seen(sheet, self._checks.known(_checked(sheet)))
        return Seen(sheet, await self._problems(sheet))

    async def problems(self, store_id: str) -> tuple[int, Sequence[Problem]]:
        """The version of the draft and its problems, however long they take. Raises `NotFound`."""
        while True:
            sheet = await self._read(lambda session: self._drafts.look(session, store_id))
            found = await self._problems(sheet, None)
            if found is not None:
                return sheet.draft.version, found

    async def change(
        self, store_id: str, version: int, changes: Sequence[Change], reason: str, by: str
    ) -> Seen:
        """Store changes; see `Drafts.change`."""

        def prepare(session: Session, at: datetime) -> Step:
            return self._drafts.change(session, store_id, version, changes, reason, by, at)

        step = await self._step(store_id, by, prepare)
        sheet = replace(step.sheet, draft=step.after)
        return Seen(sheet, await self._problems(sheet), step.others)

    async def rebase(self, store_id: str, version: int, take: Mapping[FeatureKey, Side], by: str) -> Seen:
        """Put the draft over the current revision; see `Drafts.rebase`."""

        def prepare(session: Session, at: datetime) -> Step:
            return self._drafts.rebase(session, store_id, version, take)

        await self._step(store_id, by, prepare)
        return await self.look(store_id)

    async def discard(self, store_id: str, version: int, by: str) -> None:
        """Throw the draft away; see `Drafts.discard`."""

        def prepare(session: Session, at: datetime) -> Step:
            return self._drafts.discard(session, store_id, version, by, at)

        await self._step(store_id, by, prepare)

    async def publish(self, store_id: str, version: int, note: str, by: str) -> int:
        """Publish the draft as the next revision and give its number; see `Drafts.publish`.

        Raises
        ------
        UnpublishableDraft
        """

        def prepare(session: Session, at: datetime) -> Step:
            return self._drafts.publish(session, store_id, version, note, by, at)

        sheet = await self._read(lambda session: self._drafts.look(session, store_id))
        if sheet.draft.version == version:
            found = await self._problems(sheet, None)
            errors = [each for each in found or () if each.severity is Severity.ERROR]
            if errors:
                raise UnpublishableDraft(errors)
        step = await self._step(store_id, by, prepare)
        self._on_published(store_id, step.after.base)
        return step.after.base

    async def revisions(self, store_id: str) -> Sequence[RevisionEntry]:
        """The revisions of a store, the newest first. Raises `NotFound`."""
        return await self._read(lambda session: self._stores.entries(session, store_id))

    async def difference(self, store_id: str, number: int, to: int | None) -> RevisionDifference:
        """What a revision differs by from another, or from the draft (None). Raises `NotFound`."""

        def work(session: Session) -> RevisionDifference:
            before = self._drafts.base(session, store_id, number)
            store = self._stores.revision(session, store_id, number).store
            if to is None:
                sheet = self._drafts.look(session, store_id)
                after, other = sheet.features, store_of(sheet, sheet.draft)
            else:
                after = self._drafts.base(session, store_id, to).features
                other = self._stores.revision(session, store_id, to).store
            radio_changed = radio_sha256(store) != radio_sha256(other)
            return RevisionDifference(differences(before.features, after), radio_changed)

        return await self._read(work)

    async def restore(self, store_id: str, number: int, note: str, by: str) -> int:
        """Publish an earlier revision's document again, as the next revision, and give its number.

        Raises
        ------
        Conflict
            It is what the store has already.
        """
        document = await self._read(lambda session: self._stores.document(session, store_id, number))
        await self.threads.run(lambda: self._stores.read_document(document))

        def work(session: Session) -> int:
            now = self._clock()
            before = self._stores.settings(session, store_id).number
            made = self._stores.publish(session, store_id, document, now, by, note)
            if made == before:
                raise Conflict(
                    f"revision {number} is what the store has already", "revision-same", number=number
                )
            detail = {"revision": made, "from": number}
            self._accounts.audit(session, by, "map.restore", store_id, detail, now)
            return made

        made = await self._writer.run(work)
        self._on_published(store_id, made)
        return made

    async def _step(self, store_id: str, by: str, prepare: Prepare) -> Step:
        turn = self._turns.setdefault(store_id, asyncio.Lock())
        async with turn:
            for _ in range(TRIES):
                at = self._clock()
                step = await self._read(partial(prepare, at=at))
                if step.after is step.sheet.draft and step.document is None:
                    return step  # nothing to store
                try:
                    await self._writer.run(partial(self._store, step=step, by=by, at=at))
                except DraftMoved:
                    continue
                return step
        raise DraftMoved("the map is being changed from elsewhere; try again")

    def _store(self, session: Session, step: Step, by: str, at: datetime) -> None:
        self._drafts.store(session, step, by, at)
        self._accounts.audit(session, by, step.action, step.sheet.store_id, step.detail, at)

    async def _problems(self, sheet: Sheet, wait_s: float | None = PATIENCE_S) -> Sequence[Problem] | None:
        return await self._checks.within(_checked(sheet), lambda: store_of(sheet, sheet.draft), wait_s)

    async def _read(self, work: Callable[[Session], T]) -> T:
        return await self.threads.run(lambda: self._database.read(work))


def _checked(sheet: Sheet) -> CheckedVersion:
    return CheckedVersion(sheet.store_id, sheet.draft.base, sheet.draft.version)
