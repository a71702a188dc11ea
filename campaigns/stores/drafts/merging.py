"""The rules by which several people change a draft, and by which it moves from revision to revision.

Nothing is lost silently: a feature that somebody else changed since the caller looked is not overwritten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from campaigns.errors import InvalidInput
from campaigns.stores.drafts.domain import (
    Base,
    BaseMove,
    Change,
    Clash,
    Difference,
    Draft,
    DraftConflict,
    Edit,
    Made,
)
from campaigns.stores.drafts.features import FeatureKey, FeatureKind, Features, Value, level_key
from campaigns.stores.drafts.fields import contested, joined

MOVES_KEPT = 50
"""Moves of a draft to another base that are remembered; a page that is older loads the draft again."""


MOST_EDITS = 40_000
"""Of a draft: every feature of a full map taken away and as many drawn (`limits.MOST_FEATURES`). What is more
are edits of what is gone again, kept for pages that knew it.
"""


class Side(StrEnum):
    """Whose feature stays when both the draft and a newer revision changed it."""

    DRAFT = "draft"
    REVISION = "revision"


def merged(base: Features, edits: Mapping[FeatureKey, Edit]) -> dict[FeatureKey, Value]:
    """The features of a draft. What lies on a level that was taken away went with it."""
    together: dict[FeatureKey, Value | None] = {**base, **{key: edit.value for key, edit in edits.items()}}
    return {
        key: value
        for key, value in together.items()
        if value is not None and (not key.level_id or together.get(level_key(key.level_id)) is not None)
    }


def differences(before: Features, after: Features) -> list[Difference]:
    """What differs: changed and removed features in their order, then the new ones."""
    return [
        Difference(key, before.get(key), after.get(key))
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    ]


def made_since(draft: Draft, base: Base, seen: Features | None, version: int) -> dict[FeatureKey, Made]:
    """The features changed since a version, in the draft or by the revisions that became its base.

    Parameters
    ----------
    seen : the features of the base at that version; None when they are no longer known.
    """
    made = {
        key: Made(key, edit.value, edit.by, edit.at)
        for key, edit in draft.edits.items()
        if edit.version > version
    }
    for each in differences(base.features if seen is None else seen, base.features):
        if each.key not in draft.edits:
            made[each.key] = Made(each.key, each.after, base.author, base.at)
    return made


def saved(
    draft: Draft,
    base: Base,
    seen: Features | None,
    version: int,
    changes: Sequence[Change],
    by: str,
    at: datetime,
) -> Draft:
    """The draft with the changes of somebody who knew it at `version`; the very same when nothing changes.

    Raises
    ------
    DraftConflict
        A feature of the request was changed since, to something else; or what was known is too old to tell.
    """
    now = merged(base.features, draft.edits)
    made = made_since(draft, base, seen, version)
    wanted = {change.key: change.value for change in changes}
    reached = {key: None for key in _beneath(wanted, made) if key in now} | wanted
    touched = wanted if seen is None else _touched(reached, made, now)
    clashes = [
        _clash(key, yours, now.get(key), base, made.get(key))
        for key, yours in reached.items()
        if key in touched and now.get(key) != yours
    ]
    if clashes:
        others = [each for key, each in made.items() if key not in wanted]
        reason = f"features of this request that somebody else changed: {len(clashes)}"
        raise DraftConflict(reason, draft.version, clashes, others)
    new = {key: value for key, value in wanted.items() if now.get(key) != value}
    if not new:
        return draft
    edits = {key: Edit(value, draft.version + 1, by, at) for key, value in new.items()}
    after = replace(draft, saves=draft.saves + 1, edits={**draft.edits, **edits})
    return after if len(after.edits) <= MOST_EDITS else _forgetting(after, base)


def _forgetting(draft: Draft, base: Base) -> Draft:
    """The draft with nothing but what it changes; whoever knew an earlier version is told to look again."""
    edits = {key: edit for key, edit in draft.edits.items() if edit.value != base.features.get(key)}
    return replace(draft, moves=(BaseMove(draft.saves, base.number),), edits=edits)


def _beneath(wanted: Mapping[FeatureKey, Value | None], made: Iterable[FeatureKey]) -> list[FeatureKey]:
    """What was changed on the levels that a request takes away."""
    gone = {key.id for key, value in wanted.items() if key.kind is FeatureKind.LEVEL and value is None}
    return [key for key in made if key.level_id in gone]


def _touched(reached: Iterable[FeatureKey], made: Collection[FeatureKey], now: Features) -> set[FeatureKey]:
    """Those of a request that somebody else changed, or whose level they took away."""
    lost = {key.id for key in made if key.kind is FeatureKind.LEVEL and key not in now}
    return {key for key in reached if key in made or key.level_id in lost}


def _clash(
    key: FeatureKey, yours: Value | None, theirs: Value | None, base: Base, made: Made | None
) -> Clash:
    by, at = (made.by, made.at) if made else (base.author, base.at)
    return Clash(key, yours, theirs, base.features.get(key), by, at)


def moved(draft: Draft, base: Base, keeping: Collection[FeatureKey] = ()) -> Draft:
    """The draft over another base: its edits become what the base says, but those it is `keeping`."""
    version = draft.saves + base.number
    edits = {
        key: edit
        if key in keeping or edit.value == base.features.get(key)
        else Edit(base.features.get(key), version, base.author, base.at)
        for key, edit in draft.edits.items()
    }
    moves = (*draft.moves, BaseMove(draft.saves, base.number))[-MOVES_KEPT:]
    # Who knew the draft before the oldest move is told to look again: nothing is kept for them.
    known_from = moves[0].saves + moves[0].revision if moves[0] != draft.moves[0] else 0
    kept = {
        key: edit
        for key, edit in edits.items()
        if edit.version >= known_from or edit.value != base.features.get(key)
    }
    return replace(draft, moves=moves, edits=kept)


def rebased(draft: Draft, before: Base, base: Base, take: Mapping[FeatureKey, Side]) -> Draft:
    """The draft over a newer revision. What only one of the two changed stays as that one left it; of the
    store itself that holds for each of its fields.

    Raises
    ------
    DraftConflict
        Both changed a feature, each to something else, and `take` does not say which stays.
    InvalidInput
        A feature of the draft would stay on a level that the revision took away.
    """
    own = differences(before.features, merged(before.features, draft.edits))
    clashes = [
        Clash(each.key, each.after, base.features.get(each.key), each.before, base.author, base.at)
        for each in own
        if _is_contested(each, before.features, base.features)
    ]
    undecided = [clash for clash in clashes if clash.key not in take]
    if undecided:
        raise DraftConflict(
            f"revision {base.number} changed {len(undecided)} features that the draft changed too",
            draft.version,
            undecided,
        )
    dropped = {clash.key for clash in clashes if take[clash.key] is Side.REVISION}
    # Of the store itself some fields may stay though others are dropped.
    kept = {each.key for each in own if each.key not in dropped or each.key.kind is FeatureKind.STORE}
    after = moved(_joined(draft, own, base, dropped), base, kept)
    there = merged(base.features, after.edits)
    for key in sorted(kept & after.edits.keys()):
        if after.edits[key].value is not None and key not in there:
            raise InvalidInput("take", f"{key}: revision {base.number} has no such level")
    return after


def _joined(draft: Draft, own: Iterable[Difference], base: Base, dropped: Collection[FeatureKey]) -> Draft:
    """The draft with the store as both left it."""
    edits = dict(draft.edits)
    for each in own:
        if each.key.kind is FeatureKind.STORE and each.before is not None and each.after is not None:
            theirs = base.features[each.key]
            value = joined(each.before, each.after, theirs, own_stays=each.key not in dropped)
            if value != each.after:  # whoever knows the draft hears of it
                version = draft.saves + base.number
                edits[each.key] = replace(edits[each.key], value=value, version=version)
    return replace(draft, edits=edits)


def _is_contested(own: Difference, before: Features, theirs: Features) -> bool:
    if own.key.kind is FeatureKind.STORE and own.before is not None and own.after is not None:
        return contested(own.before, own.after, theirs[own.key])
    level = level_key(own.key.level_id)
    if own.after is not None and level in before and level not in theirs:
        return True
    return own.before != theirs.get(own.key) != own.after


def discarded(draft: Draft, base: Base, by: str, at: datetime) -> Draft:
    """The draft without any difference from its base; the very same when there is none."""
    undone = {
        key: Edit(base.features.get(key), draft.version + 1, by, at)
        for key, edit in draft.edits.items()
        if edit.value != base.features.get(key)
    }
    if not undone:
        return draft
    return replace(draft, saves=draft.saves + 1, edits={**draft.edits, **undone})
