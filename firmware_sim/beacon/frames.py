"""Frames as octets on the air: the reverse of `positioning.adverts.decode`, byte by byte.

References
----------
As in `positioning.adverts`; Core Specification Supplement 11, Part A, 1.3 (flags).
"""

from __future__ import annotations

import re

from firmware_sim.beacon.errors import InvalidBeacon
from positioning.adverts import (
    AD_MANUFACTURER,
    AD_SERVICE_DATA_16,
    AD_SERVICES_16,
    ALTBEACON_CODE,
    EDDYSTONE_UUID,
    IBEACON_PREFIX,
    TLM_NO_TEMPERATURE,
    TLM_TEMPERATURE_STEPS,
    TLM_TICKS_PER_S,
    URL_EXPANSIONS,
    URL_SCHEMES,
    Advert,
    AltBeacon,
    EddystoneEid,
    EddystoneEncryptedTlm,
    EddystoneTlm,
    EddystoneUid,
    EddystoneUrl,
    IBeacon,
)

FLAGS = b"\x02\x01\x06"
"""General discoverable, no Bluetooth Classic."""

LONGEST_URL = 17
"""Octets of an encoded address after its scheme (Eddystone-URL)."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LONGEST_FIRST = sorted(enumerate(URL_EXPANSIONS), key=lambda each: -len(each[1]))


def encode(advert: Advert) -> bytes:
    """Return the payload of a frame: at most the 31 octets of a legacy advertising packet.

    Raises
    ------
    InvalidBeacon : a value does not fit its field; it is named.

    Examples
    --------
    >>> encode(EddystoneUrl("https://example.com/", tx_power_dbm=-18)).hex()
    '0201060303aafe0e16aafe10ee036578616d706c6500'
    """
    if isinstance(advert, IBeacon):
        return FLAGS + _structure(AD_MANUFACTURER, IBEACON_PREFIX + _ibeacon(advert))
    if isinstance(advert, AltBeacon):
        company = _unsigned("company", advert.company, 2)[::-1]
        return FLAGS + _structure(AD_MANUFACTURER, company + ALTBEACON_CODE + _altbeacon(advert))
    services = _structure(AD_SERVICES_16, EDDYSTONE_UUID)
    return FLAGS + services + _structure(AD_SERVICE_DATA_16, EDDYSTONE_UUID + _eddystone(advert))


def telemetry_octets(told: EddystoneTlm) -> bytes:
    """The 12 octets of telemetry without frame type and version: what encryption works on.

    The counters wrap at 32 bits.

    Raises
    ------
    InvalidBeacon : the temperature is beyond what 8.8 fixed point holds.
    """
    steps = TLM_NO_TEMPERATURE
    if told.temperature_c is not None:
        steps = round(told.temperature_c * TLM_TEMPERATURE_STEPS)
    return (
        _unsigned("battery_mv", told.battery_mv or 0, 2)
        + _signed("temperature_c in 1/256", steps, 2)
        + (told.advert_count % 2**32).to_bytes(4, "big")
        + (round(told.uptime_s * TLM_TICKS_PER_S) % 2**32).to_bytes(4, "big")
    )


def _ibeacon(advert: IBeacon) -> bytes:
    if not _UUID.fullmatch(advert.uuid):
        raise InvalidBeacon("uuid", f"{advert.uuid!r} is no UUID in lower case")
    return (
        bytes.fromhex(advert.uuid.replace("-", ""))
        + _unsigned("major", advert.major, 2)
        + _unsigned("minor", advert.minor, 2)
        + _signed("rssi_1m_dbm", advert.rssi_1m_dbm, 1)
    )


def _altbeacon(advert: AltBeacon) -> bytes:
    if not -127 <= advert.rssi_1m_dbm <= 0:
        raise InvalidBeacon("rssi_1m_dbm", f"{advert.rssi_1m_dbm} is not within -127 to 0")
    return (
        _hex("beacon_id", advert.beacon_id, 20)
        + _signed("rssi_1m_dbm", advert.rssi_1m_dbm, 1)
        + _unsigned("reserved", advert.reserved, 1)
    )


def _eddystone(
    advert: EddystoneUid | EddystoneUrl | EddystoneTlm | EddystoneEncryptedTlm | EddystoneEid,
) -> bytes:
    """The service data after the UUID."""
    if isinstance(advert, EddystoneTlm):
        return b"\x20\x00" + telemetry_octets(advert)
    if isinstance(advert, EddystoneEncryptedTlm):
        if len(advert.ciphertext) != 12:
            raise InvalidBeacon("ciphertext", f"{len(advert.ciphertext)} octets are not 12")
        return (
            b"\x20\x01"
            + advert.ciphertext
            + _unsigned("salt", advert.salt, 2)
            + _unsigned("mic", advert.mic, 2)
        )
    if not -100 <= advert.tx_power_dbm <= 20:
        raise InvalidBeacon("tx_power_dbm", f"{advert.tx_power_dbm} is not within -100 to 20")
    level = _signed("tx_power_dbm", advert.tx_power_dbm, 1)
    if isinstance(advert, EddystoneUid):
        names = _hex("namespace", advert.namespace, 10) + _hex("instance", advert.instance, 6)
        return b"\x00" + level + names + b"\x00\x00"
    if isinstance(advert, EddystoneUrl):
        return b"\x10" + level + _url(advert.url)
    return b"\x30" + level + _hex("eid", advert.eid, 8)


def _url(url: str) -> bytes:
    """Scheme and text in the fewest octets: the longest scheme, then the longest expansions that fit."""
    schemes = [scheme for scheme in URL_SCHEMES if url.startswith(scheme)]
    if not schemes:
        raise InvalidBeacon("url", f"{url!r} begins with none of {', '.join(URL_SCHEMES)}")
    scheme = max(schemes, key=len)
    encoded, at = bytearray([URL_SCHEMES.index(scheme)]), len(scheme)
    while at < len(url):
        code, text = next(
            ((code, text) for code, text in _LONGEST_FIRST if url.startswith(text, at)),
            (ord(url[at]), url[at]),
        )
        if len(text) == 1 and not 0x20 < code < 0x7F:
            raise InvalidBeacon("url", f"{text!r} is no printable ASCII")
        encoded.append(code)
        at += len(text)
    if not 1 <= len(encoded) - 1 <= LONGEST_URL:
        raise InvalidBeacon("url", f"{url!r} takes {len(encoded) - 1} octets, not 1 to {LONGEST_URL}")
    return bytes(encoded)


def _structure(kind: int, data: bytes) -> bytes:
    return bytes([1 + len(data), kind]) + data


def _hex(name: str, text: str, size: int) -> bytes:
    if not re.fullmatch(f"[0-9a-f]{{{2 * size}}}", text):
        raise InvalidBeacon(name, f"{text!r} is not {2 * size} digits of lower-case hex")
    return bytes.fromhex(text)


def _unsigned(name: str, value: int, size: int) -> bytes:
    if not 0 <= value < 256**size:
        raise InvalidBeacon(name, f"{value} is not within 0 to {256**size - 1}")
    return value.to_bytes(size, "big")


def _signed(name: str, value: int, size: int) -> bytes:
    half = 256**size // 2
    if not -half <= value < half:
        raise InvalidBeacon(name, f"{value} is not within {-half} to {half - 1}")
    return value.to_bytes(size, "big", signed=True)
