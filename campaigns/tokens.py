"""Random tokens that callers hold; the service keeps only their hash."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = (
    32  # 256 random bits: guessing is out of reach, so a plain hash needs neither salt nor stretching
)


def new_token() -> str:
    """A fresh token, safe in headers and cookies.

    >>> len(new_token())
    43
    """
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is stored of a token: the hexadecimal SHA-256 of its UTF-8 form.

    >>> token_hash("abc")[:8]
    'ba7816bf'
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
