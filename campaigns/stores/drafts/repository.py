"""All SQL of map drafts."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.drafts.domain import BaseMove, Draft, Edit
from campaigns.stores.drafts.features import FeatureKey, FeatureKind
from campaigns.stores.drafts.tables import draft_edits, map_drafts


def saves_and_base(session: Session, store_id: str) -> tuple[int, int] | None:
    """How far a draft is, without its edits; None when nobody ever drew."""
    row = session.execute(sa.select(map_drafts).where(map_drafts.c.store_id == store_id)).one_or_none()
    return None if row is None else (row.saves, row.moves[-1][1])


def draft_of(session: Session, store_id: str) -> Draft | None:
    """The draft of a store; None when nobody ever drew."""
    row = session.execute(sa.select(map_drafts).where(map_drafts.c.store_id == store_id)).one_or_none()
    if row is None:
        return None
    ordered = sa.select(draft_edits).where(draft_edits.c.store_id == store_id).order_by(
        draft_edits.c.version, draft_edits.c.level_id, draft_edits.c.kind, draft_edits.c.feature_id
    )  # fmt: skip
    edits = {
        FeatureKey(each.level_id, FeatureKind(each.kind), each.feature_id): Edit(
            each.value, each.version, each.by, each.at
        )
        for each in session.execute(ordered)
    }
    return Draft(row.saves, tuple(BaseMove(saves, revision) for saves, revision in row.moves), edits)


def store_draft(session: Session, store_id: str, before: Draft | None, after: Draft) -> None:
    """Store what of a draft changed."""
    head = {"saves": after.saves, "moves": [[move.saves, move.revision] for move in after.moves]}
    if before is None:
        session.execute(sa.insert(map_drafts).values(store_id=store_id, **head))
    else:
        session.execute(sa.update(map_drafts).where(map_drafts.c.store_id == store_id).values(**head))
    known: Mapping[FeatureKey, Edit] = {} if before is None else before.edits
    changed = {key: edit for key, edit in after.edits.items() if known.get(key) != edit}
    stale = [key for key in known if key not in after.edits or key in changed]
    if stale:
        session.execute(
            sa.delete(draft_edits).where(
                draft_edits.c.store_id == store_id,
                draft_edits.c.level_id == sa.bindparam("of_level"),
                draft_edits.c.kind == sa.bindparam("of_kind"),
                draft_edits.c.feature_id == sa.bindparam("of_id"),
            ),
            [{"of_level": key.level_id, "of_kind": key.kind.value, "of_id": key.id} for key in stale],
        )
    if changed:
        session.execute(sa.insert(draft_edits), [_row(store_id, key, edit) for key, edit in changed.items()])


def _row(store_id: str, key: FeatureKey, edit: Edit) -> dict[str, object]:
    return {
        "store_id": store_id,
        "level_id": key.level_id,
        "kind": key.kind.value,
        "feature_id": key.id,
        "value": edit.value,
        "version": edit.version,
        "by": edit.by,
        "at": edit.at,
    }
