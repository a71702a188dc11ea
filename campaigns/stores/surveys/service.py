"""Guided surveys: walks as phones tell them, what is left to walk, and walks as recordings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.stores.service import Stores
from campaigns.stores.surveys import repository
from campaigns.stores.surveys.clocks import ClockReading
from campaigns.stores.surveys.domain import (
    LONGEST_WALK_S,
    MOST_ENTRIES,
    Entry,
    EntryKind,
    OpenedWalk,
    PairedScanner,
    Walked,
    missing,
    walked,
)
from campaigns.stores.surveys.joining import PhoneTime, join
from campaigns.stores.surveys.motion import read_motion
from campaigns.stores.surveys.progress import Progress, SurveyGrounds
from campaigns.stores.surveys.radio import log_records
from campaigns.stores.surveys.recording import recordings
from campaigns.stores.surveys.scanners import Hearing, Scanners
from campaigns.stores.surveys.walk_states import MOTION_HZ, WalkReport, WalkState
from positioning.types import LevelId

MOST_OPEN_WALKS = 500
"""Of a store: a year of afternoons."""

MOST_MOTION_CHUNKS = 3_000
"""Four hours by five seconds."""

MOST_MOTION_SAMPLES = int(LONGEST_WALK_S * MOTION_HZ)
"""Of a walk, 58 MB: joined, all of it is in memory."""

MOST_LOGS = 3


class Surveys:
    """The survey walks of every store.

    Methods read and write through the session they are given; the caller commits.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._grounds = SurveyGrounds()
        self.scanners = Scanners()

    def open(self, session: Session, wanted: OpenedWalk) -> OpenedWalk:
        """Open a walk; the same again changes nothing.

        Raises
        ------
        NotFound, InvalidInput
            There is no such store; it has no such level.
        Conflict
            The id is of another phone's walk, or of another place; the store has too many walks.
        """
        store = self._stores.current(session, wanted.store_id).store
        if all(level.id != wanted.level_id for level in store.levels):
            raise InvalidInput(
                "level_id", f"the store has no level {wanted.level_id}", "no-level", level=wanted.level_id
            )
        found = repository.walk(session, wanted.walk_id)
        if found is None:
            if repository.walk_count(session, wanted.store_id) >= MOST_OPEN_WALKS:
                raise Conflict(
                    f"{MOST_OPEN_WALKS} walks are the most of a store; delete old ones",
                    "walks-full",
                    most=MOST_OPEN_WALKS,
                )
            repository.insert_walk(session, wanted)
            return wanted
        if (found.store_id, found.level_id, found.device) != (
            wanted.store_id, wanted.level_id, wanted.device,
        ):  # fmt: skip
            raise Conflict(
                f"walk {wanted.walk_id} belongs to another phone or another place", "walk-elsewhere"
            )
        return found

    def revision(self, session: Session, store_id: str) -> int:
        """The current map revision of a store. Raises `NotFound`."""
        return self._stores.settings(session, store_id).number

    def tell(
        self,
        session: Session,
        store_id: str,
        walk_id: str,
        device: str,
        entries: Sequence[Entry],
        readings: dict[str, list[ClockReading]],
    ) -> Walked | None:
        """Keep what a phone tells; what came before changes nothing. Gives the walk when this has ended it.

        Raises
        ------
        Conflict
            It is another phone's walk, or a sequence number came before and said something else.
        """
        self._own(session, store_id, walk_id, device)
        known = {entry.sequence: entry for entry in repository.entries(session, [walk_id])[walk_id]}
        new: dict[int, Entry] = {}
        for entry in entries:
            before = known.get(entry.sequence, new.get(entry.sequence))
            if before is None:
                new[entry.sequence] = entry
            elif before != entry:
                raise Conflict(
                    f"entry {entry.sequence} of walk {walk_id} came before and said something else",
                    "walk-elsewhere",
                )
        if len(known) + len(new) > MOST_ENTRIES:
            raise Conflict(
                f"{MOST_ENTRIES} entries are the most of a walk; begin another",
                "walk-full",
                most=MOST_ENTRIES,
            )
        repository.insert_entries(session, walk_id, new.values())
        for clock, told in readings.items():
            self.scanners.read_clock(session, store_id, device, clock, told)
        if all(entry.kind is not EntryKind.END for entry in new.values()):
            return None
        after = walked([*known.values(), *new.values()])
        return after if after.has_ended and not walked(known.values()).has_ended else None

    def add_motion(
        self,
        session: Session,
        store_id: str,
        walk_id: str,
        device: str,
        sequence: int,
        clock: str,
        body: bytes,
    ) -> None:
        """Keep some seconds of a phone's motion; the same number again changes nothing."""
        self._own(session, store_id, walk_id, device)
        rows = read_motion(body)
        if repository.has_motion(session, walk_id, sequence):
            return
        chunks, samples = repository.motion_counts(session, [walk_id]).get(walk_id, (0, 0))
        if chunks >= MOST_MOTION_CHUNKS:
            raise Conflict(
                f"{MOST_MOTION_CHUNKS} pieces of motion are the most of a walk",
                "walk-full",
                most=MOST_MOTION_CHUNKS,
            )
        if samples + len(rows) > MOST_MOTION_SAMPLES:
            raise Conflict(
                f"{MOST_MOTION_SAMPLES} samples of motion are the most of a walk",
                "walk-full",
                most=MOST_MOTION_SAMPLES,
            )
        repository.add_motion(session, walk_id, sequence, clock, len(rows), body)

    def add_log(self, session: Session, store_id: str, walk_id: str, kept: bytes, sha256: str) -> None:
        """Keep a native log of the phone that tapped, read by `radio.read_log`."""
        self.walk(session, store_id, walk_id)
        if repository.has_log(session, walk_id, sha256):
            return
        if repository.log_counts(session, [walk_id]).get(walk_id, 0) >= MOST_LOGS:
            raise Conflict(f"{MOST_LOGS} logs are the most of a walk", "logs-full", most=MOST_LOGS)
        repository.add_log(session, walk_id, sha256, kept)

    def delete(self, session: Session, store_id: str, walk_id: str) -> OpenedWalk:
        """Forget a walk and, after its phone's last one, what that phone's replaced scanners heard. Raises
        `NotFound`.
        """
        walk = self.walk(session, store_id, walk_id)
        repository.delete_walk(session, walk_id)
        if not repository.has_walk_of(session, store_id, walk.device):
            self.scanners.forget(session, store_id, walk.device)
        return walk

    def walk(self, session: Session, store_id: str, walk_id: str) -> OpenedWalk:
        """A walk of a store. Raises `NotFound`."""
        found = repository.walk(session, walk_id)
        if found is None or found.store_id != store_id:
            raise NotFound("survey walk", walk_id)
        return found

    def states(self, session: Session, store_id: str, level_id: str | None = None) -> list[WalkState]:
        """The walks of a store, or of one level, the first one first."""
        self._stores.settings(session, store_id)
        walks = repository.walks(session, store_id, level_id)
        ids = [walk.walk_id for walk in walks]
        told = repository.entries(session, ids)
        samples = repository.motion_counts(session, ids)
        logs = repository.log_counts(session, ids)
        hearings = {
            device: self.scanners.hearings(session, store_id, device)
            for device in {walk.device for walk in walks}
        }
        return [
            self._state(
                session, walk, told[walk.walk_id], hearings[walk.device],
                samples.get(walk.walk_id, (0, 0))[1], logs.get(walk.walk_id, 0),
            )
            for walk in walks
        ]  # fmt: skip

    def state(self, session: Session, store_id: str, walk_id: str) -> WalkState:
        """One walk. Raises `NotFound`."""
        walk = self.walk(session, store_id, walk_id)
        _, samples = repository.motion_counts(session, [walk_id]).get(walk_id, (0, 0))
        logs = repository.log_counts(session, [walk_id]).get(walk_id, 0)
        told = repository.entries(session, [walk_id])[walk_id]
        hearings = self.scanners.hearings(session, store_id, walk.device)
        return self._state(session, walk, told, hearings, samples, logs)

    def report(self, session: Session, store_id: str, walk_id: str) -> WalkReport:
        """A walk with its recordings. Raises `NotFound`."""
        state = self.state(session, store_id, walk_id)
        told = repository.entries(session, [walk_id])[walk_id]
        phone = self._phone_time(session, state.walk, told)
        hearings = self.scanners.hearings(session, store_id, state.walk.device)
        batches = self.scanners.heard_between(session, hearings, *_span_ms(phone, told))
        motion = [(clock, read_motion(body)) for clock, body in repository.motion(session, walk_id)]
        logs = [log_records(kept) for kept in repository.logs(session, walk_id)]
        joined = join(state.walked, phone, batches, motion, logs)
        scanner = next(
            (each.name for each in self.scanners.of_device(session, store_id, state.walk.device)), ""
        )
        return WalkReport(state, joined, recordings(state.walk, joined, phone, scanner))

    def reports(self, session: Session, store_id: str, level_id: str | None = None) -> list[WalkReport]:
        """All walks of a store, or of one level, with their recordings. Raises `NotFound`."""
        self._stores.settings(session, store_id)
        walks = repository.walks(session, store_id, level_id)
        return [self.report(session, store_id, walk.walk_id) for walk in walks]

    def write(self, session: Session, store_id: str, level_id: str, folder: Path) -> int:
        """Write the walks of a level into a folder as recordings, and tell how many there were."""
        count = 0
        for walk in repository.walks(session, store_id, level_id):  # one in memory at a time
            for recording in self.report(session, store_id, walk.walk_id).recordings:
                (folder / f"{recording.name}.txt.gz").write_bytes(recording.packed)
                count += 1
        return count

    def progress(
        self,
        session: Session,
        store_id: str,
        level_id: str | None,
        start_m: tuple[float, float] | None = None,
        *,
        afresh: bool = False,
    ) -> Progress:
        """How much of a level the walks cover, and what to walk next: what is left, or `afresh`, everything.
        Slow once a map: not for the writer.

        Raises
        ------
        NotFound, InvalidInput
            There is no such store; it has no such level.
        """
        revision = self._stores.current(session, store_id)
        if level_id is not None and all(level.id != level_id for level in revision.store.levels):
            raise InvalidInput("level_id", f"the store has no level {level_id}", "no-level", level=level_id)
        level = revision.store.level(LevelId(level_id) if level_id else None)
        walks = repository.walks(session, store_id, level.id)
        told = repository.entries(session, [walk.walk_id for walk in walks])
        legs = [leg for entries in told.values() for leg in walked(entries).walked_legs]
        return self._grounds.progress(revision, level, legs, start_m, afresh=afresh)

    def _own(self, session: Session, store_id: str, walk_id: str, device: str) -> None:
        if self.walk(session, store_id, walk_id).device != device:
            raise Conflict(f"walk {walk_id} is being walked with another phone", "walk-elsewhere")

    def _phone_time(self, session: Session, walk: OpenedWalk, told: Sequence[Entry]) -> PhoneTime:
        clocks = {entry.clock for entry in told}
        return PhoneTime(self.scanners.clocks(session, walk.store_id, walk.device, clocks), told)

    def _state(
        self,
        session: Session,
        walk: OpenedWalk,
        told: Sequence[Entry],
        hearings: Sequence[Hearing],
        samples: int,
        logs: int,
    ) -> WalkState:
        span_ms = _span_ms(self._phone_time(session, walk, told), told)
        sightings = self.scanners.count_between(session, hearings, *span_ms)
        sequences = [entry.sequence for entry in told]
        return WalkState(walk, walked(told), len(told), tuple(missing(sequences)), sightings, samples, logs)

    def paired(self, session: Session, store_id: str, device: str) -> PairedScanner | None:
        """The scanner that hears for a phone now."""
        found = self.scanners.of_device(session, store_id, device)
        return next((each for each in found if each.replaced_at is None), None)


def _span_ms(phone: PhoneTime, told: Sequence[Entry]) -> tuple[float, float]:
    """Return the service's times of the first and the last thing told, nothing where none is known."""
    known = [time.unix_ms for entry in told if (time := phone.of(entry.clock, entry.t_ms)) is not None]
    if not known:
        return 0.0, -1.0
    return min(known), min(max(known), min(known) + LONGEST_WALK_S * 1e3)
