"""The scanner over bleak's real BlueZ backend: every frame byte by byte, and the ways in which it fails."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import json
import sys
from pathlib import Path

import pytest

from positioning.adverts import EddystoneTlm, EddystoneUid, IBeacon, decode
from positioning.capture import radio
from positioning.capture.heard import Heard
from positioning.capture.radio import BeaconScanner, ScanMode
from positioning.capture.radio_faults import RadioUnavailable

from . import payloads
from .conftest import message_bus, run
from .fake_bluez import FakeBlueZ

ADDRESS = "C4:7C:8D:00:00:01"
KEY = f"mac:{ADDRESS}"
FEW_S = 0.3
SENT_AT_ONCE = 100
"""dbus-fast gives up a connection whose socket is full: the listener has to keep up."""


async def heard_next(scanner: BeaconScanner) -> Heard:
    return await asyncio.wait_for(anext(scanner), 5)


async def heard_all(scanner: BeaconScanner, count: int) -> list[Heard]:
    return [await heard_next(scanner) for _ in range(count)]


@pytest.mark.parametrize("mode", ["active", "passive"])
def test_five_thousand_advertisements_arrive_byte_by_byte(bus: str, mode: ScanMode) -> None:
    """From 70 devices, ten of a kind and ten that take turns, each payload with bytes of its own."""
    kinds = itertools.cycle(payloads.EVERY_KIND)
    sent = []
    for i in range(5_000):
        device = i % 70
        make = next(kinds) if device < 10 else payloads.EVERY_KIND[device % 7]
        sent.append((f"C4:7C:8D:00:00:{device:02X}", make(i), -30 - i % 60))

    async def story() -> None:
        async with FakeBlueZ(bus) as bluez, BeaconScanner(mode) as scanner:
            for begin in range(0, len(sent), SENT_AT_ONCE):
                part = sent[begin : begin + SENT_AT_ONCE]
                for address, payload, rssi_dbm in part:
                    await bluez.advertise(address, payload, rssi_dbm)
                for (address, payload, rssi_dbm), heard in zip(
                    part, await heard_all(scanner, len(part)), strict=True
                ):
                    assert heard.frame == decode(payload)
                    assert heard.payload == payload[-len(heard.payload) :]
                    assert (heard.sighting.key, heard.sighting.rssi_dbm) == (f"mac:{address}", rssi_dbm)
                    assert not heard.again
            assert scanner.dropped == 0

    run(story)


def test_a_passive_scan_asks_for_beacons_alone(bus: str) -> None:
    async def story() -> None:
        async with FakeBlueZ(bus) as bluez:
            async with BeaconScanner("passive") as scanner:
                await bluez.advertise("C4:7C:8D:00:00:02", bytes.fromhex("02010603ff4c00"), -40)
                await bluez.advertise(ADDRESS, payloads.ibeacon(7), -60)
                assert (await heard_next(scanner)).sighting.key == KEY
                assert "StartDiscovery" not in bluez.called
            assert not bluez.scanning

    run(story)


def test_a_change_of_loudness_alone_is_no_frame_of_another_kind(bus: str) -> None:
    async def story() -> None:
        async with FakeBlueZ(bus) as bluez, BeaconScanner() as scanner:
            for payload, rssi_dbm in (
                (payloads.ibeacon(7), -60), (payloads.tlm(1), -61), (b"", -70), (payloads.ibeacon(7), -70),
            ):  # fmt: skip
                await bluez.advertise(ADDRESS, payload, rssi_dbm)
            first, telemetry, louder, again = await heard_all(scanner, 4)
        assert isinstance(first.frame, IBeacon)
        assert isinstance(telemetry.frame, EddystoneTlm)
        told = telemetry.sighting.telemetry
        assert told is not None
        assert (told.battery_mv, told.temperature_c) == (2950, -1.5)
        for repeated in (louder, again):
            assert (repeated.frame, repeated.again) == (first.frame, True)
            assert repeated.sighting.telemetry is None
            assert repeated.sighting.rssi_dbm == -70
        assert {heard.sighting.advertised for heard in (first, telemetry, louder)} == {first.frame.key}

    run(story)


def test_a_beacon_that_says_the_same_as_loud_is_heard_each_time(bus: str) -> None:
    async def story() -> None:
        async with FakeBlueZ(bus) as bluez, BeaconScanner() as scanner:
            for _ in range(5):
                await bluez.advertise(ADDRESS, payloads.uid(1), -60)
            heard = await heard_all(scanner, 5)
        assert [isinstance(each.frame, EddystoneUid) for each in heard] == [True] * 5
        assert [each.again for each in heard] == [False, True, True, True, True]
        times_s = [each.sighting.t_s for each in heard]
        assert times_s == sorted(times_s)

    run(story)


def test_no_beacon_among_real_payloads_of_other_things(bus: str, recordings: Path) -> None:
    lines = (recordings / "adverts" / "on_air_negatives.jsonl").read_text().splitlines()
    others = [bytes.fromhex(json.loads(line)["ad"]) for line in lines]
    assert len(others) == 150

    async def story() -> None:
        async with FakeBlueZ(bus) as bluez, BeaconScanner() as scanner:
            for number, payload in enumerate(others):
                await bluez.advertise(f"C4:7C:8D:00:01:{number:02X}", payload, -60)
            await bluez.advertise(ADDRESS, payloads.ibeacon(7), -60)
            assert (await heard_next(scanner)).sighting.key == KEY

    run(story)


def test_a_listener_that_is_busy_loses_the_oldest_and_knows(
    bus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(radio, "MOST_WAITING", 16)

    async def story() -> None:
        async with FakeBlueZ(bus) as bluez, BeaconScanner() as scanner:
            for minor in range(20):
                await bluez.advertise(ADDRESS, payloads.ibeacon(minor), -60)
            await asyncio.sleep(FEW_S)
            assert scanner.dropped == 4
            minors = [heard.frame.minor for heard in await heard_all(scanner, 16)]  # type: ignore[union-attr]
            assert minors == list(range(4, 20))

    run(story)


def test_a_cancelled_listener_ends_the_scan(bus: str) -> None:
    async def listen() -> None:
        async with BeaconScanner() as scanner:
            async for _ in scanner:
                pass

    async def story() -> None:
        async with FakeBlueZ(bus) as bluez:
            listening = asyncio.create_task(listen())
            while not bluez.scanning:
                await asyncio.sleep(0.01)
            listening.cancel()
            with pytest.raises(asyncio.CancelledError):
                await listening
            assert not bluez.scanning

    run(story)


def test_a_scan_that_fell_silent_begins_anew(bus: str) -> None:
    async def story() -> None:
        async with FakeBlueZ(bus) as bluez, BeaconScanner(silence_s=FEW_S) as scanner:
            bluez.forget_scan()
            waiting = asyncio.create_task(heard_next(scanner))
            while not bluez.scanning:
                await asyncio.sleep(0.01)
            await bluez.advertise(ADDRESS, payloads.ibeacon(7), -60)
            assert (await waiting).sighting.key == KEY

    run(story)


@pytest.mark.parametrize(
    ("what", "cause", "advice"),
    [("switch_off", "POWERED_OFF", "bluetoothctl power on"), ("unplug", "NO_BLUETOOTH", "plug one in")],
)
def test_an_adapter_that_goes_in_the_middle_is_told(bus: str, what: str, cause: str, advice: str) -> None:
    async def story() -> None:
        async with FakeBlueZ(bus) as bluez, BeaconScanner() as scanner:
            await bluez.advertise(ADDRESS, payloads.ibeacon(7), -60)
            await heard_next(scanner)
            await getattr(bluez, what)()
            with pytest.raises(RadioUnavailable) as caught:
                await heard_next(scanner)
            assert caught.value.cause == cause
            assert advice in str(caught.value)

    run(story)


def test_an_adapter_chosen_by_name_that_is_switched_off_is_told(bus: str) -> None:
    async def story() -> None:
        async with FakeBlueZ(bus) as bluez, BeaconScanner(adapter="hci0", silence_s=FEW_S) as scanner:
            await bluez.switch_off()
            with pytest.raises(RadioUnavailable, match="switched off"):
                await heard_next(scanner)

    run(story)


def test_a_bluetoothd_that_ends_in_the_middle_is_told(bus: str) -> None:
    async def story() -> None:
        async with FakeBlueZ(bus) as bluez, BeaconScanner(silence_s=FEW_S) as scanner:
            await bluez.__aexit__(None, None, None)
            with pytest.raises(RadioUnavailable, match="bluetoothd is not running"):
                await heard_next(scanner)

    run(story)


def test_a_message_bus_that_ends_in_the_middle_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        with message_bus(tmp_path) as address:
            monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
            bluez = FakeBlueZ(address)
            await bluez.__aenter__()
            scanner = await BeaconScanner(silence_s=FEW_S).__aenter__()
        with pytest.raises(RadioUnavailable, match="no system message bus"):
            await heard_next(scanner)
        await scanner.__aexit__(None, None, None)

    run(story)


@pytest.mark.parametrize(
    ("bluez", "adapter", "mode", "text"),
    [
        ({"adapter": False}, None, "active", "no Bluetooth adapter found: plug one in"),
        ({"powered": False}, None, "active", "switched off: `bluetoothctl power on`"),
        ({"powered": False}, "hci0", "active", "switched off: `bluetoothctl power on`"),
        ({}, "hci7", "active", "no such Bluetooth adapter: `bluetoothctl list`"),
        ({"monitors": False}, None, "passive", "passive scans are not possible here: scan actively"),
        (None, None, "active", "bluetoothd is not running: `sudo systemctl start bluetooth`"),
    ],
)
def test_what_cannot_begin_says_what_to_do(
    bus: str, bluez: dict[str, bool] | None, adapter: str | None, mode: ScanMode, text: str
) -> None:
    async def story() -> None:
        async with BeaconScanner(mode, adapter=adapter):
            pytest.fail("the scan began")

    async def told() -> None:
        if bluez is None:
            await story()
        else:
            async with FakeBlueZ(bus, **bluez):
                await story()

    with pytest.raises(RadioUnavailable) as caught:
        run(told)
    assert text in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_permission_the_group_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Debian's bluetooth.conf: nobody may send to org.bluez but root and the group."""
    with message_bus(tmp_path, policy='<deny send_destination="org.bluez"/>') as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)

        async def story() -> None:
            async with FakeBlueZ(address), BeaconScanner():
                pytest.fail("the scan began")

        with pytest.raises(RadioUnavailable, match="usermod -aG bluetooth"):
            run(story)


def test_without_a_message_bus_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")

    async def story() -> None:
        async with BeaconScanner():
            pytest.fail("the scan began")

    with pytest.raises(RadioUnavailable, match="no system message bus"):
        run(story)


def test_an_address_of_the_bus_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "garbage")

    async def story() -> None:
        async with BeaconScanner():
            pytest.fail("the scan began")

    with pytest.raises(RadioUnavailable, match="DBUS_SYSTEM_BUS_ADDRESS is no address"):
        run(story)


def test_importing_the_scanner_needs_no_bleak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bleak", None)  # importing it fails
    spec = importlib.util.spec_from_file_location("radio_without_bleak", radio.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert callable(module.BeaconScanner)
