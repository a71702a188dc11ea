"""Names of transmitters: shared ids are told from changing addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping_tool.identity import identify
from positioning.capture import Trace, read_trace
from positioning.types import BeaconKey

UUID = "6b76e28a-6fa2-48c9-8502-c1daa388ab2c"
ID = BeaconKey(f"ibeacon:{UUID}/7/9")
T0_MS = 1_700_000_000_000

PRIVATE = ("41:00:00:00:00:01", "5B:00:00:00:00:02", "79:00:00:00:00:03")
FIXED = ("E0:78:A3:00:00:01", "E0:78:A3:00:00:02")


def walk(path: Path, addresses: list[str], at_min: float = 0.0) -> Trace:
    """A recording of one sighting of the same id a second, from these addresses in turn."""
    start_ms = T0_MS + round(60_000 * at_min)
    samples = [
        (start_ms + 20 * k, "TYPE_ACCELEROMETER\t0.1\t0.2\t9.81\t2") for k in range(50 * len(addresses))
    ]
    heard = [
        (start_ms + 1000 * k, f"TYPE_BEACON\t{UUID}\t7\t9\t-59\t-70\t4.5\t{mac}\t{start_ms + 1000 * k}")
        for k, mac in enumerate(addresses)
    ]
    path.write_text("\n".join(f"{ms}\t{text}" for ms, text in sorted(samples + heard)) + "\n")
    return read_trace(path)


def test_an_id_whose_private_addresses_follow_one_another_is_one_transmitter(tmp_path: Path) -> None:
    early = walk(tmp_path / "b.txt", [PRIVATE[0]] * 3 + [PRIVATE[1]] * 2)
    late = walk(tmp_path / "a.txt", [PRIVATE[1], PRIVATE[2]], at_min=20.0)
    names = identify([late, early])
    assert (dict(names.changing), dict(names.shared)) == ({ID: 3}, {})
    assert {names.key_of(sighting) for sighting in early.sightings} == {ID}


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param([PRIVATE[0], PRIVATE[1], PRIVATE[0]], id="an address comes back"),
        pytest.param([FIXED[0], FIXED[0], FIXED[1]], id="addresses that cannot change"),
    ],
)
def test_an_id_heard_from_two_transmitters_names_none(tmp_path: Path, addresses: list[str]) -> None:
    trace = walk(tmp_path / "walk.txt", addresses)
    names = identify([trace])
    assert (dict(names.changing), dict(names.shared)) == ({}, {ID: 2})
    assert [names.key_of(sighting) for sighting in trace.sightings] == [f"mac:{mac}" for mac in addresses]


def test_a_shared_id_without_an_address_is_no_name(tmp_path: Path) -> None:
    shared = walk(tmp_path / "android.txt", [FIXED[0], FIXED[1], FIXED[0]])
    hidden = walk(tmp_path / "ios.txt", ["00:00:00:00:00:00"] * 2)
    names = identify([shared, hidden])
    assert [sighting.key for sighting in hidden.sightings] == [ID, ID]
    assert [names.key_of(sighting) for sighting in hidden.sightings] == [None, None]
