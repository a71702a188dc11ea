"""A small org.bluez on a message bus: one adapter, and devices that come to be by advertising.

As bluetoothd does it (BlueZ 5.66, doc/org.bluez.Adapter.rst, org.bluez.Device.rst): what a device advertised
is added up in its properties; a change is told with `PropertiesChanged`, bytes that did not change only where
a client set `DuplicateData`, which also empties a property before it is filled anew. The clients are real:
bleak's BlueZ backend over a real message bus.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

ADAPTER = "/org/bluez/hci0"
ADAPTER_INTERFACE = "org.bluez.Adapter1"
DEVICE_INTERFACE = "org.bluez.Device1"
MONITOR_INTERFACE = "org.bluez.AdvertisementMonitor1"
OBJECTS_INTERFACE = "org.freedesktop.DBus.ObjectManager"
PROPERTIES_INTERFACE = "org.freedesktop.DBus.Properties"
SIGNATURES = {"RSSI": "n", "ManufacturerData": "a{qv}", "ServiceData": "a{sv}", "TxPower": "n"}
MANUFACTURER, SERVICE_DATA_16, TX_POWER = 0xFF, 0x16, 0x0A


class FakeBlueZ:
    """bluetoothd with one adapter; an async context manager. `called` holds the methods asked for."""

    def __init__(
        self, bus_address: str, *, adapter: bool = True, powered: bool = True, monitors: bool = True
    ) -> None:
        self.called: list[str] = []
        self.patterns: list[tuple[int, int, bytes]] | None = None
        self._bus = MessageBus(bus_address)
        self._has_adapter = adapter
        self._powered = powered
        self._monitors = monitors
        self._active = False
        self._duplicates = False
        self._monitor: tuple[str, str] | None = None
        self._devices: dict[str, dict[str, Any]] = {}

    async def __aenter__(self) -> Self:
        await self._bus.connect()
        self._bus.add_message_handler(self._answer)
        await self._bus.request_name("org.bluez")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()

    @property
    def scanning(self) -> bool:
        return self._active or self._monitor is not None

    async def advertise(self, address: str, payload: bytes, rssi_dbm: int) -> None:
        """A device sends a payload, which the adapter hears if it scans."""
        structures = list(ad_structures(payload))
        if not (self._active or (self._monitor is not None and await self._wanted(structures))):
            return
        path = f"{ADAPTER}/dev_{address.replace(':', '_')}"
        device = self._devices.setdefault(path, {})
        changed = {} if device.get("RSSI") == rssi_dbm else {"RSSI": rssi_dbm}
        for name, told in _properties(structures).items():
            old = device.get(name)
            adds_up = isinstance(told, dict) and old is not None and not self._duplicates
            value = {**old, **told} if adds_up else told
            if value != old or self._duplicates:
                changed[name] = value
        is_new = not device
        device.update(changed)
        if is_new:
            fixed = {"Address": address, "AddressType": "random", "Alias": address.replace(":", "-")}
            properties = {name: Variant("s", value) for name, value in fixed.items()}
            properties["Adapter"] = Variant("o", ADAPTER)
            body = [path, {DEVICE_INTERFACE: properties | _variants(changed)}]
            await self._signal("/", OBJECTS_INTERFACE, "InterfacesAdded", "oa{sa{sv}}", body)
        elif changed:
            await self._tell_changed(path, DEVICE_INTERFACE, _variants(changed))

    async def switch_off(self) -> None:
        """The adapter's power goes; scans end, and nobody is told but by the property."""
        self._powered = self._active = False
        self._monitor = None
        await self._tell_changed(ADAPTER, ADAPTER_INTERFACE, {"Powered": Variant("b", False)})

    async def switch_on(self) -> None:
        self._powered = True
        await self._tell_changed(ADAPTER, ADAPTER_INTERFACE, {"Powered": Variant("b", True)})

    async def unplug(self) -> None:
        """The adapter is pulled out."""
        self._has_adapter = self._active = False
        self._monitor = None
        await self._signal("/", OBJECTS_INTERFACE, "InterfacesRemoved", "oas", [ADAPTER, [ADAPTER_INTERFACE]])

    def forget_scan(self) -> None:
        """The scan stops by itself, as after a reset of the controller; the adapter stays."""
        self._active = False

    async def _wanted(self, structures: list[tuple[int, bytes]]) -> bool:
        """Whether a payload has one of the patterns of the client that monitors."""
        if self.patterns is None:
            assert self._monitor is not None
            sender, path = self._monitor
            reply = await self._bus.call(
                Message(
                    destination=sender, path=path, interface=PROPERTIES_INTERFACE, member="Get",
                    signature="ss", body=[MONITOR_INTERFACE, "Patterns"],
                )
            )  # fmt: skip
            assert reply.message_type is MessageType.METHOD_RETURN, reply.body
            self.patterns = [(start, kind, bytes(content)) for start, kind, content in reply.body[0].value]
        return any(
            kind == wanted and data[start:].startswith(content)
            for start, wanted, content in self.patterns
            for kind, data in structures
        )

    def _answer(self, message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        self.called.append(message.member)
        if message.path != "/" and not self._has_adapter:
            return Message.new_error(message, "org.freedesktop.DBus.Error.UnknownObject", message.path)
        match message.member:
            case "GetManagedObjects":
                return Message.new_method_return(message, "a{oa{sa{sv}}}", [self._objects()])
            case "SetDiscoveryFilter":
                duplicates = message.body[0].get("DuplicateData")
                self._duplicates = duplicates is not None and duplicates.value
            case "StartDiscovery" | "RegisterMonitor" if not self._powered:
                return Message.new_error(message, "org.bluez.Error.NotReady", "Resource Not Ready")
            case "StartDiscovery":
                self._active = True
            case "StopDiscovery" if not self._active:
                return Message.new_error(message, "org.bluez.Error.Failed", "No discovery started")
            case "StopDiscovery":
                self._active = False
            case "RegisterMonitor" if self._monitors:
                self._monitor = (message.sender, message.body[0])
            case "UnregisterMonitor":
                self._monitor = None
            case _:
                return None
        return Message.new_method_return(message)

    def _objects(self) -> dict[str, dict[str, dict[str, Variant]]]:
        if not self._has_adapter:
            return {}
        roles, powered = Variant("as", ["central", "peripheral"]), Variant("b", self._powered)
        return {ADAPTER: {ADAPTER_INTERFACE: {"Roles": roles, "Powered": powered}}}

    async def _tell_changed(self, path: str, interface: str, changed: dict[str, Variant]) -> None:
        body = [interface, changed, []]
        await self._signal(path, PROPERTIES_INTERFACE, "PropertiesChanged", "sa{sv}as", body)

    async def _signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        await self._bus.send(Message.new_signal(path, interface, member, signature, body))


def ad_structures(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and data of each AD structure."""
    while payload and payload[0]:
        yield payload[1], payload[2 : 1 + payload[0]]
        payload = payload[1 + payload[0] :]


def _properties(structures: list[tuple[int, bytes]]) -> dict[str, Any]:
    """What Device1 says of one payload."""
    told: dict[str, Any] = {}
    for kind, data in structures:
        if kind == MANUFACTURER:
            told.setdefault("ManufacturerData", {})[int.from_bytes(data[:2], "little")] = data[2:]
        elif kind == SERVICE_DATA_16:
            uuid = f"0000{data[1]:02x}{data[0]:02x}-0000-1000-8000-00805f9b34fb"
            told.setdefault("ServiceData", {})[uuid] = data[2:]
        elif kind == TX_POWER:
            told["TxPower"] = int.from_bytes(data, "big", signed=True)
    return told


def _variants(properties: dict[str, Any]) -> dict[str, Variant]:
    return {
        name: Variant(
            SIGNATURES[name],
            {key: Variant("ay", data) for key, data in value.items()} if isinstance(value, dict) else value,
        )
        for name, value in properties.items()
    }
