"""`aislecast adverts`: what advertising payloads say."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import typer

from campaigns.commands.output import opened, tell

if TYPE_CHECKING:
    from positioning.adverts import Advert

adverts = typer.Typer(name="adverts", help="What beacons say in their advertisements.", no_args_is_help=True)

LONGEST_LINE = 8192
"""In octets: the longest advertising data is 1,650 (Core 5.4, Vol 6, Part B, 2.3.4.9), four characters each
leave room for separators."""

KINDS = {
    "IBeacon": "ibeacon",
    "AltBeacon": "altbeacon",
    "EddystoneUid": "eddystone-uid",
    "EddystoneUrl": "eddystone-url",
    "EddystoneTlm": "eddystone-tlm",
    "EddystoneEncryptedTlm": "eddystone-etlm",
    "EddystoneEid": "eddystone-eid",
}


@adverts.command()
def decode() -> None:
    """Hex payloads on stdin, one a line, to one JSON object a line on stdout, as they come.

    A payload is the data of one advertising packet: AD structures. Blanks and colons between its octets are
    passed over. The object's `kind` is ibeacon, altbeacon, eddystone-uid, eddystone-url, eddystone-tlm,
    eddystone-etlm (encrypted telemetry) or eddystone-eid, with the frame's values; null where the payload
    holds no well-formed beacon frame. A line that is no hex has `kind` null and an `error`.

    The exit status is 0 when every line was hex, beacon or not, and 1 when one was not.
    """
    failed = 0
    for line in lines(opened("standard input", sys.stdin).buffer):
        told = object_of(line)
        failed += "error" in told
        tell(told)
    if failed:
        typer.echo(f"aislecast: {failed} line{'s were' if failed > 1 else ' was'} no hex", err=True)
        raise typer.Exit(1)


def lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of standard input, whatever its bytes; None for one that is too long to be a payload.

    Raises
    ------
    OSError : naming it.
    """
    while line := _part(stream):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while rest := _part(stream):
            if rest.endswith(b"\n"):
                break
        yield None


def _part(stream: BinaryIO) -> bytes:
    """A line, or what of it is not too long."""
    try:
        return stream.readline(LONGEST_LINE)
    except OSError as error:
        raise OSError(error.errno, error.strerror, "standard input") from error


def object_of(line: bytes | None) -> dict[str, Any]:
    """What a line says: a frame's values, that it holds none, or that it is no payload."""
    from positioning.adverts import decode as decoded

    if line is None:
        return {"kind": None, "error": f"longer than {LONGEST_LINE} characters"}
    try:
        payload = bytes.fromhex(line.replace(b":", b" ").decode("ascii"))
    except ValueError:
        return {"kind": None, "error": "no hex"}
    return values(decoded(payload))


def values(advert: Advert | None) -> dict[str, Any]:
    """A frame as plain values: its kind, its transmitter's key where it names one, its fields."""
    from positioning.adverts import Identity

    if advert is None:
        return {"kind": None}
    told: dict[str, Any] = {"kind": KINDS[type(advert).__name__]}
    if isinstance(advert, Identity):
        told["key"] = advert.key
    for name in advert.__slots__:
        value = getattr(advert, name)
        told[name] = value.hex() if isinstance(value, bytes) else value
    return told
