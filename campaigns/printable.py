"""Text of others as one line that a terminal shows and does not obey."""

from __future__ import annotations

import unicodedata

REPLACED = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Controls, among them those that begin a terminal's escape sequences; lone surrogates, which no encoding
has; ends of lines and paragraphs (The Unicode Standard, table 4-4)."""


def printable(text: str) -> str:
    """The text with every control character replaced: blank ones by a space, the others by a question mark.

    >>> printable("Coffee\\x1b[2J\\nhalf price")
    'Coffee?[2J half price'
    """
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if unicodedata.category(character) not in REPLACED:
        return character
    return " " if character.isspace() else "?"
