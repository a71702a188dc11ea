"""Shoppers: registration with explicit consent, withdrawal with its consequences, erasure."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.errors import NotAuthenticated, NotFound
from campaigns.shoppers import repository
from campaigns.shoppers.domain import (
    ConsentChange,
    ConsentGrant,
    Purpose,
    ShopperIdentity,
    ShopperProfile,
)
from campaigns.stores.service import Stores
from campaigns.tokens import new_token, token_hash

Consequence = Callable[[Session, ConsentChange], None]
"""What another capability does when a consent changes, inside the same transaction."""


class Shoppers:
    """Who shops, and what they permit.

    What a withdrawal means for visits, offers and deliveries is known by the capabilities above this one; the
    application hands it in with `on_withdrawn` and `on_changed`. Consequences run in the order of their
    registration, before the caller commits: either consent and consequences are stored, or neither.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._on_withdrawn: dict[Purpose, list[Consequence]] = defaultdict(list)
        self._on_changed: list[Consequence] = []
        self.on_withdrawn(Purpose.PERSONALISATION, _forget_profile)

    def on_withdrawn(self, purpose: Purpose, consequence: Consequence) -> None:
        """Run `consequence` whenever `purpose` is withdrawn (an erasure withdraws every active one)."""
        self._on_withdrawn[purpose].append(consequence)

    def on_changed(self, consequence: Consequence) -> None:
        """Run `consequence` after every change of grants, once `on_withdrawn` is through."""
        self._on_changed.append(consequence)

    def register(
        self, session: Session, store_id: str, purposes: frozenset[Purpose], text_version: str, now: datetime
    ) -> tuple[str, str]:
        """Register a shopper of a store with exactly these grants.

        Returns
        -------
        (shopper_id, token) : the token is given out this once; only its hash is kept.
        """
        self._stores.settings(session, store_id)
        shopper_id, token = str(uuid.uuid4()), new_token()
        repository.insert_shopper(session, shopper_id, store_id, token_hash(token), now)
        repository.insert_grants(session, shopper_id, purposes, text_version, now)
        return shopper_id, token

    def identify(self, session: Session, token: str) -> ShopperIdentity:
        """The shopper who holds `token`. Raises `NotAuthenticated`."""
        found = repository.by_token_hash(session, token_hash(token))
        if found is None:
            raise NotAuthenticated("unknown token")
        shopper_id, store_id = found
        return ShopperIdentity(shopper_id, store_id, repository.active_purposes(session, shopper_id))

    def purposes(self, session: Session, shopper_id: str) -> frozenset[Purpose]:
        """The grants active now; none for an unknown shopper."""
        return repository.active_purposes(session, shopper_id)

    def grants(self, session: Session, shopper_id: str) -> Sequence[ConsentGrant]:
        """The whole history of grants, oldest first."""
        return repository.grants_of(session, shopper_id)

    def set_consent(
        self,
        session: Session,
        shopper_id: str,
        purposes: frozenset[Purpose],
        text_version: str,
        now: datetime,
    ) -> ConsentChange:
        """Make `purposes` the active grants. What stays granted keeps its first date and text."""
        store_id = repository.store_of(session, shopper_id)
        if store_id is None:
            raise NotFound("shopper", shopper_id)
        before = repository.active_purposes(session, shopper_id)
        change = ConsentChange(
            shopper_id=shopper_id,
            store_id=store_id,
            at=now,
            granted=purposes - before,
            withdrawn=before - purposes,
            purposes=purposes,
        )
        if change.withdrawn:
            repository.withdraw_grants(session, shopper_id, change.withdrawn, now)
        repository.insert_grants(session, shopper_id, change.granted, text_version, now)
        for purpose in Purpose:
            if purpose in change.withdrawn:
                for consequence in self._on_withdrawn[purpose]:
                    consequence(session, change)
        if change.granted or change.withdrawn:
            for consequence in self._on_changed:
                consequence(session, change)
        return change

    def erase(self, session: Session, shopper_id: str, now: datetime) -> None:
        """Withdraw every grant with its consequences, then delete the shopper and all that refers to them."""
        self.set_consent(session, shopper_id, frozenset(), "", now)
        repository.delete_shopper(session, shopper_id)

    def profile(self, session: Session, shopper_id: str) -> ShopperProfile | None:
        """What is remembered of earlier visits: nothing without the purpose personalisation."""
        return repository.profile_of(session, shopper_id)

    def note_visit(self, session: Session, shopper_id: str, began_at: datetime) -> None:
        """Count a visit that ended into the profile, where the shopper permits one."""
        if Purpose.PERSONALISATION not in repository.active_purposes(session, shopper_id):
            return
        known = repository.profile_of(session, shopper_id)
        if known is None:
            repository.insert_profile(session, shopper_id, ShopperProfile(1, began_at))
        else:
            last = max(known.last_visit_at, began_at)
            repository.update_profile(session, shopper_id, ShopperProfile(known.visits + 1, last))


def _forget_profile(session: Session, change: ConsentChange) -> None:
    repository.delete_profile(session, change.shopper_id)
