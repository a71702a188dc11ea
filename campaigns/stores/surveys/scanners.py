"""Scanners: paired with a surveyor's phone by a code, they send what they hear."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.errors import Conflict, InvalidInput, NotAuthenticated, NotFound
from campaigns.stores.surveys import repository, scanner_repository
from campaigns.stores.surveys.clocks import ClockReading, ServiceClock, most_telling
from campaigns.stores.surveys.domain import LONGEST_BATCH_MS, PairedScanner
from campaigns.stores.surveys.joining import ScannerBatch
from campaigns.stores.surveys.radio import HeardBeacon, packed, unpacked
from campaigns.stores.surveys.scanner_repository import ClockTotals, ClockWindow, RadioBatch
from campaigns.tokens import new_token, token_hash

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are taken for another when read off a screen: I, L, O, 0, 1."""

CODE_LENGTH = 8
"""31^8 codes, one of which lasts half an hour: ten guesses in five minutes find none."""

CODE_LASTS = timedelta(minutes=30)

TOKEN_LASTS = timedelta(days=7)
"""A scanner that had no network sends within the week."""

MOST_BATCHES = 20_000
"""Of one scanner: a batch every two seconds for eleven hours."""

MOST_CLOCKS = 500
"""Kept of one phone or scanner: page loads or starts, those read longest ago go first."""

MOST_READINGS = 64
"""Kept of one clock: what lies between two of four hours drifts by less than a millisecond."""


class Scanners:
    """Who hears for whom, and what was heard.

    Methods read and write through the session they are given; the caller commits.
    """

    def offer(self, session: Session, store_id: str, device: str, now: datetime) -> tuple[str, datetime]:
        """Give a code that pairs one scanner with a phone, and until when it does."""
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        until = now + CODE_LASTS
        scanner_repository.insert_code(session, store_id, device, token_hash(code), now, until)
        return code, until

    def pair(self, session: Session, code: str, name: str, now: datetime) -> tuple[str, str]:
        """Use a code up; give the scanner's token and its store.

        Raises
        ------
        NotAuthenticated
            There is no such code, it was used, or it is too old.
        """
        typed = code.upper().replace("-", "").replace(" ", "")
        found = scanner_repository.offered(session, token_hash(typed))
        if found is None or now > found[1]:
            raise NotAuthenticated(
                "this code is not known, was used, or is too old; ask the page for a new one"
            )
        token = new_token()
        scanner_repository.pair(session, found[0], token_hash(token), name, now)
        return token, found[2]

    def identify(self, session: Session, token: str, now: datetime) -> PairedScanner:
        """Who sends with a token. Raises `NotAuthenticated`."""
        scanner = scanner_repository.by_token(session, token_hash(token))
        if scanner is None or now > scanner.paired_at + TOKEN_LASTS:
            raise NotAuthenticated("this scanner is not paired")
        return scanner

    def release(self, session: Session, store_id: str, device: str, now: datetime) -> None:
        """End a phone's pairing; what was heard before stays, and may still be sent. Raises `NotFound`."""
        if not scanner_repository.release(session, store_id, device, now):
            raise NotFound("paired scanner of", device)

    def of_device(self, session: Session, store_id: str, device: str) -> Sequence[PairedScanner]:
        """The scanners of a phone, the last one first."""
        return scanner_repository.of_device(session, store_id, device)

    def take(
        self,
        session: Session,
        scanner: PairedScanner,
        sequence: int,
        clock: str,
        heard: Sequence[HeardBeacon],
        now: datetime,
    ) -> bool:
        """Keep what a scanner heard; a batch that came before changes nothing, and False says so.

        Raises
        ------
        InvalidInput
            Its times go over more than ten minutes.
        Conflict
            The scanner has sent as much as it may.
        """
        if not heard or scanner_repository.has_batch(session, scanner.scanner_id, clock, sequence):
            return False
        times_ms = [each.t_ms for each in heard]
        first_ms, last_ms = min(times_ms), max(times_ms)
        if last_ms - first_ms > LONGEST_BATCH_MS:
            raise InvalidInput("sightings", "lie more than ten minutes apart")
        known = scanner_repository.totals(session, [scanner.scanner_id])
        if sum(each.batches for each in known) >= MOST_BATCHES:
            raise Conflict(f"{MOST_BATCHES} batches are the most of one scanner; pair it again")
        if len(known) >= MOST_CLOCKS and all(each.clock != clock for each in known):
            raise Conflict(f"{MOST_CLOCKS} starts are the most of one scanner; pair it again")
        ordered = sorted(heard, key=lambda each: each.t_ms)
        batch = RadioBatch(scanner.scanner_id, clock, first_ms, last_ms, len(heard), packed(ordered))
        scanner_repository.add_batch(session, sequence, batch, now)
        return True

    def read_clock(
        self, session: Session, store_id: str, owner: str, clock: str, told: Sequence[ClockReading]
    ) -> None:
        """Keep the readings of a device's clock that tell most."""
        name = f"{owner}/{clock}"
        if told:
            known = repository.readings(session, store_id, [name]).get(name, [])
            kept = most_telling([*known, *told], MOST_READINGS)
            if kept != known:
                repository.replace_readings(session, store_id, name, kept)
            if not known:
                self._forget_old_clocks(session, store_id, owner)

    def _forget_old_clocks(self, session: Session, store_id: str, owner: str) -> None:
        names = repository.clock_names(session, store_id, owner)
        if len(names) <= MOST_CLOCKS:
            return
        read_ms = {
            name: max(reading.service_ms for reading in readings)
            for name, readings in repository.readings(session, store_id, names).items()
        }
        newest = sorted(names, key=lambda name: read_ms[name])[-MOST_CLOCKS:]
        repository.delete_clocks(session, store_id, owner, newest)

    def forget(self, session: Session, store_id: str, device: str) -> None:
        """Forget a phone of which no walk is left: its clocks, its replaced scanners, what those heard."""
        repository.delete_clocks(session, store_id, device)
        for scanner_id in scanner_repository.delete_replaced(session, store_id, device):
            repository.delete_clocks(session, store_id, str(scanner_id))

    def clocks(
        self, session: Session, store_id: str, owner: str, clocks: Iterable[str]
    ) -> dict[str, ServiceClock]:
        """What is known of a device's clocks; nothing of those that were never read."""
        named = {f"{owner}/{clock}": clock for clock in clocks}
        known = repository.readings(session, store_id, named)
        return {named[name]: ServiceClock.of(readings) for name, readings in known.items()}

    def hearings(self, session: Session, store_id: str, device: str) -> list[Hearing]:
        """How much a phone's scanners heard on each of their clocks."""
        replaced_at = {
            scanner.scanner_id: scanner.replaced_at
            for scanner in scanner_repository.of_device(session, store_id, device)
        }
        totals = scanner_repository.totals(session, list(replaced_at))
        names = {f"{each.scanner_id}/{each.clock}" for each in totals}
        known = repository.readings(session, store_id, names)
        return [
            Hearing(
                each, ServiceClock.of(known.get(f"{each.scanner_id}/{each.clock}", ())),
                replaced_at[each.scanner_id],
            )
            for each in totals
        ]  # fmt: skip

    def count_between(
        self, session: Session, hearings: Iterable[Hearing], from_ms: float, to_ms: float
    ) -> int:
        """How many sightings there are between two times of the service (ms), by whole batches; with all of
        the clocks that nobody read.
        """
        return sum(
            hearing.totals.sightings
            if hearing.is_within(window)
            else scanner_repository.sightings_between(session, window)
            for hearing, window in _windows(hearings, from_ms, to_ms)
        )

    def heard_between(
        self, session: Session, hearings: Iterable[Hearing], from_ms: float, to_ms: float
    ) -> list[ScannerBatch]:
        """What `count_between` counts."""
        return [
            ScannerBatch(hearing.clock, list(unpacked(body)))
            for hearing, window in _windows(hearings, from_ms, to_ms)
            for body in scanner_repository.bodies_between(session, window)
        ]


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a scanner heard on one of its clocks, as far as its totals tell."""

    totals: ClockTotals
    clock: ServiceClock
    replaced_at: datetime | None

    def window(self, from_ms: float, to_ms: float) -> ClockWindow | None:
        """A time of the service on this clock: all of it where nobody read the clock, nothing where nothing
        was heard.
        """
        totals = self.totals
        if self.replaced_at is not None:
            to_ms = min(to_ms, self.replaced_at.timestamp() * 1e3)
        from_own_ms, to_own_ms = self.clock.own_ms(from_ms), self.clock.own_ms(to_ms)
        if from_own_ms is None or to_own_ms is None:
            from_own_ms, to_own_ms = totals.first_ms, totals.last_ms
        if to_own_ms < max(from_own_ms, totals.first_ms) or totals.last_ms < from_own_ms:
            return None
        return ClockWindow(totals.scanner_id, totals.clock, from_own_ms, to_own_ms)

    def is_within(self, window: ClockWindow) -> bool:
        """Whether all that was heard lies in a window."""
        return window.from_ms <= self.totals.first_ms and self.totals.last_ms <= window.to_ms


def _windows(
    hearings: Iterable[Hearing], from_ms: float, to_ms: float
) -> Iterator[tuple[Hearing, ClockWindow]]:
    for hearing in hearings:
        if (window := hearing.window(from_ms, to_ms)) is not None:
            yield hearing, window
