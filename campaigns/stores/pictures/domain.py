"""A picture of a plan as it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

LARGEST_PICTURE_BYTES = 32 * 1024 * 1024
"""An A0 plan scanned in colour at 200 dpi has 10 to 20 MB as PNG."""

PICTURES_KEPT = 50
"""Of a store: some tries for each of its levels."""

_UNUSUAL = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """The bytes of a picture and what they are; the same bytes have the same `sha256`."""

    file: str
    media_type: str
    sha256: str
    content: bytes


def file_name(told: str, suffix: str) -> str:
    """A name that is safe in addresses, from what somebody called a file.

    >>> file_name("../Plan 2. OG (neu).jpeg", ".jpg")
    'Plan-2.-OG-neu.jpg'
    >>> file_name("C:\\\\plans\\\\ground.png", ".png")
    'ground.png'
    """
    stem = told.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or told
    return f"{_UNUSUAL.sub('-', stem).strip('-.')[:50] or 'plan'}{suffix}"
