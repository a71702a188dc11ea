"""Values of JSON bodies and queries, taken for what they are: text is no number, a number no day.

What a schema says (`docs/api.md`) is what is accepted; pydantic's own conversions would take `"5"` and
`true` for numbers and `0` for 1 January 1970.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import Path
from pydantic import AwareDatetime, BeforeValidator, Field


def _json_number(value: object) -> object:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise ValueError("is no number")
    return value


def _iso_day(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError("is no day like 2026-01-31")
    return value


def _iso_time(value: object) -> object:
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d[Tt ]", value, re.ASCII):
        raise ValueError("is no time like 2026-01-31T09:00:00Z")
    return value


Whole = Annotated[int, BeforeValidator(_json_number)]
"""A whole number; `5.0` is one, as in JSON Schema, `5.5` is not."""

RowNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""A number in an address that the database counts by; it holds no larger one."""

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite number."""

Day = Annotated[date, BeforeValidator(_iso_day)]
"""A day of the calendar, as 2026-01-31."""

Instant = Annotated[AwareDatetime, BeforeValidator(_iso_time)]
"""A time with its offset, as 2026-01-31T09:00:00Z."""
