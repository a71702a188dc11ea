"""What readers of files refuse, as the API tells it: the fault, its values, and its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from campaigns.errors import InvalidInput
from campaigns.refusals import Code, Fact


class Fault(Protocol):
    """An error of a reader: `UnreadablePlan`, `UnreadableStore`, `NewerStoreVersion`."""

    @property
    def reason(self) -> str: ...
    @property
    def fault(self) -> Code | None: ...
    @property
    def facts(self) -> Mapping[str, Fact]: ...


def unreadable(where: str, place: str, error: Fault, otherwise: Code) -> InvalidInput:
    """The refusal that tells of a reader's error.

    Parameters
    ----------
    where : the field of the request.
    place : where in the file; empty for all of it.
    otherwise : how to tell of a fault without a name.
    """
    return refused(where, place, error.reason, error.fault, error.facts, otherwise)


def refused(
    where: str, place: str, reason: str, fault: Code | None, facts: Mapping[str, Fact], otherwise: Code
) -> InvalidInput:
    """As `unreadable`, of an error that was handed over in parts."""
    at: dict[str, Fact] = {"place": place} if place else {}
    if fault is None:
        return InvalidInput(where, reason, otherwise, reason=reason, **at)
    return InvalidInput(where, reason, fault, **facts, **at)
