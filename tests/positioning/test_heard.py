"""What counts as heard, where systems hide addresses, add payloads up, or tell no loudness."""

from __future__ import annotations

import pytest

from positioning.adverts import EddystoneTlm, EddystoneUid, IBeacon
from positioning.capture import heard as heard_module
from positioning.capture.heard import Ear

MAC = "c4:7c:8d:00:00:01"
HIDDEN = "2A6F0C1E-7B5D-4C55-9E0B-5D3A4F7B6C11"
"""What macOS calls a device."""

IBEACON = bytes.fromhex("1aff4c000215e2c56db5dffb48d2b060d0f5a71096e000640007c5")
UID = bytes.fromhex("1716aafe00ee0102030405060708090a0102030405060000")
TLM = bytes.fromhex("1116aafe20000b86fe800000000100008ca0")
KEY = "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0/100/7"
UID_KEY = "eddystone:0102030405060708090a/010203040506"


def test_an_address_is_the_key_and_the_id_stands_beside_it() -> None:
    heard = Ear().hear(1.5, MAC, -60, [IBEACON])
    assert heard is not None
    assert (heard.sighting.key, heard.sighting.advertised) == (f"mac:{MAC.upper()}", KEY)
    assert (heard.sighting.t_s, heard.sighting.rssi_dbm, heard.payload) == (1.5, -60, IBEACON)


def test_where_addresses_are_hidden_the_id_is_the_key() -> None:
    heard = Ear().hear(0.0, HIDDEN, -60, [IBEACON])
    assert heard is not None
    assert (heard.sighting.key, heard.sighting.advertised) == (KEY, None)


def test_telemetry_belongs_to_the_id_heard_from_the_same_device() -> None:
    ear = Ear()
    assert ear.hear(0.0, HIDDEN, -60, [TLM]) is None  # nobody's yet
    ear.hear(1.0, HIDDEN, -60, [UID])
    heard = ear.hear(2.0, HIDDEN, -60, [TLM])
    assert heard is not None
    assert isinstance(heard.frame, EddystoneTlm)
    assert heard.sighting.key == UID_KEY
    assert heard.sighting.telemetry == heard.frame.telemetry


def test_of_an_address_telemetry_is_heard_before_any_id() -> None:
    heard = Ear().hear(0.0, MAC, -60, [TLM])
    assert heard is not None
    assert (heard.sighting.key, heard.sighting.advertised) == (f"mac:{MAC.upper()}", None)
    assert heard.sighting.telemetry is not None


@pytest.mark.parametrize("rssi_dbm", [-127, 127])
def test_without_a_loudness_there_is_no_sighting_and_the_frame_is_still_new(rssi_dbm: int) -> None:
    ear = Ear()
    assert ear.hear(0.0, MAC, rssi_dbm, [IBEACON]) is None
    heard = ear.hear(1.0, MAC, -60, [IBEACON])
    assert heard is not None
    assert not heard.again


def test_of_payloads_added_up_before_the_scan_the_identity_counts_and_old_telemetry_does_not() -> None:
    heard = Ear().hear(0.0, MAC, -60, [TLM, IBEACON])
    assert heard is not None
    assert isinstance(heard.frame, IBeacon)
    assert heard.sighting.telemetry is None


def test_of_payloads_added_up_the_one_that_changed_was_heard() -> None:
    ear = Ear()
    ear.hear(0.0, MAC, -60, [IBEACON])
    heard = ear.hear(1.0, MAC, -60, [IBEACON, TLM])
    assert heard is not None
    assert isinstance(heard.frame, EddystoneTlm)
    assert heard.sighting.advertised == KEY


def test_payloads_told_in_turn_are_each_heard() -> None:
    """As Windows and macOS tell them: the last one alone."""
    ear = Ear()
    turns = [ear.hear(t_s, MAC, -60, [told]) for t_s, told in enumerate([IBEACON, UID, IBEACON, UID])]
    kinds = [type(heard.frame) for heard in turns if heard is not None]
    assert kinds == [IBeacon, EddystoneUid, IBeacon, EddystoneUid]


def test_what_is_heard_again_is_the_identity_although_telemetry_came_last() -> None:
    ear = Ear()
    for structure in (UID, TLM):
        ear.hear(0.0, MAC, -60, [structure])
    heard = ear.hear(1.0, MAC, -61, [TLM])
    assert heard is not None
    assert (type(heard.frame), heard.payload, heard.again) == (EddystoneUid, UID, True)
    assert heard.sighting.telemetry is None


def test_other_things_are_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crowd of phones that change their addresses does not push the beacons out."""
    monkeypatch.setattr(heard_module, "MAX_REMEMBERED", 2)
    ear = Ear()
    ear.hear(0.0, MAC, -60, [IBEACON])
    for number in range(9):
        assert ear.hear(1.0, f"C4:7C:8D:00:01:0{number}", -60, [b"\x03\xff\x4c\x00"]) is None
    assert ear.hear(2.0, MAC, -60, [IBEACON]).again  # type: ignore[union-attr]


def test_the_beacon_not_heard_for_longest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard_module, "MAX_REMEMBERED", 2)
    ear = Ear()
    again = []
    for last in (1, 2, 1, 3, 1, 2):
        heard = ear.hear(0.0, f"C4:7C:8D:00:00:0{last}", -60, [IBEACON])
        assert heard is not None
        again.append(heard.again)
    assert again == [False, False, True, False, True, False]
