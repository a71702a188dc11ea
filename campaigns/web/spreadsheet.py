"""Tables as CSV that people open with a spreadsheet, which takes some texts for formulas and runs them.

References
----------
OWASP, "CSV Injection": a cell that begins with one of these is a formula; an apostrophe before it makes it
text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

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


def table_text(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    notes: Iterable[str] = (),
    line_end: str = "\r\n",
) -> str:
    r"""A table as CSV (RFC 4180): texts are `harmless`, numbers as they are, lists in one cell.

    Parameters
    ----------
    notes : lines of comment before the header; each becomes one line that begins with `#`.

    >>> table_text(["name", "at_m"], [["=1+1", -3], [["a", "b"], 2.5]], notes=["by  hand"])
    "# by hand\r\nname,at_m\r\n'=1+1,-3\r\na; b,2.5\r\n"
    """
    out = io.StringIO()
    for note in notes:
        out.write(f"# {' '.join(note.split())}{line_end}")
    table = csv.writer(out, lineterminator=line_end)
    table.writerow(header)
    table.writerows([harmless(_one_cell(value)) for value in row] for row in rows)
    return out.getvalue()


def _one_cell(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value
