"""Map drafts: looked at, changed, put over newer revisions, published.

Every change is prepared in a read, where it may take its time, and stored in a transaction of the one writer
that first makes sure that nothing moved meanwhile (`DraftMoved`: prepare it again).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.errors import Conflict, InvalidInput
from campaigns.stores.domain import LARGEST_DOCUMENT_BYTES
from campaigns.stores.drafts import repository
from campaigns.stores.drafts.building import built
from campaigns.stores.drafts.domain import Base, BaseMove, Change, Difference, Draft, DraftConflict, Made
from campaigns.stores.drafts.features import (
    FeatureKey,
    Features,
    Part,
    Value,
    features_of,
    read_feature,
    value_of,
)
from campaigns.stores.drafts.limits import check_reach, require_room, require_there
from campaigns.stores.drafts.merging import (
    Side,
    differences,
    discarded,
    made_since,
    merged,
    moved,
    rebased,
    saved,
)
from campaigns.stores.service import Stores
from zones.store import Revision, Store
from zones.storefile import dumps

FEATURES_KEPT = 16
"""Revisions held in memory as features: the bases of the drafts in work."""


class DraftMoved(Conflict):
    """The draft or its store changed between reading and writing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft as somebody looks at it: `stored` is its row, `draft` the same over the revision it follows."""

    store_id: str
    stored: Draft | None
    draft: Draft
    base: Base
    base_store: Store
    current: int
    features: Features = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "features", merged(self.base.features, self.draft.edits))

    @property
    def changes(self) -> list[Difference]:
        """What the draft changes."""
        return differences(self.base.features, self.features)


@dataclass(frozen=True, slots=True)
class Step:
    """A change that is ready to be stored. `document` is what it publishes, when it does."""

    sheet: Sheet
    after: Draft
    action: str
    detail: Mapping[str, object]
    others: Sequence[Made] = ()
    document: bytes | None = None
    note: str = ""


class Drafts:
    """The drafts of all stores. Safe to use from several threads."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._bases: OrderedDict[tuple[str, int], Base] = OrderedDict()
        self._lock = threading.Lock()

    def look(self, session: Session, store_id: str) -> Sheet:
        """The draft of a store; one without changes follows the current revision. Raises `NotFound`."""
        current = self._stores.settings(session, store_id).number
        stored = repository.draft_of(session, store_id)
        draft = stored or Draft(0, (BaseMove(0, current),))
        base = self.base(session, store_id, draft.base)
        if draft.base != current and merged(base.features, draft.edits) == base.features:
            base = self.base(session, store_id, current)
            draft = moved(draft, base)
        base_store = self._stores.revision(session, store_id, draft.base).store
        return Sheet(store_id, stored, draft, base, base_store, current)

    def count_changes(self, session: Session, store_id: str) -> int:
        """How many features the draft of a store changes. Raises `NotFound`."""
        if repository.saves_and_base(session, store_id) is None:  # nobody drew: no map has to be read
            return 0
        return len(self.look(session, store_id).changes)

    def base(self, session: Session, store_id: str, number: int) -> Base:
        """A revision as features. Raises `NotFound`."""
        with self._lock:
            found = self._bases.get((store_id, number))
            if found is not None:
                self._bases.move_to_end((store_id, number))
                return found
        entry = self._stores.entry(session, store_id, number)
        store = self._stores.revision(session, store_id, number).store
        base = Base(number, features_of(store), entry.author, entry.at)
        with self._lock:
            self._bases[store_id, number] = base
            while len(self._bases) > FEATURES_KEPT:
                self._bases.popitem(last=False)
        return base

    def change(
        self,
        session: Session,
        store_id: str,
        version: int,
        changes: Sequence[Change],
        reason: str,
        by: str,
        at: datetime,
    ) -> Step:
        """Prepare the changes of somebody who knew the draft at `version`; values as `read_change` gives.

        Raises
        ------
        DraftConflict
            Somebody else changed the same features since.
        InvalidInput
            The draft would be no map any more.
        """
        sheet = self.look(session, store_id)
        number = sheet.draft.base_at(version)
        seen = None if number is None else self.base(session, store_id, number).features
        others = made_since(sheet.draft, sheet.base, seen, version)
        after = saved(sheet.draft, sheet.base, seen, version, changes, by, at)
        if after is not sheet.draft:
            self._check(sheet, after, changes)
        own = {change.key for change in changes}
        detail = {"version": after.version, "changes": len(changes)} | ({"reason": reason} if reason else {})
        told = [made for key, made in others.items() if key not in own]
        return Step(sheet, after, "draft.change", detail, told)

    def _check(self, sheet: Sheet, after: Draft, changes: Sequence[Change]) -> None:
        features = merged(sheet.base.features, after.edits)
        require_room(features, merged(sheet.base.features, sheet.draft.edits), "changes")
        for i, change in enumerate(changes):
            if change.value is not None:
                check_reach(change, features, f"changes[{i}]")
        store_of(sheet, after)

    def rebase(self, session: Session, store_id: str, version: int, take: Mapping[FeatureKey, Side]) -> Step:
        """Prepare to put the draft over the current revision.

        Raises
        ------
        DraftConflict
            The version is stale, or `take` leaves open which of two changes stays.
        InvalidInput
            Together the two would be no map any more.
        """
        sheet = self.look(session, store_id)
        _require_version(sheet, version)
        if sheet.draft.base == sheet.current:
            return Step(sheet, sheet.draft, "draft.rebase", {"base": sheet.current})
        base = self.base(session, store_id, sheet.current)
        after = rebased(sheet.draft, sheet.base, base, take)
        require_room(merged(base.features, after.edits), {}, "take")
        over = self._stores.revision(session, store_id, sheet.current).store
        built(over, _parts(after.edits_over(base.features)), over.revision)
        return Step(sheet, after, "draft.rebase", {"base": sheet.current, "version": after.version})

    def discard(self, session: Session, store_id: str, version: int, by: str, at: datetime) -> Step:
        """Prepare to throw the draft away: it follows the current revision again.

        Raises
        ------
        DraftConflict
            The version is stale: somebody would lose what the caller has not seen.
        """
        sheet = self.look(session, store_id)
        _require_version(sheet, version)
        after = discarded(sheet.draft, sheet.base, by, at)
        if after.base != sheet.current:
            after = moved(after, self.base(session, store_id, sheet.current))
        return Step(sheet, after, "draft.discard", {"changes": len(sheet.changes)})

    def publish(
        self, session: Session, store_id: str, version: int, note: str, by: str, at: datetime
    ) -> Step:
        """Prepare the next revision from the draft.

        Raises
        ------
        DraftConflict
            The version is stale, or a newer revision was published since the draft was begun.
        InvalidInput
            The draft changes nothing, or its document is too large.
        """
        sheet = self.look(session, store_id)
        _require_version(sheet, version)
        if sheet.draft.base != sheet.current:
            rebased(sheet.draft, sheet.base, self.base(session, store_id, sheet.current), {})
            raise DraftConflict(
                f"revision {sheet.current} was published since; put the draft over it first", version
            )
        if not sheet.changes:
            raise InvalidInput("draft", "it changes nothing", "draft-empty")
        number = sheet.current + 1
        store = store_of(sheet, sheet.draft, Revision(number, at, note))
        document = dumps(store)
        if len(document) > LARGEST_DOCUMENT_BYTES:
            raise InvalidInput(
                "draft",
                f"as a map it has more than {LARGEST_DOCUMENT_BYTES:,} bytes",
                "draft-too-large",
                most_mb=LARGEST_DOCUMENT_BYTES >> 20,
            )
        self._stores.read_document(document)  # here, so that the writer need not
        after = moved(sheet.draft, Base(number, features_of(store), by, at))
        detail = {"revision": number, "changes": len(sheet.changes)}
        return Step(sheet, after, "map.publish", detail, document=document, note=note)

    def store(self, session: Session, step: Step, by: str, at: datetime) -> None:
        """Store a step; the caller commits. Raises `DraftMoved` when the draft is not what it was."""
        sheet = step.sheet
        known = None if sheet.stored is None else (sheet.stored.saves, sheet.stored.base)
        if (repository.saves_and_base(session, sheet.store_id), self._current(session, sheet)) != (
            known,
            sheet.current,
        ):
            raise DraftMoved("the draft is being changed by others; try again")
        if step.document is not None:
            self._stores.publish(session, sheet.store_id, step.document, at, by, step.note)
        repository.store_draft(session, sheet.store_id, sheet.stored, step.after)

    def _current(self, session: Session, sheet: Sheet) -> int:
        return self._stores.settings(session, sheet.store_id).number


def store_of(sheet: Sheet, draft: Draft, revision: Revision | None = None) -> Store:
    """The store that a draft over the sheet's base makes. Raises `InvalidInput` when it makes none."""
    changed = _parts(draft.edits_over(sheet.base.features))
    return built(sheet.base_store, changed, revision or sheet.base_store.revision)


def read_change(key: FeatureKey, value: object, where: str) -> Change:
    """A change from its JSON, its value in the one form for equal features. Raises `InvalidInput`."""
    require_there(key, value, where)
    return Change(key, None if value is None else value_of(read_feature(key, value, f"{where}.value")))


def _parts(changed: Mapping[FeatureKey, Value | None]) -> dict[FeatureKey, Part | None]:
    return {
        key: None if value is None else read_feature(key, value, str(key)) for key, value in changed.items()
    }


def _require_version(sheet: Sheet, version: int) -> None:
    if version != sheet.draft.version:
        raise DraftConflict(
            f"the draft is at version {sheet.draft.version}, not at {version}: look at it again",
            sheet.draft.version,
        )
