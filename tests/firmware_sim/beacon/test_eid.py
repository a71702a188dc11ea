"""Ephemeral identifiers and encrypted telemetry against published vectors; the resolver against a beacon."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_sim.beacon import eax
from firmware_sim.beacon.eid import decrypt_telemetry, encrypt_telemetry, ephemeral_id
from firmware_sim.beacon.resolver import EidResolver, Registration
from positioning.adverts import EddystoneEid, EddystoneEncryptedTlm, EddystoneTlm
from positioning.types import BeaconKey

KEY = bytes.fromhex("0102030405060708090a111213141516")
TOLD = EddystoneTlm(battery_mv=2840, temperature_c=-3.5, advert_count=5223, uptime_s=1094.8)


@pytest.mark.parametrize(("clock_s", "eid"), [(0, "a9b76a71c5f89290"), (2000, "4144413e45fefa58")])
def test_identifiers_of_another_implementation(clock_s: int, eid: str) -> None:
    """RadiusNetworks/ephemeral_calc, spec/encryptor_spec.rb: K = 10."""
    assert ephemeral_id(KEY, 10, clock_s).hex() == eid


@settings(deadline=None)
@given(st.integers(0, 15), st.integers(0, 2**32 - 1))
def test_an_identifier_lasts_two_to_the_k_seconds(exponent: int, clock_s: int) -> None:
    begin_s = clock_s >> exponent << exponent
    eid = ephemeral_id(KEY, exponent, clock_s)
    assert eid == ephemeral_id(KEY, exponent, begin_s)
    assert eid == ephemeral_id(KEY, exponent, begin_s + 2**exponent - 1)
    assert eid != ephemeral_id(KEY, exponent, begin_s + 2**exponent)
    assert eid == ephemeral_id(KEY, exponent, clock_s + 2**32), "the clock wraps"


def test_identifiers_differ_by_key_exponent_and_time() -> None:
    seen = {
        ephemeral_id(key, exponent, clock_s)
        for key in (KEY, bytes(16))
        for exponent in (8, 10)
        for clock_s in range(0, 3 * 65536, 1024)
    }
    assert len(seen) == 2 * 2 * 3 * 64


@pytest.mark.parametrize(
    ("message", "key", "nonce", "header", "sealed"),
    [
        (
            "",
            "233952dee4d5ed5f9b9c6d6ff80ff478",
            "62ec67f9c3a4a407fcb2a8c49031a8b3",
            "6bfb914fd07eae6b",
            "e037830e8389f27b025a2d6527e79d01",
        ),
        (
            "f7fb",
            "91945d3f4dcbee0bf45ef52255f095a4",
            "becaf043b0a23d843194ba972c66debd",
            "fa3bfd4806eb53fa",
            "19dd5c4c9331049d0bdab0277408f67967e5",
        ),
        (
            "1a47cb4933",
            "01f74ad64077f2e704c0f60ada3dd523",
            "70c3db4f0d26368400a10ed05d2bff5e",
            "234a3463c1264ac6",
            "d851d5bae03a59f238a23e39199dc9266626c40f80",
        ),
        (
            "ca40d7446e545ffaed3bd12a740a659ffbbb3ceab7",
            "8395fcf1e95bebd697bd010bc766aac3",
            "22e7add93cfc6393c57ec0b3c17d6b44",
            "126735fcc320d25a",
            "cb8920f87a6c75cff39627b56e3ed197c552d295a7cfc46afc253b4652b1af3795b124ab6e",
        ),
    ],
)
def test_eax_by_its_authors_vectors(message: str, key: str, nonce: str, header: str, sealed: str) -> None:
    """Bellare, Rogaway, Wagner, "The EAX mode of operation", appendix on test vectors."""
    given_octets = [bytes.fromhex(each) for each in (key, nonce, header)]
    ciphertext, check = eax.encrypt(*given_octets, bytes.fromhex(message))
    assert (ciphertext + check).hex() == sealed
    assert eax.decrypt(*given_octets, ciphertext, check) == bytes.fromhex(message)
    assert eax.decrypt(*given_octets, ciphertext, check[:2]) == bytes.fromhex(message)
    assert eax.decrypt(*given_octets, ciphertext, bytes(16)) is None
    assert eax.decrypt(*given_octets, ciphertext, b"") is None, "no check is no proof"


@settings(deadline=None)
@given(
    st.binary(min_size=16, max_size=16), st.integers(0, 15), st.integers(0, 2**32 - 1), st.integers(0, 65535)
)
def test_encrypted_telemetry_is_read_by_key_and_time(
    key: bytes, exponent: int, clock_s: int, salt: int
) -> None:
    frame = encrypt_telemetry(key, exponent, clock_s, salt, TOLD)
    assert frame.salt == salt
    assert decrypt_telemetry(key, exponent, clock_s >> exponent << exponent, frame) == TOLD


def test_encrypted_telemetry_says_nothing_without_key_or_time() -> None:
    frame = encrypt_telemetry(KEY, 10, 5000, 0xDEAD, TOLD)
    assert decrypt_telemetry(bytes(16), 10, 5000, frame) is None
    assert decrypt_telemetry(KEY, 10, 5000 + 1024, frame) is None
    changed = EddystoneEncryptedTlm(bytes(12), frame.salt, frame.mic)
    assert decrypt_telemetry(KEY, 10, 5000, changed) is None
    assert encrypt_telemetry(KEY, 10, 5000, 0xDEAE, TOLD).ciphertext != frame.ciphertext


def registered(name: str, key: bytes, exponent: int = 10, clock_s: int = 65280) -> Registration:
    return Registration(BeaconKey(f"mac:{name}"), key, exponent, clock_s, at_s=1000.0)


def heard(registration: Registration, clock_s: float) -> EddystoneEid:
    eid = ephemeral_id(registration.identity_key, registration.exponent, int(clock_s))
    return EddystoneEid(eid.hex(), -18)


@settings(deadline=None)
@given(st.sampled_from([-150.0, -60.0, 0.0, 149.0]), st.floats(0.0, 400 * 86400.0))
def test_a_drifting_beacon_is_resolved_for_a_year_and_no_other(drift_ppm: float, since_s: float) -> None:
    beacons = [registered("A", KEY), registered("B", bytes(16), exponent=8, clock_s=0)]
    resolver = EidResolver(beacons)
    at_s = 1000.0 + since_s
    for beacon in beacons:
        clock_s = beacon.clock_s + since_s * (1 + drift_ppm * 1e-6)
        found = resolver.resolve(heard(beacon, clock_s), at_s)
        assert found is not None
        assert found.key == beacon.key
        assert found.clock_s == int(clock_s) >> beacon.exponent << beacon.exponent
        frame = encrypt_telemetry(beacon.identity_key, beacon.exponent, int(clock_s), 7, TOLD)
        assert found.telemetry(frame) == TOLD


def test_a_clock_beyond_the_window_is_not_resolved() -> None:
    beacon = registered("A", KEY)
    later_s, day_s = 1000.0 + 10 * 86400.0, 86400.0
    lost = heard(beacon, beacon.clock_s + 9 * day_s)  # its clock stood for a day
    assert EidResolver([beacon]).resolve(lost, later_s) is None
    assert EidResolver([beacon], behind_s=day_s).resolve(lost, later_s) is not None
    ahead = heard(beacon, beacon.clock_s + 10 * day_s + 3600.0)
    assert EidResolver([beacon], behind_s=day_s).resolve(ahead, later_s) is None
    assert EidResolver([beacon], ahead_s=3600.0).resolve(ahead, later_s) is not None


def test_a_resolver_can_go_back_in_time() -> None:
    beacon = registered("A", KEY, exponent=4)
    resolver = EidResolver([beacon])
    for since_s in (0.0, 5000.0, 100.0, 9.0e6, 100.0):
        assert resolver.resolve(heard(beacon, beacon.clock_s + since_s), 1000.0 + since_s) is not None
    assert resolver.resolve(EddystoneEid("00" * 8, -18), 1000.0) is None


def test_an_identifier_of_yesterday_heard_today_is_nobodys() -> None:
    """As it is when somebody records it and sends it again."""
    beacon = registered("A", KEY)
    resolver = EidResolver([beacon])
    yesterday = heard(beacon, beacon.clock_s)
    assert resolver.resolve(yesterday, 1000.0) is not None
    assert resolver.resolve(yesterday, 1000.0 + 86400.0) is None


def test_two_registrations_with_one_key_are_the_firsts() -> None:
    beacons = [registered("A", KEY), registered("B", KEY)]
    resolver = EidResolver(beacons)
    for since_s in (0.0, 5000.0, 9.0e6, 100.0):
        found = resolver.resolve(heard(beacons[1], 65280 + since_s), 1000.0 + since_s)
        assert found is not None
        assert found.key == "mac:A"
