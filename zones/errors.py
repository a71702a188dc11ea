"""Errors of zones: each name states the fact, each instance carries the values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

StoreFault = Literal[
    "field-missing",
    "field-unknown",
    "floor-size",
    "id-twice",
    "last-level",
    "nested-too-deeply",
    "no-json",
    "no-store-file",
    "no-zone",
    "outline-crosses",
    "store-too-new",
    "value-of-other-kind",
    "value-outside",
    "value-unusable",
]
"""What is wrong with a store's document."""

Fact = str | int | float


class ZoneError(Exception):
    """Base of every error that `zones` raises."""


class UnreadableStore(ZoneError):
    """A file is no store file, or a part of it breaks the schema.

    Attributes
    ----------
    place : the path to the part in its document; empty where the whole is meant.
    complaint : what is wrong there; `reason` tells both.
    fault, facts : what is wrong and its values, for who tells it in another language than `reason`; None
        where the file itself cannot be had.
    """

    def __init__(
        self, source: str, reason: str, fault: StoreFault | None = None, /, *, place: str = "", **facts: Fact
    ) -> None:
        self.reason = f"{place}: {reason}" if place else reason
        super().__init__(f"{source}: {self.reason}")
        self.source = source
        self.place = place
        self.complaint = reason
        self.fault = fault
        self.facts: Mapping[str, Fact] = facts


class UnwritableFile(ZoneError):
    """A file cannot be put where it was asked for."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: cannot be written: {reason}")
        self.path = path
        self.reason = reason


class NewerStoreVersion(ZoneError):
    """A store file was written by a newer Aislecast."""

    def __init__(self, source: str, version: int, newest: int) -> None:
        self.reason = f"written in version {version}, this Aislecast reads up to {newest}; upgrade it"
        super().__init__(f"{source}: {self.reason}")
        self.source = source
        self.place = ""
        self.complaint = self.reason
        self.fault: StoreFault = "store-too-new"
        self.facts: Mapping[str, Fact] = {"version": version, "newest": newest}
        self.version = version
        self.newest = newest


class UnknownLevel(ZoneError):
    """A store has no level of that id."""

    def __init__(self, level_id: str) -> None:
        super().__init__(f"no level {level_id}")
        self.level_id = level_id


class InvalidVisitState(ZoneError):
    """A stored visit state cannot be restored by this version."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"visit state: {reason}")
        self.reason = reason
