"""Why Bluetooth cannot be used, as a person can mend it: the fact and what to do, in one line."""

from __future__ import annotations

import sys
from typing import Final

from positioning.errors import PositioningError

NO_MESSAGE_BUS: Final = "NO_MESSAGE_BUS"
NO_BUS_ADDRESS: Final = "NO_BUS_ADDRESS"
NO_SUCH_ADAPTER: Final = "NO_SUCH_ADAPTER"
PASSIVE_REFUSED: Final = "PASSIVE_REFUSED"
NO_ANSWER: Final = "NO_ANSWER"
"""Causes of our own beside the names of bleak's `BleakBluetoothNotAvailableReason` and of D-Bus errors."""

_NO_ADAPTER = (
    "no Bluetooth adapter found: plug one in; a virtual machine or a container must be handed the host's"
)
_OFF = {
    "linux": "Bluetooth is switched off: `bluetoothctl power on` (blocked? `rfkill unblock bluetooth`)",
    "": "Bluetooth is switched off: switch it on in the system's settings",
}
_DENIED = {
    "linux": "no permission to use Bluetooth: `sudo usermod -aG bluetooth $USER`, then log in again",
    "darwin": "no permission to use Bluetooth: System Settings, Privacy & Security, Bluetooth",
    "": "no permission to use Bluetooth: allow it for this program in the system's settings",
}
_HANGS = {
    "linux": "Bluetooth does not answer: `sudo systemctl restart bluetooth`",
    "": "Bluetooth does not answer: switch it off and on again",
}
_NO_SERVICE = (
    "bluetoothd is not running: `sudo systemctl start bluetooth` (from the package bluez; in a container it "
    "runs on the host)"
)
_FAULTS: Final[dict[str, str | dict[str, str]]] = {
    "NO_BLUETOOTH": _NO_ADAPTER,
    "NO_BLE_CENTRAL_ROLE": "the Bluetooth adapter has no Low Energy: use one of Bluetooth 4.0 or newer",
    "POWERED_OFF": _OFF,
    "DENIED_BY_USER": _DENIED,
    "DENIED_BY_SYSTEM": _DENIED,
    "DENIED_BY_UNKNOWN": _DENIED,
    NO_MESSAGE_BUS: "no system message bus, which BlueZ answers on: `sudo systemctl start dbus bluetooth`; a "
    "container must be handed the host's /run/dbus/system_bus_socket",
    NO_BUS_ADDRESS: "DBUS_SYSTEM_BUS_ADDRESS is no address of a message bus: unset it, or write it as "
    "unix:path=/run/dbus/system_bus_socket",
    NO_SUCH_ADAPTER: "no such Bluetooth adapter: `bluetoothctl list` names those there are",
    PASSIVE_REFUSED: "passive scans are not possible here: scan actively, or on Linux start bluetoothd with "
    "--experimental (BlueZ 5.56, Linux 5.10)",
    "UNKNOWN": _HANGS,
    NO_ANSWER: _HANGS,
    "org.freedesktop.DBus.Error.ServiceUnknown": _NO_SERVICE,
    "org.freedesktop.DBus.Error.NameHasNoOwner": _NO_SERVICE,
    "org.freedesktop.DBus.Error.AccessDenied": _DENIED,
    "org.freedesktop.DBus.Error.UnknownObject": _NO_ADAPTER,
    "org.freedesktop.DBus.Error.NoReply": _HANGS,
    "org.bluez.Error.NotReady": _OFF,
    "org.bluez.Error.NotAuthorized": _DENIED,
    "org.bluez.Error.NotPermitted": _DENIED,
    "org.bluez.Error.InProgress": "another program is about to scan: end it, or try again",
}
_SPAWN = ("org.freedesktop.DBus.Error.Spawn.", "org.freedesktop.systemd1.")
"""Errors of starting bluetoothd when it is asked for: not installed, masked, failed."""


class RadioUnavailable(PositioningError):
    """Bluetooth cannot be used, or no longer. The text says what to do.

    Attributes
    ----------
    cause : a name of bleak's `BleakBluetoothNotAvailableReason`, of a D-Bus error, or one of this module's.
    """

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(_text(cause, detail))
        self.cause = cause


def _text(cause: str, detail: str) -> str:
    if cause.startswith(_SPAWN):
        cause = "org.freedesktop.DBus.Error.ServiceUnknown"
    told = _FAULTS.get(cause)
    if told is None:
        return f"Bluetooth cannot be used: {detail or cause}; see that the adapter works, then try again"
    text = told if isinstance(told, str) else told.get(sys.platform, told[""])
    return f"{text} ({detail})" if detail else text
