"""`aislecast adverts decode`: an object for every line, whatever the line is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from campaigns.cli import app
from campaigns.commands.adverts import LONGEST_LINE

IBEACON = "0201061aff4c000215e2c56db5dffb48d2b060d0f5a71096e000640007c5"
AISLECAST = [sys.executable, "-c", "from campaigns.cli import main; main()", "adverts", "decode"]


def decode(given: bytes) -> tuple[int, list[dict[str, Any]], str]:
    """Status, objects and complaint."""
    result = CliRunner().invoke(app, ["adverts", "decode"], input=given)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (
            IBEACON,
            {
                "kind": "ibeacon",
                "key": "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0/100/7",
                "uuid": "e2c56db5-dffb-48d2-b060-d0f5a71096e0",
                "major": 100,
                "minor": 7,
                "rssi_1m_dbm": -59,
            },
        ),
        (
            "1bff1801beac2f234454cf6d4a0fadf2f4911ba9ffa600010002c509",
            {
                "kind": "altbeacon",
                "key": "altbeacon:2f234454cf6d4a0fadf2f4911ba9ffa600010002",
                "company": 280,
                "beacon_id": "2f234454cf6d4a0fadf2f4911ba9ffa600010002",
                "rssi_1m_dbm": -59,
                "reserved": 9,
            },
        ),
        (
            "0303aafe1516aafe00e712345678901234678901000000000001",
            {
                "kind": "eddystone-uid",
                "key": "eddystone:12345678901234678901/000000000001",
                "namespace": "12345678901234678901",
                "instance": "000000000001",
                "tx_power_dbm": -25,
            },
        ),
        (
            "0303aafe0d16aafe10e702676f6f676c6500",
            {"kind": "eddystone-url", "url": "http://google.com/", "tx_power_dbm": -25},
        ),
        (
            "0303aafe1116aafe20000000fd80000014670002ac4e",
            {
                "kind": "eddystone-tlm",
                "battery_mv": None,
                "temperature_c": -2.5,
                "advert_count": 5223,
                "uptime_s": 17518.2,
            },
        ),
        (
            "0303aafe1516aafe2001000102030405060708090a0bdeadbeef",
            {
                "kind": "eddystone-etlm",
                "ciphertext": "000102030405060708090a0b",
                "salt": 0xDEAD,
                "mic": 0xBEEF,
            },
        ),
        (
            "0303aafe0d16aafe30ee0102030405060708",
            {"kind": "eddystone-eid", "eid": "0102030405060708", "tx_power_dbm": -18},
        ),
    ],
)
def test_a_frame_of_each_kind_as_an_object(payload: str, told: dict[str, Any]) -> None:
    assert decode(payload.encode()) == (0, [told], "")


def test_an_object_for_each_line_in_order() -> None:
    spaced = " ".join(IBEACON[at : at + 2] for at in range(0, len(IBEACON), 2)).upper()
    given = f"{IBEACON}\n{spaced.replace(' ', ':')}\r\n\n  {spaced}\n0201\nwords\n020\n{IBEACON}"
    status, objects, complaint = decode(given.encode())
    assert [told["kind"] for told in objects] == ["ibeacon"] * 2 + [
        None,
        "ibeacon",
        None,
        None,
        None,
        "ibeacon",
    ]
    assert [told.get("error") for told in objects] == [None] * 5 + ["no hex"] * 2 + [None]
    assert (status, complaint) == (1, "aislecast: 2 lines were no hex\n")


def test_payloads_without_a_beacon_are_no_failure() -> None:
    assert decode(b"020106\n00\n") == (0, [{"kind": None}, {"kind": None}], "")


def test_nothing_gives_nothing() -> None:
    assert decode(b"") == (0, [], "")


def test_junk_is_told_line_by_line() -> None:
    junk = bytes(range(256))
    given = junk + b"\n" + IBEACON.encode() + b"\n" + b"0" * 3 * LONGEST_LINE + b"\n" + junk[128:]
    status, objects, _ = decode(given)
    assert status == 1
    assert [told.get("error", told["kind"]) for told in objects] == [
        "no hex",  # one of the 256 is a line feed
        "no hex",
        "ibeacon",
        f"longer than {LONGEST_LINE} characters",
        "no hex",
    ]


def test_a_line_is_answered_before_the_next_comes() -> None:
    with subprocess.Popen(AISLECAST, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(IBEACON.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["kind"] == "ibeacon"
        process.stdin.close()
        assert process.wait() == 0


def test_a_reader_that_has_gone_and_a_full_disk_are_no_tracebacks() -> None:
    with subprocess.Popen(
        AISLECAST, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        _, complaint = process.communicate(b"00\n" * 10)
        assert (process.returncode, complaint) == (1, b"")
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            run = subprocess.run(AISLECAST, input=b"00\n", stdout=full, stderr=subprocess.PIPE, check=False)
        assert run.returncode == 1
        assert run.stderr == b"aislecast: standard output: No space left on device\n"


def test_input_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with (tmp_path / "written").open("wb") as written:
        run = subprocess.run(AISLECAST, stdin=written, capture_output=True, check=False)
    assert (run.returncode, run.stdout) == (1, b"")
    assert run.stderr == b"aislecast: standard input: Bad file descriptor\n"
