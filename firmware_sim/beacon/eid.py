"""Eddystone's ephemeral identifiers and encrypted telemetry: the beacon's side (BEACON-5, BEACON-6).

References
----------
Eddystone-EID, "EID Computation"; Eddystone-TLM, "Encrypted TLM Frame Specification".
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from firmware_sim.beacon import eax
from firmware_sim.beacon.frames import telemetry_octets
from positioning.adverts import EddystoneEncryptedTlm, EddystoneTlm, decode

KEY_OCTETS = 16
GREATEST_EXPONENT = 15
CLOCK_WRAP_S = 2**32
WORST_DRIFT_PPM = 150.0
"""How far off a beacon's clock may run ("EID Computation", Overview)."""

_SALT_OF_TEMPORARY_KEY = 0xFF
_MIC_OCTETS = 2


def ephemeral_id(identity_key: bytes, exponent: int, clock_s: int) -> bytes:
    """Return the 8 octets that a beacon sends while its clock is in [q 2^K, (q + 1) 2^K).

    Parameters
    ----------
    identity_key : 16 octets, shared by the beacon and who resolves it.
    exponent : K, 0 to 15: a new identifier every 2^K seconds.
    clock_s : the beacon's counter of seconds; it wraps at 32 bits.

    Examples
    --------
    >>> ephemeral_id(bytes.fromhex("0102030405060708090a111213141516"), 10, 2000).hex()
    '4144413e45fefa58'
    """
    return _of_rotation(identity_key, exponent, _truncated(exponent, clock_s % CLOCK_WRAP_S))


def encrypt_telemetry(
    identity_key: bytes, exponent: int, clock_s: int, salt: int, told: EddystoneTlm
) -> EddystoneEncryptedTlm:
    """Encrypt telemetry under the time of the identifier that goes with it and a salt of 16 bits."""
    ciphertext, check = eax.encrypt(
        identity_key, _nonce(exponent, clock_s, salt), b"", telemetry_octets(told)
    )
    return EddystoneEncryptedTlm(ciphertext, salt, int.from_bytes(check[:_MIC_OCTETS], "big"))


def decrypt_telemetry(
    identity_key: bytes, exponent: int, clock_s: int, frame: EddystoneEncryptedTlm
) -> EddystoneTlm | None:
    """Return what a frame tells to who knows the key and the time; None where its check fails.

    The check is of 16 bits: one in 65,536 wrong keys or times passes it.
    """
    octets = eax.decrypt(
        identity_key,
        _nonce(exponent, clock_s, frame.salt),
        b"",
        frame.ciphertext,
        frame.mic.to_bytes(_MIC_OCTETS, "big"),
    )
    if octets is None:
        return None
    told = decode(b"\x11\x16\xaa\xfe\x20\x00" + octets)
    assert isinstance(told, EddystoneTlm)
    return told


@lru_cache(maxsize=4096)
def _of_rotation(identity_key: bytes, exponent: int, begin: bytes) -> bytes:
    """The identifier of the rotation that begins then. Kept: it is sent in thousands of events."""
    temporary_key = _aes(identity_key, bytes(11) + bytes([_SALT_OF_TEMPORARY_KEY]) + bytes(2) + begin[:2])
    return _aes(temporary_key, bytes(11) + bytes([exponent]) + begin)[:8]


def _nonce(exponent: int, clock_s: int, salt: int) -> bytes:
    return _truncated(exponent, clock_s % CLOCK_WRAP_S) + salt.to_bytes(2, "big")


def _truncated(exponent: int, clock_s: int) -> bytes:
    """The clock with its K lowest bits cleared."""
    return (clock_s >> exponent << exponent).to_bytes(4, "big")


def _aes(key: bytes, block: bytes) -> bytes:
    """One block, which is all there is to hide: no mode of operation is needed."""
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - as specified
    return cipher.update(block) + cipher.finalize()
