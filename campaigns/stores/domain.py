"""What the service knows of a store beside its map."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from zones.store import Store

LARGEST_DOCUMENT_BYTES = 16 * 1024 * 1024
"""A mall floor with its radio map is about 1 MB; a department store of ten floors stays below this."""

NO_RADIO = hashlib.sha256().hexdigest()
"""The digest of the radio maps of a store whose levels nobody surveyed."""


class StoreKind(StrEnum):
    """Whether people shop there. Recordings and simulations go into trial stores only."""

    LIVE = "live"
    TRIAL = "trial"


RELEASE_K = {StoreKind.LIVE: 20, StoreKind.TRIAL: 1}
"""Fewest distinct shoppers in a released figure (ADR 3); nobody is protected in a trial store."""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """A store without its geometry."""

    store_id: str
    name: str
    kind: StoreKind
    time_zone: str
    privacy_k: int
    pushes_per_visit: int
    created_at: datetime
    number: int
    """The current map revision."""


@dataclass(frozen=True, slots=True)
class RevisionEntry:
    """A map revision in the list of a store's: who published it, when, and what they said of it.

    `radio` says whether its radio map differs from that of the revision before.
    """

    number: int
    at: datetime
    author: str
    note: str
    radio: bool


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """What happens in a store now; counted by the capabilities that know."""

    live_visits: int
    offers_today: int


@dataclass(frozen=True, slots=True)
class StoreRevision:
    """A store at one map revision: what visits, offers and reports work with."""

    store_id: str
    kind: StoreKind
    time_zone: str
    number: int
    store: Store
    privacy_k: int
    pushes_per_visit: int
