"""What a draft is: changed features over a base revision, with who changed them and when.

A draft's version is the number of saves ever made in the store plus the base revision's number. It never goes
back, so that what a page knew at a version can always be told from what became of it since. Publishing and
discarding leave the edits in place, where they no longer differ from the base: whoever still works at an
older version is compared with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from campaigns.errors import Conflict
from campaigns.stores.drafts.features import FeatureKey, Features, Value


@dataclass(frozen=True, slots=True)
class Edit:
    """What a feature became (None: it was taken away), by whom and when; `version` is the draft's then."""

    value: Value | None
    version: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants of a feature; None takes it away."""

    key: FeatureKey
    value: Value | None


@dataclass(frozen=True, slots=True)
class Made:
    """What somebody else made of a feature."""

    key: FeatureKey
    value: Value | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Clash:
    """A feature that two changed: what this caller wants, what it is now, what it is in the base."""

    key: FeatureKey
    yours: Value | None
    theirs: Value | None
    base: Value | None
    by: str
    at: datetime


class DraftConflict(Conflict):
    """Somebody else changed the same features; nothing was stored."""

    def __init__(
        self, reason: str, version: int, clashes: Sequence[Clash] = (), others: Sequence[Made] = ()
    ) -> None:
        super().__init__(reason)
        self.version = version
        self.clashes = clashes
        self.others = others


@dataclass(frozen=True, slots=True)
class Base:
    """A map revision that a draft stands on: its features, who published it and when."""

    number: int
    features: Features
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BaseMove:
    """After `saves` the draft was put on revision `revision`."""

    saves: int
    revision: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is stored. `moves` are its bases in their order, the present one last."""

    saves: int
    moves: tuple[BaseMove, ...]
    edits: Mapping[FeatureKey, Edit] = field(default_factory=dict)

    @property
    def base(self) -> int:
        return self.moves[-1].revision

    @property
    def version(self) -> int:
        return self.saves + self.base

    def edits_over(self, base: Features) -> dict[FeatureKey, Value | None]:
        """The features that the draft changes, as it changes them."""
        return {key: edit.value for key, edit in self.edits.items() if edit.value != base.get(key)}

    def base_at(self, version: int) -> int | None:
        """The base when the draft had that version; None when that is no longer known, or never was.

        >>> draft = Draft(5, (BaseMove(0, 1), BaseMove(3, 2)))  # revision 2 came after three saves
        >>> [draft.base_at(version) for version in (0, 1, 4, 5, 7, 8)]
        [None, 1, 1, 2, 2, None]
        """
        first = self.moves[0]
        if not 0 < version <= self.version or version < first.saves + first.revision:
            # Before anybody drew, the version was the revision.
            return version if 0 < version < first.revision and first.saves == 0 else None
        for before, after in pairwise(self.moves):
            if version <= after.saves + before.revision:
                return before.revision
            if version < after.saves + after.revision:  # shown before the draft, empty, was put there
                return version - after.saves
        return self.base


@dataclass(frozen=True, slots=True)
class Difference:
    """A feature before and after; None where it is not there."""

    key: FeatureKey
    before: Value | None
    after: Value | None
