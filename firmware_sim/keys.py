"""What the key of a beacon names: the address or the identifiers that phones hear (`positioning.adverts`)."""

from __future__ import annotations

import re

from firmware_sim.beacon.errors import InvalidBeacon
from positioning.types import BeaconKey

MAC, IBEACON, EDDYSTONE, ALTBEACON = "mac", "ibeacon", "eddystone", "altbeacon"

FORMS = {
    MAC: "mac:AA:BB:CC:DD:EE:FF",
    IBEACON: "ibeacon:UUID/MAJOR/MINOR",
    EDDYSTONE: "eddystone:NAMESPACE/INSTANCE",
    ALTBEACON: "altbeacon:ID",
}
"""How keys are written, by their kind; hexadecimal digits of addresses are capitals, all others are not."""

NO_UUID = "00000000-0000-0000-0000-000000000000"
"""What is noted for a beacon that is known by its address alone."""

_PARTS = {
    MAC: re.compile(r"([0-9A-F]{2}(?::[0-9A-F]{2}){5})"),
    IBEACON: re.compile(
        r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(0|[1-9][0-9]{0,4})/(0|[1-9][0-9]{0,4})"
    ),
    EDDYSTONE: re.compile(r"([0-9a-f]{20})/([0-9a-f]{12})"),
    ALTBEACON: re.compile(r"([0-9a-f]{40})"),
}
_MOST = 0xFFFF
"""Major and minor have 16 bits."""


def named_by(key: BeaconKey) -> tuple[str, tuple[str, ...]]:
    """The kind of a key, one of `FORMS`, and its parts.

    Raises
    ------
    InvalidBeacon : no beacon can have this key.

    Examples
    --------
    >>> named_by(BeaconKey("eddystone:00112233445566778899/0a0b0c0d0e0f"))
    ('eddystone', ('00112233445566778899', '0a0b0c0d0e0f'))
    """
    kind, _, rest = key.partition(":")
    if kind not in FORMS:
        raise InvalidBeacon("key", f"{key!r} is none of {', '.join(FORMS.values())}")
    parts = _PARTS[kind].fullmatch(rest)
    if parts is None or (kind == IBEACON and max(map(int, parts.groups()[1:])) > _MOST):
        raise InvalidBeacon("key", f"{key!r} is not {FORMS[kind]}")
    return kind, parts.groups()
