"""What the system tells of an advertisement, as what was heard.

Systems tell more, and less, than one packet. BlueZ adds up what each device ever advertised: an iBeacon that
also sends telemetry is told with both, whichever came, and a change of loudness alone brings the old bytes
again. So what counts as heard is what differs from the time before; where nothing does, the transmitter was
heard again by its identity, and old telemetry is not told twice. iOS and macOS replace addresses by names of
their own: there the key is the identity in the payload, and what has none yet is nobody's.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from positioning.adverts import Advert, AltBeacon, EddystoneTlm, EddystoneUid, IBeacon, Identity, decode
from positioning.types import BeaconKey, BeaconSighting

NO_RSSI_DBM: Final = frozenset({-127, 127})
"""What stands for "unknown": 127 in the Core Specification 5.4 (Vol 4, Part E, 7.7.65.2) and CoreBluetooth,
-127 in bleak where BlueZ tells none."""

MAX_REMEMBERED: Final = 4096
"""Transmitters remembered; phones and headsets that come and go with new addresses are no beacons, hence
not among them."""

_RANK: Final[tuple[type[Identity], ...]] = (IBeacon, EddystoneUid, AltBeacon)
"""Which identity a transmitter that has several is heard again by: always the same one."""

_MAC: Final = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}")


@dataclass(frozen=True, slots=True)
class Heard:
    """A beacon heard once.

    Attributes
    ----------
    sighting : when (on the listener's clock), from whom, how loud; with telemetry where that was heard now.
    frame : what was heard; where it was heard again, the transmitter's identity if one is known.
    payload : the AD structure that says so.
    again : whether the same bytes were told as before, perhaps for a change of loudness alone.
    """

    sighting: BeaconSighting
    frame: Advert
    payload: bytes
    again: bool


@dataclass(slots=True)
class _Transmitter:
    """What is remembered of one: the bytes told last, and its identities."""

    told: frozenset[bytes] = frozenset()
    identities: dict[type[Identity], tuple[bytes, Identity]] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[bytes, Identity] | None:
        return next((self.identities[kind] for kind in _RANK if kind in self.identities), None)


class Ear:
    """Turns what the system tells into what was heard; remembers the transmitters."""

    def __init__(self) -> None:
        self._transmitters: OrderedDict[str, _Transmitter] = OrderedDict()

    def hear(self, t_s: float, address: str, rssi_dbm: float, structures: Collection[bytes]) -> Heard | None:
        """Return what was heard, or None where it was no beacon, had no loudness, or is nobody's yet.

        Parameters
        ----------
        t_s : the time on the listener's clock.
        address : the MAC, or the system's own name for the device.
        structures : AD structures with service and manufacturer data, each as length, type, data.
        """
        frames = {structure: frame for structure in structures if (frame := decode(structure)) is not None}
        if not frames or rssi_dbm in NO_RSSI_DBM:
            return None
        transmitter = self._remembered(address)
        new = {structure: frame for structure, frame in frames.items() if structure not in transmitter.told}
        transmitter.told = frozenset(frames)
        for structure, frame in new.items():
            if isinstance(frame, Identity):
                transmitter.identities[type(frame)] = (structure, frame)
        known = transmitter.identity
        payload, frame = next(iter(new.items())) if len(new) == 1 else known or next(iter(frames.items()))
        own = frame if isinstance(frame, Identity) else known[1] if known else None
        key, advertised = _names(address, own.key if own else None)
        if key is None:
            return None
        telemetry = frame.telemetry if new and isinstance(frame, EddystoneTlm) else None
        sighting = BeaconSighting(t_s, key, rssi_dbm, telemetry, advertised)
        return Heard(sighting, frame, payload, again=not new)

    def _remembered(self, address: str) -> _Transmitter:
        transmitter = self._transmitters.setdefault(address, _Transmitter())
        self._transmitters.move_to_end(address)
        if len(self._transmitters) > MAX_REMEMBERED:
            self._transmitters.popitem(last=False)
        return transmitter


def _names(address: str, advertised: BeaconKey | None) -> tuple[BeaconKey | None, BeaconKey | None]:
    """The key and, beside an address, the id in the payload."""
    if _MAC.fullmatch(address.upper()):
        return BeaconKey(f"mac:{address.upper()}"), advertised
    return advertised, None
