"""Frames as octets: those of the specifications, and back through the decoder."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_sim.beacon.errors import InvalidBeacon
from firmware_sim.beacon.frames import encode
from positioning.adverts import (
    URL_EXPANSIONS,
    URL_SCHEMES,
    Advert,
    AltBeacon,
    EddystoneEid,
    EddystoneEncryptedTlm,
    EddystoneTlm,
    EddystoneUid,
    EddystoneUrl,
    IBeacon,
    decode,
)

UUID = "e2c56db5-dffb-48d2-b060-d0f5a71096e0"

u8, u16, u32 = (st.integers(0, 256**size - 1) for size in (1, 2, 4))
levels_dbm = st.integers(-100, 20)


def hexes(size: int) -> st.SearchStrategy[str]:
    return st.binary(min_size=size, max_size=size).map(bytes.hex)


@st.composite
def urls(draw: st.DrawFn) -> str:
    """Addresses of up to 17 octets: a scheme, then expansions and printable characters in any order."""
    text = draw(
        st.lists(
            st.sampled_from(URL_EXPANSIONS) | st.characters(min_codepoint=0x21, max_codepoint=0x7E),
            min_size=1,
            max_size=17,
        )
    )
    return draw(st.sampled_from(URL_SCHEMES)) + "".join(text)


adverts: st.SearchStrategy[Advert] = st.one_of(
    st.builds(
        IBeacon,
        uuid=st.uuids().map(str),
        major=u16,
        minor=u16,
        rssi_1m_dbm=st.integers(-128, 127),
    ),
    st.builds(AltBeacon, company=u16, beacon_id=hexes(20), rssi_1m_dbm=st.integers(-127, 0), reserved=u8),
    st.builds(EddystoneUid, namespace=hexes(10), instance=hexes(6), tx_power_dbm=levels_dbm),
    st.builds(EddystoneUrl, url=urls(), tx_power_dbm=levels_dbm),
    st.builds(
        EddystoneTlm,
        battery_mv=st.none() | st.integers(1, 65535),
        temperature_c=st.none() | st.integers(-32767, 32767).map(lambda steps: steps / 256),
        advert_count=u32,
        uptime_s=u32.map(lambda ticks: ticks / 10),
    ),
    st.builds(EddystoneEncryptedTlm, ciphertext=st.binary(min_size=12, max_size=12), salt=u16, mic=u16),
    st.builds(EddystoneEid, eid=hexes(8), tx_power_dbm=levels_dbm),
)


@settings(deadline=None)
@given(adverts)
def test_what_is_encoded_decodes_to_the_same_in_a_legacy_packet(advert: Advert) -> None:
    payload = encode(advert)
    assert decode(payload) == advert
    assert len(payload) <= 31


@pytest.mark.parametrize(
    ("advert", "octets"),
    [
        # "Proximity Beacon Specification", octets 0 to 29
        (
            IBeacon(UUID, 100, 0, -59),
            "02 01 06 1a ff 4c00 0215 e2c56db5dffb48d2b060d0f5a71096e0 0064 0000 c5",
        ),
        # android-beacon-library, AltBeaconTest
        (
            AltBeacon(0x0118, "2f234454cf6d4a0fadf2f4911ba9ffa600010002", -59, 9),
            "02 01 06 1b ff 1801 beac 2f234454cf6d4a0fadf2f4911ba9ffa600010002 c5 09",
        ),
        # beacontools, test_eddystone_uid, _url, _tlm, _eid
        (
            EddystoneUid("12345678901234678901", "000000000001", -29),
            "02 01 06 03 03 aafe 17 16 aafe 00 e3 12345678901234678901 000000000001 0000",
        ),
        (
            EddystoneUrl("https://github.com/citruz", -8),
            "02 01 06 03 03 aafe 13 16 aafe 10 f8 03 676974687562 00 63697472757a",
        ),
        (
            EddystoneTlm(2840, 19.0, 5223, 1094.8),
            "02 01 06 03 03 aafe 11 16 aafe 20 00 0b18 1300 00001467 00002ac4",
        ),
        (EddystoneEid(b"EID_test".hex(), -29), "02 01 06 03 03 aafe 0d 16 aafe 30 e3 4549445f74657374"),
        # "Unencrypted TLM Frame Specification": nothing measured; -2.5 degrees in 8.8 fixed point
        (
            EddystoneTlm(None, None, 2**32 + 1, 429496729.7),
            "02 01 06 03 03 aafe 11 16 aafe 20 00 0000 8000 00000001 00000001",
        ),
        (
            EddystoneTlm(3000, -2.5, 0, 0.0),
            "02 01 06 03 03 aafe 11 16 aafe 20 00 0bb8 fd80 00000000 00000000",
        ),
        # "Encrypted TLM Frame Specification"
        (
            EddystoneEncryptedTlm(b"A" * 12, 0xDEAD, 0xBEEF),
            "02 01 06 03 03 aafe 15 16 aafe 20 01 414141414141414141414141 dead beef",
        ),
    ],
)
def test_octets_are_those_of_the_specification(advert: Advert, octets: str) -> None:
    assert encode(advert) == bytes.fromhex(octets)


def test_addresses_take_the_fewest_octets() -> None:
    def frame(url: str) -> str:
        return encode(EddystoneUrl(url, -18))[13:].hex()

    assert frame("http://www.a.com/") == "006100"
    assert frame("http://a.com") == "026107"
    assert frame("https://www.x.info/.com.gov/") == "0178040706"
    assert frame("https://goo.gl/S6zT6P") == "03" + b"goo.gl/S6zT6P".hex()


@pytest.mark.parametrize(
    ("advert", "complaint"),
    [
        (IBeacon(UUID.upper(), 1, 2, -59), "beacon uuid: 'E2C56DB5-"),
        (IBeacon(UUID, 65536, 2, -59), "beacon major: 65536 is not within 0 to 65535"),
        (IBeacon(UUID, 1, -1, -59), "beacon minor: -1 is not within 0 to 65535"),
        (IBeacon(UUID, 1, 1, 128), "beacon rssi_1m_dbm: 128 is not within -128 to 127"),
        (AltBeacon(1, "ab", -59, 0), "beacon beacon_id: 'ab' is not 40 digits of lower-case hex"),
        (AltBeacon(1, "ab" * 20, 1, 0), "beacon rssi_1m_dbm: 1 is not within -127 to 0"),
        (AltBeacon(65536, "ab" * 20, -1, 0), "beacon company: 65536 is not within"),
        (EddystoneUid("ab" * 10, "AB" * 6, -20), "beacon instance: 'ABAB"),
        (EddystoneUid("ab" * 10, "ab" * 6, 21), "beacon tx_power_dbm: 21 is not within -100 to 20"),
        (EddystoneUrl("ftp://a.com", -20), "beacon url: 'ftp://a.com' begins with none of http://www., "),
        (EddystoneUrl("https://", -20), "beacon url: 'https://' takes 0 octets, not 1 to 17"),
        (EddystoneUrl("https://" + "a" * 18, -20), "takes 18 octets, not 1 to 17"),
        (EddystoneUrl("https://a b", -20), "beacon url: ' ' is no printable ASCII"),
        (EddystoneUrl("https://é", -20), "beacon url: 'é' is no printable ASCII"),
        (EddystoneTlm(65536, None, 0, 0.0), "beacon battery_mv: 65536 is not within 0 to 65535"),
        (EddystoneTlm(1, 128.0, 0, 0.0), "beacon temperature_c in 1/256: 32768 is not within -32768"),
        (EddystoneEncryptedTlm(b"short", 0, 0), "beacon ciphertext: 5 octets are not 12"),
        (EddystoneEid("00" * 7, -20), "is not 16 digits of lower-case hex"),
    ],
)
def test_what_does_not_fit_is_named(advert: Advert, complaint: str) -> None:
    with pytest.raises(InvalidBeacon) as error:
        encode(advert)
    assert complaint in str(error.value)
