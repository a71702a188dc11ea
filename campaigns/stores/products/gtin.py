"""Global Trade Item Numbers: JAN, EAN, UPC, ITF. Pure.

References
----------
GS1 General Specifications, 7.9.1: the check digit makes the sum of the digits, weighed 3 and 1 in turn from
the right, a multiple of ten. Shorter numbers are filled with zeros on the left to 14 digits and are then the
same.
"""

from __future__ import annotations

import unicodedata
from typing import NewType

from campaigns.errors import InvalidInput

Gtin = NewType("Gtin", str)
"""14 digits, the check digit right."""

LENGTHS = (8, 12, 13, 14)


def gtin_of(text: str, where: str = "gtin") -> Gtin:
    """Read a number as people and spreadsheets write it. Raises `InvalidInput`.

    >>> gtin_of("4901085141434"), gtin_of("４９０１０８５１４１４３４"), gtin_of("96385074")
    ('04901085141434', '04901085141434', '00000096385074')
    >>> gtin_of("4901085141435")
    Traceback (most recent call last):
    campaigns.errors.InvalidInput: gtin: the check digit of 4901085141435 should be 4
    """
    digits = unicodedata.normalize("NFKC", text).strip()
    if digits.startswith('="') and digits.endswith('"'):  # how spreadsheets are made to keep leading zeros
        digits = digits[2:-1]
    digits = digits.removeprefix("'")
    if not (digits.isascii() and digits.isdigit()):
        raise _no_digits(digits, where)
    if len(digits) not in LENGTHS:
        raise InvalidInput(
            where,
            f"{len(digits)} digits, not 8, 12, 13 or 14; spreadsheets drop zeros at the left",
            "gtin-length",
            digits=len(digits),
        )
    if check_digit(digits[:-1]) != digits[-1]:
        right = check_digit(digits[:-1])
        reason = f"the check digit of {digits} should be {right}"
        raise InvalidInput(where, reason, "gtin-check-digit", gtin=digits, right=right)
    if not digits.strip("0"):
        raise InvalidInput(where, "all zeros is no number", "gtin-no-digits", text=digits)
    return Gtin(digits.zfill(14))


def check_digit(digits: str) -> str:
    """The digit that belongs after these.

    >>> check_digit("490108514143")
    '4'
    """
    weighed = sum((3, 1)[place % 2] * int(digit) for place, digit in enumerate(reversed(digits)))
    return str(-weighed % 10)


def written(gtin: Gtin) -> str:
    """The number as it stands on the product: 8 digits, 13, or 14 with a leading indicator.

    >>> written(Gtin("04901085141434")), written(Gtin("00000096385074")), written(Gtin("14901085141431"))
    ('4901085141434', '96385074', '14901085141431')
    """
    if gtin.startswith("000000"):
        return gtin[6:]
    return gtin[1:] if gtin.startswith("0") else gtin


def _no_digits(text: str, where: str) -> InvalidInput:
    if not text:
        return InvalidInput(where, "is missing", "field-missing")
    told = text[:40]
    if "E+" in text.upper():
        reason = f"{told} was rounded by a spreadsheet: format the column as text"
        return InvalidInput(where, reason, "gtin-rounded", text=told)
    return InvalidInput(where, f"{told} is no number of digits", "gtin-no-digits", text=told)
