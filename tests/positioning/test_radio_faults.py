"""What a person is told where Bluetooth fails: one line with what to do, on each system its own."""

from __future__ import annotations

import sys

import pytest
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakBluetoothNotAvailableReason

from positioning.capture.radio import structures
from positioning.capture.radio_faults import RadioUnavailable

EDDYSTONE = "0000feaa-0000-1000-8000-00805f9b34fb"


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("reason", BleakBluetoothNotAvailableReason)
def test_every_reason_of_bleak_has_an_advice(
    platform: str, reason: BleakBluetoothNotAvailableReason, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    text = str(RadioUnavailable(reason.name))
    fact, advice = text.split(": ", 1)
    assert "Bluetooth" in fact
    assert len(advice) > 10
    assert "\n" not in text
    if platform != "linux":
        assert "sudo" not in text
        assert "bluetoothctl" not in text


@pytest.mark.parametrize(
    ("cause", "text"),
    [
        ("org.freedesktop.DBus.Error.Spawn.ChildExited", "bluetoothd is not running"),
        ("org.freedesktop.systemd1.NoSuchUnit", "bluetoothd is not running"),
        ("org.freedesktop.DBus.Error.NoReply", "systemctl restart bluetooth"),
        ("org.bluez.Error.InProgress", "another program"),
    ],
)
def test_errors_on_the_message_bus_are_told_apart(cause: str, text: str) -> None:
    assert text in str(RadioUnavailable(cause))


def test_an_unknown_fault_keeps_what_the_system_said() -> None:
    told = str(RadioUnavailable("org.bluez.Error.Strange", "something odd"))
    assert told.startswith("Bluetooth cannot be used: something odd")


def test_payloads_are_as_they_were_on_the_air() -> None:
    told = AdvertisementData(
        local_name="beacon",
        manufacturer_data={0x004C: b"\x02\x15", 0x0118: bytes(253)},  # the second is longer than a structure
        service_data={EDDYSTONE: b"\x20\x00", "6e400001-b5a3-f393-e0a9-e50e24dcca9e": b"\x01"},
        service_uuids=[EDDYSTONE],
        tx_power=-12,
        rssi=-60,
        platform_data=(),
    )
    assert structures(told) == [bytes.fromhex("05ff4c000215"), bytes.fromhex("0516aafe2000")]
