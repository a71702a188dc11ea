"""A list of products as a CSV file, read line by line: what it says, and what is wrong with it. Pure.

UTF-8, UTF-16 with its mark, or the Shift_JIS of Windows (CP932) that tills and spreadsheets in Japan write.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from campaigns.errors import InvalidInput
from campaigns.refusals import Code, Fact
from campaigns.stores.products.domain import Product, folded, product_of
from campaigns.stores.products.gtin import Gtin, gtin_of
from campaigns.web.spreadsheet import as_typed

MOST_BYTES = 8 * 1024 * 1024
MOST_LINES = 100_000
"""Twice as many as products: some stand in two places."""

MOST_FAULTS = 100
"""That are told one by one; the others are counted."""

MOST_COLUMNS, LONGEST_HEADER = 100, 10_000

SEPARATORS = (",", "\t", ";")
COLUMNS = {
    "gtin": ("gtin", "jan", "ean", "upc", "barcode", "janコード", "jan コード", "バーコード", "商品コード"),
    "name": ("name", "product", "product name", "商品名", "品名", "名称"),
    "category": ("category", "カテゴリ", "カテゴリー", "分類", "部門", "部門名"),
    "face": ("face", "face id", "棚", "棚面", "フェイス", "棚id", "棚番"),
    "level": ("level", "floor", "階", "フロア"),
}
_COLUMN_OF = {folded(name): column for column, names in COLUMNS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where; the column is empty where the whole line is."""

    line: int
    column: str
    reason: str
    code: Code | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line: a product, and where it stands as the file says it. `face` is None without such a column."""

    line: int
    product: Product
    face: str | None
    level: str


@dataclass(slots=True)
class Faults:
    """What is wrong with a file: the first ones in full, and the lines that are left out because of it."""

    first: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, column: str, reason: str, code: Code | None = None, /, **facts: Fact) -> None:
        self.count += 1
        if len(self.first) < MOST_FAULTS:
            self.first.append(Fault(line, column, reason, code, facts))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was read. `ignored` are its columns that say nothing here."""

    encoding: str
    separator: str
    rows: tuple[SheetRow, ...]
    faults: Faults
    has_faces: bool
    ignored: tuple[str, ...]


def read_sheet(content: bytes, encoding: str | None = None) -> Sheet:
    """Read a CSV file.

    Parameters
    ----------
    encoding : `utf-8` or `cp932`; by default it is told from the content.

    Raises
    ------
    InvalidInput
        It is no list of products as a whole: no text, no header, too long.
    """
    if len(content) > MOST_BYTES:
        raise InvalidInput(
            "file",
            f"{len(content):,} bytes are more than {MOST_BYTES:,}",
            "file-too-large",
            most_mb=MOST_BYTES >> 20,
        )
    text, used = _decoded(content, encoding)
    if "\0" in text:
        line = _line_of(text, text.index("\0"))
        raise InvalidInput("file", f"line {line} holds a NUL: this is no text", "file-no-text", line=line)
    separator, header = _header(text)
    columns = [_COLUMN_OF.get(folded(cell.strip()), "") for cell in header]
    for wanted in ("gtin", "name"):
        if wanted not in columns:
            choices = ", ".join(COLUMNS[wanted])
            raise InvalidInput("line 1", f"no column {wanted}: {choices}", "no-column", choices=choices)
    for column in set(columns) - {""}:
        if columns.count(column) > 1:
            raise InvalidInput("line 1", f"two columns are {column}", "column-twice", column=column)
    faults = Faults()
    rows = tuple(_rows(text, separator, columns, faults))
    ignored = tuple(cell.strip() for cell, column in zip(header, columns, strict=True) if not column)
    return Sheet(used, separator, rows, faults, "face" in columns, tuple(name for name in ignored if name))


def _decoded(content: bytes, encoding: str | None) -> tuple[str, str]:
    """The text, and the encoding it was in."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        choices = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8):
        choices = ["utf-8-sig"]
    else:
        choices = [encoding] if encoding else ["utf-8", "cp932"]
    failed: UnicodeDecodeError | None = None
    for choice in choices:
        try:
            return content.decode(choice), choice.removesuffix("-sig")
        except UnicodeDecodeError as error:
            failed = error
    assert failed is not None
    line = content.count(b"\n", 0, failed.start) + 1
    raise InvalidInput("file", f"line {line} is neither {' nor '.join(choices)}", "file-no-text", line=line)


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _header(text: str) -> tuple[str, Sequence[str]]:
    """The separator by which the first line names most columns, and that line."""
    best: tuple[int, str, Sequence[str]] = (0, "", ())
    beginning = text[:LONGEST_HEADER]
    for separator in SEPARATORS:
        try:
            cells = next(csv.reader(io.StringIO(beginning, newline=""), delimiter=separator), [])
        except csv.Error:
            continue
        known = sum(folded(cell.strip()) in _COLUMN_OF for cell in cells)
        if known > best[0]:
            best = (known, separator, cells)
    if not best[0]:
        raise InvalidInput(
            "line 1", "names no column that is known: gtin (JAN), name, category, face, level", "no-columns"
        )
    if len(best[2]) > MOST_COLUMNS:
        raise InvalidInput("line 1", f"more than {MOST_COLUMNS} columns", "columns-full", most=MOST_COLUMNS)
    return best[1], best[2]


def _rows(text: str, separator: str, columns: Sequence[str], faults: Faults) -> Iterator[SheetRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    next(reader)
    first_line: dict[Gtin, tuple[int, Product]] = {}
    seen: dict[tuple[Gtin, str, str], int] = {}
    while True:
        line = reader.line_num + 1
        if line > MOST_LINES:
            raise InvalidInput("file", f"more than {MOST_LINES:,} lines", "lines-full", most=MOST_LINES)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            # From here on nobody knows which quotes belong together.
            faults.add(line, "", f"{error}; the lines after it were not read", "quotes-open")
            return
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(line, cells, columns, faults)
        if row is not None and _is_consistent(row, first_line, seen, faults):
            yield row


def _row(line: int, cells: Sequence[str], columns: Sequence[str], faults: Faults) -> SheetRow | None:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        faults.add(
            line,
            "",
            f"{len(cells)} cells in a table of {len(columns)} columns",
            "cells-too-many",
            cells=len(cells),
            columns=len(columns),
        )
        return None
    said = dict.fromkeys(COLUMNS, "") | {
        column: as_typed(cell.strip()) for column, cell in zip(columns, cells, strict=False) if column
    }
    try:
        product = product_of(gtin_of(said["gtin"]), said["name"], said["category"])
    except InvalidInput as error:
        faults.add(line, error.where, error.reason, error.code, **error.facts)
        return None
    return SheetRow(line, product, said["face"] if "face" in columns else None, said["level"])


def _is_consistent(
    row: SheetRow,
    first_line: dict[Gtin, tuple[int, Product]],
    seen: dict[tuple[Gtin, str, str], int],
    faults: Faults,
) -> bool:
    """Whether a line agrees with those before it: a product has one name, and stands once at a face."""
    gtin = row.product.gtin
    line, product = first_line.setdefault(gtin, (row.line, row.product))
    if product != row.product:
        what = "name" if product.name != row.product.name else "category"
        faults.add(
            row.line, what, f"line {line} calls the same product otherwise", "product-otherwise", line=line
        )
        return False
    place = (gtin, folded(row.face or ""), folded(row.level))
    if place in seen:
        faults.add(row.line, "gtin", f"says the same as line {seen[place]}", "line-twice", line=seen[place])
        return False
    seen[place] = row.line
    return True
