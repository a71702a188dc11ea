"""The list of beacons heard: what a person reads, whatever is sent."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from campaigns.commands import heard_list as heard_list_module
from campaigns.commands.heard_list import HeardList
from positioning.capture.heard import Ear, Heard

IBEACON = bytes.fromhex("1aff4c000215e2c56db5dffb48d2b060d0f5a71096e000640007c5")


def heard(address: str, t_s: float = 0.0, rssi_dbm: float = -60.0) -> Heard:
    told = Ear().hear(t_s, address, rssi_dbm, [IBEACON])
    assert told is not None
    return told


def written(beacons: HeardList, most_rows: int = 1000) -> list[str]:
    console = Console(file=io.StringIO(), width=160)
    console.print(beacons.table(0.0, most_rows))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_an_address_is_written_as_it_is() -> None:
    """rich has emojis named ab and cd."""
    beacons = HeardList()
    beacons.add(heard("C4:AB:8D:CD:00:01"))
    assert written(beacons)[1].split()[0] == "mac:C4:AB:8D:CD:00:01"


def test_ever_new_addresses_push_out_no_beacon_that_is_still_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard_list_module, "MOST_LISTED", 4)
    beacons = HeardList()
    for number in range(10):
        beacons.add(heard("C4:7C:8D:00:00:01", t_s=number, rssi_dbm=-90.0))
        beacons.add(heard(f"02:00:00:00:00:{number:02X}", t_s=number))
    assert (len(beacons), beacons.forgotten) == (4, 7)
    assert [beacon.sightings for beacon in beacons.loudest_first()] == [1, 1, 1, 10]
    assert written(beacons)[-1].strip() == "and 7 more, quieter or heard longer ago"


def test_rows_are_the_loudest_and_the_others_are_counted() -> None:
    beacons = HeardList()
    for number in range(5):
        beacons.add(heard(f"02:00:00:00:00:{number:02X}", rssi_dbm=-60.0 - number))
    told = written(beacons, most_rows=2)
    assert [line.split()[0] for line in told if "mac:" in line] == [
        "mac:02:00:00:00:00:00",
        "mac:02:00:00:00:00:01",
    ]
    assert told[-1].strip() == "and 3 more, quieter or heard longer ago"
    assert "more" not in written(beacons)[-1]
