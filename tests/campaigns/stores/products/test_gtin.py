"""Numbers of products: the check digit, the lengths, and how people and spreadsheets write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.errors import InvalidInput
from campaigns.stores.products.gtin import check_digit, gtin_of, written

PUBLISHED = ("96385074", "036000291452", "4006381333931", "5901234123457", "10614141000415")
"""EAN-8, UPC-A, two EAN-13 and a GTIN-14 of GS1's and others' own examples."""


@pytest.mark.parametrize("number", PUBLISHED)
def test_published_numbers_are_right(number: str) -> None:
    assert gtin_of(number) == number.zfill(14)
    assert gtin_of(f' ="{number}" ') == number.zfill(14)


@given(st.sampled_from((8, 12, 13, 14)), st.integers(1, 10**13 - 1), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(length: int, value: int, place: int, change: int) -> None:
    body = str(value).zfill(13)[-(length - 1) :]
    number = body + check_digit(body)
    place %= length
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    with pytest.raises(InvalidInput):
        gtin_of(wrong)
    if number.strip("0"):
        assert gtin_of(written(gtin_of(number))) == gtin_of(number)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("", "is missing"),
        ("4.90123E+12", "was rounded by a spreadsheet"),
        ("36000291452", "drop zeros at the left"),
        ("49012345678944444", "17 digits"),
        ("４９０１２３４５６７８９５", "should be 4"),
        ("tea", "is no number of digits"),
        ("²²²²²²²²", "check digit"),
        ("00000000", "all zeros"),
    ],
)
def test_what_is_no_number_says_why(text: str, fact: str) -> None:
    with pytest.raises(InvalidInput, match=fact.replace("+", r"\+")):
        gtin_of(text)
