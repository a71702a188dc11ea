"""Advertising payloads of every kind of beacon frame, written down from their specifications."""

from __future__ import annotations

UUID = bytes.fromhex("e2c56db5dffb48d2b060d0f5a71096e0")
FLAGS = bytes.fromhex("020106")
EDDYSTONE_UUIDS = bytes.fromhex("0303aafe")


def ibeacon(minor: int) -> bytes:
    return FLAGS + _manufacturer(
        b"\x4c\x00\x02\x15" + UUID + b"\x00\x64" + minor.to_bytes(2, "big") + b"\xc5"
    )


def altbeacon(number: int) -> bytes:
    return FLAGS + _manufacturer(b"\x18\x01\xbe\xac" + UUID + number.to_bytes(4, "big") + b"\xc5\x00")


def uid(instance: int) -> bytes:
    return _eddystone(b"\x00\xee" + UUID[:10] + instance.to_bytes(6, "big") + b"\x00\x00")


def url(number: int) -> bytes:
    return _eddystone(b"\x10\xee\x03" + f"shop.jp/{number}".encode())


def tlm(advert_count: int) -> bytes:
    """2,950 mV, -1.5 degrees, up for an hour."""
    return _eddystone(b"\x20\x00\x0b\x86\xfe\x80" + advert_count.to_bytes(4, "big") + b"\x00\x00\x8c\xa0")


def encrypted_tlm(number: int) -> bytes:
    return _eddystone(b"\x20\x01" + UUID[:12] + number.to_bytes(4, "big"))


def eid(number: int) -> bytes:
    return _eddystone(b"\x30\xee" + number.to_bytes(8, "big"))


EVERY_KIND = (ibeacon, altbeacon, uid, url, tlm, encrypted_tlm, eid)


def _manufacturer(data: bytes) -> bytes:
    return bytes((1 + len(data), 0xFF)) + data


def _eddystone(frame: bytes) -> bytes:
    return FLAGS + EDDYSTONE_UUIDS + bytes((3 + len(frame), 0x16)) + b"\xaa\xfe" + frame
