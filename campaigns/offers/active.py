"""The active campaigns of each store, kept in memory until one of them changes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.offers import repository
from campaigns.offers.candidates import ActiveCampaigns

_CHANGED = "campaigns changed"
"""Key in a session's `info`."""


class ActiveCache:
    """Indexes by store. A change counts up a generation, when it is made and again when it is committed.

    What another session read between the two is of an older generation and is not kept.
    """

    def __init__(self) -> None:
        self._indexes: dict[str, ActiveCampaigns] = {}
        self._generation = 0

    def of(self, session: Session, store_id: str) -> ActiveCampaigns:
        """The index of a store's active campaigns, as `session` sees them."""
        index = self._indexes.get(store_id)
        if index is None:
            generation = self._generation
            index = ActiveCampaigns.of(repository.active_of_store(session, store_id))
            if generation == self._generation and not session.info.get(_CHANGED):
                self._indexes[store_id] = index
        return index

    def forget(self, session: Session) -> None:
        """A campaign changed in this session: what it reads from now on stays its own until it commits."""
        self._drop()
        if not session.info.get(_CHANGED):
            session.info[_CHANGED] = True
            sa.event.listen(session, "after_commit", self._drop)
            sa.event.listen(session, "after_rollback", self._drop)

    def _drop(self, _session: Session | None = None) -> None:
        self._generation += 1
        self._indexes.clear()
