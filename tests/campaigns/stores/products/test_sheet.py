"""Files that people and tills write: encodings, separators, wrong lines, and what is meant to do harm."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.errors import InvalidInput
from campaigns.stores.products.sheet import MOST_BYTES, MOST_FAULTS, read_sheet
from campaigns.web.spreadsheet import as_typed, harmless

EXAMPLE = (Path(__file__).parents[4] / "examples" / "products_ja.csv").read_text("utf-8")
GOOD = "gtin,name,category,face\n5901234123457,Tea,Drinks,tea\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_the_japanese_example_reads_the_same_in_every_encoding(encoding: str) -> None:
    sheet = read_sheet(EXAMPLE.encode(encoding))
    assert sheet.encoding == encoding.removesuffix("-sig")
    assert sheet.faults.count == 0
    assert sheet.rows == read_sheet(EXAMPLE.encode()).rows
    names = [row.product.name for row in sheet.rows]
    assert names[0] == "緑茶 500ml"
    assert 'せんべい "塩" 12枚' in names
    assert [row.face for row in sheet.rows][-1] == ""


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_separators_and_line_ends(separator: str, newline: str) -> None:
    sheet = read_sheet(GOOD.replace(",", separator).replace("\n", newline).encode())
    assert sheet.separator == separator
    assert (sheet.rows[0].product.name, sheet.rows[0].face) == ("Tea", "tea")


def test_wrong_lines_are_told_by_line_and_column() -> None:
    lines = [
        "gtin,name,category,price",
        "5901234123457,Tea,Drinks,3",
        "5901234123458,Wrong digit,,",
        "96385074,,Drinks,",
        '4006381333931,"two\nlines",,',
        "4006381333931,other name,,",
        "5901234123457,Tea,Drinks,",
        "036000291452," + "x" * 300 + ",,",
        "10614141000415,hidden\u202etext,,",
        "5901234123457,Tea,Drinks,3,4,5",
    ]
    sheet = read_sheet("\n".join(lines).encode())
    told = [(fault.line, fault.column) for fault in sheet.faults.first]
    assert told == [
        (3, "gtin"), (4, "name"), (7, "name"), (8, "gtin"), (9, "name"), (10, "name"), (11, ""),
    ]  # fmt: skip
    assert [row.product.name for row in sheet.rows] == ["Tea", "two lines"]
    assert sheet.ignored == ("price",)
    assert not sheet.has_faces


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"", "names no column"),
        (b"a,b\n1,2\n", "names no column"),
        (b"gtin,category\n5901234123457,x\n", "no column name"),
        (b"gtin,jan,name\n", "two columns are gtin"),
        (GOOD.encode() + b"\x00", "line 3 holds a NUL"),
        (b"gtin,name\n5901234123457,\xfc\xfc\n", "line 2 is neither utf-8 nor cp932"),
        (b"gtin,name\n" + b"\n" * 100_001, "more than 100,000 lines"),
        (b"x" * (MOST_BYTES + 1), "bytes are more than"),
        (b"gtin,name" + b",x" * 4_000_000, "more than 100 columns"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "NUL"),
    ],
)
def test_what_is_no_list_is_refused_as_a_whole(content: bytes, fact: str) -> None:
    with pytest.raises(InvalidInput, match=fact):
        read_sheet(content)


def test_a_quote_that_never_ends_and_a_huge_cell_are_faults_of_their_line() -> None:
    for cell in ('"' + "x" * 200, '"' + "x" * 300_000 + '"'):
        sheet = read_sheet(f"{GOOD}4006381333931,{cell}\n".encode())
        assert [fault.line for fault in sheet.faults.first] == [3]
        assert len(sheet.rows) == 1


def test_many_wrong_lines_are_counted_not_kept() -> None:
    sheet = read_sheet(b"gtin,name\n" + b"1,x\n" * 5000)
    assert (sheet.faults.count, len(sheet.faults.first)) == (5000, MOST_FAULTS)


@given(st.text())
def test_what_is_made_harmless_comes_back_as_it_was_and_is_no_formula(text: str) -> None:
    written = str(harmless(text))
    assert as_typed(written) == text
    assert written[:1] not in ("=", "+", "-", "@", "\t", "\r") or not written


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(tail: bytes) -> None:
    for content in (tail, GOOD.encode() + tail):
        try:
            sheet = read_sheet(content)
        except InvalidInput:
            continue
        assert len(list(csv.reader(io.StringIO("".join(row.product.name for row in sheet.rows))))) <= 1
