"""Texts in CSV that people open with a spreadsheet, which takes some for formulas and runs them.

References
----------
OWASP, "CSV Injection": a cell that begins with one of these is a formula; an apostrophe before it makes it
text.
"""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> object:
    """A text that a spreadsheet would run as a formula, quoted; `as_typed` takes it back.

    >>> harmless("=1+1"), harmless("Tea"), harmless("'s"), harmless(-3)
    ("'=1+1", 'Tea', "''s", -3)
    """
    is_risky = isinstance(value, str) and value[:1] in (*FORMULA_STARTS, "'")
    return f"'{value}" if is_risky and value else value


def as_typed(text: str) -> str:
    """The text that `harmless` quoted; any other as it is.

    >>> as_typed("'=1+1"), as_typed("Tea"), as_typed("''s"), as_typed("'n Beetje")
    ('=1+1', 'Tea', "'s", "'n Beetje")
    """
    return text[1:] if text[:1] == "'" and text[1:2] in (*FORMULA_STARTS, "'") and text[1:] else text
