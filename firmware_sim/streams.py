"""Chances of one beacon depend on a seed and its key alone, so that one more beacon changes no other."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from positioning.types import BeaconKey


def key_number(key: BeaconKey) -> int:
    """A number below 2**64 that stands for a key, the same on every machine (BLAKE2b, RFC 7693)."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")


def keyed_stream(seed: int, key: BeaconKey) -> np.random.SeedSequence:
    """What a beacon's chances are drawn from."""
    return np.random.SeedSequence([seed, key_number(key)])


class KeyedChances:
    """The same for many beacons in turn: one Philox generator, whose key is the seed and the beacon's number.

    Setting a generator anew takes a tenth of the time of making one.
    """

    def __init__(self, seed: int) -> None:
        self._philox = np.random.Philox(key=np.array([seed, 0], dtype=np.uint64))
        self._begin = self._philox.state
        self._generator = np.random.Generator(self._philox)

    def of(self, number: int) -> np.random.Generator:
        """The chances of a beacon from their begin on; those asked for before are no longer to be used."""
        self._begin["state"]["key"][1] = number
        self._philox.state = self._begin
        return self._generator
