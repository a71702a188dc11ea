"""`aislecast beacon scan` as a person runs it, beside a bluetoothd of the tests' own."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE

import pytest

from campaigns.commands import scan
from positioning.capture.radio import BeaconScanner

from . import payloads
from .conftest import run
from .fake_bluez import FakeBlueZ

SCAN = (sys.executable, "-c", "from campaigns.cli import main; main()", "beacon", "scan")
ADDRESS = "C4:7C:8D:00:00:01"


async def advertise_some(bluez: FakeBlueZ) -> None:
    for payload, rssi_dbm in ((payloads.ibeacon(7), -60), (payloads.tlm(9), -70), (payloads.ibeacon(7), -71)):
        await bluez.advertise(ADDRESS, payload, rssi_dbm)


def test_json_has_a_line_a_sighting_and_an_adapter_switched_off_is_one_line(bus: str) -> None:
    async def story() -> None:
        async with FakeBlueZ(bus) as bluez:
            process = await asyncio.create_subprocess_exec(*SCAN, "--json", stdout=PIPE, stderr=PIPE)
            while not bluez.scanning:
                assert process.returncode is None, await process.communicate()
                await asyncio.sleep(0.02)
            await advertise_some(bluez)
            assert process.stdout is not None
            told = [json.loads(await process.stdout.readline()) for _ in range(3)]
            await bluez.switch_off()
            rest, complaint = await process.communicate()
        assert [line["key"] for line in told] == [f"mac:{ADDRESS}"] * 3
        assert [line["rssi_dbm"] for line in told] == [-60, -70, -71]
        assert [line["frame"]["kind"] for line in told] == ["ibeacon", "eddystone-tlm", "ibeacon"]
        assert [line["again"] for line in told] == [False, False, True]
        assert told[0]["advertised"] == "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0/100/7"
        assert payloads.ibeacon(7).hex().endswith(told[0]["payload"])
        assert told[1]["telemetry"] == {
            "battery_mv": 2950, "temperature_c": -1.5, "advert_count": 9, "uptime_s": 3600.0,
        }  # fmt: skip
        assert "telemetry" not in told[2]
        assert (process.returncode, rest) == (1, b"")
        assert complaint.decode().splitlines() == [
            "aislecast: Bluetooth is switched off:"
            " `bluetoothctl power on` (blocked? `rfkill unblock bluetooth`)"
        ]

    run(story)


def test_the_list_has_a_row_for_each_transmitter(
    bus: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")

    async def story() -> None:
        async with FakeBlueZ(bus) as bluez:
            listing = asyncio.create_task(scan._as_list(BeaconScanner(), 0.5))
            while not bluez.scanning:
                await asyncio.sleep(0.01)
            await advertise_some(bluez)
            await bluez.advertise("C4:7C:8D:00:00:02", payloads.uid(1), -40)
            await listing

    run(story)
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split()[:2] == ["beacon", "kind"]
    first, _, second, _ = rows
    *told, first_ago_s = first.split()
    assert told == ["mac:C4:7C:8D:00:00:02", "eddystone-uid", "-40", "-40.0", "1.0", "-", "-"]
    *told, second_ago_s = second.split()
    figures = ["eddystone-tlm", "ibeacon", "-71", "-67.0", "3.0", "2.95", "-1.5"]
    assert told == [f"mac:{ADDRESS}", *figures]
    assert {first_ago_s, second_ago_s} <= {"0", "1"}, "half a second, to a whole one"


def test_nothing_heard_is_said(bus: str, capsys: pytest.CaptureFixture[str]) -> None:
    async def story() -> None:
        async with FakeBlueZ(bus):
            await scan._as_list(BeaconScanner(), 0.1)

    run(story)
    assert capsys.readouterr().out == "no beacon heard\n"
