"""Beacons from the air: bleak's scanner on Linux (BlueZ), Windows and macOS.

bleak is imported inside the functions that scan: importing `positioning` needs neither it nor a radio.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections import deque
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, Self, TypeVar

from positioning.adverts import (
    AD_MANUFACTURER,
    AD_SERVICE_DATA_16,
    ALTBEACON_CODE,
    EDDYSTONE_UUID,
    IBEACON_PREFIX,
)
from positioning.capture.heard import Ear, Heard
from positioning.capture.radio_faults import (
    NO_ANSWER,
    NO_BUS_ADDRESS,
    NO_MESSAGE_BUS,
    NO_SUCH_ADAPTER,
    PASSIVE_REFUSED,
    RadioUnavailable,
)

if TYPE_CHECKING:
    from bleak import BleakScanner
    from bleak.args.bluez import BlueZScannerArgs
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData

ScanMode = Literal["active", "passive"]
T = TypeVar("T")

MOST_WAITING: Final = 8192
"""Advertisements kept for a listener that is busy: 4 s of what one channel of the air can carry (a 47-byte
packet and its gap take 0.53 ms at 1 Mbit/s). The oldest go first, counted."""

CHECK_S: Final = 1.0
SILENCE_S: Final = 10.0
"""The system does not tell a scan that its adapter is gone. After a second without any advertisement it is
asked, and after ten the scan is begun anew, which fails where Bluetooth is gone and helps where only the
scan was: a beacon is heard from at least once in 10 s, the longest interval of the Core Specification (5.4,
Vol 6, Part B, 4.4.2.2.1: 10.24 s)."""

START_S: Final = 20.0
STOP_S: Final = 3.0

_UUID_16: Final = "-0000-1000-8000-00805f9b34fb"
_MAX_STRUCTURE: Final = 255


class BeaconScanner:
    """Listens for beacons; an async context manager whose iteration gives what is `Heard`, without an end.

    Entering begins the scan, leaving ends it, also when the listener is cancelled.

    Parameters
    ----------
    mode : "active" asks each device for more and works everywhere. "passive" only listens: macOS refuses it,
        Linux needs bluetoothd's experimental features; of use where many scan, since nothing is sent.
    adapter : on Linux the adapter's name ("hci1"); None takes the first that is switched on.
    clock_s : the clock of the sightings.
    silence_s : after so long without any advertisement the scan is begun anew.

    Raises
    ------
    RadioUnavailable : from entering and from iterating, when Bluetooth cannot be used, or no longer.

    Examples
    --------
    >>> async def listen() -> None:
    ...     async with BeaconScanner() as scanner:
    ...         async for heard in scanner:
    ...             print(heard.sighting.key, heard.sighting.rssi_dbm)
    """

    def __init__(
        self,
        mode: ScanMode = "active",
        *,
        adapter: str | None = None,
        clock_s: Callable[[], float] = time.monotonic,
        silence_s: float = SILENCE_S,
    ) -> None:
        self.dropped = 0
        self._mode: ScanMode = mode
        self._adapter = adapter
        self._clock_s = clock_s
        self._silence_s = silence_s
        self._ear = Ear()
        self._waiting: deque[tuple[float, BLEDevice, AdvertisementData]] = deque(maxlen=MOST_WAITING)
        self._arrived = asyncio.Event()
        self._silent_since_s = 0.0
        self._scanner: BleakScanner | None = None

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Heard:
        while True:
            while self._waiting:
                t_s, device, told = self._waiting.popleft()
                heard = self._ear.hear(t_s, device.address, told.rssi, structures(told))
                if heard is not None:
                    return heard
            self._arrived.clear()
            try:
                async with asyncio.timeout(min(CHECK_S, self._silence_s)):
                    await self._arrived.wait()
            except TimeoutError:
                await self._see_to_silence()

    def _take(self, device: BLEDevice, told: AdvertisementData) -> None:
        """Keep what the system tells. It is decoded by the listener, so that no failure is lost in here."""
        self.dropped += len(self._waiting) == MOST_WAITING
        self._silent_since_s = self._clock_s()
        self._waiting.append((self._silent_since_s, device, told))
        self._arrived.set()

    async def _see_to_silence(self) -> None:
        try:
            await _reached(_ask_adapter(self._adapter), self._mode)
        except RadioUnavailable as fault:
            if fault.cause == NO_MESSAGE_BUS:
                self._scanner = None  # it went with the bus: nobody is there to be told that it ends
            raise
        if self._clock_s() - self._silent_since_s >= self._silence_s:
            await self._stop()
            await self._start()

    async def _start(self) -> None:
        scanner = await _reached(_scanner(self._take, self._mode, self._adapter), self._mode)
        self._scanner = scanner
        self._silent_since_s = self._clock_s()

    async def _stop(self) -> None:
        scanner, self._scanner = self._scanner, None
        if scanner is not None:
            await _end(scanner)


async def _scanner(
    take: Callable[[BLEDevice, AdvertisementData], None], mode: ScanMode, adapter: str | None
) -> BleakScanner:
    """A scan that has begun."""
    from bleak import BleakScanner

    scanner = BleakScanner(take, scanning_mode=mode, bluez=_bluez_arguments(adapter))
    await scanner.start()
    return scanner


def _bluez_arguments(adapter: str | None) -> BlueZScannerArgs:
    """What BlueZ is asked for beyond the mode.

    `DuplicateData`: else an advertisement that is as loud and says the same as the one before is not told,
    and the rate of sightings, which the tracker weighs, is too low (org.bluez.Adapter, SetDiscoveryFilter).
    """
    from bleak.args.bluez import BlueZScannerArgs, OrPattern
    from bleak.assigned_numbers import AdvertisementDataType

    manufacturer, service = AdvertisementDataType(AD_MANUFACTURER), AdvertisementDataType(AD_SERVICE_DATA_16)
    arguments = BlueZScannerArgs(
        filters={"DuplicateData": True},
        or_patterns=[
            OrPattern(0, manufacturer, IBEACON_PREFIX),
            OrPattern(2, manufacturer, ALTBEACON_CODE),  # behind the company, which any may be
            OrPattern(0, service, EDDYSTONE_UUID),
        ],
    )
    if adapter is not None:
        arguments["adapter"] = adapter
    return arguments


async def _ask_adapter(adapter: str | None) -> None:
    """Fail where the message bus is gone or, unless one was named, no adapter is there and switched on.

    Only BlueZ tells this without beginning a scan.
    """
    from bleak import BleakAdapter
    from bleak.backends import BleakBackend, get_default_backend

    if get_default_backend() is BleakBackend.BLUEZ_DBUS:
        await BleakAdapter.get(bluez={} if adapter is None else {"adapter": adapter})


async def _end(scanner: BleakScanner) -> None:
    """End a scan. Where the adapter, bluetoothd or the bus is gone, it has ended already."""
    from bleak.exc import BleakError

    with contextlib.suppress(BleakError, OSError, EOFError, TimeoutError):
        async with asyncio.timeout(STOP_S):
            await scanner.stop()


async def _reached(asked: Awaitable[T], mode: ScanMode) -> T:
    """Await something of bleak; its failures become `RadioUnavailable`."""
    from bleak.exc import BleakError

    try:
        async with asyncio.timeout(START_S):
            return await asked
    except (BleakError, OSError, EOFError) as error:
        raise _unavailable(error, mode) from error
    except ValueError as error:
        if "DBUS_SYSTEM_BUS_ADDRESS" not in os.environ:
            raise
        raise RadioUnavailable(NO_BUS_ADDRESS) from error


def _unavailable(error: Exception, mode: ScanMode) -> RadioUnavailable:
    """The same failure with what to do."""
    from bleak.exc import BleakBluetoothNotAvailableError, BleakDBusError

    match error:
        case BleakBluetoothNotAvailableError():
            return RadioUnavailable(error.reason.name)
        case BleakDBusError():
            return RadioUnavailable(error.dbus_error)
        case TimeoutError():
            return RadioUnavailable(NO_ANSWER)
        case PermissionError():
            return RadioUnavailable("DENIED_BY_SYSTEM")
        case OSError() | EOFError():
            return RadioUnavailable(NO_MESSAGE_BUS)
    if "adapter" in str(error) and "not found" in str(error):  # bleak has no class for it
        return RadioUnavailable(NO_SUCH_ADAPTER, str(error))
    return RadioUnavailable(PASSIVE_REFUSED if mode == "passive" else "", str(error))


def structures(told: AdvertisementData) -> list[bytes]:
    """The AD structures with manufacturer data and 16-bit service data, as they were on the air."""
    parts = [
        (AD_MANUFACTURER, company.to_bytes(2, "little") + data)
        for company, data in told.manufacturer_data.items()
    ]
    parts += [
        (AD_SERVICE_DATA_16, bytes.fromhex(uuid[4:8])[::-1] + data)
        for uuid, data in told.service_data.items()
        if uuid.startswith("0000") and uuid.endswith(_UUID_16)
    ]
    return [bytes((1 + len(data), kind)) + data for kind, data in parts if 1 + len(data) <= _MAX_STRUCTURE]
