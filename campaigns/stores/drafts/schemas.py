"""Drafts and revisions as the API shows them (`docs/api.md`, Map drafts)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from campaigns.errors import InvalidInput
from campaigns.stores.domain import RevisionEntry
from campaigns.stores.drafts.desk import RevisionDifference, Seen
from campaigns.stores.drafts.domain import Change, Clash, Difference, DraftConflict, Made
from campaigns.stores.drafts.features import FeatureKey, FeatureKind, Value, store_key
from campaigns.stores.drafts.limits import key_of
from campaigns.stores.drafts.merging import Side
from campaigns.stores.drafts.service import Sheet, read_change
from campaigns.web.problems import Problem as ProblemDocument
from campaigns.web.values import Whole
from zones.validate import Problem

MOST_CHANGES = 2_000
"""In one request: a floor of 700 shops with their zones and faces, pasted at once."""

LONGEST_NOTE = 1_000


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ChangeBody(_Body):
    """What a feature is to become; a null value takes it away."""

    level_id: str | None = None
    kind: FeatureKind
    id: str
    value: Value | None


class ChangesBody(_Body):
    """Changes of somebody who knew the draft at `version`."""

    version: Whole
    changes: list[ChangeBody] = Field(max_length=MOST_CHANGES)
    reason: str = Field(default="", max_length=200)

    def read(self, store_id: str) -> list[Change]:
        """The changes. Raises `InvalidInput` with the place of what cannot be read."""
        read: dict[FeatureKey, Change] = {}
        for i, body in enumerate(self.changes):
            where = f"changes[{i}]"
            key = key_of(store_id, body.level_id, body.kind, body.id, where)
            if key in read:
                raise InvalidInput(where, f"{key} is changed twice")
            read[key] = read_change(key, body.value, where)
        return list(read.values())


class PublishBody(_Body):
    version: Whole
    note: str = Field(default="", max_length=LONGEST_NOTE)


class TakeBody(_Body):
    """Whose feature stays."""

    level_id: str | None = None
    kind: FeatureKind
    id: str
    side: Side


class RebaseBody(_Body):
    version: Whole
    take: list[TakeBody] = Field(default=[], max_length=20_000)

    def read(self, store_id: str) -> dict[FeatureKey, Side]:
        """The choices by feature. Raises `InvalidInput`."""
        return {
            key_of(store_id, each.level_id, each.kind, each.id, f"take[{i}]"): each.side
            for i, each in enumerate(self.take)
        }


class RestoreBody(_Body):
    note: str = Field(default="", max_length=LONGEST_NOTE)


class FeatureView(BaseModel):
    kind: FeatureKind
    id: str
    value: Value


class FeatureName(BaseModel):
    """Which feature; that of the store has no level."""

    level_id: str | None
    kind: FeatureKind
    id: str


def _name(key: FeatureKey) -> dict[str, Any]:
    return {"level_id": key.level_id or None, "kind": key.kind, "id": key.id}


class MadeView(FeatureName):
    """What somebody else made of a feature."""

    value: Value | None
    by: str
    at: datetime

    @classmethod
    def of(cls, made: Made) -> MadeView:
        return cls(**_name(made.key), value=made.value, by=made.by, at=made.at)


class ClashView(FeatureName):
    """A feature that two changed."""

    yours: Value | None
    theirs: Value | None
    base: Value | None
    by: str
    at: datetime

    @classmethod
    def of(cls, clash: Clash) -> ClashView:
        return cls(
            **_name(clash.key),
            yours=clash.yours,
            theirs=clash.theirs,
            base=clash.base,
            by=clash.by,
            at=clash.at,
        )


class DraftConflictProblem(ProblemDocument):
    """The problem `draft-conflict`: nothing was stored."""

    version: int
    conflicts: list[ClashView]
    others: list[MadeView]


def conflict_members(conflict: DraftConflict) -> dict[str, Any]:
    """What the problem of a conflict tells beside the usual, as JSON."""
    return {
        "version": conflict.version,
        "conflicts": [ClashView.of(clash).model_dump(mode="json") for clash in conflict.clashes],
        "others": [MadeView.of(made).model_dump(mode="json") for made in conflict.others],
    }


class MapProblem(BaseModel):
    """Something wrong (`error`) or doubtful (`warning`) on a map: `kind` and `id` say which feature."""

    level: str
    severity: Literal["error", "warning"]
    code: str
    message: str
    kind: str
    id: str
    x_m: float
    y_m: float

    @classmethod
    def of(cls, problem: Problem) -> MapProblem:
        return cls(
            level=problem.level_id,
            severity=problem.severity.value,
            code=problem.kind,
            message=problem.text,
            kind=problem.part,
            id=problem.part_id,
            x_m=problem.x_m,
            y_m=problem.y_m,
        )


def problem_views(problems: Sequence[Problem] | None) -> list[MapProblem] | None:
    return None if problems is None else [MapProblem.of(problem) for problem in problems]


class ProblemList(BaseModel):
    version: int
    items: list[MapProblem]


class LevelDraft(BaseModel):
    """A level of a draft: its own fields, and everything on it."""

    id: str
    name: str
    ordinal: int
    north_rad: float
    width_m: float
    height_m: float
    origin: Value | None = None
    image: Value | None = None
    features: list[FeatureView]


class DraftView(BaseModel):
    """A draft. `problems` is null while they are being looked for."""

    store_id: str
    base_revision: int
    current_revision: int
    version: int
    changed: int
    store: Value
    levels: list[LevelDraft]
    problems: list[MapProblem] | None

    @classmethod
    def of(cls, seen: Seen) -> DraftView:
        sheet = seen.sheet
        return cls(
            store_id=sheet.store_id,
            base_revision=sheet.draft.base,
            current_revision=sheet.current,
            version=sheet.draft.version,
            changed=len(sheet.changes),
            store=sheet.features[store_key(sheet.store_id)],
            levels=list(_levels(sheet)),
            problems=problem_views(seen.problems),
        )


def _levels(sheet: Sheet) -> Iterator[LevelDraft]:
    on_level: dict[str, list[FeatureView]] = {}
    for key, value in sheet.features.items():
        if key.kind not in (FeatureKind.STORE, FeatureKind.LEVEL):
            on_level.setdefault(key.level_id, []).append(FeatureView(kind=key.kind, id=key.id, value=value))
    for key, value in sheet.features.items():
        if key.kind is FeatureKind.LEVEL:
            yield LevelDraft(id=key.id, features=on_level.get(key.id, []), **value)


class Saved(BaseModel):
    """What became of a save. `problems` is null while they are being looked for."""

    version: int
    base_revision: int
    current_revision: int
    changed: int
    others: list[MadeView]
    problems: list[MapProblem] | None

    @classmethod
    def of(cls, seen: Seen) -> Saved:
        sheet = seen.sheet
        return cls(
            version=sheet.draft.version,
            base_revision=sheet.draft.base,
            current_revision=sheet.current,
            changed=len(sheet.changes),
            others=[MadeView.of(made) for made in seen.others],
            problems=problem_views(seen.problems),
        )


class RevisionNumber(BaseModel):
    revision: int


class RevisionView(BaseModel):
    """A published revision; `radio` says whether its radio map differs from that of the one before."""

    number: int
    at: datetime
    by: str
    note: str
    radio: bool

    @classmethod
    def of(cls, entry: RevisionEntry) -> RevisionView:
        return cls(number=entry.number, at=entry.at, by=entry.author, note=entry.note, radio=entry.radio)


class RevisionList(BaseModel):
    items: list[RevisionView]


class DifferenceItem(FeatureName):
    """A feature before and after; null where it is not there."""

    name: str
    before: Value | None
    after: Value | None

    @classmethod
    def of(cls, difference: Difference) -> DifferenceItem:
        known = difference.after or difference.before or {}
        return cls(
            **_name(difference.key),
            name=known.get("name", ""),
            before=difference.before,
            after=difference.after,
        )


class DifferenceCounts(BaseModel):
    added: int
    changed: int
    removed: int


class DifferenceView(BaseModel):
    """What two states of a map differ by."""

    changes: list[DifferenceItem]
    radio_changed: bool
    counts: DifferenceCounts

    @classmethod
    def of(cls, found: RevisionDifference) -> DifferenceView:
        counted = Counter(
            "added" if each.before is None else "removed" if each.after is None else "changed"
            for each in found.changes
        )
        return cls(
            changes=[DifferenceItem.of(each) for each in found.changes],
            radio_changed=found.radio_changed,
            counts=DifferenceCounts(
                added=counted["added"], changed=counted["changed"], removed=counted["removed"]
            ),
        )
