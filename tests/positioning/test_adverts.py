"""The advertisement codec against other projects' vectors, the specifications and noise: BEACON-9."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import positioning
from positioning.adverts import (
    Advert,
    AltBeacon,
    EddystoneEid,
    EddystoneEncryptedTlm,
    EddystoneTlm,
    EddystoneUid,
    EddystoneUrl,
    IBeacon,
    Identity,
    decode,
)
from positioning.types import BeaconTelemetry

UUID_APPLE = "e2c56db5-dffb-48d2-b060-d0f5a71096e0"
ALTBEACON_LIBRARY = AltBeacon(280, "2f234454cf6d4a0fadf2f4911ba9ffa600010002", rssi_1m_dbm=-59, reserved=9)
NO_FRAME = None

BEACONTOOLS = "citruz/beacontools"
ANDROID = "AltBeacon/android-beacon-library"
BLEPARSER = "Ernst79/bleparser"
DECODE_BEACON = "xorbit/py-decode-beacon decode_test.py"

# By source: the frames of all payloads of a project's test, and why. "Asserted" is what that test asserts
# itself. Vectors that are not listed are other sensors' payloads without a beacon frame.
VECTORS: dict[str, tuple[tuple[Advert | None, ...], str]] = {
    f"{BEACONTOOLS} tests/test_parser.py::test_bad_packets": (
        (NO_FRAME, NO_FRAME),
        "asserted: cut short; Eddystone frame type 0x01, whose low bits must be zero",
    ),
    f"{BEACONTOOLS} tests/test_parser.py::test_eddystone_uid": (
        (EddystoneUid("12345678901234678901", "000000000001", tx_power_dbm=-29),),
        "as asserted",
    ),
    f"{BEACONTOOLS} tests/test_parser.py::test_eddystone_tlm": (
        (EddystoneTlm(battery_mv=2840, temperature_c=19.0, advert_count=5223, uptime_s=1094.8),),
        "as asserted, the time in the specification's 0.1 s; a trailing RSSI byte",
    ),
    f"{BEACONTOOLS} tests/test_parser.py::test_eddystone_tlm_enc": (
        (NO_FRAME,),
        "the structure's length says 14 octets of frame, the specification 18: salt and check lie outside it",
    ),
    f"{BEACONTOOLS} tests/test_parser.py::test_exposure_notification": (
        (NO_FRAME,),
        "an exposure notification, no beacon of ours",
    ),
    f"{ANDROID} BleAdvertisementTest.java::testCanParsePdusFromOtherBeacon": (
        (EddystoneUid("2f234454f4911ba9ffa6", "000000000001", tx_power_dbm=-25),),
        "specification: length 0x15, the older form without reserved octets; asserted is the name after it",
    ),
    f"{ANDROID} AltBeaconTest.java::testRecognizeBeacon": ((ALTBEACON_LIBRARY,), "as asserted"),
    f"{ANDROID} BeaconParserTest.java::testReEncodesBeacon": (
        (ALTBEACON_LIBRARY,),
        "asserted: encodes to the same octets",
    ),
    f"{ANDROID} BeaconSimulatorTest.java::testSetBeacons": ((ALTBEACON_LIBRARY,), "specification"),
    f"{ANDROID} AltBeaconParserTest.java::testRecognizeBeacon": (
        (ALTBEACON_LIBRARY,),
        "as asserted; a zero octet follows",
    ),
    f"{ANDROID} CBeaconTest.java::doesNotDetectManufacturerAdvert": (
        (ALTBEACON_LIBRARY,),
        "specification: that test only asserts that a parser of another kind leaves it alone",
    ),
    f"{ANDROID} AltBeaconParserTest.java::testDetectsAlternateBeconType": (
        (NO_FRAME,),
        "code 0xaabb, which only a parser set to it takes; the specification's is 0xbeac",
    ),
    f"{ANDROID} AltBeaconParserTest.java::testParseWrongFormatReturnsNothing": ((NO_FRAME,), "as asserted"),
    f"{ANDROID} BeaconParserTest.java::testRecognizeBeacon": (
        (NO_FRAME,),
        "a made-up kind: code 0x1234, one octet short",
    ),
    f"{ANDROID} BeaconParserTest.java::testReEncodesBeaconForEddystoneTelemetry": (
        (NO_FRAME,),
        "the structure says 21 octets and has 17; of version 1, which is the encrypted one",
    ),
    f"{ANDROID} BeaconParserTest.java::testRecognizeBeaconCapturedManufacturer": (
        (AltBeacon(0xBBAA, "e2c56db5dffb48d2b060d0f5a71096e000010004", rssi_1m_dbm=-59, reserved=0),),
        "asserted: company 0xbbaa; the rest by the specification; zero padding",
    ),
    f"{ANDROID} BeaconParserTest.java::testParseGattIdentifierThatRunsOverPduLength": (
        (EddystoneUrl("http://google.com/", tx_power_dbm=-25),),
        "specification: the address ends with its structure; asserted is that a fixed 17 octets do not fit",
    ),
    f"{ANDROID} BeaconParserTest.java::testLongUrlBeaconIdentifier": (
        (EddystoneUrl("https://www..edu/.net/.info/.biz/.gov/.com.org", tx_power_dbm=-25),),
        "asserted: 8 octets, where the structure ends; written out by the specification's tables",
    ),
    f"{ANDROID} BeaconParserTest.java::testParseProblematicBeaconFromIssue229": (
        (AltBeacon(0x00E0, "7777772e626c756b692e636f6d000100010001ab", rssi_1m_dbm=-86, reserved=0),),
        "specification; the test asserts a beacon",
    ),
    f"{ANDROID} SBeaconTest.java::testDetectsSBeacon": ((NO_FRAME,), "a made-up kind, cut short"),
    f"{ANDROID} CBeaconTest.java::testDetectsCBeacon": ((NO_FRAME,), "a made-up kind on service 0xfd6f"),
    f"{BLEPARSER} tests/test_altbeacon_parser.py::test_altbeacon_sensor": (
        (AltBeacon(0xFFFF, "d3162f5af3ee494799db09756062d0fc005a0005", rssi_1m_dbm=-60, reserved=0),),
        "as asserted: major 90, minor 5, -60 dBm",
    ),
    f"{BLEPARSER} tests/test_altbeacon_parser.py::test_altbeacon_tracker": (
        (AltBeacon(0xFFFF, "d3162f5af3ee494799db09756062d0fc005a0005", rssi_1m_dbm=-60, reserved=0),),
        "as asserted: major 90, minor 5, -60 dBm",
    ),
    f"{BLEPARSER} tests/test_ibeacon_parser.py::test_ibeacon_sensor": (
        (IBeacon(UUID_APPLE, major=100, minor=0, rssi_1m_dbm=-59),),
        "as asserted",
    ),
    f"{BLEPARSER} tests/test_ibeacon_parser.py::test_ibeacon_tracker": (
        (IBeacon(UUID_APPLE, major=100, minor=0, rssi_1m_dbm=-59),),
        "as asserted",
    ),
    f"{BLEPARSER} tests/test_tilt.py::test_tilt_red": (
        (IBeacon("a495bb10-c5b1-4b44-b512-1370f02d74de", major=68, minor=1016, rssi_1m_dbm=-59),),
        "specification: a hydrometer that is an iBeacon to the letter; asserted: this UUID, 68 F, 1.016",
    ),
    f"{BLEPARSER} tests/test_jaalee.py::test_jaalee_jht": (
        (NO_FRAME,),
        "asserted: temperature, humidity and battery. The manufacturer data is an octet longer than an "
        "iBeacon's (0x1b, not 0x1a), and major and minor change with the weather: a key that is none",
    ),
    f"{BLEPARSER} tests/test_ruuvitag_parser.py::test_ruuvitag_v4": (
        (EddystoneUrl("https://ruu.vi/#BGQYAMq8w", tx_power_dbm=-10),),
        "specification; asserted is what that sensor packs into the address",
    ),
    f"{BLEPARSER} tests/test_kkm.py::test_kkm_k6": (
        (NO_FRAME,),
        "Eddystone frame type 0x21, whose low bits must be zero",
    ),
    f"{DECODE_BEACON}::BlueZ message with 2 iBeacon advertisements, the second without flags": (
        (
            IBeacon("8deefbb9-f738-4297-8040-96668bb44281", major=5000, minor=3918, rssi_1m_dbm=-63),
            IBeacon("8deefbb9-f738-4297-8040-96668bb44281", major=5000, minor=3919, rssi_1m_dbm=-63),
        ),
        "specification (that script prints, and asserts nothing); the second has no flags",
    ),
    f"{DECODE_BEACON}::BlueZ message with an Eddystone TLM advertisement": (
        (EddystoneTlm(battery_mv=3132, temperature_c=32.0, advert_count=4028, uptime_s=1887.4),),
        "specification, the time in 0.1 s",
    ),
}


def payloads(vector: dict[str, Any]) -> list[bytes]:
    """The AD structures of a vector: itself, or the data of each report of an HCI event."""
    if vector["container"] == "ad":
        return [bytes.fromhex(vector["hex"])]
    return [bytes.fromhex(report["ad"]) for report in vector["reports"]]


@pytest.fixture(scope="module")
def vectors(recordings: Path) -> dict[str, list[bytes]]:
    """The payloads of each project's test, in order."""
    by_source: dict[str, list[bytes]] = {}
    for vector in json.loads((recordings / "adverts" / "vectors.json").read_text()):
        by_source.setdefault(vector["source"], []).extend(payloads(vector))
    return by_source


@pytest.mark.recordings
@pytest.mark.parametrize("name", VECTORS, ids=lambda name: name.split("::")[1])
def test_vectors_hold_the_frames_that_their_own_project_or_the_specification_says(
    name: str, vectors: dict[str, list[bytes]]
) -> None:
    expected, why = VECTORS[name]
    assert tuple(decode(payload) for payload in vectors[name]) == expected, why


@pytest.mark.recordings
def test_all_other_vectors_hold_none(vectors: dict[str, list[bytes]]) -> None:
    others = vectors.keys() - VECTORS.keys()
    assert len(others) == 128 - len(VECTORS), "two vectors are of one test, all others of one each"
    found = {source: decode(payload) for source in others for payload in vectors[source]}
    assert {source: advert for source, advert in found.items() if advert is not None} == {}


@pytest.mark.recordings
def test_no_false_beacon_among_payloads_from_the_air(recordings: Path) -> None:
    lines = (recordings / "adverts" / "on_air_negatives.jsonl").read_text().splitlines()
    assert len(lines) == 150
    assert [line for line in lines if decode(bytes.fromhex(json.loads(line)["ad"])) is not None] == []


# Well-formed frames of each kind, from the specifications' tables.
IBEACON = bytes.fromhex("0201061aff4c000215" + UUID_APPLE.replace("-", "") + "00640007c5")
ALTBEACON = bytes.fromhex("0201061bff1801beac2f234454cf6d4a0fadf2f4911ba9ffa600010002c509")
SERVICES = bytes.fromhex("0201060303aafe")
UID = SERVICES + bytes.fromhex("1716aafe00e3123456789012346789010000000000010000")
URL = SERVICES + bytes.fromhex("0916aafe10ee03610a62")
TLM = SERVICES + bytes.fromhex("1116aafe20000b18fd80000014670002ac4e")
ENCRYPTED_TLM = SERVICES + bytes.fromhex("1516aafe2001") + b"twelve bytes" + bytes.fromhex("deadbeef")
EID = SERVICES + bytes.fromhex("0d16aafe30ee0102030405060708")

FRAMES: dict[bytes, Advert] = {
    IBEACON: IBeacon(UUID_APPLE, 100, 7, rssi_1m_dbm=-59),
    ALTBEACON: ALTBEACON_LIBRARY,
    UID: EddystoneUid("12345678901234678901", "000000000001", tx_power_dbm=-29),
    URL: EddystoneUrl("https://a.netb", tx_power_dbm=-18),
    TLM: EddystoneTlm(battery_mv=2840, temperature_c=-2.5, advert_count=5223, uptime_s=17518.2),
    ENCRYPTED_TLM: EddystoneEncryptedTlm(b"twelve bytes", salt=0xDEAD, mic=0xBEEF),
    EID: EddystoneEid("0102030405060708", tx_power_dbm=-18),
}


@pytest.mark.parametrize("payload", FRAMES)
def test_a_frame_of_each_kind_alone_padded_and_with_rssi(payload: bytes) -> None:
    for tail in (b"", b"\x00", b"\x00" * 31, b"\xc4", b"\x09\x09a name!!"):
        assert decode(payload + tail) == FRAMES[payload]


@pytest.mark.parametrize("payload", FRAMES)
def test_a_frame_cut_short_or_prolonged_is_none(payload: bytes) -> None:
    assert all(decode(payload[:end]) is None for end in range(len(payload)))
    begin = 3 if payload in (IBEACON, ALTBEACON) else 7  # of the structure that holds the frame
    longer = bytearray(payload + b"\x41")
    longer[begin] += 1
    shorter = bytearray(payload[:-1])
    shorter[begin] -= 1
    if payload is not URL:  # whose length is its own affair
        assert (decode(bytes(longer)), decode(bytes(shorter))) == (None, None)


@pytest.mark.parametrize(
    ("payload", "at", "octet", "why"),
    [
        (IBEACON, 5, 0x4D, "another company"),
        (IBEACON, 8, 0x16, "another length of the beacon's data"),
        (ALTBEACON, 29, 0x05, "a level above 0 dBm at 1 m"),
        (ALTBEACON, 29, 0x80, "-128 dBm"),
        (UID, 12, 0x15, "a level of +21 dBm at 0 m"),
        (UID, 12, 0x9B, "-101 dBm"),
        (UID, 11, 0x01, "low bits of the frame's type"),
        (UID, 11, 0x40, "a reserved type"),
        (UID, 30, 0x01, "a reserved octet that is not zero"),
        (URL, 13, 0x04, "an unknown scheme"),
        (URL, 14, 0x0E, "a reserved expansion"),
        (URL, 14, 0x20, "a space"),
        (URL, 14, 0x7F, "no ASCII"),
        (TLM, 12, 0x02, "an unknown version"),
        (TLM, 12, 0x01, "the encrypted version in the plain one's length"),
        (EID, 5, 0xAB, "a list of services without Eddystone"),
        (EID, 10, 0xFD, "another service"),
    ],
)
def test_one_wrong_octet_makes_a_frame_none(payload: bytes, at: int, octet: int, why: str) -> None:
    wrong = bytearray(payload)
    wrong[at] = octet
    assert decode(bytes(wrong)) is None, why


@pytest.mark.parametrize(("octets", "is_frame"), [(0, False), (1, True), (17, True), (18, False)])
def test_an_address_has_one_to_seventeen_octets(octets: int, is_frame: bool) -> None:
    frame = b"\x16\xaa\xfe\x10\xee\x02" + b"a" * octets
    expected = EddystoneUrl("http://" + "a" * octets, tx_power_dbm=-18) if is_frame else None
    assert decode(bytes([len(frame)]) + frame) == expected


def test_service_data_alone_is_enough_as_bluez_hands_it_over() -> None:
    assert decode(UID[7:]) == FRAMES[UID]


def test_the_first_frame_counts() -> None:
    assert decode(IBEACON + ALTBEACON) == FRAMES[IBEACON]
    assert decode(IBEACON[:3] + b"\x00" + IBEACON[3:]) is None, "nothing counts after a length of zero"


def test_what_telemetry_does_not_measure() -> None:
    unmeasured = SERVICES + bytes.fromhex("1116aafe200000008000 00000001 0000000a")
    advert = decode(unmeasured)
    assert advert == EddystoneTlm(battery_mv=None, temperature_c=None, advert_count=1, uptime_s=1.0)
    assert isinstance(advert, EddystoneTlm)
    assert advert.telemetry == BeaconTelemetry(0, -128.0, 1, 1.0)
    assert decode(TLM).telemetry == BeaconTelemetry(2840, -2.5, 5223, 17518.2)  # type: ignore[union-attr]


def test_keys_are_named_by_kind_and_levels_brought_to_one_metre() -> None:
    named = {type(a): a.key for a in FRAMES.values() if isinstance(a, Identity)}
    assert named == {
        IBeacon: f"ibeacon:{UUID_APPLE}/100/7",
        AltBeacon: "altbeacon:2f234454cf6d4a0fadf2f4911ba9ffa600010002",
        EddystoneUid: "eddystone:12345678901234678901/000000000001",
    }
    levels_dbm = [getattr(FRAMES[payload], "rssi_1m_dbm") for payload in (IBEACON, UID, URL, EID)]  # noqa: B009
    assert levels_dbm == [-59, -70, -59, -59]


@settings(deadline=None)
@given(
    st.binary(max_size=64)
    | st.builds(lambda head, tail: head + tail, st.sampled_from([*FRAMES]), st.binary())
)
@example(b"")
def test_any_bytes_are_a_frame_or_none(payload: bytes) -> None:
    advert = decode(payload)
    assert advert is None or isinstance(advert, Advert)


@settings(deadline=None)
@given(st.sampled_from([*FRAMES]), st.integers(0, 60), st.integers(0, 255))
def test_a_frame_with_one_octet_changed_never_keeps_its_value_unless_it_was_around_it(
    payload: bytes, at: int, octet: int
) -> None:
    at %= len(payload)
    changed = payload[:at] + bytes([octet]) + payload[at + 1 :]
    begin = 3 if payload in (IBEACON, ALTBEACON) else 7
    assert (decode(changed) == FRAMES[payload]) == (
        changed == payload or (at < begin and decode(changed) is not None)
    )


def test_thirty_thousand_random_payloads_raise_nothing() -> None:
    """A million: benchmarks/adverts_decode.py. Half are frames with some octets changed."""
    rng = random.Random(0)
    frames = list(FRAMES)
    kinds: set[type[object]] = set()
    for _ in range(15_000):
        payload = bytearray(rng.choice(frames))
        for _ in range(rng.randrange(4)):
            payload[rng.randrange(len(payload))] = rng.randrange(256)
        kinds.add(type(decode(bytes(payload))))
        decode(rng.randbytes(rng.randrange(40)))
    assert kinds == {type(advert) for advert in FRAMES.values()} | {type(None)}


def test_it_is_where_the_contract_says() -> None:
    assert positioning.adverts.decode is decode
