"""The fields of a scenario file, taken one by one: a fault is one line with file, field and what is wrong."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from firmware_sim.errors import UnreadableScenario


class Table:
    """Takes the fields of a table one by one, each within its bounds; what nobody took is unknown."""

    def __init__(self, source: str, name: str, fields: Mapping[str, Any]) -> None:
        self.source = source
        self._name = name
        self._fields = dict(fields)
        self._known: list[str] = []

    @property
    def where(self) -> str:
        """File and table, for errors."""
        return f"{self.source}: {self._name.rstrip('.')}" if self._name else self.source

    def fault(self, name: str, reason: str) -> UnreadableScenario:
        """The error for a field."""
        return UnreadableScenario(self.source, f"{self._name}{name}: {reason}")

    def close(self) -> None:
        """Refuse names that nobody took."""
        for name in self._fields:
            meant = get_close_matches(name, self._known, n=1)
            hint = f": {meant[0]} is one" if meant else f"; known ones: {', '.join(sorted(self._known))}"
            raise UnreadableScenario(self.where, f"unknown name {name!r}{hint}")

    def has(self, name: str) -> bool:
        return name in self._fields

    def take(self, name: str) -> object:
        return self._pop(name, None)

    def number(self, name: str, usual: float, low: float, high: float) -> float:
        return self._within(name, self._pop(name, usual), low, high)

    def whole(self, name: str, usual: int, low: int, high: int) -> int:
        return self._whole(name, self.number(name, usual, low, high))

    def numbers(self, name: str, low: float, high: float) -> tuple[float, ...]:
        """A list of numbers; empty when there is none."""
        value = self._pop(name, [])
        if not isinstance(value, list):
            raise self.fault(name, "a list of numbers is wanted")
        return tuple(self._within(name, each, low, high) for each in value)

    def pair(self, name: str, usual: tuple[float, float], low: float, high: float) -> tuple[float, float]:
        value = self._pop(name, usual)
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            raise self.fault(name, "two numbers, least and most, are wanted")
        least, most = (self._within(name, bound, low, high) for bound in value)
        if least > most:
            raise self.fault(name, f"{least:g} is more than {most:g}")
        return least, most

    def whole_pair(self, name: str, usual: tuple[int, int], low: int, high: int) -> tuple[int, int]:
        least, most = self.pair(name, usual, low, high)
        return self._whole(name, least), self._whole(name, most)

    def text(self, name: str) -> str | None:
        value = self._pop(name, None)
        if value is not None and not (isinstance(value, str) and _is_text(value)):
            raise self.fault(name, f"{value!r} is no text")
        return value

    def path(self, name: str, folder: Path) -> Path | None:
        """A file, relative to a folder."""
        value = self.text(name)
        if value is None:
            return None
        if not value or "\0" in value:
            raise self.fault(name, f"{value!r} is no path")
        return folder / value

    def choice(self, name: str, known: tuple[str, ...], usual: str) -> str:
        value = self._pop(name, usual)
        if not isinstance(value, str) or value not in known:
            raise self.fault(name, f"{value!r} is none of {', '.join(known)}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._pop(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and _is_text(each) for each in value):
            raise self.fault(name, "a list of texts is wanted")
        return tuple(value)

    def table(self, name: str) -> Table:
        """The table of that name; an empty one when there is none."""
        value = self._pop(name, {})
        if not isinstance(value, dict):
            raise self.fault(name, f"a table [{name}] is wanted")
        return Table(self.source, f"{self._name}{name}.", value)

    def tables(self, name: str) -> list[Table]:
        """The tables [[name]], counted from 1 in messages."""
        value = self._pop(name, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.fault(name, f"tables [[{name}]] are wanted")
        return [
            Table(self.source, f"{self._name}{name}[{k}].", each) for k, each in enumerate(value, start=1)
        ]

    def _pop(self, name: str, usual: object) -> Any:
        self._known.append(name)
        return self._fields.pop(name, usual)

    def _within(self, name: str, value: object, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise self.fault(name, f"{reprlib.repr(value)} is no number from {low:.10g} to {high:.10g}")
        return float(value)

    def _whole(self, name: str, value: float) -> int:
        if value != round(value):
            raise self.fault(name, f"{value:g} is no whole number")
        return int(value)


def _is_text(value: str) -> bool:
    """Whether it can be written as UTF-8: JSON lets half a character through."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
