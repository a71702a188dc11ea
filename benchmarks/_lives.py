"""For how long transmitters have one address, and which ones a survey missed (SIM-15).

Phones and terminals take another address every ten minutes or so. A survey that comes back finds another
name, and each stands on its map by itself; where and when it did not look, there were others.

References
----------
D. G. Horvitz, D. J. Thompson, "A generalization of sampling without replacement from a finite universe",
J. American Statistical Association 47, 1952: who was found stands for 1 / p, p the chance of being found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from _clarity import Index

from mapping_tool.identity import Identities
from positioning.capture import Trace
from positioning.types import BeaconKey, FloatArray, Transmitter, is_changing_address

LIFE_S = 720.0
"""How long a changing address is in use: 11 to 12.5 minutes are likeliest on the survey walks of site1-B1
(SIM-15)."""
LEAST_OCTET = 64
"""Changing addresses begin with 0x40 to 0x7F (`positioning.types.is_changing_address`)."""


@dataclass(frozen=True, slots=True)
class FoundLife:
    """When a survey first and last heard a changing address, Unix seconds."""

    first_s: float
    last_s: float

    @property
    def spare_s(self) -> float:
        """How much longer it was in use than it was heard, both ends together.

        One that was heard for longer than `LIFE_S` changes more seldom than others.
        """
        heard_s = self.last_s - self.first_s
        return LIFE_S - heard_s if heard_s < LIFE_S else LIFE_S

    def in_use(self, t_s: FloatArray) -> FloatArray:
        """How likely it is in use at n times, (n,): it may have begun at any time that is left open."""
        apart_s = np.maximum(np.maximum(self.first_s - t_s, t_s - self.last_s), 0.0)
        return np.asarray(np.maximum(1.0 - apart_s / self.spare_s, 0.0))

    def drawn(self, rng: np.random.Generator) -> tuple[float, float]:
        """When it came into use and went out of it."""
        begin_s = self.first_s - float(rng.uniform(0.0, self.spare_s))
        return begin_s, begin_s + self.last_s - self.first_s + self.spare_s


def found_lives(traces: Sequence[Trace], names: Identities) -> Mapping[BeaconKey, FoundLife]:
    """The lives of all changing addresses that survey walks heard."""
    heard_s: dict[BeaconKey, list[float]] = {}
    for trace in traces:
        for sighting in trace.sightings:
            key = names.key_of(sighting)
            if key is not None and is_changing_address(key):
                heard_s.setdefault(key, []).append(trace.t0_unix_ms / 1e3 + sighting.t_s)
    return {key: FoundLife(min(of_key), max(of_key)) for key, of_key in heard_s.items()}


@dataclass(frozen=True, slots=True, eq=False)
class MissedAddresses:
    """Addresses of one class of loudness: as likely at any place of a floor, and any time.

    Attributes
    ----------
    x_m, y_m : places, (c,).
    looked_s : when the survey's walks were under way, (w,), in order; Unix seconds.
    log_missed : logarithm of the chance that the first n walks miss an address of a place, (c, w + 1).
    found : transmitters of the class that it found.
    """

    x_m: FloatArray
    y_m: FloatArray
    looked_s: FloatArray
    log_missed: FloatArray
    found: Sequence[Transmitter]

    @classmethod
    def by(
        cls,
        x_m: FloatArray,
        y_m: FloatArray,
        looked_s: FloatArray,
        heard: FloatArray,
        found: Sequence[Transmitter],
    ) -> MissedAddresses:
        """By how likely each walk heard an address of each place, (c, w)."""
        return cls(x_m, y_m, looked_s, np.pad(np.cumsum(np.log1p(-heard), axis=1), ((0, 0), (1, 0))), found)

    @property
    def came_hz(self) -> float:
        """How many come into use at each place in a second: as many as make those that were found."""
        edges_s = np.unique(np.concatenate([self.looked_s - LIFE_S, self.looked_s]))
        places = np.arange(len(self.x_m))[:, None]
        found = 1.0 - self._overlooked(places, (edges_s[1:] + edges_s[:-1]) / 2.0)
        return len(self.found) / float((found @ np.diff(edges_s)).sum()) if self.found else 0.0

    def _overlooked(self, place: Index, begin_s: FloatArray) -> FloatArray:
        """How likely no walk heard addresses that came into use then and there, broadcast."""
        first, last = np.searchsorted(self.looked_s, [begin_s, begin_s + LIFE_S])
        return np.asarray(np.exp(self.log_missed[place, last] - self.log_missed[place, first]))

    def drawn(
        self, walks_s: Sequence[tuple[float, float]], rng: np.random.Generator
    ) -> Mapping[BeaconKey, tuple[Transmitter, float]]:
        """Those in use during walks from and to these times, with when they came into use."""
        missed, came_hz = {}, self.came_hz * len(self.x_m)
        for from_s, to_s in _merged([(begin_s - LIFE_S, end_s) for begin_s, end_s in walks_s]):
            n = rng.poisson(came_hz * (to_s - from_s))
            place, begin_s = rng.integers(len(self.x_m), size=n), rng.uniform(from_s, to_s, n)
            kept = np.flatnonzero(rng.random(n) < self._overlooked(place, begin_s))
            for row in kept.tolist():
                like, octets = self.found[int(rng.integers(len(self.found)))], rng.integers(256, size=6)
                octets[0] = LEAST_OCTET + octets[0] % LEAST_OCTET
                key = BeaconKey("mac:" + ":".join(f"{octet:02X}" for octet in octets))
                x_m, y_m = float(self.x_m[place[row]]), float(self.y_m[place[row]])
                missed[key] = replace(like, key=key, x_m=x_m, y_m=y_m), float(begin_s[row])
        return missed


def _merged(spans_s: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    """The same time in spans that do not overlap."""
    merged: list[tuple[float, float]] = []
    for from_s, to_s in sorted(spans_s):
        if merged and from_s <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], to_s)
        else:
            merged.append((from_s, to_s))
    return merged
