"""A beacon as phones meet it: one name, behind it one transmitter, or several where its id was cloned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from firmware_sim.beacon.config import BeaconConfig, EidSlot
from firmware_sim.beacon.eid import CLOCK_WRAP_S
from firmware_sim.beacon.errors import InvalidBeacon, NothingSent
from firmware_sim.beacon.events import AdvertEvents, Told
from firmware_sim.beacon.faults import Cloned, Dead, Fault
from firmware_sim.beacon.frames import encode
from firmware_sim.beacon.packets import Packet, on_channels
from firmware_sim.beacon.resolver import EidResolver
from firmware_sim.beacon.sender import Sender
from firmware_sim.streams import keyed_stream
from positioning.adverts import Advert, EddystoneEid, EddystoneEncryptedTlm, EddystoneTlm, decode
from positioning.types import BeaconKey


class BeaconUnit:
    """A beacon with its settings and faults: an `Emitter`.

    The same key, settings, faults and seed give the same events and octets, however and in whatever order
    they are asked for. Time zero is when the simulation begins; there is nothing before it.

    Parameters
    ----------
    key : the name that phones know it by: its address, or the id that it sends.
    x_m, y_m : where it hangs, floor frame.
    faults : what goes wrong, in any order; of two that contradict each other at one time the last counts.
    resolver : who knows its ephemeral identifiers; of a beacon that sends nothing else nobody does without.

    Raises
    ------
    InvalidBeacon : a fault that its settings do not allow.

    Examples
    --------
    >>> from positioning.adverts import IBeacon, decode
    >>> advert = IBeacon("e2c56db5-dffb-48d2-b060-d0f5a71096e0", 1, 7, rssi_1m_dbm=-59)
    >>> unit = BeaconUnit(advert.key, BeaconConfig((advert,)), 3.0, 4.0)
    >>> minute = unit.events(0.0, 60.0)
    >>> len(minute), decode(unit.payload(minute.t_s[0])) == advert
    (572, True)
    """

    def __init__(
        self,
        key: BeaconKey,
        config: BeaconConfig,
        x_m: float,
        y_m: float,
        faults: Sequence[Fault] = (),
        seed: int = 0,
        resolver: EidResolver | None = None,
    ) -> None:
        if not np.isfinite([x_m, y_m]).all():
            raise InvalidBeacon("place", f"({x_m}, {y_m}) m is none")
        self._key, self._channels, self._resolver = key, config.channels, resolver
        self._is_named = not all(isinstance(slot, EidSlot) for slot in config.slots)
        schedule = sorted(faults, key=lambda fault: fault.at_s)  # chances are drawn in this order
        own = [fault for fault in schedule if not isinstance(fault, Cloned)]
        clones = [fault for fault in schedule if isinstance(fault, Cloned)]
        streams = keyed_stream(seed, key).spawn(1 + len(clones))
        original = Sender(config, (x_m, y_m), own, streams[0])
        self._senders = [original]
        for clone, stream in zip(clones, streams[1:], strict=True):
            copied = _copied(config, original.clock_s(clone.at_s))
            place_m = (clone.x_m, clone.y_m)
            self._senders.append(Sender(copied, place_m, _outside(clone), stream, clone.gain_db))

    @property
    def key(self) -> BeaconKey:
        """The name that phones know it by."""
        return self._key

    def events(self, from_s: float, to_s: float) -> AdvertEvents:
        """Return the events of [from_s, to_s), those of its clones among them."""
        if not np.isfinite(to_s):
            raise ValueError(f"no time: from {from_s} to {to_s} s")
        found = [sender.events(from_s, to_s) for sender in self._senders]
        if len(found) == 1:
            return found[0]
        order = np.argsort(np.concatenate([each.t_s for each in found]), kind="stable")
        columns = (
            np.concatenate([getattr(each, field.name) for each in found])[order]
            for field in fields(AdvertEvents)
        )
        return AdvertEvents(*columns)

    def payload(self, t_s: float) -> bytes:
        """Return the octets of the event at exactly this time, as `events` gives it.

        Raises
        ------
        NothingSent : there is no event at that time.
        """
        for sender in self._senders:
            advert = sender.frame(t_s)
            if advert is not None:
                return encode(advert)
        raise NothingSent(self._key, t_s)

    def told(self, t_s: float) -> Told | None:
        """Return what the octets of the event at exactly this time tell; None where nobody knows whose it is.

        An ephemeral identifier, and telemetry under it, belong to the beacon's lasting name where it sends
        that as well: they come from one address, which changes with the identifier where it does not.

        Raises
        ------
        NothingSent : there is no event at that time.
        """
        for sender in self._senders:
            advert = sender.frame(t_s)
            if advert is not None:
                return self._understood(decode(encode(advert)), sender.ephemeral(t_s), t_s)
        raise NothingSent(self._key, t_s)

    def _understood(self, advert: Advert | None, alias: EddystoneEid | None, t_s: float) -> Told | None:
        owner = None
        if alias is not None and self._resolver is not None:
            owner = self._resolver.resolve(alias, t_s)
        if isinstance(advert, EddystoneEncryptedTlm):
            advert = None if owner is None else owner.telemetry(advert)
        telemetry = advert.telemetry if isinstance(advert, EddystoneTlm) else None
        if self._is_named:
            return Told(self._key, telemetry)
        return None if owner is None else Told(owner.key, telemetry)

    def packets(self, t_s: float) -> tuple[Packet, ...]:
        """Return the packets of the event at exactly this time: one on each channel.

        Raises
        ------
        NothingSent : there is no event at that time.
        """
        return on_channels(self.payload(t_s), t_s, self._channels)

    def telemetry(self, t_s: float) -> EddystoneTlm:
        """Return what the beacon says of itself at a time: the original's, where there are clones.

        Raises
        ------
        NothingSent : it is off.
        """
        told = self._senders[0].telemetry(t_s)
        if told is None:
            raise NothingSent(self._key, t_s)
        return told


def _copied(config: BeaconConfig, clock_s: int) -> BeaconConfig:
    """The settings of a clone that is made when the original's clock is so much past that of time zero."""
    slots = tuple(
        replace(slot, clock_s=(slot.clock_s + clock_s) % CLOCK_WRAP_S) if isinstance(slot, EidSlot) else slot
        for slot in config.slots
    )
    return replace(config, slots=slots, uptime_s=0.0)


def _outside(clone: Cloned) -> list[Fault]:
    """A clone is a beacon of its own that is silent before and after."""
    silent: list[Fault] = [Dead(0.0, clone.at_s)] if clone.at_s > 0.0 else []
    return silent if clone.until_s == float("inf") else [*silent, Dead(clone.until_s)]
