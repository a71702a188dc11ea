"""Visits as a shopper's app begins, resumes, reads and ends them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.errors import InvalidInput, Refused
from campaigns.shoppers.domain import ConsentChange, Purpose, ShopperIdentity
from campaigns.shoppers.service import Shoppers
from campaigns.stores.domain import StoreKind, StoreRevision
from campaigns.stores.service import Stores
from campaigns.visits import repository
from campaigns.visits.close import begin_closing
from campaigns.visits.domain import (
    CloseReason,
    Closing,
    ConsentMissing,
    Hello,
    Visit,
    VisitClosed,
    VisitState,
    check_clock,
)
from campaigns.visits.open_visit import beacon_keys
from positioning.types import BeaconKey, LevelId

START_MARGIN_M = 20.0
"""A start may lie this far outside the level's rectangle: a car park before the door is not drawn."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """A visit that takes frames now. `is_new`: it began with this hello."""

    visit: Visit
    beacons: tuple[BeaconKey, ...]
    is_new: bool


class Visits:
    """Begin, resume and end visits. Methods use the caller's session; changes run on the writer's thread."""

    def __init__(self, stores: Stores, shoppers: Shoppers) -> None:
        self._stores = stores
        self._shoppers = shoppers

    def open(
        self, session: Session, store_id: str, shopper: ShopperIdentity, hello: Hello, now: datetime
    ) -> Welcome:
        """Begin a visit, or resume it: then its clock and UTC stay those of the first hello.

        Raises
        ------
        NotFound
            No such store.
        Refused
            The token is of another store, or the visit is somebody else's.
        ConsentMissing
            The shopper does not permit positioning.
        VisitClosed
            The visit is over.
        InvalidInput
            `utc` contradicts the service's clock (live stores), or `start` is not on the floor.
        """
        current = self._stores.current(session, store_id)
        if shopper.store_id != store_id:
            raise Refused("the token is of another store")
        if Purpose.POSITIONING not in self._shoppers.purposes(session, shopper.shopper_id):
            raise ConsentMissing
        known = repository.find(session, str(hello.visit_id))
        if known is not None:
            self._check_own(known, shopper)
            if known.state is not VisitState.OPEN:
                raise VisitClosed(known.id, known.close_reason or CloseReason.SHOPPER)
            repository.heard(session, known.id, now)
            return Welcome(known, self.beacons(session, known), is_new=False)
        visit = self._begun(current, shopper, hello, now)
        repository.add(session, visit)
        return Welcome(visit, self.beacons(session, visit), is_new=True)

    def own(self, session: Session, visit_id: str, shopper: ShopperIdentity) -> Visit:
        """A visit of this shopper. Raises `NotFound`, `Refused`."""
        visit = repository.get(session, visit_id)
        self._check_own(visit, shopper)
        return visit

    def open_count(self, session: Session, store_id: str) -> int:
        """How many visits of a store are open."""
        return repository.open_count(session, store_id)

    def latest(self, session: Session, store_id: str, state: VisitState | None, limit: int) -> list[Visit]:
        """Visits of a store, the last begun first; those in a state, when one is given."""
        return repository.latest(session, store_id, state, limit)

    def beacons(self, session: Session, visit: Visit) -> tuple[BeaconKey, ...]:
        """The keys that binary frames of a visit index: those of the revision it began with."""
        begun = self._stores.revision(session, visit.store_id, visit.map_revision).store
        return beacon_keys(begun.beacon_map(LevelId(visit.level_id)))

    def end(self, session: Session, visit_id: str, shopper: ShopperIdentity) -> list[Closing]:
        """The shopper ends the visit, at its last frame; ending it again changes nothing."""
        visit = self.own(session, visit_id, shopper)
        if visit.state is not VisitState.OPEN:
            return []
        return [begin_closing(session, visit, CloseReason.SHOPPER, visit.last_frame_at)]

    def on_withdrawn(
        self, begun: Callable[[Sequence[Closing]], None]
    ) -> Callable[[Session, ConsentChange], None]:
        """What happens when positioning is withdrawn: open visits end in the same transaction.

        `begun` (`Closer.begun`) is called once that is committed, on the writer's thread.
        """

        def consequence(session: Session, change: ConsentChange) -> None:
            open_visits = repository.open_of_shopper(session, change.shopper_id)
            closings = [
                begin_closing(session, visit, CloseReason.CONSENT_WITHDRAWN, visit.last_frame_at)
                for visit in open_visits
            ]
            if closings:
                sa.event.listen(session, "after_commit", lambda _session: begun(closings), once=True)

        return consequence

    def _begun(self, current: StoreRevision, shopper: ShopperIdentity, hello: Hello, now: datetime) -> Visit:
        if current.kind is StoreKind.LIVE:
            check_clock(hello.utc, now, "utc")
        level = current.store.level()
        start = hello.start
        if start is not None and not (
            -START_MARGIN_M <= start.x_m <= level.width_m + START_MARGIN_M
            and -START_MARGIN_M <= start.y_m <= level.height_m + START_MARGIN_M
        ):
            raise InvalidInput("start", f"not on the floor of {level.width_m:.0f} x {level.height_m:.0f} m")
        return Visit(
            id=str(hello.visit_id),
            store_id=current.store_id,
            shopper_id=shopper.shopper_id,
            map_revision=current.number,
            level_id=level.id,
            device=hello.device,
            clock_ns=hello.clock_ns,
            began_at=hello.utc,
            start=start,
            next_sequence=0,
            last_frame_at=hello.utc,
            last_heard_at=now,
        )

    @staticmethod
    def _check_own(visit: Visit, shopper: ShopperIdentity) -> None:
        if visit.shopper_id != shopper.shopper_id or visit.store_id != shopper.store_id:
            raise Refused("the visit is another shopper's")
