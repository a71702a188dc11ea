"""Stores: created from a plan, changed only by publishing the next map revision."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.stores import repository
from campaigns.stores.domain import RELEASE_K, RevisionEntry, StoreKind, StoreRevision, StoreSettings
from campaigns.stores.unreadable import unreadable
from positioning.types import PredictionRatio
from zones import storefile
from zones.errors import NewerStoreVersion, UnreadableStore
from zones.store import Store

PARSED_KEPT = 16
"""Parsed maps held in memory: the current one of each store of a process and a few that visits still use."""


def radio_sha256(store: Store) -> str:
    """What radio maps are told apart by: transmitters, shared ids, and where the survey heard them.

    Of surveyed levels alone: beacons that somebody placed by hand are no radio map, and changes of theirs are
    told feature by feature.
    """
    digest = hashlib.sha256()
    for level in store.levels:
        if (beacons := level.beacons) is None or (ground := beacons.ground) is None:
            continue
        digest.update(level.id.encode())
        digest.update(repr([beacons.transmitters[key] for key in sorted(beacons.transmitters)]).encode())
        digest.update(repr((sorted(beacons.shared_ids), beacons.error_m)).encode())
        if beacons.prediction_ratio != PredictionRatio():  # maps from before it was known keep their digest
            digest.update(repr(beacons.prediction_ratio).encode())
        digest.update(ground.x_m.tobytes() + ground.y_m.tobytes() + ground.duration_s.tobytes())
        for key, cells in sorted(ground.heard.items()):
            digest.update(key.encode() + cells.cell.tobytes())
            digest.update(cells.count.tobytes() + cells.excess_db.tobytes())
    return digest.hexdigest()


class Stores:
    """Stores and their immutable map revisions. Safe to use from several threads.

    Methods read and write through the session they are given; the caller commits.
    """

    def __init__(self) -> None:
        self._parsed: OrderedDict[str, Store] = OrderedDict()
        self._lock = threading.Lock()

    def read_document(self, document: bytes) -> Store:
        """Parse and check a store document; the result is remembered, so that storing it costs nothing more.

        Raises
        ------
        InvalidInput
            It is no store document, or one of a newer version.
        """
        return self._parse(document, hashlib.sha256(document).hexdigest())

    def create(
        self, session: Session, document: bytes, kind: StoreKind, now: datetime, author: str = ""
    ) -> str:
        """Create a store with its first map revision; the document's `venue_id` becomes the store's id.

        Parameters
        ----------
        author : whom the list of revisions names.

        Raises
        ------
        Conflict
            A store of that id exists.
        """
        store = self.read_document(document)
        store_id = str(store.venue_id)
        if repository.exists(session, store_id):
            raise Conflict(f"store {store_id} exists", "store-exists", id=store_id)
        kind = StoreKind(kind)
        repository.insert_store(session, store_id, store.name, kind, store.time_zone, RELEASE_K[kind], now)
        self._insert(session, store_id, 1, document, now, author, store.revision.note)
        return store_id

    def publish(
        self,
        session: Session,
        store_id: str,
        document: bytes,
        now: datetime,
        author: str = "",
        note: str | None = None,
    ) -> int:
        """Store the next map revision and give its number; the same document again changes nothing.

        Parameters
        ----------
        author : whom the list of revisions names.
        note : what the author says of it; by default what the document says.
        """
        store = self.read_document(document)
        if str(store.venue_id) != store_id:
            raise InvalidInput(
                "venue_id",
                f"the document is of {store.venue_id}, not of {store_id}",
                "other-store",
                of=store.venue_id,
                wanted=store_id,
            )
        current = self.settings(session, store_id)
        sha256 = hashlib.sha256(document).hexdigest()
        if repository.sha256_of(session, store_id, current.number) == sha256:
            return current.number
        repository.rename(session, store_id, store.name, store.time_zone)
        said = store.revision.note if note is None else note
        self._insert(session, store_id, current.number + 1, document, now, author, said)
        return current.number + 1

    def _insert(
        self, session: Session, store_id: str, number: int, document: bytes, now: datetime, author: str,
        note: str,
    ) -> None:  # fmt: skip
        repository.insert_revision(
            session,
            store_id,
            number,
            document,
            hashlib.sha256(document).hexdigest(),
            now,
            author=author,
            note=note,
            radio_sha256=radio_sha256(self.read_document(document)),
        )

    def entries(self, session: Session, store_id: str) -> Sequence[RevisionEntry]:
        """The revisions of a store, the newest first. Raises `NotFound`."""
        self.settings(session, store_id)
        return repository.entries_of(session, store_id)

    def entry(self, session: Session, store_id: str, number: int) -> RevisionEntry:
        """One revision of a store. Raises `NotFound`."""
        for entry in self.entries(session, store_id):
            if entry.number == number:
                return entry
        raise NotFound("map revision", f"{store_id}/{number}")

    def document(self, session: Session, store_id: str, number: int) -> bytes:
        """The document of a revision, as it was published. Raises `NotFound`."""
        self.entry(session, store_id, number)
        return repository.document_of(session, store_id, number)

    def all(self, session: Session) -> Sequence[StoreSettings]:
        """Every store, by name."""
        return repository.all_settings(session)

    def settings(self, session: Session, store_id: str) -> StoreSettings:
        """A store without its geometry. Raises `NotFound`."""
        settings = repository.settings_of(session, store_id)
        if settings is None:
            raise NotFound("store", store_id)
        return settings

    def current(self, session: Session, store_id: str) -> StoreRevision:
        """A store at its current map revision. Raises `NotFound`."""
        return self._at(session, self.settings(session, store_id), None)

    def revision(self, session: Session, store_id: str, number: int) -> StoreRevision:
        """A store at a given map revision. Raises `NotFound`."""
        return self._at(session, self.settings(session, store_id), number)

    def _at(self, session: Session, settings: StoreSettings, number: int | None) -> StoreRevision:
        number = settings.number if number is None else number
        sha256 = repository.sha256_of(session, settings.store_id, number)
        if sha256 is None:
            raise NotFound("map revision", f"{settings.store_id}/{number}")
        store = self._remembered(sha256)
        if store is None:
            store = self._parse(repository.document_of(session, settings.store_id, number), sha256)
        return StoreRevision(
            store_id=settings.store_id,
            kind=settings.kind,
            time_zone=settings.time_zone,
            number=number,
            store=store,
            privacy_k=settings.privacy_k,
            pushes_per_visit=settings.pushes_per_visit,
        )

    def _remembered(self, sha256: str) -> Store | None:
        with self._lock:
            store = self._parsed.get(sha256)
            if store is not None:
                self._parsed.move_to_end(sha256)
            return store

    def _parse(self, document: bytes, sha256: str) -> Store:
        store = self._remembered(sha256)
        if store is not None:
            return store
        try:
            store = storefile.loads(document, "document")
        except (UnreadableStore, NewerStoreVersion) as error:
            raise unreadable("document", error.place, error, "unreadable-plan") from error
        with self._lock:
            self._parsed[sha256] = store
            while len(self._parsed) > PARSED_KEPT:
                self._parsed.popitem(last=False)
        return store
