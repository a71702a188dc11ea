"""AES in EAX mode, which the library has not: counter mode under a key, checked by OMAC (BEACON-6).

References
----------
M. Bellare, P. Rogaway, D. Wagner, "The EAX mode of operation", Fast Software Encryption 2004, LNCS 3017.
"""

from __future__ import annotations

import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

BLOCK = 16


def encrypt(key: bytes, nonce: bytes, header: bytes, message: bytes) -> tuple[bytes, bytes]:
    """Return the ciphertext, as long as the message, and its check of 16 octets."""
    counter = _omac(key, 0, nonce)
    ciphertext = _counter_mode(key, counter, message)
    return ciphertext, _check(counter, _omac(key, 1, header), _omac(key, 2, ciphertext))


def decrypt(key: bytes, nonce: bytes, header: bytes, ciphertext: bytes, check: bytes) -> bytes | None:
    """Return the message, or None where the check, whole or its first octets, is another."""
    counter = _omac(key, 0, nonce)
    expected = _check(counter, _omac(key, 1, header), _omac(key, 2, ciphertext))
    if not check or not hmac.compare_digest(expected[: len(check)], check):
        return None
    return _counter_mode(key, counter, ciphertext)


def _omac(key: bytes, tweak: int, data: bytes) -> bytes:
    """OMAC of a block that holds the tweak, then the data."""
    mac = CMAC(algorithms.AES(key))
    mac.update(tweak.to_bytes(BLOCK, "big") + data)
    return mac.finalize()


def _counter_mode(key: bytes, counter: bytes, data: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CTR(counter)).encryptor()
    return cipher.update(data) + cipher.finalize()


def _check(*parts: bytes) -> bytes:
    folded = 0
    for part in parts:
        folded ^= int.from_bytes(part, "big")
    return folded.to_bytes(BLOCK, "big")
