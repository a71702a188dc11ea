"""Whose an ephemeral identifier is: the side that knows the identity keys (BEACON-7)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from firmware_sim.beacon.eid import CLOCK_WRAP_S, WORST_DRIFT_PPM, decrypt_telemetry, ephemeral_id
from positioning.adverts import EddystoneEid, EddystoneEncryptedTlm, EddystoneTlm
from positioning.types import BeaconKey


@dataclass(frozen=True, slots=True)
class Registration:
    """What a beacon and its resolver agreed on at `at_s`, when the beacon's clock showed `clock_s`."""

    key: BeaconKey
    identity_key: bytes = field(repr=False)
    exponent: int
    clock_s: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose an identifier is, and the beacon's clock when it turned to it (a multiple of 2^K)."""

    registration: Registration
    clock_s: int

    @property
    def key(self) -> BeaconKey:
        """The beacon's lasting key."""
        return self.registration.key

    def telemetry(self, frame: EddystoneEncryptedTlm) -> EddystoneTlm | None:
        """What encrypted telemetry heard from the same address at the same time says, or None."""
        told = self.registration
        return decrypt_telemetry(told.identity_key, told.exponent, self.clock_s, frame)


class EidResolver:
    """Looks identifiers up among those that the registered beacons may be sending.

    A clock is allowed to be `drift_ppm` off ever since registration, `behind_s` slow (what a beacon that
    saves its clock once a day loses with its battery: 86,400 s) and `ahead_s` fast. The identifiers of a
    window are computed once, when the window first reaches them, and forgotten when it has passed. Of several
    registrations that an identifier may belong to, the first has it.
    """

    def __init__(
        self,
        registrations: Iterable[Registration],
        drift_ppm: float = WORST_DRIFT_PPM,
        behind_s: float = 0.0,
        ahead_s: float = 0.0,
    ) -> None:
        self._registrations = tuple(registrations)
        self._drift = drift_ppm * 1e-6
        self._behind_s, self._ahead_s = behind_s, ahead_s
        self._windows: list[range] = []
        self._known: dict[tuple[int, int], str] = {}
        self._owners: dict[str, tuple[int, int]] = {}

    def resolve(self, heard: EddystoneEid, at_s: float) -> Resolution | None:
        """Return whose an identifier is that was heard at `at_s`, on the clock of the registrations."""
        self._turn_to(at_s)
        found = self._owners.get(heard.eid)
        if found is None:
            return None
        registration = self._registrations[found[0]]
        return Resolution(registration, (found[1] << registration.exponent) % CLOCK_WRAP_S)

    def _turn_to(self, at_s: float) -> None:
        """Know exactly the identifiers that may be sent at `at_s`: (beacon, number of the rotation)."""
        windows = [self._quanta(each, at_s) for each in self._registrations]
        if windows == self._windows:
            return
        self._windows = windows
        wanted = {(k, quantum) for k, window in enumerate(windows) for quantum in window}
        for name in self._known.keys() - wanted:
            del self._known[name]
        for k, quantum in wanted - self._known.keys():
            told = self._registrations[k]
            eid = ephemeral_id(told.identity_key, told.exponent, quantum << told.exponent).hex()
            self._known[k, quantum] = eid
        # Anew, and in order: two beacons registered with one key have the same identifiers.
        self._owners = {self._known[name]: name for name in sorted(self._known, reverse=True)}

    def _quanta(self, told: Registration, at_s: float) -> range:
        """The rotations that a beacon's clock may be in."""
        since_s = at_s - told.at_s
        slack_s = abs(since_s) * self._drift
        earliest_s = told.clock_s + since_s - slack_s - self._behind_s
        latest_s = told.clock_s + since_s + slack_s + self._ahead_s
        return range(math.floor(earliest_s) >> told.exponent, (math.floor(latest_s) >> told.exponent) + 1)
