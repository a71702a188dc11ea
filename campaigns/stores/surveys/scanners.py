"""Scanners: paired with a surveyor's phone by a code, they send what they hear."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.errors import Conflict, InvalidInput, NotAuthenticated, NotFound
from campaigns.stores.surveys import repository, scanner_repository
from campaigns.stores.surveys.clocks import ClockReading, ServiceClock, most_telling
from campaigns.stores.surveys.domain import PairedScanner
from campaigns.stores.surveys.joining import ScannerBatch
from campaigns.stores.surveys.radio import HeardBeacon, packed, unpacked
from campaigns.stores.surveys.scanner_repository import RadioBatch
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

MOST_READINGS = 64
"""Kept of one clock: what lies between two of four hours drifts by less than a millisecond."""

LONGEST_BATCH_MS = 600_000.0


class Scanners:
    """Who hears for whom, and what was heard.

    Methods read and write through the session they are given; the caller commits.
    """

    def offer(self, session: Session, store_id: str, device: str, now: datetime) -> tuple[str, datetime]:
        """Give a code that pairs one scanner with a phone, and until when it does."""
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        until = now + CODE_LASTS
        scanner_repository.insert_code(session, store_id, device, token_hash(code), until)
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
        if not heard:
            return False
        times_ms = [each.t_ms for each in heard]
        first_ms, last_ms = min(times_ms), max(times_ms)
        if last_ms - first_ms > LONGEST_BATCH_MS:
            raise InvalidInput("sightings", "lie more than ten minutes apart")
        if scanner_repository.batch_count(session, scanner.scanner_id) >= MOST_BATCHES:
            raise Conflict(f"{MOST_BATCHES} batches are the most of one scanner; pair it again")
        ordered = sorted(heard, key=lambda each: each.t_ms)
        batch = RadioBatch(scanner.scanner_id, clock, first_ms, last_ms, len(heard), packed(ordered))
        return scanner_repository.add_batch(session, sequence, batch, now)

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

    def clocks(
        self, session: Session, store_id: str, owner: str, clocks: Iterable[str]
    ) -> dict[str, ServiceClock]:
        """What is known of a device's clocks; nothing of those that were never read."""
        named = {f"{owner}/{clock}": clock for clock in clocks}
        known = repository.readings(session, store_id, named)
        return {named[name]: ServiceClock.of(readings) for name, readings in known.items()}

    def heard_between(
        self, session: Session, store_id: str, device: str, from_ms: float, to_ms: float, *, whole: bool
    ) -> tuple[list[ScannerBatch], int]:
        """What a phone's scanners heard between two times of the service (ms), as far as their clocks are
        known, and how many sightings it is; without the sightings themselves unless the `whole` is asked for.
        """
        replaced_ms = {
            scanner.scanner_id: scanner.replaced_at.timestamp() * 1e3 if scanner.replaced_at else float("inf")
            for scanner in scanner_repository.of_device(session, store_id, device)
        }
        batches = scanner_repository.batches(session, list(replaced_ms))
        clocks = {
            (scanner_id, clock): found
            for scanner_id in replaced_ms
            for clock, found in self.clocks(
                session, store_id, str(scanner_id),
                {batch.clock for batch in batches if batch.scanner_id == scanner_id},
            ).items()
        }  # fmt: skip
        unread = ServiceClock(())
        inside: dict[tuple[int, str], set[float]] = defaultdict(set)
        count = 0
        for batch in batches:
            time = clocks.get((batch.scanner_id, batch.clock), unread).at(
                (batch.first_ms + batch.last_ms) / 2
            )
            if time is None:
                begins, ends = True, True  # not known when: told apart as not joined
            else:
                shift_ms = time.unix_ms - (batch.first_ms + batch.last_ms) / 2
                begins = batch.first_ms + shift_ms <= min(to_ms, replaced_ms[batch.scanner_id])
                ends = batch.last_ms + shift_ms >= from_ms
            if begins and ends:
                inside[batch.scanner_id, batch.clock].add(batch.first_ms)
                count += batch.sightings
        if not whole:
            return [], count
        return [
            ScannerBatch(clocks.get((scanner_id, clock), unread), list(unpacked(body)))
            for (scanner_id, clock), first_ms in inside.items()
            for body in scanner_repository.bodies(session, scanner_id, clock, first_ms)
        ], count
