"""What a beacon says of itself in an advertising payload: iBeacon, AltBeacon and Eddystone.

A payload is a row of AD structures (length, type, data). `decode` takes the first that is a well-formed
beacon frame: its length, its reserved bits and the range of its values are those of its specification
(BEACON-9, docs/theory/beacons.md). A frame cut short, prolonged or out of range is none, so that no
thermometer becomes a beacon. What stands around the frame is not the beacon's own: other structures, zero
padding, and the RSSI byte that some scanners append are passed over. Eddystone wants its UUID in the list of
services: a list ahead of the frame without it makes the frame none, a missing list does not, since some
scanners hand over the service data alone.

References
----------
Bluetooth Core Specification 5.4, Vol 3, Part C, 11 (AD structures); Core Specification Supplement 11, Part
A, 1.1 (service UUIDs), 1.4 (manufacturer specific data), 1.11 (service data).
Apple, "Proximity Beacon Specification", release R1, 2015.
"AltBeacon Protocol Specification" 1.0 (github.com/AltBeacon/spec).
"Eddystone Protocol Specification" (github.com/google/eddystone): UID, URL, TLM (plain and encrypted), EID.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from positioning.types import BeaconKey, BeaconTelemetry

AD_SERVICES_16: Final = 0x03
AD_SERVICE_DATA_16: Final = 0x16
AD_MANUFACTURER: Final = 0xFF
"""Types of AD structures (Bluetooth Assigned Numbers, 2.3)."""

IBEACON_PREFIX: Final = b"\x4c\x00\x02\x15"
"""Apple's company identifier, then type and length of a proximity beacon."""

ALTBEACON_CODE: Final = b"\xbe\xac"

EDDYSTONE_UUID: Final = b"\xaa\xfe"
"""0xFEAA, little-endian as all UUIDs of the Core Specification; what follows it is big-endian."""

URL_SCHEMES: Final = ("http://www.", "https://www.", "http://", "https://")
URL_EXPANSIONS: Final = tuple(
    f".{domain}{end}" for end in ("/", "") for domain in ("com", "org", "edu", "net", "info", "biz", "gov")
)
"""Texts that the octets 0x00 to 0x0d of an Eddystone-URL stand for."""

LOSS_TO_1M_DB: Final = 41
"""Eddystone states the level at 0 m, which is 41 dB above that at 1 m (Eddystone-UID, "Tx Power")."""

TLM_TICKS_PER_S: Final = 10
TLM_TEMPERATURE_STEPS: Final = 256
TLM_NO_TEMPERATURE: Final = -0x8000
"""Eddystone-TLM: time in 0.1 s, temperature in signed 8.8 fixed point, 0x8000 where there is no sensor."""

_ALTBEACON_RSSI_DBM = range(-127, 1)
_EDDYSTONE_POWER_DBM = range(-100, 21)


@dataclass(frozen=True, slots=True)
class IBeacon:
    """Apple's proximity beacon. `uuid` is lower-case with hyphens; `rssi_1m_dbm` is its measured power."""

    uuid: str
    major: int
    minor: int
    rssi_1m_dbm: int

    @property
    def key(self) -> BeaconKey:
        """The transmitter's key, where no address is known."""
        return BeaconKey(f"ibeacon:{self.uuid}/{self.major}/{self.minor}")


@dataclass(frozen=True, slots=True)
class AltBeacon:
    """An AltBeacon: `beacon_id` is its 20 bytes as lower-case hex, which the specification leaves whole."""

    company: int
    beacon_id: str
    rssi_1m_dbm: int
    reserved: int

    @property
    def key(self) -> BeaconKey:
        """The transmitter's key, where no address is known."""
        return BeaconKey(f"altbeacon:{self.beacon_id}")


@dataclass(frozen=True, slots=True)
class EddystoneUid:
    """Namespace (10 bytes) and instance (6 bytes) as lower-case hex; `tx_power_dbm` is the level at 0 m."""

    namespace: str
    instance: str
    tx_power_dbm: int

    @property
    def key(self) -> BeaconKey:
        """The transmitter's key, where no address is known."""
        return BeaconKey(f"eddystone:{self.namespace}/{self.instance}")

    @property
    def rssi_1m_dbm(self) -> int:
        """The level at 1 m."""
        return self.tx_power_dbm - LOSS_TO_1M_DB


@dataclass(frozen=True, slots=True)
class EddystoneUrl:
    """A web address, its abbreviations written out. It names a page, not a transmitter: it is no key."""

    url: str
    tx_power_dbm: int

    @property
    def rssi_1m_dbm(self) -> int:
        """The level at 1 m."""
        return self.tx_power_dbm - LOSS_TO_1M_DB


@dataclass(frozen=True, slots=True)
class EddystoneTlm:
    """Plain telemetry. It names no beacon: it belongs to the identity heard from the same address.

    `battery_mv` and `temperature_c` are None where the beacon does not measure them. `advert_count` and
    `uptime_s` count from the last boot.
    """

    battery_mv: int | None
    temperature_c: float | None
    advert_count: int
    uptime_s: float

    @property
    def telemetry(self) -> BeaconTelemetry:
        """The same as a sighting carries it: what is not measured has the specification's 0 and -128."""
        return BeaconTelemetry(
            battery_mv=self.battery_mv or 0,
            temperature_c=TLM_NO_TEMPERATURE / TLM_TEMPERATURE_STEPS
            if self.temperature_c is None
            else self.temperature_c,
            advert_count=self.advert_count,
            uptime_s=self.uptime_s,
        )


@dataclass(frozen=True, slots=True)
class EddystoneEncryptedTlm:
    """Telemetry that only holders of the beacon's identity key can read: 12 bytes, salt and check."""

    ciphertext: bytes
    salt: int
    mic: int


@dataclass(frozen=True, slots=True)
class EddystoneEid:
    """An ephemeral identifier, 8 bytes as lower-case hex: who knows the identity key knows whose it is."""

    eid: str
    tx_power_dbm: int

    @property
    def rssi_1m_dbm(self) -> int:
        """The level at 1 m."""
        return self.tx_power_dbm - LOSS_TO_1M_DB


Identity = IBeacon | AltBeacon | EddystoneUid
"""What names its transmitter for good: has a `key`."""

Advert = Identity | EddystoneUrl | EddystoneTlm | EddystoneEncryptedTlm | EddystoneEid


def decode(payload: bytes) -> Advert | None:
    """Return the first well-formed beacon frame among the AD structures of a payload, or None.

    Whatever the bytes are, nothing is raised.

    Parameters
    ----------
    payload : the data of an advertising packet, as in a scan record: AD structures, perhaps padded.

    Examples
    --------
    >>> decode(bytes.fromhex("0201061aff4c000215e2c56db5dffb48d2b060d0f5a71096e000640007c5"))
    IBeacon(uuid='e2c56db5-dffb-48d2-b060-d0f5a71096e0', major=100, minor=7, rssi_1m_dbm=-59)
    >>> decode(b"no beacon") is None
    True
    """
    may_be_eddystone = True
    for kind, data in ad_structures(payload):
        advert: Advert | None = None
        if kind == AD_MANUFACTURER:
            advert = _read_manufacturer(data)
        elif kind == AD_SERVICES_16:
            may_be_eddystone = _lists_eddystone(data)
        elif kind == AD_SERVICE_DATA_16 and may_be_eddystone and data[:2] == EDDYSTONE_UUID:
            advert = _read_eddystone(data[2:])
        if advert is not None:
            return advert
    return None


def ad_structures(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """The AD structures of a payload as type and data: up to a length of zero or past the end."""
    at = 0
    while at < len(payload):
        end = at + 1 + payload[at]
        if end == at + 1 or end > len(payload):
            return
        yield payload[at + 1], payload[at + 2 : end]
        at = end


def _read_manufacturer(data: bytes) -> IBeacon | AltBeacon | None:
    if len(data) == 25 and data[:4] == IBEACON_PREFIX:
        uuid = data[4:20].hex()
        return IBeacon(
            uuid=f"{uuid[:8]}-{uuid[8:12]}-{uuid[12:16]}-{uuid[16:20]}-{uuid[20:]}",
            major=int.from_bytes(data[20:22], "big"),
            minor=int.from_bytes(data[22:24], "big"),
            rssi_1m_dbm=_signed(data[24]),
        )
    if len(data) == 26 and data[2:4] == ALTBEACON_CODE and _signed(data[24]) in _ALTBEACON_RSSI_DBM:
        return AltBeacon(
            company=int.from_bytes(data[:2], "little"),
            beacon_id=data[4:24].hex(),
            rssi_1m_dbm=_signed(data[24]),
            reserved=data[25],
        )
    return None


def _lists_eddystone(services: bytes) -> bool:
    """Whether a complete list of 16-bit service UUIDs holds Eddystone's."""
    return any(services[at : at + 2] == EDDYSTONE_UUID for at in range(0, len(services), 2))


def _read_eddystone(frame: bytes) -> Advert | None:
    """The service data after the UUID; its first octet is the frame's type, low bits zero."""
    if len(frame) < 2:
        return None
    if frame[0] == 0x20:
        return _read_tlm(frame)
    tx_power_dbm = _signed(frame[1])
    if tx_power_dbm not in _EDDYSTONE_POWER_DBM:
        return None
    if frame[0] == 0x00 and (len(frame) == 18 or (len(frame) == 20 and frame[18:] == b"\x00\x00")):
        return EddystoneUid(frame[2:12].hex(), frame[12:18].hex(), tx_power_dbm)
    if frame[0] == 0x10:
        url = _url(frame[2:])
        return None if url is None else EddystoneUrl(url, tx_power_dbm)
    if frame[0] == 0x30 and len(frame) == 10:
        return EddystoneEid(frame[2:].hex(), tx_power_dbm)
    return None


def _read_tlm(frame: bytes) -> EddystoneTlm | EddystoneEncryptedTlm | None:
    if frame[1] == 0x00 and len(frame) == 14:
        temperature = int.from_bytes(frame[4:6], "big", signed=True)
        return EddystoneTlm(
            battery_mv=int.from_bytes(frame[2:4], "big") or None,
            temperature_c=None if temperature == TLM_NO_TEMPERATURE else temperature / TLM_TEMPERATURE_STEPS,
            advert_count=int.from_bytes(frame[6:10], "big"),
            uptime_s=int.from_bytes(frame[10:14], "big") / TLM_TICKS_PER_S,
        )
    if frame[1] == 0x01 and len(frame) == 18:
        return EddystoneEncryptedTlm(
            ciphertext=bytes(frame[2:14]),
            salt=int.from_bytes(frame[14:16], "big"),
            mic=int.from_bytes(frame[16:18], "big"),
        )
    return None


def _url(encoded: bytes) -> str | None:
    """The text of a scheme octet and 1 to 17 octets; None where one of them is reserved."""
    if not 2 <= len(encoded) <= 18 or encoded[0] >= len(URL_SCHEMES):
        return None
    parts = [URL_SCHEMES[encoded[0]]]
    for octet in encoded[1:]:
        if octet < len(URL_EXPANSIONS):
            parts.append(URL_EXPANSIONS[octet])
        elif 0x20 < octet < 0x7F:
            parts.append(chr(octet))
        else:
            return None
    return "".join(parts)


def _signed(octet: int) -> int:
    return octet - 256 if octet > 127 else octet
