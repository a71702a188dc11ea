"""Reading JSON strictly: every value is taken by name and kind, and a complaint names the path to it."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, get_type_hints

from zones.errors import Fact, StoreFault, UnreadableStore

T = TypeVar("T")

COORDINATE_LIMIT_M = 100_000.0
LEVEL_LIMIT_M2 = 4_000_000.0
"""A level's rectangle: 2 km x 2 km, ten times the floor of the largest malls. Rasters of it fit in memory."""
TEXT_LIMIT = 1_000
ID_LIMIT = 64

_LIMITS_BY_SUFFIX: tuple[tuple[str, float, float], ...] = (
    ("probability", 0.0, 1.0),
    ("_rad", -2.0 * math.pi, 2.0 * math.pi),
    ("_dbm", -200.0, 50.0),
    ("_db", 0.1, 100.0),
    ("_hz", 1e-6, 1_000.0),
    ("_s", 0.0, 1e7),
    ("exponent", 0.0, 20.0),
    ("samples", 0.0, 1e9),
    ("normal_x", -1.0, 1.0),
    ("normal_y", -1.0, 1.0),
    ("sd_m", 0.001, COORDINATE_LIMIT_M),
    ("_range_m", 0.1, COORDINATE_LIMIT_M),
    ("reach_m", 0.0, COORDINATE_LIMIT_M),
    ("margin_m", 0.0, COORDINATE_LIMIT_M),
    ("_m", -COORDINATE_LIMIT_M, COORDINATE_LIMIT_M),
    ("longitude_deg", -180.0, 180.0),
    ("latitude_deg", -89.0, 89.0),
)
"""What a number of that name can be at all; beyond it a file is broken, not merely unusual.

Spreads, rates and ranges are divided by and never zero: no tape tells a place to a millimetre, phones round
RSSI to whole dB (sd 0.3 dB), and what is heard every twelve days or within 10 cm is no beacon. At the poles
east and north say nothing about a floor.
"""


def limits_of(name: str) -> tuple[float, float]:
    """The least and greatest value a field of that name may have, by its unit."""
    for suffix, least, greatest in _LIMITS_BY_SUFFIX:
        if name.endswith(suffix):
            return least, greatest
    return -1e9, 1e9


class Node:
    """A JSON object being read. Fields are taken one by one; `finish` refuses what nobody asked for."""

    def __init__(self, value: object, path: str, source: str) -> None:
        self.path = path
        self.source = source
        if not isinstance(value, dict):
            raise self.complaint(f"an object is needed, not {_kind_of(value)}", None, "value-of-other-kind")
        self._fields: dict[str, Any] = value
        self._taken: set[str] = set()

    def complaint(
        self, reason: str, key: str | None = None, fault: StoreFault = "value-unusable", **facts: Fact
    ) -> UnreadableStore:
        """The error that says what is wrong at this place, or at its field `key`."""
        path = self.path if key is None else f"{self.path}.{key}"
        return UnreadableStore(self.source, reason, fault, place=path, **facts)

    def has(self, key: str) -> bool:
        """Whether the field is there and not null; a null counts as read."""
        if self._fields.get(key) is None:
            self._taken.add(key)
            return False
        return True

    def take(self, key: str) -> Any:
        """The raw value of a field that must be there."""
        self._taken.add(key)
        if key not in self._fields:
            raise self.complaint("is missing", key, "field-missing")
        return self._fields[key]

    def text(self, key: str, limit: int = TEXT_LIMIT) -> str:
        value = self.take(key)
        if not isinstance(value, str):
            raise self.complaint(f"a text is needed, not {_kind_of(value)}", key, "value-of-other-kind")
        if len(value) > limit:
            raise self.complaint(f"{len(value)} characters, at most {limit}", key)
        if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
            raise self.complaint("half a surrogate pair is no text", key)
        return value

    def identity(self, key: str) -> str:
        """A text that names something: not empty, at most 64 characters, all of them printable."""
        value = self.text(key, ID_LIMIT)
        if not value or not value.isprintable():
            raise self.complaint("an id has 1 to 64 printable characters", key)
        return value

    def number(self, key: str, least: float, greatest: float) -> float:
        return self.check_number(self.take(key), key, least, greatest)

    def check_number(self, value: object, key: str, least: float, greatest: float) -> float:
        """A finite number within bounds; `key` only names the place."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.complaint(f"a number is needed, not {_kind_of(value)}", key, "value-of-other-kind")
        if not least <= value <= greatest:
            raise self.complaint(
                f"{str(value)[:20]} is not within [{least:g}, {greatest:g}]",
                key,
                "value-outside",
                ge=least,
                le=greatest,
            )
        return float(value)

    def integer(self, key: str, least: int, greatest: int) -> int:
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.complaint(
                f"a whole number is needed, not {_kind_of(value)}", key, "value-of-other-kind"
            )
        if not least <= value <= greatest:
            raise self.complaint(
                f"{str(value)[:20]} is not within [{least}, {greatest}]",
                key,
                "value-outside",
                ge=least,
                le=greatest,
            )
        return value

    def truth(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise self.complaint(
                f"true or false is needed, not {_kind_of(value)}", key, "value-of-other-kind"
            )
        return value

    def listed(self, key: str) -> list[Any]:
        value = self.take(key)
        if not isinstance(value, list):
            raise self.complaint(f"a list is needed, not {_kind_of(value)}", key, "value-of-other-kind")
        return value

    def child(self, key: str) -> Node:
        return Node(self.take(key), f"{self.path}.{key}", self.source)

    def children(self, key: str) -> Iterator[Node]:
        """The objects of a list; none when the field is left out."""
        if not self.has(key):
            return
        for i, value in enumerate(self.listed(key)):
            yield Node(value, f"{self.path}.{key}[{i}]", self.source)

    def finish(self) -> None:
        """Refuse fields that were not read: they would be lost on the next save."""
        for key in self._fields:
            if key not in self._taken:
                named = key if key.isprintable() else ascii(key)[1:-1]
                raise self.complaint("is not known in this version", named[:ID_LIMIT], "field-unknown")


def parse(data: bytes, source: str) -> Node:
    """The document's root object.

    Raises
    ------
    UnreadableStore
        When `data` is no JSON object.
    """
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise UnreadableStore(source, f"is no UTF-8 text (byte {error.start})", "no-json") from error
    except json.JSONDecodeError as error:
        raise UnreadableStore(source, f"is no JSON: {error.msg} in line {error.lineno}", "no-json") from error
    except RecursionError as error:
        raise UnreadableStore(source, "is nested too deeply", "nested-too-deeply") from error
    except ValueError as error:
        raise UnreadableStore(source, f"is no JSON: {error}", "no-json") from error
    return Node(value, "$", source)


def flat_to_json(value: Any) -> dict[str, Any]:
    """A flat dataclass as an object; fields that are None are left out."""
    fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
    return {name: content for name, content in fields if content is not None}


def flat_from_json(kind: Callable[..., T], node: Node, given: Mapping[str, Any] | None = None) -> T:
    """A flat dataclass (texts, numbers, truths) from an object; `given` fields are not read from it.

    Left out fields take the dataclass's default; numbers are bounded by their unit (`limits_of`).
    """
    given = given or {}
    hints = _hints(kind)
    values = dict(given)
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        name = field.name
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if name not in given and (required or node.has(name)):
            values[name] = _flat_value(node, name, hints[name])
    node.finish()
    return kind(**values)


@functools.cache
def _hints(kind: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _flat_value(node: Node, name: str, hint: Any) -> Any:
    least, greatest = limits_of(name)
    if hint is bool:
        return node.truth(name)
    if hint is int:
        return node.integer(name, 0, 10**9)
    if hint is float or hint == (float | None):
        return node.number(name, least, greatest)
    return node.identity(name) if name == "id" or name.endswith("_id") else node.text(name)


def layout(value: Any, indent: int = 0) -> str:
    """JSON for people and version control: short or purely numeric parts on one line, the rest indented."""
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if len(flat) + indent <= 140 or not _holds_objects(value):
        return flat
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        rows = [
            f"{pad}{json.dumps(k, ensure_ascii=False)}: {layout(v, indent + 1)}" for k, v in value.items()
        ]
        return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + layout(item, indent + 1) for item in value) + "\n" + " " * indent + "]"


def _holds_objects(value: Any) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and any(_holds_objects(item) for item in value)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _kind_of(value: object) -> str:
    if value is None:
        return "null"
    names = {bool: "true or false", str: "a text", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")
