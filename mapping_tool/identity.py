"""Which name tells a transmitter from all others: its address, or what it advertises (RADIO-12).

Beacons of one order often leave the factory with one id between them: there only the address tells them
apart. Payment terminals and phones have an id of their own and change their address every quarter of an hour:
there only the id does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from positioning.capture import Trace
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, is_changing_address


@dataclass(frozen=True, slots=True)
class Identities:
    """Ids that more than one address advertised, with the number of addresses.

    `shared` ids belong to several transmitters and name none; `changing` ones belong to one transmitter whose
    address changes.
    """

    shared: Mapping[BeaconKey, int]
    changing: Mapping[BeaconKey, int]

    def key_of(self, sighting: BeaconSighting) -> BeaconKey | None:
        """Return the name that tells the sighting's transmitter from others; None when it has none."""
        if sighting.advertised is not None and sighting.advertised in self.changing:
            return sighting.advertised
        return None if sighting.key in self.shared else sighting.key


def identify(traces: Sequence[Trace]) -> Identities:
    """Tell ids that several transmitters share from ids whose one transmitter changes its address."""
    heard: defaultdict[BeaconKey, list[tuple[float, BeaconKey]]] = defaultdict(list)
    for trace in traces:
        for sighting in trace.sightings:
            if sighting.advertised is not None:
                at_s = trace.t0_unix_ms / 1e3 + sighting.t_s
                heard[sighting.advertised].append((at_s, sighting.key))
    shared: dict[BeaconKey, int] = {}
    changing: dict[BeaconKey, int] = {}
    for advertised, sightings in sorted(heard.items()):
        addresses = [address for _, address in sorted(sightings)]
        count = len(set(addresses))
        if count > 1:
            (changing if _takes_turns(addresses) else shared)[advertised] = count
    return Identities(shared, changing)


def count_changing(beacons: BeaconMap) -> int:
    """How many transmitters a map knows by an address that changes: what it tells of them does not last."""
    return sum(transmitter.may_have_moved for transmitter in beacons.transmitters.values())


def _takes_turns(addresses: Sequence[BeaconKey]) -> bool:
    """Tell whether addresses, in order of time, follow one another, none coming back, and may change at all.

    One transmitter drops an address for the next one; of two transmitters both are heard again and again.
    """
    turns = sum(before != after for before, after in pairwise(addresses))
    return turns == len(set(addresses)) - 1 and all(map(is_changing_address, set(addresses)))
